"""The encoder itself: an answer for each pair, the same whatever else is asked, and nothing where it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.encoding import Encoder, Pair, load_encoder
from dateline.errors import ModelMissing

ARREST = "Turkish police arrested twelve students in Ankara on Monday."
POLICE, STUDENTS = (0, 14), (24, 39)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def _best(encoder: Encoder, sentence: str, pair: Pair) -> str:
    answer = encoder.read(sentence, [pair])[0]
    assert answer is not None
    return max(answer.types, key=lambda name: answer.types[name])


def test_it_tells_who_did_what_to_whom(encoder: Encoder) -> None:
    assert _best(encoder, ARREST, Pair((POLICE,), (STUDENTS,))) == "COERCE"
    assert _best(encoder, ARREST, Pair((STUDENTS,), (POLICE,))) == "NONE"
    assert _best(encoder, ARREST, Pair((POLICE,), ())) == "COERCE"


def test_an_answer_does_not_depend_on_the_others(encoder: Encoder) -> None:
    one, other = Pair((POLICE,), (STUDENTS,)), Pair((STUDENTS,), (POLICE,))
    alone = encoder.read(ARREST, [one])
    together = encoder.read(ARREST, [other, one] * 40)
    assert alone[0] is not None
    assert together[1] is not None
    assert together[79] is not None
    assert together[1].types == together[79].types
    assert together[1].types == pytest.approx(alone[0].types, abs=0.15)
    assert encoder.read(ARREST, [one]) == alone


def test_who_stands_beyond_what_is_read_has_no_answer(encoder: Encoder) -> None:
    long = ARREST + " It rained and rained." * 200 + " Chad left."
    at = long.index("Chad")
    assert encoder.read(long, [Pair(((at, at + 4),), (STUDENTS,))]) == (None,)
    assert encoder.read("", [Pair(((0, 0),), ())]) == (None,)
    assert encoder.read(ARREST, []) == ()


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="make train"):
        load_encoder(tmp_path)
