"""When a web page was published, by what the page claims, and the doubt where its claims disagree or are missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.model import Date
from dateline.reading.dates import parse_published

TRUST = ("json-ld", "article:published_time", "meta", "time", "itemprop", "url")
"""The kinds of claims, the most trusted first."""

_DAY = dt.timedelta(days=1)
_PLACEHOLDER = dt.date(1970, 1, 1)
"""What systems write that have no date."""
_SHOWN = 4
"""Disagreeing claims named in a basis."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ZONES = {"utc": "+00:00", "gmt": "+00:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00"}
_ZONES |= {"mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00"}
"""The zones that RFC 2822 names; other abbreviations mean different zones in different countries."""

_NEARLY_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T ]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>[A-Za-z]{1,4}|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_LAST = re.compile(rf"\b{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE | re.ASCII)
_DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE | re.ASCII)
_LONGEST = 80

_IN_URL = re.compile(
    rf"(?<![\w])(?P<year>(?:19|20)\d\d)(?P<gap>[-/_]?)(?P<monthname>{_MONTH}|\d{{1,2}})(?:(?P=gap)(?P<day>\d{{1,2}}))?(?![\w])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A date of publication that a page claims: which kind of claim (one of `TRUST`) and the date."""

    kind: str
    date: Date


@dataclass(frozen=True, slots=True)
class Claims:
    """All that a page says about its date.

    `months` are those of a URL that names no day. `unread` are claims that are no dates as (kind, words); `unmarked` are times of the
    page that are not said to be of its publication.
    """

    published: Sequence[Claim] = ()
    modified: Sequence[Date] = ()
    months: Sequence[tuple[int, int]] = ()
    unread: Sequence[tuple[str, str]] = ()
    unmarked: Sequence[Date] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """The decision: the date, on what it rests or why there is none, and the page's last modification."""

    date: Date | None
    basis: str
    modified: Date | None


def decide(claims: Claims) -> Publication:
    """The earliest date of the most trusted kind; what disagrees with it by more than a day is told in the basis.

    A date of modification is never the date of publication.
    """
    modified = max(claims.modified, key=_order, default=None)
    kind = next((k for k in TRUST if any(c.kind == k for c in claims.published)), None)
    if kind is None:
        return Publication(None, _why_none(claims, modified), modified)
    date = min((c.date for c in claims.published if c.kind == kind), key=_order)
    against = [f"{c.kind} {_day(c.date)}" for c in claims.published if _apart(c.date, date)]
    against += [f"url {year:04}-{month:02}" for year, month in claims.months if not _in_month(date, year, month)]
    if modified is not None and _apart(modified, date) and _order(modified) < _order(date):
        against.append(f"modified {_day(modified)}, which is earlier")
    if not against:
        return Publication(date, kind, modified)
    named = list(dict.fromkeys(against))
    more = f", and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return Publication(date, f"conflict: {kind} {_day(date)} is used, against {', '.join(named[:_SHOWN])}{more}", modified)


def read_date(text: str) -> Date | None:
    """A date as pages write it, with time and zone if they are there; None for what is no date or could be two."""
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return None
    found: Date | None
    try:
        found = parse_published(stripped)
    except ValueError:
        found = _nearly_iso(stripped) or _in_digits(stripped) or _in_words(stripped)
    return None if found is None or _just_day(found) == _PLACEHOLDER else found


def dates_in_url(url: str) -> tuple[list[dt.date], list[tuple[int, int]]]:
    """The days in the path of a URL, such as /2024/06/19/ or /2024/jun/19/, and the months of those without a day."""
    days: list[dt.date] = []
    months: list[tuple[int, int]] = []
    path = re.split(r"[?#]", url, maxsplit=1)[0].partition("://")[2].partition("/")[2]
    for match in _IN_URL.finditer("/" + path[:2000]):
        year, month, gap = int(match["year"]), _month_number(match["monthname"]), match["gap"]
        if match["day"] is None:
            # "/2024/06/story"; "2024-06" and "202406" are parts of names and numbers too often.
            if gap == "/" and 1 <= month <= 12 and match.end() < len(path) + 1:
                months.append((year, month))
        elif gap or match.end() - match.start() == 8:
            date = _made(year, month, int(match["day"]))
            if date is not None:
                days.append(date)
    return days, months


def _why_none(claims: Claims, modified: Date | None) -> str:
    if claims.unread:
        kind, words = claims.unread[0]
        return f"none: {words[:40]!r} ({kind}) is no date that can be read"
    if modified is not None:
        return f"none: only modified {_day(modified)}"
    if claims.months:
        year, month = claims.months[0]
        return f"none: the URL gives only the month, {year:04}-{month:02}"
    if claims.unmarked:
        return f"none: a <time> of {_day(claims.unmarked[0])} is not said to be of publication"
    return "none"


def _nearly_iso(text: str) -> Date | None:
    match = _NEARLY_ISO.fullmatch(text)
    if match is None:
        return None
    day = _made(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None or match["time"] is None:
        return day
    zone = match["zone"] or ""
    if zone.isalpha():
        zone = "+00:00" if zone in "Zz" else _ZONES.get(zone.lower(), "?")
    try:
        return dt.datetime.fromisoformat(f"{day}T{match['time'].zfill(5) if len(match['time']) < 6 else match['time'].zfill(8)}{zone}")
    except ValueError:
        return day  # a zone that we do not know: the day holds, the time would mislead


def _in_digits(text: str) -> Date | None:
    match = _DIGITS.fullmatch(text)
    if match is None:
        return None
    try:
        moment = dt.datetime(*(int(n) for n in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  # none is said
    except ValueError:
        return None
    return moment if 1600 <= moment.year <= 2999 else None


def _in_words(text: str) -> Date | None:
    for pattern in (_DAY_LAST, _DAY_FIRST):
        found: list[re.Match[str]] = list(pattern.finditer(text))
        if len(found) == 1:
            return _made(int(found[0]["year"]), _month_number(found[0]["month"]), int(found[0]["day"]))
    return None


def _month_number(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3].lower()) + 1


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1600 <= year <= 2999 else None
    except ValueError:
        return None


def _just_day(date: Date) -> dt.date:
    return date.date() if isinstance(date, dt.datetime) else date


def _day(date: Date) -> str:
    return _just_day(date).isoformat()


def _order(date: Date) -> tuple[dt.date, bool, float]:
    """Earlier days first; on one day a moment before the bare day, which says less."""
    if not isinstance(date, dt.datetime):
        return date, True, 0.0
    return date.date(), False, (date if date.tzinfo else date.replace(tzinfo=dt.UTC)).timestamp()


def _apart(one: Date, other: Date) -> bool:
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime) and one.tzinfo and other.tzinfo:
        return abs(one - other) > _DAY
    return abs(_just_day(one) - _just_day(other)) > _DAY


def _in_month(date: Date, year: int, month: int) -> bool:
    near: Iterable[dt.date] = (_just_day(date) + step for step in (-_DAY, dt.timedelta(), _DAY))
    return any((day.year, day.month) == (year, month) for day in near)
