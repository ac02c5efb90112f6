"""What two reports have to do with each other, by looking at the two alone: copies of one text, mentions of one event, plan and deed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dateline.merging import copies
from dateline.merging.candidates import ENOUGH, STORY_DAYS, is_whole, shared_keys, sides
from dateline.merging.features import Drawn, Features
from dateline.merging.rules import Rules
from dateline.merging.similarity import BARRED, likeness, same_days
from dateline.merging.words import cosine

_LEAST_STORY = 0.1
"""The cosine below which two reports tell different stories; their mentions are then compared only if they share a word with who or
where."""

Kind = Literal["same", "denies", "part", "plan", "stated"]
"""`same`: alike enough to be one event. `denies`: a denial, and the deed that it may deny. `part`: what may be part of a visit, and the
visit. `plan`: a plan or promise, and the deed that may fulfil it. `stated`: what a report links in words."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Two mentions that have to do with each other: `one` and `other` are their places in their reports."""

    kind: Kind
    one: int
    other: int


def story(one: Drawn, other: Drawn) -> float | None:
    """How much two reports tell one story: 0 below the least; None within one report, and where there is no text."""
    if one.ident == other.ident or not one.story or not other.story:
        return None
    found = cosine(one.story, other.story)
    return found if found >= _LEAST_STORY else 0.0


def are_copies(one: Drawn, other: Drawn, rules: Rules) -> bool:
    """Whether two reports print one text, within a month."""
    if not _near(one, other) or not any(a == b for a, b in zip(one.digest, other.digest, strict=False)):
        return False
    size = rules.copies.shingle
    return copies.are_copies(copies.shingles(one.coded.report.text, size), copies.shingles(other.coded.report.text, size), rules.copies)


def _near(one: Drawn, other: Drawn) -> bool:
    return one.day is None or other.day is None or abs(one.day - other.day) <= STORY_DAYS


def relations(one: Drawn, other: Drawn, rules: Rules) -> Iterator[Relation]:
    """The relations between the mentions of two reports, or of a report to itself."""
    if not one.mentions or not other.mentions:
        return
    within = one.ident == other.ident
    told = story(one, other)
    close = within or (bool(told) and _near(one, other) and len(one.telling & other.telling) >= ENOUGH)
    keys = [frozenset(shared_keys(m)) for m in other.mentions]
    pairs = [frozenset(sides(m)) for m in other.mentions]
    for i, a in enumerate(one.mentions):
        own, between = frozenset(shared_keys(a)), frozenset(sides(a))
        for j, b in enumerate(other.mentions):
            if within and i >= j:
                continue
            alike = (close and _comparable(a, b)) or bool(own & keys[j])
            if alike and (kind := _one_event(a, b, told, rules)) is not None:
                yield Relation(kind, i, j)
            meeting = bool(between & pairs[j])
            if not within and (close or meeting) and (_fulfils(a, b, rules, close=close) or _fulfils(b, a, rules, close=close)):
                yield Relation("plan", i, j)
            if (within or meeting) and (_part(a, b, rules, within=within) or _part(b, a, rules, within=within)):
                yield Relation("part", i, j)
            if within and (_states(a, b) or _states(b, a)):
                yield Relation("stated", i, j)


def _comparable(a: Features, b: Features) -> bool:
    return bool(a.trigger & b.trigger) or a.mention.type == b.mention.type or a.mention.quad == b.mention.quad


def _one_event(a: Features, b: Features, told: float | None, rules: Rules) -> Kind | None:
    if a.reality == b.reality:
        return "same" if likeness(a, b, told, rules.weights) >= rules.threshold else None
    if {a.reality, b.reality} == {"denied", "fact"}:
        return "denies" if likeness(a, b, told, rules.weights) >= rules.denial_threshold else None
    return None


def meant(m: Features) -> Features | None:
    """What a mention plans or promises, as a mention: itself if it is planned, else the act that it promises."""
    if m.reality == "plan":
        return m
    act = m.mention.act
    if act is None:
        return None
    # What is promised has no time of its own in the record: the promise's is the earliest.
    period = dataclasses.replace(m.period, last=None)
    return dataclasses.replace(m, mention=dataclasses.replace(m.mention, type=act.type, mode=act.mode), period=period)


def fits(plan: Features, deed: Features, rules: Rules) -> bool:
    """Whether a deed is of the type that is meant, and on days that do not exclude it."""
    a, b = plan.mention, deed.mention
    if a.type != b.type or (a.mode is not None and b.mode is not None and a.mode != b.mode):
        return False
    return same_days(plan.period, deed.period, rules.weights.days) != BARRED


def _fulfils(plan: Features, deed: Features, rules: Rules, *, close: bool) -> bool:
    """In other stories only what both date is looked at: else all that two ever do would be linked to all that they ever meant to."""
    wanted = meant(plan)
    if wanted is None or deed.reality != "fact" or not fits(wanted, deed, rules):
        return False
    return close or same_days(plan.period, deed.period, rules.weights.days) == 1.0


def _part(part: Features, whole: Features, rules: Rules, *, within: bool) -> bool:
    a, b = part.mention, whole.mention
    if not is_whole(b.type, b.mode, rules) or is_whole(a.type, a.mode, rules) or a.type not in rules.parts:
        return False
    return within or same_days(part.period, whole.period, rules.weights.days) == 1.0


def _states(a: Features, b: Features) -> bool:
    return any(link.event == b.mention.id for link in a.mention.links)
