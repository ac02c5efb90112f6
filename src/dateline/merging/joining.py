"""The participants of a merged event: those that mentions name, each once, by id, name or description."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.merging.choosing import Held, choose
from dateline.merging.features import Party
from dateline.merging.model import MergedParticipant
from dateline.merging.parties import same_party
from dateline.merging.told import Context, Told, holder

Side = Literal["actors", "recipients"]
SIDES: tuple[Side, ...] = ("actors", "recipients")

_SAME = 0.6
"""Likeness of two participants of one event from which on they are one."""
_CERTAIN = 0.9
"""Likeness from which on a participant of one side is one of the other."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A participant with the parties that are it, and the mentions that name them."""

    parties: tuple[Party, ...]
    tellings: tuple[Told, ...]


def joined(side: Side, mentions: Sequence[Told]) -> list[Joined]:
    """The participants of a side, those that most sources name first."""
    kinds: dict[Hashable, list[tuple[Party, Told]]] = {}
    apart: set[tuple[Hashable, Hashable]] = set()
    for item in mentions:
        here = [(_kind(party), party) for party in _side(item, side)]
        for kind, party in here:
            kinds.setdefault(kind, []).append((party, item))
        # One mention names two: then they are two.
        apart.update((a, b) for a, _ in here for b, _ in here if a != b)
    parent: dict[Hashable, Hashable] = {kind: kind for kind in kinds}

    def root(kind: Hashable) -> Hashable:
        while parent[kind] != kind:
            kind = parent[kind]
        return kind

    for (one, found), (other, others) in itertools.combinations(kinds.items(), 2):
        if (one, other) not in apart and root(one) != root(other) and same_party(found[0][0], others[0][0]) >= _SAME:
            parent[root(other)] = root(one)
    groups: dict[Hashable, list[tuple[Party, Told]]] = {}
    for kind, found in kinds.items():
        groups.setdefault(root(kind), []).extend(found)
    made = [_joined(sorted(g, key=lambda pair: pair[1].order)) for g in groups.values()]
    return sorted(made, key=lambda j: (-len({t.origin.key for t in j.tellings}), -len(j.tellings), j.tellings[0].order))


def _joined(found: Sequence[tuple[Party, Told]]) -> Joined:
    return Joined(tuple(party for party, _ in found), tuple(item for _, item in found))


def _kind(party: Party) -> Hashable:
    return party.ident, party.code, party.country, party.name, party.head, party.numbers


def _side(item: Told, side: Side) -> tuple[Party, ...]:
    return item.features.actors if side == "actors" else item.features.recipients


def chosen(rule: str, found: Sequence[Joined], mentions: Sequence[Told], context: Context) -> list[Joined]:
    """The participants that the rule keeps: all, those that most sources that name any name, or those of one mention."""
    if rule == "union" or not found:
        return list(found)
    if rule == "majority":
        naming = {t.origin.key for j in found for t in j.tellings}
        kept = [j for j in found if 2 * len({t.origin.key for t in j.tellings}) >= len(naming)]
        return kept or list(found[:1])
    best = choose(rule, sets(found, mentions, context))
    return [found[i] for i in best.value]


def one_side(actors: list[Joined], recipients: list[Joined]) -> tuple[list[Joined], list[Joined]]:
    """The sides without whom both have: who does something together with another is named here as an actor and there as a recipient.

    Each stays on the side where more sources name it; a side is not emptied by this.
    """
    for recipient in list(recipients):
        actor = next((a for a in actors if same_party(best_known(a.parties), best_known(recipient.parties)) >= _CERTAIN), None)
        if actor is None:
            continue
        here, there = (len({t.origin.key for t in j.tellings}) for j in (actor, recipient))
        if len(actors) > 1 and (there >= here or len(recipients) == 1):
            actors = [a for a in actors if a is not actor]
        elif len(recipients) > 1:
            recipients = [r for r in recipients if r is not recipient]
    return actors, recipients


def sets(found: Sequence[Joined], mentions: Sequence[Told], context: Context) -> list[Held[tuple[int, ...]]]:
    """For each mention that names any of the side, which of the participants it names."""
    held = []
    for item in mentions:
        named = tuple(i for i, j in enumerate(found) if any(t is item for t in j.tellings))
        if named:
            best = max(best_known(found[i].parties).who.confidence for i in named)
            held.append(Held(named, named, item, holder(item, context), width=1 - best))
    return held


def differ(held: Sequence[Held[tuple[int, ...]]]) -> bool:
    """Whether two mentions name participants of a side that have none in common; that one names fewer is no difference."""
    return any(not set(a) & set(b) for a, b in itertools.combinations({h.value: None for h in held}, 2))


def disputed(held: Sequence[Held[tuple[int, ...]]], found: Sequence[Joined]) -> bool:
    """Whether two mentions hold participants of different countries to be the only ones."""
    countries = [{best_known(found[i].parties).country for i in value} for value in {h.value: None for h in held}]
    return any(None not in a and None not in b and not a & b for a, b in itertools.combinations(countries, 2))


def best_known(parties: Sequence[Party]) -> Party:
    """The party of whom most is known: an id, a name, a code, then the surest; the first of equals."""
    return max(parties, key=lambda p: (p.ident is not None, p.who.name is not None, p.code is not None, p.who.confidence))


def written(item: Joined) -> MergedParticipant:
    """A participant as the merged event has it."""
    who = best_known(item.parties).who
    title = who.title or next((p.who.title for p in item.parties if p.who.title), None)
    backer = who.backer or next((p.who.backer for p in item.parties if p.who.backer), None)
    ids = tuple(dict.fromkeys(t.mention.id for t in item.tellings))
    return MergedParticipant(who.name, who.text, who.code, who.country, who.sectors, who.id, who.wikidata, title, backer, ids)
