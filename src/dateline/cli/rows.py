"""Rows for people and programs: a table, JSONL or CSV. Text of a report is data: no terminal escapes, no spreadsheet formulas."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from dateline.cli.output import console, opened
from dateline.exporting.cells import json_text, spreadsheet
from dateline.exporting.table import clean


def form_of(form: str | None, output: str) -> str:
    """The format that is meant where none is named."""
    if form is not None:
        return form
    if output == "-":
        return "table" if sys.stdout.isatty() else "jsonl"
    return "csv" if output.endswith(".csv") else "jsonl"


def write_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], form: str, output: str) -> int:
    """Write rows with these columns. Gives their number."""
    number = 0
    with opened(output) as out:
        if form == "table":
            return _write_table(rows, columns, out)
        written = csv.writer(out, lineterminator="\n") if form == "csv" else None
        if written is not None:
            written.writerow([cell(c) for c in columns])
        for row in rows:
            number += 1
            if written is not None:
                written.writerow([cell(row.get(c)) for c in columns])
            else:
                out.write(json_text(row) + "\n")
    return number


def cell(value: Any) -> Any:
    """A value as a cell of CSV: a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str):
        return spreadsheet(value)
    if isinstance(value, list | tuple):
        return cell("; ".join(str(v) for v in value))
    return "" if value is None else value


def _write_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], out: IO[str]) -> int:
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False, header_style="dim", pad_edge=False, box=None)
    for name in columns:
        table.add_column(clean(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(row.get(c))) for c in columns))
    console(out).print(table)
    return table.row_count


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return clean("; ".join(str(v) for v in value)) or "–"
    return clean(str(value))
