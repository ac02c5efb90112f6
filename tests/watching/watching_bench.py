"""A whole watch in this process: real store, state, coder and requests; the clock is the test's."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dateline.store import schema
from dateline.store.opening import connect
from dateline.store.running import Codes
from dateline.store.stamps import Stamp
from dateline.watching.assembling import assemble
from dateline.watching.metrics import Metrics
from dateline.watching.settings import Settings
from dateline.watching.state import State
from dateline.watching.telling import Teller
from dateline.watching.watcher import Totals, _round

START = dt.datetime(2024, 6, 19, 12, tzinfo=dt.UTC).timestamp()


class Bench:
    """The watch, with what it said (`lines`) and what it left out (`left_out`)."""

    def __init__(self, db: Path, coder: Codes, feeds: Sequence[str], *, start: float | None = START, **settings: Any) -> None:
        self.time = start
        self.lines: list[str] = []
        self.settings = Settings(**{"gap": 0.0, "timeout": 2.0, "allow_private": True, **settings})
        self.stop = threading.Event()
        self.state = State(db.with_suffix(".watch"))
        self.store = connect(db, clock=lambda: dt.datetime.fromtimestamp(self.now(), dt.UTC))
        self.metrics = Metrics()
        stamp = Stamp("0", "knowledge", "model", "0" * 16)
        self.teller = Teller(self.lines.append)
        self.watch = assemble(
            feeds, self.store, self.state, coder, stamp, self.settings, self.teller, stop=self.stop, metrics=self.metrics, now=self.now
        )
        self.totals = Totals()

    @property
    def left_out(self) -> list[str]:
        """What was left out, and why, as it was said."""
        return [line.partition("skipped: ")[2] for line in self.lines if " skipped: http" in line]

    def now(self) -> float:
        """The clock of the test, or the real one if it began without."""
        return time.time() if self.time is None else self.time

    def round(self, after: float = 0.0) -> Counter[str]:
        """Let so many seconds go by, and do what is due; gives what became of articles."""
        assert self.time is not None
        self.time += after
        before = self.totals.reports.copy()
        _round(self.watch, self.totals, every=False)
        return self.totals.reports - before

    def reports(self) -> list[Any]:
        """The rows of the store's reports, every version."""
        with self.store.reading() as connection:
            return list(connection.execute(sa.select(schema.reports).order_by(schema.reports.c.id)).all())

    def is_merged(self) -> bool:
        """Whether all that was kept was merged."""
        return not self.state.unmerged

    def close(self) -> None:
        self.state.close()
        self.store.close()
