import itertools

from hypothesis import given
from hypothesis import strategies as st

from dateline.parsing.sentences import split


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text)]


def test_a_time_of_day_before_a_weekday_does_not_end_a_sentence() -> None:
    text = "The talks opened at 5 p.m. Wednesday in Oslo. They closed at 7 p.m. The envoys left."
    assert sentences(text) == ["The talks opened at 5 p.m. Wednesday in Oslo.", "They closed at 7 p.m.", "The envoys left."]


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("Gen. Ahmed Saleh met U.S. officials. He left.") == ["Gen. Ahmed Saleh met U.S. officials.", "He left."]


def test_one_sentence_a_line_and_blank_lines() -> None:
    assert sentences("Troops left the port\n\nPolice came in.\nNobody was hurt.") == [
        "Troops left the port",
        "Police came in.",
        "Nobody was hurt.",
    ]


def test_a_hard_wrapped_line_goes_on() -> None:
    text = "The two ministers met in a small\ntown near the border.\n"
    assert sentences(text) == ["The two ministers met in a small\ntown near the border."]


def test_a_place_line_is_no_part_of_a_sentence() -> None:
    text = "Bridge closed.\n\nDELTA, Utah (AP) — The governor closed a bridge.\nHe left."
    assert sentences(text) == ["Bridge closed.", "DELTA, Utah (AP) —", "The governor closed a bridge.", "He left."]


def test_a_very_long_line_is_cut_at_white_space() -> None:
    text = "word " * 3000
    pieces = split(text)
    assert len(pieces) > 1
    assert max(p.end - p.start for p in pieces) <= 2000
    assert "".join(sentences(text)).replace(" ", "") == text.replace(" ", "")


@given(st.text(max_size=300))
def test_sentences_cover_everything_but_white_space_in_order(text: str) -> None:
    spans = split(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in spans)
    covered = "".join(text[s.start : s.end] for s in spans)
    assert "".join(covered.split()) == "".join(text.split())
