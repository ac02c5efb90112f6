import pytest

from dateline.knowledge import Knowledge


@pytest.mark.parametrize(
    "sentence",
    [
        "Police arrested twenty men.",
        "The minister held talks with his guest.",
        "Sanctions were imposed on Iran.",
        "Workers took to the streets.",
    ],
)
def test_a_sentence_with_an_event_and_somebody_passes(knowledge: Knowledge, sentence: str) -> None:
    assert knowledge.gate.passes(sentence)


@pytest.mark.parametrize("sentence", ["It was a sunny afternoon.", "the prices of copper and tin rose again.", "", "123 456 !!"])
def test_a_sentence_without_passes_not(knowledge: Knowledge, sentence: str) -> None:
    assert not knowledge.gate.passes(sentence)
