"""Coreference: which mentions, across reports, are one event: B-cubed and pairs.

Counts are kept mention by mention, so that they add up: a mention's share of B-cubed, and half of each pair that it is in. Clusters run
over texts, so texts that share a cluster are one unit of the bootstrap, and the shares themselves are taken once, over the whole set.
"""

from __future__ import annotations

import collections
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Counts, Key, overlap, prf, ratio
from dateline.scoring.model import Mark, Miss, Observed, Record, Task

_Mention = tuple[str, int]
_Event = tuple[str, Any]
_ALL, _COVERED = "all", "covered"
_EXAMPLES = 2
"""Wrong links shown for each event that is torn or mixed: one would do, two show the pattern."""


def observe(gold: Sequence[Record], merged: Mapping[str, Record]) -> list[Observed]:
    """Count, text by text, each gold mention's share; a mention that was not coded is an event of its own."""
    where: dict[str, list[tuple[int, int, str]]] = collections.defaultdict(list)
    for event in merged.values():
        for m in event.get("mentions") or ():
            where[m["report"]].append((m["start"], m["end"], event["id"]))
    clusters: dict[_Mention, str] = {}
    events: dict[_Mention, _Event] = {}
    for g in gold:
        for i, t in enumerate(g["gold"]):
            key = (g["id"], i)
            clusters[key] = t["cluster"]
            span = [[t["start"], t["end"]]]
            hit = next((e for s, end, e in where.get(g["id"], ()) if overlap([[s, end]], span)), None)
            events[key] = ("event", hit) if hit is not None else ("none", key)
    shares = {_ALL: _shares(clusters, events, list(clusters))}
    shares[_COVERED] = _shares(clusters, events, [k for k in clusters if events[k][0] == "event"])
    units = _units(gold)
    misses = _misses(gold, clusters, events)
    return [_text(g, units[g["id"]], events, shares, misses.get(g["id"], ())) for g in gold]


def _shares(
    clusters: Mapping[_Mention, str], events: Mapping[_Mention, _Event], keys: Sequence[_Mention]
) -> dict[_Mention, dict[str, float]]:
    """Of each mention: its B-cubed precision and recall, and half of its pairs that are right, coded, gold."""
    ours, theirs, both = (
        Counter(clusters[k] for k in keys),
        Counter(events[k] for k in keys),
        Counter((clusters[k], events[k]) for k in keys),
    )
    found: dict[_Mention, dict[str, float]] = {}
    for k in keys:
        cell, coded, gold = both[clusters[k], events[k]], theirs[events[k]], ours[clusters[k]]
        found[k] = {"n": 1, "p": cell / coded, "r": cell / gold, "right": (cell - 1) / 2, "coded": (coded - 1) / 2, "gold": (gold - 1) / 2}
    return found


def _text(
    g: Record,
    unit: str,
    events: Mapping[_Mention, _Event],
    shares: Mapping[str, Mapping[_Mention, dict[str, float]]],
    misses: Sequence[Miss],
) -> Observed:
    counts: dict[Key, float] = {}
    for i in range(len(g["gold"])):
        for over, of in shares.items():
            for name, value in of.get((g["id"], i), {}).items():
                key = (_field(name), over, name)
                counts[key] = counts.get(key, 0.0) + value
        key = ("mentions", "", "covered")
        counts[key] = counts.get(key, 0.0) + (events[g["id"], i][0] == "event")
    return Observed(unit, counts, {}, tuple(misses))


def _field(name: str) -> str:
    return "pairs" if name in ("right", "coded", "gold") else "b3"


def _units(gold: Sequence[Record]) -> dict[str, str]:
    """For each text the first of those that hang together with it by clusters."""
    parent = {g["id"]: g["id"] for g in gold}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    first: dict[str, str] = {}
    for g in gold:
        for t in g["gold"]:
            one, other = root(first.setdefault(t["cluster"], g["id"])), root(g["id"])
            parent[other] = one
    return {g["id"]: root(g["id"]) for g in gold}


def _misses(gold: Sequence[Record], clusters: Mapping[_Mention, str], events: Mapping[_Mention, _Event]) -> dict[str, list[Miss]]:
    """Examples of events torn apart and of events mixed, at the mention where it shows."""
    spans = {(g["id"], i): (t["start"], t["end"]) for g in gold for i, t in enumerate(g["gold"])}
    texts = {g["id"]: g.get("text") or "" for g in gold}
    found: dict[str, list[Miss]] = collections.defaultdict(list)
    met_cluster: dict[str, _Mention] = {}
    met_event: dict[_Event, _Mention] = {}
    shown: Counter[tuple[str, Any]] = Counter()
    for key, cluster in clusters.items():
        if events[key][0] != "event":
            continue
        first = met_cluster.setdefault(cluster, key)
        lead = met_event.setdefault(events[key], key)
        mark = (Mark(*spans[key], "gold"),)
        for kind, other, wrong, name in (
            ("torn apart", first, events[first] != events[key], ("torn", cluster)),
            ("mixed", lead, clusters[lead] != cluster, ("mixed", events[key])),
        ):
            if wrong and shown[name] < _EXAMPLES:
                shown[name] += 1
                start, end = spans[other]
                one = f"“{texts[other[0]][start:end]}” in {other[0]}"
                expected, got = ("one with ", "apart from ") if kind == "torn apart" else ("apart from ", "one with ")
                found[key[0]].append(Miss(kind, key[0], expected + one, got + one, mark))
    return found


def figures(counts: Counts) -> dict[str, Any]:
    """The figures that score.py prints for coreference."""
    n = counts.get(("b3", _ALL, "n"), 0)
    covered = counts.get(("b3", _COVERED, "n"), 0)
    return {
        "n": int(n),
        "covered": ratio(counts.get(("mentions", "", "covered"), 0), n),
        **_clusters(counts, _ALL),
        "of_covered": _clusters(counts, _COVERED) if covered else None,
    }


def _clusters(counts: Counts, over: str) -> dict[str, dict[str, float]]:
    n = counts.get(("b3", over, "n"), 0)
    p, r = (counts.get(("b3", over, name), 0) / n if n else 0.0 for name in ("p", "r"))
    b3 = {"P": round(p, 4), "R": round(r, 4), "F1": round(2 * p * r / (p + r), 4) if p + r else 0.0}
    return {"b3": b3, "pairs": prf(*(counts.get(("pairs", over, name), 0) for name in ("right", "coded", "gold")))}


TASK = Task("coreference", ("events", "attributions"), observe, figures)
"""Which mentions are one event."""
