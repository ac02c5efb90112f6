"""Rules that lean on the publication date or on a date said before: last week, the following month, two days earlier, this summer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from dateline.coding.times.dates import day_of, nearest_year, with_part
from dateline.coding.times.model import Found, Period, TimeBasis
from dateline.coding.times.periods import (
    SEASON_MONTH,
    UNITS,
    Unit,
    day_period,
    duration_value,
    make_date,
    month_period,
    part_period,
    period_of,
    season_period,
    shift,
    shift_days,
    week_period,
    weekend_period,
    year_period,
)
from dateline.coding.times.reading import Reading, Rel, mod_of

Match = re.Match[str]

_REF = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}
_DAY = UNITS["P1D"]
_OVER = frozenset({"over", "in", "for", "within", "during", "throughout", "of", "through"})


def _one(found: Found | None) -> list[Found]:
    return [found] if found else []


def rel_date(r: Reading, m: Match) -> list[Found]:
    """Last Oct. 23, next May 5."""
    span = m.span("rel_md")
    step, number, month = r.rel(m.start(), span[0]).step, r.day_of_month(*span), r.month(*span)
    if r.year(*span) is not None:
        return _one(day_of(r, span))
    if r.published is None:
        return [r.unresolved(m.span(), f"XXXX-{month:02d}-{number:02d}", "day")] if number else []
    date = _stepped(r.published, step, lambda y: make_date(y, month, number))
    return _one(r.found(m.span(), day_period(date), "publication", relative=True)) if date else []


def _stepped(published: dt.date, step: int, start_of: Callable[[int], dt.date | None]) -> dt.date | None:
    """The latest date of a yearly kind before publication (step -1), the first after it (1), or this year's (0)."""
    dates = [d for y in range(published.year - 8, published.year + 9) if (d := start_of(y)) is not None]
    if step == 0:
        return next((d for d in dates if d.year == published.year), None)
    if step < 0:
        return max((d for d in dates if d < published), default=None)
    return min((d for d in dates if d > published), default=None)


def rel_weekday(r: Reading, m: Match) -> list[Found]:
    """Last Friday, next Tuesday night, this coming Monday, the following Sunday."""
    place = r.find(*m.span("rel_wd"), "weekday", "weekday_short")
    weekday, rel = r.number_at(place), r.rel(m.start(), place)
    if "recent" in {r.class_at(i) for i in range(m.start(), place)}:
        return []
    rel = Rel(rel.step, anchored=rel.anchored and r.class_at(m.start()) in ("the", "that", "same", "previous", "following"))
    base = r.base(rel, "day")
    if base is None:
        found: Found | None = r.unresolved(m.span(), f"XXXX-WXX-{weekday}", "day")
    else:
        today = base[0].isoweekday()
        if rel.step < 0:
            days = -((today - weekday - 1) % 7 + 1)
        elif rel.step > 0:
            days = (weekday - today - 1) % 7 + 1
        elif rel.anchored:
            days = weekday - today
        else:  # this Friday: of the present week, or coming
            days = weekday - today
        date = shift_days(base[0], days)
        found = r.found(m.span(), day_period(date), base[1], relative=True) if date else None
    if found and m["rel_wd_part"]:
        found = with_part(r, found, r.value(m.start("rel_wd_part")), m.span())
    return _one(found)


def day_of_week(r: Reading, m: Match) -> list[Found]:
    """Wednesday last week, Monday of this week."""
    span = m.span("week_rel")
    place = r.find(m.start(), span[0], "weekday", "weekday_short")
    if r.unit_name(span[1] - 1) != "week":
        return _one(day_of(r, (m.start(), m.start() + 1)))
    rel = r.rel(*span)
    base = r.base(rel, "week")
    if base is None:
        return [r.unresolved(m.span(), f"XXXX-WXX-{r.number_at(place)}", "day")]
    date = shift_days(base[0], 7 * rel.step + r.number_at(place) - base[0].isoweekday())
    return _one(r.found(m.span(), day_period(date), base[1], relative=True)) if date else []


