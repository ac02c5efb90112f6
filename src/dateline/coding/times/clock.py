"""Rules for times of day: 5 p.m. EST, 10:35 a.m. Friday, 0900 GMT, noon, 4 in the morning; and ISO dates, which may have one."""

from __future__ import annotations

import datetime as dt
import re

from dateline.coding.times.dates import day_of, not_a_day
from dateline.coding.times.model import Found, Precision, TimeBasis
from dateline.coding.times.periods import day_period, make_date, shift_days
from dateline.coding.times.reading import Reading

Match = re.Match[str]

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d)(?!\d))?(?::\d\d)?\W{0,2}(?:([ap])\.?m)?")
_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?!\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?(?![\w])")


def iso(r: Reading, m: Match) -> list[Found]:
    """2020-03-05, 2020/03/05, 2020-03-05T10:30Z."""
    found = _ISO.match(r.text, r.offsets[m.start()])
    if found is None:
        return []
    year, month, number = int(found[1]), int(found[3]), int(found[4])
    date, last = make_date(year, month, number), r.token_at(found.end(), m.start())
    if date is None or last is None:
        return []
    span = (m.start(), last)
    if found[5]:
        result = _at(r, span, date, int(found[5]), int(found[6]), "stated", found[7] or "")
        return [result] if result else []
    item = r.found(span, day_period(date), "stated", relative=False)
    return [item] if item else []


def _at(r: Reading, span: tuple[int, int], day_: dt.date | None, hour: int, minute: int, basis: TimeBasis, zone: str = "") -> Found | None:
    """A time of day on a day, or on an unknown one."""
    if not (0 <= hour <= 24 and 0 <= minute < 60) or (hour == 24 and minute):
        return None
    precise: Precision = "minute" if minute else "hour"
    clock = f"T{hour:02d}:{minute:02d}"
    if day_ is None:
        return r.unresolved(span, "XXXX-XX-XX" + clock, precise)._replace(zone=zone, anchors=False)
    start_day = day_ if hour < 24 else shift_days(day_, 1)
    if start_day is None:
        return None
    start = dt.datetime.combine(start_day, dt.time(hour % 24, minute))
    end = start if minute or hour in (12, 24) else start.replace(minute=59)
    return Found(*span, "TIME", day_.isoformat() + clock, precise, basis, relative=True, start=start, end=end, zone=zone)


def clock(r: Reading, m: Match) -> list[Found]:
    """5 p.m. EST, 10:35 a.m. Friday, 0900 GMT, noon, 4 in the morning; on the day that stands beside it, else on publication's."""
    read = _hour_and_minute(r, m)
    if read is None:
        return []
    hour, minute = read
    zone = r.text[r.offsets[m.start("clock_zone")] : r.offsets[m.end("clock_zone")]].strip(" ()\n") if m["clock_zone"] else ""
    on: Found | None = None
    if m["clock_day"]:
        on = day_of(r, m.span("clock_day"), m.span())
    elif not m["clock_this"]:
        on = _day_beside(r, m)
    if on is not None and isinstance(on.start, dt.date):
        result = _at(r, m.span(), on.start, hour, minute, on.basis, zone)
    elif on is not None:
        result = r.unresolved(m.span(), f"{on.value}T{hour:02d}:{minute:02d}", "hour")._replace(zone=zone)
    else:
        result = _at(r, m.span(), r.published, hour, minute, "publication", zone)
    return [result] if result else []


def _hour_and_minute(r: Reading, m: Match) -> tuple[int, int] | None:
    first, last = m.span("clock_time")
    written = r.text[r.offsets[first] : r.offsets[last]].lower()
    part = r.value(last - 1) if r.class_at(last - 1) == "part" else ""
    if r.class_at(first) == "noon":
        capital_title = r.tokens[first][0].isupper() and r.word(r.before(first)) == "high"
        return None if capital_title else (int(r.value(first)[1:3]), 0)
    if r.class_at(first) in ("z4", "n4", "year", "old_year"):
        if r.class_at(last - 1) == "units" and r.unit_name(last - 1) != "hour":
            return None
        return int(written[:2]), int(written[2:4])
    if r.class_at(first) == "cardinal":
        ending = re.search(r"([ap])\.?m\.?$", written)
        hour, minute, half = r.number_at(first), 0, ending[1] if ending else ""
    else:
        found = _CLOCK.match(written)
        if found is None:
            return None
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or ""
        bare = not half and not part and "clock" not in written
        before = r.word(r.before(first))
        if bare and not m["clock_zone"] and before not in r.lex.words["before_clock"] and not m["clock_day"]:
            return None
    if half or part or "clock" in written:
        if not 1 <= hour <= 12 and not (half and hour < 24):
            return None
        if half == "p" or (part in ("TAF", "TEV") or (part == "TNI" and 5 <= hour < 12)):
            hour = hour + 12 if hour < 12 else hour
        elif hour == 12 and (half == "a" or part == "TNI"):
            hour = 0
    return (hour, minute) if hour <= 24 and minute < 60 else None


def _day_beside(r: Reading, m: Match) -> Found | None:
    """The day right after a time of day, a bracket or "on" between; else the last one that the same sentence named."""
    place = r.after(m.end())
    if r.class_at(place) == "left":
        close = r.find(place, min(place + 10, len(r.codes)), "right")
        place = r.after(close + 1) if close > 0 else place
    if r.class_at(place) == "comma":
        place = r.after(place + 1)
    if r.class_at(place) == "on":
        place = r.after(place + 1)
    following = r.grammar.rules.match(r.codes, place) if place < len(r.codes) else None
    if following is None and r.class_at(place) in ("and", "to", "hyphen"):
        following = r.grammar.rules.match(r.codes, r.after(place + 1))
    if following is not None and following.lastgroup == "clock" and following["clock_day"]:
        return day_of(r, following.span("clock_day"), (m.start(), following.end()))
    if following is not None and following.lastgroup == "day" and not not_a_day(r, *following.span("day_core")):
        return day_of(r, following.span("day_core"), (m.start(), following.end("day_core")))
    return r.day_in_sentence(m.start())
