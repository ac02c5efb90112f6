"""One polite request: robots.txt first, the host's turn, redirects one by one under the same rules; the answer judged."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from dateline.fetching import FetchFailed, FetchSettings, fetch
from dateline.watching.addresses import host_of, joined, shown
from dateline.watching.hosts import Hosts
from dateline.watching.robots import FORBIDDEN, MOST_BYTES, Robots, Rules
from dateline.watching.settings import DAY, Settings

Outcome = Literal[
    "ok",
    "unchanged",
    "gone",
    "missing",
    "denied",
    "busy",
    "failing",
    "unreachable",
    "refused",
    "redirects",
    "too_large",
    "broken",
    "robots",
    "waiting",
    "stopped",
]
"""What came of a request. `busy` asks to come later (429, 503); `failing` is an error of the server, `refused` an address that we do not
ask, `broken` an answer that is not packed as it says, `waiting` a host that is left alone for now, without a request."""

PASSING = frozenset(("busy", "failing", "unreachable", "waiting", "stopped"))
"""Outcomes that may be others later, by themselves."""
_FOLLOWED = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_MOST_REDIRECTS = 5
_KINDS: dict[str, Outcome] = {
    "address": "refused",
    "private": "refused",
    "unreachable": "unreachable",
    "redirects": "redirects",
    "too_large": "too_large",
    "too_slow": "unreachable",
    "encoding": "broken",
}
_LONGEST_TAG = 1_000
"""Characters of an ETag that is given back."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: an address, its limit in bytes, the types wanted, and what we have of it already."""

    address: str
    most_bytes: int
    accept: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    `address` is the last one; `moved` where it is from now on, if it has moved for good. `wait`, in seconds, is asked for by the server
    (Retry-After) or by us; `fresh` is for how many seconds the answer holds (Cache-Control).
    """

    outcome: Outcome
    reason: str = ""
    address: str = ""
    status: int | None = None
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    wait: float | None = None
    fresh: float | None = None


class Asker:
    """Asks politely. Safe to use from threads; `timed` is told the seconds of every request.

    `skews` has the time of day of hosts whose clocks are a day or more from ours.
    """

    def __init__(
        self,
        settings: Settings,
        hosts: Hosts,
        robots: Robots,
        stop: threading.Event,
        timed: Callable[[float], None] = lambda _: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._hosts = hosts
        self._robots = robots
        self._stop = stop
        self._timed = timed
        self._now = now
        self.skews: dict[str, dt.datetime] = {}

    def ask(self, wanted: Wanted) -> Answer:
        """What stands there. Never raises for what a server does."""
        at = wanted.address
        visited: set[str] = set()
        moved: str | None = None
        for_good = True
        while True:
            visited.add(at)
            refused = self._may(at)
            if refused is not None:
                return refused
            answer, target = self._once(at, wanted)
            if target is None:
                return dataclasses.replace(answer, moved=moved)
            if target in visited or len(visited) > _MOST_REDIRECTS:
                loop = "in a circle" if target in visited else f"on more than {_MOST_REDIRECTS} times"
                return Answer("redirects", f"leads {loop}; at last to {shown(target)}", at, answer.status)
            for_good = for_good and answer.status in _FOR_GOOD
            moved = target if for_good else moved
            at = target

    def _may(self, at: str) -> Answer | None:
        """Why an address is not asked now, or at all; None where it may be."""
        rules = self._robots.known(at, self._now()) or self._learn(at)
        if isinstance(rules, Answer):
            return rules
        self._hosts.asks_for(host_of(at), rules.gap)
        return None if rules.allow(at) else Answer("robots", "robots.txt does not allow it", at)

    def _learn(self, at: str) -> Rules | Answer:
        """Fetch the robots.txt for an address, or say why it could not be had: then all is forbidden for now, as RFC 9309 has it."""
        parts = urlsplit(at)
        place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"
        first = place
        for _ in range(_MOST_REDIRECTS + 1):
            answer, target = self._once(place, Wanted(place, MOST_BYTES, "text/plain, */*;q=0.5"))
            if target is None:
                break
            place = target
        if answer.outcome in PASSING or (answer.outcome == "refused" and place == first):
            told = answer.reason if answer.outcome in ("waiting", "refused") else f"robots.txt: {answer.reason}"
            return Answer(answer.outcome, told, at, answer.status, wait=answer.wait)
        beyond = answer.outcome in ("too_large", "broken")
        rules = self._robots.take(at, answer.body if answer.outcome == "ok" else FORBIDDEN if beyond else b"", self._now())
        return Answer("robots", f"its robots.txt {answer.reason}, so that it cannot be followed", at) if beyond else rules

    def _once(self, at: str, wanted: Wanted) -> tuple[Answer, str | None]:
        """One request; and where it leads on to, if it does."""
        host = host_of(at)
        with self._hosts.turn(host) as mine:
            if not mine:
                return Answer("stopped", "stopped meanwhile", at), None
            if wait := self._hosts.wait_for(host):
                return Answer("waiting", f"{host} is left alone for {wait:.0f} s after it failed", at, wait=wait), None
            started = time.monotonic()
            answer, target = self._fetched(at, wanted)
            self._timed(time.monotonic() - started)
            self._note(host, answer)
        return answer, target

    def _fetched(self, at: str, wanted: Wanted) -> tuple[Answer, str | None]:
        s = self._settings
        limits = FetchSettings(
            seconds=s.timeout,
            most_bytes=wanted.most_bytes,
            allow_private=s.allow_private,
            user_agent=s.user_agent,
            accept=wanted.accept,
            follow=False,
        )
        try:
            found = fetch(at, limits, etag=wanted.etag, last_modified=wanted.modified)
        except FetchFailed as problem:
            return Answer(_KINDS[problem.kind], problem.reason, at), None
        except Exception as error:  # noqa: BLE001  # whatever a stranger's server makes of a library, the others are to be asked
            return Answer("unreachable", f"cannot be asked ({type(error).__name__}: {str(error)[:120]})", at), None
        if found.status in _FOLLOWED and (location := found.headers.get("location")):
            target = joined(at, location)
            if target is None:
                return Answer("redirects", "leads on to something that is no address of the web", at, found.status), None
            return Answer("ok", "", at, found.status), target
        now = dt.datetime.fromtimestamp(self._now(), dt.UTC)
        told = _date(found.headers.get("date"))
        if told is not None and abs((told - now).total_seconds()) > DAY:
            self.skews.setdefault(host_of(at), told)
        return (
            Answer(
                _outcome(found.status),
                f"status {found.status}",
                at,
                found.status,
                found.body if found.status == 200 else b"",
                found.headers.get("content-type", "").lower(),
                _tag(found.etag),
                _tag(found.last_modified),
                wait=retry_after(found.headers.get("retry-after"), found.headers.get("date"), now),
                fresh=_max_age(found.headers.get("cache-control", "")),
            ),
            None,
        )

    def _note(self, host: str, answer: Answer) -> None:
        """What the answer says of the host."""
        if answer.outcome == "busy":
            self._hosts.failed(host, wait=answer.wait, gravely=True)
        elif answer.outcome in ("failing", "unreachable"):
            self._hosts.failed(host, wait=answer.wait, gravely=answer.outcome == "unreachable")
        elif answer.status is not None:
            self._hosts.answered(host)


def retry_after(told: str | None, date: str | None, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After asks for, a number or a date, which is held against the server's own clock where it tells it."""
    if told is None:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", told):
        return float(told)
    until = _date(told)
    if until is None:
        return None
    return max(0.0, (until - (_date(date) or now)).total_seconds())


def _date(told: str | None) -> dt.datetime | None:
    if told is None:
        return None
    try:
        found = email.utils.parsedate_to_datetime(told)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _max_age(told: str) -> float | None:
    match = re.search(r"(?:^|[,\s])max-age=(\d{1,9})", told, re.IGNORECASE)
    return float(match[1]) if match and not re.search(r"no-store|no-cache", told, re.IGNORECASE) else None


def _outcome(status: int) -> Outcome:
    if status == 200:
        return "ok"
    if status == 304:
        return "unchanged"
    if status == 410:
        return "gone"
    if status in (401, 402, 403, 407, 451):
        return "denied"
    if status in (408, 425, 429, 503):
        return "busy"
    return "failing" if status >= 500 else "missing"


def _tag(told: str | None) -> str | None:
    """An ETag or a date to be given back, unless it could not be written into a header."""
    return told if told and len(told) <= _LONGEST_TAG and told.isascii() and told.isprintable() else None
