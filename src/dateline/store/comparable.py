"""The codings that events are merged from, compared with each other once: what has to do with what stays in the store.

What two reports have to do with each other depends on these two alone, so that a new report is compared only with those that share
something with it, and nothing among the others changes. A hundred at a time, each in a transaction of its own: a program that dies
meanwhile, or another one that does the same, loses or spoils nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from dateline.merging import Rules, Tables, candidates, features, relating
from dateline.merging.features import Drawn
from dateline.model import stable_hash
from dateline.store import schema, selecting
from dateline.store.opening import Store
from dateline.store.selecting import Chosen, Limits

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

GONE = -1
"""The place of a mention that stands for a coding that is gone."""
FORM = "2"
"""Grows when what is compared, or how, changes without the version of Dateline: then all is compared anew."""
_BASIS = "merging_basis"
_TURN = "merging_turn"
WHOLE = "merging_whole"
_AT_ONCE = 100
_SIDES = {"both": 0, "told": 1, "asked": 2}
_KEPT = 3000
"""Reports that are kept at hand as they are compared: reading one again takes longer than comparing it."""


@dataclass(slots=True)
class Library:
    """Reports by the numbers of their codings, as they are compared; those used last are kept."""

    connection: Connection
    parts: Mapping[int, Chosen]
    rules: Rules
    tables: Tables
    _kept: OrderedDict[int, Drawn] = field(default_factory=OrderedDict)

    def get(self, wanted: Iterable[int]) -> dict[int, Drawn]:
        """The reports of these codings."""
        numbers = sorted(set(wanted))
        missing = [n for n in numbers if n not in self._kept]
        for part, coded in zip(missing, selecting.load(self.connection, [self.parts[n] for n in missing]), strict=True):
            self._kept[part] = features.draw(coded, self.tables.stemmer, self.tables.rarity, self.rules)
        found = {n: self._kept[n] for n in numbers}
        for n in numbers:
            self._kept.move_to_end(n)
        while len(self._kept) > max(_KEPT, len(numbers)):
            self._kept.popitem(last=False)
        return found


def mark(part: Chosen) -> str:
    """What changes with anything that merging sees of a coding."""
    return stable_hash(part.report, str(part.version), part.coder or "", repr(part.reviews))


def selection(connection: Connection) -> dict[int, Chosen]:
    """The codings that events are merged from, by their numbers."""
    return {c.coding_id: c for c in selecting.merged_from(selecting.chosen(connection, Limits())) if c.coding_id is not None}


def nodes(connection: Connection) -> dict[int, str]:
    """The codings that have been compared, with their marks."""
    t = schema.merge_nodes
    return {row.coding_id: row.mark for row in connection.execute(sa.select(t.c.coding_id, t.c.mark))}


def bring_up_to_date(store: Store, rules: Rules, tables: Tables, *, anew: bool = False) -> None:
    """Compare what has not been compared yet, and let go of what is gone. `anew`: compare all again."""
    from dateline import __version__

    basis = stable_hash(repr(rules), __version__, FORM)
    while True:
        with store.writing() as connection:
            if anew or setting(connection, _BASIS) != basis:
                _begin_anew(connection, basis)
                anew = False
            there, wanted = nodes(connection), selection(connection)
            gone = [n for n, m in there.items() if n not in wanted or mark(wanted[n]) != m]
            new = sorted(n for n, part in wanted.items() if there.get(n) != mark(part))
            if not gone and not new:
                return
            turn(connection)
            _remove(connection, gone)
            _add(connection, Library(connection, wanted, rules, tables), new[:_AT_ONCE], rules)


def setting(connection: Connection, name: str) -> str | None:
    """A setting of the store."""
    t = schema.settings
    found: str | None = connection.execute(sa.select(t.c.value).where(t.c.name == name)).scalar()
    return found


def keep_setting(connection: Connection, name: str, value: str | None) -> None:
    """Set a setting of the store, or take it away."""
    t = schema.settings
    connection.execute(t.delete().where(t.c.name == name))
    if value is not None:
        connection.execute(t.insert().values(name=name, value=value))


def turn(connection: Connection) -> None:
    """Say that what is kept here has changed: who has read it before knows that it is out of date."""
    keep_setting(connection, _TURN, str(int(setting(connection, _TURN) or "0") + 1))


def turn_of(connection: Connection) -> str | None:
    """What changes with every change here."""
    return setting(connection, _TURN)


def _begin_anew(connection: Connection, basis: str) -> None:
    for table in (schema.merge_nodes, schema.merge_blocks, schema.merge_copies, schema.merge_relations, schema.merge_dirty):
        connection.execute(table.delete())
    keep_setting(connection, _BASIS, basis)
    keep_setting(connection, WHOLE, "yes")


# --- what is gone


def _remove(connection: Connection, gone: Sequence[int]) -> None:
    """Let go of codings; what they had to do with must be merged again."""
    copies, relations = schema.merge_copies, schema.merge_relations
    for part in selecting.in_parts(gone):
        touched: set[tuple[int, int]] = set()
        for one, one_at, other, other_at in connection.execute(
            sa.select(relations.c.one, relations.c.one_at, relations.c.other, relations.c.other_at).where(
                sa.or_(relations.c.one.in_(part), relations.c.other.in_(part))
            )
        ):
            touched |= {(one, one_at), (other, other_at)}
        printed = {n for n in copies_of(connection, part) if n not in gone}
        touched |= mentions_of(connection, printed)
        connection.execute(relations.delete().where(sa.or_(relations.c.one.in_(part), relations.c.other.in_(part))))
        connection.execute(copies.delete().where(sa.or_(copies.c.one.in_(part), copies.c.other.in_(part))))
        for table in (schema.merge_blocks, schema.merge_nodes, schema.merge_dirty):
            connection.execute(table.delete().where(table.c.coding_id.in_(part)))
        soil(connection, {(n, at) for n, at in touched if n not in gone} | {(n, GONE) for n in part})


def copies_of(connection: Connection, codings: Iterable[int]) -> set[int]:
    """Codings, and all that print the same text as one of them."""
    t = schema.merge_copies
    found = set(codings)
    frontier = sorted(found)
    while frontier:
        more: set[int] = set()
        for part in selecting.in_parts(frontier):
            for one, other in connection.execute(sa.select(t.c.one, t.c.other).where(sa.or_(t.c.one.in_(part), t.c.other.in_(part)))):
                more |= {one, other}
        frontier = sorted(more - found)
        found |= more
    return found


def mentions_of(connection: Connection, codings: Iterable[int]) -> set[tuple[int, int]]:
    """The mentions of codings that have been compared, by coding and place in it."""
    t = schema.merge_nodes
    found: set[tuple[int, int]] = set()
    for part in selecting.in_parts(codings):
        for n, number in connection.execute(sa.select(t.c.coding_id, t.c.mentions).where(t.c.coding_id.in_(part))):
            found |= {(n, at) for at in range(number)}
    return found


def soil(connection: Connection, mentions: Iterable[tuple[int, int]]) -> None:
    """Note mentions whose events must be made again."""
    t = schema.merge_dirty
    wanted = sorted(set(mentions))
    known: set[tuple[int, int]] = set()
    for part in selecting.in_parts(n for n, _ in wanted):
        known |= {(n, at) for n, at in connection.execute(sa.select(t.c.coding_id, t.c.at).where(t.c.coding_id.in_(part)))}
    rows = [{"coding_id": n, "at": at} for n, at in wanted if (n, at) not in known]
    if rows:
        connection.execute(t.insert(), rows)


# --- what is new


def _add(connection: Connection, library: Library, new: Sequence[int], rules: Rules) -> None:
    """Compare codings with all that share something with them."""
    if not new:
        return
    drawn = library.get(new)
    connection.execute(
        schema.merge_nodes.insert(), [{"coding_id": n, "mark": mark(library.parts[n]), "mentions": len(drawn[n].mentions)} for n in new]
    )
    rows = [
        {"key": b.key, "coding_id": n, "number": number, "side": _SIDES[b.side], "weight": b.weight, "first": b.first, "last": b.last}
        for n in new
        for number, b in enumerate(candidates.blocks(drawn[n], rules))
    ]
    if rows:
        connection.execute(schema.merge_blocks.insert(), rows)
    copies: list[dict[str, int]] = []
    related: list[dict[str, int | str]] = []
    dirty = {(n, at) for n in new for at in range(len(drawn[n].mentions))}
    printed: set[int] = set()
    pairs = sorted({*_looked_at(connection, new), *((n, n) for n in new)})
    for start in range(0, len(pairs), _KEPT // 2):
        part = pairs[start : start + _KEPT // 2]
        drawn = library.get({n for pair in part for n in pair})
        for a, b in part:
            one, other = drawn[a], drawn[b]
            if a != b and relating.are_copies(one, other, rules):
                copies.append({"one": a, "other": b})
                printed |= {a, b}
            for r in relating.relations(one, other, rules):
                related.append({"one": a, "one_at": r.one, "other": b, "other_at": r.other, "kind": r.kind})
                dirty |= {(a, r.one), (b, r.other)}
    if copies:
        connection.execute(schema.merge_copies.insert(), copies)
    if related:
        connection.execute(schema.merge_relations.insert(), related)
    # On whom a copy rests depends on all copies, and so does what is told of its events.
    dirty |= mentions_of(connection, copies_of(connection, printed))
    soil(connection, dirty)


def _looked_at(connection: Connection, new: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs of codings of which one is new that share enough to be looked at: as `candidates.looked_at`, but in the store."""
    a, b = schema.merge_blocks.alias("a"), schema.merge_blocks.alias("b")
    meet = sa.and_(
        sa.or_(a.c.first.is_(None), b.c.last.is_(None), a.c.first <= b.c.last),
        sa.or_(b.c.first.is_(None), a.c.last.is_(None), b.c.first <= a.c.last),
    )
    sharing = sa.and_(b.c.key == a.c.key, b.c.coding_id != a.c.coding_id, sa.or_(a.c.side == 0, a.c.side != b.c.side), meet)
    found = sa.select(a.c.coding_id, b.c.coding_id).join_from(a, b, sharing).where(a.c.coding_id.in_(new))
    found = found.group_by(a.c.coding_id, b.c.coding_id).having(sa.func.sum(a.c.weight) >= candidates.ENOUGH)
    return {(min(one, other), max(one, other)) for one, other in connection.execute(found)}
