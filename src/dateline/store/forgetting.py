"""A report, or a person's name, removed for good: from texts, codings, the events' whole history, and the search index.

Rows are written anew where they hold what must go, and the file is written anew at the end, so that nothing is left on free pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.errors import NotInStore, WrongUsage
from dateline.store import indexing, schema, searching, tombstones
from dateline.store.indexing import Actor, name_words
from dateline.store.opening import Store
from dateline.store.texts import column, fold, pack, unpack
from dateline.store.tombstones import Tombstones

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_PERSON = frozenset({"id", "wikidata", "title", "backer", "code"})
"""Fields of a participant that tell who it is even where the name is covered."""


def forget_report(store: Store, ident: str, reason: str = "") -> int:
    """Remove a report, all its versions and all that was read in it. Gives the number of versions. Merge again afterwards."""
    t = schema.reports
    with store.writing() as connection:
        now = indexing.later(connection, store.recorded())
        rows = connection.execute(sa.select(t).where(sa.or_(t.c.report == ident, t.c.url == ident))).all()
        if not rows:
            raise NotInStore(f"no report {ident!r} in this store; give its id or its address")
        for row in rows:
            text = unpack(row.text)
            hashes = tombstones.report_hashes(row.report, row.url)
            if row.whole:
                hashes.append(tombstones.text_hash(text))
            _bury(connection, store.recorded(), "report", hashes, reason)
            searching.remove(connection, row.id, row.title, text)
        ids = [row.id for row in rows]
        told = sa.select(schema.members.c.event_id).where(schema.members.c.report_id.in_(ids))
        touched = sorted(set(connection.execute(sa.select(schema.events.c.event).where(schema.events.c.id.in_(told))).scalars()))
        # A version that says that an event is gone repeats what the one before it said.
        connection.execute(schema.events.delete().where(schema.events.c.event.in_(touched)))
        _tell(connection, touched, now, whole=True)
        connection.execute(t.delete().where(t.c.id.in_(ids)))
        _drop_unused_actors(connection)
        searching.clean(connection)
    return len(rows)


def forget_name(store: Store, name: str, reason: str = "") -> int:
    """Cover a person's name wherever it stands, whatever its case and accents. Gives the number of versions of reports that held it."""
    words = tombstones.name_words(name)
    if not words:
        raise WrongUsage(f"{name!r} is no name; give its words as they are written")
    mask = Tombstones(frozenset({tombstones.name_hash(words)}), frozenset({len(words)}))
    with store.writing() as connection:
        hashes = sorted(mask.hashes)
        _bury(connection, store.recorded(), "name", hashes, reason, len(words))
        covered = sum(_cover_report(connection, row, mask) for row in _rows(connection, schema.reports))
        for row in _rows(connection, schema.codings):
            _cover_record(connection, schema.codings, row, mask)
        touched = sorted({row.event for row in _rows(connection, schema.events) if _cover_record(connection, schema.events, row, mask)})
        _tell(connection, touched, indexing.later(connection, store.recorded()), whole=False)
        _cover_actors(connection, mask)
        for table, names in (
            (schema.places, ("name",)),
            (schema.corrections, ("notice",)),
            (schema.runs, ("inputs",)),
            (schema.reviews, ("fields", "applied", "note", "reviewer")),
            (schema.watches, ("name", "filters")),
        ):
            _cover_columns(connection, table, names, mask)
        searching.clean(connection)
    return covered


