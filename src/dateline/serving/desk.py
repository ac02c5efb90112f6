"""What all requests share: the store, what was made of it as of some days, the coder, the knowledge, and the thread that merges anew."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from dateline.errors import DatelineError
from dateline.serving import deadline
from dateline.serving.counting import Counting
from dateline.serving.failing import ApiError
from dateline.serving.settings import ServeSettings
from dateline.store import schema, stamps
from dateline.store.as_of import known_then
from dateline.store.selecting import Limits

if TYPE_CHECKING:
    from dateline.coding.coder import Coder
    from dateline.knowledge import Knowledge
    from dateline.merging import Tables
    from dateline.store.opening import Store

_LOG = logging.getLogger("dateline.serving")
_FRESH_SECONDS = 0.5
"""How long the state of the store is believed without asking again. What is written here is known at once."""


@dataclass(slots=True)
class Then:
    """A store as of a time, in memory on one connection: who asks it waits for who asked before."""

    store: Store | None = None
    counting: Counting | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Desk:
    """See above. Every heavy thing is made once, on first use, but for a coder that is given."""

    def __init__(self, store: Store, settings: ServeSettings, coder: Coder | None = None) -> None:
        self.store = store
        self.settings = settings
        self._state: tuple[str, float] | None = None
        self._then: OrderedDict[tuple[str, str], Then] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._knowledge: Knowledge | None = coder.knowledge if coder is not None else None
        self._tables: Tables | None = None
        self._coder: Coder | None = coder
        self._coding = threading.Lock()
        self._waiting = threading.BoundedSemaphore(max(1, settings.waiting_to_code))
        self._due = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        deadline.install(store.engine)
        self.counting = Counting(store)

    # --- the state of the store

    def seen(self) -> str | None:
        """The state as it was a moment ago, None if that is too old to go by."""
        known = self._state
        return known[0] if known is not None and time.monotonic() - known[1] < _FRESH_SECONDS else None

    def state(self) -> str:
        """A short text that changes whenever anything in the store does that can be asked for."""
        asked = time.monotonic()
        s, r, w = schema, schema.reviews, schema.watches
        parts = [sa.select(sa.func.max(t.c.id)).scalar_subquery() for t in (s.merges, s.reports, s.codings, r, s.runs)]
        parts += [sa.select(sa.func.max(c)).scalar_subquery() for c in (r.c.withdrawn_at, w.c.changed_at, w.c.seen_at, w.c.failure)]
        parts += [sa.select(sa.func.count()).select_from(t).scalar_subquery() for t in (s.tombstones, w)]
        with deadline.unlimited(), self.store.reading() as connection:
            found = "|".join(str(value) for value in connection.execute(sa.select(*parts)).one())
        self._state = found, asked
        return found

    def touch(self) -> None:
        """What was known of the state is not to be gone by any more: something was written."""
        self._state = None

    # --- stores as of a time

    @contextlib.contextmanager
    def at(self, limits: Limits) -> Iterator[Store]:
        """The store, or what of it was known then, for the time of the `with`."""
        with self.counted_at(limits) as counting:
            yield counting.store

    @contextlib.contextmanager
    def counted_at(self, limits: Limits) -> Iterator[Counting]:
        """Likewise, with what counts over it."""
        if not limits:
            yield self.counting
            return
        if limits.coder is not None:
            with self.store.reading() as connection:
                limits = Limits(limits.as_of, limits.recorded_as_of, stamps.find_coder(connection, limits.coder))
        key = (repr(limits), self.state())
        with self._lock:
            then = self._then.setdefault(key, Then())
            self._then.move_to_end(key)
            while len(self._then) > self.settings.as_of_kept:
                self._then.popitem(last=False)  # whoever holds it goes on; its memory goes with the last of them
        with then.lock:
            if then.store is None or then.counting is None:
                self._check_size()
                with self._making, deadline.unlimited():  # one at a time: merging takes a core, and memory
                    then.store = known_then(self.store, limits, self.tables())
                    deadline.install(then.store.engine)
                    then.counting = Counting(then.store)
            yield then.counting

    def _check_size(self) -> None:
        with self.store.reading() as connection:
            number = int(connection.execute(sa.select(sa.func.count()).select_from(schema.reports)).scalar_one())
        most = self.settings.as_of_reports
        if number > most:
            raise ApiError(
                422,
                "too_large_for_as_of",
                f"what was known at a time is made for stores of up to {most:,} reports, and this one has {number:,}; "
                "use 'dateline events --as-of', or start the server with a larger --as-of-reports",
                "as_of",
            )

    # --- heavy things

    def knowledge(self) -> Knowledge:
        """The knowledge files: types, offices, the words that an event needs."""
        with self._lock:
            if self._knowledge is None:
                from dateline import knowledge

                self._knowledge = knowledge.load()
            return self._knowledge

    def tables(self) -> Tables:
        """What merging needs to know."""
        with self._lock:
            if self._tables is None:
                from dateline.merging import load_tables

                self._tables = load_tables()
            return self._tables

    @contextlib.contextmanager
    def coder(self) -> Iterator[Coder]:
        """The coder, for one at a time. Where too many wait for it, the next one is sent away."""
        if not self._waiting.acquire(blocking=False):
            raise ApiError(429, "busy", "others are waiting to have their texts coded; try again in a few seconds", retry=5)
        try:
            with self._coding:
                if self._coder is None:
                    from dateline.coding.coder import Settings, load_coder
                    from dateline.model import LAYERS

                    layers = tuple(layer for layer in LAYERS if layer not in ("pairs", "vectors"))
                    self._coder = load_coder(Settings(layers, encoder=self.settings.encoder))
                yield self._coder
        finally:
            self._waiting.release()

    # --- merging anew

    def start(self) -> None:
        """Begin the work behind the scenes: the thread that merges, and loading what the first page needs."""
        for work in (self._merge_when_due, self._warm, *((self._notify,) if self.settings.poll_seconds else ())):
            thread = threading.Thread(target=work, daemon=True, name=f"dateline{work.__name__}")
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End it. A merging that goes on is waited for."""
        self._stop.set()
        self._due.set()
        for thread in self._threads:
            thread.join(60)
        for then in self._then.values():
            if then.store is not None:
                then.store.close()

    @property
    def stopping(self) -> threading.Event:
        """Set when the server ends."""
        return self._stop

    def merge_soon(self) -> None:
        """Verdicts changed what the record says: merge anew, a moment later, so that several are merged at once."""
        self.touch()
        self._due.set()

    def merge_now(self) -> None:
        """Merge what is due."""
        from dateline.store.remerging import remerge

        remerge(self.store, self.tables())
        self.touch()

    def _merge_when_due(self) -> None:
        if self._is_behind():
            self._due.set()
        while True:
            self._due.wait()
            self._stop.wait(self.settings.remerge_after)
            if self._due.is_set() and not (self._stop.is_set() and not self._is_behind()):
                self._due.clear()
                self._try_merging()
            if self._stop.is_set():
                return

    def _try_merging(self) -> None:
        try:
            self.merge_now()
        except DatelineError as error:
            _LOG.warning("merging after reviews failed: %s", error)
        except Exception:  # noqa: BLE001  # the thread must live on, whatever one merging met
            _LOG.exception("merging after reviews failed")

    def _is_behind(self) -> bool:
        """Whether there are verdicts that came after the last merging."""
        r, m = schema.reviews, schema.merges
        with self.store.reading() as connection:
            last = connection.execute(sa.select(sa.func.max(m.c.recorded_at))).scalar() or ""
            given, taken = connection.execute(sa.select(sa.func.max(r.c.recorded_at), sa.func.max(r.c.withdrawn_at))).one()
        return max(given or "", taken or "") > last

    def _notify(self) -> None:
        from dateline.serving.notifying import tell_all

        while not self._stop.wait(self.settings.poll_seconds):
            try:
                tell_all(self)
            except DatelineError as error:
                _LOG.warning("telling webhooks failed: %s", error)
            except Exception:  # noqa: BLE001  # likewise
                _LOG.exception("telling webhooks failed")

    def _warm(self) -> None:
        """What the first pages ask for."""
        try:
            self.knowledge()
            self.counting.make_ready()
            self.tables()
        except (DatelineError, ApiError) as error:
            _LOG.warning("what the first pages ask could not be made ready: %s", error)
        except Exception:  # noqa: BLE001  # likewise
            _LOG.exception("what the first pages ask could not be made ready")
