"""Two coded records against each other, field by field."""

from __future__ import annotations

from typing import Any

from scoring_helpers import TEXT, coded, event, span

from dateline.scoring.model import Scores
from dateline.scoring.records import score_records


def compare(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], **layers: Any) -> Scores:
    gold = coded(events=ours, **layers)
    gold["report"]["text"] = TEXT
    return score_records([gold], {"a": coded(events=theirs, **layers)}, samples=0)


def arrest(**fields: Any) -> dict[str, Any]:
    return {**event("COERCE", "detained", ["police"], ["nine of them"], mode="arrest"), **fields}


def test_a_record_agrees_with_itself() -> None:
    full = arrest(
        when={"start": "2024-06-18", "end": "2024-06-18"},
        where={"name": "Osterby", "country": "DNK"},
        factuality={"certainty": "certain", "polarity": "positive"},
        auxiliary=["future"],
        contexts=["crime"],
        act={"type": "AID"},
        magnitudes=[{"kind": "arrested", "low": 9, "high": 9, "unit": None}],
    )
    scores = compare([full], [full], times=[{**span("Monday"), "type": "DATE", "value": "2024-06-17"}])
    assert scores.misses == ()
    assert all(scores.figures[field]["F1"] == 1 for field in ("event", "type", "mode", "when", "where", "actors", "magnitudes"))
    assert [part.task for part in scores.parts] == ["dates"]
    assert scores.parts[0].figures["value"]["F1"] == 1


def test_fields_that_differ_are_named() -> None:
    scores = compare(
        [arrest(when={"start": "2024-06-18", "end": "2024-06-18"})],
        [arrest(mode=None, when={"start": "2024-06-17", "end": "2024-06-17"}, recipients=[span("Ferrymen of Osterby")])],
    )
    assert {miss.kind for miss in scores.misses} == {"mode differs", "when differs", "recipients differ"}
    assert scores.figures["recipients"] == {"P": 0, "R": 0, "F1": 0}


def test_what_only_one_has_and_what_has_another_type() -> None:
    strike = event("PROTEST", "struck", ["Ferrymen of Osterby"])
    scores = compare([arrest(), strike], [event("ACCUSE", "detained", ["police"], ["nine of them"])])
    assert sorted(miss.kind for miss in scores.misses) == ["missed", "mode differs", "wrong type"]
    assert scores.figures["event"]["R"] == 0.5
    assert scores.figures["type"]["F1"] == 0
    assert [miss.kind for miss in compare([], [strike]).misses] == ["spurious"]


def test_another_trigger_word_near_by_is_the_same_event() -> None:
    strike = event("PROTEST", "struck", ["Ferrymen of Osterby"])
    scores = compare([strike], [{**strike, "trigger": span("on Monday")}])
    assert scores.figures["event"]["F1"] == 1


def test_reports_not_coded_are_told() -> None:
    scores = score_records([coded(events=[arrest()])], {}, samples=0)
    assert scores.figures["event"]["R"] == 0
    assert "1 of 1 reports" in scores.notes[0]
