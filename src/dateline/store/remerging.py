"""Coded reports of the store → merged events, appended where they changed.

Only what is connected to something new, changed or gone is merged again; the events are those that merging all at once would give, in
whatever order and in however many runs the reports came. What did not change is not written; what did, becomes the next version of its
event.
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
from dateline.merging import MergedEvent, Rules, Tables, load_rules, load_tables
from dateline.merging.reading_coded import reader_for
from dateline.store import comparable, indexing, regrouping, schema, selecting
from dateline.store.comparable import Library
from dateline.store.indexing import EventVersion
from dateline.store.opening import Store, keep_statistics
from dateline.store.regrouping import Ties
from dateline.store.selecting import Chosen
from dateline.store.texts import pack, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_RULES = "rules"
_IN_QUERY = 400
_AT_ONCE = 2000
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
    rules: Rules = reader_for(Rules)(json.loads(found))
    return rules


def keep_rules(store: Store, rules: Rules) -> None:
    """From now on this store merges by these rules."""
    text = json.dumps(dataclasses.asdict(rules))
    table = schema.settings
    with store.writing() as connection:
        connection.execute(table.delete().where(table.c.name == _RULES))
        connection.execute(table.insert().values(name=_RULES, value=text))


def remerge(store: Store, tables: Tables | None = None, *, force: bool = False) -> Merged:
    """Merge what is new with the rest, and append what changed. `force`: compare and merge all anew."""
    from dateline import __version__

    tables = tables or load_tables()
    attempt = 0
    while True:
        with store.reading() as connection:
            rules = stored_rules(connection)
            parts = list(comparable.selection(connection).values())
            last = _last(connection)
        if last is not None and last.digest == selecting.digest(parts, repr(rules), __version__) and not force:
            return Merged(last.reports, last.events, 0)
        comparable.bring_up_to_date(store, rules, tables, anew=force)
        force = False
        made: _Made | None = None
        if attempt < _TRIES:
            with store.reading() as connection:
                made = _make(connection, rules, tables)
        with store.writing() as connection:
            if attempt >= _TRIES:  # the last attempt keeps others waiting, so that it cannot be overtaken
                made = _make(connection, rules, tables)
            if made is not None and made.turn == comparable.turn_of(connection) and rules == stored_rules(connection):
                return _keep(connection, made, rules, indexing.later(connection, store.recorded()))
        attempt += 1


@dataclass(frozen=True, slots=True)
class _Made:
    """What has been merged again, out of one state of the store, and the current events in whose place it comes."""

    turn: str | None
    parts: list[Chosen]
    events: list[_Ready]
    replaced: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Ready:
    """An event ready to be kept, but for the number of its version."""

    ident: str
    mark: str
    version: EventVersion


def _make(connection: Connection, rules: Rules, tables: Tables) -> _Made | None:
    """Merge again what must be; None where something was added or taken away that has not been compared yet."""
    chosen = comparable.selection(connection)
    if {n: comparable.mark(c) for n, c in chosen.items()} != comparable.nodes(connection):
        return None
    return _make_again(connection, chosen, rules, tables)


def _make_again(connection: Connection, chosen: dict[int, Chosen], rules: Rules, tables: Tables) -> _Made:
    """Merge again what must be; all that was chosen has been compared."""
    ties = Ties(connection)
    what = regrouping.again(connection, ties)
    library = Library(connection, chosen, rules, tables)
    coding_of = {c.report: c for c in chosen.values()}
    ready = [_ready(event, coding_of) for event in regrouping.events(connection, what.nodes, ties, library, rules, tables)]
    names: dict[int, list[str]] = {}
    if not what.whole:
        codings = sorted({n for n, _ in what.nodes})
        for start in range(0, len(codings), 400):
            drawn = library.get(codings[start : start + 400])
            names.update({n: [m.key[3] for m in d.mentions] for n, d in drawn.items()})
    replaced = regrouping.replaced(connection, what, names)
    return _Made(comparable.turn_of(connection), list(chosen.values()), ready, replaced)


def _ready(event: MergedEvent, coding_of: dict[str, Chosen]) -> _Ready:
    line = written.to_line(event)
    return _Ready(event.id, _mark(line, event, coding_of), version_of(event, line, {}, coding_of))


def _last(connection: Connection) -> sa.Row[Any] | None:
    return connection.execute(sa.select(schema.merges).order_by(schema.merges.c.id.desc()).limit(1)).first()


def _keep(connection: Connection, made: _Made, rules: Rules, now: str) -> Merged:
    from dateline import __version__

    changed = _append(connection, made.events, made.replaced, now)
    connection.execute(schema.merge_dirty.delete())
    comparable.keep_setting(connection, comparable.WHOLE, None)
    comparable.turn(connection)
    t = schema.events
    total = connection.execute(sa.select(sa.func.count()).select_from(t).where(t.c.superseded_at.is_(None))).scalar_one()
    row = {
        "digest": selecting.digest(made.parts, repr(rules), __version__),
        "rules": rules.version,
        "coders": " ".join(sorted({c.coder for c in made.parts if c.coder})),
        "reports": len(made.parts),
        "events": total,
        "changed": changed,
    }
    connection.execute(schema.merges.insert().values(id=indexing.next_id(connection, schema.merges), recorded_at=now, **row))
    keep_statistics(connection)
    return Merged(len(made.parts), total, changed)


def settle(connection: Connection, rules: Rules, tables: Tables, recorded: str) -> None:
    """Merge again what must be, and put it in the place of the current events, of which no trace is left. All must have been compared."""
    made = _make_again(connection, comparable.selection(connection), rules, tables)
    for part in selecting.in_parts(number for number, _ in made.replaced.values()):
        connection.execute(schema.events.delete().where(schema.events.c.id.in_(part)))
    first = {"version": 1, "recorded_at": recorded, "superseded_at": None, "gone": False}
    versions = [EventVersion({**e.version.row, **first, "hash": e.mark}, e.version.sides, e.version.members) for e in made.events]
    _add(connection, versions)


def append(connection: Connection, events: Sequence[MergedEvent], parts: Sequence[Chosen], now: str) -> int:
    """Append the next version of each event that is new, has changed or is gone, where these are all there are. Gives how many."""
    t = schema.events
    standing = connection.execute(sa.select(t.c.event, t.c.id, t.c.hash).where(t.c.superseded_at.is_(None)))
    current = {event: (number, mark) for event, number, mark in standing}
    coding_of = {c.report: c for c in parts}
    return _append(connection, [_ready(event, coding_of) for event in events], current, now)


def _append(connection: Connection, events: Sequence[_Ready], current: dict[str, tuple[int, str]], now: str) -> int:
    """Append versions of events in place of the current ones; those for which none comes are gone."""
    t = schema.events
    left = dict(current)
    over: list[int] = []
    changed: list[_Ready] = []
    for event in events:
        old = left.pop(event.ident, None)
        if old is not None and old[1] == event.mark:
            continue
        if old is not None:
            over.append(old[0])
        changed.append(event)
    last = _last_versions(connection, [*(e.ident for e in changed), *left])
    versions: list[EventVersion] = []
    for event in changed:
        row = {**event.version.row, "version": last.get(event.ident, 0) + 1, "recorded_at": now, "superseded_at": None, "gone": False}
        versions.append(EventVersion({**row, "hash": event.mark}, event.version.sides, event.version.members))
    gone = sorted(number for number, _ in left.values())
    for start in range(0, len(gone), _IN_QUERY):
        for before in connection.execute(sa.select(t).where(t.c.id.in_(gone[start : start + _IN_QUERY]))).mappings():
            row = {**before, "version": last[before["event"]] + 1, "recorded_at": now, "superseded_at": now, "gone": True, "hash": "gone"}
            del row["id"]
            versions.append(EventVersion(row, (), ()))
    over += gone
    if over:
        connection.execute(t.update().where(t.c.id == sa.bindparam("number")).values(superseded_at=now), [{"number": n} for n in over])
    _add(connection, versions)
    return len(versions)


def _add(connection: Connection, versions: Sequence[EventVersion]) -> None:
    for start in range(0, len(versions), _AT_ONCE):
        indexing.add_events(connection, versions[start : start + _AT_ONCE])


def _last_versions(connection: Connection, events: Sequence[str]) -> dict[str, int]:
    """The number of the last version of each event that the record has had."""
    t = schema.events
    found: dict[str, int] = {}
    for start in range(0, len(events), _IN_QUERY):
        asked = sa.select(t.c.event, sa.func.max(t.c.version)).where(t.c.event.in_(events[start : start + _IN_QUERY])).group_by(t.c.event)
        found.update((event, last) for event, last in connection.execute(asked))
    return found


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
    return reader_for(MergedEvent)


def event_from(record: bytes) -> MergedEvent:
    """A merged event as it was written."""
    fields = json.loads(unpack(record))
    del fields["schema"]
    event: MergedEvent = _event_reader()(fields)
    return event
