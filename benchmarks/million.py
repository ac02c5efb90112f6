"""A store of a million synthetic events: how fast it is filled, how much room it takes, how long each query of the pages takes.

usage: million.py PATH [--events N] [--seed N] [--times N] [--only WORDS] [--fill-only]

PATH is the file of a SQLite store, or a PostgreSQL URL. It is made there once; one that was stopped on the way is filled up, and if it is
full already, only the queries are timed. Reports and events are made up story by story (`synthetic.py`) and kept by the store's own
functions, five hundred reports a transaction; they are not coded and not merged, whose costs are measured elsewhere. Each query is asked 50
times, each time about something else.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa

from dateline.merging.model import MergedEvent
from dateline.model import CodedReport
from dateline.store import indexing, remerging, schema, stamps, writing
from dateline.store.arriving import arriving
from dateline.store.opening import Store, connect, keep_statistics
from dateline.store.selecting import Chosen
from dateline.store.stamps import Stamp
from dateline.store.tombstones import Tombstones
from synthetic import World, stories

STAMP = Stamp("synthetic", "-", "-", "-")
_AT_ONCE = 500
_FILLING = ("cache_size=-1000000", "wal_autocheckpoint=50000")
"""Most of what is written goes into indexes, at places all over the file: with little memory the same pages are written to the disk again
for each five hundred reports (600 MB for them in a store of 2 GB), with this much a tenth of that."""


class Ticking:
    """A clock that goes on a second each time it is asked, so that the same seed gives the same store."""

    def __init__(self) -> None:
        """It begins with the year 2026."""
        self.time = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        """The next second."""
        self.time += dt.timedelta(seconds=1)
        return self.time


def main() -> None:
    """Fill if need be, and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", help="the file of the store, or a PostgreSQL URL")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--times", type=int, default=50, help="how often each query is asked")
    parser.add_argument("--only", default="", help="time only the queries whose name holds these words")
    parser.add_argument("--fill-only", action="store_true", help="make the store and ask nothing")
    asked = parser.parse_args()
    store = connect(asked.path, clock=Ticking())
    database = f"{store.engine.dialect.name} (SQLite {sqlite3.sqlite_version})"
    print(f"{database}; {os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}")
    world = World(asked.seed)
    if not _is_full(store):
        fill(store, world, asked.events)
    report_size(store, asked.path)
    if not asked.fill_only:
        import queries

        queries.ask(store, world, asked.times, asked.only)
    store.close()


def _is_full(store: Store) -> bool:
    """Whether the store was filled to the end: what is written last says so."""
    with store.reading() as connection:
        return connection.execute(sa.select(schema.merges.c.id)).first() is not None


def _last_story(store: Store) -> int:
    """The last story of which the events are there, -1 in an empty store. The clock of the store goes on from there."""
    r, m, e = schema.reports, schema.members, schema.events
    with store.reading() as connection:
        found = connection.execute(sa.select(r.c.report).where(r.c.id == sa.select(sa.func.max(m.c.report_id)).scalar_subquery())).scalar()
        times = [connection.execute(sa.select(sa.func.max(t.c.recorded_at))).scalar() for t in (r, e)]
    if found is None:
        return -1
    if isinstance(store.clock, Ticking):
        store.clock.time = dt.datetime.fromisoformat(max(t for t in times if t))
    return int(found[1:].partition("-")[0])


