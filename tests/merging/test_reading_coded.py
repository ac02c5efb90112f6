"""Coded JSONL read back: the same objects, and every wrong line named by file, line and field."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import UnreadableInput
from dateline.exporting.jsonl import to_line
from dateline.merging.reading_coded import coded_from_dict, read_coded
from dateline.model import ClauseFactuality, CodedReport, Counts, PlaceMention, Report, Span, TimeMention, TypedPair


def read(path: Path) -> tuple[list[CodedReport], list[str]]:
    skipped: list[UnreadableInput] = []
    return list(read_coded([str(path)], on_skip=skipped.append)), [str(s) for s in skipped]


def test_what_was_written_comes_back(tmp_path: Path, story: list[CodedReport]) -> None:
    pair = TypedPair((Span(0, 2),), (Span(3, 5),), "AID", None, 0.5)
    full = CodedReport(
        Report("x", "In Ankara.", extra={"desk": {"id": 7}}),
        events=(),
        times=(TimeMention(0, 2, "In", "DATE", "2024"),),
        places=(PlaceMention(3, 9, "Ankara", "Ankara", "literal", 39.9, 32.8, "TUR", 323786),),
        clauses=(ClauseFactuality(0, 2, -3),),
        pairs=(pair,),
        counts=Counts(1, 1, 2),
    )
    path = tmp_path / "coded.jsonl"
    path.write_text("".join(to_line(c, with_text=True) + "\n" for c in [*story, full]), encoding="utf-8")
    found, skipped = read(path)
    assert skipped == []
    assert found == [*story, full]


def test_layers_and_text_may_be_absent() -> None:
    coded = coded_from_dict({"schema": "1", "report": {"id": "x"}})
    assert coded == CodedReport(Report("x", ""))
    assert coded.events is None


def broken(**changes: Any) -> dict[str, Any]:
    return {"schema": "1", "report": {"id": "x", "published": "2024-03-04"}, **changes}


def event(**changes: Any) -> dict[str, Any]:
    trigger = {"start": 0, "end": 4, "text": "hits"}
    plain: dict[str, Any] = {
        "id": "e",
        "type": "ASSAULT",
        "mode": None,
        "contexts": [],
        "act": None,
        "cameo": None,
        "quad": 4,
        "score": None,
    }
    sides: dict[str, Any] = {
        "goldstein": None,
        "trigger": trigger,
        "actors": [],
        "recipients": [],
        "when": {},
        "where": None,
        "factuality": {},
    }
    rest = {"auxiliary": [], "attributions": [], "magnitudes": [], "links": [], "confidence": 1, "rule": "", "reasons": {}}
    return {**plain, **sides, **rest, **changes}


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ("{", "the line is no JSON"),
        ("[]", "expected a coded report as a JSON object, got []"),
        ('{"text": "Troops moved."}', "report: the field is missing; this is a report not yet coded: run 'dateline code' first"),
        (broken(schema="0"), "schema: expected \"1\", got '0'; code the report again with this version"),
        (broken(report={}), "report.id: the field is missing"),
        (broken(report={"id": ""}), "report.id: expected a text that is not empty"),
        (broken(report={"id": "x", "published": "soon"}), "report.published: expected an ISO 8601 date, got 'soon'"),
        (broken(evnets=[]), "evnets: no such field in a coded report"),
        (broken(events={}), "events: expected a list, got {}"),
        (broken(events=[event(), event()]), "events[1].id: 'e' stands twice"),
        (broken(events=[event(confidence="high")]), "events[0].confidence: expected a number, got 'high'"),
        (broken(events=[event(quad=True)]), "events[0].quad: expected a whole number, got True"),
        (
            broken(events=[event(auxiliary=["perhaps"])]),
            "events[0].auxiliary[0]: expected one of historical, future, hypothetical, negation",
        ),
        (broken(events=[event(trigger={"start": 4, "end": 0, "text": ""})]), "events[0].trigger: 4 to 0 is no span of the text"),
        (broken(events=[event(actors=[{"start": 0, "end": 1}])]), "events[0].actors[0].text: the field is missing"),
        (broken(events=[event(when={"begin": None})]), "events[0].when.begin: no such field"),
        (broken(pairs=[{"actor": [[0]]}]), "pairs[0].actor[0]: expected [start, end], got [0]"),
        ('{"schema": NaN}', "the line cannot be used: NaN is no JSON number"),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_goes_on(tmp_path: Path, record: str | dict[str, Any], complaint: str) -> None:
    path = tmp_path / "coded.jsonl"
    line = record if isinstance(record, str) else json.dumps(record)
    path.write_text(f"{json.dumps(broken())}\n\n{line}\n{json.dumps(broken(events=[event()]))}\n", encoding="utf-8")
    found, (problem,) = read(path)
    assert len(found) == 2
    assert problem.startswith(f"{path}:3: {complaint}")


def test_what_is_no_file_or_empty_or_standard_input(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n")
    assert "holds no coded reports" in read(tmp_path / "empty.jsonl")[1][0]
    assert "no such file" in read(tmp_path / "none.jsonl")[1][0]
    (tmp_path / "bytes.jsonl").write_bytes(b'{"schema": "\xff"}\n')
    assert "is not UTF-8" in read(tmp_path / "bytes.jsonl")[1][0]
    given = io.BytesIO(json.dumps(broken()).encode())
    skipped: list[UnreadableInput] = []
    assert [c.report.id for c in read_coded(["-"], on_skip=skipped.append, stdin=given)] == ["x"]
    assert skipped == []
