"""The articles that wait → the store: pages fetched from several hosts at once, coded one by one as they come, then merged."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dateline.bulk import SetAside
from dateline.model import Report
from dateline.reading import ReadOptions
from dateline.store.opening import Store
from dateline.store.remerging import Merged
from dateline.store.running import Codes, Progress, run
from dateline.store.stamps import Stamp
from dateline.watching.addresses import host_of, key_of, shown
from dateline.watching.articles import Page, Unfit, report_of
from dateline.watching.asking import PASSING, Answer, Asker, Wanted
from dateline.watching.pool import by_host
from dateline.watching.settings import DAY, Settings
from dateline.watching.state import Pending, State

MOST_BEGUN = 5
"""Times that the coding of a report is begun: one that ends the program, every time, must not keep the others from being read."""
_MOST_WAIT = 7 * DAY
"""Seconds for which the page of a host that does not answer is waited for, before the feed's own text has to do."""
ACCEPT = "text/html, application/xhtml+xml, text/plain;q=0.5, application/pdf;q=0.5, */*;q=0.1"
Became = Literal["new", "changed", "known", "coded", "forgotten", "skipped", "failed", "later"]
"""What became of an article: as in the store, or left out with a reason, not codable, or to be tried again later."""


@dataclass(slots=True)
class Kept:
    """What keeping a batch came to."""

    counts: Counter[str] = field(default_factory=Counter)
    by_feed: dict[str, Counter[str]] = field(default_factory=dict)
    mentions: int = 0
    merged: Merged | None = None
    merge_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Keeper:
    """All that keeping needs. `problem` is told of every article that is left out: its address, and why."""

    store: Store
    coder: Codes
    stamp: Stamp
    state: State
    asker: Asker
    settings: Settings
    stop: threading.Event
    problem: Callable[[str, str], None]
    inputs: Sequence[str] = ()
    options: ReadOptions = field(default_factory=ReadOptions)
    now: Callable[[], float] = time.time

    def keep(self, items: Sequence[Pending]) -> Kept:
        """Fetch, code, keep and merge these. Stopped, it ends after the report in hand; what is left waits on."""
        return _Batch(self).keep(items)

    def merge(self) -> Kept:
        """Merge what was kept and not merged before the program ended."""
        kept = Kept()
        _run(self, iter(()), lambda _: None, kept, lambda _: None)
        return kept


