"""How feeds are watched."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dateline import __version__

Pages = Literal["auto", "always", "never"]
"""Whether the page of an article is fetched: where the feed has no full text, for every article, or not at all."""

USER_AGENT = f"dateline/{__version__} (reads news feeds; robots.txt is followed)"
"""What we call ourselves unless told otherwise; the part before the slash is the name that a robots.txt may address."""

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """All times in seconds, all sizes in bytes.

    `every`: from one poll of a feed to the next. `gap`: from one request to a host to the next, at least. `at_once`: hosts that are
    asked at a time; a host has one request at a time. `timeout`: for one request in all, however slowly bytes drip. `back_off`: the
    first wait after a failure, doubled with each further one up to `most_back_off`, which bounds Retry-After too. `batch`: reports
    that are coded before they are merged. `tries`: attempts at the page of an article before the feed's own text has to do.
    """

    every: float = 600.0
    gap: float = 1.0
    at_once: int = 4
    timeout: float = 30.0
    feed_bytes: int = 10_000_000
    page_bytes: int = 5_000_000
    back_off: float = 60.0
    most_back_off: float = DAY
    batch: int = 500
    tries: int = 6
    pages: Pages = "auto"
    user_agent: str = USER_AGENT
    allow_private: bool = False

    @property
    def robot(self) -> str:
        """The name that a robots.txt may address."""
        return self.user_agent.split("/", 1)[0].strip() or "dateline"

    def at_least(self, moment: float) -> float:
        """A moment or a little later, so that what is due at nearly the same time is done in one round, and merged once."""
        grain = min(60.0, self.every / 10)
        return math.ceil(moment / grain) * grain

    def wait_after(self, failures: int) -> float:
        """The wait after so many failures in a row."""
        return min(self.most_back_off, self.back_off * 2.0 ** max(0, min(failures, 40) - 1))
