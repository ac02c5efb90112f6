"""Stretches of the calendar with their TimeML values, and shifting dates by them. Nothing here raises: out of range is None."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

from dateline.coding.times.model import Period, Precision


class Unit(NamedTuple):
    """A unit of time: its name, which is a `Precision` unless shorter than a minute, TimeML letter, and how many of those it counts."""

    name: str
    letter: str
    size: int
    precision: Precision


UNITS = {
    "PT1S": Unit("second", "S", 1, "minute"),
    "PT1M": Unit("minute", "M", 1, "minute"),
    "PT1H": Unit("hour", "H", 1, "hour"),
    "P1D": Unit("day", "D", 1, "day"),
    "P1W": Unit("week", "W", 1, "week"),
    "P2W": Unit("fortnight", "W", 2, "week"),
    "P1M": Unit("month", "M", 1, "month"),
    "P1Y": Unit("year", "Y", 1, "year"),
    "P10Y": Unit("decade", "Y", 10, "decade"),
    "P100Y": Unit("century", "Y", 100, "century"),
    "P1000Y": Unit("millennium", "Y", 1000, "century"),
}
"""Units by the TimeML duration of one, as `times/units.tsv` writes it."""

SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each season, meteorological, northern half of the globe; a winter has the year in which it begins."""

# First and last hour of the parts of a day, as news uses the words; a night is counted to the day on which it begins.
_PARTS = {"TMO": (5, 11), "TAF": (12, 17), "TEV": (17, 21), "TNI": (18, 23)}
_ONE_DAY = dt.timedelta(days=1)


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """A date, or None where there is no such day."""
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def shift_days(day: dt.date, days: int) -> dt.date | None:
    """A date some days later (earlier if negative), or None out of the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def shift(day: dt.date, n: float, unit: Unit) -> dt.date | None:
    """A date n units later (earlier if negative); months keep the day or take the month's last. None out of the calendar."""
    if unit.name in ("second", "minute", "hour"):
        hours = n / {"second": 3600, "minute": 60, "hour": 1}[unit.name]
        return shift_days(day, int(hours / 24))
    if unit.letter in "DW":
        return shift_days(day, round(n * unit.size * (7 if unit.letter == "W" else 1)))
    months = round(n * unit.size * (12 if unit.letter == "Y" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_period(day: dt.date) -> Period:
    """That day."""
    return Period(day.isoformat(), day, day, "day")


def part_period(day: dt.date, part: str) -> Period:
    """A part of a day ("TMO", "TNI")."""
    first, last = _PARTS[part]
    start = dt.datetime.combine(day, dt.time(first))
    return Period(day.isoformat() + part, start, dt.datetime.combine(day, dt.time(last, 59)), "part_of_day")


def week_period(day: dt.date) -> Period | None:
    """The ISO week of a day."""
    year, week, weekday = day.isocalendar()
    start, end = shift_days(day, 1 - weekday), shift_days(day, 7 - weekday)
    return Period(f"{year:04d}-W{week:02d}", start, end, "week") if start and end else None


def weekend_period(day: dt.date) -> Period | None:
    """The weekend of the ISO week of a day."""
    week = week_period(day)
    return Period(week.value + "-WE", week.end - _ONE_DAY, week.end, "day") if week else None


def months_period(year: int, month: int, count: int, value: str, precision: Precision) -> Period | None:
    """Some whole months from a given one."""
    start = make_date(year, month, 1)
    last_year, last_month = divmod(year * 12 + month - 2 + count, 12)
    if start is None or not 1 <= last_year <= 9999:
        return None
    return Period(value, start, dt.date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1]), precision)


def month_period(year: int, month: int) -> Period | None:
    """A month."""
    return months_period(year, month, 1, f"{year:04d}-{month:02d}", "month")


def quarter_period(year: int, quarter: int) -> Period | None:
    """A quarter, 1 to 4, of the calendar year."""
    return months_period(year, 3 * quarter - 2, 3, f"{year:04d}-Q{quarter}", "quarter")


def half_period(year: int, half: int) -> Period | None:
    """A half, 1 or 2, of a year."""
    return months_period(year, 6 * half - 5, 6, f"{year:04d}-H{half}", "quarter")


def season_period(year: int, season: str) -> Period | None:
    """A season ("SP", "SU", "FA", "WI") that begins in a year."""
    return months_period(year, SEASON_MONTH[season], 3, f"{year:04d}-{season}", "season")


def year_period(year: int) -> Period | None:
    """A year."""
    return months_period(year, 1, 12, f"{year:04d}", "year")


def decade_period(year: int) -> Period | None:
    """The ten years from one that ends in 0."""
    first = year - year % 10
    return months_period(first, 1, 120, f"{first // 10:03d}X", "decade")


def century_period(century: int) -> Period | None:
    """A century by its ordinal: the 20th has the years 1900 to 1999, as TimeML's value 19XX says."""
    first = (century - 1) * 100
    if first == 0:
        return months_period(1, 1, 99 * 12, "00XX", "century")
    return months_period(first, 1, 1200, f"{century - 1:02d}XX", "century")


def period_of(day: dt.date, unit: Unit) -> Period | None:
    """The calendar unit that a day lies in; an hour or less gives the day."""
    match unit.name:
        case "week" | "fortnight":
            return week_period(day)
        case "month":
            return month_period(day.year, day.month)
        case "year":
            return year_period(day.year)
        case "decade":
            return decade_period(day.year)
        case "century" | "millennium":
            return century_period(day.year // 100 + 1)
        case _:
            return day_period(day)


def duration_value(n: float | None, unit: Unit) -> str:
    """The TimeML value of n units; None is an unknown few ("PXD")."""
    time = "T" if unit.name in ("second", "minute", "hour") else ""
    if n is None:
        return f"P{time}X{unit.letter}"
    total = n * unit.size
    whole = int(total)
    if total == whole:
        return f"P{time}{whole}{unit.letter}"
    smaller = {"hour": (60, "M"), "minute": (60, "S"), "year": (12, "M")}.get(unit.name)
    if smaller and (rest := (total - whole) * smaller[0]) == int(rest):
        return f"P{time}{f'{whole}{unit.letter}' if whole else ''}{int(rest)}{smaller[1]}"
    return f"P{time}{total:g}{unit.letter}"
