"""Events out of a store for the formats of `exporting/`, with the coded reports that they rest on, in the order that all exports have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.merging.model import MergedEvent
from dateline.model import CodedReport
from dateline.store import remerging, schema, selecting
from dateline.store.filters import Filters, conditions
from dateline.store.opening import Store
from dateline.store.selecting import Limits
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Line:
    """An event as dictionaries and lists, as it is written, with what decides whether a format takes it."""

    fields: dict[str, Any]
    status: str
    auxiliary: tuple[str, ...]


def lines(store: Store, asked: Filters) -> Iterator[Line]:
    """Events one after the other, however many there are."""
    with store.reading() as connection:
        for _, same in groupby(_rows(connection, asked), key=lambda row: row[0]):
            found = [Line(json.loads(unpack(row.record)), row.status, tuple(row.auxiliary.split())) for _, row in same]
            yield from sorted(found, key=lambda line: _order(line.fields))


def gathered(store: Store, asked: Filters) -> tuple[list[MergedEvent], list[CodedReport]]:
    """Events and the coded reports that tell them, all in memory, from one state of the store."""
    with store.reading() as connection:
        rows = [row for _, row in _rows(connection, asked)]
        events = [remerging.event_from(row.record) for row in rows]
        names = sorted({report for event in events for report in event.reports})
        parts = selecting.merged_from(selecting.chosen(connection, Limits(), names))
        return events, list(selecting.load(connection, parts))


def _rows(connection: Connection, asked: Filters) -> Iterator[tuple[str, Any]]:
    """Rows by their days. First the numbers are sorted: sorting the records themselves would hold them all in memory."""
    t = schema.events
    day = sa.func.coalesce(t.c.first_day, t.c.first_reported, "9999")
    found = sa.select(t.c.id, day).where(*conditions(asked, connection.dialect.name)).order_by(day, t.c.event).limit(asked.limit)
    numbers = [(row[0], row[1]) for row in connection.execute(found)]
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        wanted = sa.select(t.c.id, t.c.record, t.c.status, t.c.auxiliary).where(t.c.id.in_([number for number, _ in part]))
        rows = {row.id: row for row in connection.execute(wanted)}
        yield from ((key, rows[number]) for number, key in part)


def _order(fields: dict[str, Any]) -> tuple[str, str]:
    """As `exporting.collection.order`, of a written event: by the time of day within a day."""
    when = fields["when"]
    return (when["start"] or when["end"] or fields["first_reported"] or "9999", fields["id"])
