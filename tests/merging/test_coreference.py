"""What is one event and what is not, and how events are linked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from dateline.merging import MergedEvent, Rules, Tables, merge
from dateline.model import CodedReport, PromisedAct

Merged = Callable[..., list[MergedEvent]]
Make = Callable[..., CodedReport]

VISIT = "Kemal Arda visited Greece and was received by Nikos Lappas in Athens."


def visit(deed: Callable[..., object], **more: object) -> object:
    return deed("visited", "CONSULT", "visit", ("Kemal Arda",), ("Greece",), where="Athens", **more)


def test_two_visits_of_one_pair_in_different_years_stay_two(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    old = tell("a", VISIT, visit(deed, when=("2017-12-07", "2017-12-08")), published="2017-12-08", outlet="One")
    new = tell("b", VISIT, visit(deed, when=("2024-03-04", "2024-03-05")), published="2024-03-05", outlet="Two")
    assert len(merged([old, new])) == 2


def test_what_is_not_dated_is_news_and_not_of_years_ago(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    old = tell("a", VISIT, visit(deed, when=("2017-01-01", "2017-12-31"), auxiliary=("historical",)), published="2024-03-06", outlet="One")
    new = tell("b", VISIT, visit(deed), published="2024-03-05", outlet="Two")
    same = tell("c", VISIT, visit(deed), published="2024-03-05", outlet="Three")
    assert sorted(len(e.mentions) for e in merged([old, new, same])) == [1, 2]


def test_one_visit_told_twice_is_one(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    one = tell("a", VISIT, visit(deed, when=("2024-03-04", "2024-03-05")), published="2024-03-05", outlet="One")
    text = "Greece welcomed Turkish president Arda; his visit to Athens and Nikos Lappas lasted two days."
    other = tell("b", text, deed("visit", "CONSULT", "visit", ("Turkish president",), ("Greece",), where="Athens"), published="2024-03-06")
    (event,) = merged([one, other])
    assert [p.name for p in event.actors] == ["Kemal Arda"]
    assert event.when.start == "2024-03-04"


def test_a_plan_and_its_fulfilment_are_linked_and_not_merged(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    text = "Kemal Arda will visit Greece on Monday and meet Nikos Lappas in Athens."
    plan = deed("visit", "CONSULT", "visit", ("Kemal Arda",), ("Greece",), ("2024-03-04", "2024-03-04"), "Athens", ("future",))
    announced = tell("a", text, plan, published="2024-02-28", outlet="One")
    done = tell("b", VISIT, visit(deed, when=("2024-03-04", "2024-03-04")), published="2024-03-04", outlet="Two")
    first, second = merged([done, announced])
    assert (first.status, second.status) == ("announced", "reported")
    assert [(k.kind, k.event) for k in second.links] == [("fulfils", first.id)]
    assert first.links == ()


def test_a_promise_is_fulfilled_by_the_act_that_it_promises(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    text = "Greece promised Turkey that it would send grain to Izmir."
    promise = deed("promised", "AGREE", None, ("Greece",), ("Turkey",), act=PromisedAct("AID", "goods"))
    sent = deed("sent", "AID", "goods", ("Greece",), ("Turkey",), ("2024-03-20", "2024-03-20"))
    first, second = merged(
        [
            tell("a", text, promise, published="2024-03-01"),
            tell("b", "Greece sent Turkey grain on Wednesday.", sent, published="2024-03-20"),
        ]
    )
    assert (first.type, second.type) == ("AGREE", "AID")
    assert [(k.kind, k.event) for k in second.links] == [("fulfils", first.id)]


def test_the_parts_of_a_visit(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    text = (
        "Kemal Arda visited Greece. He held talks with Nikos Lappas in Athens. "
        "The Turkish president and the Greek president signed a treaty. Police arrested rebels in Izmir."
    )
    report = tell(
        "a",
        text,
        visit(deed),
        deed("talks", "CONSULT", "meet", ("Kemal Arda", "Nikos Lappas"), where="Athens"),
        deed("signed", "AGREE", None, ("Turkish president", "Greek president")),
        deed("arrested", "COERCE", "arrest", ("Police",), ("rebels",), where="Izmir"),
        published="2024-03-05",
        outlet="One",
    )
    events = {e.mentions[0].text: e for e in merged([report])}
    whole = events["visited"].id
    assert {word: [(k.kind, k.event) for k in e.links] for word, e in events.items()} == {
        "visited": [],
        "talks": [("part-of", whole)],
        "signed": [("part-of", whole)],
        "arrested": [],
    }


ATTACK = "Turkey attacked Greece near Izmir on Monday."


def attack(deed: Callable[..., object], **more: object) -> object:
    return deed("attacked", "ASSAULT", None, ("Turkey",), ("Greece",), ("2024-03-04", "2024-03-04"), "Izmir", **more)


def test_a_denial_disputes_the_deed(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    told = tell("a", ATTACK, attack(deed), published="2024-03-05", outlet="One")
    text = "Turkey denied that it attacked Greece near Izmir on Monday."
    denied = tell("b", text, attack(deed, auxiliary=("negation",), by="Turkey"), published="2024-03-05", outlet="Two")
    (event,) = merged([told, denied])
    assert event.status == "disputed"
    (factuality,) = [v for v in event.versions if v.field == "factuality"]
    assert factuality.disputed
    assert [[h.name for h in v.holders] for v in factuality.versions] == [["One"], ["Turkey"]]


def test_a_denial_alone_is_denied_and_what_may_be_stays_apart(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    denied = tell("b", ATTACK, attack(deed, auxiliary=("negation",)), published="2024-03-05")
    may = tell("c", ATTACK.replace("attacked", "may have attacked"), attack(deed, auxiliary=("hypothetical",)), published="2024-03-05")
    told = tell("a", ATTACK, attack(deed), published="2024-03-05", outlet="One")
    assert [e.status for e in merged([denied])] == ["denied"]
    assert sorted(e.auxiliary for e in merged([may, told])) == [(), ("hypothetical",)]


def test_who_does_it_to_whom_matters(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    one = tell("a", ATTACK, attack(deed), published="2024-03-05", outlet="One")
    back = deed("attacked", "ASSAULT", None, ("Greece",), ("Turkey",), ("2024-03-04", "2024-03-04"), "Athens")
    other = tell("b", "Greece attacked Turkey from near Athens on Monday.", back, published="2024-03-05", outlet="Two")
    assert len(merged([one, other])) == 2


def test_two_words_of_one_sentence_are_two_events(merged: Merged, tell: Make, deed: Callable[..., object]) -> None:
    text = "Police beat and arrested rebels in Izmir."
    sides = (("Police",), ("rebels",))
    report = tell("a", text, deed("beat", "ASSAULT", "beat", *sides), deed("arrested", "ASSAULT", "beat", *sides), published="2024-03-05")
    assert len(merged([report])) == 2


def test_embeddings_count_where_given(rules: Rules, tables: Tables, tell: Make, deed: Callable[..., object]) -> None:
    a = tell("a", "Turkey raided Greece.", deed("raided", "ASSAULT", None, ("Turkey",), ("Greece",)), published="2024-03-05")
    b = tell("b", "Turkey struck Greece.", deed("struck", "ASSAULT", None, ("Turkey",), ("Greece",)), published="2024-03-05")
    ids = [c.events[0].id for c in (a, b) if c.events]
    heavy = dataclasses.replace(rules, weights=dataclasses.replace(rules.weights, embedding=50))
    assert len(merge([a, b], heavy, tables, embeddings={ids[0]: (1.0, 0.0), ids[1]: (1.0, 0.0)})) == 1
    assert len(merge([a, b], heavy, tables, embeddings={ids[0]: (1.0, 0.0), ids[1]: (0.0, 1.0)})) == 2


@pytest.mark.parametrize("text", ["", VISIT])
def test_a_record_without_text_is_merged_by_what_was_coded(merged: Merged, tell: Make, deed: Callable[..., object], text: str) -> None:
    reports = [tell(i, VISIT, visit(deed, when=("2024-03-04", "2024-03-05")), published="2024-03-05", outlet=i) for i in ("a", "b")]
    bare = [dataclasses.replace(c, report=dataclasses.replace(c.report, text=text)) for c in reports]
    assert [len(e.mentions) for e in merged(bare)] == [2]


def test_nothing_gives_nothing(merged: Merged, tell: Make) -> None:
    assert merged([]) == []
    assert merged([tell("a", "Rain fell."), dataclasses.replace(tell("b", "More rain."), events=None, attributions=None)]) == []
