"""What pages count over many events: in `columns` where these stand for the present state of the store, else with SQL.

The columns are made at the first question and brought up to date when the store has changed; who asks waits for that a moment. Only while
they are read for the first time, which takes long in a large store, is counted with SQL instead; the answers are the same.
"""

from __future__ import annotations

import contextlib
import gc
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dateline.serving import columns, deadline, tallies
from dateline.serving.choosing import chosen
from dateline.serving.failing import ApiError
from dateline.store import likeness, listing, profiles, timelines
from dateline.store.filters import Filters
from dateline.store.listing import COUNTED, Wanted

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from dateline.serving.columns import Columns
    from dateline.store.listing import Cursor, Listed, Sort
    from dateline.store.opening import Store
    from dateline.store.profiles import Known, Level, Network, Profile
    from dateline.store.timelines import Period, Places, Timeline

    Array = NDArray[Any]

_WAIT_SECONDS = 2.0
_TRIES = 3
_KEPT = 24
"""Of so many filters is kept which events they let through: a page asks several things by the same filters."""
_FEW = 3000
"""Of no more events is looked which come first; where more may, the index of the order finds the first few soon."""
_LARGE = 100_000
"""Events from which on what is in memory by now is left out of Python's search for garbage, which takes 80 ms in a store of a million."""


@dataclass(slots=True)
class _Seen:
    """Columns, and which of their events filters let through."""

    columns: Columns
    chosen: OrderedDict[Wanted, Array] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, wanted: Wanted, connection: Connection) -> Array:
        with self.lock:
            known = self.chosen.get(wanted)
            if known is not None:
                self.chosen.move_to_end(wanted)
                return known
        found = chosen(self.columns, connection, wanted)
        if deadline.passed():
            raise ApiError(503, "too_slow", "the query took too long and was stopped; narrow it down, or ask for fewer", retry=5)
        with self.lock:
            self.chosen[wanted] = found
            while len(self.chosen) > _KEPT:
                self.chosen.popitem(last=False)
        return found


class Counting:
    """Counts over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._seen: _Seen | None = None
        self._reading = threading.Lock()
        self._vectors: likeness.Vectors | None = None

    def make_ready(self) -> None:
        """Read the columns, and make what is made of them at the first question."""
        with self._reading:
            self._read()
        with self._looking() as there:
            if there is not None:
                held = there[0].columns
                _ = held.quads, held.busy, held.between_actors, held.between_countries
                everything = np.ones(held.size, bool)
                tallies.places(held, everything, there[1])
                self._vectors = likeness.load(there[1])
                if held.size >= _LARGE:
                    gc.collect()
                    gc.freeze()

    def _read(self) -> None:
        with deadline.unlimited(), self.store.reading() as connection:
            known = self._seen.columns if self._seen is not None else None
            found = columns.read(connection, known)
            if found is not known:
                self._seen = _Seen(found)

    @contextlib.contextmanager
    def _looking(self) -> Iterator[tuple[_Seen, Connection] | None]:
        """The columns with a connection that sees the state that they were read from, None where they are not to be had soon."""
        for _ in range(_TRIES):
            with self.store.reading() as connection:
                seen = self._seen
                if seen is not None and seen.columns.mark == columns.mark_of(connection):
                    yield seen, connection
                    return
            if not self._reading.acquire(timeout=_WAIT_SECONDS):
                break
            try:
                self._read()
            finally:
                self._reading.release()
        yield None

    def similar(self, vector: bytes, limit: int) -> list[likeness.Like]:
        """As `likeness.similar`, with the vectors in memory."""
        with self._reading, self.store.reading() as connection:
            self._vectors = held = likeness.load(connection, self._vectors)
        return likeness.similar(self.store, vector, Filters(), limit, held)

    def page(self, wanted: Wanted, sort: Sort, limit: int, after: Cursor | None) -> tuple[list[Listed], Cursor | None]:
        """As `listing.page`."""
        if wanted == Wanted():
            return listing.page(self.store, wanted, sort, limit, after)
        with self._looking() as there:
            if there is not None:
                seen, connection = there
                first = _first(seen.columns, seen.of(wanted, connection), sort, limit + 1, after)
                if first is not None:
                    return listing.among(connection, first, sort, limit, after)
        return listing.page(self.store, wanted, sort, limit, after)

    def count(self, wanted: Wanted) -> tuple[int, bool]:
        """As `listing.count`."""
        with self._looking() as there:
            if there is not None:
                number = int(np.count_nonzero(there[0].of(wanted, there[1])))
                return min(number, COUNTED), number > COUNTED
        return listing.count(self.store, wanted)

    def timeline(self, wanted: Wanted, period: Period) -> Timeline:
        """As `timelines.timeline`."""
        with self._looking() as there:
            if there is not None:
                return tallies.timeline(there[0].columns, there[0].of(wanted, there[1]), period)
        return timelines.timeline(self.store, wanted, period)

    def places(self, wanted: Wanted) -> Places:
        """As `timelines.places`."""
        with self._looking() as there:
            if there is not None:
                return tallies.places(there[0].columns, there[0].of(wanted, there[1]), there[1])
        return timelines.places(self.store, wanted)

    def network(self, wanted: Wanted, level: Level, *, directed: bool) -> Network:
        """As `profiles.network`."""
        with self._looking() as there:
            if there is not None:
                seen, connection = there
                return tallies.network(seen.columns, seen.of(wanted, connection), connection, level, directed=directed)
        return profiles.network(self.store, wanted, level, directed=directed)

    def actors(self, words: str | None, limit: int, after: tuple[int, str] | None) -> tuple[list[Known], tuple[int, str] | None]:
        """As `profiles.actors`."""
        with self._looking() as there:
            if there is not None:
                found = tallies.actors(there[0].columns, there[1], words, limit, after)
                if found is not None:
                    return found
        return profiles.actors(self.store, words, limit, after)

    def profile(self, ident: str, wanted: Wanted) -> Profile:
        """As `profiles.profile`. Raises `NotInStore`."""
        with self._looking() as there:
            if there is not None:
                seen, connection = there
                return tallies.profile(seen.columns, seen.of(wanted, connection), connection, ident)
        return profiles.profile(self.store, ident, wanted)


def _first(held: Columns, wanted: Array, sort: Sort, number: int, after: Cursor | None) -> list[int] | None:
    """The numbers of events that may be the first so many behind a cursor; None where these are too many."""
    rows = np.flatnonzero(wanted)
    name = listing.value_of(sort)
    sign = 1 if sort == "day" else -1
    if name in held.codes:
        texts = held.values(name)
        order = sorted(v for v in texts if v is not None)
        rank = {v: n for n, v in enumerate(order)}
        # Those without a value come last, whatever the order.
        of = np.fromiter((sign * rank[v] if v is not None else len(texts) for v in texts), np.int64, len(texts))
        values = of[held.codes[name][rows]]
        last: float = len(texts)
        at = rank.get(after[0]) if after is not None and after[0] is not None else None
        if after is not None and after[0] is not None and at is None:
            return None  # no event has the cursor's value any more
        place = None if after is None else last if at is None else sign * at
    else:
        values = sign * (held.confidence if name == "confidence" else held.sources)[rows]
        place = None if after is None else sign * after[0]
    tied = 0
    if place is not None:
        kept = values >= place
        rows, values = rows[kept], values[kept]
        tied = int(np.count_nonzero(values == place))
    most = number + tied
    if len(rows) > most:
        rows = rows[values <= np.partition(values, most - 1)[most - 1]]
    return held.ids[rows].tolist() if len(rows) <= _FEW else None
