from __future__ import annotations

import csv
import datetime as dt
import io
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import WrongUsage
from dateline.model import Report
from dateline.reading import ReadOptions, read
from dateline.reading.columns import parse_columns

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = 'Police in Mombasa arrested nine traders on Monday; "they resisted", the governor said.'


def table(path: Path, *rows: tuple[str, ...], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    return path


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv.gz", ",")])
def test_columns_named_as_fields_need_no_map(tmp_path: Path, reading: Reading, name: str, delimiter: str) -> None:
    path = tmp_path / name
    table(tmp_path / "plain", ("Text", "published", "outlet", "desk"), (TEXT + "\r\nHe left.", "2024-06-17", "", "7"), delimiter=delimiter)
    data = (tmp_path / "plain").read_bytes()
    path.write_bytes(__import__("gzip").compress(data) if name.endswith("gz") else data)
    (report,), skipped = reading(path)
    assert skipped == []
    assert report.text == TEXT + "\r\nHe left."
    assert report.published == dt.date(2024, 6, 17)
    assert report.outlet is None
    assert report.extra == {"desk": "7"}


def test_a_column_map(tmp_path: Path, reading: Reading) -> None:
    path = table(tmp_path / "a.csv", ("Body", "date", "text", "", ""), (TEXT, "2024-06-17T08:00:00Z", "a note", "x", ""))
    (report,), skipped = reading(path, columns=parse_columns("text=body, published=date"))
    assert skipped == []
    assert report.text == TEXT
    assert str(report.published) == "2024-06-17 08:00:00+00:00"
    assert report.extra == {"column_text": "a note", "column_4": "x"}
    assert len(reading("-", stdin=path.read_bytes(), columns=parse_columns("text=body"))[0]) == 1


def test_what_is_missing_is_named(tmp_path: Path, reading: Reading) -> None:
    path = table(tmp_path / "a.csv", ("body", "date"), (TEXT, "2024-06-17"))
    assert "has no column 'text'; say which one holds it: --columns text=NAME, out of 'body', 'date'" in reading(path)[1][0]
    assert "has no column 'corpus', as --columns text=corpus says" in reading(path, columns=parse_columns("text=corpus"))[1][0]
    table(path, ("text", "Text"), (TEXT, "x"))
    assert "2 times" in reading(path, columns=parse_columns("text=TEXT"))[1][0]


@pytest.mark.parametrize("given_", ["text", "text=", "headline=title", "text=a,text=b", ""])
def test_maps_that_cannot_be_used(given_: str) -> None:
    with pytest.raises(WrongUsage):
        parse_columns(given_)


def test_bad_rows_are_named_by_their_line_and_the_rest_goes_on(tmp_path: Path, reading: Reading) -> None:
    rows = [
        "text,published",
        "The army left the town on Monday.,2024-06-17",
        '"He said "no" to the envoy.",2024-06-17',
        "Too, many, fields",
        "",
        '"The army came\nback.",2024-06-18',
        "The police left.,yesterday",
        "A stray \0 byte stands in this row of the table.,2024-06-17",
        'The 5" gun was fired at the port.,2024-06-19',
        '"An open quote stands here,2024-06-17',
        "The mayor left the town.,2024-06-20",
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows))
    reports, skipped = reading(path)
    assert [r.text.split("\n")[0] for r in reports] == [
        "The army left the town on Monday.",
        "The army came",
        'The 5" gun was fired at the port.',
        "The mayor left the town.",
    ]
    for line, word in ((3, "doubled"), (4, "3 fields"), (8, "no date"), (9, "NUL"), (11, "never closed")):
        assert sum(f"a.csv:{line}: " in s and word in s for s in skipped) == 1, (line, skipped)
    assert len(skipped) == 5


def test_a_line_of_50_megabytes_is_streamed(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as out:
        out.write(b"text\nThe army left the town.\n")
        for _ in range(50):
            out.write(b"troops " * 150_000)
        out.write(b"\nThe police left the town.\n")
    tracemalloc.start()
    reports, skipped = reading(path, max_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [r.text for r in reports] == ["The army left the town.", "The police left the town."]
    assert len(skipped) == 1
    assert "a.csv:3: the row is larger than" in skipped[0]
    assert peak < 20_000_000


def test_quotes_that_never_close_take_no_time_and_no_memory(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\n" + '"open\n' + "a, line of text\n" * 100_000 + '"open again, then\n' * 2_000)
    started = time.perf_counter()
    _, skipped = reading(path, max_bytes=50_000)
    assert time.perf_counter() - started < 15
    assert "left out" in " ".join(skipped)


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20) | st.sampled_from(
    ['"', 'a "b" c', "x,y", "two\nlines", '""']
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("text", "note"), *(("Troops left. " + a, b) for a, b in rows)])
    options = ReadOptions(columns=(("text", "text"),), language="en")
    got = list(read(["-"], options, on_skip=pytest.fail, stdin=io.BytesIO(out.getvalue().encode())))  # type: ignore[arg-type]
    assert [(r.text, r.extra["note"]) for r in got] == [("Troops left. " + a, b) for a, b in rows]


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_raise_anything(data: bytes) -> None:
    list(read(["-"], ReadOptions(columns=(("text", "text"),)), on_skip=lambda _: None, stdin=io.BytesIO(b"text,a\n" + data)))


def test_other_encodings(tmp_path: Path, reading: Reading) -> None:
    text = "Police in Bogotá arrested José Muñoz on Monday, and the mayor said so."
    for encoding in ("latin-1", "utf-16", "utf-8-sig"):
        path = table(tmp_path / "a.csv", ("text", "published"), (text, "2024-06-17"), encoding=encoding)
        (report,), skipped = reading(path)
        assert (report.text, skipped) == (text, [])
