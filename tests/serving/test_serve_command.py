"""`dateline serve` as it is run: it answers, it ends cleanly, and it does not open itself to others."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from click.testing import CliRunner

from dateline.cli.main import group
from dateline.errors import StoreUnusable, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path


def test_it_answers_and_ends_when_told(made_store: Path) -> None:
    command = [sys.executable, "-c", "from dateline.cli import main; main()", "serve", "--db", str(made_store), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        answer = httpx.get(f"{address}/api/v1/meta", timeout=60)
        assert answer.json()["counts"]["reports"] == 14
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) in (0, -signal.SIGTERM)
        assert "Traceback" not in server.stderr.read()


def test_it_is_not_open_to_others(made_store: Path, tmp_path: Path) -> None:
    for given in (["--host", "0.0.0.0"], ["--require-token"], ["--token-file", str(tmp_path / "none")]):  # noqa: S104  # it is refused
        result = CliRunner().invoke(group, ["serve", "--db", str(made_store), *given], standalone_mode=False)
        assert isinstance(result.exception, WrongUsage)


def test_there_must_be_a_store(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["serve", "--db", str(tmp_path / "none.db")], standalone_mode=False)
    assert isinstance(result.exception, StoreUnusable)
    with pytest.raises(FileNotFoundError):
        (tmp_path / "none.db").stat()
