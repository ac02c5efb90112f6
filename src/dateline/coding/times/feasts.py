"""The rule for holidays: Thanksgiving, last Christmas, Easter 1916, Ramadan next year."""

from __future__ import annotations

import datetime as dt

from dateline.coding.times.dates import nearest_year
from dateline.coding.times.holidays import Holiday
from dateline.coding.times.model import Found, Period, TimeBasis
from dateline.coding.times.periods import day_period, week_period
from dateline.coding.times.reading import Reading


def holiday(r: Reading, first: int) -> list[Found]:
    """The holiday that begins at a token, with a year after it or a last, next, this before it; empty if none begins there."""
    found = r.lex.holiday.match(r.text, r.offsets[first])
    last = r.token_at(found.end(), first) if found else None
    if found is None or last is None:
        return []
    feast = r.lex.holidays[" ".join(found.group().lower().replace("’", "'").replace("‘", "'").split())]
    span, year, basis, relative = _year(r, first, last)
    if year is not None:
        return _result(r, span, feast, year, basis, relative=relative)
    step = {"last": -1, "next": 1, "this": 0}.get(r.class_at(r.before(first)))
    if r.published is None:
        return [r.unresolved(span, "XXXX-XX-XX" if len(feast.numbers) != 2 or feast.rule != "fixed" else _fixed(feast), "day")]
    if step is not None:
        span = (r.before(first), last)
        year = _stepped(feast, r.published, step)
        return _result(r, span, feast, year, "publication", relative=True) if year is not None else []
    chosen = nearest_year(r, span, lambda y: next((a for a, _ in feast.days(y)), None))
    return _result(r, span, feast, chosen[0], chosen[1], relative=True) if chosen else []


def _fixed(feast: Holiday) -> str:
    return f"XXXX-{feast.numbers[0]:02d}-{feast.numbers[1]:02d}"


def _year(r: Reading, first: int, last: int) -> tuple[tuple[int, int], int | None, TimeBasis, bool]:
    """A year said after the holiday ("Easter 1916", "Christmas of last year"), and the span that takes it in."""
    place = r.after(last)
    if r.class_at(place) == "comma":
        place = r.after(place + 1)
    if r.class_at(place) == "of":
        place = r.after(place + 1)
    if r.class_at(place) in ("year", "old_year"):
        return (first, place + 1), r.number_at(place), "stated", False
    end = r.after(place + 1) + 1
    if r.class_at(place) in ("last", "next", "this") and r.unit_name(end - 1) == "year":
        year, basis = r.year_of_phrase(place, end)
        return (first, end), year, basis, True
    return (first, last), None, "unknown", True


def _stepped(feast: Holiday, published: dt.date, step: int) -> int | None:
    days = [(start, y) for y in range(published.year - 2, published.year + 3) for start, _ in feast.days(y)]
    if step < 0:
        return max(((d, y) for d, y in days if d < published), default=(None, None))[1]
    if step > 0:
        return min(((d, y) for d, y in days if d > published), default=(None, None))[1]
    return published.year


def _result(r: Reading, span: tuple[int, int], feast: Holiday, year: int, basis: TimeBasis, *, relative: bool) -> list[Found]:
    spans = feast.days(year)
    if not spans:
        return []
    start, end = spans[0]
    if feast.unit == "week":
        period = week_period(start)
    elif feast.unit == "month":
        period = Period(f"{start.year:04d}-{start.month:02d}", start, end, "month")
    else:
        period = day_period(start)
    item = r.found(span, period, basis, relative=relative)
    return [item] if item else []
