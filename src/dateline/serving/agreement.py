"""How far reviewers agree (Krippendorff's alpha), and how far a share can be trusted (Wilson's interval)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

_Z = 1.959963984540054
"""The normal deviate of 95 %."""


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal data; each unit is the values that its judges gave, in any order, those who gave none left out.

    1 is full agreement, 0 that of chance. None where no unit was judged twice. Where only one value was ever given there is nothing
    to disagree on, and alpha is not defined: None. (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability".)
    """
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    for values in units:
        if len(values) < 2:
            continue
        counted = Counter(values)
        for one, n in counted.items():
            for other, m in counted.items():
                coincidences[one, other] += n * (m - (one == other)) / (len(values) - 1)  # type: ignore[assignment]  # weights, not counts
    marginal: Counter[Hashable] = Counter()
    for (one, _), weight in coincidences.items():
        marginal[one] += weight
    total = sum(marginal.values())
    expected = total * total - sum(n * n for n in marginal.values())
    if not expected:
        return None
    observed = total - sum(weight for (one, other), weight in coincidences.items() if one == other)
    return 1 - (total - 1) * observed / expected


def wilson(right: int, judged: int) -> tuple[float, float] | None:
    """The interval of 95 % in which a share lies (Wilson 1927); None where nothing was judged."""
    if not judged:
        return None
    share = right / judged
    scale = 1 + _Z * _Z / judged
    middle = (share + _Z * _Z / (2 * judged)) / scale
    half = _Z * math.sqrt(share * (1 - share) / judged + _Z * _Z / (4 * judged * judged)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)
