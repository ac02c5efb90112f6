"""What several tests of the store need: a clock that is set, reports in a line, and all of a store without its inner numbers."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from store_toy import START, Toy

from dateline.merging import Tables, load_tables
from dateline.model import Report
from dateline.reading import report_from_fields
from dateline.store import schema, writing
from dateline.store.arriving import arriving
from dateline.store.as_of import known_then
from dateline.store.opening import Store
from dateline.store.running import Progress, run
from dateline.store.selecting import Limits
from dateline.store.texts import unpack
from dateline.store.tombstones import Tombstones


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    time: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.time

    def day(self, number: int) -> None:
        self.time = START + dt.timedelta(days=number)


def report(text: str, **fields: Any) -> Report:
    return report_from_fields({"text": text, "language": "en", **fields})


def add(store: Store, *reports: Report, toy: Toy | None = None) -> Progress:
    toy = toy or Toy()
    return run(store, reports, toy, toy.stamp, tables=tables())


def keep_unmerged(store: Store, *reports: Report, toy: Toy | None = None) -> None:
    """Keep reports as a run does that dies before it merges."""
    toy = toy or Toy()
    for item in reports:
        arrived = arriving(item, Tombstones())
        assert arrived is not None
        writing.keep(store, arrived, toy.code(item), toy.stamp)


@functools.cache
def tables() -> Tables:
    """Read once: reading them takes longer than most tests."""
    return load_tables()


def known(store: Store, **limits: Any) -> Store:
    """What was known then."""
    return known_then(store, Limits(**limits), tables())


def snapshot(store: Store, *, history: bool = True) -> dict[str, list[Any]]:
    """What a store says, in an order and with names that do not depend on how it came there."""
    r, c, e, a, x, m = schema.reports, schema.codings, schema.events, schema.actors, schema.event_actors, schema.members
    with store.reading() as on:
        versions = [_without(row, "id", "run") for row in on.execute(sa.select(r).order_by(r.c.report, r.c.version)).mappings()]
        read = on.execute(
            sa.select(r.c.report, r.c.version, c.c.coder, c.c.record)
            .join(c, c.c.report_id == r.c.id)
            .order_by(r.c.report, r.c.version, c.c.coder)
        ).all()
        wanted = sa.select(e) if history else sa.select(e).where(e.c.superseded_at.is_(None))
        events = on.execute(wanted.order_by(e.c.event, e.c.version)).mappings().all()
        sides = on.execute(
            sa.select(e.c.event, e.c.version, x.c.role, x.c.number, a.c.name, a.c.code)
            .join(x, x.c.event_id == e.c.id)
            .join(a, a.c.id == x.c.actor_id)
            .order_by(e.c.event, e.c.version, x.c.role, x.c.number)
        ).all()
        members = on.execute(
            sa.select(e.c.event, e.c.version, m.c.mention, r.c.report, r.c.version)
            .join(m, m.c.event_id == e.c.id)
            .join(r, r.c.id == m.c.report_id)
            .order_by(e.c.event, e.c.version, m.c.number)
        ).all()
        counted = [(t.name, on.execute(sa.select(sa.func.count()).select_from(t)).scalar_one()) for t in (schema.mentions, schema.quotes)]
    return {
        "reports": versions,
        "codings": [(row.report, row.version, row.coder, unpack(row.record)) for row in read],
        "events": [_without(row, "id") for row in events],
        "sides": [tuple(row) for row in sides] if history else [],
        "members": [tuple(row) for row in members] if history else [],
        "counted": counted,
    }


def _without(row: sa.RowMapping, *names: str) -> dict[str, Any]:
    shown = {k: v for k, v in row.items() if k not in names}
    return {k: unpack(bytes(v)) if k in ("text", "record") else v for k, v in shown.items()}


def told(store: Store) -> list[str]:
    """Current events in short: type, number of sources, figure."""
    from dateline.store import querying
    from dateline.store.filters import Filters

    return [_short(event) for event in querying.events(store, Filters())]


def _short(event: Any) -> str:
    figures = "".join(f" {m.kind} {m.low:g}" for m in event.magnitudes)
    return f"{event.when.start} {event.type} {event.status} {len(event.sources)}/{len(event.reports)}{figures}"


def all_text(rows: Iterable[Any]) -> str:
    return " ".join(str(row) for row in rows)
