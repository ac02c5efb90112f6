"""Places: toponyms, found and put where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Counts, Key, km, overlap, ratio
from dateline.scoring.model import Mark, Miss, Observed, Record, Task

NEAR_KM = 161
"""A hundred miles: the bound of the literature."""


def observe(gold: Sequence[Record], coded: Mapping[str, Record]) -> list[Observed]:
    """Count, text by text, the names found, resolved and near enough."""
    return [_text(g, coded.get(g["id"], {})) for g in gold]


def _text(g: Record, record: Record) -> Observed:
    found = record.get("places") or []
    all_gold = [[t["start"], t["end"]] for t in g["gold"]]
    counts: Counter[Key] = Counter({("tagged", "", "coded"): len(found), ("within 161 km", "", "coded"): 0})
    confusions: Counter[tuple[str, str, str]] = Counter()
    misses = []
    for p in found:
        good = bool(overlap([[p["start"], p["end"]]], all_gold))
        role = str(p.get("role") or "no role")
        counts["tagged", "", "hits"] += good
        counts["tagged", f"coded as {role}", "coded"] += 1
        counts["tagged", f"coded as {role}", "hits"] += good
        if not good:
            misses.append(Miss("spurious", g["id"], "no place", _named(p), (Mark(p["start"], p["end"], "coded"),)))
    for t in g["gold"]:
        if t["lat"] is None:
            continue
        answer, miss = _answer(g, t, found)
        for field in ("tagged", "within 161 km"):
            counts[field, "", "gold"] += 1
        counts["tagged", "", "right"] += answer != "missed"
        counts["within 161 km", "", "coded"] += answer in ("near", "far")
        counts["within 161 km", "", "right"] += answer == "near"
        confusions["answer", "with coordinates", answer] += 1
        misses += [miss] if miss else []
    return Observed(g["id"], counts, confusions, tuple(misses))


def _answer(g: Record, t: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> tuple[str, Miss | None]:
    hit = _hit(t, found)
    mark, expected = Mark(t["start"], t["end"], "gold"), f"{t['lat']:.2f}, {t['lon']:.2f}"
    if hit is None:
        return "missed", Miss("missed", g["id"], expected, "nothing", (mark,))
    distance = _distance(t, hit)
    if distance is None:
        return "unresolved", Miss("unresolved", g["id"], expected, _named(hit), (mark,))
    if distance <= NEAR_KM:
        return "near", None
    return "far", Miss("too far", g["id"], expected, f"{_named(hit)}, {distance:,.0f} km away", (mark,))


def _hit(t: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    span = [[t["start"], t["end"]]]
    hits = [p for p in found if overlap([[p["start"], p["end"]]], span)]
    return max(hits, key=lambda p: overlap([[p["start"], p["end"]]], span), default=None)


def _distance(t: Mapping[str, Any], hit: Mapping[str, Any]) -> float | None:
    if hit.get("latitude") is None or hit.get("longitude") is None:
        return None
    return km(t["lat"], t["lon"], hit["latitude"], hit["longitude"])


def _named(p: Mapping[str, Any]) -> str:
    point = f" at {p['latitude']:.2f}, {p['longitude']:.2f}" if p.get("latitude") is not None and p.get("longitude") is not None else ""
    return f"{p.get('name') or p.get('text') or 'a place'} ({p.get('country') or 'no country'}){point}"


def figures(counts: Counts) -> dict[str, Any]:
    """The figures that score.py prints for places, without the median, which is no sum."""
    n = counts.get(("tagged", "", "gold"), 0)
    resolved, near = counts.get(("within 161 km", "", "coded"), 0), counts.get(("within 161 km", "", "right"), 0)
    return {
        "n": int(n),
        "tagged": ratio(counts.get(("tagged", "", "right"), 0), n),
        "tagging_precision": ratio(counts.get(("tagged", "", "hits"), 0), counts.get(("tagged", "", "coded"), 0)),
        "resolved": ratio(resolved, n),
        "acc161_of_resolved": ratio(near, resolved),
        "acc161_of_all": ratio(near, n),
    }


def whole(gold: Sequence[Record], coded: Mapping[str, Record]) -> dict[str, Any]:
    """The median distance in km over the names resolved."""
    distances = []
    for g in gold:
        found = coded.get(g["id"], {}).get("places") or []
        for t in g["gold"]:
            hit = _hit(t, found) if t["lat"] is not None else None
            distance = _distance(t, hit) if hit is not None else None
            if distance is not None:
                distances.append(distance)
    distances.sort()
    return {"median_km": round(distances[len(distances) // 2], 1) if distances else None}


TASK = Task("places", ("places",), observe, figures, whole)
"""Toponyms with coordinates."""
