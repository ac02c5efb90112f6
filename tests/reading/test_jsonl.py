from __future__ import annotations

import datetime as dt
import json
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import UnreadableInput
from dateline.model import MarkedPair, Report, Span, report_id
from dateline.reading import ReadOptions, read, report_from_fields

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police arrested the mayor of the town on Monday."


def test_every_field(jsonl: Reading) -> None:
    fields = {
        "id": "x-1",
        "text": TEXT,
        "outlet": "The Daily",
        "title": "Mayor held",
        "url": "https://example.org/1",
        "published": "2024-06-19",
        "language": "en-GB",
        "dateline": "KAMPALA",
        "byline": "A. Writer",
        "wire": "EW",
        "pairs": [{"actor": [[0, 6]], "recipient": [[16, 25], [33, 37]]}],
        "desk": {"id": 7, "tags": ["a"]},
    }
    reports, skipped = jsonl(fields)
    assert skipped == []
    assert reports == [
        Report(
            "x-1", TEXT, "The Daily", "Mayor held", "https://example.org/1", "en-GB", dt.date(2024, 6, 19), "KAMPALA", "A. Writer", "EW",
            (MarkedPair((Span(0, 6),), (Span(16, 25), Span(33, 37))),), {"desk": {"id": 7, "tags": ["a"]}},
        )
    ]  # fmt: skip


def test_options_fill_what_is_missing(jsonl: Reading) -> None:
    day = dt.date(2024, 6, 19)
    reports, _ = jsonl({"text": TEXT, "outlet": None}, {"text": TEXT, "outlet": "B", "published": "2023-01-01"}, outlet="A", published=day)
    assert [(r.outlet, r.published) for r in reports] == [("A", day), ("B", dt.date(2023, 1, 1))]


def test_nothing_is_made_up(jsonl: Reading) -> None:
    (report,) = jsonl({"text": TEXT, "published": ""})[0]
    assert report.published is None
    assert report.outlet is None
    assert report.extra == {}
    assert report.id == report_id(TEXT)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": broken', "is no JSON"),
        ('["a"]', "expected a JSON object"),
        ("7", "expected a JSON object"),
        ({"id": "x"}, "the field 'text' is missing"),
        ({"text": None}, "the field 'text' is missing"),
        ({"text": ["a"]}, "text: expected a string"),
        ({"text": " \n"}, "the text is empty"),
        ({"text": TEXT, "title": 5}, "title: expected a string or null, got 5"),
        ({"text": TEXT, "id": ["x"]}, "id: expected a string"),
        ({"text": TEXT, "published": "yesterday"}, "published: 'yesterday' is no date; expected an ISO 8601 date"),
        ({"text": TEXT, "published": 20240619}, "published: 20240619 is no date"),
        ({"text": TEXT, "published": "2024-02-30"}, "is no date"),
        ({"text": TEXT, "published": "0001-01-01"}, "the year 1 "),
        ({"text": TEXT, "pairs": "x"}, "pairs: expected a list"),
        ({"text": TEXT, "pairs": [[0, 1]]}, "pairs: number 1: expected an object"),
        ({"text": TEXT, "pairs": [{"actor": [[0, 6]]}]}, "pairs: number 1: recipient: expected a list"),
        ({"text": TEXT, "pairs": [{"actor": [[0, 6]], "recipient": [[0, 999]]}]}, "[0, 999] is no span of the text"),
        ({"text": TEXT, "pairs": [{"actor": [[6, 6]], "recipient": [[0, 1]]}]}, "[6, 6] is no span"),
        ({"text": TEXT, "pairs": [{"actor": [[-3, 6]], "recipient": [[0, 1]]}]}, "[-3, 6] is no span"),
        ({"text": TEXT, "pairs": [{"actor": [[0, True]], "recipient": [[0, 1]]}]}, "expected [start, end]"),
        ('{"text": "a b", "n": Infinity}', "Infinity is no JSON number"),
        ('{"text": "a b", "n": 1e999}', "is too large"),
        ('{"text": "a b", "n": ' + "9" * 5000 + "}", "cannot be used"),
        ('{"text": "a b", "n": ' + "[" * 200 + "]" * 200 + "}", "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": "The police left the town.\x00"}', "NUL"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(jsonl: Reading, line: dict[str, Any] | str, reason: str) -> None:
    reports, skipped = jsonl({"text": TEXT}, line, {"text": TEXT + " Again."})
    assert len(reports) == 2
    assert len(skipped) == 1
    assert "in.jsonl:2: " in skipped[0]
    assert reason in skipped[0]
    assert "\n" not in skipped[0]


def test_blank_lines_count_and_say_nothing(jsonl: Reading) -> None:
    reports, skipped = jsonl("", {"text": TEXT}, "  ", "x")
    assert len(reports) == 1
    assert "in.jsonl:4: " in skipped[0]
    assert len(skipped) == 1
    assert "holds no reports" in jsonl("", " ")[1][0]


