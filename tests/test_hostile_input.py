"""Hostile input: whatever comes, nothing is raised, offsets index the given text, and the same text gives the same record.

DATELINE_HOSTILE multiplies examples and lengths (`make soak`: 20). Lone surrogates are left to the readers, which replace them: a text that
cannot be written as UTF-8 is no text of a report.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import io
import json
import os
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.coding.coder import Coder
from dateline.coding.times import find_times
from dateline.errors import UnreadableInput
from dateline.exporting.jsonl import to_dict, to_line
from dateline.exporting.merged import to_line as merged_line
from dateline.merging import Rules, Tables, load_rules, load_tables, merge
from dateline.merging.reading_coded import coded_from_dict
from dateline.model import CodedReport, Report
from dateline.parsing.sentences import split
from dateline.reading import ReadOptions, read

TIMES = int(os.environ.get("DATELINE_HOSTILE", "1"))
DAY = dt.date(2024, 6, 19)
FAST = settings(max_examples=100 * TIMES, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=TIMES == 1)
CODING = settings(parent=FAST, max_examples=30 * TIMES)

PIECES = [
    *(
        "Police",
        "the Osterby ferrymen",
        "Turkish troops",
        "Vladimir Putin",
        "he",
        "they",
        "U.S.",
        "O'Neill",
        "Abu-l-Ḥasan",
        "Kyiv",
        "“",
        "”",
    ),
    *(
        "arrested",
        "was not arrested by",
        "said that",
        "attacked",
        "agreed to meet",
        "failed to",
        "if",
        "killed",
        "will visit",
        "accused",
        "of",
    ),
    *("twelve", "1,000,000", "at least 5", "$3bn", "Monday", "last week", "in 1999", "2024-02-30", "24:61", "99th", "the 0s", "XX"),
    *(",", ";", ".", "!", "?", "—", "(", ")", "[", "]", '"', "'", "''", "``", "…", "\n", "\n\n", "\t", "\r\n", "\x00", "\x1b[31m", "\x85"),
    *(
        "👩‍👩‍👧",
        "🇺🇸",
        "e\u0301\u0301\u0301",
        "\u202eشرطة\u202c",
        "العربية",
        "警察逮捕",
        "\ufeff",
        "\u200b",
        "\ufffd",
        "\ufffe",
        "ﬁ",
        "ß",
        "İ",
        "ǆ",
    ),
    *("<b>", "&amp;", "=1+1", "http://a.b/?q=1", "a@b.c", "{", "}", "\\", "%s", "../../x", "\U0010ffff", "𝐏𝐨𝐥𝐢𝐜𝐞", "Ⅻ", "١٢", "½", "1e999"),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=24).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda between: between.join(parts))
)
DAYS = st.none() | st.dates() | st.sampled_from([dt.date.min, dt.date.max, dt.date(2024, 2, 29), dt.date(1999, 12, 31)])


def things(value: Any) -> Iterator[Any]:
    """Every dataclass inside a coded report, except the report itself."""
    if isinstance(value, tuple):
        for item in value:
            yield from things(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Report):
        yield value
        for field in dataclasses.fields(value):
            yield from things(getattr(value, field.name))


def check(coded: CodedReport) -> None:
    """Offsets are inside the text, and words are those that stand there."""
    text = coded.report.text
    for thing in things(coded):
        start, end = getattr(thing, "start", None), getattr(thing, "end", None)
        if isinstance(start, int) and isinstance(end, int):
            assert 0 <= start < end <= len(text), thing
            assert getattr(thing, "text", text[start:end]) == text[start:end], thing
    ids = {a.id for a in coded.attributions or ()}
    events = {e.id for e in coded.events or ()}
    for event in coded.events or ():
        assert set(event.attributions) <= ids
        assert {link.event for link in event.links} <= events
        assert 0 <= event.confidence <= 1
    for said in coded.attributions or ():
        assert set(said.events) <= events


@given(TEXTS, DAYS)
@CODING
def test_coding_never_raises_and_offsets_index_the_given_text(coder: Coder, text: str, published: dt.date | None) -> None:
    report = Report("x", text, published=published)
    coded = coder.code(report)
    assert coded.report is report
    check(coded)
    line = to_line(coded, with_text=True)
    assert line == to_line(coder.code(Report("x", text, published=published)), with_text=True)
    line.encode("utf-8")
    back = coded_from_dict(json.loads(line))
    assert to_dict(back, with_text=True) == to_dict(coded, with_text=True)


@given(TEXTS)
@CODING
def test_a_report_does_not_depend_on_those_before_it(coder: Coder, text: str) -> None:
    other = Report("y", "Police arrested nine ferrymen in Osterby on Monday.", published=DAY)
    alone = coder.code(other)
    _, after = coder.code_all([Report("x", text, published=DAY), other])
    assert after == alone


@given(st.text(st.sampled_from("0123456789-/:.,'’ TZWQPXamps") | st.characters(exclude_categories=["Cs"]), max_size=40) | TEXTS, DAYS)
@FAST
def test_times_never_raise_overlap_or_leave_the_text(text: str, published: dt.date | None) -> None:
    end = 0
    for found in find_times(text, published):
        assert end <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        assert found.value
        if found.interval_start is not None and found.interval_end is not None:
            assert found.interval_start.isoformat()[:10] <= found.interval_end.isoformat()[:10]
        end = found.end


@given(TEXTS | st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@FAST
def test_sentences_are_in_order_and_lose_no_word(text: str) -> None:
    end, covered = 0, set[int]()
    for s in split(text):
        assert end <= s.start < s.end <= len(text)
        covered.update(range(s.start, s.end))
        end = s.end
    assert not [c for i, c in enumerate(text) if i not in covered and c.isalnum()]


BEGINNINGS = [
    b"",
    b"{",
    b'{"text": "',
    b"[",
    b"<!doctype html><html>",
    b"<?xml version='1.0'?><rss><channel><item>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"WARC/1.0\r\n",
    b"\x1f\x8b\x08\x00",
    b"PK\x03\x04",
    b"\x28\xb5\x2f\xfd",
    b"BZh9",
    b"PAR1",
    b"%PDF-1.7\n",
    b"From: a@b.c\r\nSubject: x\r\n\r\n",
    b"text,published\n",
    b"\xff\xfe",
    b"\x00\x00\xfe\xff",
    b"\xef\xbb\xbf",
]
SUFFIXES = [
    ".txt",
    ".jsonl",
    ".json",
    ".html",
    ".gz",
    ".csv",
    ".tsv",
    ".xml",
    ".warc",
    ".eml",
    ".zip",
    ".tar",
    ".zst",
    ".parquet",
    ".pdf",
    "",
]
BYTES = st.builds(lambda start, rest: start + rest, st.sampled_from(BEGINNINGS), st.binary(max_size=200) | TEXTS.map(str.encode))


def take(inputs: list[str], stdin: bytes = b"") -> None:
    """Read, and check whatever comes."""
    skipped: list[UnreadableInput] = []
    number = 0
    for report in read(inputs, ReadOptions(language="en"), on_skip=skipped.append, stdin=io.BytesIO(stdin)):
        number += 1
        report.text.encode("utf-8")
        assert report.text.strip()
        assert report.id
        assert report.published is None or 1600 <= report.published.year < 3000
        json.dumps(dict(report.extra), default=str)
    for problem in skipped:
        assert isinstance(problem, UnreadableInput)
        assert str(problem).isprintable(), problem
    assert number or skipped


@given(BYTES)
@FAST
def test_readers_never_raise_on_any_bytes_of_standard_input(data: bytes) -> None:
    take(["-"], data)


@given(BYTES, st.sampled_from(SUFFIXES))
@FAST
def test_readers_never_raise_on_any_bytes_in_a_file_of_any_name(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"hostile{suffix}"
    path.write_bytes(data)
    take([str(path)])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "text", "outlet", "title", "url", "language", "published", "dateline", "byline", "wire", "pairs", "extra", "gold", "\ud800"]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON | TEXTS, max_size=6), max_size=4))
@FAST
def test_readers_never_raise_on_any_fields(rows: list[dict[str, Any]]) -> None:
    take(["-"], "".join(json.dumps(row) + "\n" for row in rows).encode())


LONG: dict[str, Callable[[int], str]] = {
    "commas": lambda n: "," * n,
    "full stops": lambda n: ". " * (n // 2),
    "blanks": lambda n: " " * n,
    "line breaks": lambda n: "\n" * n,
    "nested quotes": lambda n: '"' * (n // 2) + "Police said" + '"' * (n // 2),
    "nested curly quotes": lambda n: "“" * (n // 2) + "Police said" + "”" * (n // 2),
    "brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "right to left": lambda n: "\u202eاعتقلت الشرطة " * (n // 15),
    "emoji": lambda n: "👩‍👩‍👧" * (n // 5),
    "combining marks": lambda n: "e" + "\u0301" * n,
    "zero width": lambda n: "\u200d" * n,
    "no spaces": lambda n: "policearrestednine" * (n // 18),
    "one letter": lambda n: "a" * n,
    "digits": lambda n: "1" * n,
    "dates run together": lambda n: "2024-06-19-" * (n // 11),
    "names": lambda n: "John Smith " * (n // 11),
    "a list of towns": lambda n: "Kyiv; " * (n // 6),
    "titles": lambda n: "the president of " * (n // 17),
    "said that": lambda n: "he said that " * (n // 13),
    "days": lambda n: "Monday " * (n // 7),
    "one sentence": lambda n: "police arrested nine men in Osterby on Monday and " * (n // 50),
    "nul": lambda n: "\x00" * n,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_of_one_thing_is_coded_in_bounded_time(coder: Coder, name: str) -> None:
    text = LONG[name](1500 * TIMES)
    started = time.perf_counter()
    check(coder.code(Report("x", text, published=DAY)))
    # A thousand times slower than news, and still no minute for the length of a long article: what grows with the square fails in the soak.
    assert time.perf_counter() - started < 5 + len(text) / 1000


def test_a_text_is_coded_whatever_its_line_ends(coder: Coder, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes(b"Police arrested nine ferrymen.\r\rThey struck.\x0b\x0cThe mayor met the governor.\x1c\x1d\xc2\x85End.\xe2\x80\xa8\n")
    (report,) = read([str(path)], ReadOptions(language="en"), on_skip=lambda problem: pytest.fail(str(problem)))
    coded = coder.code(report)
    check(coded)
    assert coded.events


@functools.cache
def merging() -> tuple[Rules, Tables]:
    """Read once. No fixture: Hypothesis would print all of it."""
    return load_rules(), load_tables()


NEWS = [
    "Turkish police arrested twelve students in Ankara on Monday.",
    "Police in Ankara detained twelve students on Monday, officials said. The opposition condemned the arrests.",
    "Russia and Ukraine agreed to exchange prisoners. Ukraine denied on Tuesday that talks were planned.",
    "Rebels attacked an army post near Goma overnight, killing at least nine soldiers.",
    "Rebels killed seven soldiers in an attack on an army post near Goma, the army said.",
]
TOLD = st.tuples(st.sampled_from(NEWS) | TEXTS, DAYS, st.sampled_from(["Harbour Post", "The Daily", None]))


@given(st.lists(TOLD, min_size=2, max_size=6), st.integers(0, 1000))
@CODING
def test_merging_whatever_was_coded_gives_the_same_bytes_in_any_order(
    coder: Coder, told: list[tuple[str, dt.date | None, str | None]], seed: int
) -> None:
    coded = [coder.code(Report(f"r{n}", text, published=day, outlet=outlet)) for n, (text, day, outlet) in enumerate(told)]
    # Reports that tell the same, and one that comes twice.
    coded += [coder.code(Report("copy", told[0][0], published=told[0][1], outlet="Copyist")), coded[0]]
    events = [merged_line(event) for event in merge(coded, *merging())]
    random.Random(seed).shuffle(coded)
    assert [merged_line(event) for event in merge(coded, *merging())] == events
    mentions = {e.id for c in coded for e in c.events or ()}
    assert mentions or told[0][0] not in NEWS
    assert {m["id"] for line in events for m in json.loads(line)["mentions"]} == mentions


class Endless(io.RawIOBase):
    """A line of JSON with a text of so many bytes, and a line after it, made while they are read."""

    def __init__(self, size: int, after: bytes) -> None:
        self._left = size
        self._pending = b'{"text": "'
        self._after = b'"}\n' + after

    def read1(self, size: int = -1) -> bytes:
        if not self._pending:
            if self._left:
                self._pending = b"a" * min(self._left, 1 << 16)
                self._left -= len(self._pending)
            else:
                self._pending, self._after = self._after, b""
        given, self._pending = self._pending[:size], self._pending[size:]
        return given


def test_a_line_of_a_hundred_megabytes_is_passed_over_in_little_memory() -> None:
    after = json.dumps({"text": "Police arrested nine ferrymen in Osterby on Monday."}).encode() + b"\n"
    skipped: list[UnreadableInput] = []
    tracemalloc.start()
    started = time.perf_counter()
    found = list(read(["-"], ReadOptions(language="en"), on_skip=skipped.append, stdin=Endless(100_000_000, after)))  # type: ignore[arg-type]
    seconds, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [report.text for report in found] == ["Police arrested nine ferrymen in Osterby on Monday."]
    assert [problem.line for problem in skipped] == [1]
    assert peak < 30_000_000
    assert seconds < 60
