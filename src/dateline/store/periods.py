"""Days, weeks and months of a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

Period = Literal["day", "week", "month"]


def start_of(day: dt.date, period: Period) -> dt.date:
    """The first day of the period that a day is in; weeks begin on Monday."""
    if period == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def following(start: dt.date, period: Period) -> dt.date:
    """The first day of the next period."""
    if period == "month":
        return dt.date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + dt.timedelta(days=7 if period == "week" else 1)


def between(first: dt.date, last: dt.date, period: Period) -> Iterator[dt.date]:
    """The first days of all periods from that of `first` to that of `last`."""
    at, end = start_of(first, period), start_of(last, period)
    while at <= end:
        yield at
        at = following(at, period)


def day_of(text: str | None) -> dt.date | None:
    """A day as the tables have it, None where there is none or it is before the year 1."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
