"""A story told over a week, asked on each of its days: what was known then, and nothing of what came later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from store_helpers import Clock, add, known, report, tables, told
from store_toy import Toy

from dateline.exporting.merged import to_line
from dateline.merging import load_rules, merge
from dateline.model import Report
from dateline.store import panels, querying, quoting, schema
from dateline.store.filters import Filters
from dateline.store.opening import Store
from dateline.store.panels import PanelSettings
from dateline.store.quoting import QuoteFilters
from dateline.store.texts import unpack

WIRE = (
    "KHARKIV (Example Wire) - Russian troops attacked Ukraine in Kharkiv on 2024-06-10, killing {n}, police said. Windows broke far away."
)
STORY = [
    report(WIRE.format(n=12), id="wire-a", outlet="Alpha", published="2024-06-10"),
    report(WIRE.format(n=12), id="wire-b", outlet="Beta", published="2024-06-10"),
    report(WIRE.format(n=12), id="wire-c", outlet="Gamma", published="2024-06-11"),
    report(
        "Our correspondent saw worse than was feared: Russian troops attacked Ukraine in Kharkiv on 2024-06-10, killing 20, rebels said.",
        id="own",
        outlet="Delta",
        published="2024-06-12",
    ),
    report(
        "Poland will have visited Ukraine on 2024-06-15. It was announced on Wednesday.", id="plan", outlet="Alpha", published="2024-06-12"
    ),
    report("Poland visited Ukraine on 2024-06-15. The guests stayed for dinner.", id="visit", outlet="Beta", published="2024-06-15"),
    report("Russia denounced Poland on 2024-06-16.", id="late", outlet="Gamma", published=dt.datetime(2024, 6, 16, 20, tzinfo=dt.UTC)),
    report("North Korea aided Russia.", id="undated", outlet="Epsilon"),
]
ANSWERS = {
    "2024-06-09": [],
    "2024-06-10": ["2024-06-10 ASSAULT reported 1/2 killed 12"],
    "2024-06-11": ["2024-06-10 ASSAULT reported 1/3 killed 12"],
    "2024-06-12": ["2024-06-10 ASSAULT corroborated 2/4 killed 20", "2024-06-15 CONSULT announced 1/1"],
    "2024-06-14": ["2024-06-10 ASSAULT corroborated 2/4 killed 20", "2024-06-15 CONSULT announced 1/1"],
    "2024-06-15": ["2024-06-10 ASSAULT corroborated 2/4 killed 20", "2024-06-15 CONSULT announced 1/1", "2024-06-15 CONSULT reported 1/1"],
    "2024-06-16": [
        "2024-06-10 ASSAULT corroborated 2/4 killed 20",
        "2024-06-15 CONSULT announced 1/1",
        "2024-06-15 CONSULT reported 1/1",
        "2024-06-16 REJECT reported 1/1",
    ],
}


def test_each_day_of_the_story_has_its_answer(store: Store) -> None:
    add(store, *STORY)
    for day, expected in ANSWERS.items():
        assert sorted(told(known(store, as_of=dt.date.fromisoformat(day)))) == expected, day


def test_the_answer_of_a_day_is_that_of_merging_what_was_published_by_then(store: Store) -> None:
    add(store, *STORY)
    rules, toy = load_rules(), Toy()
    for day in ANSWERS:
        then = [toy.code(r) for r in STORY if r.published is not None and r.published.isoformat()[:10] <= day]
        asked = known(store, as_of=dt.date.fromisoformat(day))
        assert sorted(querying.lines(asked, Filters())) == sorted(to_line(e) for e in merge(then, rules, tables()))


def test_nothing_later_is_even_there(store: Store) -> None:
    add(store, *STORY)
    then = known(store, as_of=dt.date(2024, 6, 12))
    with then.reading() as connection:
        texts = [unpack(t) for t in connection.execute(sa.select(schema.reports.c.text)).scalars()]
        names = set(connection.execute(sa.select(schema.actors.c.name)).scalars())
    assert len(texts) == 5
    assert not any("dinner" in t or "denounced" in t or "North Korea" in t for t in texts)
    assert "North Korea" not in names
    assert not list(querying.events(then, Filters(text="dinner")))
    assert [q.speaker for q in quoting.quotes(then, QuoteFilters())] == ["police", "police", "police", "rebels"]
    found = panels.panel(then, PanelSettings(unit="country", period="day"))
    assert {row["period"] for row in found.dicts()} == {"2024-06-10", "2024-06-11", "2024-06-12"}
    assert sum(row["reports"] for row in found.dicts()) == 5


def test_a_report_of_the_same_day_counts_only_from_its_hour_on(store: Store) -> None:
    add(store, *STORY)
    before = known(store, as_of=dt.datetime(2024, 6, 16, 19, 59, tzinfo=dt.UTC))
    after = known(store, as_of=dt.datetime(2024, 6, 16, 20, 0, tzinfo=dt.UTC))
    assert not any("REJECT" in e for e in told(before))
    assert any("REJECT" in e for e in told(after))
    # Of a report that has only a day it is not known whether it was there before the day's end.
    assert told(known(store, as_of=dt.datetime(2024, 6, 10, 12, tzinfo=dt.UTC))) == []


def test_a_report_without_a_date_was_known_when_it_was_recorded(store: Store) -> None:
    add(store, *STORY)
    assert not any("AID" in e for e in told(known(store, as_of=dt.date(2024, 6, 30))))
    assert any("AID" in e for e in told(known(store, as_of=dt.date(2024, 7, 1))))


def test_what_an_outlet_changed_silently_was_not_known_before_it_was_seen(store: Store, clock: Clock) -> None:
    add(store, STORY[0])
    clock.day(9)
    add(store, report(WIRE.format(n=30), id="wire-a", outlet="Alpha", published="2024-06-10"))
    assert told(store) == ["2024-06-10 ASSAULT reported 1/1 killed 30"]
    assert told(known(store, as_of=dt.date(2024, 7, 9))) == ["2024-06-10 ASSAULT reported 1/1 killed 12"]
    assert told(known(store, as_of=dt.date(2024, 7, 10))) == ["2024-06-10 ASSAULT reported 1/1 killed 30"]


def test_what_an_outlet_says_it_modified_was_not_known_before(store: Store) -> None:
    add(store, report(WIRE.format(n=30), id="wire-a", outlet="Alpha", published="2024-06-10", modified="2024-06-14T09:00:00Z"))
    assert told(known(store, as_of=dt.date(2024, 6, 13))) == []
    assert told(known(store, as_of=dt.date(2024, 6, 14))) == ["2024-06-10 ASSAULT reported 1/1 killed 30"]


def test_a_version_with_a_date_of_its_own_counts_from_then_on_in_whatever_order_they_came(opens: Callable[..., Store]) -> None:
    store = opens()
    old = report(WIRE.format(n=12), id="wire-a", outlet="Alpha", published="2024-06-10")
    new = report(WIRE.format(n=30), id="wire-a", outlet="Alpha", published="2024-06-13")
    add(store, new)
    add(store, old)
    assert told(store) == ["2024-06-10 ASSAULT reported 1/1 killed 30"]
    assert told(known(store, as_of=dt.date(2024, 6, 12))) == ["2024-06-10 ASSAULT reported 1/1 killed 12"]


def test_the_record_of_a_day_is_what_stood_in_it_then(store: Store, clock: Clock) -> None:
    asked = []
    for number, item in enumerate(STORY[:4]):
        clock.day(number)
        add(store, item)
        asked.append((clock.time, sorted(told(store))))
    clock.day(10)
    for time, expected in asked:
        for limit in (time, time.date()):
            then = known(store, recorded_as_of=limit)
            assert sorted(told(then)) == expected
            for event in querying.events(then, Filters()):
                detail = querying.event(then, event.id)
                assert len(detail.evidence) == len(event.mentions)
    assert told(known(store, recorded_as_of=dt.date(2024, 6, 30))) == []


def test_both_limits_hold_together(store: Store, clock: Clock) -> None:
    add(store, STORY[3])
    clock.day(1)
    add(store, *STORY[:3])
    both = known(store, as_of=dt.date(2024, 6, 12), recorded_as_of=dt.date(2024, 7, 1))
    assert told(both) == ["2024-06-10 ASSAULT reported 1/1 killed 20"]


def test_any_order_of_arrival_gives_the_same_answers(opens: Callable[..., Store]) -> None:
    store = opens()
    shuffled: list[Report] = [*STORY[4:], *reversed(STORY[:4])]
    for item in shuffled:
        add(store, item)
    assert sorted(told(known(store, as_of=dt.date(2024, 6, 12)))) == ANSWERS["2024-06-12"]