def test_crlf_between_lines_and_in_texts(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "Troops left.\\r\\nPolice came."}\r\n{"text": "The mayor stayed."}')
    reports, skipped = reading(path)
    assert skipped == []
    assert [r.text for r in reports] == ["Troops left.\r\nPolice came.", "The mayor stayed."]


def test_utf16_jsonl(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(('{"text": "Troops left Malmö."}\r\n' * 2).encode("utf-16"))
    assert [r.text for r in reading(path)[0]] == ["Troops left Malmö."] * 2


def test_lone_surrogates_become_replacement_characters(jsonl: Reading) -> None:
    line = r'{"text": "Troops \ud800 left \ud83d\ude00.", "id": "\udfff", "title": "\udc00", "tag\ud801": ["\ud802", {"a": "\ud803"}]}'
    (report,) = jsonl(line)[0]
    assert report.text == "Troops \ufffd left \U0001f600."
    assert (report.id, report.title) == ("\ufffd", "\ufffd")
    assert report.extra == {"tag\ufffd": ["\ufffd", {"a": "\ufffd"}]}
    json.dumps(report.extra, ensure_ascii=False).encode()


def test_a_line_beyond_the_bound_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": TEXT}).encode()
    with path.open("wb") as out:
        out.write(good + b"\n" + b'{"text": "')
        for _ in range(400):
            out.write(b"Troops moved north. " * 5_000)
        out.write(b'"}\n' + good + b"\n")
    problems: list[UnreadableInput] = []
    tracemalloc.start()
    reports = list(read([str(path)], ReadOptions(max_bytes=100_000), on_skip=problems.append))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [r.text for r in reports] == [TEXT, TEXT]
    assert [(p.line, "larger than 400,000 bytes" in p.reason) for p in problems] == [(2, True)]
    assert peak < 5_000_000


def test_a_text_beyond_the_bound_in_a_line_within_it(jsonl: Reading) -> None:
    reports, skipped = jsonl({"text": "é" * 60}, {"text": "e" * 100}, max_bytes=100, language="en")
    assert [r.text for r in reports] == ["e" * 100]
    assert "in.jsonl:1: the text is larger than 100 bytes" in skipped[0]


def test_nan_is_null(jsonl: Reading) -> None:
    (report,) = jsonl('{"text": "Troops left the town.", "title": NaN, "n": NaN}')[0]
    assert report.title is None
    assert report.extra == {"n": None}


def test_ids_are_kept_or_made_unique(jsonl: Reading) -> None:
    own, other = {"id": "a", "text": TEXT}, {"text": TEXT}
    reports, _ = jsonl(own, own, other, {**other, "outlet": "B"}, other, {**other, "id": ""}, {"id": 7, "text": TEXT})
    base = report_id(TEXT)
    assert [r.id for r in reports] == ["a", "a", base, report_id(TEXT, outlet="B"), f"{base}-2", f"{base}-3", "7"]


def test_equal_contents_in_several_files(tmp_path: Path, reading: Reading) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    assert [r.id for r in reading(tmp_path)[0]] == [report_id(TEXT), report_id(TEXT) + "-2"]


def test_fields_from_python() -> None:
    day = dt.datetime(2024, 6, 19, 8, tzinfo=dt.UTC)
    pair = MarkedPair((Span(0, 6),), (Span(16, 25),))
    report = report_from_fields({"text": TEXT, "published": day, "pairs": (pair,), "\ud800": "\ud800"})
    assert (report.published, report.pairs, report.extra) == (day, (pair,), {"\ufffd": "\ufffd"})
    with pytest.raises(UnreadableInput, match="report: the field 'text' is missing"):
        report_from_fields({})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=4), v, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.text(max_size=200), st.booleans()), max_size=5))
def test_any_text_comes_through_and_can_be_written(texts: list[tuple[str, bool]]) -> None:
    lines = [json.dumps({"text": text}, ensure_ascii=ascii_).encode("utf-8", "surrogatepass") for text, ascii_ in texts]
    expected = [text for text, _ in texts if text.strip()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(b"\n".join(lines))
        reports = list(read([str(path)], ReadOptions(language="en"), on_skip=lambda _: None))
    assert [r.text for r in reports] == expected
    for report in reports:
        report.text.encode()


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(["text", "id", "outlet", "published", "language", "pairs", "other"]), VALUES))
def test_no_fields_raise_anything_but_our_own(fields: dict[str, Any]) -> None:
    try:
        report = report_from_fields(fields)
    except UnreadableInput as problem:
        assert "\n" not in str(problem)  # noqa: PT017
    else:
        assert report.text == fields["text"]


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.jsonl", "a.json", "a.txt", "a", "a.gz"]))
def test_no_bytes_raise_anything(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        problems: list[UnreadableInput] = []
        reports = list(read([str(path)], ReadOptions(), on_skip=problems.append))
    assert reports or problems
