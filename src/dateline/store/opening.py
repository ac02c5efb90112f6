"""A path or URL → an open store, its tables of this version: made where there are none, migrated where they are older.

A store that a newer version wrote, and a database that is no store, are refused and left as they are.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool

from dateline.errors import StoreTooNew, StoreUnusable
from dateline.model import Date
from dateline.reading.inputs import printable
from dateline.store import schema

DEFAULT = "dateline.db"
"""The file of a store that is not named."""
_BUSY_SECONDS = 60
_SAMPLE = 400
"""Rows of each index that SQLite looks at to know how often things occur: a hundredth of a second for a store of any size."""
_LOCK = 0x64617465
"""The advisory lock of PostgreSQL under which a store is written, by one program at a time."""

Clock = Callable[[], dt.datetime]


def now() -> dt.datetime:
    """The clock of a store that is given no other."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `name` can be shown: it holds no password. `clock` says when something is recorded."""

    engine: Engine
    name: str
    clock: Clock = field(repr=False)
    keeps_text: bool = True

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file, or in memory."""
        return self.engine.dialect.name == "sqlite"

    def recorded(self) -> str:
        """The moment by the store's clock, as it is kept."""
        return moment(self.clock())

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store, whatever others write meanwhile."""
        options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _named(self.name), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept or nothing. Other writers wait."""
        with _named(self.name), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection


def keep_statistics(connection: Connection) -> None:
    """Tell the database how often things occur, by a sample, so that it asks in a good order. PostgreSQL does it by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={_SAMPLE}")
        connection.exec_driver_sql("ANALYZE")


def moment(time: dt.datetime) -> str:
    """A moment as the store keeps it; one without a time zone is taken as UTC."""
    aware = time if time.tzinfo is not None else time.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def last_moment(date: Date) -> str:
    """The last moment of a day, or the moment itself, as the store keeps it."""
    if isinstance(date, dt.datetime):
        return moment(date)
    return date.isoformat() + "T23:59:59.999999Z"


def connect(url: str | Path = DEFAULT, *, clock: Clock = now, keep_text: bool | None = None, create: bool = True) -> Store:
    """Open a store by the path of its file, or by URL (`postgresql://…`).

    `keep_text=False` makes a new store that keeps no text; a store that exists stays what it is, and asking it for something else is
    an error. Without `create`, there must be one already. Raises `StoreUnusable` and `StoreTooNew`.
    """
    target = _url(url)
    name = printable(target.database or "") if target.get_backend_name() == "sqlite" else target.render_as_string(hide_password=True)
    path = Path(target.database) if target.get_backend_name() == "sqlite" and target.database not in (None, "", ":memory:") else None
    if path is not None:
        _check_file(path, name, create=create)
    engine = _engine(target, name)
    try:
        with _named(name):
            found = _version(engine, name)
            _must_exist(found, name, create=create)
            if found != schema.HEAD:
                _migrate(engine, name)
            if path is not None:
                _use_wal(engine)
            keeps = _settle_text(engine, keep_text)
    except BaseException:
        engine.dispose()
        raise
    if keep_text is not None and keep_text != keeps:
        engine.dispose()
        was = "keeps texts" if keeps else "keeps no texts"
        raise StoreUnusable(name, f"was made as a store that {was}, and stays one; name another store, or leave the choice out")
    return Store(engine, name, clock, keeps)


def in_memory(clock: Clock, name: str, *, keeps_text: bool) -> Store:
    """An empty store in memory, for what was known at a time."""
    engine = _engine(make_url("sqlite://"), name)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        from dateline.store import searching

        searching.create(connection)
    return Store(engine, name, clock, keeps_text)


# --- the database


def _url(given: str | Path) -> URL:
    text = str(given)
    if isinstance(given, Path) or "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreUnusable("--db", "is no URL; expected the path of a file, or postgresql://USER@HOST/NAME") from None
    kind = url.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite":
        return url
    raise StoreUnusable(url.render_as_string(hide_password=True), "is no database that can hold a store; use a file, or postgresql://…")


def _check_file(path: Path, name: str, *, create: bool) -> None:
    """What can be said of a file before SQLite touches it."""
    if path.is_dir():
        raise StoreUnusable(name, "is a folder; name a file")
    if not path.exists():
        if not create:
            raise StoreUnusable(name, "there is no such store; make one with 'dateline run INPUT', or name another with --db")
        if not path.parent.is_dir():
            raise StoreUnusable(name, "its folder does not exist; make it first")


def _engine(url: URL, name: str) -> Engine:
    backend = url.get_backend_name()
    try:
        if backend == "sqlite" and url.database in (None, "", ":memory:"):
            engine = sa.create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        elif backend == "sqlite":
            engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
        else:
            engine = sa.create_engine(url, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError):
        raise StoreUnusable(name, "needs the driver psycopg; install it with: pip install 'dateline[postgres]'") from None
    if backend == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin_alone if isinstance(engine.pool, StaticPool) else _begin)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    """Transactions are begun by us: Python's driver would begin them late and commit before a table is made."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _begin_alone(connection: Connection) -> None:
    """In memory there is one connection, which nobody else writes: a query may be asked while another one is still being read."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")


def _use_wal(engine: Engine) -> None:
    """Readers go on while one writes. The file remembers it; where it may not be written, it is read as it is."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            with contextlib.suppress(Exception):
                cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()
    finally:
        raw.close()


