"""Rules that name a day, a month, a year or a time of day outright: 5 February, Feb. 5, 1999, Wednesday night, 5 p.m. EST, the 1990s."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from dateline.coding.times.model import Found, Period, TimeBasis
from dateline.coding.times.periods import (
    century_period,
    day_period,
    decade_period,
    make_date,
    month_period,
    part_period,
    shift_days,
    year_period,
)
from dateline.coding.times.reading import NUMBERS, Reading

Match = re.Match[str]

# A date ahead is meant, where the tense says nothing, if it is so near and the one behind so far.
_SOON, _LONG_AGO = 75, 250
_NAME_OF_STREET = 4
"""Words that the name of a street has after its first: "North Martin Luther King Boulevard"."""
_ADVERBIAL = frozenset({"on", "in", "since", "after", "before", "from", "of", ",", "by"})
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w]|[-/.]\d)")


def day_of(r: Reading, span: tuple[int, int], around: tuple[int, int] | None = None) -> Found | None:
    """A day: a weekday, a date with or without weekday and year, today and the like. None where there is no such day.

    `around` is the whole expression where that is more, for the tense around it.
    """
    first, last = span
    month = r.month(first, last)
    weekday_at = r.find(first, last, "weekday", "weekday_short")
    if not month:
        if weekday_at >= 0:
            return _weekday(r, span, r.number_at(weekday_at), around or span)
        return _day_word(r, span)
    day, year = r.day_of_month(first, last), r.year(first, last)
    if year is not None:
        date = make_date(year, month, day)
        return r.found(span, day_period(date), "stated", relative=False) if date else None
    if make_date(2000, month, day) is None:
        return None
    if r.published is None:
        return r.unresolved(span, f"XXXX-{month:02d}-{day:02d}", "day")
    if weekday_at >= 0 and (year := _year_of_weekday(r.published, month, day, r.number_at(weekday_at))):
        return r.found(span, day_period(dt.date(year, month, day)), "publication", relative=True)
    if (month, day) == (9, 11) and r.published >= dt.date(2001, 9, 11) and r.word(r.after(last)) in ("attack", "attacks", "terrorist"):
        return r.found(span, day_period(dt.date(2001, 9, 11)), "stated", relative=False)
    chosen = nearest_year(r, around or span, lambda y: make_date(y, month, day))
    if chosen is None:
        return None
    date = make_date(chosen[0], month, day)
    return r.found(span, day_period(date), chosen[1], relative=True) if date else None


def _year_of_weekday(published: dt.date, month: int, day: int, weekday: int) -> int | None:
    for year in sorted(range(published.year - 6, published.year + 2), key=lambda y: abs(y - published.year)):
        date = make_date(year, month, day)
        if date is not None and date.isoweekday() == weekday and abs(year - published.year) <= 1:
            return year
    return None


def nearest_year(r: Reading, span: tuple[int, int], start_of: Callable[[int], dt.date | None]) -> tuple[int, TimeBasis] | None:
    """The year that is meant by a date without one, and how it was chosen; None without a publication date.

    `start_of` gives the date in a year, or None where that year has none (29 February).
    """
    published = r.published
    if published is None:
        return None
    found = [(date, year) for year in range(published.year - 8, published.year + 9) if (date := start_of(year)) is not None]
    behind = max((d for d in found if d[0] <= published), default=None)
    ahead = min((d for d in found if d[0] > published), default=None)
    if behind is None or ahead is None:
        only = behind or ahead
        return (only[1], "publication") if only else None
    back, on = (published - behind[0]).days, (ahead[0] - published).days
    before = r.word(r.before(span[0]))
    if before == "since" or back <= 7:
        return behind[1], "publication"
    tense = r.tense(*span)
    soon = on <= _SOON and back >= _LONG_AGO
    adverbial = before in _ADVERBIAL or r.class_at(r.before(span[0])) in ("early", "late", "mid")
    if tense == "future" and (adverbial or soon or back > 120) and on < 330:
        return ahead[1], "tense"
    if tense == "past" and adverbial and before != "by" and not (on <= 31 and soon):
        return behind[1], "tense"
    return (ahead[1] if soon else behind[1]), "publication"


def _weekday(r: Reading, span: tuple[int, int], weekday: int, around: tuple[int, int]) -> Found | None:
    """A bare weekday: the latest one up to the publication date, or the next where the clause looks ahead."""
    if r.published is None:
        return r.unresolved(span, f"XXXX-WXX-{weekday}", "day")
    tense = r.tense(*around)
    today = r.published.isoweekday()
    days = (weekday - today) % 7 if tense == "future" else -((today - weekday) % 7)
    date = shift_days(r.published, days)
    basis: TimeBasis = "tense" if tense else "publication"
    return r.found(span, day_period(date), basis, relative=True) if date else None


def _day_word(r: Reading, span: tuple[int, int]) -> Found | None:
    """Today, yesterday, tomorrow."""
    step, before = int(r.value(span[0]) or 0), span[0] - 2
    if r.titled(span[0]) and r.titled(before) and r.class_at(span[0] - 1) == "space" and not r.class_at(before):
        return None  # a name: Russia Today
    if r.published is None:
        return r.unresolved(span, ("PAST_REF", "PRESENT_REF", "FUTURE_REF")[step + 1], "day")
    date = shift_days(r.published, step)
    return r.found(span, day_period(date), "publication", relative=True) if date else None


def with_part(r: Reading, day: Found | None, part: str, span: tuple[int, int]) -> Found | None:
    """A part ("TMO") of a day already found, over another span."""
    if day is None:
        return None
    if isinstance(day.start, dt.date) and not isinstance(day.start, dt.datetime):
        return r.found(span, part_period(day.start, part), day.basis, relative=day.relative)
    return r.unresolved(span, day.value + part if "REF" not in day.value else day.value, "part_of_day")


def day(r: Reading, m: Match) -> list[Found]:
    """Wednesday; Oct. 23, 1998; Friday, Oct. 23; today; any of them with a part of the day; and the days that follow: April 24 and 25."""
    core = m.span("day_core")
    if not_a_day(r, *core):
        return []
    found = day_of(r, core, m.span())
    if found is None:
        return []
    if m["day_part"]:
        part = r.value(m.start("day_part"))
        found = with_part(r, found, part, m.span())
        return [found] if found else []
    return [found, *_more_days(r, found)]


def not_a_day(r: Reading, first: int, last: int) -> bool:
    """Sunday Times, Bloody Sunday; an abbreviated weekday without a date; May as a name."""
    before = r.before(first)
    if r.class_at(before) == "named" or (last - first == 1 and r.class_at(last) == "space" and r.class_at(last + 1) == "paper"):
        return True
    return r.class_at(first) == "weekday_short" and not r.month(first, last) and r.class_at(last - 1) != "point"


def _more_days(r: Reading, found: Found) -> list[Found]:
    """The further days of a list or range that shares its month: April 24 [and 25], May 5[-7]."""
    if not r.month(found.first, found.last) or r.find(found.first, found.last, "year", "old_year") >= 0:
        return []
    more: list[Found] = []
    last, base = found.last, found.start
    for _ in range(6):
        m = r.grammar.more_days.match(r.codes, last)
        if m is None:
            break
        place, last = m.start("day"), m.end()
        number = r.number_at(place)
        if isinstance(base, dt.date):
            date = make_date(base.year, base.month, number)
            if date is None or date <= base:
                break
            item = r.found((place, place + 1), day_period(date), found.basis, relative=True)
            more += [item] if item else []
        else:
            more.append(r.unresolved((place, place + 1), f"{found.value[:8]}{number:02d}", "day"))
    return more


def day_list(r: Reading, m: Match) -> list[Found]:
    """Days before their month: 24 and 25 April, 3-5 January 1999."""
    final = day_of(r, m.span("list_last"))
    if final is None:
        return []
    days: list[Found] = []
    for place in range(m.start("list_days"), m.end("list_days")):
        if r.class_at(place) not in ("d12", "d23", "d31", "ordnum", "z2"):
            continue
        number = r.number_at(place)
        if isinstance(final.start, dt.date):
            date = make_date(final.start.year, final.start.month, number)
            item = r.found((place, place + 1), day_period(date), final.basis, relative=True) if date else None
        else:
            item = r.unresolved((place, place + 1), f"{final.value[:8]}{number:02d}", "day")
        days += [item] if item else []
    return [*days, final]


def part_of(r: Reading, m: Match) -> list[Found]:
    """The night of Oct. 23, the morning of Friday."""
    found = with_part(r, day_of(r, m.span("part_day"), m.span()), r.value(m.start("part_name")), m.span())
    return [found] if found else []


def numeric(r: Reading, m: Match) -> list[Found]:
    """05/02/99, 31.12.2001: month first where slashes leave it open (the agencies' habit is American), day first with full stops."""
    found = _NUMERIC.match(r.text, r.offsets[m.start()])
    if found is None:
        if r.text.startswith("9/11", r.offsets[m.start()]) and r.class_at(m.start() + 3) != "slash" and r.word(m.start() + 2) == "11":
            item = r.found((m.start(), m.start() + 3), day_period(dt.date(2001, 9, 11)), "stated", relative=False)
            return [item] if item else []
        return []
    one, mark, two, tail = int(found[1]), found[2], int(found[3]), found[4]
    if mark != "/" and len(tail) == 2:
        return []
    year = int(tail) if len(tail) == 4 else r.full_year(int(tail))
    if not 1000 <= year <= 2100:
        return []
    orders = ((two, one), (one, two)) if mark == "." else ((one, two), (two, one))
    date = make_date(year, *orders[0]) or make_date(year, *orders[1])
    last = r.token_at(found.end(), m.start())
    if date is None or last is None:
        return []
    item = r.found((m.start(), last), day_period(date), "stated", relative=False)
    return [item] if item else []


def month_year(r: Reading, m: Match) -> list[Found]:
    """March 1999, March of '99, April next year."""
    month = r.month(*m.span())
    if m["month_rel"]:
        year, basis = r.year_of_phrase(*m.span("month_rel"))
        relative = True
    else:
        year, basis, relative = r.year(*m.span()), "stated", False
    if year is None:
        # "May this week": only the month is ours, or the phrase is another's.
        return month_alone(r, (m.start(), m.start() + 1)) if m["month_rel"] else []
    item = r.found(m.span(), month_period(year, month), basis, relative=relative)
    return [item] if item else []


def month(r: Reading, m: Match) -> list[Found]:
    """October; May and March only where they stand as a date would; Jan. with its full stop."""
    first, last = m.span()
    name = r.class_at(first)
    before = r.word(r.before(first))
    follower = r.after(last)
    if name == "month_short" and r.class_at(last - 1) != "point":
        return []
    if name != "month":
        preposed = before in r.lex.words["before_month"] or r.class_at(r.before(first)) in ("early", "late", "mid", "hyphen", "every")
        named = follower < len(r.tokens) and r.tokens[follower][:1].isupper() and r.class_at(last) == "space"
        lower = follower < len(r.tokens) and r.tokens[follower][:1].islower()
        if not preposed and not (before == "the" and lower and r.word(follower) not in ("of", "for", "on", "to", "against")):
            return []
        if named and before in ("the", "to", "and", "by", "of", "from", "after", "before", "between", "for"):
            return []
    return month_alone(r, (first, last if name == "month_short" else first + 1))


def month_alone(r: Reading, span: tuple[int, int]) -> list[Found]:
    """A month without a year."""
    number = r.month(*span)
    if r.published is None:
        return [r.unresolved(span, f"XXXX-{number:02d}", "month")]
    chosen = nearest_year(r, span, lambda y: make_date(y, number, 1))
    item = r.found(span, month_period(chosen[0], number), chosen[1], relative=True) if chosen else None
    return [item] if item else []


def year(r: Reading, m: Match) -> list[Found]:
    """A number that is a year: not what counts something, is a price, a resolution's number, or part of a longer number."""
    place = m.start()
    before, after = r.before(place), r.after(m.end())
    word, next_class, next_word = r.word(before), r.class_at(after), r.word(after)
    if r.class_at(before) in ("numbered", "currency", "approx", "than", "least", "most", "over") or next_class in ("counted", "percent"):
        return []
    following = r.class_at(after + 1)
    if after == m.end() and next_class in ("comma", "point", "colon", "slash", "hyphen") and following in NUMBERS:
        return []
    if r.class_at(m.end()) == "space" and next_class in ("unit", "units", "hours_word"):
        return []
    if next_word in ("-year", "lb", "lbs", "kg", "rpm", "mph", "x"):
        return []
    number = r.number_at(place)
    if _is_house_number(r, before, place, after):
        return []
    if (not 1900 <= number < 2040 or r.class_at(place - 1) == "hyphen") and word not in r.lex.words["before_year"]:
        return [] if r.word(place - 2) not in ("mid", "post", "pre", "late", "early") else _year(r, place, m.end())
    first = before if r.unit_name(before) == "year" and r.class_at(before) == "unit" else place
    if first != place and r.class_at(r.before(first)) == "the":
        first = r.before(first)
    return _year(r, first, m.end(), number)


def _is_house_number(r: Reading, before: int, place: int, after: int) -> bool:
    """Whether a number begins an address: "1935 Orchard St.", "the 2000 block of Elm Avenue", "1848 Elm", not "the 1935 Oak riot"."""
    if not r.titled(after):
        return r.word(after) == "block"
    if r.class_at(place) == "old_year":
        return True
    if r.class_at(before) == "the" or r.word(before) == "in":
        return False
    at = after
    for _ in range(_NAME_OF_STREET):
        at = r.after(at + 2 if r.class_at(at + 1) == "point" else at + 1)
        if not r.titled(at):
            return False
        if r.word(at) in r.lex.words["street"]:
            return True
    return False


def _year(r: Reading, first: int, last: int, number: int | None = None) -> list[Found]:
    item = r.found((first, last), year_period(number or r.number_at(first)), "stated", relative=False)
    return [item] if item else []


def year_range(r: Reading, m: Match) -> list[Found]:
    """1998-99, 1914-1918: its two years."""
    one = r.number_at(m.start())
    tail = r.tokens[m.end() - 1]
    two = int(tail) if len(tail) == 4 else one - one % 100 + int(tail) if len(tail) == 2 else 0
    if not one < two <= one + 200 or r.class_at(r.before(m.start())) == "numbered" or r.class_at(m.end()) == "hyphen":
        return []
    return [*_year(r, m.start(), m.start() + 1), *_year(r, m.end() - 1, m.end(), two)]


def short_year(r: Reading, m: Match) -> list[Found]:
    """'98, after in, since and the like."""
    before = r.word(r.before(m.start()))
    bounded = r.class_at(m.start() - 1) == "space" and r.class_at(m.end()) not in ("apostrophe", "hyphen", "percent")
    if not bounded or before not in r.lex.words["before_year"]:
        return []
    return _year(r, m.start(), m.end(), r.full_year(r.number_at(m.end() - 1)))


def decade(r: Reading, m: Match) -> list[Found]:
    """The 1990s, the '80s, the sixties; the 1800s are a century."""
    place = m.end() - 1
    token, value = r.tokens[place], r.value(place)
    two = int(value) if value.isdigit() else int(token[:-1]) if len(token) == 3 else None
    if two is None:
        start = int(token[:-1])
        period: Period | None = century_period(start // 100 + 1) if start % 100 == 0 and start < 2000 else decade_period(start)
    else:
        before = r.class_at(r.before(m.start()))
        if (value.isdigit() and before not in ("the", "early", "late", "mid")) or r.word(r.before(m.start())) in ("his", "her", "their"):
            return []
        period = decade_period(r.full_year(two))
    item = r.found(m.span(), period, "stated", relative=False)
    return [item] if item else []


def century(r: Reading, m: Match) -> list[Found]:
    """The 20th century, the mid-19th century."""
    number = r.number_at(m.start("century_n"))
    if r.unit_name(m.start("century_unit")) != "century" or not 1 <= number <= 21:
        return []
    span = (m.start(), m.end())
    mod = {"mid": "MID", "early": "START", "late": "END"}
    place = r.find(*span, "mid", "early", "late")
    item = r.found(span, century_period(number), "stated", relative=False, mod=mod.get(r.class_at(place), ""))
    return [item] if item else []


def the_day_n(r: Reading, m: Match) -> list[Found]:
    """On the 5th: a day of the month last spoken of."""
    place = r.after(m.end())
    ends = r.class_at(place) in ("point", "comma", "and", "at", "") and r.tokens[place : place + 1] != ["of"]
    before = r.before(m.start())
    part = r.word(before) == "of" and r.class_at(r.before(before)) == "part"
    if not ends or r.word(place).isalpha() or not (part or r.word(before) in ("on", "by", "until", "since")):
        return []
    number = r.number_at(m.end() - 1)
    anchor = r.anchor_named("month")
    if anchor is None:
        return [r.unresolved(m.span(), f"XXXX-XX-{number:02d}", "day")]
    date = make_date(anchor[0].year, anchor[0].month, number)
    item = r.found(m.span(), day_period(date), anchor[1], relative=True) if date else None
    return [item] if item else []
