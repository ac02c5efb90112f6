"""Politeness to a host: one request at a time, a gap between two, back-off after failures. Safe to use from threads."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dateline.watching.settings import Settings

_MOST_GAP = 30.0
"""Seconds between two requests that a robots.txt may ask for (Crawl-delay); more would hold all others up."""
_TOLERATED = 3
"""Errors of the server in a row from which on the host, not the page, is what fails."""


@dataclass(slots=True)
class Host:
    """What is known of a host. Times are seconds since 1970; `gap` is what its robots.txt asks for."""

    name: str
    failures: int = 0
    not_before: float = 0.0
    gap: float = 0.0
    turn: threading.Lock = field(default_factory=threading.Lock)
    last: float = 0.0
    """When the last request ended, by a clock that cannot be set."""


class Hosts:
    """All hosts that are asked. `changed` gives those to be kept."""

    def __init__(self, settings: Settings, stop: threading.Event, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._stop = stop
        self._now = now
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}
        self._changed: set[str] = set()

    def known(self, name: str, failures: int, not_before: float) -> None:
        """Take up what was kept. A wait beyond all bounds comes from a clock that was set, and is none."""
        if not_before - self._now() <= self._settings.most_back_off:
            self._hosts[name] = Host(name, failures, not_before)

    def get(self, name: str) -> Host:
        """The host of that name."""
        with self._lock:
            return self._hosts.setdefault(name, Host(name))

    def wait_for(self, name: str) -> float:
        """Seconds until the host may be asked again after failures; 0 where it may be asked now."""
        wait = self.get(name).not_before - self._now()
        return wait if 0 < wait <= self._settings.most_back_off else 0.0

    @contextlib.contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """One request to the host: waits for its turn. False where the program is to stop meanwhile."""
        host = self.get(name)
        with host.turn:
            gap = max(self._settings.gap, min(host.gap, _MOST_GAP))
            wait = host.last + gap - time.monotonic() if host.last else 0.0
            stopped = self._stop.wait(wait) if wait > 0 else self._stop.is_set()
            try:
                yield not stopped
            finally:
                host.last = time.monotonic()

    def asks_for(self, name: str, gap: float) -> None:
        """A robots.txt asks for a longer gap."""
        self.get(name).gap = max(0.0, gap)

    def answered(self, name: str) -> None:
        """The host works."""
        host = self.get(name)
        if host.failures:
            host.failures, host.not_before = 0, 0.0
            self._note(name)

    def failed(self, name: str, *, wait: float | None = None, gravely: bool = False) -> None:
        """The host failed. It is left alone for a while if it asked for that (`wait`), failed `gravely`, or failed often."""
        host = self.get(name)
        host.failures += 1
        if wait is None and not gravely and host.failures < _TOLERATED:
            return
        own = self._settings.wait_after(host.failures)
        host.not_before = self._now() + min(self._settings.most_back_off, max(own, wait or 0.0))
        self._note(name)

    def changed(self) -> list[Host]:
        """The hosts whose state has changed since the last call."""
        with self._lock:
            names, self._changed = self._changed, set()
            return [self._hosts[name] for name in sorted(names)]

    def _note(self, name: str) -> None:
        with self._lock:
            self._changed.add(name)
