"""A surname alone after a full mention: "Finnish Foreign Minister Pekka Haavisto … Haavisto said".

What the first, full mention says of a person (country, sector, title) holds for the later, shorter ones in the same report. A surname
that two persons of the report bear is left open.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from dateline.coding.who import Who
from dateline.model import Participant
from dateline.parsing.tree import Sentence

_FAMILY_NAME_FIRST = frozenset({"CHN", "KOR", "PRK", "VNM", "TWN", "HKG", "KHM", "HUN"})
"""Countries whose names usually stand family name first; a report may shorten them to their first word."""


def full_mentions(readings: Sequence[tuple[Sentence, Who]]) -> dict[str, Participant]:
    """By surname, what a report says of the persons whom it names in full and with a title or country."""
    found: dict[str, Participant] = {}
    open_ones: set[str] = set()
    for s, who in readings:
        for name in s.names:
            if name.label != "PERSON" or name.first == name.last:
                continue
            head = _head(s, name.first, name.last)
            person = who.one(head).participant
            if person.name is None or person.code is None:
                continue
            for key in _keys(person):
                known = found.get(key)
                if known is None:
                    found[key] = person
                elif known.name != person.name:
                    open_ones.add(key)
    return {key: person for key, person in found.items() if key not in open_ones}


def _head(s: Sentence, first: int, last: int) -> int:
    """The token of a name that governs the others."""
    inside = range(first, last + 1)
    return next((i for i in inside if s.tokens[i].head not in inside), last)


def _keys(person: Participant) -> list[str]:
    words = (person.name or "").split()
    keys = [words[-1]]
    if person.country in _FAMILY_NAME_FIRST and len(words) > 2:
        keys.append(words[0])
    return keys


def shortened(s: Sentence, who: Who, known: Mapping[str, Participant]) -> dict[int, Participant]:
    """The participants meant by bare surnames in a sentence, by the character offset of the name's head; for `Who.antecedents`."""
    found: dict[int, Participant] = {}
    for name in s.names:
        if name.first != name.last:
            continue
        token = s.tokens[name.first]
        person = known.get(token.text.removesuffix("'s"))
        if person is None or name.label not in ("PERSON", "ORG", "GPE", "NORP"):
            continue
        own = who.one(name.first).participant
        if own.code is not None:
            continue
        found[token.start] = dataclasses.replace(
            person,
            start=own.start,
            end=own.end,
            text=own.text,
            confidence=round(person.confidence * 0.9, 2),
            reason=f"a surname; the full mention stands at {person.start}: {person.reason}",
        )
    return found
