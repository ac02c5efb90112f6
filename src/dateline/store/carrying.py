"""What a store knows of its reports' relations → another store that holds only some of them.

What two reports have to do with each other depends on these two alone (`comparable.py`). So of reports that both stores have, relations and
events stay what they are, but for what was connected to a report that is missing: that is marked, and merged again as after any change.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.store import comparable, copying, schema
from dateline.store.selecting import Chosen

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_SEEN = 50_000
"""Rows that are held at once while a table is gone through."""


def carry_over(source: Connection, target: Connection, chosen: Mapping[int, Chosen], recorded: str) -> None:
    """Fill the tables of merging, and the current events, as far as they hold for these codings alone. They must have been copied.

    `recorded` is when the events are said to have been made.
    """
    marks = comparable.nodes(source)
    kept = frozenset(n for n, part in chosen.items() if marks.get(n) == comparable.mark(part))
    # What reviewers said has gone into the copied codings, and stands nowhere else there.
    plain = {n: comparable.mark(dataclasses.replace(chosen[n], reviews=())) for n in kept}
    copying.rows(source, target, schema.merge_nodes, "coding_id", kept, lambda row: {**row, "mark": plain[row["coding_id"]]})
    if len(kept) < len(chosen):  # only what has not been compared looks for what it may have to do with
        copying.rows(source, target, schema.merge_blocks, "coding_id", kept)
    touched = _carry_relations(source, target, kept)
    touched |= comparable.mentions_of(target, comparable.copies_of(target, _carry_copies(source, target, kept)))
    dirty = schema.merge_dirty
    touched |= {(n, at) for n, at in source.execute(sa.select(dirty.c.coding_id, dirty.c.at)) if n in kept and at != comparable.GONE}
    comparable.soil(target, touched)
    _carry_events(source, target, kept, recorded)


def _carry_relations(source: Connection, target: Connection, kept: frozenset[int]) -> set[tuple[int, int]]:
    """The relations between what is kept; gives the mentions that had to do with what is not."""
    t = schema.merge_relations
    touched: set[tuple[int, int]] = set()
    held: list[copying.Row] = []
    for one, one_at, other, other_at, kind in _through(source, sa.select(t.c.one, t.c.one_at, t.c.other, t.c.other_at, t.c.kind)):
        if one in kept and other in kept:
            held.append({"one": one, "one_at": one_at, "other": other, "other_at": other_at, "kind": kind})
        elif one in kept:
            touched.add((one, one_at))
        elif other in kept:
            touched.add((other, other_at))
    copying.insert(target, t, held)
    return touched


def _carry_copies(source: Connection, target: Connection, kept: frozenset[int]) -> set[int]:
    """Which of what is kept print one text; gives the codings that shared theirs with what is not."""
    t = schema.merge_copies
    touched: set[int] = set()
    held: list[copying.Row] = []
    for one, other in _through(source, sa.select(t.c.one, t.c.other)):
        if one in kept and other in kept:
            held.append({"one": one, "other": other})
        else:
            touched |= {one, other} & kept
    copying.insert(target, t, held)
    return touched


def _carry_events(source: Connection, target: Connection, kept: frozenset[int], recorded: str) -> None:
    """The current events that are told by what is kept alone, each as if it were the first version."""
    e, m = schema.events, schema.members
    told: dict[int, bool] = {}
    asked = sa.select(m.c.event_id, m.c.coding_id).join_from(m, e, e.c.id == m.c.event_id).where(e.c.superseded_at.is_(None))
    for event, coding in _through(source, asked):
        told[event] = told.get(event, True) and coding in kept
    whole = [event for event, is_whole in told.items() if is_whole]
    copying.events(source, target, whole, {"version": 1, "recorded_at": recorded})
    copying.rows(source, target, m, "event_id", whole)


def _through(source: Connection, asked: sa.Select[Any]) -> Iterable[Any]:
    """The rows of a long table, some at a time."""
    return source.execute(asked, execution_options={"yield_per": _SEEN})
