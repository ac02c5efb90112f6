"""Pages of events in a fixed order, each beginning where the last one ended: however far one leafs, a page costs the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.store import filters, schema
from dateline.store.filters import Filters
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.opening import Store

Sort = Literal["day", "-day", "confidence", "sources", "recorded"]
SORTS: tuple[Sort, ...] = ("day", "-day", "confidence", "sources", "recorded")
COUNTED = 10_000
"""Up to how many events are counted: more are said to be at least so many."""
_ROW = (
    *("id", "event", "version", "recorded_at", "type", "mode", "quad", "score", "goldstein", "first_day", "last_day", "country"),
    *("latitude", "longitude", "precision", "status", "auxiliary", "confidence", "sources", "reports", "first_reported", "last_reported"),
)
_IN_QUERY = 400
_ORDERS: dict[Sort, str] = {
    "day": "first_day",
    "-day": "first_day",
    "confidence": "confidence",
    "sources": "sources",
    "recorded": "recorded_at",
}

Cursor = tuple[Any, str]
"""Where a page ended: the value that orders (None among events on no day), and the id of its last event."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters, and what only pages ask: quad classes (0 stands for none), planned events, a box of degrees (west, south, east, north).

    A box whose west lies east of its east goes over the date line. `recorded_after` is a moment: events that the record came to have, or
    to have otherwise, after it.
    """

    filters: Filters = field(default_factory=Filters)
    quads: tuple[int, ...] = ()
    planned: Literal["all", "only", "no"] = "all"
    box: tuple[float, float, float, float] | None = None
    recorded_after: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A current version of an event: its columns by name, and the event as it was written."""

    columns: dict[str, Any]
    fields: dict[str, Any]


def conditions(wanted: Wanted, on: str | Connection, table: sa.FromClause | None = None) -> list[sa.ColumnElement[bool]]:
    """What is wanted as conditions on current events; with an alias of `events`, on its rows of any time. `on` as in `filters`."""
    t = schema.events if table is None else table
    found = filters.conditions(wanted.filters, on, table)
    if wanted.quads:
        found.append(sa.or_(t.c.quad.in_(wanted.quads), t.c.quad.is_(None)) if 0 in wanted.quads else t.c.quad.in_(wanted.quads))
    if wanted.planned != "all":
        planned = sa.or_(t.c.status == "announced", t.c.auxiliary.like("%future%"))
        found.append(planned if wanted.planned == "only" else sa.not_(planned))
    if wanted.box is not None:
        west, south, east, north = wanted.box
        found.append(t.c.latitude.between(south, north))
        found.append(t.c.longitude.between(west, east) if west <= east else sa.or_(t.c.longitude >= west, t.c.longitude <= east))
    if wanted.recorded_after is not None:
        found.append(t.c.recorded_at > wanted.recorded_after)
    return found


def page(store: Store, wanted: Wanted, sort: Sort, limit: int, after: Cursor | None) -> tuple[list[Listed], Cursor | None]:
    """At most `limit` events behind a cursor, and the cursor of the next page, None where there is none."""
    with store.reading() as connection:
        rows = _rows(connection, wanted, sort, limit + 1, after)
    more = len(rows) > limit
    found = [listed(row) for row in rows[:limit]]
    last = found[-1].columns if more else None
    return found, (last[_ORDERS[sort]], last["event"]) if last is not None else None


def _rows(connection: Connection, wanted: Wanted, sort: Sort, number: int, after: Cursor | None) -> list[sa.RowMapping]:
    t = schema.events
    by = t.c[_ORDERS[sort]]
    asked = sa.select(*(t.c[name] for name in _ROW), t.c.record).where(*conditions(wanted, connection))
    ahead = sort == "day"
    found: list[sa.RowMapping] = []
    if after is None or after[0] is not None:
        part = asked.where(by.is_not(None))
        if after is not None:
            place, end = sa.tuple_(by, t.c.event), sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
            part = part.where(place > end if ahead else place < end)
        part = part.order_by(by.asc(), t.c.event.asc()) if ahead else part.order_by(by.desc(), t.c.event.desc())
        found += connection.execute(part.limit(number)).mappings()
    if len(found) < number and by.nullable:
        # Events on no day come last, whatever the order.
        part = asked.where(by.is_(None)).order_by(t.c.event)
        if after is not None and after[0] is None:
            part = part.where(t.c.event > after[1])
        found += connection.execute(part.limit(number - len(found))).mappings()
    return found


def among(
    connection: Connection, numbers: Sequence[int], sort: Sort, limit: int, after: Cursor | None
) -> tuple[list[Listed], Cursor | None]:
    """A page as `page` gives it, out of the current events of these numbers alone, which hold all that may be on it."""
    t = schema.events
    by = _ORDERS[sort]
    found: list[tuple[Any, str, int]] = []
    for start in range(0, len(numbers), _IN_QUERY):
        asked = sa.select(t.c[by], t.c.event, t.c.id).where(t.c.id.in_(numbers[start : start + _IN_QUERY]), t.c.superseded_at.is_(None))
        found += [tuple(row) for row in connection.execute(asked)]
    known = sorted(((v, e, n) for v, e, n in found if v is not None), reverse=sort != "day")
    if after is not None:
        place = (after[0], after[1])
        known = [row for row in known if after[0] is not None and (row[:2] > place if sort == "day" else row[:2] < place)]
    undated = sorted((e, n) for v, e, n in found if v is None)
    if after is not None and after[0] is None:
        undated = [row for row in undated if row[0] > after[1]]
    shown = [*(row[2] for row in known), *(row[1] for row in undated)][: limit + 1]
    rows = sa.select(*(t.c[name] for name in _ROW), t.c.record).where(t.c.id.in_(shown[:limit]))
    by_number = {row["id"]: listed(row) for row in connection.execute(rows).mappings()}
    whole = [by_number[n] for n in shown[:limit]]
    last = whole[-1].columns if len(shown) > limit else None
    return whole, (last[by], last["event"]) if last is not None else None


def value_of(sort: Sort) -> str:
    """The column that an order goes by."""
    return _ORDERS[sort]


def listed(row: sa.RowMapping) -> Listed:
    """A row of `events`, with its record read."""
    return Listed({name: row[name] for name in _ROW}, json.loads(unpack(row["record"])))


def by_ids(connection: Connection, idents: Sequence[str], naming: str = "") -> dict[str, Listed]:
    """Current events by their ids; those that are gone are left out, and those whose record does not hold the text `naming` anywhere."""
    t = schema.events
    found: dict[str, Listed] = {}
    for start in range(0, len(idents), 400):
        asked = sa.select(*(t.c[name] for name in _ROW), t.c.record)
        asked = asked.where(t.c.event.in_(idents[start : start + 400]), t.c.superseded_at.is_(None))
        # To look for the text costs a fraction of reading what is written.
        found.update({row["event"]: listed(row) for row in connection.execute(asked).mappings() if naming in unpack(row["record"])})
    return found


def count(store: Store, wanted: Wanted, most: int = COUNTED) -> tuple[int, bool]:
    """How many events are wanted, counted up to `most`; whether there are more."""
    with store.reading() as connection:
        some = sa.select(sa.literal(1)).select_from(schema.events).where(*conditions(wanted, connection)).limit(most + 1)
        found = int(connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one())
    return min(found, most), found > most
