"""A store of synthetic events: how fast they come in, how much room they take, how long each query takes.

usage: store.py [EVENTS] [URL] [QUERIES]     by default 100000 events in a file in a temporary folder, 30 queries of each kind

Reports of one to four mentions are kept as `dateline run` keeps them, without the coder, a transaction each. Each mention becomes a merged
event of its own, appended as at the end of a run. Merging itself, whose cost is not the store's, is timed on the first 2,000 reports.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dateline.merging import MergedEvent, load_rules, load_tables, merge
from dateline.merging.model import IndependentSource, MentionRef, MergedParticipant
from dateline.model import (
    Attribution,
    CodedReport,
    Counts,
    EventMention,
    Factuality,
    Participant,
    Report,
    Span,
    TextSpan,
    When,
    Where,
    stable_hash,
)
from dateline.store import panels, querying, quoting, remerging, schema, selecting, stamps, writing
from dateline.store.arriving import arriving
from dateline.store.filters import Filters
from dateline.store.opening import Store, connect
from dateline.store.panels import PanelSettings
from dateline.store.quoting import QuoteFilters
from dateline.store.selecting import Limits
from dateline.store.stamps import Stamp
from dateline.store.tombstones import Tombstones

START = dt.date(2015, 1, 1)
DAYS = 3650
STAMP = Stamp("benchmark", "-", "-", "-")
KINDS = [
    ("CONSULT", "visit", 1, 1.9, "visited"),
    ("ASSAULT", "firearms", 4, -9.5, "shot at"),
    ("ACCUSE", "disapprove", 3, -2.0, "accused"),
    ("AID", "military", 2, 8.3, "armed"),
    ("PROTEST", "demo", 3, -6.5, "marched against"),
    ("COERCE", "arrest", 4, -5.0, "arrested"),
    ("AGREE", "meet", 1, 3.0, "agreed to meet"),
]
SECTORS = ["GOV", "MIL", "REB", "COP", "OPP", "CVL", ""]
COMMON = "the government said on officials in after talks border town forces week people year police army".split()  # noqa: SIM905


class World:
    """Names that the synthetic reports are about; some are frequent, most are rare."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # chance that need not be secret
        letters = "ABCDEFGHIJKLMNOPRSTUVZ"
        self.countries = ["".join(self.chance.choice(letters) for _ in range(3)) for _ in range(180)]
        self.words = ["".join(self.chance.choice("aeioubdgklmnrst") for _ in range(self.chance.randint(4, 9))) for _ in range(20000)]
        self.places = [
            (w.title(), self.chance.choice(self.countries), self.chance.uniform(-60, 70), self.chance.uniform(-180, 180))
            for w in self.words[:3000]
        ]
        self.people = [self._person() for _ in range(40_000)]
        self.outlets = [f"The {w.title()} Post" for w in self.words[3000:3300]]

    def rare(self, among: Sequence[object]) -> int:
        """A place in a list: the first are met often, the last seldom."""
        return int(len(among) * self.chance.random() ** 3)

    def _person(self) -> tuple[str, str, str]:
        country = self.countries[self.rare(self.countries)]
        name = f"{self.words[self.rare(self.words)].title()} {self.words[self.rare(self.words)].title()}"
        return name, country, self.chance.choice(SECTORS)

    def actor(self, text: str, at: int) -> Participant:
        """Somebody, standing at a place of the text."""
        name, country, sector = self.people[self.rare(self.people)]
        return Participant(at, at + 4, text[at : at + 4], name, country + sector, country, (), None, confidence=0.8)

    def report(self, number: int) -> CodedReport:
        """A coded report of about 250 words."""
        chance = self.chance
        text = " ".join(chance.choice(COMMON) if chance.random() < 0.5 else self.words[self.rare(self.words)] for _ in range(250))
        day = START + dt.timedelta(days=chance.randrange(DAYS))
        report = Report(f"s{number}", text, self.outlets[self.rare(self.outlets)], text[:60], f"https://example.org/n/{number}", "en", day)
        events = tuple(self.mention(report, day, n) for n in range(chance.randint(1, 4)))
        said = tuple(
            Attribution(f"a-{stable_hash(e.id)}", e.actors[0], Span(5, 9), (Span(10, 90),), "said", "direct", (), (e.id,))
            for e in events[:1]
        )
        return CodedReport(report, events, said, (), (), counts=Counts(12, 8, 250))

    def mention(self, report: Report, day: dt.date, number: int) -> EventMention:
        """One event of a report."""
        kind, mode, quad, score, words = self.chance.choice(KINDS)
        at = 40 + number * 300
        place, country, latitude, longitude = self.places[self.rare(self.places)]
        when = (day - dt.timedelta(days=self.chance.randrange(3))).isoformat()
        return EventMention(
            id="m-" + stable_hash(report.id, str(number)),
            type=kind,
            mode=mode,
            contexts=(),
            act=None,
            cameo="010",
            quad=quad,
            score=score,
            goldstein=score,
            trigger=TextSpan(at, at + len(words), words),
            actors=(self.actor(report.text, at - 20),),
            recipients=(self.actor(report.text, at + 20),),
            when=When(when, when, "day", "stated", when, Span(at + 30, at + 40)),
            where=Where(place, country, None, latitude, longitude, None, "place"),
            factuality=Factuality(),
            auxiliary=(),
            attributions=(),
            magnitudes=(),
            links=(),
            confidence=round(self.chance.uniform(0.4, 0.99), 2),
            rule="lexicon/assault.tsv:12",
            reasons={"when": "stated"},
        )


