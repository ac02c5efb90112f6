"""Rules for durations, sets, quarters, fiscal years, parts of periods, and the vague references: now, recently, the future."""

from __future__ import annotations

import datetime as dt
import re

from dateline.coding.times.dates import nearest_year
from dateline.coding.times.model import Found, Period, Precision, TimeBasis
from dateline.coding.times.periods import (
    UNITS,
    Unit,
    duration_value,
    half_period,
    month_period,
    period_of,
    quarter_period,
    shift,
    shift_days,
    week_period,
    year_period,
)
from dateline.coding.times.reading import Reading, mod_of

Match = re.Match[str]


def _one(found: Found | None) -> list[Found]:
    return [found] if found else []


# Durations


def length(r: Reading, m: Match) -> list[Found]:
    """Three months, 16-hour, at least 72 hours, half an hour, several weeks, a year and a half; "a year" after an amount is a rate."""
    first, last = m.span("length_main")
    place = max(i for i in range(first, last) if r.class_at(i) in ("unit", "units", "second"))
    unit = r.unit_at(place)
    if unit is None or (r.class_at(place) == "second" and r.class_at(first) == "a"):
        return []
    singular_article = r.class_at(first) == "a" and place - first <= 2
    follower = r.class_at(r.after(m.end()))
    if singular_article and m.start() == first:
        if _is_rate(r, first):
            return [_set((first, last), duration_value(1, unit), unit)]
        if unit.name == "day" and (follower == "apostrophe" or r.word(r.after(m.end())) in ("when", "that", "which", "for", "in")):
            return []  # "a day when", "a day's work"
    if _is_age(r, place, m.end()):
        return []
    if r.tokens[place][0].isupper() and not r.tokens[place].isupper() and r.tokens[first].isdigit():
        return []  # a programme: 60 Minutes
    n = r.quantity(first, last)
    value = duration_value(n, unit)
    if m["length_more"]:
        more_first, more_last = m.span("length_more")
        more_unit = r.unit_at(more_last - 1)
        more = r.quantity(more_first, more_last)
        joined = _join(value, duration_value(more, more_unit)) if more_unit and more_unit.name != unit.name else None
        if joined is None:
            return [_duration(r, (m.start(), last), value, unit, m)]
        value = joined
    return [_duration(r, m.span(), value, unit, m)]


def _join(one: str, two: str) -> str | None:
    if "T" in one and "T" in two:
        return one + two[2:]
    return one + two[1:] if "T" not in one else None


def _duration(r: Reading, span: tuple[int, int], value: str, unit: Unit, m: Match) -> Found:
    mod = mod_of(r, m.start(), m.start("length_main"))
    return Found(*span, "DURATION", value, unit.precision, "stated", relative=False, mod=mod)


def _is_rate(r: Reading, first: int) -> bool:
    """Whether "a year" follows an amount or a count of things: $1 billion a year, 24 hours a day, interviews a day."""
    before = r.before(first)
    word, name = r.word(before), r.class_at(before)
    if name in ("once", "times", "units", "percent", "cardinal", "dozen") or name.startswith(("d12", "d23", "d31", "d5", "d9", "n4", "z")):
        return True
    plural = name == "" and len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us"))
    return word in r.lex.words["amount"] or (plural and word not in r.lex.words["no_plural"])


def _is_age(r: Reading, place: int, last: int) -> bool:
    """A person's or thing's age: 44-year-old, 12 years old, six months of age."""
    after = r.after(last)
    if r.class_at(last) == "hyphen" and r.class_at(last + 1) == "old":
        return True
    if r.class_at(after) == "old" and r.class_at(place) == "units":
        return True
    return r.class_at(after) == "of" and r.word(r.after(after + 1)) == "age"