def rel_month(r: Reading, m: Match) -> list[Found]:
    """Last October, this March, next May, the following January."""
    month, rel = r.month(*m.span()), r.rel(*m.span())
    if any(r.class_at(i) in ("recent", "current", "same") for i in range(*m.span())):
        return []
    place = r.find(*m.span(), "month_short")
    if place >= 0 and r.class_at(m.end() - 1) != "point":
        return []
    base = r.base(rel, "month")
    if base is None:
        return [r.unresolved(m.span(), f"XXXX-{month:02d}", "month")]
    year = base[0].year
    if rel.step < 0:
        year -= month >= base[0].month
    elif rel.step > 0:
        year += month <= base[0].month
    return _one(r.found(m.span(), month_period(year, month), base[1], relative=True))


def season_year(r: Reading, m: Match) -> list[Found]:
    """The summer of 1998, spring 2001, fall of last year."""
    season = r.value(r.find(*m.span(), "season", "season_or_word"))
    if m["season_rel"]:
        year, basis = r.year_of_phrase(*m.span("season_rel"))
        relative = True
    else:
        year, basis, relative = r.year(*m.span()), "stated", False
    return _one(r.found(m.span(), season_period(year, season), basis, relative=relative)) if year is not None else []


def rel_season(r: Reading, m: Match) -> list[Found]:
    """Last fall, this summer, next spring."""
    season, rel = r.value(m.end() - 1), r.rel(*m.span())
    base = r.base(rel, "month")
    if base is None:
        return [r.unresolved(m.span(), f"XXXX-{season}", "season")]
    first = SEASON_MONTH[season]
    year = base[0].year
    if rel.step < 0:
        # A season that has not ended is "this", not "last".
        year -= base[0].month < first + 3
    elif rel.step > 0:
        year += base[0].month >= first
    elif season == "WI" and base[0].month < 3:
        year -= 1
    return _one(r.found(m.span(), season_period(year, season), base[1], relative=True))


def season(r: Reading, m: Match) -> list[Found]:
    """The summer, in autumn; spring and fall only after such words."""
    place = m.end() - 1
    name, before = r.class_at(place), r.word(r.before(m.start()))
    determined = m.end() - m.start() > 1
    if name == "season_or_word" and not ((before in r.lex.words["before_season"] and determined) or before in ("early", "late", "mid")):
        return []
    if not determined and before not in r.lex.words["before_season"] and r.class_at(m.start() - 1) != "hyphen":
        return []
    if r.tokens[place][0].isupper() or r.class_at(r.after(m.end())) == "of" or r.class_at(m.end()) == "hyphen":
        return []
    value = r.value(place)
    if r.published is None:
        return [r.unresolved(m.span(), f"XXXX-{value}", "season")]
    chosen = nearest_year(r, m.span(), lambda y: make_date(y, SEASON_MONTH[value], 1))
    return _one(r.found(m.span(), season_period(chosen[0], value), chosen[1], relative=True)) if chosen else []


def rel_part(r: Reading, m: Match) -> list[Found]:
    """Last night, this morning, the next morning, that evening."""
    part, rel = r.value(m.end() - 1), r.rel(*m.span())
    names = {r.class_at(i) for i in range(*m.span())}
    if names & {"recent", "past", "current"}:
        return []
    if names >= {"the", "last"} or (r.tokens[m.end() - 1].istitle() and r.class_at(m.end()) != "hyphen"):
        return []  # "the last night"; a programme: This Morning
    base = r.base(rel, "day")
    if base is None:
        return [r.unresolved(m.span(), "XXXX-XX-XX" + part, "part_of_day")]
    date = shift_days(base[0], rel.step)
    return _one(r.found(m.span(), part_period(date, part), base[1], relative=True)) if date else []


