"""How alike two mentions are: each aspect from 0 to 1 or unknown, put together by the weights of the settings.

An aspect that one of the two says nothing about is left out, and the others decide. What cannot be one event (days that do not meet) is
*barred*, whatever else speaks for it.
"""

from __future__ import annotations

import datetime as dt
import math

from dateline.merging.barring import barred, kilometres
from dateline.merging.features import Features, Period
from dateline.merging.parties import participants
from dateline.merging.rules import Weights
from dateline.merging.words import cosine
from dateline.model import Where

BARRED = -1.0
"""The likeness of two mentions that cannot be one event."""

_LIKE_STORIES = 0.5
"""The cosine from which on two reports tell the same story for certain; half of it is the border."""
_LIKE_SENTENCES = 0.5


def likeness(one: Features, other: Features, story: float | None, weights: Weights) -> float:
    """From 0 (nothing in common) to 1, or `BARRED`. `story` is the cosine of the two reports, None within one report."""
    if barred(one, other):
        return BARRED
    when = same_days(one.period, other.period, weights.days)
    if when == BARRED:
        return BARRED
    # The parts are summed in one order, so that rounding is the same everywhere.
    aspects = (
        (weights.trigger, _triggers(one, other)),
        (weights.type, _types(one, other)),
        (weights.participants, participants(one, other)),
        (weights.time, when),
        (weights.place, _places(one.place, other.place)),
        (weights.sentence, min(1.0, cosine(one.sentence, other.sentence) / _LIKE_SENTENCES) if one.sentence and other.sentence else None),
        (weights.story, min(1.0, story / _LIKE_STORIES) if story is not None else None),
        (weights.embedding, _embeddings(one.embedding, other.embedding)),
    )
    known = [(weight, value) for weight, value in aspects if value is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total else 0.0


def _triggers(one: Features, other: Features) -> float:
    if one.trigger & other.trigger:
        return 1.0
    a, b = one.mention, other.mention
    return 0.5 if a.type == b.type and a.mode == b.mode and a.mode is not None else 0.0


def _types(one: Features, other: Features) -> float:
    a, b = one.mention, other.mention
    if a.type == b.type:
        return 1.0 if a.mode == b.mode else 0.75
    return 0.25 if a.quad == b.quad and a.quad is not None else 0.0


# --- time and place


def same_days(a: Period, b: Period, days: int) -> float | None:
    """1 where the days meet, `BARRED` where they lie more than `days` apart; None where one of them is open."""
    if a.loose is not None and b.loose is not None and len(a.loose) == len(b.loose):
        return 1.0 if a.loose == b.loose else BARRED if _loosely_apart(a.loose, b.loose) > days else 0.0
    gap = max((a.first or 0) - (b.last or math.inf), (b.first or 0) - (a.last or math.inf))
    if gap > days:
        return BARRED
    if None in (a.first, a.last, b.first, b.last) or not (a.stated and b.stated):
        return None
    if gap > 0:
        return 0.5
    # Two that say "this year" agree less than two that name one day.
    longest = max((a.last or 0) - (a.first or 0), (b.last or 0) - (b.first or 0))
    return 1.0 if longest <= 7 else 0.75 if longest <= 31 else 0.5


def _loosely_apart(a: str, b: str) -> int:
    """The fewest days between two weekdays, or two days without a year; 0 for months."""
    if "W" in a and "W" in b:
        apart = abs(int(a[-1]) - int(b[-1]))
        return min(apart, 7 - apart)
    found = [_in_a_leap_year(value) for value in (a, b)]
    if found[0] is None or found[1] is None:
        return 0
    apart = abs(found[0] - found[1])
    return min(apart, 366 - apart)


def _in_a_leap_year(value: str) -> int | None:
    try:
        return dt.date.fromisoformat(value.replace("XXXX", "2000")).toordinal()
    except ValueError:
        return None


def _places(a: Where | None, b: Where | None) -> float | None:
    if a is None or b is None:
        return None
    if (a.geonames_id is not None and a.geonames_id == b.geonames_id) or a.name.casefold() == b.name.casefold():
        return 1.0
    if a.country is not None and b.country is not None and a.country != b.country:
        return 0.0
    if "country" in (a.precision, b.precision):
        return 0.6 if a.country is not None and a.country == b.country else None
    apart = kilometres(a, b)
    if apart is None:
        return None
    return 0.9 if apart <= 30 else 0.6 if apart <= 150 else 0.2


def _embeddings(a: tuple[float, ...] | None, b: tuple[float, ...] | None) -> float | None:
    if a is None or b is None:
        return None
    length = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(x * x for x in b))
    return max(0.0, sum(x * y for x, y in zip(a, b, strict=True)) / length) if length else None
