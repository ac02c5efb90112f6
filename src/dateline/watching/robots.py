"""robots.txt: fetched once a day for each origin, as RFC 9309 has it.

Protego reads it (Scrapy's parser): unlike urllib.robotparser it knows `*` and `$` and lets the longest rule win, as the RFC wants and
as newspapers write their files.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.watching.addresses import origin_of
from dateline.watching.settings import DAY

if TYPE_CHECKING:
    from protego import Protego

MOST_BYTES = 2_000_000
"""Bytes of a robots.txt that are fetched; a larger one cannot be followed, so that nothing is."""
FORBIDDEN = b"User-agent: *\nDisallow: /\n"
_READ = 512_000
"""Bytes of it that are read, as the RFC asks for."""
_KEPT = 64_000
"""Characters up to which one outlives the program; longer ones are fetched anew."""
_MOST = 2_000
"""Origins whose rules are in memory."""
HOLDS = DAY
"""Seconds for which one holds."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us."""

    parsed: Protego
    robot: str
    until: float

    def allow(self, address: str) -> bool:
        """Whether we may fetch it."""
        return bool(self.parsed.can_fetch(address, self.robot))

    @property
    def gap(self) -> float:
        """Seconds between two requests that it asks for; 0 where it does not."""
        return float(self.parsed.crawl_delay(self.robot) or 0.0)


class Robots:
    """What every origin allows: the last so many of them. Safe to use from threads."""

    def __init__(self, robot: str, kept: Mapping[str, tuple[str, float]]) -> None:
        from protego import Protego

        self._parse = Protego.parse
        self._robot = robot
        self._lock = threading.Lock()
        self._rules: dict[str, Rules] = {}
        self._new: dict[str, tuple[str, float]] = {}
        for origin, (text, until) in kept.items():
            self._take(origin, text, until)

    def known(self, address: str, now: float) -> Rules | None:
        """What the robots.txt for this address says, or None where it is not known or holds no longer."""
        rules = self._rules.get(origin_of(address))
        return rules if rules is not None and now < rules.until <= now + HOLDS else None

    def take(self, address: str, body: bytes, now: float) -> Rules:
        """Take up the robots.txt that applies to this address; an empty one allows everything."""
        origin = origin_of(address)
        text = body[:_READ].decode("utf-8", "replace")
        with self._lock:
            if len(text) <= _KEPT:
                self._new[origin] = (text, now + HOLDS)
            return self._take(origin, text, now + HOLDS)

    def _take(self, origin: str, text: str, until: float) -> Rules:
        self._rules.pop(origin, None)
        if len(self._rules) >= _MOST:
            del self._rules[next(iter(self._rules))]
        rules = self._rules[origin] = Rules(self._parse(text), self._robot, until)
        return rules

    def new(self) -> dict[str, tuple[str, float]]:
        """Those taken up since the last call: text and end of use, by origin."""
        with self._lock:
            new, self._new = self._new, {}
            return new
