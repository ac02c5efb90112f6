"""Who is taken for the speaker: pronouns that stand for one, quotations without a cue of their own, attributions without a source."""

from __future__ import annotations

import pytest

from dateline.coding.coder import Coder
from dateline.coding.quotations import quotation_at, quotations
from dateline.model import Attribution, Report


def _said(coder: Coder, text: str) -> list[Attribution]:
    return list(coder.code(Report(id="x", text=text)).attributions or ())


def _content(text: str, item: Attribution) -> list[str]:
    return [text[c.start : c.end] for c in item.content]


def _speakers(coder: Coder, text: str) -> dict[str, str]:
    """The source's words by each piece of content."""
    return {piece: a.source.text if a.source else "" for a in _said(coder, text) for piece in _content(text, a)}


@pytest.mark.parametrize(
    ("text", "pronoun", "meant"),
    [
        ("The French president, who said the border would reopen, left on Monday.", "who", "The French president"),
        ("Iran, which rejected the offer, recalled its envoy.", "which", "Iran"),
        ("The Kremlin released a letter that says the talks had failed.", "that", "The Kremlin"),
    ],
)
def test_a_relative_pronoun_is_whoever_it_stands_for(coder: Coder, text: str, pronoun: str, meant: str) -> None:
    source = next(a.source for a in _said(coder, text) if a.source is not None and a.source.text == pronoun)
    assert source.refers_to is not None
    assert text[source.refers_to.start : source.refers_to.end] == meant
    assert source.country is not None
    assert source.confidence > 0


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("It was announced that the mine would close.", "was announced"),
        ("New tariffs were announced on Friday.", "were announced"),
        ("The general is believed to be in exile.", "is believed"),
        ("The ferry reportedly carried weapons.", "reportedly"),
        ("The ferry allegedly carried weapons.", "allegedly"),
        ("Police arrested the alleged leader of the gang.", "alleged"),
    ],
)
def test_where_nobody_is_named_the_record_says_so(coder: Coder, text: str, cue: str) -> None:
    (item,) = _said(coder, text)
    assert item.source is None
    assert item.cue is not None
    assert text[item.cue.start : item.cue.end] == cue


def test_an_alleged_deed_is_not_the_outlets_own_word(coder: Coder) -> None:
    text = "An alleged attack on the village brought soldiers to the coast."
    coded = coder.code(Report(id="x", text=text))
    agentless = next(a for a in coded.attributions or () if a.source is None)
    assert text[agentless.content[0].start : agentless.content[0].end] == "attack on the village"


def test_a_quotation_without_a_cue_goes_to_the_sentence_before(coder: Coder) -> None:
    text = 'The union had been warned, its leader said. "Nobody listened."'
    assert _speakers(coder, text)['"Nobody listened."'] == "its leader"


def test_it_goes_to_nobody_behind_the_outlets_own_sentence_or_a_denial(coder: Coder) -> None:
    assert '"It was chaos."' not in _speakers(coder, 'The mayor said nobody came. Police arrested two men. "It was chaos."')
    assert '"It was chaos."' not in _speakers(coder, 'The army did not say who fired. "It was chaos."')


def test_a_few_quoted_words_do_not_go_on_into_the_next_paragraph(coder: Coder) -> None:
    text = 'Farmers called the ban "a farce" on Monday, and the market in Graz stayed closed.\n\n"We lost a year," said Ruth Adler.'
    found = _speakers(coder, text)
    assert found['"We lost a year,"'] == "Ruth Adler"


def test_a_signature_holds_one_quotation_only(coder: Coder) -> None:
    text = "“I voted no.” ― Ann Reed\n“I voted yes.” ― Omar Haddad"
    assert _speakers(coder, text) == {"“I voted no.”": "Ann Reed", "“I voted yes.”": "Omar Haddad"}


def test_lines_of_a_transcript_in_marks_are_each_their_speakers(coder: Coder) -> None:
    text = 'Mr. Holm said: "We will see."\n\n"REED: Why was the dam not mended?\n\n"HOLM: There was no money for it."'
    found = _speakers(coder, text)
    assert found["Why was the dam not mended?"] == "REED"
    assert found["There was no money for it."] == "HOLM"


def test_a_quotation_that_ends_another_cues_sentence_is_told_once(coder: Coder) -> None:
    text = 'Ms. Reed said nobody had come "in years," she said. "We are alone."'
    (item,) = _said(coder, text)
    assert _content(text, item) == ['nobody had come "in years,"', '"We are alone."']


def test_content_ends_with_its_paragraph(coder: Coder) -> None:
    text = "The mayor noted that the road was closed\n\nThe bridge had been mended in May and the town was quiet."
    for item in _said(coder, text):
        assert all("\n" not in piece for piece in _content(text, item))


def test_the_quotation_at_a_place() -> None:
    text = '"One," he said. "Two."'
    found = quotations(text)
    starts = [q.start for q in found]
    assert quotation_at(found, starts, 2) == found[0]
    assert quotation_at(found, starts, 8) is None
    assert quotation_at(found, starts, len(text) - 1) == found[1]
