"""What is kept, once: the same report changes nothing, a changed one is a version, and events are those of merging all at once."""

from __future__ import annotations

import random

import sqlalchemy as sa
from store_helpers import Clock, add, report, snapshot, tables, told
from store_toy import Toy

from dateline.exporting.merged import to_line
from dateline.merging import load_rules, merge
from dateline.store import querying, schema
from dateline.store.filters import Filters
from dateline.store.opening import Store

ONE = report(
    "Russian troops attacked Ukraine in Kharkiv on 2024-06-18, killing 12, police said.", outlet="A", published="2024-06-19", id="a1"
)
TWO = report(
    "Overnight in the east it happened again: Russian troops attacked Ukraine in Kharkiv on 2024-06-18 (our own reporter saw it).",
    outlet="B",
    published="2024-06-20",
    id="b1",
)
THREE = report("Jane Doe visited Poland in Warsaw on 2024-06-20.", outlet="A", published="2024-06-20", id="a2")


def test_the_same_reports_again_change_nothing(store: Store, clock: Clock) -> None:
    assert add(store, ONE, TWO, THREE).new == 3
    before = snapshot(store)
    clock.day(1)
    toy = Toy()
    done = add(store, THREE, ONE, TWO, ONE, toy=toy)
    assert (done.known, done.new, done.changed) == (4, 0, 0)
    assert toy.coded == []
    assert done.merged is not None
    assert done.merged.changed == 0
    assert snapshot(store) == before


def test_events_are_those_of_merging_all_at_once_in_any_order_of_arrival(store: Store) -> None:
    reports = [ONE, TWO, THREE, report("Poland aided Ukraine on 2024-06-21.", outlet="C", published="2024-06-22", id="c1")]
    toy = Toy()
    expected = sorted(to_line(e) for e in merge([toy.code(r) for r in reports], load_rules(), tables()))
    random.Random(7).shuffle(reports)
    for item in reports:
        add(store, item)
    assert sorted(querying.lines(store, Filters())) == expected
    assert "2024-06-18 ASSAULT corroborated 2/2 killed 12" in told(store)


def test_other_content_under_one_id_is_a_new_version(store: Store, clock: Clock) -> None:
    add(store, ONE)
    clock.day(3)
    changed = report(ONE.text.replace("12", "20"), outlet="A", published="2024-06-19", id="a1")
    assert add(store, changed).changed == 1
    assert told(store) == ["2024-06-18 ASSAULT reported 1/1 killed 20"]
    assert add(store, changed, ONE).known == 2
    kept = snapshot(store)["reports"]
    assert [(row["version"], row["recorded_at"][:10]) for row in kept] == [(1, "2024-07-01"), (2, "2024-07-04")]


def test_other_content_at_one_address_is_a_new_version(store: Store) -> None:
    where = "https://example.org/news/1"
    add(store, report("Poland visited Ukraine on 2024-06-01.", url=where))
    assert add(store, report("Poland aided Ukraine on 2024-06-01.", url=where)).changed == 1
    assert [e.type for e in querying.events(store, Filters())] == ["AID"]
    # The address of a site stands on many of its articles, and ids of the user's own tell articles apart.
    assert (
        add(
            store, report("Poland accused Russia.", url="https://example.org/"), report("Poland met Russia.", url="https://example.org/")
        ).new
        == 2
    )
    assert add(store, report("Poland accused Russia!", id="x", url=where), report("Poland met Russia!", id="y", url=where)).changed == 2


def test_an_id_that_came_from_here_is_kept_when_the_text_is_changed(store: Store) -> None:
    first = report("Poland visited Ukraine on 2024-06-01.")
    add(store, first)
    assert add(store, report("Poland aided Ukraine on 2024-06-01.", id=first.id)).changed == 1


def test_equal_texts_without_ids_are_one_report(store: Store) -> None:
    text = "Poland visited Ukraine on 2024-06-01."
    assert add(store, report(text), report(text), report(text, outlet="Other")).new == 2


def test_versions_of_events_are_appended(store: Store, clock: Clock) -> None:
    add(store, ONE)
    clock.day(1)
    add(store, TWO)
    clock.day(2)
    add(store, THREE)
    t = schema.events
    with store.reading() as connection:
        rows = connection.execute(sa.select(t.c.type, t.c.version, t.c.recorded_at, t.c.superseded_at).order_by(t.c.id)).all()
    shown = [(r.type, r.version, r.recorded_at[:10], (r.superseded_at or "")[:10]) for r in rows]
    assert shown == [
        ("ASSAULT", 1, "2024-07-01", "2024-07-02"),
        ("ASSAULT", 2, "2024-07-02", ""),
        ("CONSULT", 1, "2024-07-03", ""),
    ]


def test_a_correction_shows_and_a_retraction_takes_the_report_out(store: Store, clock: Clock) -> None:
    add(store, ONE, TWO)
    (event,) = querying.events(store, Filters())
    clock.day(1)
    notice = "An earlier version gave a wrong number."
    add(store, report(ONE.text.replace("12", "11"), outlet="A", published="2024-06-19", id="a1", correction=notice))
    detail = querying.event(store, event.id)
    assert [(c.kind, c.notice, c.version) for c in detail.corrections] == [("correction", notice, 2)]
    assert told(store) == ["2024-06-18 ASSAULT corroborated 2/2 killed 11"]
    clock.day(2)
    add(store, report(ONE.text, outlet="A", published="2024-06-19", id="a1", retracted=True))
    assert told(store) == ["2024-06-18 ASSAULT reported 1/1"]
    clock.day(3)
    add(store, report(TWO.text, outlet="B", published="2024-06-20", id="b1", retraction="It did not happen."))
    assert told(store) == []
    gone = querying.event(store, event.id)
    assert gone.gone
    assert [c.kind for c in gone.corrections] == ["correction", "retraction", "retraction"]


def test_what_an_input_says_of_its_origin_is_kept(store: Store) -> None:
    extra = {"retrieved_at": "2024-06-19T08:00:00+02:00", "archive_url": "https://archive.example/1", "sha256": "A" * 64}
    add(store, report("Poland visited Ukraine.", published="2024-06-18", url="https://example.org/n/1", **extra))
    (row,) = snapshot(store)["reports"]
    assert row["retrieved_at"] == "2024-06-19T06:00:00.000000Z"
    assert (row["archive_url"], row["bytes_hash"], row["url"]) == ("https://archive.example/1", "a" * 64, "https://example.org/n/1")


def test_signs_that_a_database_cannot_hold_do_no_harm(store: Store) -> None:
    text = "Poland\0 says: Poland visited Ukraine \U0001f600 on 2024-06-01. '; DROP TABLE reports; --"
    add(store, report(text, title="A \0 title %s :x", id="nul"))
    (event,) = querying.events(store, Filters())
    evidence = querying.event(store, event.id).evidence[0]
    assert evidence.sentence.startswith("Poland\0 says")
    assert evidence.words == "visited"
