"""A surname alone after a full mention: "Finnish Foreign Minister Pekka Haavisto … Haavisto said".

What the first, full mention says of a person (country, sector, title) holds for the later, shorter ones in the same report. A surname
that two persons of the report bear is left open.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from dateline.coding.who import Who
from dateline.knowledge.offices import FAMILY_NAME_FIRST
from dateline.model import Participant, Span
from dateline.parsing.tree import Sentence


def full_mentions(readings: Sequence[tuple[Sentence, Who]]) -> dict[str, Participant]:
    """By surname, what a report says of the persons whom it names in full and with a title or country."""
    found: dict[str, Participant] = {}
    open_ones: set[str] = set()
    for s, who in readings:
        for name in s.names:
            if name.label != "PERSON" or name.first == name.last:
                continue
            head = _head(s, name.first, name.last)
            if _is_relative(s, head, name.first, name.last):
                continue
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


def _is_relative(s: Sentence, head: int, first: int, last: int) -> bool:
    """Whether a name is that of somebody's relative of the same name: "Kim's father, Kim Jong Il" is not who "Kim" means."""
    token = s.tokens[head]
    words = {t.text for t in s.tokens[first : last + 1]}
    return token.dep == "appos" and any(k.text in words for k in s.kids(token.head, "poss"))


def _keys(person: Participant) -> list[str]:
    words = (person.name or "").split()
    keys = [words[-1]]
    if person.country in FAMILY_NAME_FIRST and len(words) > 2:
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
            refers_to=Span(person.start, person.end),
            confidence=round(person.confidence * 0.9, 2),
            reason=f"a surname; the full mention stands at {person.start}: {person.reason}",
        )
    return found
