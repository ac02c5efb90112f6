"""What the pages and the command line ask of a store, each time about something else, and how long it takes.

What the pages ask is asked as the server asks it, with the columns in memory (`serving/counting.py`) made before; what begins with
`command` as the command line asks it, with SQL alone.
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from dateline.serving.counting import Counting
from dateline.store import leafing, likeness, panels, querying, quoting, schema, timelines
from dateline.store.filters import Filters
from dateline.store.listing import Wanted
from dateline.store.opening import Store
from dateline.store.panels import PanelSettings
from dateline.store.quoting import QuoteFilters
from synthetic import DAYS, START, World

LIMIT = 50


def ask(store: Store, world: World, times: int, only: str) -> None:
    """Ask each so often, and print p50 and p95: the time that passed, and that of one core, which other programs leave alone."""
    slow = []
    for name, question in questions(store, world).items():
        if only and only not in name:
            continue
        passed, own = [], []
        for _ in range(times):
            at, used = time.perf_counter(), time.process_time()
            question()
            own.append(1000 * (time.process_time() - used))
            passed.append(1000 * (time.perf_counter() - at))
        if _p95(own) > 100:
            slow.append(name)
        (middle, slowest), (own_middle, own_slowest) = ((statistics.median(v), _p95(v)) for v in (passed, own))
        core = f"of one core p50 {own_middle:8.1f}  p95 {own_slowest:8.1f} ms"
        print(f"{name:<38} p50 {middle:8.1f}  p95 {slowest:8.1f} ms;  {core}", flush=True)
    print(f"above 100 ms of one core: {'; '.join(slow) or 'none'}")


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def questions(store: Store, world: World) -> Mapping[str, Callable[[], object]]:
    """The questions by name."""
    chance = world.chance
    counting = Counting(store)
    at, used = time.perf_counter(), time.process_time()
    counting.make_ready()
    spent = f"{time.perf_counter() - at:.1f} s, {time.process_time() - used:.1f} s of one core"
    print(f"columns read: {spent}; memory of the program at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    with store.reading() as connection:
        e, a = schema.events, schema.actors
        last = int(connection.execute(sa.select(sa.func.max(e.c.id))).scalar_one())
        some = sorted(chance.randrange(1, last + 1) for _ in range(500))
        ids = list(connection.execute(sa.select(e.c.event).where(e.c.id.in_(some))).scalars())
        actors = connection.execute(sa.select(a.c.digest, a.c.name).order_by(a.c.id)).all()

    def country() -> str:
        return world.countries[world.rare(world.countries)]

    def actor() -> Any:
        return actors[world.rare(actors, 2.0)]

    def kind() -> str:
        return str(chance.choices(world.cameo, cum_weights=world.cameo_weights)[0].type)

    def day() -> dt.date:
        return START + dt.timedelta(days=chance.randrange(DAYS - 40))

    def month() -> dict[str, Any]:
        since = day()
        return {"since": since, "until": since + dt.timedelta(days=30)}

    def year() -> dict[str, Any]:
        since = START + dt.timedelta(days=chance.randrange(DAYS - 365))
        return {"since": since, "until": since + dt.timedelta(days=365)}

    def page(sort: Any = "-day", after: Any = None, **asked: Any) -> object:
        return counting.page(Wanted(Filters(**asked)), sort, LIMIT, after)

    def wanted(**asked: Any) -> Wanted:
        return Wanted(Filters(**asked))

    def quotes(asked: QuoteFilters, about: str | None = None) -> object:
        return leafing.quotes(store, asked, about, LIMIT, None)

    def word(power: float) -> str:
        return world.words[world.rare(world.words, power)]

    return {
        "events: newest": page,
        "events: by confidence": lambda: page("confidence"),
        "events: deep in": lambda: page(after=(day().isoformat(), "e")),
        "events: of a month": lambda: page(**month()),
        "events: actor's country": lambda: page(actor=country()),
        "events: actor's name": lambda: page(participant=actor().name),
        "events: pair": lambda: page(pair=(country(), country())),
        "events: pair, month": lambda: page(pair=(country(), country()), **month()),
        "command: actor's country": lambda: list(querying.lines(store, Filters(actor=country(), limit=LIMIT))),
        "command: pair": lambda: list(querying.lines(store, Filters(pair=(country(), country()), limit=LIMIT))),
        "command: pair, month": lambda: list(querying.lines(store, Filters(pair=(country(), country()), limit=LIMIT, **month()))),
        "events: like one": lambda: counting.similar(likeness.vector_of(store, chance.choice(ids)) or b"", 7),
        "command: events like one": lambda: likeness.like_event(store, chance.choice(ids), Filters(), 20),
        "command: like one, of a country": lambda: likeness.like_event(store, chance.choice(ids), Filters(country=country()), 20),
        "events: type": lambda: page(types=(kind(),)),
        "events: type, country, year": lambda: page(types=(kind(),), country=country(), **year()),
        "events: country": lambda: page(country=country()),
        "events: place": lambda: page(place=chance.choice(world.places.get(country()) or world.places["USA"]).name),
        "events: status": lambda: page(status=(chance.choice(["corroborated", "disputed", "announced"]),)),
        "events: status, actor, type": lambda: page(status=("corroborated",), actor=country(), types=(kind(),)),
        "events: confident": lambda: page(min_confidence=0.95),
        "events: a rare word": lambda: page(text=word(0.7)),
        "events: two common words": lambda: page(text=f"{word(4)} {word(4)}"),
        "count: all": lambda: counting.count(wanted()),
        "count: pair": lambda: counting.count(wanted(pair=(country(), country()))),
        "timeline: month": lambda: counting.timeline(wanted(), "month"),
        "command: timeline, month": lambda: timelines.timeline(store, wanted(), "month"),
        "command: timeline, pair, month": lambda: timelines.timeline(store, wanted(pair=(country(), country())), "month"),
        "timeline: day": lambda: counting.timeline(wanted(), "day"),
        "timeline: type, month": lambda: counting.timeline(wanted(types=(kind(),)), "month"),
        "timeline: actor's country, month": lambda: counting.timeline(wanted(actor=country()), "month"),
        "timeline: pair, day": lambda: counting.timeline(wanted(pair=(country(), country())), "day"),
        "timeline: country, year, day": lambda: counting.timeline(wanted(country=country(), **year()), "day"),
        "places: all": lambda: counting.places(wanted()),
        "places: month": lambda: counting.places(wanted(**month())),
        "places: year": lambda: counting.places(wanted(**year())),
        "places: type": lambda: counting.places(wanted(types=(kind(),))),
        "network: countries, all": lambda: counting.network(wanted(), "country", directed=True),
        "network: countries, month": lambda: counting.network(wanted(**month()), "country", directed=True),
        "network: actors, all": lambda: counting.network(wanted(), "actor", directed=True),
        "network: actors, month": lambda: counting.network(wanted(**month()), "actor", directed=True),
        "actors: busiest": lambda: counting.actors(None, LIMIT, None),
        "actors: by name": lambda: counting.actors(actor().name, LIMIT, None),
        "actor: profile": lambda: counting.profile(actor().digest, wanted()),
        "event": lambda: querying.event(store, chance.choice(ids)),
        "quotes: speaker": lambda: quotes(QuoteFilters(speaker=actor().name)),
        "quotes: speaker's country": lambda: quotes(QuoteFilters(speaker=country())),
        "quotes: any": lambda: quotes(QuoteFilters()),
        "quotes: since a day": lambda: quotes(QuoteFilters(since=day())),
        "quotes: about a country": lambda: quotes(QuoteFilters(), country()),
        "quotes: a rare word": lambda: quotes(QuoteFilters(text=word(0.7))),
        "command: quotes, speaker": lambda: list(quoting.quotes(store, QuoteFilters(speaker=actor().name, limit=LIMIT))),
        "command: quotes": lambda: list(quoting.quotes(store, QuoteFilters(limit=LIMIT))),
        "reports: newest": lambda: leafing.reports(store, leafing.ReportFilters(), LIMIT, None),
        "reports: two common words": lambda: leafing.reports(store, leafing.ReportFilters(text=f"{word(4)} {word(4)}"), LIMIT, None),
        "panel: dyad, month, a year of a pair": lambda: panels.panel(
            store, PanelSettings(filters=Filters(pair=(country(), country()), **year()))
        ),
    }