def _must_exist(version: str | None, name: str, *, create: bool) -> None:
    if version is None and not create:
        raise StoreUnusable(name, "holds no store yet; make one with: dateline run INPUT --db URL")


def _version(engine: Engine, name: str) -> str | None:
    """The version of the tables, None for an empty database. Nothing is written."""
    with engine.connect() as connection, connection.begin():
        return _version_on(connection, name)


def _version_on(connection: Connection, name: str) -> str | None:
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise StoreUnusable(name, f"is a database of something else (it has the table {min(tables)!r}); name another for the store")
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and (not found.isdigit() or found > schema.HEAD):
        raise StoreTooNew(name, f"was written by a newer version of Dateline (store version {found[:20]}); upgrade to read it")
    return found


def _migrate(engine: Engine, name: str) -> None:
    """Bring the tables to this version, in one transaction; where another program does the same, only one does it."""
    from dateline.store.migrations import upgrade

    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        if _version_on(connection, name) != schema.HEAD:
            upgrade(connection)


def _settle_text(engine: Engine, keep_text: bool | None) -> bool:
    """Whether the store keeps text: decided by the first who opens it, before anything is kept."""
    table = schema.settings
    with engine.connect() as connection, connection.begin():
        found = connection.execute(sa.select(table.c.value).where(table.c.name == "keeps_text")).scalar()
    if found is None:
        found = "no" if keep_text is False else "yes"
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            met = connection.execute(sa.select(table.c.value).where(table.c.name == "keeps_text")).scalar()
            if met is None:
                connection.execute(table.insert().values(name="keeps_text", value=found))
            found = met or found
    return found == "yes"


@contextlib.contextmanager
def _named(name: str) -> Iterator[None]:
    """What the database says, as a line that names the store and what to do."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).split("\n", maxsplit=1)[0]
        if "locked" in reason:
            raise StoreUnusable(name, f"another program has been writing to it for {_BUSY_SECONDS} seconds; try again later") from error
        raise StoreUnusable(name, f"cannot be used ({printable(reason)}); check the address, the permissions and the space left") from error
    except DatabaseError as error:
        if "not a database" in str(error.orig):
            raise StoreUnusable(name, "is no store but a file of something else; name another with --db") from error
        if "malformed" in str(error.orig):
            reason = "is damaged (SQLite calls it malformed); put back a copy, or save what can be read with: sqlite3 STORE .recover"
            raise StoreUnusable(name, reason) from error
        raise
    except DBAPIError as error:
        raise StoreUnusable(name, f"cannot be used ({printable(str(error.orig))})") from error
