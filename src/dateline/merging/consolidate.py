"""The fields of a merged event, each chosen by the rule that the settings name for it; what reports differ on keeps all versions."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from dateline.exporting.jsonl import plain
from dateline.merging import joining
from dateline.merging.choosing import Held, choose
from dateline.merging.disagreements import disagreement, figures_disputed, periods_disputed, places_disputed
from dateline.merging.joining import Joined, Side
from dateline.merging.model import Disagreement, EventStatus, IndependentSource, MentionRef, MergedEvent, MergedMagnitude
from dateline.merging.rules import Rules
from dateline.merging.told import Context, Told, holder
from dateline.model import Auxiliary, Magnitude, When, Where, stable_hash

_PLACE_WIDTHS = {"place": 0.0, "admin1": 1.0, "country": 2.0}
_AUXILIARY: tuple[Auxiliary, ...] = ("historical", "future", "hypothetical", "negation")
_SUREST = 0.99
"""However many say so, something may have been read wrongly."""


def consolidate(mentions: Sequence[Told], rules: Rules, context: Context) -> MergedEvent:
    """The merged event of mentions in the order of their publication, without its links."""
    versions: list[Disagreement | None] = []
    reasons: dict[str, str] = {}

    def held(name: str, values: Sequence[Held[Any]]) -> Held[Any] | None:
        if not values:
            return None
        best = choose(rules.fields[name], values)
        if len({h.same for h in values}) > 1:
            reasons[name] = f"{rules.fields[name]}: {best.told.mention.id}"
        return best

    reality = _reality(mentions, context)
    real = choose(rules.fields["factuality"], reality)
    versions.append(_differing("factuality", rules, reality, real.same, plain, _contradicted(mentions)))
    core = [t for t in mentions if t.features.reality == real.same]
    # What an event is, who did it and where is best told by those that say of it what the event says of itself.
    types = [Held((t.mention.type, t.mention.mode), t.mention.type, t, holder(t, context)) for t in core]
    kind = choose(rules.fields["type"], types)
    versions.append(_differing("type", rules, types, kind.same, lambda v: v[0], False))
    typed = [t for t in core if t.mention.type == kind.same]
    modes = [Held(t.mention, t.mention.mode, t, holder(t, context), width=0.0 if t.mention.mode else 1.0) for t in typed]
    named = [m for m in modes if m.same is not None]
    mode = choose(rules.fields["mode"], named or modes)
    versions.append(_differing("mode", rules, named, mode.same, lambda m: m.mode, False))
    acts = [Held(t.mention.act, t.mention.act, t, holder(t, context)) for t in typed if t.mention.act is not None]
    act = held("act", acts)
    versions.append(_differing("act", rules, acts, act.same if act else None, plain, False))
    whens = _whens(core, context)
    when = held("when", whens)
    periods = [t.features.period for t in core]
    versions.append(
        _differing("when", rules, whens, when.same if when else None, _shown_when, periods_disputed(periods, rules.weights.days))
    )
    wheres = [
        Held(
            t.mention.where,
            t.mention.where.geonames_id or t.mention.where.name.casefold(),
            t,
            holder(t, context),
            _PLACE_WIDTHS.get(t.mention.where.precision, 3.0),
        )
        for t in core
        if t.mention.where is not None
    ]
    where = held("where", wheres)
    disputed = places_disputed([h.value for h in wheres])
    versions.append(_differing("where", rules, wheres, where.same if where else None, _shown_where, disputed))
    actors, recipients = (joining.joined(side, core) for side in joining.SIDES)
    versions.append(_differing_side("actors", rules, actors, core, context))
    versions.append(_differing_side("recipients", rules, recipients, core, context))
    actors = joining.chosen(rules.fields["actors"], actors, core, context)
    recipients = joining.chosen(rules.fields["recipients"], recipients, core, context)
    actors, recipients = joining.one_side(actors, recipients)
    magnitudes, figures = _magnitudes(mentions, rules, context)
    coded = mode.told.mention
    unknown = sum(t.report.outlet is None for t in {t.report.id: t for t in mentions}.values())
    if unknown:
        reasons["sources"] = f"outlet unknown for {unknown} reports: each is a source of its own unless it is a copy or credits an agency"
    days = sorted({t.day for t in mentions if t.day})
    return MergedEvent(
        id="m-" + stable_hash(mentions[0].report.id, mentions[0].mention.id),
        mentions=tuple(_ref(t) for t in mentions),
        type=coded.type,
        mode=coded.mode,
        contexts=_contexts(typed, rules, context),
        act=act.value if act else None,
        cameo=coded.cameo,
        quad=coded.quad,
        score=coded.score,
        goldstein=coded.goldstein,
        actors=tuple(joining.written(j) for j in actors),
        recipients=tuple(joining.written(j) for j in recipients),
        when=dataclasses.replace(when.value, span=None) if when else When(),
        where=dataclasses.replace(where.value, span=None) if where else None,
        factuality=real.value,
        auxiliary=_auxiliary(core),
        magnitudes=magnitudes,
        status=status(mentions, rules),
        reports=tuple(sorted({t.report.id for t in mentions})),
        outlets=tuple(sorted({context.outlets.key(t.report.outlet) for t in mentions if t.report.outlet})),
        sources=_sources(mentions, context),
        first_reported=days[0] if days else None,
        last_reported=days[-1] if days else None,
        links=(),
        versions=tuple(v for v in (*versions, *figures) if v is not None),
        confidence=_confidence(core),
        rules=rules.version,
        reasons=reasons,
    )


def status(mentions: Sequence[Told], rules: Rules) -> EventStatus:
    """What the reports together make of the event: see `EventStatus`."""
    said = {t.features.reality for t in mentions}
    if said == {"denied"}:
        return "denied"
    if "denied" in said:
        return "disputed"
    if said == {"plan"}:
        return "announced"
    independent = {t.origin.key for t in mentions if t.features.reality == "fact"}
    return "corroborated" if len(independent) >= rules.corroborated_by else "reported"


def _contradicted(mentions: Sequence[Told]) -> bool:
    said = {t.features.reality for t in mentions}
    return "denied" in said and len(said) > 1


def _reality(mentions: Sequence[Told], context: Context) -> list[Held[Any]]:
    return [Held(t.mention.factuality, t.features.reality, t, holder(t, context), -abs(t.mention.factuality.score)) for t in mentions]


def _differing(field: str, rules: Rules, held: Sequence[Held[Any]], chosen: Any, shown: Any, disputed: bool) -> Disagreement | None:
    return disagreement(field, rules.fields[field], held, chosen, shown, disputed=disputed)


# --- time and place


def _whens(mentions: Sequence[Told], context: Context) -> list[Held[When]]:
    """The times that mentions give in words; the bound that a date of publication gives only where no one gives more."""
    found = []
    for t in mentions:
        when, period = t.mention.when, t.features.period
        if when.value is None and when.start is None and when.end is None:
            continue
        stated = 0.0 if period.stated else 1_000_000.0
        width = period.last - period.first if period.stated and period.first is not None and period.last is not None else 100_000.0
        found.append(Held(when, (when.start, when.end, when.value if when.start is None else None), t, holder(t, context), stated + width))
    told = [h for h in found if h.width < 1_000_000] or [h for h in found if h.value.value is not None]
    return told or found


def _shown_when(when: When) -> dict[str, Any]:
    return {"start": when.start, "end": when.end, "precision": when.precision, "value": when.value}


def _shown_where(where: Where) -> dict[str, Any]:
    return {"name": where.name, "country": where.country, "geonames_id": where.geonames_id, "precision": where.precision}


# --- participants, contexts


def _differing_side(side: Side, rules: Rules, found: Sequence[Joined], mentions: Sequence[Told], context: Context) -> Disagreement | None:
    held = joining.sets(found, mentions, context)
    if not joining.differ(held):
        return None
    rule = rules.fields[side]
    # Under `union` and `majority` no one version is chosen: the event's list is put together from all.
    chosen = None if rule in ("union", "majority") else choose(rule, held).same

    def shown(named: tuple[int, ...]) -> list[dict[str, Any]]:
        known = [joining.best_known(found[i].parties).who for i in named]
        return [{"name": p.name, "text": p.text, "code": p.code, "country": p.country} for p in known]

    return disagreement(side, rule, held, chosen, shown, disputed=joining.disputed(held, found))


def _contexts(mentions: Sequence[Told], rules: Rules, context: Context) -> tuple[str, ...]:
    if rules.fields["contexts"] == "union":
        return tuple(sorted({c for t in mentions for c in t.mention.contexts}))
    held = [Held(t.mention.contexts, t.mention.contexts, t, holder(t, context)) for t in mentions]
    return choose(rules.fields["contexts"], held).value


def _auxiliary(mentions: Sequence[Told]) -> tuple[Auxiliary, ...]:
    """Background only if all tell it as such: what is news to one was background to a later one. The others by more than half."""
    counts = {a: sum(a in t.mention.auxiliary for t in mentions) for a in _AUXILIARY}
    return tuple(a for a in _AUXILIARY if (counts[a] == len(mentions) if a == "historical" else 2 * counts[a] > len(mentions)))


# --- figures


def _magnitudes(mentions: Sequence[Told], rules: Rules, context: Context) -> tuple[tuple[MergedMagnitude, ...], list[Disagreement | None]]:
    by_kind: dict[tuple[str, str | None], list[Held[Magnitude]]] = {}
    for t in mentions:
        for m in t.mention.magnitudes:
            size = next((x for x in (m.high, m.low) if x is not None and not math.isinf(x)), 0.0)
            width = m.high - m.low if m.low is not None and m.high is not None else math.inf
            unit = m.unit if m.kind == "money" else None
            by_kind.setdefault((m.kind, unit), []).append(
                Held(m, (m.low, m.high, m.unit), t, holder(t, context, m.attribution), width, size)
            )
    chosen, versions = [], []
    for (kind, _), held in sorted(by_kind.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        rule = rules.for_magnitude(kind)
        best = choose(rule, held)
        m = best.value
        chosen.append(MergedMagnitude(kind, m.low, m.high, m.unit, rule, best.told.mention.id))
        disputed = figures_disputed(held, rules.figures_apart)
        versions.append(disagreement(f"magnitudes.{kind}", rule, held, best.same, _shown_figure, disputed=disputed))
    return tuple(chosen), versions


def _shown_figure(m: Magnitude) -> dict[str, Any]:
    return {"low": m.low, "high": m.high, "unit": m.unit}


# --- reports and sources


def _ref(t: Told) -> MentionRef:
    m = t.mention
    return MentionRef(
        report=t.report.id,
        start=m.trigger.start,
        end=m.trigger.end,
        id=m.id,
        text=m.trigger.text,
        type=m.type,
        mode=m.mode,
        outlet=t.report.outlet,
        published=t.report.published.isoformat() if t.report.published else None,
        source=t.origin.key,
        auxiliary=m.auxiliary,
        confidence=m.confidence,
    )


def _sources(mentions: Sequence[Told], context: Context) -> tuple[IndependentSource, ...]:
    by_key: dict[str, list[Told]] = {}
    for t in mentions:
        by_key.setdefault(t.origin.key, []).append(t)
    return tuple(
        IndependentSource(
            key=key,
            agency=next((t.origin.agency for t in found if t.origin.agency), None),
            outlets=tuple(sorted({context.outlets.key(t.report.outlet) for t in found if t.report.outlet})),
            reports=tuple(sorted({t.report.id for t in found})),
        )
        for key, found in sorted(by_key.items())
    )


def _confidence(mentions: Sequence[Told]) -> float:
    """Each independent source is as sure as its surest mention, and they err apart."""
    surest: dict[str, float] = {}
    for t in mentions:
        surest[t.origin.key] = max(surest.get(t.origin.key, 0.0), t.mention.confidence)
    return round(min(_SUREST, 1 - math.prod(1 - surest[key] for key in sorted(surest))), 4)
