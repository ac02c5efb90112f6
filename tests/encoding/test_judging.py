"""Rule and encoder together: what is kept, dropped, retyped and added, and that both are named in the reasons."""

from __future__ import annotations

import pytest

from dateline.coding.coder import Coder, Settings, load_coder
from dateline.coding.deciding import Rule, decide, is_alone, pair_of
from dateline.encoding import Answer
from dateline.model import EventMention, MarkedPair, Participant, Report, Span, TypedPair

WEIGHTS = {"ruled": {"encoder": 1.0, "none": 0.0, "rule": 1.0, "phrase": 2.0, "private": 1.5}}
MODES = {"ACCUSE": ("disapprove", "allege"), "ASSAULT": ("aerial",)}


@pytest.fixture(scope="module")
def both() -> Coder:
    return load_coder(Settings(layers=("events", "pairs")))


def _events(coder: Coder, text: str) -> list[EventMention]:
    return list(coder.code(Report(id="r", text=text, language="en")).events or ())


def _answer(**types: float) -> Answer:
    scores = {"NONE": 0.0, "ACCUSE": 0.0, "ASSAULT": 0.0, **types}
    return Answer(scores, {"": 0.0, "disapprove": 2.0, "allege": 1.0, "aerial": 0.5})


def test_a_rule_tips_the_balance_and_no_more() -> None:
    assert decide(_answer(ACCUSE=1.0, ASSAULT=0.5), Rule("ASSAULT"), "ruled", MODES, WEIGHTS).type == "ASSAULT"
    verdict = decide(_answer(ACCUSE=4.0, ASSAULT=0.5), Rule("ASSAULT"), "ruled", MODES, WEIGHTS)
    assert (verdict.type, verdict.mode) == ("ACCUSE", "disapprove")
    assert "rule ASSAULT" in verdict.said
    assert 0 < verdict.confidence <= 1


def test_several_words_of_a_rule_are_worth_more_than_one() -> None:
    unsure = _answer(ACCUSE=2.9, ASSAULT=1.0)
    assert decide(unsure, Rule("ASSAULT"), "ruled", MODES, WEIGHTS).type == "ACCUSE"
    assert decide(unsure, Rule("ASSAULT", phrase=True), "ruled", MODES, WEIGHTS).type == "ASSAULT"


def test_a_type_that_is_rather_unlikely_does_not_stay_because_a_rule_says_so() -> None:
    doubtful = _answer(NONE=2.6, CONSULT=1.9, ASSAULT=-1.0)
    assert decide(doubtful, Rule("ASSAULT"), "ruled", MODES, WEIGHTS).type != "ASSAULT"


def test_a_doer_alone_or_nobody_public_must_be_likelier() -> None:
    somewhat = _answer(ACCUSE=0.6, ASSAULT=0.2)  # the rule's type has a chance of 0.4
    assert decide(somewhat, Rule("ASSAULT"), "ruled", MODES, WEIGHTS).type == "ASSAULT"
    for doubted in (Rule("ASSAULT", alone=True), Rule("ASSAULT", private=True)):
        assert decide(somewhat, doubted, "ruled", MODES, WEIGHTS).type == "NONE"
    assert decide(_answer(ASSAULT=2.0), Rule("ASSAULT", alone=True), "ruled", MODES, WEIGHTS).type == "ASSAULT"


def test_who_acts_alone() -> None:
    one, other = Participant(0, 5, "Chile"), Participant(10, 14, "Peru")
    assert is_alone("ACCUSE", (one,), ())
    assert not is_alone("ACCUSE", (one,), (other,))
    assert not is_alone("CONSULT", (one, other), ())
    assert not is_alone("MOBILIZE", (one,), ())  # done to nobody in particular


def test_sides_that_act_together_are_a_pair_and_the_word_is_asked_about() -> None:
    first, second = Participant(10, 15, "Chile"), Participant(20, 24, "Peru")
    pair = pair_of((first, second), (), (26, 30), 10)
    assert (pair.actor, pair.recipient, pair.trigger) == (((0, 5),), ((10, 14),), ((16, 20),))
    assert pair_of((first,), (), (26, 30), 0).recipient == ()


