"""A limit on what one request may cost the database: SQLite is interrupted, PostgreSQL told to stop by itself.

The limit is in a context variable, which goes with a request into the thread that works for it; every transaction that is begun there has
what is left of the time.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_STEPS = 4000
"""Steps of SQLite's machine between two looks at the clock: a fraction of a millisecond."""


@dataclass(slots=True)
class Deadline:
    """So many seconds from the first transaction on: time spent waiting for a thread is not counted."""

    seconds: float
    at: float | None = None
    hit: bool = False

    def left(self) -> float:
        """Seconds that are left; the clock begins to run now if it did not."""
        now = time.monotonic()
        if self.at is None:
            self.at = now + self.seconds
        return self.at - now

    def is_over(self) -> bool:
        """Whether the time is up; what asks is stopped then."""
        if self.left() < 0:
            self.hit = True
        return self.hit


current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[Deadline]:
    """Inside, transactions have no longer than this, and no longer than what is left of a limit outside."""
    outer = current.get()
    found = Deadline(min(seconds, max(outer.left(), 0.001)) if outer is not None else seconds)
    token = current.set(found)
    try:
        yield found
    finally:
        current.reset(token)


@contextlib.contextmanager
def unlimited() -> Iterator[None]:
    """Inside, transactions may take as long as they take: for what is bounded otherwise."""
    token = current.set(None)
    try:
        yield
    finally:
        current.reset(token)


def passed() -> bool:
    """Whether the time of whoever asks is up; for what is done outside of the database."""
    found = current.get()
    return found is not None and found.is_over()


def was_hit(error: BaseException) -> bool:
    """Whether a failure of the database is that its time was up."""
    found = current.get()
    if found is not None and found.hit:
        return True
    cause = error.__cause__
    text = f"{error} {cause}" if cause is not None else str(error)
    return "interrupted" in text or "statement timeout" in text


def install(engine: Engine) -> None:
    """Hold the transactions of an engine to the limits of whoever begins them."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _watch_sqlite)
        # What was stopped is rolled back without being stopped again.
        event.listen(engine, "rollback", _leave_sqlite)
        event.listen(engine, "commit", _leave_sqlite)
    else:
        event.listen(engine, "begin", _watch_postgres)


def _watch_sqlite(connection: Connection) -> None:
    found = current.get()
    raw: Any = connection.connection.driver_connection
    raw.set_progress_handler(found.is_over if found is not None else None, _STEPS)


def _leave_sqlite(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    raw.set_progress_handler(None, 0)


def _watch_postgres(connection: Connection) -> None:
    found = current.get()
    if found is not None:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(found.left() * 1000))}")
