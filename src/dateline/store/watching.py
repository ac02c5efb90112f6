"""Saved filters, up to when their events were seen, and up to when somebody was told of them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.store import schema
from dateline.store.indexing import next_id
from dateline.store.texts import column

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

    from dateline.store.opening import Store


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved filter. `filters` are as an address has them; `feed_key` opens its feeds; `secret` signs what its webhook is told."""

    id: str
    name: str
    filters: Mapping[str, Any]
    feed_key: str = field(repr=False)
    webhook: str | None
    secret: str | None = field(repr=False)
    seen_at: str
    told_at: str
    failure: str | None


@dataclass(frozen=True, slots=True)
class WatchGiven:
    """What somebody wants to be watched."""

    name: str
    filters: Mapping[str, Any]
    webhook: str | None = None
    secret: str | None = field(default=None, repr=False)


def _watch(row: Row[Any]) -> Watch:
    filters = json.loads(row.filters)
    return Watch(row.watch, row.name, filters, row.feed_key, row.webhook, row.secret, row.seen_at, row.told_at, row.failure)


def watches(store: Store) -> list[Watch]:
    """All watches, in the order in which they were made."""
    with store.reading() as connection:
        return [_watch(row) for row in connection.execute(sa.select(schema.watches).order_by(schema.watches.c.id))]


def watch(store: Store, ident: str) -> Watch:
    """One watch. Raises `NotInStore`."""
    t = schema.watches
    with store.reading() as connection:
        row = connection.execute(sa.select(t).where(t.c.watch == ident)).first()
    if row is None:
        raise NotInStore(f"no watch {ident!r} in this store")
    return _watch(row)


def add(store: Store, given: WatchGiven) -> Watch:
    """Begin to watch: what is in the record now counts as seen."""
    t = schema.watches
    ident = f"w-{secrets.token_hex(8)}"
    with store.writing() as connection:
        now = store.recorded()
        row = {
            "id": next_id(connection, t),
            "watch": ident,
            **_columns(given),
            "feed_key": secrets.token_urlsafe(18),
            "changed_at": now,
            "seen_at": now,
            "told_at": now,
            "failure": None,
        }
        connection.execute(t.insert().values(**row))
    return watch(store, ident)


def change(store: Store, ident: str, given: WatchGiven) -> Watch:
    """Watch for something else, under the same id. Raises `NotInStore`."""
    _update(store, ident, {**_columns(given), "failure": None, "changed_at": store.recorded()})
    return watch(store, ident)


def drop(store: Store, ident: str) -> None:
    """Watch no more. Raises `NotInStore`."""
    t = schema.watches
    with store.writing() as connection:
        gone = connection.execute(t.delete().where(t.c.watch == ident))
        if not gone.rowcount:
            raise NotInStore(f"no watch {ident!r} in this store")


def seen(store: Store, ident: str) -> Watch:
    """All that is in the record now was seen. Raises `NotInStore`."""
    now = store.recorded()
    _update(store, ident, {"seen_at": now, "changed_at": now})
    return watch(store, ident)


def told(store: Store, ident: str, until: str) -> None:
    """The webhook was told of what was recorded until then."""
    _update(store, ident, {"told_at": until, "failure": None, "changed_at": store.recorded()})


def failed(store: Store, ident: str, why: str) -> None:
    """The webhook could not be told."""
    _update(store, ident, {"failure": column(why[:300]), "changed_at": store.recorded()})


def _columns(given: WatchGiven) -> dict[str, Any]:
    filters = json.dumps(given.filters, ensure_ascii=False, sort_keys=True)
    return {"name": column(given.name), "filters": filters, "webhook": column(given.webhook), "secret": column(given.secret)}


def _update(store: Store, ident: str, values: dict[str, Any]) -> None:
    t = schema.watches
    with store.writing() as connection:
        changed = connection.execute(t.update().where(t.c.watch == ident).values(**values))
        if not changed.rowcount:
            raise NotInStore(f"no watch {ident!r} in this store")
