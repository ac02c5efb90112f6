"""What became of events since a moment: the difference between what a query gave then and what it gives now.

An event that came and went in between is not told, nor one that changed and changed back. An event that no longer fits the filters is gone
for who asks with them. Whoever puts each row in place of what they have, and takes out what is gone, has what the query gives now.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.model import Date
from dateline.store import indexing, schema
from dateline.store.filters import Filters, conditions
from dateline.store.opening import Store, moment
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One event that was `added`, has `changed` or is `gone`, and when the record came to say so.

    `fields` are the event as it is written, `schema` first; of one that is gone as it was at the moment that was asked from. Of one whose
    history was forgotten only the id is left: then `forgotten` is true.
    """

    change: Literal["added", "changed", "gone"]
    recorded_at: str
    fields: dict[str, Any]
    forgotten: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As it is written: what became of the event, then the event."""
        told = {"change": self.change, "recorded_at": self.recorded_at}
        return {**told, **self.fields, **({"forgotten": True} if self.forgotten else {})}


def since_moment(date: Date) -> str:
    """The moment after which is asked: for a day the end of the day before, so that all of the day is in."""
    if isinstance(date, dt.datetime):
        return moment(date)
    return date.isoformat() + "T00:00:00.000000Z" if date == dt.date.min else moment(_midnight(date) - dt.timedelta(microseconds=1))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


@dataclass(slots=True)
class Changes:
    """Changes since a moment, read from one state of the store. When all are read, `until` is the moment to ask from next time."""

    store: Store
    asked: Filters
    since: str
    until: str | None = None

    def __iter__(self) -> Iterator[Change]:
        """First what was added or changed, in the order in which it was recorded, then what is gone, likewise."""
        with self.store.reading() as connection:
            until = max(self.since, indexing.last_change(connection))
            yield from _now(connection, self.asked, self.since)
            yield from _covered(connection, self.asked, self.since)
            yield from _gone(connection, self.asked, self.since)
            yield from _forgotten(connection, self.asked, self.since)
        self.until = until


def _standing(t: sa.FromClause, at: str) -> sa.ColumnElement[bool]:
    """The versions that stood in the record at a moment."""
    return sa.and_(t.c.recorded_at <= at, sa.or_(t.c.superseded_at.is_(None), t.c.superseded_at > at), t.c.gone.is_(sa.false()))


def _now(connection: Connection, asked: Filters, since: str) -> Iterator[Change]:
    t, before = schema.events, schema.events.alias("before")
    dialect = connection.dialect.name
    there = sa.and_(before.c.event == t.c.event, _standing(before, since), *conditions(asked, dialect, before))
    found = (
        sa.select(t.c.recorded_at, t.c.record, t.c.hash, before.c.hash.label("was"))
        .select_from(t.outerjoin(before, there))
        .where(*conditions(asked, dialect), t.c.recorded_at > since)
        .order_by(t.c.recorded_at, t.c.event)
    )
    for row in connection.execute(found, execution_options={"yield_per": _AT_ONCE}):
        if row.was != row.hash:
            yield Change("added" if row.was is None else "changed", row.recorded_at, json.loads(unpack(row.record)))


def _covered(connection: Connection, asked: Filters, since: str) -> Iterator[Change]:
    """Events that have no new version, but a name was covered in the one that stands."""
    t, f = schema.events, schema.forgotten_events
    found = (
        sa.select(f.c.recorded_at, t.c.record)
        .join(t, t.c.event == f.c.event)
        .where(*conditions(asked, connection.dialect.name), t.c.recorded_at <= since, f.c.recorded_at > since)
        .order_by(f.c.recorded_at, t.c.event)
    )
    for row in connection.execute(found, execution_options={"yield_per": _AT_ONCE}):
        yield Change("changed", row.recorded_at, json.loads(unpack(row.record)))


def _gone(connection: Connection, asked: Filters, since: str) -> Iterator[Change]:
    t, now, any_version = schema.events.alias("before"), schema.events, schema.events.alias("any_version")
    dialect = connection.dialect.name
    still = sa.select(now.c.id).where(now.c.event == t.c.event, *conditions(asked, dialect)).correlate(t)
    last = sa.select(sa.func.max(any_version.c.recorded_at)).where(any_version.c.event == t.c.event).correlate(t).scalar_subquery()
    found = (
        sa.select(last.label("at"), t.c.record)
        .where(_standing(t, since), t.c.superseded_at > since, *conditions(asked, dialect, t), ~still.exists())
        .order_by(last, t.c.event)
    )
    for row in connection.execute(found, execution_options={"yield_per": _AT_ONCE}):
        yield Change("gone", row.at, json.loads(unpack(row.record)))


def _forgotten(connection: Connection, asked: Filters, since: str) -> Iterator[Change]:
    """Events whose whole history was removed. Whether they fitted the filters cannot be known any more, so all are told."""
    t, f = schema.events, schema.forgotten_events
    still = sa.select(t.c.id).where(t.c.event == f.c.event, *conditions(asked, connection.dialect.name)).correlate(f)
    found = sa.select(f).where(f.c.whole.is_(sa.true()), f.c.recorded_at > since, ~still.exists())
    for row in connection.execute(found.order_by(f.c.recorded_at, f.c.event)):
        yield Change("gone", row.recorded_at, {"id": row.event}, forgotten=True)
