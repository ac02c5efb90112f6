"""A disk that fills: what is kept stays kept, the reason is one line, and the same command goes on once there is room."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Seen = dict[str, list[Any]]
Command = Callable[..., subprocess.CompletedProcess[str]]
Sized = Callable[[int], Path]


def sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
    finally:
        connection.close()


def kept(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT report FROM reports ORDER BY id")]
    finally:
        connection.close()


def test_a_store_on_a_full_disk_keeps_what_it_has_and_goes_on(
    toy: Command, small_disk: Sized, source: Path, undisturbed: Seen, said_by: Callable[..., Seen], times: int
) -> None:
    chance = random.Random(1)
    ids = [json.loads(line)["id"] for line in source.read_text().splitlines()]
    filled = 0
    for number in range(2 * times):
        store = small_disk(8000) / f"store-{number}.db"
        assert subprocess.run([sys.executable, "-c", f"import dateline; dateline.open_store({str(store)!r}).close()"], check=False)
        used = sum(path.stat().st_size for path in store.parent.iterdir()) // 1024
        small_disk(used + chance.randint(0, 700))
        done = toy(store, source)
        small_disk(8000)
        if done.returncode:
            filled += 1
            assert "StoreUnusable" in done.stderr, done.stderr
            assert "the space left" in done.stderr.splitlines()[-1], done.stderr
            assert sound(store)
            there = kept(store)
            assert there == ids[: len(there)]
        again = toy(store, source)
        assert again.returncode == 0, again.stderr
        assert said_by(store) == undisturbed
        for path in store.parent.iterdir():
            path.unlink()
    assert filled


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9] if "DATELINE_FAULTS" in os.environ else [0.5])
def test_a_store_whose_file_may_not_grow_keeps_what_it_has(
    toy: Command, tmp_path: Path, source: Path, undisturbed: Seen, said_by: Callable[..., Seen], share: float
) -> None:
    full = tmp_path / "full.db"
    assert toy(full, source).returncode == 0
    limit = int(share * full.stat().st_size)
    store = tmp_path / "store.db"

    def bounded() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = toy(store, source, preexec_fn=bounded)
    assert done.returncode
    assert "StoreUnusable" in done.stderr, done.stderr
    if store.stat().st_size:
        assert sound(store)
    again = toy(store, source)
    assert again.returncode == 0, again.stderr
    assert said_by(store) == undisturbed


def test_the_command_says_in_one_line_that_the_disk_is_full(dateline: Command, small_disk: Sized, source: Path) -> None:
    done = dateline("run", source, "--db", small_disk(300) / "store.db", "--no-encoder")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "store.db: cannot be used" in line
    assert "the space left" in line


def test_a_file_that_does_not_fit_leaves_the_one_before_and_no_remains(dateline: Command, small_disk: Sized, source: Path) -> None:
    output = small_disk(64) / "reports.jsonl"
    output.write_text("what was there\n")
    done = dateline("read", source, "-q", "-o", output)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line == f"dateline: {output}: cannot be written (No space left on device); choose another place with --output"
    assert output.read_text() == "what was there\n"
    assert list(output.parent.iterdir()) == [output]


def test_dictionaries_are_imported_whole_or_not_at_all(dateline: Command, small_disk: Sized, tmp_path: Path) -> None:
    dictionary = tmp_path / "own.txt"
    dictionary.write_text("".join(f"FERRYMEN_OF_PORT_{n}_ [~LAB]\nGUILD_{n}_OSTERBY_ [AFGLAB]\n" for n in range(2000)))
    folder = small_disk(40) / "knowledge"
    done = dateline("knowledge", "import", dictionary, "--into", folder)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("cannot be written to (No space left on device); choose another folder with --into")
    for table in folder.rglob("*.tsv"):
        assert table.read_text().endswith("\n")
        assert len(table.read_text().splitlines()) > 1000
