from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading.json_objects import json_objects

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police arrested the mayor on Monday."


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("many", [False, True])
def test_one_object_or_an_array(tmp_path: Path, reading: Reading, indent: int | None, many: bool) -> None:
    fields = {"text": TEXT, "tags": ["[", "}", '"', "\\"], "deep": {"a": [{}]}}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([fields, fields] if many else fields, indent=indent))
    reports, skipped = reading(path)
    assert skipped == []
    assert [r.text for r in reports] == [TEXT] * (1 + many)
    assert reports[0].extra == {"tags": fields["tags"], "deep": fields["deep"]}


def test_json_that_holds_lines(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"text": "{TEXT}"}}\n{{"text": broken\n{{"text": "{TEXT}"}}\n')
    reports, skipped = reading(path)
    assert len(reports) == 2
    assert "a.json:2: the line is no JSON" in skipped[0]


def test_one_bad_object_in_an_array(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'[\n{{"text": "{TEXT}"}},\n{{"text": broken}},\n{{"txt": 1}},\n{{"text": "{TEXT}"}}\n]')
    reports, skipped = reading(path)
    assert len(reports) == 2
    assert [s.partition("a.json:")[2][:1] for s in skipped] == ["3", "4"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "holds no reports"),
        ("[1, 2, 3]", "holds something that is no JSON object"),
        ('["a", "b"]', "holds something that is no JSON object"),
        ("[[1], [2]]", "holds something that is no JSON object"),
        ('[{"text": "x', "the JSON ends inside"),
        ("not JSON at all", "holds something that is no JSON object"),
    ],
)
def test_other_documents(tmp_path: Path, reading: Reading, text: str, reason: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    reports, skipped = reading(path)
    assert reports == []
    assert len(skipped) == 1
    assert reason in skipped[0]


def test_an_object_beyond_the_bound(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": TEXT}, {"text": "x" * 900}, {"text": TEXT}], indent=1))
    reports, skipped = reading(path, max_bytes=100)
    assert len(reports) == 2
    assert "a.json:5: the object is larger than 400 bytes" in skipped[0]


@pytest.mark.parametrize("suffix", ["", ".unknown"])
def test_json_is_told_by_its_look_where_the_suffix_says_nothing(tmp_path: Path, reading: Reading, suffix: str) -> None:
    for number, data in enumerate(
        (f'\n {{"text": "{TEXT}"}}\n', json.dumps([{"text": TEXT}], indent=1), json.dumps({"text": TEXT}, indent=1))
    ):
        path = tmp_path / f"a{number}{suffix}"
        path.write_text(data)
        assert [r.text for r in reading(path)[0]] == [TEXT]
        assert [r.text for r in reading("-", stdin=data.encode())[0]] == [TEXT]


@pytest.mark.parametrize("text", ["[Update] The police left the town.", "{sic} The police left the town.", "{"])
def test_texts_that_begin_like_json_are_texts(reading: Reading, text: str) -> None:
    assert [r.text for r in reading("-", stdin=text.encode(), language="en")[0]] == ([text] if text != "{" else [])


def test_a_broken_first_line_on_standard_input_is_still_jsonl(reading: Reading) -> None:
    data = f'{{"text": broken\n{{"text": "{TEXT}"}}\n{{"text": "{TEXT}"}}\n'
    reports, skipped = reading("-", stdin=data.encode())
    assert len(reports) == 2
    assert skipped[0].startswith("<stdin>:1: the line is no JSON")


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('{}[]"\\\n, aé'), max_size=6),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=3), v, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.text(st.sampled_from('{"\\a'), max_size=3), JSON, max_size=3), max_size=4), st.integers(1, 9), st.booleans()
)
def test_the_scan_finds_what_json_finds_wherever_the_chunks_end(objects: list[dict[str, Any]], size: int, indented: bool) -> None:
    data = json.dumps(objects, indent=1 if indented else None, ensure_ascii=False).encode()
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    found = list(json_objects(chunks, 10_000))
    assert [f.reason for f in found] == [""] * len(objects)
    assert [json.loads(f.data or b"") for f in found] == objects
    for item in found:
        assert data.split(b"\n")[item.line - 1].lstrip(b" [").startswith(b"{")
