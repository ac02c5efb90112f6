"""One bombing told by eight reports: the right events, sources, versions, on each day, and the same bytes in any order."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.exporting.merged import to_line
from dateline.merging import MergedEvent, Rules, Tables, merge
from dateline.model import CodedReport

Merged = Callable[..., list[MergedEvent]]


def published_by(story: list[CodedReport], day: str) -> list[CodedReport]:
    return [c for c in story if c.report.published is not None and c.report.published <= dt.date.fromisoformat(day)]


def test_a_bombing_and_an_arrest(merged: Merged, story: list[CodedReport]) -> None:
    bombing, arrest = merged(story)
    assert (bombing.type, bombing.mode, arrest.type) == ("ASSAULT", "explosives", "COERCE")
    assert bombing.reports == ("p4", "p5", "p6", "p7", "p8", "w1", "w2", "w3")
    assert (bombing.first_reported, bombing.last_reported) == ("2024-03-04", "2024-03-07")
    assert (bombing.when.start, bombing.when.end) == ("2024-03-04", "2024-03-04")
    assert bombing.where is not None
    assert bombing.where.name == "Izmir"
    assert [(k.kind, k.event) for k in arrest.links] == [("follows", bombing.id)]


def test_three_copies_and_a_citation_are_one_source(merged: Merged, story: list[CodedReport]) -> None:
    bombing = merged(story)[0]
    assert {s.key: s.reports for s in bombing.sources} == {
        "Reuters": ("p7", "w1", "w2", "w3"),
        "Capital Post": ("p4",),
        "Border Times": ("p5",),
        "Weekly View": ("p6",),
        "Press Eight": ("p8",),
    }
    assert next(s for s in bombing.sources if s.key == "Reuters").agency == "Reuters"
    assert bombing.status == "corroborated"


def test_copies_alone_corroborate_nothing(merged: Merged, story: list[CodedReport]) -> None:
    (event,) = merged([c for c in story if c.report.id in ("w1", "w2", "w3", "p7")])
    assert event.status == "reported"
    assert len(event.outlets) == 4


def test_every_count_is_kept_with_who_holds_it(merged: Merged, story: list[CodedReport]) -> None:
    (counts,) = [v for v in merged(story)[0].versions if v.field == "magnitudes.killed"]
    held = {v.value["low"]: {h.name for h in v.holders} for v in counts.versions}
    assert held == {12: {"police", "Reuters"}, 15: {"Police"}, 20: {"The opposition"}, 18: {"police", "Press Eight"}}
    assert counts.disputed
    assert [v.value["low"] for v in counts.versions if v.chosen] == [18]


@pytest.mark.parametrize(
    ("day", "count", "sources", "status", "disputed"),
    [
        ("2024-03-04", 12, 1, "reported", None),
        ("2024-03-05", 15, 3, "corroborated", True),
        ("2024-03-06", 18, 4, "corroborated", True),
    ],
)
def test_what_was_known_on_each_day(
    merged: Merged, story: list[CodedReport], day: str, count: int, sources: int, status: str, disputed: bool | None
) -> None:
    known = published_by(story, day)
    (event,) = merged(known)
    assert event.magnitudes[0].low == count
    assert (len(event.sources), event.status) == (sources, status)
    assert next((v.disputed for v in event.versions if v.field == "magnitudes.killed"), None) == disputed


def test_the_id_stays_as_reports_come(merged: Merged, story: list[CodedReport]) -> None:
    ids = {merged(published_by(story, day))[0].id for day in ("2024-03-04", "2024-03-05", "2024-03-07")}
    assert len(ids) == 1


def test_a_count_that_only_rises_is_no_dispute(merged: Merged, story: list[CodedReport]) -> None:
    (event,) = merged([c for c in story if c.report.id in ("w1", "p4", "p6")])
    (counts,) = [v for v in event.versions if v.field == "magnitudes.killed"]
    assert len(counts.versions) == 3
    assert not counts.disputed


@settings(max_examples=25, deadline=None)
@given(seed=st.integers())
def test_any_order_gives_the_same_bytes(rules: Rules, tables: Tables, story: list[CodedReport], seed: int) -> None:
    shuffled = [*story, story[3]]  # one comes twice
    random.Random(seed).shuffle(shuffled)
    assert [to_line(e) for e in merge(shuffled, rules, tables)] == [to_line(e) for e in merge(story, rules, tables)]