def bare_units(r: Reading, m: Match) -> list[Found]:
    """Years, decades, weeks-long, years-old: an unknown number of them; shorter than an hour only after "for" and "within"."""
    unit = r.unit_at(m.start())
    if unit is not None and r.class_at(m.start()) == "unit":
        return [Found(*m.span(), "DURATION", duration_value(1, unit), unit.precision, "stated", relative=False)]
    before = r.word(r.before(m.start()))
    if unit is None or before in r.lex.words["not_before_units"] or (before and r.tokens[m.start()][0].isupper()):
        return []
    if r.class_at(r.before(m.start())) in _COUNTING or r.class_at(r.after(m.end())) == "old":
        return []  # part of an age or a name that was turned down
    if unit.name in ("second", "minute") and before not in ("for", "within"):
        return []
    if unit.name == "hour" and before not in ("for", "within", "of", "after", "in", "the", "until", "by", "") and m.end() - m.start() == 1:
        return []
    if r.class_at(m.end()) == "apostrophe" and before not in ("of", "for"):
        return []
    if r.class_at(m.end()) == "hyphen" and m.end() - m.start() == 1:
        return []
    return [Found(*m.span(), "DURATION", duration_value(None, unit), unit.precision, "stated", relative=False)]


_COUNTING = frozenset({"cardinal", "d12", "d23", "d31", "d59", "d99", "d999", "year", "old_year"})


def lasting(r: Reading, m: Match) -> list[Found]:
    """Yearlong, weeklong, daylong."""
    unit = r.unit_at(m.start())
    return [Found(*m.span(), "DURATION", duration_value(1, unit), unit.precision, "stated", relative=False)] if unit else []


def these(r: Reading, m: Match) -> list[Found]:
    """These days; those years."""
    unit = r.unit_at(m.end() - 1)
    value = r.value(m.start())
    if unit is None or unit.name in ("second", "minute", "hour") or m.end() - m.start() > 3:
        return []
    if value == "PRESENT_REF" and unit.name not in ("day", "week", "month"):
        return []
    return [_reference(r, m.span(), value)]


# Sets


def _set(span: tuple[int, int], value: str, unit: Unit | None) -> Found:
    precision: Precision = unit.precision if unit else "day"
    return Found(*span, "SET", value, precision, "stated", relative=False)


def every(r: Reading, m: Match) -> list[Found]:
    """Every day, each year, every two weeks, every Monday, every other month, every morning."""
    place = m.start("every_what")
    name = r.class_at(place)
    n = 1.0
    if m["every_n"]:
        first, last = m.span("every_n")
        n = 2.0 if r.class_at(first) == "other" else r.quantity(first, last) or 1.0
        if r.class_at(first) in ("ordnum", "ordinal", "second"):
            n = float(r.number_at(first))
    if name in ("unit", "units", "second"):
        unit = r.unit_at(place)
        if unit is None or (name == "second" and not m["every_n"]):
            return []
        return [_set(m.span(), duration_value(n, unit), unit)]
    if name == "weekday":
        value = f"XXXX-WXX-{r.number_at(place)}"
        if m.end() > place + 1:
            value += r.value(m.end() - 1)
        return [_set(m.span(), value, UNITS["P1D"])]
    if name == "weekend":
        return [_set(m.span(), "XXXX-WXX-WE", UNITS["P1D"])]
    if name == "part":
        return [_every(m, "XXXX-XX-XX" + r.value(place), "part_of_day")]
    if name == "quarter":
        return [_every(m, "P3M", "quarter")]
    if name.startswith("month"):
        return [_every(m, f"XXXX-{r.number_at(place):02d}", "month")]
    return [_every(m, f"XXXX-{r.value(place)}", "season")]


def _every(m: Match, value: str, precision: Precision) -> Found:
    return Found(*m.span(), "SET", value, precision, "stated", relative=False)


def weekly(r: Reading, m: Match) -> list[Found]:
    """Daily, annually, Mondays, weekends; not a newspaper's name."""
    first = m.start()
    name = r.class_at(first)
    token, before = r.tokens[first], r.before(first)
    follower = r.after(m.end())
    if name == "sets":
        titled = follower < len(r.tokens) and r.tokens[follower][:1].isupper() and r.class_at(m.end()) == "space"
        if r.class_at(first - 1) == "hyphen" or (token[0].isupper() and (titled or r.tokens[max(before, 0)][:1].isupper())):
            return []
        value = r.value(first)
        unit = UNITS.get(value) or UNITS["P1D"]
        return [_set(m.span(), value, unit)]
    value = f"XXXX-WXX-{r.number_at(first)}"
    if m.end() - first > 1:
        value += r.value(m.end() - 1)
    return [_set(m.span(), value, UNITS["P1D"])]


