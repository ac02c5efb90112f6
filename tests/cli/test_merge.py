"""`dateline merge` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

from dateline.exporting.schema import merged_schema

DATELINE = Path(sys.executable).with_name("dateline")
KEPT = Path(__file__).resolve().parents[2] / "docs" / "merged-event.schema.json"
REPORTS = [
    {"id": "a", "outlet": "One", "published": "2024-06-18", "text": "Turkish police arrested twelve students in Ankara on Monday."},
    {"id": "b", "outlet": "Two", "published": "2024-06-18", "text": "Police in Ankara, Turkey, arrested 12 students on Monday."},
]


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([DATELINE, *arguments], input=stdin, capture_output=True, check=False, timeout=120)


def test_from_reports_to_merged_events(tmp_path: Path) -> None:
    reports, coded, events = (tmp_path / name for name in ("reports.jsonl", "coded.jsonl", "events.jsonl"))
    reports.write_text("".join(json.dumps(r) + "\n" for r in REPORTS), encoding="utf-8")
    assert run("code", str(reports), "--with-text", "--language", "en", "-q", "-o", str(coded)).returncode == 0
    done = run("merge", str(coded), "-o", str(events))
    assert done.returncode == 0
    assert b"2 reports, 2 mentions, 1 events, 0 skipped" in done.stderr
    assert b"corroborated 1" in done.stderr
    (event,) = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    Draft202012Validator(merged_schema()).validate(event)
    assert {m["report"] for m in event["mentions"]} == {"a", "b"}
    again = run("merge", "-", "-q", stdin=coded.read_bytes())
    assert again.stdout.decode() == events.read_text(encoding="utf-8")
    table = run("merge", str(coded), "--format", "table", "-q").stdout.decode()
    assert "COERCE/arrest" in table
    assert "corroborated" in table


def test_bad_lines_are_named_and_the_exit_status_says_so(tmp_path: Path) -> None:
    coded = tmp_path / "coded.jsonl"
    coded.write_text('{"schema": "1", "report": {"id": "x"}, "events": []}\n{"schema": "1"}\n', encoding="utf-8")
    done = run("merge", str(coded))
    assert done.returncode == 1
    assert f"skipped: {coded}:2: report: the field is missing" in done.stderr.decode()
    assert "1 reports came without their text" in done.stderr.decode()
    assert run("merge", str(tmp_path / "none.jsonl")).returncode == 3
    assert run("merge", str(coded), "--rules", str(tmp_path / "none.toml")).returncode == 2
    assert run("merge").returncode == 2


def test_the_kept_schema_is_the_generated_one() -> None:
    Draft202012Validator.check_schema(merged_schema())
    assert json.loads(KEPT.read_text(encoding="utf-8")) == merged_schema(), "run: dateline schema --merged > docs/merged-event.schema.json"
    assert json.loads(run("schema", "--merged").stdout) == merged_schema()
