"""What scoring gives: figures with intervals, rows by field and type, a table of confusions, and the errors themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dateline.model import Layer
from dateline.scoring.measures import Counts, Key, prf

Record = Mapping[str, Any]
"""A line of JSON: a gold text, a coded report or a merged event."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that a page of errors shows, and whose it is: `gold` or `coded`."""

    start: int
    end: int
    whose: str


@dataclass(frozen=True, slots=True)
class Miss:
    """An answer that differs from the gold: its kind ("missed", "spurious", "wrong type"), where, what was expected and what came."""

    kind: str
    report: str
    expected: str
    got: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Observed:
    """What one text adds. `unit` names the sample unit of the bootstrap: texts that hang together are drawn together."""

    unit: str
    counts: Mapping[Key, float]
    confusions: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """Table, gold label, coded label → how often."""
    misses: tuple[Miss, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Precision, recall and F1 of one field, or of one type within it, with the interval of F1 where it was taken.

    What cannot be known is None: precision by ACLED's types, which the coder does not give; recall by a role that the gold does not mark.
    """

    field: str
    label: str
    gold: int
    coded: int
    precision: float | None
    recall: float | None
    f1: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often gold label (row) was coded as label (column)."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """All that scoring one task gives. `figures` are nested as score.py prints them; `intervals` go by the path, "found.macro_f1"."""

    task: str
    texts: int
    figures: Mapping[str, Any]
    intervals: Mapping[str, tuple[float, float]]
    rows: tuple[Row, ...]
    confusions: tuple[Confusion, ...]
    misses: tuple[Miss, ...]
    notes: tuple[str, ...] = ()
    parts: tuple[Scores, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of gold: how to count, what to make of it, and which layers a coder must write for it.

    `whole` gives figures that are no sums over texts (a median); they have no interval.
    """

    name: str
    layers: tuple[Layer, ...]
    observe: Callable[[Sequence[Record], Mapping[str, Record]], list[Observed]]
    figures: Callable[[Counts], dict[str, Any]]
    whole: Callable[[Sequence[Record], Mapping[str, Record]], dict[str, Any]] | None = None


def rows_of(counts: Counts) -> tuple[Row, ...]:
    """The rows that counts give: of each field that counts `gold` or `coded`, in the order in which they come, by labels."""
    met: dict[tuple[str, str], None] = {}
    sides: set[tuple[str, bool, str]] = set()
    for name, label, what in counts:
        if what in ("gold", "coded"):
            met.setdefault((name, label))
            sides.add((name, bool(label), what))
    order = {name: place for place, name in reversed(list(enumerate(name for name, _ in met)))}
    found = []
    for name, label in sorted(met, key=lambda pair: (order[pair[0]], pair[1])):
        gold, coded = counts.get((name, label, "gold"), 0), counts.get((name, label, "coded"), 0)
        measured = prf(counts.get((name, label, "right"), 0), coded, gold, counts.get((name, label, "hits")))
        # A side that no label of the field counts is not known there; one that only this label lacks is zero.
        precise, recalled = (name, bool(label), "coded") in sides, (name, bool(label), "gold") in sides
        found.append(
            Row(
                name,
                label,
                int(gold),
                int(coded),
                measured["P"] if precise else None,
                measured["R"] if recalled else None,
                measured["F1"] if precise and recalled else None,
            )
        )
    return tuple(found)


def confusions_of(observed: Sequence[Observed]) -> tuple[Confusion, ...]:
    """The tables of confusion over all texts, labels in alphabetical order, NONE last."""
    cells: dict[str, dict[tuple[str, str], int]] = {}
    for item in observed:
        for (table, gold, coded), n in item.confusions.items():
            of = cells.setdefault(table, {})
            of[gold, coded] = of.get((gold, coded), 0) + n
    found = []
    for name, of in cells.items():
        rows = tuple(sorted({g for g, _ in of}, key=_label_order))
        columns = tuple(sorted({c for _, c in of}, key=_label_order))
        found.append(Confusion(name, rows, columns, tuple(tuple(of.get((g, c), 0) for c in columns) for g in rows)))
    return tuple(found)


def _label_order(label: str) -> tuple[bool, str]:
    return label in ("NONE", "–"), label
