"""Mentions whose events must be made again → those events, and the current ones in whose place they come.

What one event is depends on all that is connected to it as the same or as denied, and its links on the events that it has to do with and
on theirs: so what must be made again is what is connected to something new, and two steps around it. All else stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from dateline.merging import Rules, Tables, links
from dateline.merging.merge import Related, assemble, components, origins_of
from dateline.merging.model import MergedEvent
from dateline.merging.relating import Kind
from dateline.store import comparable, schema
from dateline.store.comparable import GONE, Library

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Node = tuple[int, int]
"""A mention: its coding, and its place in it."""
Tie = tuple[str, Node, Node]

_CONNECTING = frozenset({"same", "denies"})
"""What makes mentions of one event of several, or lets them become that."""
_IN_QUERY = 400
_AT_ONCE = 600
"""Mentions whose events are made at once: what their reports hold is in memory meanwhile."""


@dataclass(slots=True)
class Ties:
    """The relations of mentions, read from the store by coding as they are asked for."""

    connection: Connection
    _of: dict[int, list[Tie]] = field(default_factory=dict)

    def of(self, codings: Iterable[int]) -> dict[int, list[Tie]]:
        """For each coding the relations of its mentions."""
        t = schema.merge_relations
        wanted = sorted(set(codings))
        missing = [n for n in wanted if n not in self._of]
        for start in range(0, len(missing), _IN_QUERY):
            part = missing[start : start + _IN_QUERY]
            held: dict[int, list[Tie]] = {n: [] for n in part}
            for row in self.connection.execute(sa.select(t).where(sa.or_(t.c.one.in_(part), t.c.other.in_(part)))):
                tie = (row.kind, (row.one, row.one_at), (row.other, row.other_at))
                for n in {row.one, row.other}:
                    if n in held:
                        held[n].append(tie)
            self._of.update(held)
        return {n: self._of[n] for n in wanted}

    def around(self, nodes: set[Node], *, connecting: bool) -> set[Node]:
        """Mentions that these have to do with, as the same event or otherwise."""
        found: set[Node] = set()
        for ties in self.of(n for n, _ in nodes).values():
            for kind, a, b in ties:
                if (kind in _CONNECTING) == connecting:
                    if a in nodes:
                        found.add(b)
                    if b in nodes:
                        found.add(a)
        return found

    def whole(self, nodes: Iterable[Node]) -> set[Node]:
        """Mentions with all that is connected to them."""
        found = set(nodes)
        frontier = set(found)
        while frontier:
            frontier = self.around(frontier, connecting=True) - found
            found |= frontier
        return found

    def with_linked(self, nodes: set[Node], steps: int) -> set[Node]:
        """Whole components, with those that have to do with them otherwise, and theirs."""
        found = set(nodes)
        for _ in range(steps):
            found |= self.whole(self.around(found, connecting=False) - found)
        return found


@dataclass(frozen=True, slots=True)
class Again:
    """What must be made again: the mentions, in whole components, and the codings that are gone with what they told."""

    nodes: frozenset[Node]
    gone: frozenset[int]
    whole: bool


def again(connection: Connection, ties: Ties) -> Again:
    """What must be made again now."""
    t = schema.merge_dirty
    whole = comparable.setting(connection, comparable.WHOLE) is not None
    rows = [(n, at) for n, at in connection.execute(sa.select(t.c.coding_id, t.c.at))]
    gone = frozenset(n for n, at in rows if at == GONE)
    if whole:
        return Again(frozenset(comparable.mentions_of(connection, comparable.nodes(connection))), gone, whole)
    touched = ties.whole((n, at) for n, at in rows if at != GONE)
    return Again(frozenset(ties.with_linked(touched, 2)), gone, whole)


def events(
    connection: Connection, nodes: frozenset[Node], ties: Ties, library: Library, rules: Rules, tables: Tables
) -> Iterator[MergedEvent]:
    """The events of these mentions, which are whole components, some at a time."""
    pairs = {(a, b) for held in ties.of(n for n, _ in nodes).values() for kind, a, b in held if kind in _CONNECTING and a in nodes}
    groups = sorted(sorted(group) for group in components(sorted(nodes), sorted(pairs)))
    batch: list[Node] = []
    for number, group in enumerate(groups):
        batch += group
        if len(batch) >= _AT_ONCE or number == len(groups) - 1:
            yield from _made(connection, frozenset(batch), ties, library, rules, tables)
            batch = []


def _made(
    connection: Connection, wanted: frozenset[Node], ties: Ties, library: Library, rules: Rules, tables: Tables
) -> Iterator[MergedEvent]:
    """The events of these mentions, linked: for that those two steps around are made as well."""
    nodes = ties.with_linked(set(wanted), 2)
    codings = {n for n, _ in nodes}
    printed = _copies(connection, codings)
    drawn = library.get({*codings, *(n for group in printed for n in group)})
    by_id = {d.ident: d for d in drawn.values()}
    key_of = {node: drawn[node[0]].mentions[node[1]].key for node in nodes}
    mentions = {key_of[node]: drawn[node[0]].mentions[node[1]] for node in nodes}
    related: set[Related] = set()
    for held in ties.of(codings).values():
        related |= {(cast("Kind", kind), key_of[a], key_of[b]) for kind, a, b in held if a in nodes and b in nodes}
    groups = [[drawn[n].ident for n in group] for group in printed]
    origins = origins_of(groups, by_id, tables.outlets)
    made = assemble(mentions, sorted(related), by_id, origins, rules, tables)
    own = {key_of[node] for node in wanted}
    for merged, event in zip(made, links.linked(made, sorted(related), rules), strict=True):
        if merged.mentions[0].features.key in own:
            yield event


def _copies(connection: Connection, codings: set[int]) -> list[list[int]]:
    """Codings with their copies, in groups."""
    t = schema.merge_copies
    found = sorted(comparable.copies_of(connection, codings))
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(found), _IN_QUERY):
        asked = sa.select(t.c.one, t.c.other).where(t.c.one.in_(found[start : start + _IN_QUERY]))
        pairs += [(one, other) for one, other in connection.execute(asked)]
    return components(found, pairs)


def replaced(connection: Connection, what: Again, names: Mapping[int, Sequence[str]]) -> dict[str, tuple[int, str]]:
    """The current events that tell any of the mentions, or what is gone: by their ids the number and the mark of each.

    `names` are for each coding the ids of its mentions by place.
    """
    t, m = schema.events, schema.members
    standing = sa.select(t.c.event, t.c.id, t.c.hash).where(t.c.superseded_at.is_(None))
    if what.whole:
        return {event: (number, mark) for event, number, mark in connection.execute(standing)}
    wanted: dict[int, set[str]] = defaultdict(set)
    for n, at in what.nodes:
        wanted[n].add(names[n][at])
    found: dict[str, tuple[int, str]] = {}
    codings = sorted({*wanted, *what.gone})
    for start in range(0, len(codings), _IN_QUERY):
        part = codings[start : start + _IN_QUERY]
        asked = standing.add_columns(m.c.coding_id, m.c.mention).join(m, m.c.event_id == t.c.id).where(m.c.coding_id.in_(part))
        for event, number, mark, coding, mention in connection.execute(asked):
            if coding in what.gone or mention in wanted[coding]:
                found[event] = (number, mark)
    return found