def rel_weekend(r: Reading, m: Match) -> list[Found]:
    """Last weekend, this weekend, the past weekend."""
    rel = r.rel(*m.span())
    base = r.base(rel, "week")
    if base is None:
        return [r.unresolved(m.span(), "XXXX-WXX-WE", "day")]
    step = rel.step + (1 if rel.step < 0 and base[0].isoweekday() == 7 and r.find(*m.span(), "past") >= 0 else 0)
    return _one(_weekend(r, m.span(), base, step))


def _weekend(r: Reading, span: tuple[int, int], base: tuple[dt.date, TimeBasis], step: int) -> Found | None:
    date = shift_days(base[0], 7 * step)
    return r.found(span, weekend_period(date), base[1], relative=True) if date else None


def the_unit(r: Reading, m: Match) -> list[Found]:
    """The weekend; the year, the month, the week where the words before say that the present one is meant."""
    place = m.end() - 1
    if r.class_at(place) == "weekend":
        if r.published is None:
            return [r.unresolved(m.span(), "XXXX-WXX-WE", "day")]
        tense = r.tense(*m.span())
        ahead = tense == "future" or r.published.isoweekday() >= 6
        return _one(_weekend(r, m.span(), (r.published, "tense" if tense else "publication"), 0 if ahead else -1))
    if r.class_at(place) == "quarter":
        return []
    before = r.before(m.start())
    unit_name = r.unit_name(place)
    edge = r.class_at(before) == "of" and r.class_at(r.before(before)) in ("edge", "half", "rest", "quarter")
    later = unit_name != "day" and r.class_at(before) == "in" and r.class_at(r.before(before)) in ("earlier", "later", "early", "late")
    during = r.word(before) in ("during", "for", "this") and r.class_at(r.after(m.end())) in ("point", "comma", "")
    unit = r.unit_at(place)
    if unit is None or unit.name not in ("week", "month", "year", "decade", "century", "day") or not (edge or later or during):
        return []
    if r.class_at(r.after(m.end())) in ("of", "old"):
        return []
    base = r.anchor(unit) if unit.name == "day" else (r.published, "publication") if r.published is not None else None
    if base is None:
        return [r.unresolved(m.span(), "PRESENT_REF", unit.precision)]
    return _one(r.found(m.span(), period_of(base[0], unit), base[1], relative=True))


def week_of(r: Reading, m: Match) -> list[Found]:
    """The week of March 6."""
    place = r.find(m.start(), m.end(), "unit")
    day = day_of(r, m.span("week_day")) if r.unit_name(place) == "week" else None
    if day is None or not isinstance(day.start, dt.date):
        return []
    return _one(r.found(m.span(), week_period(day.start), day.basis, relative=day.relative))


def rel_units(r: Reading, m: Match) -> list[Found]:
    """Last week, this year, the same day, the following month; the past two months, recent days, the next few years."""
    unit, rel = r.unit_at(m.start("rel_unit")), r.rel(m.start(), m.start("rel_n") if m["rel_n"] else m.start("rel_unit"))
    names = {r.class_at(i) for i in range(m.start(), m.start("rel_unit"))}
    if r.class_at(m.start()) == "last" and r.word(r.before(m.start())) in r.lex.words["before_verb"]:
        return []  # "will last five days"
    plural = r.class_at(m.start("rel_unit")) == "units"
    if unit is None or r.class_at(m.start("rel_unit")) == "second" or (r.class_at(m.end()) == "hyphen" and not plural):
        return []
    if m["rel_n"] or plural:
        return _stretch(r, m, unit, rel, names)
    if names & {"recent"} or unit.name in ("second", "minute", "hour"):
        return []
    before = r.word(r.before(m.start()))
    over = (names & {"past", "coming"} and "this" not in names) or ("the" in names and names & {"last", "next"} and before in _OVER)
    if (over and unit.name != "day") or (names & {"past"} and unit.name == "day"):
        return _stretch(r, m, unit, rel, names)
    if unit.name == "day" and "this" in names and "same" not in names:
        return []  # "to this day"
    if unit.name == "day" and not rel.anchored and "the" not in names and before not in ("", "on") and rel.step:
        return []
    if ("the" in names and "last" in names and r.class_at(r.after(m.end())) == "of") or (unit.name == "day" and names >= {"the", "last"}):
        return []
    if names <= {"that", "the"} and r.class_at(m.start()) == "that" and before in ("", "say", "all") and unit.name != "day":
        return []
    base = r.base(rel, unit.name)
    if base is None:
        return [r.unresolved(m.span(), _REF[rel.step], unit.precision)]
    date = shift(base[0], rel.step, unit)
    return _one(r.found(m.span(), period_of(date, unit), base[1], relative=True)) if date else []


