"""Which events go into which format, in what order, and what is said about the rest."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from typing import Any

import pytest

from dateline.errors import WrongUsage
from dateline.exporting.collection import collect, single
from dateline.exporting.formats import EVERYTHING, MODULES, UNREAL, Format, load_format, select, unreal
from dateline.merging.model import MergedEvent
from dateline.model import CodedReport, When

Make = Callable[..., MergedEvent]
OTHERS = {"gdelt-events", "gdelt-mentions", "icews", "phoenix", "polecat", "followthemoney"}


@pytest.fixture
def all_kinds(changed: Make) -> list[MergedEvent]:
    """One event of each kind."""
    return [
        changed(id="m-fact"),
        changed(id="m-plan", auxiliary=("future",), status="announced"),
        changed(id="m-maybe", auxiliary=("hypothetical",), status="reported"),
        changed(id="m-not", auxiliary=("negation",), status="denied"),
        changed(id="m-past", auxiliary=("historical",), status="reported"),
        changed(id="m-no-plan", auxiliary=("future", "negation"), status="denied"),
    ]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_what_is_no_fact_stays_out_of_formats_without_a_column_for_it(name: str, all_kinds: list[MergedEvent]) -> None:
    form = load_format(name)
    kept, notes = select(collect(all_kinds), form)
    if name in OTHERS:
        assert [e.id for e in kept.events] == ["m-fact"]
        assert notes[0].startswith("5 events left out that are planned or hypothetical or negated or historical")
    else:
        assert len(kept.events) == 6
        assert form.holds == EVERYTHING


def test_it_comes_in_where_it_is_asked_for(all_kinds: list[MergedEvent]) -> None:
    def ids(name: str, *kinds: Any) -> set[str]:
        return {e.id for e in select(collect(all_kinds), load_format(name), kinds)[0].events}

    assert ids("icews", "planned") == {"m-fact", "m-plan"}
    assert ids("icews", "historical", "planned") == {"m-fact", "m-plan", "m-past"}
    assert ids("icews", "negated", "planned") == {"m-fact", "m-plan", "m-not", "m-no-plan"}
    assert ids("icews", *UNREAL) == {e.id for e in all_kinds}
    assert ids("csv") == {"m-fact"}
    assert ids("csv", "negated") == {"m-fact", "m-not"}


def test_a_status_alone_says_it_too(changed: Make) -> None:
    assert unreal(changed(status="announced")) == {"planned"}
    assert unreal(changed(status="denied")) == {"negated"}
    assert unreal(changed(status="disputed")) == frozenset()


def test_an_event_without_a_cameo_code_stays_out_of_formats_that_are_made_of_them(changed: Make) -> None:
    story = collect([changed(id="m-1", cameo=None), changed(id="m-2")])
    for name in ("gdelt-events", "gdelt-mentions", "icews", "phoenix"):
        kept, notes = select(story, load_format(name))
        assert [e.id for e in kept.events] == ["m-2"]
        assert "1 events left out that have no CAMEO code" in notes
    assert len(select(story, load_format("polecat"))[0].events) == 2


def test_what_only_some_events_lose_is_counted(changed: Make, event: MergedEvent) -> None:
    undated = changed(id="m-u", when=When(None, "2024-06-18", "unknown", "publication"), actors=event.actors[:1])
    notes = select(collect([event, undated]), load_format("icews"))[1]
    assert notes == (
        "1 events have further actors or recipients, of whom only one each stands here",
        "1 events whose day is not known have no day here; --undated-as-published gives 1 of them that of publication",
    )
    notes = select(collect([event, undated], as_published=True), load_format("icews"))[1]
    assert notes[1] == "1 events whose words give no time stand on the day on which they were first reported"


def test_rows_are_sorted_and_ids_unique(changed: Make) -> None:
    first = changed(id="m-b", when=When("2024-01-01", "2024-01-01"))
    later = changed(id="m-a", when=When("2024-02-01", "2024-02-01"))
    bound = changed(id="m-c", when=When(None, "2024-01-15"))
    never = changed(id="m-d", when=When(), first_reported=None)
    fuller = changed(id="m-a", when=When("2024-02-01", "2024-02-01"), mentions=later.mentions * 2)
    story = collect([never, later, bound, first, fuller, later])
    assert [e.id for e in story.events] == ["m-b", "m-c", "m-a", "m-d"]
    assert story.events[2] == fuller


def test_mentions_that_were_not_merged_are_events_of_their_own(report: CodedReport, event: MergedEvent) -> None:
    story = collect([], [report, report])
    (alone,) = story.events
    assert alone.id == event.id, "the id that merging gives to an event that begins with this mention"
    assert (alone.status, alone.rules, alone.reports, alone.outlets) == ("reported", "single", ("daily-1",), ("The Daily",))
    assert (alone.first_reported, alone.last_reported) == ("2024-06-18", "2024-06-18")
    assert report.events
    mention = dataclasses.replace(report.events[0], auxiliary=("negation", "future"))
    assert single(report.report, mention).status == "denied"
    assert single(report.report, dataclasses.replace(mention, auxiliary=("future",))).status == "announced"
    bare = dataclasses.replace(report.report, outlet=None, published=None)
    assert single(bare, mention).first_reported is None


def test_with_merged_events_the_coded_reports_only_add_what_they_know(report: CodedReport, changed: Make) -> None:
    assert [e.id for e in collect([changed(id="m-other")], [report]).events] == ["m-other"]


def test_each_format_says_what_it_cannot_hold() -> None:
    for name, module in MODULES.items():
        form = importlib.import_module(f"dateline.exporting.{module}").FORMAT
        assert isinstance(form, Format)
        assert form.name == name
        assert form.losses
        assert form.what
    with pytest.raises(WrongUsage, match="is no format"):
        load_format("xlsx")
