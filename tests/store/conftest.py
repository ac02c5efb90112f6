"""Every test of the store runs on SQLite and on PostgreSQL: that of DATELINE_TEST_POSTGRES (a URL), else one started here."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from store_helpers import Clock

from dateline.store import schema
from dateline.store.opening import Store, connect

Opens = Callable[..., Store]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a database on which others may be made."""
    given = os.environ.get("DATELINE_TEST_POSTGRES")
    if given:
        yield given
        return
    binary = _server()
    if binary is None:
        pytest.skip("no PostgreSQL: set DATELINE_TEST_POSTGRES to the URL of one, or install Debian's package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-", dir="/tmp"))  # the path of a socket must be short
    as_user = _other_user(folder)
    try:
        data = folder / "data"
        options = ["-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*as_user, binary / "initdb", "-D", data, *options], check=True, capture_output=True, cwd=folder, timeout=120)
        quick = [f"-c{o}" for o in ("listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=32MB", "autovacuum=off")]
        server = subprocess.Popen(
            [*as_user, binary / "postgres", "-D", data, "-k", folder, *quick],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            url = f"postgresql://dateline@/postgres?host={folder}"
            _wait(url)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # asks for a fast shutdown
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server() -> Path | None:
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.environ.get("PATH", "").split(os.pathsep))]
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


def _other_user(folder: Path) -> list[str]:
    """PostgreSQL does not run as root: then it runs as another user, whose the folder becomes."""
    if os.geteuid() != 0:
        return []
    import pwd

    name = next((n for n in ("postgres", "nobody") if any(u.pw_name == n for u in pwd.getpwall())), None)
    if name is None or shutil.which("setpriv") is None:
        pytest.skip("no PostgreSQL: it refuses to run as root, and there is no other user or no setpriv; set DATELINE_TEST_POSTGRES")
    user = pwd.getpwnam(name)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait(url: str) -> None:
    engine = sa.create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    for _ in range(300):
        with contextlib.suppress(sa.exc.OperationalError):
            engine.connect().close()
            engine.dispose()
            return
        time.sleep(0.1)
    raise TimeoutError("the PostgreSQL that the tests started does not answer")


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place where nothing is yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.db")
    else:
        with _database(request.getfixturevalue("postgres")) as found:
            yield found


@contextlib.contextmanager
def _database(server: str) -> Iterator[str]:
    address = make_url(server).set(drivername="postgresql+psycopg")
    name = "t" + uuid.uuid4().hex[:12]
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    yield address.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store in a file, made once: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("made") / "store.db"
    connect(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM settings")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def made_postgres(postgres: str) -> Iterator[str]:
    """A store in PostgreSQL, made once and emptied for each test."""
    with _database(postgres) as found:
        connect(found).close()
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store."""
    if request.param == "sqlite":
        return str(shutil.copy(request.getfixturevalue("made"), tmp_path / "store.db"))
    found: str = request.getfixturevalue("made_postgres")
    engine = sa.create_engine(make_url(found).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        tables = ", ".join([*schema.metadata.tables, "report_words"])
        connection.exec_driver_sql(f"TRUNCATE {tables}")
    engine.dispose()
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opens(url: str, clock: Clock) -> Iterator[Opens]:
    """Opens the test's store, as often as wanted."""
    opened: list[Store] = []

    def once_more(**options: object) -> Store:
        opened.append(connect(url, **{"clock": clock, **options}))  # type: ignore[arg-type]  # the options of `connect`
        return opened[-1]

    yield once_more
    for store in opened:
        store.close()


@pytest.fixture
def store(opens: Opens) -> Store:
    return opens()