def _stretch(r: Reading, m: Match, unit: Unit, rel: Rel, names: set[str]) -> list[Found]:
    """A duration that ends or begins at the publication date, or at the date last mentioned."""
    if names & {"that", "same", "this"} and not names & {"past", "coming", "last", "next"}:
        return []
    n = r.quantity(*m.span("rel_n")) if m["rel_n"] else None if r.class_at(m.start("rel_unit")) == "units" else 1.0
    if m["rel_n"] is None and "last" in names and n is None:
        return []  # "his last days": no such stretch
    base = r.base(Rel(rel.step, anchored=bool(names & {"previous", "following"})), unit.name)
    start = end = None
    basis: TimeBasis = "unknown"
    if base is not None:
        basis = base[1]
        far = shift(base[0], rel.step * n, unit) if n is not None else None
        start, end = (far, base[0]) if rel.step < 0 else (base[0], far)
    return [Found(*m.span(), "DURATION", duration_value(n, unit), unit.precision, basis, relative=True, start=start, end=end)]


def shifted(r: Reading, m: Match) -> list[Found]:
    """Two days ago, a decade earlier, three weeks from now, two days later."""
    first, last = m.span("shifted_by")
    place = max(r.find(i, i + 1, "unit", "units", "second") for i in range(first, last))
    unit = r.unit_at(place)
    how = r.class_at(m.start("shifted_how"))
    follower = r.after(m.end())
    if unit is None:
        return []
    if how in ("before", "after") or (how in ("earlier", "later") and r.word(follower) == "than"):
        # "two days before the vote": the length is all we know.
        clause_end = follower >= len(r.tokens) or r.class_at(follower) in ("point", "comma") or r.tokens[follower] in (";", "?", "!", '"')
        if not clause_end or r.word(follower) == "than":
            n = None if last == first + 1 else r.quantity(first, last)
            value = duration_value(n, unit)
            return [Found(m.start(), last, "DURATION", value, unit.precision, "stated", relative=False, mod=_left_mod(r, m))]
    step = 1 if how in ("later", "after", "hence", "from") else -1
    n = None if last == first + 1 else r.quantity(first, last)
    rel = Rel(step, anchored=how not in ("ago", "hence", "from"))
    base = r.base(rel, unit.name)
    if how == "from" and base is not None and r.class_at(m.end() - 1) == "day_word":
        moved = shift_days(base[0], int(r.value(m.end() - 1)))
        base = (moved, base[1]) if moved else None
    mod = _left_mod(r, m)
    if n is None or base is None:
        return [Found(*m.span(), "DATE", _REF[step], unit.precision, "unknown" if base is None else base[1], relative=True, mod=mod)]
    date = shift(base[0], step * n, unit)
    if date is None:
        return []
    return _one(_shifted_to(r, m.span(), date, unit, base[1], mod))


def _left_mod(r: Reading, m: Match) -> str:
    return mod_of(r, m.start(), m.start("shifted_by"))


