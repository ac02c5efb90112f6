"""What was known at a time: a store in memory that holds only that.

Every query runs on it as on any other store, so that none can leak what came later: it is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from dateline.merging import Tables, load_tables
from dateline.store import carrying, comparable, copying, remerging, schema, selecting, stamps
from dateline.store.opening import Store, in_memory, last_moment
from dateline.store.selecting import Chosen, Limits

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_STATE = (schema.merge_dirty, schema.merge_relations, schema.merge_copies, schema.merge_blocks, schema.merge_nodes)


def known_then(store: Store, limits: Limits, tables: Tables | None = None) -> Store:
    """A store in memory with what the limits allow.

    By publication, or by coder, its events are those that merging those reports alone would give: what nothing that came later touched is
    taken as it stands, the rest is merged again. By recording date alone they are those that stood in the record then.
    """
    with store.reading() as source:
        if limits.coder is not None:
            limits = Limits(limits.as_of, limits.recorded_as_of, stamps.find_coder(source, limits.coder))
        then = in_memory(store.clock, store.name, keeps_text=store.keeps_text)
        found = selecting.chosen(source, limits)
        recorded = store.recorded()
        with then.writing() as target:
            copying.everything(source, target, schema.coders)
            copying.everything(source, target, schema.settings)
            copying.reports(source, target, found)
            if limits.as_of is None and limits.coder is None and limits.recorded_as_of is not None:
                _copy_standing(source, target, last_moment(limits.recorded_as_of), found)
                return then
            merged = {c.coding_id: c for c in selecting.merged_from(found) if c.coding_id is not None}
            carrying.carry_over(source, target, merged, recorded)
    _merge_the_rest(then, tables or load_tables(), recorded)
    return then


def _merge_the_rest(then: Store, tables: Tables, recorded: str) -> None:
    """Merge what was not carried over; what is made in the place of an event leaves no trace of that one."""
    with then.reading() as connection:
        rules = remerging.stored_rules(connection)
    comparable.bring_up_to_date(then, rules, tables)
    with then.writing() as connection:
        remerging.settle(connection, rules, tables, recorded)
        for table in _STATE:
            connection.execute(table.delete())


def _copy_standing(source: Connection, target: Connection, until: str, found: list[Chosen]) -> None:
    """The versions of events that stood in the record at a moment, as they were."""
    t, m, r = schema.events, schema.members, schema.reports
    standing = sa.and_(t.c.recorded_at <= until, sa.or_(t.c.superseded_at.is_(None), t.c.superseded_at > until))
    numbers = list(source.execute(sa.select(t.c.id).where(standing)).scalars())
    copying.events(source, target, numbers, {"superseded_at": None})
    # An event may have stood there that was merged before the last version of a report came: its evidence is shown in that version.
    chosen = {c.report: c for c in found if c.coding_id is not None}
    for part in selecting.in_parts(numbers):
        asked = sa.select(m, r.c.report).join_from(m, r, r.c.id == m.c.report_id).where(m.c.event_id.in_(part))
        rows = []
        for row in source.execute(asked).mappings():
            c = chosen.get(row["report"])
            if c is not None:
                own = {name: row[name] for name in ("event_id", "number", "mention")}
                rows.append({**own, "coding_id": c.coding_id, "report_id": c.report_id})
        copying.insert(target, m, rows)
