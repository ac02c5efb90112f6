"""`dateline actors` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DATELINE, "actors", *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_jsonl_into_a_pipe_names_file_and_line() -> None:
    done = _run("Russian president", "--on", "2009-05-01")
    assert done.returncode == 0
    first = json.loads(done.stdout.splitlines()[0])
    assert (first["name"], first["valid"]) == ("Dmitry Medvedev", True)
    assert first["rule"].startswith("actors/offices.tsv:")


def test_a_table_shows_the_same() -> None:
    done = _run("NATO", "--format", "table")
    assert "IGONAT" in done.stdout
    assert "organisations.tsv" in done.stdout.replace("\n", "")


def test_an_unknown_name_is_one_line_and_status_3() -> None:
    done = _run("Qwertz Uiop")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
