"""The arithmetic that the tasks share: characters of spans, precision and recall, distances."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Spans = Sequence[Sequence[int]]
"""Spans as JSON has them: `[start, end]`, end exclusive."""
Key = tuple[str, str, str]
"""What was counted: the field, the label within it ('' for all), and what of it (`right`, `coded`, `gold` …)."""
Counts = Mapping[Key, float]

_EARTH_KM = 12742.0
"""The diameter that score.py takes."""


def overlap(a: Spans, b: Spans) -> int:
    """Characters shared by two lists of spans."""
    return sum(max(0, min(one[1], other[1]) - max(one[0], other[0])) for one in a for other in b)


def length(spans: Spans) -> int:
    """Characters of a list of spans."""
    return sum(end - start for start, end in spans)


def ratio(part: float, whole: float) -> float:
    """A share to four digits; 0 of nothing."""
    return round(part / whole, 4) if whole else 0.0


def prf(right: float, coded: float, gold: float, hits: float | None = None) -> dict[str, float]:
    """Precision, recall and F1 to four digits. `hits` is the numerator of precision where it is another than that of recall."""
    p = (right if hits is None else hits) / coded if coded else 0.0
    r = right / gold if gold else 0.0
    return {"P": round(p, 4), "R": round(r, 4), "F1": round(2 * p * r / (p + r), 4) if p + r else 0.0}


def prf_of(counts: Counts, field: str, label: str = "") -> dict[str, float]:
    """Precision, recall and F1 of a field out of counts."""
    return prf(
        counts.get((field, label, "right"), 0),
        counts.get((field, label, "coded"), 0),
        counts.get((field, label, "gold"), 0),
        counts.get((field, label, "hits")),
    )


def km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """The great-circle distance of two points, by the haversine formula."""
    p, q = math.radians(lat_a), math.radians(lat_b)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
