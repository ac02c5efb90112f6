"""Coded reports of the store → merged events, appended where they changed.

All is merged anew: how rare a word is, which reports are copies and what is one event depend on all reports, and the events must be the
same in whatever order the reports came. What did not change is not written; what did, becomes the next version of its event.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.exporting import merged as written
from dateline.merging import MergedEvent, Rules, Tables, load_rules, load_tables, merge
from dateline.merging.reading_coded import _reader
from dateline.store import indexing, schema, selecting
from dateline.store.indexing import EventVersion
from dateline.store.opening import Store
from dateline.store.selecting import Chosen, Limits
from dateline.store.texts import pack, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_RULES = "rules"
_TRIES = 2
"""Times that merging is begun again because another program wrote meanwhile, before others are made to wait for it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of merging: how many reports and events there are, and how many versions of events were appended."""

    reports: int
    events: int
    changed: int


def stored_rules(connection: Connection) -> Rules:
    """The rules by which this store merges: those given to the last run that named any, else ours."""
    table = schema.settings
    found = connection.execute(sa.select(table.c.value).where(table.c.name == _RULES)).scalar()
    if found is None:
        return load_rules()
    rules: Rules = _reader(Rules)(json.loads(found))
    return rules


def keep_rules(store: Store, rules: Rules) -> None:
    """From now on this store merges by these rules."""
    text = json.dumps(dataclasses.asdict(rules))
    table = schema.settings
    with store.writing() as connection:
        connection.execute(table.delete().where(table.c.name == _RULES))
        connection.execute(table.insert().values(name=_RULES, value=text))


def remerge(store: Store, tables: Tables | None = None, *, force: bool = False) -> Merged:
    """Merge all that counts now, and append what changed. If the same was merged before, nothing is done."""
    from dateline import __version__

    for attempt in range(_TRIES + 1):
        with store.reading() as connection:
            rules = stored_rules(connection)
            parts = selecting.merged_from(selecting.chosen(connection, Limits()))
            digest = selecting.digest(parts, repr(rules), __version__)
            last = _last(connection)
            if last is not None and last.digest == digest and not force:
                return Merged(last.reports, last.events, 0)
            if attempt < _TRIES:
                events = merge(selecting.load(connection, parts), rules, tables or load_tables())
        with store.writing() as connection:
            now = selecting.merged_from(selecting.chosen(connection, Limits()))
            if attempt == _TRIES:
                events = merge(selecting.load(connection, now), rules, tables or load_tables())
                digest, parts = selecting.digest(now, repr(rules), __version__), now
            if now == parts:
                return _keep(connection, events, parts, digest, rules.version, store.recorded())
    raise AssertionError("the last attempt keeps others waiting, so it cannot be overtaken")


def _last(connection: Connection) -> sa.Row[Any] | None:
    return connection.execute(sa.select(schema.merges).order_by(schema.merges.c.id.desc()).limit(1)).first()


def _keep(connection: Connection, events: Sequence[MergedEvent], parts: Sequence[Chosen], digest: str, rules: str, now: str) -> Merged:
    changed = append(connection, events, parts, now)
    coders = " ".join(sorted({c.coder for c in parts if c.coder}))
    row = {"digest": digest, "rules": rules, "coders": coders, "reports": len(parts), "events": len(events), "changed": changed}
    connection.execute(schema.merges.insert().values(id=indexing.next_id(connection, schema.merges), recorded_at=now, **row))
    return Merged(len(parts), len(events), changed)


def append(connection: Connection, events: Sequence[MergedEvent], parts: Sequence[Chosen], now: str) -> int:
    """Append the next version of each event that is new, has changed or is gone. Gives how many."""
    t = schema.events
    numbered = sa.select(t.c.event, sa.func.max(t.c.version).label("last")).group_by(t.c.event)
    last = {row.event: row.last for row in connection.execute(numbered)}
    current = {row.event: row for row in connection.execute(sa.select(t.c.event, t.c.id, t.c.hash).where(t.c.superseded_at.is_(None)))}
    coding_of = {c.report: c for c in parts}
    versions: list[EventVersion] = []
    over: list[int] = []
    for event in events:
        line = written.to_line(event)
        mark = _mark(line, event, coding_of)
        old = current.pop(event.id, None)
        if old is not None and old.hash == mark:
            continue
        if old is not None:
            over.append(old.id)
        row = {"version": last.get(event.id, 0) + 1, "recorded_at": now, "superseded_at": None, "gone": False, "hash": mark}
        versions.append(version_of(event, line, row, coding_of))
    gone = sorted(row.id for row in current.values())
    for start in range(0, len(gone), 400):
        for before in connection.execute(sa.select(t).where(t.c.id.in_(gone[start : start + 400]))).mappings():
            row = {**before, "version": last[before["event"]] + 1, "recorded_at": now, "superseded_at": now, "gone": True, "hash": "gone"}
            del row["id"]
            versions.append(EventVersion(row, (), ()))
    over += gone
    if over:
        connection.execute(t.update().where(t.c.id == sa.bindparam("number")).values(superseded_at=now), [{"number": n} for n in over])
    for start in range(0, len(versions), 2000):
        indexing.add_events(connection, versions[start : start + 2000])
    return len(versions)


def version_of(event: MergedEvent, line: str, row: dict[str, Any], coding_of: dict[str, Chosen]) -> EventVersion:
    """A version of an event as it is kept."""
    full = {**indexing.event_row(event), **row, "record": pack(line)}
    members = [
        (m.id, c.coding_id, c.report_id) for m in event.mentions if (c := coding_of.get(m.report)) is not None and c.coding_id is not None
    ]
    return EventVersion(full, indexing.event_sides(event), members)


def _mark(line: str, event: MergedEvent, coding_of: dict[str, Chosen]) -> str:
    """What tells one version from the next: what it says, and which versions of which reports it says it from, coded by whom."""
    used = sorted({(c.report, c.version, c.coder) for r in event.reports if (c := coding_of.get(r)) is not None})
    return hashlib.sha256((line + repr(used)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _event_reader() -> Any:
    return _reader(MergedEvent)


def event_from(record: bytes) -> MergedEvent:
    """A merged event as it was written."""
    fields = json.loads(unpack(record))
    del fields["schema"]
    event: MergedEvent = _event_reader()(fields)
    return event
