"""How many events there are when and where: what a histogram and a map show."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.store import schema
from dateline.store.listing import Wanted, conditions
from dateline.store.periods import day_of
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.opening import Store

Period = Literal["day", "week", "month", "year"]
MOST_BUCKETS = 4000
MOST_POINTS = 5000


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events by the period in which they began, none left out between the first and the last, and by quad class (0: none).

    `undated` are on no day; `earlier` lie before the first period where there were more periods than are given.
    """

    period: Period
    buckets: tuple[tuple[str, dict[str, int]], ...]
    undated: int
    earlier: int


def timeline(store: Store, wanted: Wanted, period: Period) -> Timeline:
    """The timeline of the events wanted, from the day asked for, else from the first."""
    t = schema.events
    with store.reading() as connection:
        # By day, as an index has them, whatever the period.
        asked = sa.select(t.c.first_day, t.c.quad, sa.func.count()).where(*conditions(wanted, connection.dialect.name))
        rows = connection.execute(asked.group_by(t.c.first_day, t.c.quad)).all()
    return bucketed(rows, period)


def bucketed(rows: Iterable[Any], period: Period) -> Timeline:
    """A timeline out of numbers of events by day, as the tables have it, and quad class."""
    counted: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    undated = 0
    for name, quad, number in rows:
        day = day_of(name)
        if day is None:
            undated += number
        else:
            counted[_start(day, period)][str(quad or 0)] += number
    if not counted:
        return Timeline(period, (), undated, 0)
    first, last = min(counted), max(counted)
    starts = _between(first, last, period)
    kept = starts[-MOST_BUCKETS:]
    earlier = sum(sum(by.values()) for start, by in counted.items() if start < kept[0])
    return Timeline(period, tuple((start.isoformat(), dict(counted.get(start, {}))) for start in kept), undated, earlier)


def _start(day: dt.date, period: Period) -> dt.date:
    if period == "week":
        return day - dt.timedelta(days=min(day.weekday(), (day - dt.date.min).days))
    return day.replace(day=1) if period == "month" else day.replace(month=1, day=1) if period == "year" else day


def _between(first: dt.date, last: dt.date, period: Period) -> list[dt.date]:
    """The last periods from that of `first` to that of `last`, no more than may be given and one."""
    found = [last]
    while found[-1] > first and len(found) <= MOST_BUCKETS:
        found.append(_start(found[-1] - dt.timedelta(days=1), period))
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Point:
    """A place with the events that are told to have happened there."""

    name: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    precision: str | None
    events: int
    quads: dict[str, int]
    mean_goldstein: float | None


@dataclass(frozen=True, slots=True)
class Places:
    """Places, those with most events first; `unlocated` events have none with degrees, `cut` says that there are more places."""

    points: tuple[Point, ...]
    unlocated: int
    cut: bool


def places(store: Store, wanted: Wanted) -> Places:
    """The places of the events wanted."""
    t = schema.events
    keys = (t.c.place, t.c.country, t.c.admin1, t.c.latitude, t.c.longitude, t.c.precision)
    with store.reading() as connection:
        where = conditions(wanted, connection.dialect.name)
        numbers = (sa.func.count(), sa.func.count(t.c.goldstein), sa.func.sum(t.c.goldstein), sa.func.max(t.c.id))
        # Those without a place are counted along: one pass over an index that holds all of this.
        asked = sa.select(*keys, t.c.quad, *numbers).where(*where)
        unlocated = 0
        met: dict[tuple[Any, ...], list[Any]] = {}
        for row in connection.execute(asked.group_by(*keys, t.c.quad)):
            *key, quad, number, scored, total, last = row
            if row.latitude is None or row.longitude is None:
                unlocated += number
                continue
            found = met.setdefault(tuple(key), [0, {}, 0, 0.0, last])
            found[0] += number
            found[1][str(quad or 0)] = number
            found[2] += scored
            found[3] += total or 0.0
        order = sorted(met.items(), key=lambda item: (-item[1][0], tuple(map(str, item[0]))))
        names = names_of(connection, [found[4] for _, found in order[:MOST_POINTS]])
    points = []
    for (place, country, admin1, latitude, longitude, precision), (number, quads, scored, total, last) in order[:MOST_POINTS]:
        mean = mean_of(total, scored)
        points.append(Point(names.get(last) or place or "", country, admin1, latitude, longitude, precision, number, quads, mean))
    return Places(tuple(points), unlocated, len(order) > MOST_POINTS)


def mean_of(total: float | None, number: int) -> float | None:
    """A mean to three places. The sum is rounded first, so that the order in which it was summed up does not matter."""
    return round(round(float(total or 0.0), 6) / number, 3) if number else None


def names_of(connection: Connection, numbers: list[int]) -> dict[int, str]:
    """The name of the place as an event has it: the column holds it as it is searched."""
    t = schema.events
    found: dict[int, str] = {}
    for start in range(0, len(numbers), 400):
        for row in connection.execute(sa.select(t.c.id, t.c.record).where(t.c.id.in_(numbers[start : start + 400]))):
            where = json.loads(unpack(row.record)).get("where")
            if where:
                found[row.id] = where["name"]
    return found
