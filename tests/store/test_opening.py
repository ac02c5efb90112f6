"""Making, migrating, refusing: a store of another version, a file of something else, an address that is none."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from store_helpers import add, report, snapshot

from dateline.errors import StoreTooNew, StoreUnusable
from dateline.store import opening, querying, schema, searching
from dateline.store.filters import Filters
from dateline.store.migrations import upgrade
from dateline.store.opening import Store, connect


@pytest.fixture
def url(fresh_url: str) -> str:
    """Here the store itself is made."""
    return fresh_url


ONE = report("Poland visited Ukraine on 2024-06-01. The ambassadors were received.", id="one")


def test_the_migrations_make_the_tables_that_the_code_uses(store: Store) -> None:
    def ours(thing: object, name: str | None, kind: str, _: bool, __: object) -> bool:
        return not (name or "").startswith(("report_words", "ix_report_words", "alembic"))

    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, schema.metadata) == []


def test_an_older_store_is_migrated_and_keeps_what_it_has(opens: Callable[..., Store], url: str) -> None:
    store = opens()
    add(store, ONE)
    before = snapshot(store)
    with store.writing() as connection:  # as version 0001 left it: without the search
        connection.exec_driver_sql("DROP TABLE report_words")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    store.close()
    again = opens()
    assert snapshot(again) == before
    assert len(list(querying.events(again, Filters(text="ambassador")))) == 1
    with again.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == schema.HEAD


def test_a_newer_store_is_refused_and_left_as_it_is(opens: Callable[..., Store], url: str) -> None:
    store = opens()
    add(store, ONE)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = snapshot(store)
    store.close()
    file = Path(url)
    mark = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None
    with pytest.raises(StoreTooNew, match="newer version of Dateline"):
        opens()
    if mark is not None:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == mark
    with store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": schema.HEAD})
    assert snapshot(opens()) == before


def test_a_migration_that_fails_leaves_the_store_as_it_was(opens: Callable[..., Store], monkeypatch: pytest.MonkeyPatch) -> None:
    store = opens()
    add(store, ONE)
    with store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE report_words")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    def broken(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(searching, "add", broken)
        with pytest.raises(OSError, match="no space"):
            opens()
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
        assert "report_words" not in sa.inspect(connection).get_table_names()
    assert len(list(querying.events(opens(), Filters(text="ambassador")))) == 1


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")
        connection.commit()
    before = other.read_bytes()
    with pytest.raises(StoreUnusable, match="something else"):
        connect(other)
    assert other.read_bytes() == before
    text = tmp_path / "notes.txt"
    text.write_text("Notes, and no database at all. " * 100)
    with pytest.raises(StoreUnusable, match=r"notes\.txt: is no store"):
        connect(text)
    assert text.read_text().startswith("Notes")


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("no/such/folder/store.db", "folder"),
        (".", "is a folder"),
        ("mysql://me@localhost/x", "postgresql"),
        ("://", "no URL"),
        ("postgresql://me:secret@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(address: str, word: str) -> None:
    with pytest.raises(StoreUnusable) as caught:
        connect(address)
    assert word in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_store_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="no such store"):
        connect(tmp_path / "none.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_whether_it_keeps_text_is_decided_once(opens: Callable[..., Store]) -> None:
    assert not opens(keep_text=False).keeps_text
    assert not opens().keeps_text
    with pytest.raises(StoreUnusable, match="keeps no texts"):
        opens(keep_text=True)


def test_importing_dateline_and_its_help_loads_no_database() -> None:
    program = (
        "import sys, dateline, dateline.cli\n"
        "from click.testing import CliRunner\n"
        "from dateline.cli.main import group\n"
        "for command in ([], *([name] for name in group.commands)):\n"
        "    assert CliRunner().invoke(group, [*command, '--help']).exit_code == 0, command\n"
        "assert not {'sqlalchemy', 'alembic', 'psycopg', 'spacy'} & set(sys.modules), 'loaded'\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_times_sort_as_text() -> None:
    import datetime as dt

    east = dt.timezone(dt.timedelta(hours=9))
    assert opening.moment(dt.datetime(2024, 1, 1, 3, tzinfo=east)) == "2023-12-31T18:00:00.000000Z"
    assert opening.last_moment(dt.date(2023, 12, 31)) > opening.moment(dt.datetime(2024, 1, 1, 3, tzinfo=east))


def test_upgrading_twice_does_nothing(store: Store) -> None:
    with store.writing() as connection:
        upgrade(connection)
