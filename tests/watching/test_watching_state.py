"""What a watch remembers: over an end of any kind, a clock that is set, and other files in its place."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watching_bench import START, Bench
from watching_server import FIRST, SECOND, Asked, News, Reply, item, page, rss

from dateline.watching.items import Entry
from dateline.watching.state import MOST_SEEN, FeedState, State, StateUnusable
from dateline.watching.watcher import watch as go

Makes = Callable[..., Bench]
HOUR, DAY = 3600, 86_400


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "s.watch")
    yield made
    made.close()


def entry(key: str, look: str = "1") -> Entry:
    return Entry(key, look, None, {"text": "x"}, whole=True)


def test_another_watch_begins_where_the_first_ended(news: News, bench: Makes) -> None:
    def feed(asked: Asked) -> Reply:
        return Reply(status=304) if "If-None-Match" in asked.headers else Reply(rss(item(f"{news.url}/a")), headers={"ETag": '"1"'})

    busy = News()
    busy.routes["/busy"] = Reply(status=429, headers={"Retry-After": "7200"})
    news.routes |= {"/feed": feed, "/a": page(FIRST["text"])}
    feeds = f"{news.url}/feed", f"{busy.url}/busy", f"{busy.url}/other"
    first = bench(*feeds)
    assert first.round() == {"new": 1}
    first.close()
    second = bench(*feeds, start=START + 60)
    assert second.round() == {}  # nothing is due
    assert second.round(3600) == {}
    assert second.totals.polled == {"unchanged": 1}
    assert second.round(3600) == {}
    busy.close()
    assert (news.count("/a"), news.count("/robots.txt"), busy.paths()) == (1, 1, ["/busy", "/busy"])


def test_killed_between_the_poll_and_the_articles_nothing_is_lost(news: News, bench: Makes) -> None:
    def feed(asked: Asked) -> Reply:
        return Reply(status=304) if "If-None-Match" in asked.headers else Reply(rss(item(f"{news.url}/a")), headers={"ETag": '"1"'})

    def article(_: Asked) -> Reply:
        first.stop.set()
        return page(FIRST["text"])

    news.routes |= {"/feed": feed, "/a": article}
    first = bench(f"{news.url}/feed")
    assert first.round() == {}
    assert first.state.waiting() == 1
    first.close()
    news.routes["/a"] = page(FIRST["text"])
    second = bench(f"{news.url}/feed", start=START + HOUR)
    assert second.round() == {"new": 1}
    assert second.totals.polled == {"unchanged": 1}


def test_killed_between_keeping_and_crossing_out_nothing_is_kept_twice(news: News, bench: Makes, monkeypatch: pytest.MonkeyPatch) -> None:
    news.routes |= {"/feed": Reply(rss(item(f"{news.url}/a"))), "/a": page(FIRST["text"])}
    first = bench(f"{news.url}/feed")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(State, "done", die)
        with pytest.raises(KeyboardInterrupt):
            first.round()
    assert len(first.reports()) == 1
    first.close()
    second = bench(f"{news.url}/feed", start=START + HOUR)
    assert not second.is_merged()
    assert go(second.watch, once=True).reports == {"known": 1}
    assert len(second.reports()) == 1
    assert second.is_merged()
    assert "merging what was kept before the last end" in second.lines[0]


def test_what_was_kept_and_not_merged_is_merged_at_the_start(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(rss())
    watch = bench(f"{news.url}/feed")
    watch.state.unmerged = True
    go(watch.watch, once=True)
    assert watch.is_merged()


def test_a_report_that_ends_the_program_every_time_is_set_aside(news: News, bench: Makes) -> None:
    class Deadly:
        def code(self, _: object) -> object:
            raise KeyboardInterrupt  # as good as a crash: nothing is crossed out

    told = [item(f"{news.url}/a", "A", FIRST["text"], whole=True), item(f"{news.url}/b", "B", SECOND["text"], whole=True)]
    news.routes["/feed"] = Reply(rss(*reversed(told)))
    for n in range(5):
        watch = bench(f"{news.url}/feed", start=START + n * HOUR)
        keeper = dataclasses.replace(watch.watch.keeper, coder=Deadly())  # type: ignore[arg-type]
        watch.watch = dataclasses.replace(watch.watch, keeper=keeper)
        with pytest.raises(KeyboardInterrupt):
            watch.round()
        watch.close()
    last = bench(f"{news.url}/feed", start=START + DAY)
    assert last.round() == {"failed": 1, "new": 1}
    assert last.left_out == [f"{news.url}/a: the program ended 5 times while it was being coded; it is set aside"]


@pytest.mark.parametrize("jump", [-10 * 365 * DAY, -2 * DAY, 10 * 365 * DAY])
def test_a_clock_that_is_set_stops_nothing(news: News, bench: Makes, jump: int) -> None:
    news.routes["/feed"] = Reply(rss(item(f"{news.url}/a")))
    news.routes["/a"] = Reply(status=503)
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"later": 1}
    news.routes["/a"] = page(FIRST["text"])
    assert watch.round(jump) == {"new": 1}
    assert watch.state.feed(f"{news.url}/feed").next == watch.now() + 600


def test_only_one_watch_uses_a_state(state: State) -> None:
    with pytest.raises(StateUnusable, match="another 'dateline watch' uses it; stop that one, or name another file with --state"):
        State(state.path)


def test_what_is_no_state_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    text = tmp_path / "text"
    text.write_text("no database, but a text of some length. " * 50)
    newer = tmp_path / "newer"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    for path, reason in (
        (other, "something else"),
        (text, "not a database"),
        (newer, "newer version"),
        (tmp_path / "no/x", "folder does not exist"),
    ):
        with pytest.raises(StateUnusable, match=reason):
            State(path)
    assert text.read_text().startswith("no database")
    with sqlite3.connect(other) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]
    db.close()


def test_what_is_remembered_is_bounded_and_what_is_listed_is_never_forgotten(state: State) -> None:
    feed = FeedState("f", "f")
    for start in range(0, MOST_SEEN + 1500, 1000):
        keys = [f"k{n}" for n in range(start, start + 1000)]
        state.polled(feed, [entry(key) for key in keys], keys, at=float(start))
        for waiting in state.pending(["f"], 0.0, 2000, DAY):
            state.done(waiting, "new", float(start))
        state.polled(feed, [], ["k0", *keys], at=float(start))
    assert state.seen("k0") is not None  # still listed
    assert state.seen("k1") is None
    with state._writing() as db:
        assert db.execute("SELECT count(*) FROM seen").fetchone()[0] == MOST_SEEN


def test_an_entry_that_waits_is_brought_up_to_date_by_its_own_feed_alone(state: State) -> None:
    state.polled(FeedState("f", "f"), [entry("k", "1")])
    state.polled(FeedState("g", "g"), [entry("k", "2")])
    state.polled(FeedState("f", "f"), [entry("k", "3")])
    (waiting,) = state.pending(["f", "g"], 0.0, 10, DAY)
    assert (waiting.feed, waiting.entry.print) == ("f", "3")
    assert state.pending(["g"], 0.0, 10, DAY) == []


def test_a_change_is_all_or_nothing(state: State) -> None:
    broken = dataclasses.replace(entry("k2"), fields={"text": object()})
    with pytest.raises(TypeError):
        state.polled(FeedState("f", "f", etag="new"), [entry("k1"), broken])
    assert state.feed("f").etag is None
    assert state.waiting() == 0
