"""Whether those who take part in one mention are those of another: by id, by name, by code, by the words that describe them."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.merging.features import Features, Party
from dateline.merging.words import cosine

MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types that the sides do together, so that reports name them in either order."""
_OTHER_NUMBER = 0.7
"""What is left of the likeness of two participants that are counted differently."""


def participants(one: Features, other: Features) -> float | None:
    """How well the sides agree; None where no side is known in both."""
    if one.mention.type in MUTUAL and other.mention.type in MUTUAL:
        return _sides(one.actors + one.recipients, other.actors + other.recipients)
    sides = [_sides(one.actors, other.actors), _sides(one.recipients, other.recipients)]
    known = [s for s in sides if s is not None]
    return sum(known) / len(known) if known else None


def _sides(one: Sequence[Party], other: Sequence[Party]) -> float | None:
    if not one or not other:
        return None
    if len(one) == len(other):  # the same whichever is asked first
        return (_found(one, other) + _found(other, one)) / 2
    return _found(one, other) if len(one) < len(other) else _found(other, one)


def _found(few: Sequence[Party], many: Sequence[Party]) -> float:
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