def fill(store: Store, world: World, number: int) -> None:
    """Keep made-up reports and events until there are so many events, those of them left out that are there already."""
    if store.is_sqlite:
        sa.event.listen(store.engine, "connect", _widen)
        store.engine.dispose()
    last = _last_story(store)
    with store.writing() as connection:
        stamps.register(connection, STAMP, store.recorded())
    started = time.perf_counter()
    spent = {"making up": 0.0, "reports": 0.0, "events": 0.0}
    kept = {"reports": 0, "mentions": 0, "events": 0}
    source = (told for at, told in enumerate(stories(world, number)) if at > last)
    more = True
    while more:
        at = time.perf_counter()
        reports: list[CodedReport] = []
        events: list[MergedEvent] = []
        while len(reports) < _AT_ONCE and (found := next(source, None)) is not None:
            reports += found[0]
            events += found[1]
        more = bool(reports)
        spent["making up"] += time.perf_counter() - at
        at = time.perf_counter()
        with store.writing() as connection:
            codings = {coded.report.id: _keep(connection, store, coded) for coded in reports}
        spent["reports"] += time.perf_counter() - at
        at = time.perf_counter()
        with store.writing() as connection:
            now = store.recorded()
            indexing.add_events(connection, [_version(event, now, codings) for event in events])
        spent["events"] += time.perf_counter() - at
        kept["reports"] += len(reports)
        kept["mentions"] += sum(len(c.events or ()) for c in reports)
        kept["events"] += len(events)
        if kept["events"] % 50_000 < len(events):
            print(f"  {kept['events']:,} events in {time.perf_counter() - started:.0f} s", flush=True)
    with store.writing() as connection:
        values = {
            "digest": "-",
            "rules": "synthetic",
            "coders": STAMP.id,
            "reports": kept["reports"],
            "events": kept["events"],
            "changed": kept["events"],
        }
        connection.execute(schema.merges.insert().values(id=1, recorded_at=store.recorded(), **values))
    told, made, own = kept["reports"], kept["events"], spent["making up"]
    rates = f"{told / spent['reports']:,.0f} reports/s, {kept['mentions'] / spent['reports']:,.0f} mentions/s"
    print(f"kept {told:,} reports with {kept['mentions']:,} mentions in {spent['reports']:.0f} s: {rates}")
    print(f"kept {made:,} merged events in {spent['events']:.0f} s: {made / spent['events']:,.0f} events/s")
    print(f"both: {made / (spent['reports'] + spent['events']):,.0f} events/s (making them up, {own:.0f} s, not counted)")
    with store.writing() as connection:
        keep_statistics(connection)  # as merging does
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _widen(connection: sqlite3.Connection, _: object) -> None:
    for setting in _FILLING:
        connection.execute(f"PRAGMA {setting}")


def _keep(connection: sa.Connection, store: Store, coded: CodedReport) -> Chosen:
    r, c = schema.reports, schema.codings
    there = sa.select(r.c.id, c.c.id).join(c, c.c.report_id == r.c.id).where(r.c.report == coded.report.id)
    for version, coding in connection.execute(there):  # a filling that was stopped between the reports and their events
        return Chosen(coded.report.id, 1, version, "report", coding, STAMP.id)
    item = arriving(coded.report, Tombstones())
    assert item is not None  # noqa: S101  # nothing was forgotten
    recorded = store.recorded()
    row = writing.report_row(item, coded, coded.report.id, 1, keeps_text=True)
    version = writing.add_version(connection, {**row, "public_from": recorded, "recorded_at": recorded})
    coding = writing.add_coding(connection, version, coded, STAMP.id, recorded)
    return Chosen(coded.report.id, 1, version, "report", coding, STAMP.id)


def _version(event: MergedEvent, now: str, codings: dict[str, Chosen]) -> indexing.EventVersion:
    from dateline.exporting.merged import to_line

    row = {"version": 1, "recorded_at": now, "superseded_at": None, "gone": False, "hash": event.id}
    return remerging.version_of(event, to_line(event), row, codings)


def report_size(store: Store, path: str) -> None:
    """Print how much room the store takes."""
    with store.reading() as connection:
        events, reports = (
            int(connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one()) for t in (schema.events, schema.reports)
        )
        taken = 0 if store.is_sqlite else int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())
    if store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
        taken = Path(path).stat().st_size
    each = f"{taken / max(events, 1):,.0f} bytes an event with its reports"
    print(f"{events:,} events out of {reports:,} reports: {taken / 1e6:,.0f} MB on disk, {each}")


if __name__ == "__main__":
    main()
