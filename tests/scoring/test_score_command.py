"""`dateline score` as a user runs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scoring_helpers import TEXT, coded, event, span, write

from dateline.cli import main
from dateline.cli.score import TASKS
from dateline.scoring.event_tables import _FORMS
from dateline.scoring.score import TASKS as KNOWN

GOLD = {"id": "a", "text": TEXT, "gold": [{**span("Monday"), "type": "DATE", "value": "2024-06-17"}]}
TIMES = [{**span("Monday"), "type": "DATE", "value": "2024-06-17"}]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: thirty starts of Python would take half a minute."""

    def call(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["dateline", "score", *map(str, arguments)])
        with pytest.raises(SystemExit) as leave:
            main()
        told = capsys.readouterr()
        return Done(int(leave.value.code or 0), told.out, told.err)

    return call


def test_the_task_is_told_from_the_gold_and_json_goes_into_a_pipe(tmp_path: Path, run: Run) -> None:
    gold, done = write(tmp_path / "gold.jsonl", [GOLD]), write(tmp_path / "coded.jsonl", [coded(times=TIMES), coded(times=TIMES)])
    first = run(gold, done)
    assert first.returncode == 0
    record = json.loads(first.stdout)
    assert (record["task"], record["figures"]["value"]["F1"]) == ("dates", 1)
    assert "coded before; the last one counts" in first.stderr
    assert run(gold, done).stdout == first.stdout
    table = run(gold, done, "--format", "table")
    assert "value.F1" in table.stdout
    page = tmp_path / "errors.html"
    assert run(gold, done, "--format", "html", "-o", page).returncode == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_two_records_and_a_table(tmp_path: Path, run: Run) -> None:
    record = coded(events=[event("COERCE", "detained", ["police"], ["nine of them"])])
    one, other = write(tmp_path / "one.jsonl", [record]), write(tmp_path / "other.jsonl", [record])
    assert json.loads(run(one, other).stdout)["figures"]["event"]["F1"] == 1
    lines = "event_id_cnty,event_date,event_type,actor1,latitude,longitude\nX1,2024-06-18,Battles,Police,1,2\nX2,soon,Battles,Police,1,2\n"
    (tmp_path / "acled.csv").write_text(lines)
    done = run(tmp_path / "acled.csv", other)
    assert done.returncode == 1
    assert "acled.csv:3: event_date: 'soon' is no day" in done.stderr
    assert json.loads(done.stdout)["figures"]["n"] == 1
    (tmp_path / "acled.csv").write_text(lines.split("\n", maxsplit=1)[0] + "\n")
    assert run(tmp_path / "acled.csv", other).returncode == 3


@pytest.mark.parametrize(
    ("gold", "record", "complaint"),
    [
        ({"id": "a", "text": "x", "gold": [{"start": 1}]}, coded(), "gold.jsonl:1: no gold of a known form"),
        ({**GOLD, "gold": [{"start": 1, "end": 1, "type": "DATE", "value": ""}]}, coded(), "gold[0]: 1 to 1 is no span"),
        ({**GOLD, "gold": [{"start": 1, "end": 2, "value": ""}]}, coded(), "gold[0].type: expected str"),
        ({**GOLD, "id": ""}, coded(), "id: expected a text"),
        ({"id": "a", "gold": "AID", "actor": [[2, 1]], "recipient": []}, coded(), "actor: 2 to 1 is no span"),
        (GOLD, {"text": "x"}, "coded.jsonl:1: report.id: expected the id of a report; this is a report not yet coded"),
        (GOLD, {"id": "m", "mentions": []}, "this is a merged event"),
        (GOLD, coded(times=[{"start": "0", "end": 1}]), "times[0].start: expected a whole number, got '0'"),
        (GOLD, coded(times=[0]), "times: expected a list of objects"),
        (GOLD, coded(events=[{"type": 3}]), "events[0].type: expected a text"),
        (GOLD, coded(events=[{"type": "AID", "actors": [{"start": 0, "end": 1, "code": ["X"]}]}]), "events[0].actors: expected"),
    ],
)
def test_a_wrong_line_is_named_by_file_line_and_field(tmp_path: Path, run: Run, gold: Any, record: Any, complaint: str) -> None:
    done = run(write(tmp_path / "gold.jsonl", [gold]), write(tmp_path / "coded.jsonl", [record]))
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_text_without_gold_may_come_first(tmp_path: Path, run: Run) -> None:
    gold = write(tmp_path / "gold.jsonl", [{"id": "b", "text": "x", "gold": []}, GOLD])
    done = run(gold, write(tmp_path / "coded.jsonl", [coded(times=TIMES), coded(times=TIMES), coded(times=TIMES)]))
    assert json.loads(done.stdout)["task"] == "dates"
    assert "1 more ids stand twice there" in done.stderr
    assert "1 of 2 texts were not coded" in done.stdout


def test_lines_that_are_no_json(tmp_path: Path, run: Run) -> None:
    gold = write(tmp_path / "gold.jsonl", [GOLD, GOLD])
    assert "'a' stands twice" in run(gold, gold).stderr
    for data, complaint in (
        (b"{", "no JSON"),
        (b"[]", "a JSON object"),
        (b'"\xff"', "not UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b"", "no gold"),
    ):
        gold.write_bytes(data)
        assert complaint in run(gold, gold).stderr
    assert "cannot be read" in run(tmp_path / "none.jsonl", gold).stderr
    merged = write(tmp_path / "gold.jsonl", [{**GOLD, "gold": [{**span("struck"), "cluster": "c"}]}])
    assert "run 'dateline merge' first" in run(merged, write(tmp_path / "coded.jsonl", [coded()])).stderr


def test_the_tasks_of_the_command_are_those_of_the_room() -> None:
    assert (*KNOWN, "record", *_FORMS) == TASKS
