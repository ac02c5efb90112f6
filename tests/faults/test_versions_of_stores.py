"""Stores of other versions: every older one is brought up to date with all that it holds, a newer one is refused and left byte for byte."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dateline.errors import StoreTooNew
from dateline.store import schema
from dateline.store.migrations import upgrade
from dateline.store.opening import connect

Seen = dict[str, list[Any]]
Command = Callable[..., subprocess.CompletedProcess[str]]
OLDER = [f"{number:04}" for number in range(1, int(schema.HEAD))]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, toy: Command, source: Path) -> Path:
    """A store of this version with everything in one file."""
    path = tmp_path_factory.mktemp("versions") / "store.db"
    assert toy(path, source).returncode == 0
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def older(path: Path, full: Path, version: str) -> None:
    """A store as that version made it, with what `full` holds and that version had a place for."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as begun:
        upgrade(begun, version)
    engine.dispose()
    connection = sqlite3.connect(path)
    connection.execute("ATTACH ? AS given", (str(full),))
    tables = [row[0] for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")]
    there = {row[0] for row in connection.execute("SELECT name FROM given.sqlite_master WHERE type = 'table'")}
    for table in tables:
        if table == "alembic_version" or table not in there or table.startswith(("sqlite_", "report_words")):
            continue
        columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
        given = {row[1] for row in connection.execute(f"PRAGMA given.table_info({table})")}
        names = ", ".join(f'"{column}"' for column in columns if column in given)
        connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM given.{table}")  # noqa: S608  # names out of the schema
    connection.commit()
    assert connection.execute("SELECT count(*) FROM main.reports").fetchone()[0] == 40
    connection.close()


@pytest.mark.parametrize("version", OLDER)
def test_a_store_of_each_older_version_is_upgraded_and_loses_nothing(
    tmp_path: Path, full: Path, version: str, said_by: Callable[..., Seen], undisturbed: Seen
) -> None:
    store = tmp_path / "older.db"
    older(store, full, version)
    assert said_by(store) == undisturbed
    connection = sqlite3.connect(store)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.HEAD,)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_an_upgraded_store_goes_on_where_the_older_one_stopped(
    tmp_path: Path, full: Path, toy: Command, source: Path, said_by: Callable[..., Seen], undisturbed: Seen
) -> None:
    store = tmp_path / "older.db"
    older(store, full, "0001")
    done = toy(store, source)
    assert done.returncode == 0, done.stderr
    assert said_by(store) == undisturbed


COMMANDS = [
    ["run", "INPUT"],
    ["recode"],
    ["events"],
    ["event", "m-1"],
    ["timeline", "--actor", "RUS"],
    ["quotes"],
    ["panel"],
    ["compare", "0.1", "0.2"],
    ["forget", "--name", "Jane Doe", "--yes"],
    ["export", "--format", "csv"],
]


def test_a_newer_store_is_refused_by_every_command_and_left_byte_for_byte(
    tmp_path: Path, full: Path, dateline: Command, source: Path
) -> None:
    store = tmp_path / "newer.db"
    shutil.copy(full, store)
    connection = sqlite3.connect(store)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = _bytes(tmp_path)
    with pytest.raises(StoreTooNew):
        connect(store)
    for command in COMMANDS:
        done = dateline(*(str(source) if word == "INPUT" else word for word in command), "--db", store)
        assert done.returncode == 2, (command, done.stderr)
        assert "was written by a newer version of Dateline" in done.stderr, (command, done.stderr)
        assert "Traceback" not in done.stderr
        assert _bytes(tmp_path) == before, command


def _bytes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_a_store_that_was_cut_off_is_named_in_one_line(tmp_path: Path, full: Path, dateline: Command, share: float) -> None:
    data = full.read_bytes()
    store = tmp_path / "cut.db"
    store.write_bytes(data[: int(share * len(data))])
    done = dateline("events", "--db", store)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    assert str(store) in line


def test_a_store_with_damaged_pages_is_named_in_one_line(tmp_path: Path, full: Path, dateline: Command) -> None:
    store = tmp_path / "damaged.db"
    data = bytearray(full.read_bytes())
    for place in range(8192, len(data), 4096):  # the heads of all pages but the first two
        data[place : place + 64] = bytes(64)
    store.write_bytes(data)
    done = dateline("events", "--db", store)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    assert str(store) in line
