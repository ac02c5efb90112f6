"""Two coded records against each other: one is taken as gold, every field of every event is compared, then each layer that both have."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.scoring.bootstrap import SAMPLES, SEED
from dateline.scoring.measures import Counts, Key, overlap, prf_of
from dateline.scoring.model import Mark, Miss, Observed, Record, Scores, Task
from dateline.scoring.score import assess, score
from dateline.scoring.spans import names, spans_of

_FIELDS = (
    "event",
    "type",
    "mode",
    "contexts",
    "act",
    "actors",
    "recipients",
    "codes",
    "when",
    "where",
    "country",
    "factuality",
    "auxiliary",
    "attributions",
    "magnitudes",
)
_NEAR = 60
"""Characters between two triggers of one event that two coders hang on different words ("held", "talks")."""


def score_records(gold: Sequence[Record], coded: Mapping[str, Record], *, samples: int = SAMPLES, seed: int = SEED) -> Scores:
    """The events of `coded` against those of `gold`; `parts` holds the other layers that both have."""
    task = Task("record", ("events", "attributions"), _observe, _figures)
    scores = assess(task, _observe(gold, coded), samples=samples, seed=seed, more={})
    missing = sum(g["report"]["id"] not in coded for g in gold)
    notes = (f"{missing} of {len(gold)} reports were not coded and count as coded with nothing",) if missing else ()
    parts = []
    for layer, name in (("times", "dates"), ("places", "places"), ("attributions", "attributions"), ("clauses", "factuality")):
        both = [g for g in gold if g.get(layer) is not None]
        if both and any(record.get(layer) is not None for record in coded.values()):
            parts.append(score(name, [as_gold(g, layer) for g in both], coded, samples=samples, seed=seed))
    return dataclasses.replace(scores, texts=len(gold), notes=notes, parts=tuple(parts))


def as_gold(record: Record, layer: str) -> Record:
    """A layer of a coded report in the form of the gold of its task."""
    items = record.get(layer) or []
    if layer == "times":
        gold = [{"start": t["start"], "end": t["end"], "type": t.get("type") or "", "value": t.get("value") or ""} for t in items]
    elif layer == "places":
        gold = [{"start": p["start"], "end": p["end"], "lat": p.get("latitude"), "lon": p.get("longitude")} for p in items]
    elif layer == "clauses":
        gold = [{"start": c["start"], "end": c["end"], "score": c["factuality"]} for c in items]
    else:
        gold = [
            {
                "source": spans_of([q["source"]] if q.get("source") else []),
                "cue": spans_of([q["cue"]] if q.get("cue") else []),
                "content": spans_of(q.get("content")),
            }
            for q in items
        ]
    return {"id": record["report"]["id"], "text": record["report"].get("text") or "", "gold": gold}


def _observe(gold: Sequence[Record], coded: Mapping[str, Record]) -> list[Observed]:
    return [_report(g, coded.get(g["report"]["id"], {})) for g in gold]


def _report(g: Record, record: Record) -> Observed:
    ours, theirs = list(g.get("events") or ()), list(record.get("events") or ())
    counts: Counter[Key] = Counter({("event", "", "gold"): len(ours), ("event", "", "coded"): len(theirs)})
    confusions: Counter[tuple[str, str, str]] = Counter()
    misses: list[Miss] = []
    name = g["report"]["id"]
    matched = _matched(ours, theirs)
    for e in ours:
        counts["type", e["type"], "gold"] += 1
    for e in theirs:
        counts["type", e["type"], "coded"] += 1
    for i, e in enumerate(ours):
        if i not in matched:
            confusions["type", e["type"], "–"] += 1
            misses.append(Miss("missed", name, _told(e), "nothing", _trigger(e, "gold")))
    met = set(matched.values())
    for j, e in enumerate(theirs):
        if j not in met:
            confusions["type", "–", e["type"]] += 1
            misses.append(Miss("spurious", name, "nothing", _told(e), _trigger(e, "coded")))
    sources = (_sources(g), _sources(record))
    for i, j in sorted(matched.items()):
        one, other = ours[i], theirs[j]
        counts["event", "", "right"] += 1
        confusions["type", one["type"], other["type"]] += 1
        counts["type", one["type"], "right"] += one["type"] == other["type"]
        misses += _pair(counts, name, one, other, sources)
    return Observed(name, counts, confusions, tuple(misses))


def _matched(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Which event of the one record is which of the other: by trigger, then by type and participants; the likest first, each once."""
    ranked = sorted(
        ((likeness, -i, -j) for i, one in enumerate(ours) for j, other in enumerate(theirs) if (likeness := _likeness(one, other)) > 0),
        reverse=True,
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if -i not in found and -j not in taken:
            found[-i] = -j
            taken.add(-j)
    return found


def _likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    a, b = _span(one.get("trigger")), _span(other.get("trigger"))
    same_type: bool = one["type"] == other["type"]
    shared = _shared(_people(one), _people(other))
    if a and b and overlap([a], [b]):
        return 4.0 + same_type + shared / 100
    close = bool(a and b) and max(a[0], b[0]) - min(a[1], b[1]) <= _NEAR
    return 1.0 + shared / 100 if same_type and shared and close else 0.0


def _pair(
    counts: Counter[Key], name: str, one: Mapping[str, Any], other: Mapping[str, Any], sources: Sequence[Mapping[str, list[list[int]]]]
) -> list[Miss]:
    """Compare two events that are one, field by field."""
    misses = []
    fields: list[tuple[str, set[Any], set[Any]]] = [
        ("mode", _one(one.get("mode")), _one(other.get("mode"))),
        ("contexts", set(one.get("contexts") or ()), set(other.get("contexts") or ())),
        ("act", _one((one.get("act") or {}).get("type")), _one((other.get("act") or {}).get("type"))),
        ("codes", _codes(one), _codes(other)),
        ("when", _when(one), _when(other)),
        ("where", _where(one, "geonames_id", "name"), _where(other, "geonames_id", "name")),
        ("country", _where(one, "country"), _where(other, "country")),
        ("factuality", _factuality(one), _factuality(other)),
        ("auxiliary", set(one.get("auxiliary") or ()), set(other.get("auxiliary") or ())),
        ("magnitudes", _magnitudes(one), _magnitudes(other)),
    ]
    for field, ours, theirs in fields:
        _count(counts, field, len(ours & theirs), len(theirs), len(ours))
        if ours != theirs:
            misses.append(Miss(f"{field} differs", name, _shown(ours), _shown(theirs), _trigger(one, "gold")))
    spans = [(role, spans_of(one.get(role)), spans_of(other.get(role))) for role in ("actors", "recipients")]
    own = [[s for ident in e.get("attributions") or () for s in of.get(ident, ())] for e, of in zip((one, other), sources, strict=True)]
    spans.append(("attributions", own[0], own[1]))
    for field, ours_at, theirs_at in spans:
        right = _shared(ours_at, theirs_at)
        _count(counts, field, right, len(theirs_at), len(ours_at))
        if not right == len(ours_at) == len(theirs_at):
            marks = (*(Mark(s, e, "gold") for s, e in ours_at), *(Mark(s, e, "coded") for s, e in theirs_at))
            people = ("attributions", "attributions") if field == "attributions" else (_names(one, field), _names(other, field))
            misses.append(Miss(f"{field} differ", name, people[0], people[1], marks))
    if one["type"] != other["type"]:
        misses.append(Miss("wrong type", name, _told(one), _told(other), _trigger(one, "gold")))
    return misses


def _count(counts: Counter[Key], field: str, right: int, coded: int, gold: int) -> None:
    for what, n in (("right", right), ("coded", coded), ("gold", gold)):
        counts[field, "", what] += n


def _one(value: Any) -> set[Any]:
    return {value} if value else set()


def _span(value: Mapping[str, Any] | None) -> list[int]:
    return [value["start"], value["end"]] if value and value.get("start") is not None and value.get("end") is not None else []


def _trigger(event: Mapping[str, Any], whose: str) -> tuple[Mark, ...]:
    span = _span(event.get("trigger"))
    return (Mark(span[0], span[1], whose),) if span else ()


def _people(event: Mapping[str, Any]) -> list[list[int]]:
    return spans_of([*(event.get("actors") or ()), *(event.get("recipients") or ())])


def _shared(ours: Sequence[Sequence[int]], theirs: Sequence[Sequence[int]]) -> int:
    """How many of the spans are in both, each counted once; several participants may share a span (a plural)."""
    left = list(theirs)
    right = 0
    for span in ours:
        hit = next((i for i, other in enumerate(left) if names([other], [span])), None)
        if hit is not None:
            right += 1
            left.pop(hit)
    return right


def _sources(record: Record) -> dict[str, list[list[int]]]:
    return {str(a.get("id")): spans_of([a["source"]] if a.get("source") else []) for a in record.get("attributions") or ()}


def _codes(event: Mapping[str, Any]) -> set[Any]:
    return {(role, p["code"]) for role in ("actors", "recipients") for p in event.get(role) or () if p.get("code")}


def _when(event: Mapping[str, Any]) -> set[Any]:
    when = event.get("when") or {}
    return {(when.get("start"), when.get("end"))} if when.get("start") or when.get("end") else set()


def _where(event: Mapping[str, Any], *fields: str) -> set[Any]:
    where = event.get("where") or {}
    return _one(next((where[f] for f in fields if where.get(f)), None))


def _factuality(event: Mapping[str, Any]) -> set[Any]:
    found = event.get("factuality") or {}
    return {(found["certainty"], found.get("polarity"))} if found.get("certainty") else set()


def _magnitudes(event: Mapping[str, Any]) -> set[Any]:
    return {(m.get("kind"), m.get("low"), m.get("high"), m.get("unit")) for m in event.get("magnitudes") or ()}


def _names(event: Mapping[str, Any], role: str) -> str:
    return ", ".join(str(p.get("name") or p.get("text") or "?") for p in event.get(role) or ()) or "nobody"


def _told(event: Mapping[str, Any]) -> str:
    kind = event["type"] + (f"/{event['mode']}" if event.get("mode") else "")
    return f"{_names(event, 'actors')} {kind} {_names(event, 'recipients')}"


def _shown(values: Iterable[Any]) -> str:
    parts = sorted(" ".join(str(v) for v in value if v is not None) if isinstance(value, tuple) else str(value) for value in values)
    return "; ".join(parts) or "none"


def _figures(counts: Counts) -> dict[str, Any]:
    """Precision, recall and F1: of events found, of their types over all events, and of each field over the events that both have."""
    merged = {what: sum(counts.get(key, 0) for key in counts if key[0] == "type" and key[2] == what) for what in ("right", "coded", "gold")}
    whole = {**counts, **{("type", "", what): n for what, n in merged.items()}}
    return {"n": int(counts.get(("event", "", "gold"), 0)), **{field: prf_of(whole, field) for field in _FIELDS}}
