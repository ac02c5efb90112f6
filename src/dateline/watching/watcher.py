"""The rounds of a watch: feeds that are due are polled, what they tell of is kept and merged, and then it waits."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dateline.watching.addresses import host_of
from dateline.watching.asking import Asker
from dateline.watching.hosts import Hosts
from dateline.watching.keeping import Keeper, Kept
from dateline.watching.metrics import Metrics
from dateline.watching.polling import Told, keep, poll
from dateline.watching.pool import by_host
from dateline.watching.robots import Robots
from dateline.watching.state import FeedState, State
from dateline.watching.telling import Teller

_LONGEST_WAIT = 60.0
"""Seconds after which the clock is looked at anew, so that one that is set does no harm."""


@dataclass(frozen=True, slots=True)
class Watch:
    """All that watching needs. `keeper` holds the store, the state, the settings and the sign to stop."""

    feeds: Sequence[str]
    keeper: Keeper
    asker: Asker
    hosts: Hosts
    robots: Robots
    teller: Teller
    metrics: Metrics | None = None
    now: Callable[[], float] = time.time
    complained: set[str] = field(default_factory=set)
    """Hosts of whose clocks something was said."""

    @property
    def state(self) -> State:
        """What is remembered."""
        return self.keeper.state


@dataclass(slots=True)
class Totals:
    """What a watch came to, over all rounds."""

    rounds: int = 0
    polled: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)


def watch(w: Watch, *, once: bool = False) -> Totals:
    """Watch until the sign to stop is given; with `once`, one round of every feed that is not to be left alone after a failure."""
    totals = Totals()
    if w.state.unmerged:
        w.teller.say("merging what was kept before the last end", w.now())
        _note(w, w.keeper.merge())
    while not w.keeper.stop.is_set():
        _round(w, totals, every=once)
        if once:
            break
        while not w.keeper.stop.is_set() and (wait := _next(w) - w.now()) > 0:
            w.keeper.stop.wait(min(wait, _LONGEST_WAIT))
    return totals


def _round(w: Watch, totals: Totals, *, every: bool) -> None:
    started = time.monotonic()
    told = _poll(w, every=every)
    kept = Kept()
    settings = w.keeper.settings
    while not w.keeper.stop.is_set():
        items = w.state.pending(w.feeds, w.now(), settings.batch, settings.most_back_off + _LONGEST_WAIT)
        if not items:
            break
        batch = w.keeper.keep(items)
        _flush(w)
        _note(w, batch)
        _add(kept, batch)
    now = w.now()
    totals.rounds += 1
    totals.polled.update(t.outcome for t in told)
    totals.reports.update(kept.counts)
    for t in told:
        w.teller.feed(t, kept.by_feed.get(t.feed, Counter()), now)
    next_ = None if every else _next(w)
    waiting = w.state.waiting()
    seconds = time.monotonic() - started
    if told or kept.counts:
        w.teller.round(totals.rounds, sum(t.outcome != "waiting" for t in told), kept, seconds, waiting, next_, now)
    if w.metrics is not None:
        w.metrics.ended(seconds, now, waiting, Counter(_standing(w.state.feed(feed)) for feed in w.feeds))


def _poll(w: Watch, *, every: bool) -> list[Told]:
    """Poll what is due, and keep what it tells."""
    due = [known for feed in w.feeds if _is_due(w, known := w.state.feed(feed), every=every)]
    found: list[Told] = []
    settings = w.keeper.settings
    for known, polled in by_host(due, lambda k: host_of(k.address), lambda k: poll(k, w.asker, settings), settings.at_once, w.keeper.stop):
        told = keep(known, polled, w.state, settings, w.now())
        if told is not None:
            found.append(told)
            if w.metrics is not None:
                w.metrics.polled(told, w.now())
    _flush(w)
    for host, clock in list(w.asker.skews.items()):
        if host not in w.complained:
            w.complained.add(host)
            w.teller.say(
                f"{host} says that it is {clock.isoformat(timespec='minutes')}: its clock is wrong, or that of this machine", w.now()
            )
    place = {feed: n for n, feed in enumerate(w.feeds)}
    return sorted(found, key=lambda t: place[t.feed])


def _is_due(w: Watch, known: FeedState, *, every: bool) -> bool:
    if known.gone is not None:
        return False
    if every and not known.failures:
        return True
    wait = known.next - w.now()
    # A time beyond all bounds comes from a clock that was set meanwhile.
    return wait <= 0 or wait > w.keeper.settings.most_back_off + w.keeper.settings.every + _LONGEST_WAIT


def _next(w: Watch) -> float:
    """When there is something to do again."""
    now, settings = w.now(), w.keeper.settings
    times = [known.next for feed in w.feeds if (known := w.state.feed(feed)).gone is None]
    times += [t for t in (w.state.next_pending(w.feeds),) if t is not None]
    bound = now + settings.most_back_off + settings.every + _LONGEST_WAIT
    return min((now if t > bound else t for t in times), default=bound)


def _flush(w: Watch) -> None:
    """Keep what was learnt of hosts."""
    now = w.now()
    if changed := w.hosts.changed():
        w.state.keep_hosts([(host.name, host.failures, host.not_before) for host in changed], now)
    if robots := w.robots.new():
        w.state.keep_robots(robots, now)


def _note(w: Watch, kept: Kept) -> None:
    if w.metrics is not None:
        w.metrics.kept(kept)


def _add(kept: Kept, batch: Kept) -> None:
    kept.counts.update(batch.counts)
    for feed, counts in batch.by_feed.items():
        kept.by_feed.setdefault(feed, Counter()).update(counts)
    kept.mentions += batch.mentions
    kept.merged = batch.merged or kept.merged
    kept.merge_seconds += batch.merge_seconds


def _standing(known: FeedState) -> str:
    return "gone" if known.gone is not None else "failing" if known.failures else "watched"
