"""What the time grammar gives: `TimeExpression`, and the shapes its parts hand each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
TimeBasis = Literal["stated", "tense", "publication", "unknown"]
Precision = Literal["minute", "hour", "part_of_day", "day", "week", "month", "season", "quarter", "year", "decade", "century", "unknown"]
Moment = dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """One time expression of a text, as TimeML's TIMEX3 has it, resolved to an interval where that can be done.

    `start` and `end` are characters of the text given, end exclusive, and `text` is what stands between them. `value` is the TIMEX3
    value ("1998-08-07", "1999-Q3", "P2M", "XXXX-WXX-3", "PAST_REF"). `interval_start` and `interval_end` are the first and last day
    (for times of day: minute, a datetime in the local time that the text speaks) which the expression may mean, both inclusive; None
    where a bound is not known. `precision` is the unit in which it speaks. `basis` says what fixed it: the words alone (`stated`), the
    direction of the tense (`tense`), the publication date (`publication`), or nothing (`unknown`); an expression that leans on an
    earlier one of the text ("the following day") has that one's basis. `relative` is true where the words alone do not fix it.
    `mod` is TIMEX3's modifier (START, MID, END, APPROX, MORE_THAN, LESS_THAN, EQUAL_OR_MORE, EQUAL_OR_LESS) or "". `zone` is the time
    zone as written ("GMT", "EST") or "".
    """

    start: int
    end: int
    text: str
    type: TimeType
    value: str
    interval_start: Moment | None
    interval_end: Moment | None
    precision: Precision
    basis: TimeBasis
    relative: bool
    mod: str = ""
    zone: str = ""


class Period(NamedTuple):
    """A stretch of the calendar: its TimeML value, first and last day or minute (inclusive), and its unit."""

    value: str
    start: Moment
    end: Moment
    precision: Precision

    @property
    def first_day(self) -> dt.date:
        """The day on which it starts."""
        return self.start.date() if isinstance(self.start, dt.datetime) else self.start


class Found(NamedTuple):
    """What a rule made of the tokens from `first` up to, not including, `last`."""

    first: int
    last: int
    type: TimeType
    value: str
    precision: Precision
    basis: TimeBasis
    relative: bool
    start: Moment | None = None
    end: Moment | None = None
    mod: str = ""
    zone: str = ""
    anchors: bool = True
    """Whether later expressions ("the following day") may lean on it."""