def _shifted_to(r: Reading, span: tuple[int, int], date: dt.date, unit: Unit, basis: TimeBasis, mod: str) -> Found | None:
    """The calendar unit that a shift leads to; decades and centuries say a year, within half of one on each side."""
    if unit.name in ("second", "minute", "hour"):
        return Found(*span, "TIME", date.isoformat() + "TXX", "day", basis, relative=True, start=date, end=date, mod=mod)
    if unit.name in ("decade", "century", "millennium"):
        year, half = year_period(date.year), unit.size // 2
        start, end = make_date(max(date.year - half, 1), 1, 1), make_date(date.year + half - 1, 12, 31)
        if year is None or start is None or end is None:
            return None
        return r.found(span, Period(year.value, start, end, unit.precision), basis, relative=True, mod=mod)
    return r.found(span, period_of(date, unit), basis, relative=True, mod=mod)


def beside(r: Reading, m: Match) -> list[Found]:
    """The day before, the week after; the day after tomorrow, the day before Thursday's vote."""
    place = r.find(*m.span(), "unit")
    unit = r.unit_at(place)
    if r.class_at(r.before(m.start())) == "in":
        return []  # "later in the day before returning"
    if unit is None or unit.name not in ("day", "week", "month", "year") or (r.class_at(m.start()) != "the"):
        return []
    if r.word(m.end() - 1) not in ("before", "after", "previously", "afterward", "afterwards", "beforehand"):
        return []
    step = 1 if r.class_at(m.end() - 1) == "after" else -1
    span = m.span()
    follower = r.after(m.end())
    following = r.grammar.rules.match(r.codes, follower) if follower < len(r.codes) else None
    base: tuple[dt.date, TimeBasis] | None = None
    if following is not None and following.lastgroup in ("day", "rel_weekday"):
        core = following.span("day_core") if following.lastgroup == "day" else following.span()
        day = day_of(r, core) if following.lastgroup == "day" else next(iter(rel_weekday(r, following)), None)
        if day is not None and isinstance(day.start, dt.date):
            base, span = (day.start, day.basis), (m.start(), core[1])
        elif day is not None:
            return [r.unresolved((m.start(), core[1]), _REF[step], unit.precision)]
    base = base or r.anchor(unit)
    if base is None:
        return [r.unresolved(span, _REF[step], unit.precision)]
    date = shift(base[0], step, unit)
    return _one(r.found(span, period_of(date, unit), base[1], relative=True)) if date else []


def tonight(r: Reading, m: Match) -> list[Found]:
    """Tonight, overnight: the night of the publication date."""
    if r.published is None:
        return [r.unresolved(m.span(), "XXXX-XX-XXTNI", "part_of_day")]
    return _one(r.found(m.span(), part_period(r.published, "TNI"), "publication", relative=True))


def overnight(r: Reading, m: Match) -> list[Found]:
    """Overnight, before a report: the night that ended on its date; ahead of it, the coming one."""
    if r.class_at(m.end()) == "space" and r.class_at(r.before(m.start())) in ("a", "the"):
        return []  # "the overnight shift"
    if r.published is None:
        return [r.unresolved(m.span(), "XXXX-XX-XXTNI", "part_of_day")]
    tense = r.tense(*m.span())
    date = r.published if tense == "future" else shift_days(r.published, -1)
    return _one(r.found(m.span(), part_period(date, "TNI"), "tense" if tense else "publication", relative=True)) if date else []


def the_part(r: Reading, m: Match) -> list[Found]:
    """In the morning, during the night: of the day last mentioned."""
    if r.word(r.before(m.start())) not in ("in", "during", "into") or r.class_at(r.after(m.end())) == "of":
        return []
    part, anchor = r.value(m.end() - 1), r.anchor(_DAY)
    if anchor is None:
        return [r.unresolved(m.span(), "XXXX-XX-XX" + part, "part_of_day")]
    return _one(r.found(m.span(), part_period(anchor[0], part), anchor[1], relative=True))
