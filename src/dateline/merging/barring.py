"""What makes two mentions two events, whatever else speaks for one: other deeds, other countries, other people, other places.

A name counts against one event only where the other report does not hold a word of it, and the other way round: each report then knows
someone, or some place, of which the other knows nothing. Reports that name the same people in other sentences differ in nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from dateline.merging.features import Features, Party
from dateline.merging.parties import MUTUAL, same_party
from dateline.model import Where

ANOTHER_PLACE_KM = 150
"""Kilometres from which on two places are no two names of one scene."""
_EARTH_KM = 12742
_SPELT_ALIKE = 0.5
"""The share of two letters in a row from which on two names may be two spellings of one ("Gaddafi", "Qaddafi")."""


def barred(one: Features, other: Features) -> bool:
    """Whether two mentions cannot be one event. Days are looked at elsewhere (`similarity.same_days`)."""
    return (
        _other_deeds(one, other)
        or _other_countries(one, other)
        or _other_people(one, other)
        or _other_parts(one, other)
        or (one.place is not None and other.place is not None and _other_places(one, one.place, other, other.place))
    )


def _other_deeds(one: Features, other: Features) -> bool:
    """Two words of one sentence ("struck and killed"); or words that share no stem, of two types ("condemned", "threatened")."""
    if one.trigger & other.trigger:
        return False
    together = one.report == other.report and one.sentence_at is not None and one.sentence_at == other.sentence_at
    return together or _kinds(one).isdisjoint(_kinds(other))


def _kinds(m: Features) -> frozenset[str]:
    """The type of a deed, and that of the act that it promises: an announced visit is told as a promise and as a visit."""
    return frozenset({m.mention.type} if m.mention.act is None else {m.mention.type, m.mention.act.type})


# --- who


def _other_countries(one: Features, other: Features) -> bool:
    """Whether a side is of other countries: who hits back, or does the same to a third."""
    if one.mention.type in MUTUAL or other.mention.type in MUTUAL:
        return _no_country_in_common((*one.actors, *one.recipients), (*other.actors, *other.recipients))
    return _no_country_in_common(one.actors, other.actors) or _no_country_in_common(one.recipients, other.recipients)


def _no_country_in_common(one: Sequence[Party], other: Sequence[Party]) -> bool:
    here, there = ({p.country for p in side} for side in (one, other))
    return bool(here and there) and None not in here and None not in there and not here & there


def _other_people(one: Features, other: Features) -> bool:
    """Whether on one side stand people of whom the other report knows nothing, and the other way round."""
    within = one.report == other.report
    if not within and not (one.words and other.words):
        return False
    sides = [(one.actors, other.actors), (one.recipients, other.recipients)]
    if one.mention.type in MUTUAL or other.mention.type in MUTUAL:
        sides = [((*one.actors, *one.recipients), (*other.actors, *other.recipients))]
    for here, there in sides:
        if not here or not there or _one_in_common(here, there):
            continue
        ours = [p for p in _named(here) if (len(p.name) > 1 if within else not p.name & other.words.keys())]
        theirs = [p for p in _named(there) if (len(p.name) > 1 if within else not p.name & one.words.keys())]
        if ours and theirs and not any(_spelt_alike(a, b) for a in ours for b in theirs):
            return True
    return False


def _one_in_common(here: Sequence[Party], there: Sequence[Party]) -> bool:
    return any((a.ident is not None and a.ident == b.ident) or a.name & b.name for a in here for b in there)


def _named(side: Sequence[Party]) -> Iterator[Party]:
    """Those who have a name of their own, no abbreviation, and are in no directory: who is there may go by other names."""
    for p in side:
        name = p.who.name
        if p.ident is None and name is not None and p.name and not (name.isupper() and len(name) <= _ABBREVIATED):
            yield p


_ABBREVIATED = 5
"""Letters of an abbreviation at most: it may stand for a name that is written out elsewhere."""


def _spelt_alike(one: Party, other: Party) -> bool:
    here, there = ({w[i : i + 2] for i in range(len(w) - 1)} for w in (_last(one), _last(other)))
    return len(here & there) >= _SPELT_ALIKE * min(len(here), len(there))


def _last(p: Party) -> str:
    return (p.who.name or "").casefold().split()[-1]


def _other_parts(one: Features, other: Features) -> bool:
    """Whether both sides are known of both and neither has anything in common with its like ("soldiers killed rebels", "gunmen soldiers").

    Headlines put who suffers on the side of who acts: a name without an entry in a directory that stands on the other side is no other
    part.
    """
    if one.mention.type in MUTUAL or other.mention.type in MUTUAL:
        return False
    sides = ((one.actors, other.actors), (one.recipients, other.recipients))
    if not all(here and there and all(_unlike(a, b) for a in here for b in there) for here, there in sides):
        return False
    swapped = ((one.actors, other.recipients), (one.recipients, other.actors))
    return not any(a.ident is None and b.ident is None and a.name & b.name for here, there in swapped for a in here for b in there)


def _unlike(a: Party, b: Party) -> bool:
    """Whether two have nothing in common and should have: two names, or two descriptions that say more than that it is a person."""
    if same_party(a, b) > 0:
        return False
    if a.who.name is not None and b.who.name is not None:
        return True
    if any(p.who.name is not None and p.code is None for p in (a, b)):
        return False  # of someone named it is not known what he would be called
    return all(p.country is not None or p.sectors - _ANYONE for p in (a, b))


_ANYONE = frozenset({"CVL"})
"""The sector of whom nothing is known but that he bears no arms and holds no office."""


# --- where


def _other_places(one: Features, here: Where, other: Features, there: Where) -> bool:
    """Whether two places, each named by one report alone, lie far apart."""
    if here.precision != "place" or there.precision != "place" or not (one.words and other.words) or one.report == other.report:
        return False
    apart = kilometres(here, there)
    if apart is None or apart <= ANOTHER_PLACE_KM:
        return False
    return not one.place_words & other.words.keys() and not other.place_words & one.words.keys()


def kilometres(a: Where, b: Where) -> float | None:
    """The distance of two places along the earth's surface; None where one has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    p, q = math.radians(a.latitude), math.radians(b.latitude)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