def merged(coded: CodedReport) -> Iterator[MergedEvent]:
    """Each mention as an event of its own."""
    r = coded.report
    day = str(r.published)
    for e in coded.events or ():
        ref = MentionRef(
            report=r.id,
            start=e.trigger.start,
            end=e.trigger.end,
            id=e.id,
            text=e.trigger.text,
            type=e.type,
            mode=e.mode,
            outlet=r.outlet,
            published=day,
            source=r.outlet or "",
            auxiliary=(),
            confidence=e.confidence,
        )
        actors, recipients = (
            tuple(MergedParticipant(p.name, p.text, p.code, p.country, (), p.id, None, None, None, (e.id,)) for p in side)
            for side in (e.actors, e.recipients)
        )
        yield MergedEvent(
            id="e" + e.id,
            mentions=(ref,),
            type=e.type,
            mode=e.mode,
            contexts=(),
            act=None,
            cameo=e.cameo,
            quad=e.quad,
            score=e.score,
            goldstein=e.goldstein,
            actors=actors,
            recipients=recipients,
            when=e.when,
            where=e.where,
            factuality=e.factuality,
            auxiliary=(),
            magnitudes=(),
            status="reported",
            reports=(r.id,),
            outlets=(r.outlet or "",),
            sources=(IndependentSource(r.outlet or "", None, (r.outlet or "",), (r.id,)),),
            first_reported=day,
            last_reported=day,
            links=(),
            versions=(),
            confidence=e.confidence,
            rules="dateline-1",
            reasons={},
        )


def fill(store: Store, number: int, world: World) -> None:
    """Keep reports until there are so many events, then append the events."""
    with store.writing() as connection:
        stamps.register(connection, STAMP, store.recorded())
    started = time.perf_counter()
    kept = reports = 0
    events: list[MergedEvent] = []
    sample: list[CodedReport] = []
    while kept < number:
        made = time.perf_counter()
        coded = world.report(reports)
        started += time.perf_counter() - made  # making them up is not counted
        item = arriving(coded.report, Tombstones())
        assert item is not None  # noqa: S101
        writing.keep(store, item, coded, STAMP)
        events += merged(coded)
        if len(sample) < 2000:
            sample.append(coded)
        kept += len(coded.events or ())
        reports += 1
        if reports % 10_000 == 0:
            print(f"  {reports:,} reports in {time.perf_counter() - started:.0f} s", flush=True)
    seconds = time.perf_counter() - started
    rates = f"{reports / seconds:,.0f} reports/s, {kept / seconds:,.0f} mentions/s"
    print(f"keeping: {reports:,} reports, {kept:,} mentions in {seconds:.1f} s: {rates}")
    started = time.perf_counter()
    with store.writing() as connection:
        parts = selecting.chosen(connection, Limits())
        remerging.append(connection, events, parts, store.recorded())
    seconds = time.perf_counter() - started
    print(f"appending: {len(events):,} events in {seconds:.1f} s: {len(events) / seconds:,.0f} events/s")
    started = time.perf_counter()
    found = merge(sample, load_rules(), load_tables())
    seconds = time.perf_counter() - started
    print(
        f"merging {len(sample):,} reports ({sum(len(c.events or ()) for c in sample):,} mentions → {len(found):,} events): {seconds:.1f} s"
    )


