"""How alike two mentions are: each aspect from 0 to 1 or unknown, put together by the weights of the settings.

An aspect that one of the two says nothing about is left out, and the others decide. What cannot be one event (days that do not meet) is
*barred*, whatever else speaks for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from dateline.merging.features import Features, Party, Period
from dateline.merging.rules import Weights
from dateline.merging.words import cosine
from dateline.model import Where

BARRED = -1.0
"""The likeness of two mentions that cannot be one event."""

_EARTH_KM = 12742
_LIKE_STORIES = 0.5
"""The cosine from which on two reports tell the same story for certain; half of it is the border."""
_LIKE_SENTENCES = 0.5
_OTHER_NUMBER = 0.7
"""What is left of the likeness of two participants that are counted differently."""
_MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types that the sides do together, so that reports name them in either order."""


def likeness(one: Features, other: Features, story: float | None, weights: Weights) -> float:
    """From 0 (nothing in common) to 1, or `BARRED`. `story` is the cosine of the two reports, None within one report."""
    if (
        one.report == other.report
        and one.sentence_at is not None
        and one.sentence_at == other.sentence_at
        and not one.trigger & other.trigger
    ):
        return BARRED  # "struck and killed": a sentence has two words for two events
    when = same_days(one.period, other.period, weights.days)
    if when == BARRED or _others(one, other):
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


# --- participants


def participants(one: Features, other: Features) -> float | None:
    """How well the sides agree; None where no side is known in both."""
    if one.mention.type in _MUTUAL and other.mention.type in _MUTUAL:
        return _sides(one.actors + one.recipients, other.actors + other.recipients)
    sides = [_sides(one.actors, other.actors), _sides(one.recipients, other.recipients)]
    known = [s for s in sides if s is not None]
    return sum(known) / len(known) if known else None


def _others(one: Features, other: Features) -> bool:
    """Whether both sides are of other countries, as where the one hits back: then it is another deed, however alike it is told."""
    if one.mention.type in _MUTUAL or other.mention.type in _MUTUAL:
        return False
    return _other_countries(one.actors, other.actors) and _other_countries(one.recipients, other.recipients)


def _other_countries(one: Sequence[Party], other: Sequence[Party]) -> bool:
    here, there = ({p.country for p in side} for side in (one, other))
    return bool(here and there) and None not in here and None not in there and not here & there


def _sides(one: Sequence[Party], other: Sequence[Party]) -> float | None:
    if not one or not other:
        return None
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return sum(max(same_party(a, b) for b in many) for a in few) / len(few)


def same_party(a: Party, b: Party) -> float:
    """How likely two participants are one: by id, by name, by code, by the words that describe them."""
    if a.ident is not None and a.ident == b.ident:
        return 1.0
    if a.country is not None and b.country is not None and a.country != b.country:
        return 0.0
    if a.name and b.name:
        if a.name & b.name:
            return 0.9
        return 0.25 if a.ident is not None and b.ident is not None and a.code is not None and a.code == b.code else 0.0
    described = cosine(a.words, b.words)
    if a.head and a.head == b.head:
        described = max(described, 0.6)
    if a.code is not None and a.code == b.code:
        described = max(described, 0.7 if a.country is not None else 0.5)
    elif (a.country is not None and a.country == b.country) or a.sectors & b.sectors:
        described = max(described, 0.4)
    # Counts differ from report to report ("12 dead", "15 dead"), so they speak against one event without excluding it.
    return described * _OTHER_NUMBER if a.numbers and b.numbers and not a.numbers & b.numbers else described


# --- time and place


def same_days(a: Period, b: Period, days: int) -> float | None:
    """1 where the days meet, `BARRED` where they lie more than `days` apart; None where one of them is open."""
    if a.loose is not None and b.loose is not None and len(a.loose) == len(b.loose):
        return 1.0 if a.loose == b.loose else 0.0
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


def kilometres(a: Where, b: Where) -> float | None:
    """The distance of two places along the earth's surface; None where one has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    p, q = math.radians(a.latitude), math.radians(b.latitude)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _embeddings(a: tuple[float, ...] | None, b: tuple[float, ...] | None) -> float | None:
    if a is None or b is None:
        return None
    length = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(x * x for x in b))
    return max(0.0, sum(x * y for x, y in zip(a, b, strict=True)) / length) if length else None