def rate(r: Reading, m: Match) -> list[Found]:
    """Twice a week, three times a day, per year."""
    unit = r.unit_at(m.end() - 1)
    return [_set(m.span(), duration_value(1, unit), unit)] if unit else []


# Quarters, halves, fiscal years, parts of periods


def quarter(r: Reading, m: Match) -> list[Found]:
    """The third quarter, Q3 2010, the second half of last year."""
    first, last = m.span()
    place = r.find(first, last, "quarter", "half", "quarter_n", "half_n")
    halves = r.class_at(place) in ("half", "half_n")
    if r.class_at(place) in ("quarter_n", "half_n"):
        number = int(r.tokens[place][1])
    else:
        at = r.find(first, place, "ordnum", "ordinal", "second", "last", "final")
        number = r.number_at(at) or (2 if halves else 4)
    if number > (2 if halves else 4):
        return []
    span, year_at = m.span(), m.span("quarter_year") if m["quarter_year"] else m.span()
    year, basis = r.year_of_phrase(*year_at)
    if m["quarter_year"] and year is None and r.published is not None:
        return []
    relative = basis != "stated"
    if year is None:
        if r.published is None:
            return [r.unresolved(span, f"XXXX-{'H' if halves else 'Q'}{number}", "quarter")]
        start = nearest_year(r, span, lambda y: dt.date(y, 3 * number - 2, 1) if 0 < y < 10000 else None)
        if start is None:
            return []
        year, basis = start
        relative = True
    period = half_period(year, number) if halves else quarter_period(year, number)
    return _one(r.found(span, period, basis, relative=relative))


