"""Factuality: how certain the writer makes each predicate, from −3 (certainly not) to +3 (certainly)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Counts, Key, overlap, ratio
from dateline.scoring.model import Mark, Miss, Observed, Record, Task

_CERTAIN = 3.0
"""What a predicate is taken for that no clause covers."""
_WORDS = {3: "+3 certain", 2: "+2 probable", 1: "+1 possible", 0: " 0 open", -1: "−1 possibly not", -2: "−2 probably not", -3: "−3 not"}
_FAR_OFF = 1.5
"""By how much a score must miss to be shown among the errors: half of the way from open to certain."""


def observe(gold: Sequence[Record], coded: Mapping[str, Record]) -> list[Observed]:
    """Count, text by text, the scores of the predicates, and how they miss."""
    return [_text(g, coded.get(g["id"], {})) for g in gold]


def class_of(score: float) -> str:
    """The class of a score: the nearest whole number, in words."""
    return _WORDS[max(-3, min(3, math.floor(score + 0.5)))]


def _text(g: Record, record: Record) -> Observed:
    clauses = record.get("clauses") or []
    counts: Counter[Key] = Counter()
    confusions: Counter[tuple[str, str, str]] = Counter()
    misses = []
    sums: dict[str, float] = dict.fromkeys(("n", "covered", "x", "y", "xx", "yy", "xy", "error", "error_of_3"), 0.0)
    for t in g["gold"]:
        hit = _hit(t, clauses)
        x, y = (float(hit["factuality"]) if hit else _CERTAIN), float(t["score"])
        for name, value in zip(sums, (1.0, hit is not None, x, y, x * x, y * y, x * y, abs(x - y), abs(_CERTAIN - y)), strict=True):
            sums[name] += value
        ours, theirs = class_of(y), class_of(x)
        counts["class", ours, "gold"] += 1
        counts["class", theirs, "coded"] += 1
        counts["class", ours, "right"] += ours == theirs
        confusions["class", ours, theirs] += 1
        if abs(x - y) >= _FAR_OFF:
            kind = "too certain" if x > y else "too doubtful"
            misses.append(
                Miss(kind, g["id"], f"{y:+.1f}", f"{x:+.1f}" + ("" if hit else " (not covered)"), (Mark(t["start"], t["end"], "gold"),))
            )
    found: dict[Key, float] = dict(counts)
    found.update({("scores", "", name): value for name, value in sums.items()})
    return Observed(g["id"], found, confusions, tuple(misses))


def _hit(t: Mapping[str, Any], clauses: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    span = [[t["start"], t["end"]]]
    near = [c for c in clauses if overlap([[c["start"], c["end"]]], span)]
    return min(near, key=lambda c: abs(c["start"] - t["start"]) + abs(c["end"] - t["end"]), default=None)


def figures(counts: Counts) -> dict[str, Any]:
    """The figures that score.py prints for factuality."""

    def of(name: str) -> float:
        return counts.get(("scores", "", name), 0.0)

    n = of("n")
    if not n:
        return {"n": 0, "covered": 0.0, "mae": 0.0, "pearson_r": 0.0, "mae_of_constant_3": 0.0}
    sx, sy = max(0.0, of("xx") - of("x") ** 2 / n), max(0.0, of("yy") - of("y") ** 2 / n)
    # Below a billionth what is left is the rounding of a constant: no correlation.
    plain = sx < 1e-9 or sy < 1e-9
    r = 0.0 if plain else (of("xy") - of("x") * of("y") / n) / math.sqrt(sx * sy)
    return {
        "n": int(n),
        "covered": ratio(of("covered"), n),
        "mae": ratio(of("error"), n),
        "pearson_r": round(r, 4),
        "mae_of_constant_3": ratio(of("error_of_3"), n),
    }


TASK = Task("factuality", ("clauses",), observe, figures)
"""How certain."""
