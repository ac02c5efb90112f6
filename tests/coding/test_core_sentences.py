"""The plainest sentence for each usual word of each event type: what rules that miss one of these are worth.

Sentences and types of `core_sentences.tsv` are ours; the participants were read one by one, and sentences that go wrong are not in it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.coding.coder import Coder
from dateline.model import Participant, Report

HERE = Path(__file__).parent


def _rows() -> list[tuple[str, ...]]:
    lines = (HERE / "core_sentences.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines[1:]]


def _words(side: tuple[Participant, ...]) -> str:
    return " | ".join(p.text for p in side)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[3][:60])
def test_a_plain_sentence(coder: Coder, row: tuple[str, ...]) -> None:
    kind, actors, recipients, text = row
    events = coder.code(Report(id="x", text=text, language="en")).events or ()
    told = [(e.type, _words(e.actors), _words(e.recipients)) for e in events]
    if kind == "NONE":
        assert told == []
    else:
        assert (kind, actors, recipients) in told