def test_the_same_two_are_asked_about_by_each_word(both: Coder) -> None:
    text = "Prime Minister Anna Berg condemned Syria's government on Monday and expelled its ambassador, officials said."
    assert {e.type for e in _events(both, text)} >= {"ACCUSE", "SANCTION"}


def test_a_verbal_attack_is_no_sure_assault(both: Coder, coder: Coder) -> None:
    text = "Labour's leader attacked the prime minister over the cuts to school meals in the debate on Tuesday."
    assert all(e.confidence < 0.5 for e in _events(both, text) if e.type == "ASSAULT")
    assert [e.type for e in _events(coder, text)] == ["ASSAULT"], "which is what the rule alone says"


def test_what_is_no_event_is_dropped() -> None:
    assert decide(_answer(NONE=4.0), Rule("ASSAULT"), "ruled", MODES, WEIGHTS).type == "NONE"
    assert decide(_answer(NONE=1.0, ACCUSE=0.9), Rule("ASSAULT"), "ruled", MODES, WEIGHTS).type == "ASSAULT"


def test_an_event_says_what_rule_and_encoder_said(both: Coder) -> None:
    (arrest,) = _events(both, "Turkish police arrested twelve students in Ankara on Monday.")
    assert (arrest.type, arrest.mode) == ("COERCE", "arrest")
    assert "encoder COERCE" in arrest.reasons["confidence"]
    assert "rule COERCE" in arrest.reasons["confidence"]
    assert arrest.confidence > 0.8


def test_rules_alone_when_asked(coder: Coder) -> None:
    (arrest,) = _events(coder, "Turkish police arrested twelve students in Ankara on Monday.")
    assert "confidence" not in arrest.reasons


def test_marked_pairs_are_judged_in_their_direction(both: Coder) -> None:
    text = "Turkish police arrested twelve students in Ankara on Monday."
    police, students = (Span(0, 14),), (Span(24, 39),)
    pairs = (MarkedPair(police, students), MarkedPair(students, police))
    typed = both.code(Report(id="r", text=text, language="en", pairs=pairs)).pairs or ()
    assert [p.type for p in typed] == ["COERCE", "NONE"]


def _pair(coder: Coder, text: str, actor: str, recipient: str) -> TypedPair:
    one, other = ((Span(text.index(words), text.index(words) + len(words)),) for words in (actor, recipient))
    (typed,) = coder.code(Report(id="r", text=text, language="en", pairs=(MarkedPair(one, other),))).pairs or ()
    return typed


def test_of_several_events_between_two_the_surest_types_their_pair(both: Coder) -> None:
    text = "Norway condemned Belarus on Monday and expelled its ambassador, officials said."
    surest = max(_events(both, text), key=lambda e: e.confidence)
    found = _pair(both, text, "Norway", "Belarus")
    assert (found.type, found.confidence) == (surest.type, surest.confidence)


def test_what_the_first_of_a_pair_does_to_nobody_named_may_be_done_to_the_second(both: Coder) -> None:
    text = "Police set up roadblocks on Monday that were meant to keep marchers from the hills out of the capital."
    (barred,) = _events(both, text)
    assert (barred.type, barred.recipients) == ("MOBILIZE", ())
    found = _pair(both, text, "Police", "marchers from the hills")
    assert (found.type, found.confidence) == (barred.type, barred.confidence)  # the pair alone is far less sure


def test_a_pronoun_that_stands_for_a_marked_one_counts_as_it(both: Coder) -> None:
    text = "The Chilean army said on Friday that it had shelled rebel positions near Arica after two convoys were attacked."
    assert _pair(both, text, "The Chilean army", "rebel positions").type == "ASSAULT"


def test_what_was_not_done_does_not_alone_decide_what_two_have_to_do_with_each_other(both: Coder) -> None:
    text = "Norway said on Monday that it will not lift the sanctions on Belarus until the prisoners are free."
    assert _pair(both, text, "Norway", "Belarus").type == "REJECT"


def test_the_same_text_gives_the_same_record_whatever_stands_beside_it(both: Coder) -> None:
    text = "Kenya's president met union leaders in Nairobi. Police fired tear gas at marchers. The court jailed two editors."
    alone = _events(both, text)
    _events(both, "Something else was coded in between: Poland condemned Belarus.")
    assert _events(both, text) == alone
