"""One poll of one feed: what is asked, what the answer means, and when the feed is asked again."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Literal

from dateline.watching.addresses import shown
from dateline.watching.asking import Answer, Asker, Wanted
from dateline.watching.items import Document, Entry, NoFeed, read_document
from dateline.watching.settings import DAY, Settings
from dateline.watching.state import FeedState, Seen, State

ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
_MOST_ASKED = 3_600.0
"""Seconds from poll to poll that a feed may ask for (ttl, max-age) beyond ours: some templates say a week."""
_SOONEST_CHANGE = 3_600.0
"""Seconds after which an article that the feed says has changed is taken again: some feeds call everything changed at every poll."""
_MOST_CHANGES = 50
"""Versions of one article that are taken."""

Outcome = Literal["ok", "unchanged", "gone", "robots", "waiting", "failed", "no_feed"]
What = Literal["new", "changed", "known", "elsewhere"]
"""What an entry is: new, changed since it was taken, known, or the article of another feed that told of it first."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found, before anything is kept."""

    answer: Answer
    document: Document | None = None
    problem: str = ""


@dataclass(slots=True)
class Told:
    """What a poll came to: for the line about the feed, and for metrics."""

    feed: str
    outcome: Outcome
    reason: str = ""
    items: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    next: float | None = None
    """When it is polled again, in seconds since 1970; None where it is not."""


def poll(known: FeedState, asker: Asker, settings: Settings) -> Polled:
    """Ask a feed, and read what it gives. Runs in a thread; changes nothing."""
    answer = asker.ask(Wanted(known.address, settings.feed_bytes, ACCEPT, known.etag, known.modified))
    if answer.outcome != "ok":
        return Polled(answer)
    try:
        return Polled(answer, read_document(answer.body, answer.address, settings.feed_bytes))
    except NoFeed as problem:
        return Polled(answer, problem=str(problem))
    except Exception as error:  # noqa: BLE001  # whatever a stranger's document makes of it, the other feeds are to be read
        return Polled(answer, problem=f"cannot be read ({type(error).__name__}: {str(error)[:120]})")


def keep(known: FeedState, polled: Polled, state: State, settings: Settings, now: float) -> Told | None:
    """Keep what a poll found. None where the program was to stop before it was asked."""
    answer = polled.answer
    if answer.outcome == "stopped":
        return None
    if answer.outcome == "waiting":  # nothing was asked, so that nothing is known of the feed
        told = dataclasses.replace(known, next=settings.at_least(now + (answer.wait or settings.back_off)))
        state.polled(told)
        return Told(known.feed, "waiting", answer.reason, next=told.next)
    if answer.outcome == "gone":
        state.polled(dataclasses.replace(known, gone=answer.reason, polled=now, next=now))
        return Told(known.feed, "gone", "gone for good (status 410): it is not polled any more; take it out of the list")
    if answer.outcome == "unchanged":
        told = dataclasses.replace(
            known, failures=0, polled=now, succeeded=now, next=settings.at_least(now + _until(settings, answer, None))
        )
        state.polled(told)
        return Told(known.feed, "unchanged", next=told.next)
    if polled.document is None:
        return _failed(known, polled, state, settings, now)
    return _taken(known, polled, polled.document, state, settings, now)


def _failed(known: FeedState, polled: Polled, state: State, settings: Settings, now: float) -> Told:
    answer = polled.answer
    failures = known.failures + 1
    wait = min(settings.most_back_off, max(settings.every * 2.0 ** min(failures - 1, 20), answer.wait or 0.0))
    outcome: Outcome = "no_feed" if answer.outcome == "ok" else "robots" if answer.outcome == "robots" else "failed"
    if outcome == "robots":
        wait = DAY  # for which a robots.txt holds
    # What is no feed may have come with an ETag: it is asked for again, whole.
    address = known.feed if failures > 1 else known.address
    told = dataclasses.replace(
        known, address=address, etag=None, modified=None, failures=failures, polled=now, next=settings.at_least(now + wait)
    )
    state.polled(told)
    return Told(known.feed, outcome, polled.problem or answer.reason, next=told.next)


def _taken(known: FeedState, polled: Polled, document: Document, state: State, settings: Settings, now: float) -> Told:
    counts: dict[str, int] = {}
    wanted: list[Entry] = []
    postponed = False
    for entry in reversed(document.entries):  # the oldest first
        what, take = _what(entry, state.seen(entry.key), state.waits(entry.key), known.feed, now)
        counts[what] = counts.get(what, 0) + 1
        if take:
            wanted.append(entry)
        postponed = postponed or (what == "changed" and not take)
    # A document that broke off, and one with a change that is taken later, must come whole the next time.
    whole = not document.problems and not postponed
    answer = polled.answer
    told = FeedState(
        known.feed,
        answer.moved or known.address,
        answer.etag if whole else None,
        answer.modified if whole else None,
        settings.at_least(now + _until(settings, answer, document.ttl)),
        0,
        None,
        now,
        now,
    )
    state.polled(told, wanted, [entry.key for entry in document.entries], at=now)
    reason = f"moved for good to {shown(answer.moved)}" if answer.moved and answer.moved != known.address else ""
    return Told(known.feed, "ok", reason, len(document.entries), counts, document.problems, told.next)


def _what(entry: Entry, seen: Seen | None, waits: str | None, feed: str, now: float) -> tuple[What, bool]:
    """What an entry is, and whether it is to be written down as pending."""
    if waits is not None:
        return ("known", True) if waits == feed else ("elsewhere", False)  # brought up to date where it waits
    if seen is None:
        return "new", True
    if seen.feed != feed:
        return "elsewhere", False
    if seen.print == entry.print or seen.changes >= _MOST_CHANGES:
        return "known", False
    return "changed", not 0 <= now - seen.fetched < _SOONEST_CHANGE


def _until(settings: Settings, answer: Answer, ttl: float | None) -> float:
    """Seconds until the next poll: ours, or more where the feed asks for it within reason."""
    return max(settings.every, min(max(ttl or 0.0, answer.fresh or 0.0), max(settings.every, _MOST_ASKED)))
