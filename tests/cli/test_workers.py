"""`dateline code --workers` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from dateline.cli.main import group

DATELINE = Path(sys.executable).with_name("dateline")
TEXTS = (
    "Turkish police arrested twelve students in Ankara on Monday. The mayor condemned the arrests.",
    "Chad expelled the French ambassador on Friday, the foreign ministry said.",
    "Kenya agreed to send forty engineers to Uganda.",
)


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([DATELINE, *arguments], capture_output=True, check=False, timeout=120)


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = [json.dumps({"text": text, "published": "2024-06-19"}) for text in (*TEXTS, *TEXTS)]
    source.write_text("\n".join([*lines[:4], "no json", *lines[4:]]))
    one, two = (run("code", str(source), "--workers", n, "--with-text", "--layers", "events", "--no-encoder") for n in ("1", "2"))
    assert one.returncode == two.returncode == 1
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) == 6
    assert b"in.jsonl:5: the line is no JSON" in two.stderr
    assert one.stderr.split(b" words in")[0] == two.stderr.split(b" words in")[0]


def test_fewer_than_one_is_wrong_usage() -> None:
    done = CliRunner().invoke(group, ["code", "-", "--workers", "0"])
    assert done.exit_code == 2
    assert "--workers" in done.output
