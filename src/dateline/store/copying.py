"""Rows of one store → the same rows, under the same numbers, in another: reports, what was read in them, and events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.store import reviewing, schema, searching
from dateline.store.selecting import Chosen, in_parts
from dateline.store.texts import pack_json, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Row = dict[str, Any]


def insert(target: Connection, table: sa.Table, found: Sequence[Row]) -> None:
    """Add rows, if there are any."""
    if found:
        target.execute(table.insert(), found)


def rows(
    source: Connection,
    target: Connection,
    table: sa.Table,
    by: str,
    numbers: Iterable[int],
    change: Callable[[Row], Row] | None = None,
) -> None:
    """Copy the rows of a table that have one of the numbers in the column `by`, each as `change` makes it."""
    for part in in_parts(numbers):
        found = [dict(row) for row in source.execute(sa.select(table).where(table.c[by].in_(part))).mappings()]
        if change is not None:
            found = [change(row) for row in found]
        insert(target, table, found)


def everything(source: Connection, target: Connection, table: sa.Table) -> None:
    """Copy a whole table, which must be small."""
    insert(target, table, [dict(row) for row in source.execute(sa.select(table)).mappings()])


def reports(source: Connection, target: Connection, found: Sequence[Chosen]) -> None:
    """The versions of reports that were chosen, searchable, with the codings that were chosen, as reviewers corrected them."""

    def indexed(row: Row) -> Row:
        searching.add(target, row["id"], row["title"], unpack(row["text"]))
        return row

    numbers = [c.report_id for c in found]
    rows(source, target, schema.reports, "id", numbers, indexed)
    rows(source, target, schema.corrections, "report_id", numbers)
    said = reviewing.effects(source, [n for c in found for n in c.reviews])
    verdicts = {c.coding_id: [said[n] for n in c.reviews] for c in found if c.reviews}

    def revised(row: Row) -> Row:
        own = verdicts.get(row["id"])
        return row if own is None else {**row, "record": pack_json(reviewing.revised(json.loads(unpack(row["record"])), own))}

    codings = [c.coding_id for c in found if c.coding_id is not None]
    rows(source, target, schema.codings, "id", codings, revised)
    rows(source, target, schema.sentence_vectors, "coding_id", codings)
    actors(source, target, schema.quotes, "coding_id", codings)
    rows(source, target, schema.quotes, "coding_id", codings)


def events(source: Connection, target: Connection, numbers: Iterable[int], fields: Mapping[str, Any]) -> None:
    """Versions of events with who takes part in them, without their members; `fields` go in the place of theirs."""
    wanted = sorted(set(numbers))
    rows(source, target, schema.events, "id", wanted, lambda row: {**row, **fields})
    actors(source, target, schema.event_actors, "event_id", wanted)
    rows(source, target, schema.event_actors, "event_id", wanted)


def actors(source: Connection, target: Connection, table: sa.Table, by: str, numbers: Iterable[int]) -> None:
    """Everyone whom the rows of a table name that have one of the numbers in the column `by`: nobody else was known."""
    named: set[int] = set()
    for part in in_parts(numbers):
        named |= {n for n in source.execute(sa.select(table.c.actor_id).where(table.c[by].in_(part))).scalars() if n is not None}
    named -= set(target.execute(sa.select(schema.actors.c.id)).scalars())
    rows(source, target, schema.actors, "id", named)
    rows(source, target, schema.actor_words, "actor_id", named)
