"""The constructions of docs/attributions.md, and what holds for every text."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.coding.coder import Coder
from dateline.coding.quotations import quotations
from dateline.model import Attribution, Report

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "attributions.md"


def _constructions() -> list[tuple[str, ...]]:
    """The rows of the table: sentence, source, cue, content, act, kind, via."""
    lines = _PAGE.read_text(encoding="utf-8").split("|---|---|---|---|---|---|---|\n")[1].splitlines()
    rows = [tuple(cell.strip() for cell in line.split("|")[1:8]) for line in lines if line.startswith("| ")]
    assert len(rows) >= 50
    return rows


def _shown(text: str, item: Attribution) -> tuple[str, ...]:
    content = " … ".join(text[c.start : c.end] for c in item.content)
    cue = text[item.cue.start : item.cue.end] if item.cue else ""
    source = text[item.source.start : item.source.end] if item.source else ""
    return source, cue, content, item.act, item.kind, " ".join(p.name or p.text for p in item.via)


@pytest.mark.parametrize("row", _constructions(), ids=lambda row: row[0][:60])
def test_a_construction_of_the_page(coder: Coder, row: tuple[str, ...]) -> None:
    text = row[0].replace("¶", "\n")
    found = coder.code(Report(id="x", text=text)).attributions or ()
    if not row[2]:
        assert found == ()
        return
    shown = [_shown(text, a) for a in found]
    assert row[1:] in shown, shown


def test_events_told_by_a_source_name_it_and_the_outlets_own_do_not(coder: Coder) -> None:
    text = "Rebels shelled the town, the army said. Police arrested the mayor on Monday."
    coded = coder.code(Report(id="x", text=text))
    by_type = {e.type: e for e in coded.events or ()}
    (said,) = coded.attributions or ()
    assert by_type["ASSAULT"].attributions == (said.id,)
    assert by_type["COERCE"].attributions == ()
    assert said.events == (by_type["ASSAULT"].id,)


def test_a_speech_act_is_an_event_and_a_quotation_linked(coder: Coder) -> None:
    text = 'Iran accused Israel of killing the scientist and promised "full support" to the family.'
    coded = coder.code(Report(id="x", text=text))
    accusation = next(e for e in coded.events or () if e.type == "ACCUSE")
    told = [a for a in coded.attributions or () if accusation.id in a.events]
    assert [text[a.cue.start : a.cue.end] for a in told if a.cue] == ["accused"]
    assert all(a.id not in accusation.attributions for a in told), "the outlet vouches for the accusation, Iran for what it says"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "one" and "two".', ['"one"', '"two"']),
        ("“One,” he said. “Two.”", ["“One,”", "“Two.”"]),
        ("It's the farmers' land, they said.", []),
        ("“He told me ‘never’ twice,” she said.", ["“He told me ‘never’ twice,”"]),
        ("“First part.\n“Second part.”", ["“First part.", "“Second part.”"]),
        ("''Old marks,'' she said.", ["''Old marks,''"]),
        ("Mayor: 'No money for roads'", ["'No money for roads'"]),
        ("The 6' 2\" man", []),
        ("“I heard “never” twice,” she said.", ["“I heard “never” twice,”"]),
        ('“The "iron lady" is back,” he said.', ['“The "iron lady" is back,”']),
        ("”The wrong mark opens.” ― Ann", ["”The wrong mark opens.”"]),
        ("“The wrong mark closes.“ ― Ann", ["“The wrong mark closes.“"]),
    ],
)
def test_quotations_of_every_make(text: str, quoted: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == quoted


@given(st.text(alphabet="ab \n\"'“”‘’.,:?!-—", max_size=200))
def test_quotations_index_the_text_and_do_not_overlap(text: str) -> None:
    found = quotations(text)
    for q in found:
        assert 0 <= q.start < q.inner_start <= q.inner_end <= q.end <= len(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


_WORDS = st.sampled_from(
    [
        "the",
        "minister",
        "said",
        "that",
        '"',
        "“",
        "”",
        "told",
        "Reuters",
        ",",
        ".",
        "according",
        "to",
        "\n\n",
        "he",
        "believes",
        ":",
        "talks",
        "failed",
        "''",
    ]
)


@given(st.lists(_WORDS, max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_it_and_content_indexes_the_text(coder: Coder, words: list[str]) -> None:
    text = " ".join(words)
    for item in coder.code(Report(id="x", text=text)).attributions or ():
        assert item.content
        assert all(0 <= c.start < c.end <= len(text) for c in item.content)
        assert all(a.end <= b.start for a, b in itertools.pairwise(item.content))
