"""One thing written over and over, in every place of every kind: read in time that grows with the length and not with its square."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError, UnreadableInput
from dateline.knowledge.dictionaries import read_dictionary
from dateline.reading import ReadOptions, read

_WARC = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 9999999\r\n\r\nHTTP/1.1 200 OK\r\n"
_MAIL = "From: a@b.c\nSubject: x\nMIME-Version: 1.0\n"
BEGINNINGS = {
    ".txt": ["", "KYIV, "],
    ".jsonl": ['{"text": "', '{"text": ', "", '{"a":'],
    ".json": ["[", '{"text": "'],
    ".html": [
        "<html><body><article><p>",
        "<html><head><title>",
        "<html ",
        '<html><head><meta property="article:published_time" content="',
        '<html><head><script type="application/ld+json">',
    ],
    ".xml": [
        "<rss><channel><item><description>",
        "<rss>",
        "<",
        "<!DOCTYPE",
        "<rss><channel><item><pubDate>",
        "<?xml ",
        "<newsItem><contentSet><inlineXML>",
    ],
    ".eml": [
        "From: a@b.c\nSubject: ",
        _MAIL + "Content-Type: multipart/mixed; boundary=b\n\n",
        "From: a@b.c\nDate: ",
        _MAIL + "Content-Type: text/html\n\n",
        "From: a@b.c\nContent-Type: text/plain; ",
    ],
    ".csv": ["text,published\n", 'text,published\n"', "text,published\nabc,"],
    ".warc": ["WARC/1.0\r\n", _WARC, _WARC + "Transfer-Encoding: chunked\r\n\r\n"],
    ".pdf": ["%PDF-1.4\n", "%PDF-1.4\n1 0 obj\n<<"],
}
UNITS = [
    *(" ", "\n", "\r", "\t", "<", "<a ", "<p>", "<div>", "</p>", "<!--", "<![CDATA[", "<script>", "<article>", "<meta x=", "&", "&amp;"),
    *('"', "'", "{", "[", ",", ";", "x:", "/", "(", "—", "“", "é", "=", "= ", "=?utf-8?q?", "--b\r\n", "0\r\n", "\\u0041"),
    *("a", "A ", "1", "2024-06-19 ", "Jan 1, ", "http://a.b/", "Police said. "),
]


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_readers_take_time_that_grows_with_the_length(tmp_path: Path, suffix: str, times: int) -> None:
    path = tmp_path / f"pumped{suffix}"
    size = 20_000 * times
    for beginning, unit in itertools.product(BEGINNINGS[suffix], UNITS):
        path.write_text(beginning + unit * (size // len(unit)))
        skipped: list[UnreadableInput] = []
        started = time.process_time()
        reports = list(read([str(path)], ReadOptions(keep_other_languages=True), on_skip=skipped.append))
        # A hundred times slower than news; what grows with the square takes minutes in the soak.
        assert time.process_time() - started < 1 + size / 100_000, (beginning, unit)
        assert reports or skipped


DICTIONARY_UNITS = [
    *(" ", "_", "1", "1 ", "A", "A ", "[", "]", "[AAA]", "[AFGGOV 900101-910101]", "[AFG <900101]", "{", "}", "!", "!A!", "<", "-", "+"),
    *("+A\n", "A_ [AAA]\n", "<!--", ":", "1-aaa", "1 - a", ",", '"', "|", "=", "\t", "~", "a1"),
]


@pytest.mark.parametrize("beginning", ["", "A_ ", "A", "A {", "A [AFG]\n", "name,code\n", 'name,code\n"', "1", "noun\tsector\n"])
def test_dictionaries_take_time_that_grows_with_the_length(tmp_path: Path, beginning: str, times: int) -> None:
    path = tmp_path / "pumped.txt"
    size = 1_000 * min(times, 8)
    for unit, end in itertools.product(DICTIONARY_UNITS, ["", "]", "_", "x"]):
        path.write_text(beginning + unit * (size // len(unit)) + end)
        told: list[KnowledgeError] = []
        started = time.process_time()
        read_dictionary(path, told.append, told.append)
        assert time.process_time() - started < 1, (unit, end)


def test_a_mail_with_endless_parameters_is_refused_before_the_library_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "long.eml"
    path.write_text("From: a@b.c\nSubject: x\nContent-Type: text/plain; " + ";\n " * 300_000 + "\n\nPolice said.\n")
    skipped: list[UnreadableInput] = []
    started = time.process_time()
    assert not list(read([str(path)], ReadOptions(), on_skip=skipped.append))
    assert time.process_time() - started < 1
    assert [s.reason for s in skipped] == ["the mail has a header of more than 10,000 bytes; save its text as plain text (.txt)"]
