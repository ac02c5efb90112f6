"""Which column of a table holds which field of a report, and the fields that a row then gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import WrongUsage
from dateline.reading.fields import FIELDS
from dateline.reading.options import ReadOptions

_SHOWN = 12
"""Columns named in a message."""


class WrongColumns(ValueError):
    """A table whose columns are not those that are needed; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Columns:
    """For each column of a table, the name of its field in the report: one that the coder knows, or its own."""

    names: tuple[str, ...]

    def fields(self, values: Sequence[Any]) -> dict[str, Any]:
        """The fields of a row; empty cells give none."""
        return {name: value for name, value in zip(self.names, values, strict=True) if value is not None and value != ""}


def columns_of(header: Sequence[str], options: ReadOptions) -> Columns:
    """What the columns of a header are. Raises `WrongColumns` where one that was asked for, or the text, is not there.

    Columns are named as they are, or else without regard to case. A column with the name of a field is that field, unless
    `options.columns` gives the field another; then it is kept as `column_text` or the like. Others keep their names.
    """
    asked = dict(options.columns)
    places: dict[int, str] = {}
    for field, column in asked.items():
        places[_place(header, column, f"--columns {field}={column}")] = field
    names: list[str] = []
    for place, given in enumerate(header):
        name = given.strip()
        if place in places:
            name = places[place]
        elif name.lower() in FIELDS and name.lower() not in asked and name.lower() not in names:
            name = name.lower()
        elif name.lower() in FIELDS or not name:
            name = f"column_{name or place + 1}"
        names.append(_fresh(name, names))
    if "text" not in names:
        raise WrongColumns(f"has no column 'text'; say which one holds it: --columns text=NAME, out of {_list(header)}")
    return Columns(tuple(names))


def parse_columns(given: str) -> tuple[tuple[str, str], ...]:
    """Pairs of field and column from `text=body,published=date`. Raises `WrongUsage`."""
    pairs: dict[str, str] = {}
    for part in given.split(","):
        field, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column or field not in FIELDS:
            raise WrongUsage(f"{part.strip()!r} is no column; expected FIELD=COLUMN, with a field out of {', '.join(FIELDS)}")
        if field in pairs:
            raise WrongUsage(f"the field {field!r} is given two columns, {pairs[field]!r} and {column!r}; choose one")
        pairs[field] = column
    return tuple(pairs.items())


def _place(header: Sequence[str], column: str, asked: str) -> int:
    exact = [place for place, name in enumerate(header) if name.strip() == column]
    found = exact or [place for place, name in enumerate(header) if name.strip().lower() == column.lower()]
    if not found:
        raise WrongColumns(f"has no column {column!r}, as {asked} says; it has {_list(header)}")
    if len(found) > 1:
        raise WrongColumns(f"has the column {column!r} {len(found)} times; rename all but one")
    return found[0]


def _fresh(name: str, names: Sequence[str]) -> str:
    number, fresh = 2, name
    while fresh in names:
        fresh, number = f"{name}_{number}", number + 1
    return fresh


def _list(header: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in header[:_SHOWN])
    return shown + (f" and {len(header) - _SHOWN} more" if len(header) > _SHOWN else "")
