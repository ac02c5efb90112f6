"""Text of a report is data in every format: no formula, no control character, no markup, no broken line."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pyarrow import parquet

from dateline.exporting import flat, gdelt_events, gdelt_mentions, icews, phoenix, polecat
from dateline.exporting.cells import json_text, number, spreadsheet, tabbed, tidied, tidy
from dateline.exporting.collection import Collection, collect
from dateline.exporting.formats import MODULES
from dateline.merging.model import MergedEvent, MergedParticipant
from dateline.model import Where

Write = Callable[..., bytes]
Make = Callable[..., MergedEvent]

HOSTILE = [
    '=HYPERLINK("http://x.example","a")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\x00=1+1",
    "＝1+1",
    "\x1b]0;owned\x07\x1b[2J",
    "\x9b31m",
    "a\tb\nc\rd\x0be\x0cf\x85g\u2028h\u2029i",
    "<script>alert(1)</script>&amp;<!ENTITY x SYSTEM 'file:///etc/passwd'>]]>",
    'one " quote',
    "\u202eevil\u202c",
    "\ufeffmark\ufffe\uffff",
    "\ud800",
    "; =1+1; x",
]
TABULAR = {
    "gdelt-events": gdelt_events.COLUMNS,
    "gdelt-mentions": gdelt_mentions.COLUMNS,
    "icews": icews.COLUMNS,
    "phoenix": phoenix.COLUMNS,
    "polecat": polecat.COLUMNS,
}


def hostile(changed: Make, text: str) -> Collection:
    who = MergedParticipant(text, text, text, text, (text,), text, text, text, text, ())
    event = changed()
    ref = event.mentions[1].__class__(text, 0, 1, "e-3", text, "ASSAULT", text, text, text, text, (), 0.5)
    return collect(
        [
            changed(
                mode=text,
                contexts=(text,),
                cameo=text or "1",
                actors=(who,),
                recipients=(who,),
                where=Where(text, text, text, 1.0, 2.0, 3, "place"),
                mentions=(*event.mentions, ref),
                reports=(*event.reports, text),
                outlets=(text,),
                first_reported=text,
            )
        ]
    )


def harmless(text: str) -> bool:
    return not any(unicodedata.category(c) in ("Cc", "Cs") for c in text)


@pytest.mark.parametrize("text", HOSTILE)
def test_tables(text: str, changed: Make, write: Write) -> None:
    story = hostile(changed, text)
    for name, columns in TABULAR.items():
        lines = write(name, story).decode("utf-8").removesuffix("\n").split("\n")
        for line in lines:
            cells = line.split("\t")
            assert len(cells) == len(columns), name
            for cell in cells:
                assert harmless(cell)
                assert '"' not in cell
                assert not re.match(r"[=+@＝＋－＠]|-(?![\d.])", cell), name


@pytest.mark.parametrize("text", HOSTILE)
def test_csv(text: str, changed: Make, write: Write) -> None:
    story = hostile(changed, text)
    rows = list(csv.DictReader(io.StringIO(write("csv", story).decode("utf-8"), newline="")))
    assert len(rows) == 1
    for column in flat.COLUMNS:
        cell = rows[0][column.name]
        assert harmless(cell)
        for part in cell.split("; ") if column.kind == "texts" else [cell]:
            assert column.kind in ("number", "integer") or part[:1] not in tuple("=+-@＝＋－＠\t\r") or part == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_json_xml_and_parquet(text: str, changed: Make, write: Write) -> None:
    story = hostile(changed, text)
    for name in ("geojson", "jsonld", "jsonl", "followthemoney"):
        data = write(name, story).decode("utf-8")
        assert harmless(data.replace("\n", "")), name
        for line in data.splitlines() if name in ("jsonl", "followthemoney") else [data]:
            assert json.loads(line)
    xml = write("graphml", story)
    assert b"<!" not in xml
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False))
    assert {etree.QName(node).localname for node in root.iter()} <= {"graphml", "key", "graph", "node", "edge", "data"}
    assert all(harmless(node.text or "") or not (node.text or "").strip() for node in root.iter())
    (row,) = parquet.read_table(io.BytesIO(write("parquet", story))).to_pylist()
    assert all(harmless(value) for value in row.values() if isinstance(value, str))


def test_every_format_writes_the_same_bytes_whatever_the_order(changed: Make, report: Any, write: Write) -> None:
    events = [changed(id=f"m-{n}", first_reported=f"2024-06-{n:02}") for n in range(1, 9)]
    for name in MODULES:
        assert write(name, collect(events, [report])) == write(name, collect(reversed(events), [report, report])), name


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_in_a_cell(text: str) -> None:
    for cell in (spreadsheet(text), tabbed(text)):
        assert harmless(cell)
        assert cell == cell.strip()
        assert cell[:1] not in tuple("=+-@") or not cell
    assert tidy(tidy(text)) == tidy(text)
    assert tidied([{text: text}, (text,)]) == [{tidy(text): tidy(text)}, [tidy(text)]]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_json_escapes_lose_nothing(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert harmless(text)


@given(st.floats() | st.integers(-(10**15), 10**15))
def test_a_number_reads_back(value: float) -> None:
    text = number(value)
    assert float(text) == value if math.isfinite(value) else text == ""
