"""What was known at a time: a store in memory that holds only that.

Every query runs on it as on any other store, so that none can leak what came later: it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import sqlalchemy as sa

from dateline.merging import Tables, load_tables, merge
from dateline.model import CodedReport
from dateline.store import indexing, remerging, schema, selecting, stamps, writing
from dateline.store.opening import Store, in_memory, last_moment
from dateline.store.selecting import Chosen, Limits

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def known_then(store: Store, limits: Limits, tables: Tables | None = None) -> Store:
    """A store in memory with what the limits allow.

    By publication, or by coder, its events are merged now, from those reports alone. By recording date alone they are those that stood
    in the record then.
    """
    with store.reading() as source:
        if limits.coder is not None:
            limits = Limits(limits.as_of, limits.recorded_as_of, stamps.find_coder(source, limits.coder))
        then = in_memory(store.clock, store.name, keeps_text=store.keeps_text)
        rules = remerging.stored_rules(source)
        found = selecting.chosen(source, limits)
        with then.writing() as target:
            for row in source.execute(sa.select(schema.coders)).mappings():
                target.execute(schema.coders.insert().values(**row))
            _copy_settings(source, target)
            coding_of: dict[str, Chosen] = {}
            usable: list[CodedReport] = []
            for part, coded in zip(found, selecting.load(source, found), strict=True):
                copied = _copy(source, target, part, coded)
                coding_of[part.report] = copied
                if part.coding_id is not None and part.kind != selecting.RETRACTION:
                    usable.append(coded)
            now = store.recorded()
            if limits.as_of is None and limits.coder is None and limits.recorded_as_of is not None:
                _copy_events(source, target, last_moment(limits.recorded_as_of), coding_of)
            else:
                events = merge(usable, rules, tables or load_tables())
                remerging.append(target, events, [c for c in coding_of.values() if c.coding_id is not None], now)
    return then


def _copy_settings(source: Connection, target: Connection) -> None:
    for row in source.execute(sa.select(schema.settings)).mappings():
        target.execute(schema.settings.insert().values(**row))


def _copy(source: Connection, target: Connection, part: Chosen, coded: CodedReport) -> Chosen:
    row = dict(source.execute(sa.select(schema.reports).where(schema.reports.c.id == part.report_id)).mappings().one())
    del row["id"]
    number = writing.add_version(target, row)
    coding = None
    if part.coding_id is not None and part.coder is not None:
        recorded = source.execute(sa.select(schema.codings.c.recorded_at).where(schema.codings.c.id == part.coding_id)).scalar_one()
        coding = writing.add_coding(target, number, coded, part.coder, recorded, brief=True)
        _copy_vectors(source, target, part.coding_id, coding)
    return Chosen(part.report, part.version, number, part.kind, coding, part.coder)


def _copy_vectors(source: Connection, target: Connection, one: int, other: int) -> None:
    t = schema.sentence_vectors
    rows = [{**row, "coding_id": other} for row in source.execute(sa.select(t).where(t.c.coding_id == one)).mappings()]
    if rows:
        target.execute(t.insert(), rows)


def _copy_events(source: Connection, target: Connection, until: str, coding_of: dict[str, Chosen]) -> None:
    """The versions that stood in the record at a moment, as they were."""
    versions = []
    for row in _standing(source, until):
        event = remerging.event_from(row["record"])
        kept = {k: row[k] for k in ("version", "recorded_at", "gone", "hash", "record")}
        version = remerging.version_of(event, "", {}, coding_of)
        full = {**version.row, **kept, "superseded_at": None}
        versions.append(indexing.EventVersion(full, version.sides, version.members))
    for start in range(0, len(versions), 1000):
        indexing.add_events(target, versions[start : start + 1000])


def _standing(source: Connection, until: str) -> Iterator[sa.RowMapping]:
    t = schema.events
    standing = sa.and_(t.c.recorded_at <= until, sa.or_(t.c.superseded_at.is_(None), t.c.superseded_at > until))
    yield from source.execute(sa.select(t).where(standing).order_by(t.c.id)).mappings()
