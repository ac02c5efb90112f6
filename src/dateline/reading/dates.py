"""The publication date as inputs write it."""

from __future__ import annotations

import datetime as dt
import email.utils
import re

from dateline.model import Date

_FIRST_YEAR, _LAST_YEAR = 1600, 2999
"""Newspapers began about 1605; what lies outside is an error of the source, and arithmetic on days must not leave Python's years."""

_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<day>\d{1,2})\s+(?P<month>[A-Za-z]{3,9})\s+(?P<year>\d{4}|\d{2})"
    r"(?P<time>\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+(?:[A-Za-z]{1,5}|[+-]\d{4}))?(?:\s+\([^()]*\))?)?",
    re.ASCII,
)
"""RFC 2822, section 3.3, which feeds use; the time may be missing."""

EXPECTED = "expected an ISO 8601 date such as 2024-06-19 or 2024-06-19T08:30:00Z"
"""What is said of anything else."""


def parse_published(text: str) -> Date:
    """A date, or a date and time with its zone if it has one (`Z` too), from ISO 8601 or RFC 2822. Raises `ValueError` with a reason."""
    stripped = text.strip()
    found = _iso(stripped) or _rfc_2822(stripped)
    if found is None:
        shown = stripped if len(stripped) <= 40 else stripped[:40] + "…"
        raise ValueError(f"{shown!r} is no date; {EXPECTED}")
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"the year {found.year} is none of a news report; {EXPECTED}")
    return found


def _iso(text: str) -> Date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc_2822(text: str) -> Date | None:
    match = _RFC_2822.fullmatch(text)
    if match is None:
        return None
    try:
        moment = email.utils.parsedate_to_datetime(text if match["time"] else f"{text} 00:00:00")
    except (TypeError, ValueError, IndexError):
        return None
    return moment if match["time"] else moment.date()
