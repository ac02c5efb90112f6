"""What one merged event is to another: what reports state in words, parts of a visit, and plans that came true."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dateline.merging import candidates
from dateline.merging.features import Features, Key, Party
from dateline.merging.model import EventLink, MergedEvent
from dateline.merging.parties import participants, same_party
from dateline.merging.relating import Kind, fits, meant
from dateline.merging.rules import Rules
from dateline.merging.similarity import BARRED, same_days
from dateline.merging.told import Told

PART_OF = "part-of"
FULFILS = "fulfils"

_SAME_SIDE = 0.6
"""Likeness of participants from which on a side of one event is a side of the other."""


@dataclasses.dataclass(frozen=True, slots=True)
class Merged:
    """A merged event with the mentions that it was made from."""

    event: MergedEvent
    mentions: tuple[Told, ...]


def linked(merged: Sequence[Merged], related: Iterable[tuple[Kind, Key, Key]], rules: Rules) -> list[MergedEvent]:
    """The events with their links, each in the order of kind and event.

    `related` are the mentions that have to do with each other as part and whole or as plan and deed: only events of such are looked at.
    """
    owner = {t.features.key: number for number, m in enumerate(merged) for t in m.mentions}
    near: dict[Kind, dict[int, set[int]]] = {"part": defaultdict(set), "plan": defaultdict(set)}
    for kind, a, b in related:
        one, other = owner.get(a), owner.get(b)
        if kind in near and one is not None and other is not None and one != other:
            near[kind][one].add(other)
            near[kind][other].add(one)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for source, link, target in (*_stated(merged), *_parts(merged, near["part"], rules), *_fulfilled(merged, near["plan"], rules)):
        if source != target:
            found[source].add((link, target))
    return [dataclasses.replace(m.event, links=tuple(EventLink(*link) for link in sorted(found[m.event.id]))) for m in merged]


def _stated(merged: Sequence[Merged]) -> Iterator[tuple[str, str, str]]:
    """Links of mentions, which name events of their report."""
    event_of: dict[tuple[str, str], str] = {(t.report.id, t.mention.id): m.event.id for m in merged for t in m.mentions}
    for m in merged:
        for t in m.mentions:
            for link in t.mention.links:
                target = event_of.get((t.report.id, link.event))
                if target is not None:
                    yield m.event.id, link.kind, target


# --- parts


def _parts(merged: Sequence[Merged], near: Mapping[int, set[int]], rules: Rules) -> Iterator[tuple[str, str, str]]:
    """The events between the same sides within the days of a visit, that a report tells together with it or on stated days."""
    for number in sorted(near):
        m = merged[number]
        if m.event.type not in rules.parts or _is_whole(m, rules):
            continue
        fitting = [w for w in (merged[n] for n in sorted(near[number])) if _is_whole(w, rules) and _is_part(m, w, rules)]
        if fitting:
            shared = {t.report.id for t in m.mentions}
            best = min(fitting, key=lambda w: (-len(shared & {t.report.id for t in w.mentions}), w.event.id))
            yield m.event.id, PART_OF, best.event.id


def _is_whole(m: Merged, rules: Rules) -> bool:
    return candidates.is_whole(m.event.type, m.event.mode, rules)


def _is_part(part: Merged, whole: Merged, rules: Rules) -> bool:
    a, b = _spokesman(part), _spokesman(whole)
    if a.reality not in ("fact", "plan") or b.reality not in ("fact", a.reality):
        return False  # what is still to come may be part of a visit that has begun, and what has been is no part of a mere plan
    together = {t.report.id for t in part.mentions} & {t.report.id for t in whole.mentions}
    met = [_days(x.features, y.features, rules) for x in part.mentions[:10] for y in whole.mentions[:10]]
    if BARRED in met or not (together or 1.0 in met):
        return False
    return _same_sides(_parties(part), _parties(whole))


def _parties(m: Merged) -> list[Party]:
    return [p for t in m.mentions[:10] for p in (*t.features.actors, *t.features.recipients)]


def _same_sides(part: Sequence[Party], whole: Sequence[Party]) -> bool:
    """Whether every participant of the part takes part in the whole, and both of its sides are known there."""
    if not part or any(max((_alike(p, w) for w in whole), default=0.0) < _SAME_SIDE for p in part):
        return False
    return len({p.country or p.ident or p.head for p in part}) > 1


def _alike(p: Party, w: Party) -> float:
    """A country's people stand for it: who visits is received by whoever acts for the host."""
    return 1.0 if p.country is not None and p.country == w.country else same_party(p, w)


# --- plans


def _fulfilled(merged: Sequence[Merged], near: Mapping[int, set[int]], rules: Rules) -> Iterator[tuple[str, str, str]]:
    """The deed that a plan or promise meant: of its type, between its participants, on its days, and reported no earlier."""
    for number in sorted(near):
        plan = merged[number]
        wanted = _meant(plan)
        if wanted is None:
            continue
        deeds = [d for d in (merged[n] for n in near[number]) if any(t.features.reality == "fact" for t in d.mentions)]
        scored = [(_fit(wanted, deed, rules), deed.event.id) for deed in deeds if _later(deed, plan)]
        best = min(scored, key=lambda s: (-s[0], s[1]), default=(0.0, ""))
        if best[0] > _SAME_SIDE:
            yield best[1], FULFILS, plan.event.id


def _meant(plan: Merged) -> Features | None:
    """What is planned: the event itself if all say only that it is to be, else the act that it promises."""
    if plan.event.status == "announced":
        return plan.mentions[0].features
    if plan.event.act is None:
        return None
    source = next((t.features for t in plan.mentions if t.mention.act == plan.event.act), None)
    return meant(source) if source is not None else None


def _fit(wanted: Features, deed: Merged, rules: Rules) -> float:
    found = []
    for t in deed.mentions[:10]:
        if not fits(wanted, t.features, rules):
            return 0.0
        who = participants(wanted, t.features)
        if who is not None:
            found.append(who)
    return sum(found) / len(found) if found else 0.0


def _later(deed: Merged, plan: Merged) -> bool:
    """Whether other reports tell the deed, and none of the days known speaks against its coming after the plan."""
    if set(deed.event.reports) & set(plan.event.reports):
        return False
    return not (deed.event.last_reported and plan.event.first_reported) or deed.event.last_reported >= plan.event.first_reported


def _days(a: Features, b: Features, rules: Rules) -> float | None:
    return same_days(a.period, b.period, rules.weights.days)


def _spokesman(m: Merged) -> Features:
    return m.mentions[0].features
