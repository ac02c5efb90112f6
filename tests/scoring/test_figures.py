"""What is counted as right, missed and spurious, for each task; intervals; rows and confusions."""

from __future__ import annotations

from typing import Any

import pytest
from scoring_helpers import TEXT, coded, event, place, span

from dateline.errors import WrongUsage
from dateline.scoring import relations
from dateline.scoring.bootstrap import intervals
from dateline.scoring.model import Observed, Row, Scores
from dateline.scoring.score import score


def one(task: str, gold: Any, **layers: Any) -> Scores:
    sides = {"actor": place("police"), "recipient": place("nine of them")} if task == "relations" else {}
    text = {"id": "a", "text": TEXT, "gold": gold, **{side: [at] for side, at in sides.items()}}
    return score(task, [text], {"a": coded(**layers)}, samples=0)


def row(scores: Scores, field: str, label: str = "") -> Row:
    (found,) = [r for r in scores.rows if (r.field, r.label) == (field, label)]
    return found


def kinds(scores: Scores) -> list[str]:
    return [miss.kind for miss in scores.misses]


def test_relations() -> None:
    arrest = event("COERCE", "detained", ["police"], ["nine of them"])
    strike = event("PROTEST", "struck", ["Ferrymen of Osterby"])
    assert one("relations", "COERCE", events=[arrest, strike]).misses == ()
    elsewhere = one("relations", "COERCE", events=[strike])
    assert kinds(elsewhere) == ["found: nothing between the two"]
    assert "PROTEST “struck”" in elsewhere.misses[0].got
    wrong = one("relations", "ACCUSE", events=[arrest], pairs=[{"type": "ACCUSE"}])
    assert kinds(wrong) == ["found: wrong type"]
    assert wrong.figures["given"]["accuracy"] == 1
    assert (row(wrong, "found", "ACCUSE").recall, row(wrong, "found", "COERCE").coded) == (0, 1)
    assert wrong.confusions[0].counts == ((1,),)
    text = {"text": TEXT, "actor": [place("police")], "recipient": []}
    assert relations.marked_words(text) == "police → ?"


def test_dates() -> None:
    gold = [{**span("Monday"), "type": "DATE", "value": "2024-06-17"}, {**span("Tuesday"), "type": "DATE", "value": "2024-06-18"}]
    times = [
        {**span("on Monday"), "type": "DATE", "value": "2024-06-17"},
        {**span("nine"), "type": "SET", "value": "P9D"},
    ]
    scores = one("dates", gold, times=times)
    assert kinds(scores) == ["wrong span", "missed", "spurious"]
    assert row(scores, "relaxed").recall == 0.5
    assert row(scores, "value", "SET").precision == 0


def test_places() -> None:
    gold = [{**span("Osterby"), "lat": 55.0, "lon": 10.0}, {**span("mayor"), "lat": None, "lon": None}]
    found = {**span("Osterby"), "name": "Österby", "latitude": 60.2, "longitude": 18.1, "country": "SWE", "role": "literal"}
    scores = one("places", gold, places=[found])
    assert kinds(scores) == ["too far"]
    assert "km away" in scores.misses[0].got
    assert (scores.figures["tagging_precision"], scores.figures["acc161_of_all"]) == (1, 0)
    assert row(scores, "tagged", "coded as literal").recall is None
    near = one("places", gold, places=[{**found, "latitude": 55.5, "longitude": 10.0}])
    assert near.misses == ()
    assert near.figures["median_km"] == pytest.approx(55.6, abs=0.1)
    assert kinds(one("places", gold)) == ["missed"]


def test_attributions() -> None:
    gold = [
        {"source": [place("the mayor")], "cue": [place("said")], "content": [place("police"), place("detained nine of them on Tuesday")]}
    ]
    right = {"source": span("the mayor"), "cue": span("said"), "content": [span("detained nine of them on Tuesday")]}
    assert one("attributions", gold, attributions=[right]).figures["attribution"]["F1"] == 1
    wrong = one("attributions", gold, attributions=[{**right, "source": span("police")}, {**right, "content": [span("struck")]}])
    assert kinds(wrong) == ["wrong source", "spurious"]
    assert (wrong.misses[0].expected, wrong.misses[0].got) == ("the mayor", "police")


def test_factuality() -> None:
    gold = [{**span("struck"), "score": 3.0}, {**span("detained"), "score": -3.0}]
    scores = one("factuality", gold, clauses=[{**span("struck"), "factuality": 2.9}])
    assert kinds(scores) == ["too certain"]
    assert "not covered" in scores.misses[0].got
    assert scores.figures["mae"] == pytest.approx(3.05)
    assert one("factuality", [], clauses=[]).figures["n"] == 0


def test_coreference_across_texts() -> None:
    gold = [{"id": i, "text": TEXT, "gold": [{**span("struck"), "cluster": c}]} for i, c in (("a", "one"), ("b", "one"), ("c", "two"))]
    merged = {"m": {"id": "m", "mentions": [{"report": r, **span("struck")} for r in ("a", "c")]}}
    scores = score("coreference", gold, merged, samples=0)
    assert scores.figures["covered"] == pytest.approx(0.6667)
    assert scores.figures["pairs"] == {"P": 0, "R": 0, "F1": 0}
    assert kinds(scores) == ["mixed"]
    torn = {i: {"id": i, "mentions": [{"report": i, **span("struck")}]} for i in ("a", "b")}
    assert kinds(score("coreference", gold, torn, samples=0)) == ["torn apart"]


def test_a_text_not_coded_counts_as_coded_with_nothing_and_is_told() -> None:
    gold = [{"id": "a", "text": TEXT, "gold": [{**span("Monday"), "type": "DATE", "value": "2024-06-17"}]}]
    scores = score("dates", gold, {}, samples=0)
    assert scores.figures["relaxed"]["R"] == 0
    assert "1 of 1 texts" in scores.notes[0]
    with pytest.raises(WrongUsage, match="choose out of relations"):
        score("weather", gold, {})


def test_intervals_hold_the_figure_and_repeat() -> None:
    gold = [{"id": str(i), "text": TEXT, "gold": [{**span("Monday"), "type": "DATE", "value": "2024-06-17"}]} for i in range(40)]
    right = {str(i): coded(str(i), times=[{**span("Monday"), "type": "DATE", "value": "2024-06-17"}]) for i in range(0, 40, 2)}
    scores = score("dates", gold, right)
    low, high = scores.intervals["relaxed.R"]
    assert 0.3 < low < scores.figures["relaxed"]["R"] < high < 0.7
    assert scores.intervals["relaxed.P"] == (1.0, 1.0)
    assert "n" not in scores.intervals
    assert row(scores, "value", "DATE").interval is not None
    assert scores.intervals == score("dates", gold, right).intervals
    assert score("dates", gold[:1], right).intervals == {}


def test_texts_of_one_unit_are_drawn_together() -> None:
    together = [Observed("same", {("f", "", "n"): n}) for n in (1.0, 5.0)] + [Observed("other", {("f", "", "n"): 6.0})]
    assert intervals(together, lambda c: {"sum": c["f", "", "n"]}, samples=50) == {"sum": (12.0, 12.0)}
