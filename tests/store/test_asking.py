"""Filters, one event, quotations, panels, coders compared: what a store answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from store_helpers import Clock, add, known, report, tables, told
from store_toy import Toy

from dateline.errors import KnowledgeError, NotInStore, WrongUsage
from dateline.store import panels, querying, quoting
from dateline.store.classes import load_classes
from dateline.store.comparing import compare
from dateline.store.filters import Filters
from dateline.store.opening import Store
from dateline.store.panels import PanelSettings, cell_of
from dateline.store.quoting import QuoteFilters
from dateline.store.record import StoredRecord
from dateline.store.running import recode

REPORTS = [
    report(
        "Russian troops attacked Ukraine in Kharkiv on 2024-05-30, killing 3, police said. Ukraine denounced Russia on 2024-05-31.",
        id="a",
        outlet="Alpha",
        published="2024-06-01",
        title="Kharkiv",
    ),
    report(
        "After a night of fire the picture is clearer. Russian troops attacked Ukraine in Kharkiv on 2024-05-30, killing 9, rebels said.",
        id="b",
        outlet="Beta",
        published="2024-06-02",
    ),
    report(
        "Jane Doe visited Poland in Warsaw on 2024-06-20. Poland will have aided Ukraine on 2024-07-01.",
        id="c",
        outlet="Alpha",
        published="2024-06-21",
    ),
    report(
        "North Korea allegedly aided Russia on 2024-06-20. Poland met Ukraine on 2024-06-28.",
        id="d",
        outlet="Gamma",
        published="2024-06-29",
    ),
]


@pytest.fixture
def told_store(store: Store) -> Store:
    add(store, *REPORTS)
    return store


def kinds(store: Store, **asked: Any) -> list[str]:
    return [e.type for e in querying.events(store, Filters(**asked))]


def test_each_filter_lets_through_what_it_says(told_store: Store) -> None:
    assert kinds(told_store) == ["ASSAULT", "REJECT", "AID", "CONSULT", "CONSULT", "AID"]
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"actor": "RUS"}, ["ASSAULT"]),
        ({"actor": "RUSMIL"}, ["ASSAULT"]),
        ({"actor": "russian troops"}, ["ASSAULT"]),
        ({"recipient": "Russia"}, ["REJECT", "AID"]),
        ({"participant": "doe"}, ["CONSULT"]),
        ({"participant": "land"}, []),
        ({"participant": "%"}, []),
        ({"pair": ("RUS", "UKR")}, ["ASSAULT", "REJECT"]),
        ({"pair": ("UKR", "RUSMIL")}, ["ASSAULT"]),
        ({"types": ("assault", "REJECT")}, ["ASSAULT", "REJECT"]),
        ({"types": ("CONSULT/visit",)}, ["CONSULT", "CONSULT"]),
        ({"since": dt.date(2024, 6, 20), "until": dt.date(2024, 6, 20)}, ["AID", "CONSULT"]),
        ({"place": "warsaw"}, ["CONSULT"]),
        ({"country": "ukr"}, ["ASSAULT"]),
        ({"status": ("corroborated",)}, ["ASSAULT"]),
        ({"status": ("announced",)}, ["AID"]),
        ({"min_confidence": 0.9}, ["ASSAULT"]),
        ({"text": "attacks"}, ["ASSAULT", "REJECT"]),
        ({"text": '"night of fire"'}, ["ASSAULT"]),
        ({"text": 'fire AND "picture is'}, []),
        ({"reported_since": dt.date(2024, 6, 22)}, ["AID", "CONSULT"]),
        ({"limit": 2}, ["ASSAULT", "REJECT"]),
        ({"actor": "'; DROP TABLE events; --"}, []),
    ]
    for asked, found in expected:
        assert kinds(told_store, **asked) == found, asked
        if "limit" not in asked:
            assert querying.count(told_store, Filters(**asked)) == len(found)


@pytest.mark.parametrize("wrong", [{"text": "- * ?"}, {"actor": " "}, {"status": ("doubtful",)}])
def test_a_filter_that_means_nothing_is_named(told_store: Store, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        kinds(told_store, **wrong)


def test_one_event_with_all_that_stands_behind_it(told_store: Store) -> None:
    (event,) = querying.events(told_store, Filters(types=("ASSAULT",)))
    detail = querying.event(told_store, event.id)
    assert [(e.outlet, e.words, e.version) for e in detail.evidence] == [("Alpha", "attacked", 1), ("Beta", "attacked", 1)]
    assert detail.evidence[1].sentence.startswith("Russian troops attacked")
    chain = detail.evidence[0].chains[0]
    assert [(v.kind, v.name, v.cue) for v in chain] == [("source", "police", "said"), ("outlet", "Alpha", None)]
    (differing,) = [v for v in detail.event.versions if v.field == "magnitudes.killed"]
    assert [h.name for version in differing.versions for h in version.holders] == ["police", "rebels"]
    assert [v.version for v in detail.history] == [1]
    with pytest.raises(NotInStore, match="m-none"):
        querying.event(told_store, "m-none")


def test_quotations_by_speaker(told_store: Store) -> None:
    assert [q.words for q in quoting.quotes(told_store, QuoteFilters(speaker="rebels"))] == [
        "Russian troops attacked Ukraine in Kharkiv on 2024-05-30"
    ]
    assert [(q.speaker, q.code, q.outlet) for q in quoting.quotes(told_store, QuoteFilters(until=dt.date(2024, 6, 1)))] == [
        ("police", "COP", "Alpha")
    ]
    assert not list(quoting.quotes(told_store, QuoteFilters(act="believed")))
    assert len(list(quoting.quotes(told_store, QuoteFilters(limit=1)))) == 1


def test_quotations_are_those_of_the_version_that_counts(told_store: Store, clock: Clock) -> None:
    clock.day(1)
    add(told_store, report("Russian troops attacked Ukraine in Kharkiv on 2024-05-30.", id="b", outlet="Beta", published="2024-06-03"))
    assert not list(quoting.quotes(told_store, QuoteFilters(speaker="rebels")))


# --- panels


def test_a_panel_of_dyads_is_filled_with_zeros(told_store: Store) -> None:
    asked = PanelSettings(filters=Filters(since=dt.date(2024, 5, 1), until=dt.date(2024, 6, 30)))
    found = panels.panel(told_store, asked)
    rows = {(r["source"], r["target"], r["period"]): r for r in found.dicts()}
    assert set(rows) == {
        (*dyad, month)
        for dyad in (("RUS", "UKR"), ("UKR", "RUS"), ("USA", "POL"), ("POL", "UKR"))
        for month in ("2024-05-01", "2024-06-01")
    }
    may = rows["RUS", "UKR", "2024-05-01"]
    assert (may["material_conflict"], may["verbal_cooperation"], may["score"], may["reports"]) == (1, 0, -9.0, 0)
    june = rows["RUS", "UKR", "2024-06-01"]
    assert (june["material_conflict"], june["score"], june["reports"], june["outlets"]) == (0, 0, 4, 3)
    assert found.left_out == (("only possible", 1),)
    assert "dateline 0.1 (c-" in found.made_by
    assert "dateline-1" in found.made_by


def test_planned_events_and_single_sources_are_let_in_or_left_out(told_store: Store) -> None:
    july = Filters(since=dt.date(2024, 5, 1), until=dt.date(2024, 7, 31))

    def total(**settings: Any) -> int:
        found = panels.panel(told_store, PanelSettings(filters=july, **settings))
        return sum(
            r[c] for r in found.dicts() for c in ("material_cooperation", "material_conflict", "verbal_conflict", "verbal_cooperation")
        )

    assert total() == 4
    assert total(planned=True) == 5
    assert total(corroborated=True) == 1


def test_units_and_periods(told_store: Store) -> None:
    may = Filters(since=dt.date(2024, 5, 27), until=dt.date(2024, 6, 9))
    country = panels.panel(told_store, PanelSettings(unit="country", period="week", filters=may, include=("FRA",), coverage="outlets"))
    assert country.columns[-4:] == ("reports", "outlets", "reports: Alpha", "reports: Beta")
    assert [(r["country"], r["period"], r["material_conflict"], r["reports"], r["reports: Beta"]) for r in country.dicts()] == [
        ("FRA", "2024-05-27", 0, 2, 1),
        ("FRA", "2024-06-03", 0, 0, 0),
        ("UKR", "2024-05-27", 1, 2, 1),
        ("UKR", "2024-06-03", 0, 0, 0),
    ]
    admin1 = panels.panel(told_store, PanelSettings(unit="admin1", period="month", filters=may, coverage="none"))
    assert [r["admin1"] for r in admin1.dicts()] == ["Kharkiv Oblast"] * 2
    grid = panels.panel(
        told_store, PanelSettings(unit="grid", period="day", filters=Filters(since=dt.date(2024, 5, 30), until=dt.date(2024, 5, 30)))
    )
    (row,) = grid.dicts()
    assert (row["cell"], row["latitude"], row["longitude"]) == (202_033, 50.25, 36.25)
    undirected = panels.panel(told_store, PanelSettings(undirected=True, period="week", filters=may))
    assert {(r["source"], r["target"]) for r in undirected.dicts()} == {("RUS", "UKR")}


def test_grid_cells_are_numbered_as_prio_grid_does() -> None:
    assert cell_of(-89.9, -179.9) == (1, -89.75, -179.75)
    assert cell_of(90, 180)[0] == 359 * 720 + 1
    assert cell_of(89.9, 179.9)[0] == 259_200


def test_a_panel_of_what_is_in_the_file(told_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "classes.toml"
    file.write_text(
        '[violence]\ntypes = ["assault"]\n[tone]\nvalue = "mean-goldstein"\n[talks]\ncameo = ["03", "04"]\nvalue = "sum-score"\n'
    )
    asked = PanelSettings(
        unit="dyad", classes=load_classes(file), coverage="none", filters=Filters(since=dt.date(2024, 5, 30), until=dt.date(2024, 6, 30))
    )
    found = panels.panel(told_store, asked)
    rows = {(r["source"], r["target"], r["period"][:7]): (r["violence"], r["tone"], r["talks"]) for r in found.dicts()}
    assert rows["RUS", "UKR", "2024-05"] == (1, -9.0, 0)
    assert rows["RUS", "UKR", "2024-06"] == (0, None, 0)
    assert rows["POL", "UKR", "2024-06"] == (0, 4.0, 4.0)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "holds no class"),
        ("[x]\ntype = []", "type is no setting"),
        ('[x]\ntypes = "PROTEST"', "list of texts"),
        ('[x]\nquads = ["4"]', "whole numbers"),
        ('[x]\nvalue = "median"', "no value"),
        ("x = 3", "expected a section"),
        ("[x", "no TOML"),
    ],
)
def test_a_wrong_file_of_classes_is_named(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(KnowledgeError, match=word):
        load_classes(file)


# --- versions of the coder


def test_recoding_adds_and_compare_tells_what_changed(told_store: Store, clock: Clock) -> None:
    before = told(told_store)
    clock.day(1)
    new = Toy(version=2)
    done = recode(told_store, new, new.stamp, tables=tables())
    assert (done.coded, done.known) == (4, 0)
    assert recode(told_store, new, new.stamp, tables=tables()).known == 4
    assert told(told_store) != before
    assert told(known(told_store, coder="0.1")) == before
    assert told(known(told_store, coder=new.stamp.id)) == told(told_store)
    found = compare(told_store, "0.1", "0.2")
    assert (found.reports, found.same, len(found.changes)) == (4, 6, 1)
    (change,) = found.changes
    assert (change.kind, change.report, change.words) == ("changed", "d", "met")
    assert change.fields == (("type", "CONSULT", "AID"), ("mode", "visit", "military"))
    with pytest.raises(NotInStore, match=r"0\.3"):
        compare(told_store, "0.1", "0.3")


def test_the_python_door(told_store: Store) -> None:
    record = StoredRecord(told_store)
    events = record.events(actor="RUS")
    assert [e.type for e in events] == ["ASSAULT"]
    frame = events.to_pandas()
    assert list(frame["actor_codes"]) == ["RUSMIL"]
    assert events.to_polars()["event_id"].to_list() == [events[0].id]
    assert len(record.events()[:2]) == 2
    assert record.as_of(dt.date(2024, 6, 1)).events().rows()[0]["reports"] == 1
    panel = record.panel(unit="country", period="day")
    assert list(panel.to_pandas().columns) == list(panel.columns) == panel.to_polars().columns
    assert record.event(events[0].id).event == events[0]
    assert record.quotes(speaker="police")
    with pytest.raises(WrongUsage, match="'actr' is no filter"):
        record.events(actr="RUS")
