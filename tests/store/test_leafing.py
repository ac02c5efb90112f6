"""Pages of events, reports and quotations; timelines, places, networks and profiles; on every database."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import pytest
from store_helpers import add, report

from dateline.errors import NotInStore, WrongUsage
from dateline.serving import counting as counting_module
from dateline.serving.counting import Counting
from dateline.store import forgetting, leafing, listing, profiles, timelines
from dateline.store.filters import Filters
from dateline.store.leafing import ReportFilters
from dateline.store.listing import SORTS, Sort, Wanted
from dateline.store.opening import Store
from dateline.store.quoting import QuoteFilters
from dateline.store.remerging import remerge

WHO = ("Russia", "Ukraine", "Poland", "North Korea", "rebels")
VERBS = ("attacked", "accused", "aided", "denounced")


def _reports() -> list[Any]:
    found = []
    for number, (one, other) in enumerate(itertools.permutations(WHO, 2)):
        # There and back it is another deed, so that no two are one event.
        verb = VERBS[number % 2 + (2 if WHO.index(one) < WHO.index(other) else 0)]
        place = " in Kharkiv" if number % 3 == 0 else " in Warsaw" if number % 3 == 1 else ""
        day = f" on 2024-{1 + number % 6:02}-{1 + number:02}" if number % 4 or number > 12 else ""
        text = f"{chr(97 + number) * 5} begins it. {one} {verb} {other}{place}{day}, the ministry said."
        # Without a date of its own and of its report an event is on no day.
        published = None if number % 8 == 0 else f"2024-0{1 + number % 6}-{2 + number:02}"
        found.append(report(text, id=f"r{number:02}", outlet=f"Outlet {number % 3}", published=published, title=f"Title {number}"))
    return found


@pytest.fixture
def full(store: Store) -> Store:
    add(store, *_reports())
    return store


def _leafed(store: Store, wanted: Wanted, sort: Sort, limit: int) -> list[listing.Listed]:
    found: list[listing.Listed] = []
    after = None
    while True:
        page, after = listing.page(store, wanted, sort, limit, after)
        assert len(page) <= limit
        found += page
        if after is None:
            return found


@pytest.mark.parametrize("sort", SORTS)
def test_pages_give_every_event_once_whatever_their_size(full: Store, sort: Sort) -> None:
    whole = [e.columns["event"] for e in _leafed(full, Wanted(), sort, 500)]
    assert len(whole) == len(set(whole)) == 20
    for limit in (1, 3, 7):
        assert [e.columns["event"] for e in _leafed(full, Wanted(), sort, limit)] == whole


def test_the_orders_are_what_they_say(full: Store) -> None:
    days = [e.columns["first_day"] for e in _leafed(full, Wanted(), "day", 6)]
    known = [d for d in days if d is not None]
    assert known == sorted(known)
    assert None in days
    assert days[len(known) :] == [None] * (len(days) - len(known)), "events on no day come last"
    backwards = [e.columns["first_day"] for e in _leafed(full, Wanted(), "-day", 6)]
    assert [d for d in backwards if d is not None] == known[::-1]
    assert backwards[len(known) :] == days[len(known) :]


def test_quads_planned_and_boxes_are_filters(full: Store) -> None:
    assert {e.columns["quad"] for e in _leafed(full, Wanted(quads=(4,)), "day", 50)} == {4}
    add(full, report("Poland will have visited Ukraine on 2024-12-01.", id="plan", published="2024-11-01"))
    assert [e.columns["status"] for e in _leafed(full, Wanted(planned="only"), "day", 50)] == ["announced"]
    assert len(_leafed(full, Wanted(planned="no"), "day", 50)) == 20
    places = {e.fields["where"]["name"] for e in _leafed(full, Wanted(box=(35, 49, 38, 51)), "day", 50)}
    assert places == {"Kharkiv"}
    assert {e.fields["where"]["name"] for e in _leafed(full, Wanted(box=(170, -90, 30, 90)), "day", 50)} == {"Warsaw"}, "over the date line"


def test_counts_stop_where_they_are_told_to(full: Store) -> None:
    assert listing.count(full, Wanted()) == (20, False)
    assert listing.count(full, Wanted(), 20) == (20, False)
    assert listing.count(full, Wanted(), 7) == (7, True)
    assert listing.count(full, Wanted(Filters(actor="RUS"))) == (4, False)


def test_a_timeline_has_no_gaps_and_counts_everything_once(full: Store) -> None:
    for period in ("day", "week", "month", "year"):
        found = timelines.timeline(full, Wanted(), period)
        starts = [start for start, _ in found.buckets]
        assert starts == sorted(set(starts))
        assert sum(sum(quads.values()) for _, quads in found.buckets) + found.undated + found.earlier == 20
    months = timelines.timeline(full, Wanted(), "month")
    assert [start for start, _ in months.buckets] == [f"2024-0{n}-01" for n in range(1, 7)]
    assert timelines.timeline(full, Wanted(Filters(actor="USA")), "month").buckets == ()


def test_a_timeline_of_ages_is_cut_and_says_so(full: Store) -> None:
    add(full, report("Poland attacked Ukraine on 0202-01-01.", id="old", published="2024-11-01"))
    found = timelines.timeline(full, Wanted(), "day")
    assert len(found.buckets) == timelines.MOST_BUCKETS
    assert found.earlier == 1


def test_places_are_counted_with_their_quads(full: Store) -> None:
    found = timelines.places(full, Wanted())
    assert {p.name for p in found.points} == {"Kharkiv", "Warsaw"}
    assert sum(p.events for p in found.points) + found.unlocated == 20
    assert all(sum(p.quads.values()) == p.events for p in found.points)
    assert not found.cut


def test_networks_between_countries_and_between_actors(full: Store) -> None:
    actors = profiles.network(full, Wanted(), "actor", directed=True)
    assert len(actors.nodes) == 5
    assert sum(n for _, _, n, _, _ in actors.edges) == 20
    assert all(n == sum(quads.values()) for _, _, n, quads, _ in actors.edges)
    both = profiles.network(full, Wanted(), "actor", directed=False)
    assert len(both.edges) == 10
    assert sum(n for _, _, n, _, _ in both.edges) == 20
    countries = profiles.network(full, Wanted(), "country", directed=True)
    assert {code for code, _, _, _ in countries.nodes} == {"RUS", "UKR", "POL", "PRK"}, "rebels are of no country"
    assert sum(n for _, _, n, _, _ in countries.edges) == 12


def test_actors_are_listed_and_leafed_and_have_profiles(full: Store) -> None:
    whole, end = profiles.actors(full, None, 50, None)
    assert end is None
    assert [a.events for a in whole] == sorted((a.events for a in whole), reverse=True)
    first, end = profiles.actors(full, None, 2, None)
    second, _ = profiles.actors(full, None, 50, end)
    assert [*first, *second] == whole
    russia = profiles.actors(full, "russia", 5, None)[0][0]
    assert (russia.code, russia.events) == ("RUS", 8)
    found = profiles.profile(full, russia.id, Wanted())
    assert sum(a + b for _, a, b in found.by_type) == 8
    assert {p.name for p in found.partners} == set(WHO) - {"Russia"}
    assert all(p.events == 2 for p in found.partners)
    undated = sum(e.columns["first_day"] is None for e in _leafed(full, Wanted(Filters(participant="RUS")), "day", 50))
    assert sum(good + bad + none for _, good, bad, none in found.by_month) == 8 - undated
    assert profiles.profile(full, "russia", Wanted()).actor == found.actor, "by the id of the knowledge, too"
    with pytest.raises(NotInStore):
        profiles.profile(full, "nobody", Wanted())


def test_reports_are_leafed_the_newest_first(full: Store) -> None:
    add(full, report("Poland visited Ukraine. Once more.", id="r01", outlet="Outlet 1", published="2024-02-03", title="Changed"))
    whole, end = leafing.reports(full, ReportFilters(), 500, None)
    assert end is None
    assert len({r.id for r in whole}) == len(whole) == 20
    days = [r.published for r in whole if r.published]
    assert days == sorted(days, reverse=True)
    assert next(r for r in whole if r.id == "r01").title == "Changed", "each in its last version"
    found: list[leafing.ListedReport] = []
    after: Any = None
    while True:
        page, after = leafing.reports(full, ReportFilters(), 3, after)
        found += page
        if after is None:
            break
    assert found == whole
    assert {r.outlet for r in leafing.reports(full, ReportFilters(outlet="Outlet 2"), 50, None)[0]} == {"Outlet 2"}
    assert [r.id for r in leafing.reports(full, ReportFilters(text="hhhhh"), 50, None)[0]] == ["r07"]
    assert all(r.mentions == 1 for r in whole)


def test_quotations_are_leafed_and_found_by_whom_they_are_about(full: Store) -> None:
    whole, end = leafing.quotes(full, QuoteFilters(), None, 500, None)
    assert end is None
    assert len({q.quote.attribution for q in whole}) == len(whole) == 20
    found: list[leafing.MergedQuote] = []
    after: Any = None
    while True:
        page, after = leafing.quotes(full, QuoteFilters(), None, 3, after)
        found += page
        if after is None:
            break
    assert found == whole
    assert all(len(q.merged) == 1 for q in whole)
    about = leafing.quotes(full, QuoteFilters(), "PRK", 500, None)[0]
    assert len(about) == 8
    assert all("North Korea" in q.quote.words for q in about)
    assert len(leafing.quotes(full, QuoteFilters(speaker="ministry"), None, 500, None)[0]) == 20
    held = leafing.quotes(full, QuoteFilters(), "kharkiv", 500, None)[0]
    assert held == [q for q in whole if "Kharkiv" in q.quote.words]
    assert held
    assert leafing.quotes(full, QuoteFilters(), "%", 500, None)[0] == []


def _drawn(number: int) -> list[Wanted]:
    """Filters by chance, one to three at a time, and none."""
    chance = random.Random(number)
    choices: dict[str, list[Any]] = {
        "actor": ["RUS", "Ukraine", "rebels", "nobody"],
        "recipient": ["POL", "north korea"],
        "participant": ["PRK", "Russia"],
        "pair": [("RUS", "UKR"), ("rebels", "Poland")],
        "types": [("ASSAULT",), ("ASSAULT", "ACCUSE/disapprove"), ("aid",)],
        "since": [dt.date(2024, 2, 1), dt.date(2024, 3, 9)],
        "until": [dt.date(2024, 4, 1), dt.date(2024, 2, 20)],
        "place": ["Warsaw", "kharkiv"],
        "country": ["ukr", "POL"],
        "status": [("reported",), ("announced", "disputed")],
        "min_confidence": [0.2, 0.99],
        "text": ["kharkiv", '"north korea"', "ministry"],
        "reported_since": [dt.date(2024, 3, 3)],
        "quads": [(4,), (0, 1), (2, 3)],
        "planned": ["only", "no"],
        "box": [(35, 49, 38, 51), (170, -90, 30, 90)],
        "recorded_after": ["2020-01-01T00:00:00.000000Z", "2090-01-01T00:00:00.000000Z"],
    }
    found = [Wanted()]
    for _ in range(40):
        fields = {name: chance.choice(choices[name]) for name in chance.sample(sorted(choices), chance.randint(1, 3))}
        own = {name: fields.pop(name) for name in ("quads", "planned", "box", "recorded_after") if name in fields}
        found.append(Wanted(Filters(**fields), **own))
    return found


def _same(counting: Counting, store: Store, number: int) -> None:
    """Whether counting in columns gives what counting in the tables gives."""
    assert counting._seen is None or counting._seen.columns.size <= 40
    for wanted in _drawn(number):
        assert counting.count(wanted) == listing.count(store, wanted), wanted
        for period in ("day", "week", "month", "year"):
            assert counting.timeline(wanted, period) == timelines.timeline(store, wanted, period), wanted
        assert counting.places(wanted) == timelines.places(store, wanted), wanted
        for level, directed in itertools.product(("country", "actor"), (True, False)):
            found = counting.network(wanted, level, directed=directed)  # type: ignore[arg-type]  # those are the levels
            assert found == profiles.network(store, wanted, level, directed=directed), wanted  # type: ignore[arg-type]  # likewise
        for sort in SORTS:
            after = None
            while True:
                page, end = counting.page(wanted, sort, 4, after)
                assert (page, end) == listing.page(store, wanted, sort, 4, after), (wanted, sort, after)
                if end is None:
                    break
                after = end
        for known in counting.actors(None, 9, None)[0]:
            assert counting.profile(known.id, wanted) == profiles.profile(store, known.id, wanted), wanted
    for words, limit in itertools.product((None, "r", "ukraine", "PRK", "nobody"), (1, 3, 50)):
        place = None
        while True:
            found_actors, end_at = counting.actors(words, limit, place)
            assert (found_actors, end_at) == profiles.actors(store, words, limit, place), (words, limit, place)
            if end_at is None:
                break
            place = end_at


def test_what_is_counted_in_columns_is_what_is_counted_in_the_tables(full: Store) -> None:
    counting = Counting(full)
    counting.make_ready()
    _same(counting, full, 1)
    with pytest.raises(NotInStore):
        counting.profile("nobody", Wanted())
    with pytest.raises(WrongUsage, match="no status"):
        counting.count(Wanted(Filters(status=("true",))))


def test_columns_follow_what_changes_and_what_is_forgotten(store: Store) -> None:
    counting = Counting(store)
    assert counting.count(Wanted()) == (0, False)
    assert counting.network(Wanted(), "actor", directed=False) == profiles.network(store, Wanted(), "actor", directed=False)
    reports = _reports()
    add(store, *reports[:8])
    first = counting.count(Wanted())
    assert first == (8, False)
    add(store, *reports[8:], report("Poland visited Ukraine. Once more.", id="r01", outlet="Outlet 1", published="2024-02-03"))
    _same(counting, store, 2)
    add(store, report("Nothing of it is true.", id="r02", published="2024-06-09", retracted=True))
    _same(counting, store, 3)
    forgetting.forget_report(store, "r19")
    remerge(store)
    assert counting.count(Wanted())[0] == 18
    _same(counting, store, 4)


def test_while_columns_are_read_is_counted_in_the_tables(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_module, "_WAIT_SECONDS", 0.01)
    counting = Counting(full)
    with counting._reading:
        assert counting.count(Wanted(quads=(4,))) == listing.count(full, Wanted(quads=(4,)))
        assert counting._seen is None
    assert counting.count(Wanted(quads=(4,))) == listing.count(full, Wanted(quads=(4,)))
    assert counting._seen is not None


def test_where_many_events_may_come_first_the_index_of_their_order_is_asked(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_module, "_FEW", 2)
    _same(Counting(full), full, 5)
