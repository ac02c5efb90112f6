"""Others at the store: one that holds the lock, several that write at once, one of them killed in the midst."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_helpers import add, report

from dateline.errors import StoreUnusable
from dateline.store import opening, querying
from dateline.store.filters import Filters
from dateline.store.opening import connect

Seen = dict[str, list[Any]]
Started = Callable[..., subprocess.Popen[str]]
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE" if sys.argv[3] == "exclusive" else "BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("COMMIT")
"""
NEWS = report("Poland visited Ukraine on 2024-06-01.", id="news", published="2024-06-02")


@pytest.fixture
def held(tmp_path: Path) -> Any:
    """Another process that holds a store's lock for some seconds."""
    processes = []

    def hold(store: Path, seconds: float, how: str = "immediate") -> None:
        process = subprocess.Popen([sys.executable, "-c", HOLD, str(store), str(seconds), how], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"

    yield hold
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", ["immediate", "exclusive"])
def test_a_writer_waits_for_another_and_then_goes_on(tmp_path: Path, held: Callable[..., None], how: str) -> None:
    path = tmp_path / "store.db"
    store = connect(path)
    held(path, 1.5, how)
    started = time.monotonic()
    assert add(store, NEWS).new == 1
    assert time.monotonic() - started > 0.7
    store.close()


def test_a_writer_that_waits_too_long_says_so_and_nothing_is_half_written(
    tmp_path: Path, held: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    monkeypatch.setattr(opening, "_BUSY_SECONDS", 1)
    store = connect(path)
    add(store, report("Russia met Poland on 2024-05-01.", id="before", published="2024-05-02"))
    held(path, 30)
    with pytest.raises(StoreUnusable, match=r"store\.db: another program has been writing to it for 1 seconds; try again later"):
        add(store, NEWS)
    # Who only asks is not kept waiting.
    assert len(list(querying.events(store, Filters()))) == 1
    store.close()
    reader = connect(path, create=False)
    assert len(list(querying.events(reader, Filters()))) == 1
    reader.close()


def test_several_write_at_once_and_one_is_killed(
    tmp_path: Path, toy_begun: Started, source: Path, undisturbed: Seen, said_by: Callable[..., Seen], times: int
) -> None:
    lines = source.read_text().splitlines(keepends=True)
    parts = []
    for n in range(3):
        parts.append(tmp_path / f"part-{n}.jsonl")
        parts[-1].write_text("".join(line for line in lines if int(json.loads(line)["id"][1:]) % 3 == n))
    chance = random.Random(5)
    for number in range(times):
        store = tmp_path / f"store-{number}.db"
        connect(store).close()
        processes = [toy_begun(store, part) for part in parts]
        time.sleep(chance.uniform(0, 0.5))
        processes[number % 3].kill()
        for n, process in enumerate(processes):
            _, errors = process.communicate(timeout=120)
            assert n == number % 3 or process.returncode == 0, errors
        again = toy_begun(store, parts[number % 3])
        _, errors = again.communicate(timeout=120)
        assert again.returncode == 0, errors
        seen = said_by(store)
        assert _now(seen) == _now(undisturbed)
        assert seen["reports"] == undisturbed["reports"]
        assert seen["codings"] == undisturbed["codings"]
        connection = sqlite3.connect(store)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


def _now(seen: Seen) -> list[Any]:
    return [(event["event"], event["record"]) for event in seen["events"] if event["superseded_at"] is None]