def size(store: Store, url: str) -> int:
    """Bytes on disk, after the database has tidied up."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("VACUUM ANALYZE")
            return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())
        raw = connection.connection.cursor()
        raw.execute("ANALYZE")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
    return Path(url).stat().st_size


def queries(store: Store, world: World) -> dict[str, Callable[[], object]]:
    """What the commands and pages ask, each time about something else."""
    chance = world.chance

    def asking(**asked: Any) -> list[str]:
        return list(querying.lines(store, Filters(**asked, limit=100)))

    def day() -> dt.date:
        return START + dt.timedelta(days=chance.randrange(DAYS))

    def month() -> dict[str, Any]:
        since = day()
        return {"since": since, "until": since + dt.timedelta(days=30)}

    def country() -> str:
        return world.countries[world.rare(world.countries)]

    with store.reading() as connection:
        ids = list(connection.execute(sa.select(schema.events.c.event).limit(100_000)).scalars())
        names = list(connection.execute(sa.select(schema.actors.c.name).limit(100_000)).scalars())
    return {
        "latest 100 of a month": lambda: asking(**month()),
        "by the country of the actor": lambda: asking(actor=country()),
        "by actor and month": lambda: asking(actor=country(), **month()),
        "by name": lambda: asking(participant=chance.choice(names)),
        "by pair": lambda: asking(pair=(country(), country())),
        "by type and month": lambda: asking(types=(chance.choice(KINDS)[0],), **month()),
        "by country of the place": lambda: asking(country=country(), since=day()),
        "by place": lambda: asking(place=world.places[world.rare(world.places)][0]),
        "by status, confidence, month": lambda: asking(status=("reported",), min_confidence=0.8, **month()),
        "by a rare word": lambda: asking(text=chance.choice(world.words[10_000:])),
        "by two words": lambda: asking(text=f"{world.words[world.rare(world.words)]} {world.words[world.rare(world.words)]}"),
        "one event": lambda: querying.event(store, chance.choice(ids)),
        "quotes by name": lambda: list(quoting.quotes(store, QuoteFilters(speaker=chance.choice(names), limit=100))),
        "panel, one pair, months, a year": lambda: panels.panel(store, _year(Filters(pair=(country(), country())), day())),
        "count of a month": lambda: querying.count(store, Filters(**month())),
    }


def _year(filters: Filters, since: dt.date) -> PanelSettings:
    import dataclasses

    return PanelSettings(filters=dataclasses.replace(filters, since=since, until=since + dt.timedelta(days=365)))


def main() -> None:
    """Fill and ask."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else str(Path(folder) / "store.db")
        store = connect(url)
        machine = f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, SQLAlchemy {sa.__version__}"
        print(f"{number:,} events; {store.engine.dialect.name} (SQLite {sqlite3.sqlite_version}); {machine}")
        world = World(7)
        fill(store, number, world)
        taken = size(store, url)
        print(f"on disk: {taken / 1e6:,.0f} MB, {taken / number:,.0f} bytes an event with its reports")
        worst = 0.0
        for name, ask in queries(store, world).items():
            seconds = []
            for _ in itertools.repeat(None, times):
                started = time.perf_counter()
                ask()
                seconds.append(time.perf_counter() - started)
            p95 = sorted(seconds)[max(0, int(len(seconds) * 0.95) - 1)]
            worst = max(worst, p95)
            print(f"{name:<34} p50 {statistics.median(seconds) * 1000:8.1f} ms   p95 {p95 * 1000:8.1f} ms", flush=True)
        print(f"the slowest query's p95: {worst * 1000:.1f} ms")
        store.close()


if __name__ == "__main__":
    main()
