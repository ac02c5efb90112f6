"""Intervals by bootstrap: the figures over many samples of the texts, drawn with replacement.

Texts are drawn, never single answers: answers of one text err together. The samples come from a seeded generator whose stream is fixed,
so that an interval is the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Counts, Key
from dateline.scoring.model import Observed

SAMPLES = 1000
SEED = 20240619
_LOW, _HIGH = 2.5, 97.5
"""Percentiles: the middle 95 % of the samples."""
_CHUNK = 100
"""Samples weighed at a time: bounds memory to a hundred numbers a text."""


def intervals(
    observed: Sequence[Observed], figures: Callable[[Counts], Mapping[str, Any]], *, samples: int = SAMPLES, seed: int = SEED
) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each figure, by its path ("found.macro_f1"). None of fewer than two units: they say nothing of chance."""
    keys = list(dict.fromkeys(key for item in observed for key in item.counts))
    units = list(dict.fromkeys(item.unit for item in observed))
    if samples < 1 or len(units) < 2 or not keys:
        return {}
    import numpy as np

    sums = np.zeros((len(units), len(keys)))
    place, column = {unit: i for i, unit in enumerate(units)}, {key: i for i, key in enumerate(keys)}
    for item in observed:
        for key, value in item.counts.items():
            sums[place[item.unit], column[key]] += value
    draws = np.random.PCG64(seed)
    taken: dict[str, list[float]] = {}
    for done in range(0, samples, _CHUNK):
        size = min(_CHUNK, samples - done)
        # The raw stream of PCG64 is promised never to change; the modulus of 64 bits leaves no bias that four digits show.
        chosen = draws.random_raw(size * len(units)) % np.uint64(len(units))
        weights = np.stack([np.bincount(row, minlength=len(units)) for row in chosen.astype(np.int64).reshape(size, len(units))])
        for row in weights @ sums:
            for path, value in leaves(figures(dict(zip(keys, row.tolist(), strict=True)))):
                taken.setdefault(path, []).append(value)
    return {path: _middle(values) for path, values in taken.items() if not _is_count(path)}


def leaves(nested: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of nested figures with their paths."""
    for name, value in nested.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping):
            yield from leaves(value, path + ".")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, float(value)


def row_figures(counts: Counts) -> dict[str, float]:
    """F1 of every row, by "field/label": what the bootstrap takes intervals of for the table."""
    found: dict[str, float] = {}
    for field, label, what in counts:
        name = f"{field}/{label}"
        if what in ("gold", "coded") and name not in found:
            found[name] = _f1(counts, field, label)
    return found


def _f1(counts: Counts, field: str, label: str) -> float:
    from dateline.scoring.measures import prf_of

    return prf_of(counts, field, label)["F1"]


def _is_count(path: str) -> bool:
    return path == "n" or path.endswith(".n")


def _middle(values: list[float]) -> tuple[float, float]:
    values.sort()
    last = len(values) - 1
    return tuple(round(values[round(last * percent / 100)], 4) for percent in (_LOW, _HIGH))  # type: ignore[return-value]  # two


def total(observed: Sequence[Observed]) -> dict[Key, float]:
    """The counts of all texts together."""
    found: dict[Key, float] = {}
    for item in observed:
        for key, value in item.counts.items():
            found[key] = found.get(key, 0) + value
    return found
