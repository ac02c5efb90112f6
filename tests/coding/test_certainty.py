"""The constructions of docs/factuality.md, and what holds for every sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.coding import certainty
from dateline.coding.certainty import Judgement
from dateline.coding.coder import Coder

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "factuality.md"
_WORDS = (
    *("not", "will", "if", "no", "the", "army", "attack", "attacked", "to", "denied", "may"),
    *("that", "neither", "nor", "?", "of", ",", "be", "and"),
)


def _rows() -> list[tuple[str, str, str, str]]:
    table = _PAGE.read_text(encoding="utf-8").split("## The constructions")[1]
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")]
    return [(row[0], row[1], row[2], row[3]) for row in cells[2:]]


def _judged(coder: Coder, marked: str) -> Judgement:
    before, word, after = re.split(r"\*\*", marked)
    sentence = next(coder.parser.parse_many([before + word + after]))
    token = next(t for t in sentence.tokens if t.start == len(before))
    assert token.i in certainty.predicates(sentence, coder.knowledge.cues), f"{word} is no predicate"
    return certainty.judge(sentence, token.i, coder.knowledge.cues)


def _band(judgement: Judgement) -> str:
    found = judgement.factuality
    return f"{'+' if found.polarity == 'positive' else '−'} {found.certainty}"


def test_the_page_has_fifty_constructions() -> None:
    assert len(_rows()) >= 50
    assert len({sentence for _, sentence, _, _ in _rows()}) == len(_rows())


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_construction(row: tuple[str, str, str, str], coder: Coder) -> None:
    _, marked, band, auxiliary = row
    judgement = _judged(coder, marked)
    assert (_band(judgement), ", ".join(judgement.auxiliary)) == (band, auxiliary), judgement.cues


def test_plain_sentences_have_no_cues(coder: Coder) -> None:
    assert _judged(coder, "The army **shelled** the village.").cues == ()


def test_two_hedges_leave_less_than_one(coder: Coder) -> None:
    one = _judged(coder, "The rebels plan to **attack** the port.").score
    two = _judged(coder, "The rebels may plan to **attack** the port.").score
    assert 0 < two < one < 3


def test_a_second_negation_turns_the_first_round(coder: Coder) -> None:
    assert _judged(coder, "The guards did not fail to **stop** the car.").score > 1.5


def test_a_source_keeps_its_certainty(coder: Coder) -> None:
    assert _judged(coder, "The rebels may **say** that the army shelled the village.").score < 1.5
    assert _judged(coder, "The spokesman warned that troops **will** arrive.".replace("**will** arrive", "will **arrive**")).score < 2.5


def test_things_are_no_predicates(coder: Coder) -> None:
    sentence = next(coder.parser.parse_many(["The government and the parliament discussed the invasion of the region."]))
    found = [sentence.tokens[i].text for i in certainty.predicates(sentence, coder.knowledge.cues)]
    assert found == ["discussed", "invasion"]


def test_every_cue_names_a_known_effect(coder: Coder) -> None:
    effects = coder.knowledge.cues.effects
    for name in ("purpose", "infinitive", "question", "asked", "consequence", "unconfirmed", "unreal", "negative", "mass", "kind"):
        assert name in effects


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25))
def test_no_sentence_breaks_it(words: list[str], coder: Coder) -> None:
    for sentence in coder.parser.parse_many([" ".join(words)]):
        for i in range(len(sentence.tokens)):
            judgement = certainty.judge(sentence, i, coder.knowledge.cues)
            assert -3 <= judgement.score <= 3
            assert judgement == certainty.judge(sentence, i, coder.knowledge.cues)
