"""CSV for people and spreadsheets: the flat row, UTF-8, with a header, and no cell that a spreadsheet would compute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from dateline.exporting import flat
from dateline.exporting.cells import csv_line, listed, number, spreadsheet
from dateline.exporting.collection import Collection
from dateline.exporting.flat import Kind
from dateline.exporting.formats import EVERYTHING, Format

LOSSES = (*flat.LOSSES, "the difference between an empty text and none")


def rows(collection: Collection) -> Iterator[tuple[str, ...]]:
    """The rows, in the order of the collection, without the header."""
    for event in collection.events:
        found = flat.record(event, collection)
        yield tuple(cell(found[column.name], column.kind) for column in flat.COLUMNS)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write the header and all rows."""
    out.write(csv_line(flat.names()))
    out.writelines(csv_line(row) for row in rows(collection))


def cell(value: Any, kind: Kind) -> str:
    """A value of the flat row as the text of its cell."""
    if value is None:
        return ""
    if kind == "texts":
        return listed(value)
    return number(value) if kind in ("number", "integer") else spreadsheet(value)


FORMAT = Format("csv", "one flat row an event, for spreadsheets, R and pandas", LOSSES, EVERYTHING, write)
