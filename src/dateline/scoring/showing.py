"""Scores as a table for people and as JSON for programs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dateline.exporting.cells import json_text, tidied
from dateline.exporting.table import clean
from dateline.scoring.bootstrap import leaves
from dateline.scoring.model import Confusion, Row, Scores

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def to_dict(scores: Scores, *, errors: int | None = None) -> dict[str, Any]:
    """Scores as plain dictionaries and lists; of the errors the first `errors`, or all, and always their number by kind."""
    found: dict[str, Any] = {
        "task": scores.task,
        "texts": scores.texts,
        "figures": scores.figures,
        "intervals": {path: list(between) for path, between in scores.intervals.items()},
        "rows": [dataclasses.asdict(row) for row in scores.rows],
        "confusions": [dataclasses.asdict(confusion) for confusion in scores.confusions],
        "errors_by_kind": dict(Counter(miss.kind for miss in scores.misses)),
        "errors": [dataclasses.asdict(miss) for miss in scores.misses[:errors]],
        "notes": list(scores.notes),
    }
    if scores.parts:
        found["parts"] = [to_dict(part, errors=errors) for part in scores.parts]
    return found


def to_json(scores: Scores, *, errors: int | None = None) -> str:
    """Scores as one line of JSON; the same scores give the same characters."""
    return json_text(tidied(to_dict(scores, errors=errors)))


def print_scores(console: Console, scores: Scores) -> None:
    """Print figures, rows, confusions and the number of errors by kind, then the parts."""
    from rich.text import Text

    console.print(Text(heading(scores), style="bold"))
    for note in scores.notes:
        console.print(Text(clean(note), style="yellow"))
    console.print(_plain_table(("figure", "value", "95 % interval"), [list(line) for line in figure_lines(scores)]))
    if scores.rows:
        columns = ("field", "type", "gold", "coded", "precision", "recall", "F1", "95 % interval")
        console.print(_plain_table(columns, [row_cells(row) for row in scores.rows]))
    for confusion in scores.confusions:
        console.print(Text(f"{clean(confusion.name)}: gold down, coded across", style="dim"))
        console.print(_plain_table(("", *confusion.columns), [list(line) for line in confusion_lines(confusion)]))
    if scores.misses:
        kinds = Counter(miss.kind for miss in scores.misses)
        told = ", ".join(f"{clean(kind)} {n}" for kind, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])))
        console.print(Text(f"errors: {told}"))
    for part in scores.parts:
        console.print()
        print_scores(console, part)


def heading(scores: Scores) -> str:
    """The task and over how much it was scored."""
    return f"{clean(scores.task)}: {scores.texts} {'rows' if scores.task in ('acled', 'ucdp') else 'texts'}"


def figure_lines(scores: Scores) -> Iterator[tuple[str, str, str]]:
    """Each figure with its value and interval, as text."""
    for path, value in leaves(scores.figures):
        between = scores.intervals.get(path)
        yield path, f"{value:.10g}", f"{between[0]:g} to {between[1]:g}" if between else ""


def row_cells(row: Row) -> list[str]:
    """A row as cells of text."""

    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    between = f"{row.interval[0]:.2f} to {row.interval[1]:.2f}" if row.interval else ""
    return [
        row.field,
        row.label or "all",
        str(row.gold),
        str(row.coded),
        figure(row.precision),
        figure(row.recall),
        figure(row.f1),
        between,
    ]


def confusion_lines(confusion: Confusion) -> Iterator[tuple[str, ...]]:
    """The lines of a confusion table: the gold label, then the counts; nothing for zero."""
    for label, counts in zip(confusion.rows, confusion.counts, strict=True):
        yield label, *(str(n) if n else "" for n in counts)


def _plain_table(columns: tuple[str, ...], lines: list[list[str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for place, column in enumerate(columns):
        table.add_column(Text(clean(column)), justify="left" if place == 0 else "right", overflow="fold")
    for line in lines:
        table.add_row(*(Text(clean(cell)) for cell in line))
    return table
