"""What commands take that has to do with many reports, as a user gives it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")
SAID = "Police in Ankara arrested twelve students on Monday. "


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DATELINE, *arguments], capture_output=True, check=False, timeout=300, text=True)


def test_a_report_that_takes_too_long_is_named_and_the_rest_is_coded(tmp_path: Path) -> None:
    texts = [SAID, SAID * 20_000, SAID]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": f"n{n}", "text": text}) + "\n" for n, text in enumerate(texts)))
    done = run("code", str(source), "--time-limit", "4", "--layers", "events", "--no-encoder")
    assert done.returncode == 1
    assert [json.loads(line)["report"]["id"] for line in done.stdout.splitlines()] == ["n0", "n2"]
    assert "skipped: report n1: coding it takes longer than the limit of 4 seconds" in done.stderr


def test_a_time_limit_has_to_be_time() -> None:
    done = run("code", "-", "--time-limit", "0")
    assert done.returncode == 2
    assert "--time-limit" in done.stderr


def test_explain_takes_the_columns_of_a_table(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f'body,day\n"{SAID.strip()}",2024-06-19\n')
    done = run("explain", str(source), "--columns", "text=body,published=day", "--no-encoder")
    assert done.returncode == 0, done.stderr
    assert "COERCE" in done.stdout
    assert "2024-06-17" in done.stdout
    without = run("explain", str(source), "--no-encoder")
    assert "COERCE" not in without.stdout