def wipe(store: Store) -> None:
    """Write the file anew, so that nothing that was removed is left on free pages."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if store.is_sqlite:
            raw = connection.connection.cursor()  # outside of any transaction of ours
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
        else:
            connection.exec_driver_sql("VACUUM FULL")


# --- rows


def _bury(connection: Connection, now: str, kind: str, hashes: Sequence[str], reason: str, words: int = 0) -> None:
    t = schema.tombstones
    for mark in hashes:
        if connection.execute(sa.select(t.c.hash).where(t.c.hash == mark)).first() is None:
            connection.execute(t.insert().values(hash=mark, kind=kind, words=words, reason=column(reason), recorded_at=now))


def _rows(connection: Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
    """All rows of a table, some at a time."""
    last = 0
    while found := connection.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(200)).all():
        yield from found
        last = found[-1].id


def _cover_report(connection: Connection, row: sa.Row[Any], mask: Tombstones) -> bool:
    text = unpack(row.text)
    changed: dict[str, Any] = {}
    for name in ("title", "byline", "dateline", "url", "notice", "archive_url"):
        value = getattr(row, name)
        if value and (covered := mask.mask(value)) != value:
            changed[name] = covered
    if (covered := mask.mask(text)) != text:
        changed["text"] = pack(covered)
        v, c = schema.sentence_vectors, schema.codings  # what the encoder made of the name goes with it
        connection.execute(v.delete().where(v.c.coding_id.in_(sa.select(c.c.id).where(c.c.report_id == row.id))))
    if row.extra and (extra := json.dumps(tombstones.deep(mask.mask, json.loads(row.extra)))) != row.extra:
        changed["extra"] = extra
    if not changed:
        return False
    searching.remove(connection, row.id, row.title, text)
    searching.add(connection, row.id, changed.get("title", row.title), covered)
    connection.execute(schema.reports.update().where(schema.reports.c.id == row.id).values(changed))
    return True


def _tell(connection: Connection, events: Sequence[str], now: str, *, whole: bool) -> None:
    """Note which events' history was removed or covered, for those who have copies."""
    t = schema.forgotten_events
    for event in events:
        before = connection.execute(sa.select(t.c.whole).where(t.c.event == event)).scalar()
        connection.execute(t.delete().where(t.c.event == event))
        connection.execute(t.insert().values(event=event, recorded_at=now, whole=whole or bool(before)))


def _cover_record(connection: Connection, table: sa.Table, row: sa.Row[Any], mask: Tombstones) -> bool:
    """A coding, or a version of an event, without the name and without what else tells who it is. Gives whether it held the name."""
    before = unpack(row.record)
    after = json.dumps(_covered(json.loads(before), mask), ensure_ascii=False, separators=(", ", ": "))
    changed: dict[str, Any] = {"record": pack(after)} if after != before else {}
    if table is schema.events and row.place and (place := mask.mask(row.place)) != row.place:
        changed["place"] = place
    if changed:
        connection.execute(table.update().where(table.c.id == row.id).values(changed))
    return bool(changed)


def _covered(value: Any, mask: Tombstones) -> Any:
    if isinstance(value, dict):
        covered = {mask.mask(k): _covered(v, mask) for k, v in value.items()}
        if covered != value and "sectors" in value and any(covered.get(n) != value.get(n) for n in ("name", "text")):
            covered.update(dict.fromkeys(_PERSON & value.keys()))
            covered |= {"candidates": []} if "candidates" in value else {}
        return covered
    if isinstance(value, list):
        return [_covered(v, mask) for v in value]
    return mask.mask(value) if isinstance(value, str) else value


def _cover_actors(connection: Connection, mask: Tombstones) -> None:
    """Those who bear the name become somebody whose name is covered, without a code and an id."""
    t = schema.actors
    for row in list(_rows(connection, t)):
        name = mask.mask(row.name)
        if name == row.name:
            continue
        hidden = Actor(name, None, row.country, None)
        values = {"name": name, "folded": fold(name), "code": None, "ident": None}
        other = connection.execute(sa.select(t.c.id).where(t.c.digest == hidden.digest)).scalar()
        connection.execute(schema.actor_words.delete().where(schema.actor_words.c.actor_id == row.id))
        if other is None:
            connection.execute(t.update().where(t.c.id == row.id).values(digest=hidden.digest, **values))
            words = [{"word": w, "actor_id": row.id} for w in name_words(fold(name))]
            connection.execute(schema.actor_words.insert(), words)
            continue
        for table in (schema.participants, schema.quotes, schema.event_actors):
            connection.execute(table.update().where(table.c.actor_id == row.id).values(actor_id=other))
        connection.execute(t.delete().where(t.c.id == row.id))


def _cover_columns(connection: Connection, table: sa.Table, names: Sequence[str], mask: Tombstones) -> None:
    for name in names:
        held = table.c[name]
        for value in connection.execute(sa.select(held).where(held.is_not(None)).distinct()).scalars().all():
            if (covered := mask.mask(value)) != value:
                connection.execute(table.update().where(held == value).values({name: covered}))


def _drop_unused_actors(connection: Connection) -> None:
    """Those whom only what was forgotten named."""
    used = sa.union(
        *(sa.select(t.c.actor_id).where(t.c.actor_id.is_not(None)) for t in (schema.participants, schema.quotes, schema.event_actors))
    )
    connection.execute(schema.actors.delete().where(schema.actors.c.id.not_in(used)))
