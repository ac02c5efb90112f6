"""Holidays, fixed and moving, and the calendars they follow. Pure arithmetic: no table of years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_HIJRI_EPOCH = 227015  # proleptic Gregorian ordinal of 1 Muharram 1 AH (tabular, civil): 19 July 622
_HEBREW_EPOCH = -1373427  # ordinal of the Hebrew calendar's first day (Dershowitz and Reingold, Calendrical Calculations)


@dataclass(frozen=True, slots=True)
class Holiday:
    """When a holiday falls: a rule's name and numbers, and the unit it lasts: day, week or month."""

    rule: str
    numbers: tuple[int, ...]
    unit: str = "day"

    def days(self, year: int) -> list[tuple[dt.date, dt.date]]:
        """First and last day of each time it falls in a Gregorian year, in order (a lunar month can come twice); empty out of range."""
        try:
            return sorted(self._spans(year))
        except (ValueError, OverflowError):
            return []

    def _spans(self, year: int) -> list[tuple[dt.date, dt.date]]:
        n = self.numbers
        if self.rule == "hijri":
            return self._hijri(year)
        if self.rule == "fixed":
            day = dt.date(year, n[0], n[1])
        elif self.rule == "nth":
            day = nth_weekday(year, n[0], n[1], n[2]) + dt.timedelta(days=n[3] if len(n) > 3 else 0)
        elif self.rule == "easter":
            day = easter(year) + dt.timedelta(days=n[0])
        elif self.rule == "pascha":
            day = pascha(year) + dt.timedelta(days=n[0])
        elif self.rule == "hebrew":
            day = _hebrew_day(year, n[0], n[1])
        else:  # election
            day = nth_weekday(year, 11, 1, 1) + dt.timedelta(days=1)
        if self.unit == "week":
            monday = day - dt.timedelta(days=day.weekday())
            return [(monday, monday + dt.timedelta(days=6))]
        return [(day, day)]

    def _hijri(self, year: int) -> list[tuple[dt.date, dt.date]]:
        guess = (year - 622) * 33 // 32
        spans = []
        for hijri_year in range(guess - 1, guess + 3):
            if hijri_year < 1:
                continue
            month = self.numbers[0]
            first = _hijri_day(hijri_year, month, self.numbers[1] if len(self.numbers) > 1 else 1)
            last = first
            if self.unit == "month":
                last = (_hijri_day(hijri_year, month + 1, 1) if month < 12 else _hijri_day(hijri_year + 1, 1, 1)) - dt.timedelta(days=1)
            if first.year == year:
                spans.append((first, last))
        return spans


def parse_rule(text: str) -> Holiday:
    """Read a rule as `times/holidays.tsv` writes it ("nth 11 4 4", "week easter -3"). ValueError if it is none."""
    unit = "day"
    name, *rest = text.split()
    if name in ("week", "month"):
        unit = name
        name, *rest = rest
    if name not in ("fixed", "nth", "easter", "pascha", "hijri", "hebrew", "election"):
        raise ValueError(f"no such holiday rule: {text}")
    numbers = rest[0].split("-") if name == "fixed" else rest
    return Holiday(name, tuple(int(n) for n in numbers), unit)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The nth `weekday` (ISO, Monday 1) of a month; n = -1 is the last. ValueError out of the calendar."""
    if n > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    last = dt.date(year, month + 1, 1) - dt.timedelta(days=1) if month < 12 else dt.date(year, 12, 31)
    return last - dt.timedelta(days=(last.isoweekday() - weekday) % 7)


def easter(year: int) -> dt.date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def pascha(year: int) -> dt.date:
    """Orthodox Easter Sunday, in the Gregorian calendar (Meeus's Julian computus)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    julian_lag = year // 100 - year // 400 - 2
    return dt.date(year, month, day + 1) + dt.timedelta(days=julian_lag)


def _hijri_day(year: int, month: int, day: int) -> dt.date:
    """A day of the tabular Islamic calendar."""
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return dt.date.fromordinal(_HIJRI_EPOCH + before + day - 1)


def _hebrew_elapsed(year: int) -> int:
    """Days from the Hebrew epoch to 1 Tishri of a year, with the postponements."""
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    days = 29 * months + parts // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _hebrew_new_year(year: int) -> int:
    before, this, after = (_hebrew_elapsed(y) for y in (year - 1, year, year + 1))
    return _HEBREW_EPOCH + this + (2 if after - this == 356 else 1 if this - before == 382 else 0)


def _hebrew_day(gregorian: int, month: int, day: int) -> dt.date:
    """A day in Nisan to Tishri (months 1 to 7), counted back from or on from 1 Tishri of that autumn.

    From 1 Nisan to 1 Tishri the calendar always counts 177 days, in months of 30 and 29 by turns.
    """
    tishri = _hebrew_new_year(gregorian + 3761)
    if month == 7:
        return dt.date.fromordinal(tishri + day - 1)
    return dt.date.fromordinal(tishri - 177 + 29 * (month - 1) + month // 2 + day - 1)
