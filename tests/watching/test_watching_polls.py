"""What is asked of a feed and of a host, when, and how politely."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import hashlib
import itertools
import socket
from collections.abc import Callable
from typing import Any

import pytest
from watching_bench import START, Bench
from watching_server import FIRST, SECOND, THIRD, Asked, News, Reply, item, page, rss

MINUTE, HOUR, DAY = 60, 3600, 86_400
Makes = Callable[..., Bench]
WHOLE: dict[str, Any] = {"text": FIRST["text"], "whole": True}


def test_new_items_are_kept_once_and_with_what_is_known_of_them(news: News, bench: Makes) -> None:
    second = item(f"{news.url}/b", SECOND["title"], SECOND["text"], whole=True)
    news.routes["/feed"] = Reply(rss(item(f"{news.url}/a", guid="g1"), second))
    news.routes["/a"] = page(FIRST["text"])
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"new": 2}
    assert news.paths() == ["/feed", "/a"]  # the other text is whole
    whole, fetched = watch.reports()
    assert (whole.url, whole.title, whole.outlet) == (f"{news.url}/b", SECOND["title"], "The Izmir Post")
    assert fetched.url == f"{news.url}/a"
    assert fetched.outlet == "The Izmir Post"
    assert fetched.published == "2024-06-19T08:00:00+00:00"
    assert fetched.retrieved_at == "2024-06-19T12:00:00.000000Z"
    assert fetched.bytes_hash == hashlib.sha256(page(FIRST["text"]).data).hexdigest()
    assert '"published_basis": "feed: pubDate; of the page: none"' in fetched.extra
    assert '"guid": "g1"' in fetched.extra
    assert watch.round(11 * MINUTE) == {}
    assert news.paths() == ["/feed", "/a", "/feed"]
    assert len(watch.reports()) == 2


def test_an_unchanged_feed_is_asked_for_with_its_tag_and_date(news: News, bench: Makes) -> None:
    def feed(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == '"one"' and asked.headers.get("If-Modified-Since") == "Wed, 19 Jun 2024 08:00:00 GMT":
            return Reply(status=304)
        return Reply(rss(item(f"{news.url}/a", **WHOLE)), headers={"ETag": '"one"', "Last-Modified": "Wed, 19 Jun 2024 08:00:00 GMT"})

    news.routes["/feed"] = feed
    watch = bench(f"{news.url}/feed")
    watch.round()
    watch.round(11 * MINUTE)
    assert watch.totals.polled == {"ok": 1, "unchanged": 1}
    assert "unchanged; next 12:21:00" in watch.lines[2]


def test_a_feed_is_not_asked_before_its_time(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(rss())
    news.routes["/ttl"] = Reply(rss(item(None, **WHOLE), more="<ttl>45</ttl>"))
    news.routes["/fresh"] = Reply(rss(item(None, **WHOLE)), headers={"Cache-Control": "public, max-age=604800"})
    watch = bench(f"{news.url}/feed", f"{news.url}/ttl", f"{news.url}/fresh")
    watch.round()
    for _ in range(12):
        watch.round(5 * MINUTE)
    # Every ten minutes; after 45; and a week is more than we believe.
    assert [news.count(path) for path in ("/feed", "/ttl", "/fresh")] == [7, 2, 2]


def test_a_feed_that_is_gone_is_never_asked_again_unless_told(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(status=410)
    watch = bench(f"{news.url}/feed")
    watch.round()
    assert "gone: gone for good (status 410)" in watch.lines[0]
    watch.round(30 * DAY)
    assert news.count("/feed") == 1
    watch.state.revive(f"{news.url}/feed")
    watch.round()
    assert news.count("/feed") == 2


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_failures_make_it_wait_twice_as_long_each_time_up_to_a_day(news: News, bench: Makes, status: int) -> None:
    news.routes["/feed"] = Reply(status=status)
    watch = bench(f"{news.url}/feed")
    times: list[float] = []
    for _ in range(6 * 24 * 5):
        before = news.count("/feed")
        watch.round(10 * MINUTE)
        times += [watch.now()] * (news.count("/feed") - before)
    waits = [b - a for a, b in itertools.pairwise(times)]
    assert waits[:7] == [m * MINUTE for m in (10, 20, 40, 80, 160, 320, 640)]
    assert set(waits[8:]) == {DAY}
    news.routes["/feed"] = Reply(rss())
    watch.round(DAY)
    watch.round(10 * MINUTE)
    assert watch.totals.polled["ok"] == 2  # and all is forgiven


def test_retry_after_holds_for_all_of_the_host(news: News, bench: Makes) -> None:
    news.routes["/busy"] = Reply(status=429, headers={"Retry-After": "7200"})
    news.routes["/other"] = Reply(rss())
    watch = bench(f"{news.url}/busy", f"{news.url}/other")
    watch.round()
    assert news.paths() == ["/busy"]
    assert "left alone" in watch.lines[1]
    watch.round(7190)
    assert news.paths() == ["/busy"]
    watch.round(15)
    assert news.paths() == ["/busy", "/busy"]


def test_retry_after_as_a_date_is_held_against_the_clock_of_the_server(news: News, bench: Makes) -> None:
    there = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)  # a clock that is wrong

    def feed(_: Asked) -> Reply:
        return Reply(status=503, headers={"Date": email.utils.format_datetime(there), "Retry-After": "Mon, 01 Jan 2001 03:00:00 GMT"})

    news.routes["/feed"] = feed
    watch = bench(f"{news.url}/feed")
    watch.round()
    assert watch.state.feed(f"{news.url}/feed").next == START + 3 * HOUR
    assert any("its clock is wrong, or that of this machine" in line for line in watch.lines)


def test_no_server_makes_us_wait_longer_than_a_day(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(status=429, headers={"Retry-After": "999999999"})
    watch = bench(f"{news.url}/feed")
    watch.round()
    watch.round(DAY + 1)
    assert news.count("/feed") == 2


def test_a_dead_host_does_not_keep_others_waiting_for_ever(news: News, bench: Makes) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listened on: refused
        dead = f"http://127.0.0.1:{taken.getsockname()[1]}/feed"
        news.routes["/feed"] = Reply(rss(item(f"{news.url}/a", **WHOLE)))
        watch = bench(dead, f"{news.url}/feed", "http://no-such-host.invalid/feed")
        assert watch.round() == {"new": 1}
    assert "failed: robots.txt: cannot be reached" in watch.lines[0]
    assert "failed: robots.txt: its host is not known" in watch.lines[2]
    assert watch.watch.hosts.wait_for(dead.split("/")[2]) == 60


def test_a_host_has_one_request_at_a_time_and_a_gap_between_two(news: News, bench: Makes) -> None:
    items = [item(f"{news.url}/{n}", guid=str(n), title=f"{FIRST['title']} {n}") for n in range(4)]
    news.routes["/one"] = Reply(rss(*items[:2]), before=0.1)
    news.routes["/two"] = Reply(rss(*items[2:]), before=0.1)
    for n in range(4):
        news.routes[f"/{n}"] = dataclasses.replace(page(f"{FIRST['text']} It was arrest number {n} of the year."), before=0.05)
    watch = bench(f"{news.url}/one", f"{news.url}/two", gap=0.15)
    assert watch.round() == {"new": 4}
    times = [asked.at for asked in news.asked]
    assert len(times) == 7
    assert all(asked.others == 0 for asked in news.asked)
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.15


def test_hosts_are_asked_beside_each_other(news: News, bench: Makes) -> None:
    others = [News() for _ in range(3)]
    try:
        for server in (news, *others):
            server.routes["/feed"] = Reply(rss(), before=0.5)
        watch = bench(*(f"{server.url}/feed" for server in (news, *others)), at_once=4)
        watch.round()
        times = [server.asked[-1].at for server in (news, *others)]
        assert max(times) - min(times) < 0.5
    finally:
        for server in others:
            server.close()


ROBOTS = """
User-agent: *
Disallow: /private
Disallow: /*.cgi$
Allow: /private/news

User-agent: dateline
Crawl-delay: 0.4
Disallow: /for-others
Disallow: /private
Allow: /private/news
Disallow: /*.cgi$
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/a", True), ("/for-others/a", False), ("/private/a", False), ("/private/news/a", True), ("/a.cgi", False), ("/a.cgi?b", True)],
)
def test_robots_txt_is_followed(news: News, bench: Makes, path: str, allowed: bool) -> None:
    news.routes["/robots.txt"] = Reply(ROBOTS.replace("Crawl-delay: 0.4", ""), kind="text/plain")
    news.routes["/feed"] = Reply(rss(item(news.url + path)))
    news.routes[path] = page(FIRST["text"])
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"new": 1}
    assert (path in news.paths()) is allowed
    (report,) = watch.reports()
    if not allowed:  # what the feed says itself has to do, and the reason is kept
        assert "robots.txt does not allow it" in report.extra
        assert report.length == len("An extract.")


def test_robots_txt_may_ask_for_a_longer_gap_and_forbid_the_feed(news: News, bench: Makes) -> None:
    news.routes["/robots.txt"] = Reply(ROBOTS, kind="text/plain")
    news.routes["/private"] = Reply(rss())
    watch = bench(f"{news.url}/private")
    watch.round()
    assert watch.watch.hosts.get(news.url.removeprefix("http://")).gap == 0.4
    assert news.paths() == []
    assert "not allowed: robots.txt does not allow it" in watch.lines[0]
    watch.round(DAY - 1)
    assert news.count("/robots.txt") == 1
    news.routes["/robots.txt"] = Reply("", kind="text/plain")
    watch.round(2)
    assert watch.totals.polled == {"robots": 1, "ok": 1}


def test_robots_txt_that_fails_forbids_all_for_now_and_one_that_is_missing_nothing(news: News, bench: Makes) -> None:
    news.routes["/robots.txt"] = Reply(status=503, headers={"Retry-After": "60"})
    news.routes["/feed"] = Reply(rss())
    watch = bench(f"{news.url}/feed")
    watch.round()
    assert news.paths() == []
    news.routes["/robots.txt"] = Reply(status=403)
    watch.round(HOUR)
    assert news.paths() == ["/feed"]


def test_an_endless_robots_txt_forbids_all(news: News, bench: Makes) -> None:
    def endless() -> object:
        while True:
            yield b"User-agent: x\nDisallow: /\n" * 4000

    news.routes["/robots.txt"] = Reply(kind="text/plain", pieces=endless)  # type: ignore[arg-type]
    news.routes["/feed"] = Reply(rss())
    watch = bench(f"{news.url}/feed", timeout=20.0)
    watch.round()
    assert news.paths() == []
    assert "its robots.txt is larger than" in watch.lines[0]


def test_who_we_are_is_said_and_robots_txt_may_name_it(news: News, bench: Makes) -> None:
    news.routes["/robots.txt"] = Reply("User-agent: mynews\nDisallow: /a\n", kind="text/plain")
    news.routes["/feed"] = Reply(rss(item(f"{news.url}/a")))
    watch = bench(f"{news.url}/feed", user_agent="MyNews/2.0 (+https://example.org/bot)")
    watch.round()
    assert news.paths() == ["/feed"]
    assert {asked.headers["User-Agent"] for asked in news.asked} == {"MyNews/2.0 (+https://example.org/bot)"}


def test_a_feed_that_moved_for_good_is_asked_for_there_from_now_on(news: News, bench: Makes) -> None:
    news.routes["/old"] = Reply(status=301, headers={"Location": "/new"})
    news.routes["/today"] = Reply(status=302, headers={"Location": "new"})
    news.routes["/new"] = Reply(rss())
    watch = bench(f"{news.url}/old", f"{news.url}/today")
    watch.round()
    watch.round(11 * MINUTE)
    assert [news.count(path) for path in ("/old", "/today", "/new")] == [1, 2, 4]
    assert f"moved for good to {news.url}/new" in watch.lines[0]
    # Where that does not work any more, the address that the user gave is tried again.
    news.routes["/new"] = Reply(status=404)
    for _ in range(3):
        watch.round(HOUR)
    assert news.count("/old") >= 2


def test_redirects_in_a_circle_and_without_end_are_left(news: News, bench: Makes) -> None:
    news.routes["/a"] = Reply(status=302, headers={"Location": "/b"})
    news.routes["/b"] = Reply(status=302, headers={"Location": "/a"})
    for n in range(20):
        news.routes[f"/{n}"] = Reply(status=302, headers={"Location": f"/{n + 1}"})
    news.routes["/file"] = Reply(status=302, headers={"Location": "file:///etc/passwd"})
    watch = bench(f"{news.url}/a", f"{news.url}/0", f"{news.url}/file", f"{news.url}/20")
    watch.round()
    assert "leads in a circle" in watch.lines[0]
    assert "leads on more than 5 times" in watch.lines[1]
    assert "no address of the web" in watch.lines[2]
    assert news.paths() == ["/a", "/b", *(f"/{n}" for n in range(6)), "/file", "/20"]


def test_private_addresses_are_refused_unless_allowed(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(rss())
    port = news.port
    watch = bench(
        f"{news.url}/feed",
        f"http://localhost:{port}/feed",
        f"http://[::1]:{port}/feed",
        f"http://2130706433:{port}/feed",
        allow_private=False,
    )
    watch.round()
    assert news.asked == []
    assert watch.totals.polled == {"failed": 4}
    assert "leads into a private network; allow that with --allow-private" in watch.lines[0]


def test_a_redirect_into_a_private_network_is_refused(news: News, bench: Makes) -> None:
    inner = News()
    try:
        inner.routes["/secret"] = Reply(rss(item(None, **WHOLE)))
        watch = bench(f"{news.url}/feed")

        def feed(_: Asked) -> Reply:
            # There is no public host to test with: this one counts as one until it has answered.
            watch.watch.asker._settings = dataclasses.replace(watch.settings, allow_private=False)
            return Reply(status=301, headers={"Location": f"{inner.url}/secret"})

        news.routes["/feed"] = feed
        watch.round()
        assert inner.asked == []
        assert watch.totals.polled == {"failed": 1}
        assert "private network" in watch.lines[0]
        assert watch.state.feed(f"{news.url}/feed").address == f"{news.url}/feed"
    finally:
        inner.close()


def test_the_same_article_in_two_feeds_is_taken_once(news: News, bench: Makes) -> None:
    news.routes["/one"] = Reply(rss(item(f"{news.url}/a?id=1&utm_source=rss", guid="1")))
    news.routes["/two"] = Reply(rss(item(f"{news.url}/a?utm_medium=feed&id=1#top", guid="2", text="Another extract.")))
    news.routes["/three"] = Reply(rss(item(f"{news.url}/away", guid="3")))
    news.routes["/a?id=1&utm_source=rss"] = page(FIRST["text"])
    news.routes["/away"] = Reply(status=302, headers={"Location": "/a?id=1&utm_source=rss"})
    watch = bench(f"{news.url}/one", f"{news.url}/two", f"{news.url}/three")
    assert watch.round() == {"new": 1, "known": 1}
    assert "1 items: 1 elsewhere" in watch.lines[1]
    assert [r.version for r in watch.reports()] == [1]


def test_an_article_that_changes_is_taken_again_as_a_version_but_not_at_every_poll(news: News, bench: Makes) -> None:
    versions = iter(range(100))

    def feed(_: Asked) -> Reply:
        more = f"<updated>2024-06-19T09:00:{next(versions):02}Z</updated>"
        return Reply(rss(item(f"{news.url}/a", guid="1", more=more)), headers={"ETag": '"x"'})

    def article(_: Asked) -> Reply:
        return page(FIRST["text"] if news.count("/a") == 1 else f"{FIRST['text']} Two were let go.")

    news.routes |= {"/feed": feed, "/a": article}
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"new": 1}
    for _ in range(5):
        assert watch.round(10 * MINUTE) == {}
    assert watch.round(10 * MINUTE) == {"changed": 1}
    assert [(r.report, r.version) for r in watch.reports()] == [(watch.reports()[0].report, 1), (watch.reports()[0].report, 2)]
    assert news.count("/a") == 2
    assert watch.round(61 * MINUTE) == {"known": 1}  # said to have changed, and has not


def test_three_articles_of_one_guid_less_feed_are_three(news: News, bench: Makes) -> None:
    told = [(FIRST, "a"), (SECOND, "b"), (THIRD, "c")]
    news.routes["/feed"] = Reply(rss(*(item(f"{news.url}/{n}", d["title"], d["text"], whole=True) for d, n in told)))
    assert bench(f"{news.url}/feed").round() == {"new": 3}
