"""The parts of a watch that need no server."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from watching_server import FIRST, item, rss

from dateline.errors import WrongUsage
from dateline.watching.addresses import feeds_of, host_of, is_own, is_web, joined, key_of, same_site, shown
from dateline.watching.asking import retry_after
from dateline.watching.items import NoFeed, read_document
from dateline.watching.keeping import Kept
from dateline.watching.metrics import Metrics
from dateline.watching.polling import Told
from dateline.watching.pool import by_host
from dateline.watching.settings import Settings
from dateline.watching.telling import Teller

NOW = dt.datetime(2024, 6, 19, 12, tzinfo=dt.UTC)


def test_feeds_are_addresses_and_files_of_them(tmp_path: Path) -> None:
    listed = tmp_path / "feeds.txt"
    listed.write_text("# ours\nhttps://a.example/rss\n\n  https://b.example/rss#top # the second\nhttps://a.example/rss\n")
    assert feeds_of([str(listed), "https://c.example/"]) == ("https://a.example/rss", "https://b.example/rss#top", "https://c.example/")


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ("ftp://a.example/rss", "begins with http:// or https://"),
        ("file:///etc/passwd", "begins with http:// or https://"),
        ("no-such-file", "cannot be read"),
        ("LIST", r"feeds.txt:2: 'a.example/rss' is no address"),
        ("EMPTY", "no feed is named"),
        ("BYTES", "no text in UTF-8"),
    ],
)
def test_what_is_no_feed_is_named(tmp_path: Path, given_: str, reason: str) -> None:
    files = {"LIST": b"https://a.example/\na.example/rss\n", "EMPTY": b"# nothing\n", "BYTES": b"\xff\xfe\x00"}
    path = tmp_path / "feeds.txt"
    path.write_bytes(files.get(given_, b""))
    with pytest.raises(WrongUsage, match=reason):
        feeds_of([str(path) if given_ in files else given_])


def test_addresses_of_one_article_have_one_key() -> None:
    same = ("http://News.example/a?id=1", "https://news.example/a?utm_source=x&id=1#top", "https://news.example:443/a?id=1&fbclid=z")
    assert len({key_of(address) for address in same}) == 1
    assert len({key_of(f"https://news.example/a?id={n}") for n in (1, 2)}) == 2
    assert key_of("http://news.example:8080/a") != key_of("http://news.example/a")


@given(st.text(max_size=60))
def test_keys_and_shown_addresses_of_anything(text: str) -> None:
    address = joined("https://news.example/rss", text)
    assert shown(text).isprintable()
    if address is not None:
        assert is_web(address)
        assert key_of("https:" + key_of(address)) == key_of(address)
        assert host_of(address)


@pytest.mark.parametrize(
    "address", ["javascript:x", "file:///x", "//", "http://", "http://a b/", "http://x:99999/", "http://[::1", "http://a\n/", ""]
)
def test_what_cannot_be_fetched_is_no_address_of_the_web(address: str) -> None:
    assert not is_web(address)


def test_a_password_is_not_shown() -> None:
    assert shown("https://me:secret@news.example/rss") == "https://news.example/rss"


def test_an_own_address_and_a_site() -> None:
    assert not any(map(is_own, ("https://a.example", "https://a.example/", "https://a.example/#x")))
    assert all(map(is_own, ("https://a.example/x", "https://a.example/?p=1")))
    assert same_site("https://www.a.example/x", "https://a.example/y")
    assert same_site("https://m.a.example/x", "https://a.example/y")
    assert not same_site("https://a.example/x", "https://b.example/y")
    assert not same_site("https://nota.example/x", "https://a.example/y")
    assert not same_site("https://a.com/x", "https://com/y")


@pytest.mark.parametrize(
    ("told", "date", "seconds"),
    [
        ("120", None, 120.0),
        (" 0 ", None, 0.0),
        ("Wed, 19 Jun 2024 13:00:00 GMT", None, 3600.0),
        ("Wed, 19 Jun 2024 11:00:00 GMT", None, 0.0),
        ("Mon, 01 Jan 2001 01:00:00 GMT", "Mon, 01 Jan 2001 00:00:00 GMT", 3600.0),
        ("soon", None, None),
        ("-5", None, None),
        (None, None, None),
    ],
)
def test_retry_after(told: str | None, date: str | None, seconds: float | None) -> None:
    assert retry_after(told, date, NOW) == seconds


@given(st.one_of(st.none(), st.text(max_size=40)), st.one_of(st.none(), st.text(max_size=40)))
def test_retry_after_of_anything_is_seconds_or_nothing(told: str | None, date: str | None) -> None:
    found = retry_after(told, date, NOW)
    assert found is None or found >= 0


def test_waits_double_up_to_the_bound() -> None:
    settings = Settings(back_off=60, most_back_off=1000)
    assert [settings.wait_after(n) for n in (1, 2, 3, 5, 6, 10**6)] == [60, 120, 240, 960, 1000, 1000]
    assert Settings(user_agent="MyNews/2 (x)").robot == "MyNews"


FEED = rss(*(item(f"https://news.example/{n}", text=FIRST["text"], guid=str(n)) for n in range(3))).encode()


@given(st.binary(max_size=300))
def test_a_document_of_any_bytes_is_a_feed_or_none(data: bytes) -> None:
    with contextlib.suppress(NoFeed):
        assert len(read_document(data, "https://news.example/rss", 10_000).entries) * 13 <= len(data)  # "<item></item>"


@given(st.integers(0, len(FEED)), st.integers(0, 40), st.binary(max_size=20))
def test_a_damaged_feed_gives_entries_or_a_reason(place: int, length: int, put: bytes) -> None:
    damaged = FEED[:place] + put + FEED[place + length :]
    try:
        document = read_document(damaged, "https://news.example/rss", 100_000)
    except NoFeed:
        return
    assert len(document.entries) <= 3
    for entry in document.entries:
        assert entry.page is None or is_web(entry.page)


def test_a_text_is_whole_only_where_it_is_long_stands_as_content_and_is_not_cut() -> None:
    told = [
        item("https://a.example/1", text=FIRST["text"], whole=True),
        item("https://a.example/2", text=FIRST["text"]),
        item("https://a.example/3", text="Short.", whole=True),
        item("https://a.example/4", text=FIRST["text"] + " Continue reading", whole=True),
        item("https://a.example/5", text=FIRST["text"] + " […]", whole=True),
        item("https://a.example/6", text=None),
    ]
    entries = read_document(rss(*told).encode(), "https://a.example/rss", 100_000).entries
    assert [entry.whole for entry in entries] == [True, False, False, False, False, False]
    assert "text" not in entries[5].fields
    assert entries[5].fields["title"] == FIRST["title"]
    assert entries[5].page == "https://a.example/6"


def test_relative_links_and_atom() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>tag:1</id><title>A</title><link rel="alternate" href="/a/1"/>'
        "<updated>2024-06-19T08:00:00Z</updated><published>2024-06-18T08:00:00Z</published><summary>S.</summary></entry></feed>"
    )
    (entry,) = read_document(atom.encode(), "https://a.example/feeds/x.xml", 100_000).entries
    assert entry.page == "https://a.example/a/1"
    assert entry.fields["published"] == "2024-06-18T08:00:00+00:00"
    assert entry.fields["guid"] == "tag:1"


def test_jobs_of_a_host_go_one_by_one_and_in_order_hosts_beside_each_other() -> None:
    stop = threading.Event()
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()
    lock = threading.Lock()

    def work(job: tuple[str, int]) -> int:
        with lock:
            busy[job[0]] += 1
            busy["all"] += 1
            for name in (job[0], "all"):
                most[name] = max(most[name], busy[name])
        time.sleep(0.02)
        with lock:
            busy[job[0]] -= 1
            busy["all"] -= 1
        return job[1]

    jobs = [(host, n) for n in range(4) for host in "abcde"]
    found = list(by_host(jobs, lambda job: job[0], work, 3, stop))
    assert sorted(job for job, _ in found) == sorted(jobs)
    assert all([n for (h, _), n in found if h == host] == [0, 1, 2, 3] for host in "abcde")
    assert most["all"] == 3
    assert {most[host] for host in "abcde"} == {1}


def test_what_work_raises_is_raised_and_a_stop_ends_it() -> None:
    stop = threading.Event()

    def fails(_: int) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(by_host([1], str, fails, 2, stop))
    found = []
    for job, _ in by_host(list(range(100)), lambda _: "one", lambda job: job, 2, stop):
        found.append(job)
        if len(found) == 3:
            stop.set()
    assert found == [0, 1, 2]
    assert list(by_host([], str, fails, 2, threading.Event())) == []


def test_metrics_have_a_bounded_number_of_series() -> None:
    metrics = Metrics()
    for n in range(2000):
        metrics.polled(Told(f"https://host{n}.example/rss", "ok", counts={"new": 1}), 1.0)
    series = [s for m in metrics.registry.collect() for s in m.samples if "host" in s.labels]
    assert len(series) == 501
    assert sum(s.labels["host"] == "other" for s in series) == 1


def test_lines_of_a_quiet_watch_say_only_what_is_wrong() -> None:
    lines: list[str] = []
    teller = Teller(lines.append, quiet=True)
    teller.feed(Told("https://a.example/", "ok"), Counter(), 0.0)
    teller.feed(Told("https://a.example/", "failed", "status 500"), Counter(), 0.0)
    teller.round(1, 1, Kept(), 1.0, 0, None, 0.0)
    teller.say("hello", 0.0)
    teller.problem("https://a.example/x", "is in French", 0.0)
    assert lines == ["00:00:00 https://a.example/  failed: status 500", "00:00:00 skipped: https://a.example/x: is in French"]