class _Batch:
    """One batch on its way."""

    def __init__(self, keeper: Keeper) -> None:
        self._k = keeper
        self._kept = Kept()
        self._hand: tuple[Pending, tuple[str, ...]] | None = None
        self._before = Progress()
        self._reason = ""
        """Why the report in hand could not be coded, if it could not."""

    def keep(self, items: Sequence[Pending]) -> Kept:
        _run(self._k, self._reports(items), self._watch, self._kept, self._set_aside)
        return self._kept

    def _set_aside(self, lost: SetAside) -> None:
        self._reason = lost.reason

    def _watch(self, done: Progress) -> None:
        """Called after each report: what became of the one in hand."""
        if self._hand is None:
            return
        if self._reason:
            reason, self._reason = self._reason, ""
            self._cross_out("failed", reason)
            return
        names: tuple[Became, ...] = ("new", "changed", "coded", "known", "forgotten")
        was = self._before
        became: Became = next((name for name in names if getattr(done, name) > getattr(was, name)), "known")
        self._kept.mentions += done.mentions - was.mentions
        self._before = dataclasses.replace(done)
        self._cross_out(became)

    def _cross_out(self, became: Became, reason: str = "") -> None:
        if self._hand is None:
            return
        (item, also), self._hand = self._hand, None
        self._k.state.done(item, became, self._k.now(), also=also)
        self._count(item, became, reason)

    def _count(self, item: Pending, became: Became, reason: str = "") -> None:
        self._kept.counts[became] += 1
        self._kept.by_feed.setdefault(item.feed, Counter())[became] += 1
        if reason:
            title = item.entry.fields.get("title")
            self._k.problem(shown(item.entry.page or item.feed) + ("" if item.entry.page else f" ({str(title)[:60]!r})"), reason)

    def _reports(self, items: Sequence[Pending]) -> Iterator[Report]:
        """The reports, one in hand at a time: the next is given only after the last was kept."""
        k = self._k
        pages = [item for item in items if self._wants_page(item)]
        for item in items:
            if k.stop.is_set():
                return
            if not self._wants_page(item):
                yield from self._report(item, None, "")
        for item, answer in by_host(pages, lambda i: host_of(i.entry.page or ""), self._fetch, k.settings.at_once, k.stop):
            if answer.outcome == "ok":
                yield from self._report(item, Page(answer.body, answer.address, answer.content_type), "")
            elif answer.outcome == "stopped":
                return
            elif answer.outcome in PASSING and self._again(item, answer):
                continue
            else:
                yield from self._report(item, None, f"the page {shown(item.entry.page or '')} could not be had: {answer.reason}")

    def _wants_page(self, item: Pending) -> bool:
        pages = self._k.settings.pages
        return item.entry.page is not None and (pages == "always" or (pages == "auto" and not item.entry.whole))

    def _fetch(self, item: Pending) -> Answer:
        return self._k.asker.ask(Wanted(item.entry.page or "", self._k.settings.page_bytes, ACCEPT))

    def _again(self, item: Pending, answer: Answer) -> bool:
        """Put an article off, unless it was tried often enough."""
        k = self._k
        tried = answer.outcome != "waiting"
        if (tried and item.tries + 1 >= k.settings.tries) or k.now() - item.added > _MOST_WAIT:
            return False
        wait = max(answer.wait or 0.0, k.settings.wait_after(item.tries + 1) if tried else 0.0)
        k.state.later(item, k.settings.at_least(k.now() + min(wait, k.settings.most_back_off)), tried=tried)
        self._count(item, "later")
        return True

    def _report(self, item: Pending, page: Page | None, without: str) -> Iterator[Report]:
        k = self._k
        now = dt.datetime.fromtimestamp(k.now(), dt.UTC)
        try:
            report = report_of(item.entry, item.feed, page, without=without, now=now, options=k.options)
        except Unfit as reason:
            self._hand = item, ()
            self._cross_out("skipped", str(reason))
            return
        except Exception as error:  # noqa: BLE001  # whatever a stranger's page makes of it, the others are to be read
            self._hand = item, ()
            self._cross_out("failed", f"cannot be read ({type(error).__name__}: {str(error)[:120]})")
            return
        # Another feed may link to the same page by another address.
        also = (key_of(report.url),) if report.url and item.entry.page and key_of(report.url) != item.entry.key else ()
        seen = k.state.seen(also[0]) if also else None
        if seen is not None and seen.feed != item.feed:
            self._hand = item, ()
            self._cross_out("known")
            return
        self._hand = item, also
        if k.state.begin(item) > MOST_BEGUN:
            self._cross_out("failed", f"the program ended {MOST_BEGUN} times while it was being coded; it is set aside")
            return
        yield report


def _run(
    keeper: Keeper, reports: Iterator[Report], watch: Callable[[Progress], None], kept: Kept, on_set_aside: Callable[[SetAside], None]
) -> None:
    """Code, keep and merge; until that is done, the state says that something may be unmerged."""
    keeper.state.unmerged = True
    last = time.monotonic()

    def timed(done: Progress) -> None:
        nonlocal last
        last = time.monotonic()
        watch(done)

    done = run(keeper.store, reports, keeper.coder, keeper.stamp, inputs=keeper.inputs, watch=timed, on_set_aside=on_set_aside)
    kept.merged = done.merged
    kept.merge_seconds += time.monotonic() - last
    keeper.state.unmerged = False