def rel_quarter(r: Reading, m: Match) -> list[Found]:
    """Last quarter, this quarter, the previous quarter."""
    rel = r.rel(*m.span())
    base = r.base(rel, "month")
    if base is None:
        return [r.unresolved(m.span(), "XXXX-QX", "quarter")]
    date = shift(base[0], 3 * rel.step, UNITS["P1M"])
    return _one(r.found(m.span(), quarter_period(date.year, (date.month + 2) // 3), base[1], relative=True)) if date else []


def fiscal(r: Reading, m: Match) -> list[Found]:
    """Fiscal 1999, the 1999 fiscal year, FY99: whose months depend on who speaks, so that the interval stays open."""
    year, basis = r.year_of_phrase(*m.span())
    if year is None:
        return [r.unresolved(m.span(), "PRESENT_REF", "year")] if r.published is None else []
    return [Found(*m.span(), "DATE", f"FY{year:04d}", "year", basis, relative=basis != "stated", anchors=False)]


def sub_unit(r: Reading, m: Match) -> list[Found]:
    """The first week of May, the last three months of 1999, the final day of the year."""
    inner = m.span("sub_of")
    outer = _outer(r, *inner)
    place = max(i for i in range(m.start(), inner[0]) if r.class_at(i) in ("unit", "units", "weekend", "weekday"))
    unit = r.unit_at(place)
    if outer is None or unit is None:
        return []
    period, basis, relative = outer
    from_end = r.find(m.start(), place, "last", "final") >= 0
    ordinal_at = r.find(m.start(), place, "ordnum", "ordinal", "second")
    nth = r.number_at(ordinal_at) if ordinal_at >= 0 else 1
    count_at = r.find(max(ordinal_at, r.find(m.start(), place, "last", "final")) + 1, place, "cardinal", "vague", "d12", "d23", "d31")
    count = 1 if count_at < 0 else r.number_at(count_at)
    if isinstance(period.start, dt.datetime) or isinstance(period.end, dt.datetime) or nth < 1:
        return []
    if not count:
        return [Found(*m.span(), "DURATION", duration_value(None, unit), unit.precision, basis, relative, period.start, period.end)]
    if from_end:
        tail = shift_days(period.end, 1)
        start = shift(tail, -count, unit) if tail else None
        end: dt.date | None = period.end
    else:
        start = shift(period.start, (nth - 1) * count, unit)
        after = shift(start, count, unit) if start else None
        end = shift_days(after, -1) if after else None
    if start is None or end is None or start > period.end or end < period.start:
        return []
    if count > 1:
        return [Found(*m.span(), "DURATION", duration_value(count, unit), unit.precision, basis, relative, start, end)]
    named = period_of(start, unit)
    value = named.value if named else ""
    if unit.name == "week":
        week = week_period(start)
        value = week.value if week else ""
    return [Found(*m.span(), "DATE", value, unit.precision, basis, relative, start, end)]


def _outer(r: Reading, first: int, last: int) -> tuple[Period, TimeBasis, bool] | None:
    """The month or year of which a part is spoken of."""
    month = r.month(first, last)
    if not month:
        year, basis = r.year_of_phrase(first, last)
        period = year_period(year) if year is not None else None
        return (period, basis, basis != "stated") if period else None
    stated = r.year(first, last)
    if stated is not None:
        period = month_period(stated, month)
        return (period, "stated", False) if period else None
    chosen = nearest_year(r, (first, last), lambda y: dt.date(y, month, 1) if 0 < y < 10000 else None)
    period = month_period(chosen[0], month) if chosen else None
    return (period, chosen[1], True) if period and chosen else None


# References


def _reference(r: Reading, span: tuple[int, int], value: str) -> Found:
    """PRESENT_REF is the publication date; the past ends there and the future begins there."""
    pub = r.published
    start, end = {"PRESENT_REF": (pub, pub), "PAST_REF": (None, pub), "FUTURE_REF": (pub, None)}[value]
    precision: Precision = "day" if value == "PRESENT_REF" else "unknown"
    return Found(*span, "DATE", value, precision, "publication" if pub else "unknown", relative=True, start=start, end=end, anchors=False)


def present(r: Reading, m: Match) -> list[Found]:
    """Now, currently, current, at present, at the moment, present-day; recently, formerly, lately."""
    first, last = m.span()
    name, before = r.class_at(first), r.word(r.before(first))
    if name == "the":
        if before not in ("at", "for") or r.word(r.after(last)) in ("of", "the", "when", "that"):
            return []
        return [_reference(r, m.span(), "PRESENT_REF")]
    if name == "present":
        return [_reference(r, m.span(), "PRESENT_REF")] if r.unit_name(last - 1) == "day" else []
    if name == "now" and (r.tokens[first] == "Now" or (r.class_at(first - 1) == "hyphen" and before != "until")):
        return []
    if name == "current" and r.word(r.after(last)) in ("account", "of"):
        return []
    if r.class_at(last) == "hyphen" and name == "current":
        return []
    return [_reference(r, m.span(), r.value(first))]


def past(r: Reading, m: Match) -> list[Found]:
    """The past, the recent past; not "the past" before a noun."""
    after = r.after(m.end())
    return [] if r.noun_at(after) or r.class_at(after) in ("cardinal", "d12", "d23", "d31") else [_reference(r, m.span(), "PAST_REF")]


def future(r: Reading, m: Match) -> list[Found]:
    """The future, future, the near future; not in a name."""
    if r.tokens[m.end() - 1].istitle() and m.start() > 1 and (m.end() - m.start() > 1 or r.tokens[m.start() - 2] not in (".", '"', "`")):
        return []
    return [_reference(r, m.span(), "FUTURE_REF")]


def the_time(r: Reading, m: Match) -> list[Found]:
    """At the time, by that time: the past that is told; not "at the time of"."""
    after = r.after(m.end())
    if r.word(r.before(m.start())) not in ("at", "by", "since", "until", "before") or r.class_at(after) in ("of", "that", "the", "this"):
        return []
    if r.class_at(m.start()) == "the" and (r.word(r.before(m.start())) != "at" or r.noun_at(after)):
        return []
    return [_reference(r, m.span(), "PAST_REF")]
