"""What servers and documents do wrong, and what becomes of it. Every test has a feed beside it that must not suffer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import io
import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from watching_bench import START, Bench
from watching_server import FIRST, SECOND, Asked, News, Reply, item, page, rss

from dateline.model import CodedReport, Report

Makes = Callable[..., Bench]
HOUR = 3600
GOOD = rss(item(None, SECOND["title"], SECOND["text"], guid="good", whole=True))


def ones() -> Iterator[bytes]:
    while True:
        yield b"<item><title>again</title></item>" * 1000


def drips() -> Iterator[bytes]:
    while True:
        yield b"<"


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    start = rss(item(None, FIRST["title"], "x")).partition("x</desc")[0].encode()
    return packer.compress(start) + b"".join(packer.compress(bytes(1_000_000).replace(b"\0", b"x")) for _ in range(size)) + packer.flush()


BROKEN = rss(item(None, FIRST["title"], FIRST["text"], whole=True)).replace("</channel></rss>", "<item><title>cut off")
LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><rss><channel><title>&b;</title><item><title>&c;</title><description>&b;</description></item></channel></rss>"""
HTML = (
    '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/real.xml"></head><body><p>Hello.</p></body></html>'
)

FAULTS = {
    "an endless body": (Reply(rss()[:-20], pieces=ones), "larger than 100,000 bytes"),
    "no length and no end of the connection": (Reply(rss()[:-20], pieces=drips, pause=3), "took longer than 1 seconds"),
    "a slow drip": (Reply(rss()[:-20], pieces=drips, pause=0.05), "took longer than 1 seconds"),
    "silence": (Reply(rss(), before=3), "took longer than 1 seconds"),
    "a gzip bomb of the transport": (Reply(bomb(30), headers={"Content-Encoding": "gzip"}), "larger than 100,000 bytes"),
    "a gzip bomb as the document": (Reply(bomb(30)), "what follows is not read"),
    "gzip that is none": (Reply("not packed", headers={"Content-Encoding": "gzip"}), "not packed as it says"),
    "a packing unknown": (Reply("?", headers={"Content-Encoding": "br"}), "was not asked for"),
    "a body cut short": (Reply(rss()[:40], headers={"Content-Length": "5000"}, pieces=lambda: iter(())), "broke off its answer"),
    "a web page": (Reply(HTML, kind="text/html"), "is a web page, no feed; it names this one: "),
    "an image": (Reply(b"\x89PNG\r\n\x1a\n" + bytes(100), kind="image/png"), "is an image"),
    "JSON": (Reply('{"items": []}', kind="application/json"), "neither RSS nor Atom"),
    "nothing": (Reply(""), "is empty"),
    "other XML": (Reply("<?xml version='1.0'?><svg></svg>"), "XML that is neither a feed"),
    "an entity bomb": (Reply(LAUGHS), "document type declaration (DTD), which is not read"),
    "a depth without end": (Reply("<rss>" + "<a>" * 5000), "nested more than 250 deep"),
    "an unknown status": (Reply(status=299), "status 299"),
    "a status that is none": (Reply(status=999), "status 999"),
    "not modified, unasked": (Reply(status=304), None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_feed_that_misbehaves_is_named_and_the_others_go_on(news: News, bench: Makes, fault: str) -> None:
    reply, reason = FAULTS[fault]
    good = News()
    try:
        good.routes["/feed"] = Reply(GOOD)
        news.routes["/bad"] = reply
        watch = bench(f"{news.url}/bad", f"{good.url}/feed", feed_bytes=100_000, timeout=1.0)
        tracemalloc.start()
        assert watch.round() == {"new": 1}
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        good.close()
    assert most < 60_000_000
    told = watch.lines[0]
    assert news.url in told
    if reason is None:
        assert watch.totals.polled["ok"] + watch.totals.polled["unchanged"] == 2
    else:
        assert reason in told
        assert watch.totals.polled == {"ok": 1, "no_feed" if "no_feed" in watch.totals.polled else "failed": 1}
    assert watch.state.feed(f"{news.url}/bad").next > START


def test_what_comes_before_a_break_is_kept_and_the_whole_is_asked_for_again(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(BROKEN, headers={"ETag": '"half"'})
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"new": 1}
    assert "no well-formed XML from here on" in watch.lines[0]
    watch.round(HOUR)
    assert "If-None-Match" not in news.asked[-1].headers


def test_packed_and_old_encodings_are_read(news: News, bench: Makes) -> None:
    told = rss(item(None, "Café blockade in Orléans", FIRST["text"].replace("Izmir", "Orléans"), guid="x", whole=True))
    plain = told.replace('<?xml version="1.0"?>', "")
    news.routes["/gzip"] = Reply(gzip.compress(plain.replace("Café", "Gzip café").encode()), headers={"Content-Encoding": "gzip"})
    news.routes["/latin"] = Reply(('<?xml version="1.0" encoding="iso-8859-1"?>' + plain.replace("Café", "Latin café")).encode("latin-1"))
    news.routes["/wide"] = Reply(('<?xml version="1.0" encoding="utf-16"?>' + plain.replace("Café", "Wide café")).encode("utf-16"))
    watch = bench(f"{news.url}/gzip", f"{news.url}/latin", f"{news.url}/wide")
    assert watch.round() == {"new": 3}
    assert {r.title for r in watch.reports()} == {f"{name} café blockade in Orléans" for name in ("Gzip", "Latin", "Wide")}


PAGES = {
    "an image": (Reply(b"\x89PNG\r\n\x1a\n" + bytes(100), kind="image/png"), "is an image"),
    "JSON": (Reply('{"a": "b"}', kind="application/json"), "no article"),
    "endless": (Reply("<!doctype html><html>", kind="text/html", pieces=ones), "larger than 100,000 bytes"),
    "binary": (Reply(bytes(range(256)) * 40, kind="text/html"), "is binary"),
    "nothing": (Reply("", kind="text/html"), "the page is empty"),
    "a wall": (page("We value your privacy. Please accept our cookies to read on. Subscribe or log in."), "asks for consent"),
    "another page of links": (
        Reply("<!doctype html><html><body><ul><li><a href=/>Home</a></ul></body></html>", kind="text/html"),
        "no article text",
    ),
    "missing": (Reply(status=404), "status 404"),
    "gone": (Reply(status=410), "status 410"),
    "denied": (Reply(status=403), "status 403"),
    "a circle": (Reply(status=302, headers={"Location": "/a"}), "in a circle"),
    "too many attributes": (Reply("<!doctype html><html><p " + "a=1 " * 9000 + ">", kind="text/html"), "attributes"),
}


@pytest.mark.parametrize("fault", PAGES)
def test_where_a_page_gives_nothing_the_feeds_own_text_has_to_do_and_the_reason_is_kept(news: News, bench: Makes, fault: str) -> None:
    reply, reason = PAGES[fault]
    bare = item(f"{news.url}/b", SECOND["title"], None)
    news.routes |= {"/a": reply, "/b": reply, "/feed": Reply(rss(item(f"{news.url}/a", text=FIRST["text"]), bare))}
    watch = bench(f"{news.url}/feed", page_bytes=100_000)
    assert watch.round() == {"new": 1, "skipped": 1}
    (report,) = watch.reports()
    assert reason in json.loads(report.extra)["page_missing"]
    assert report.url == f"{news.url}/a"
    (left_out,) = watch.left_out
    assert left_out.startswith(f"{news.url}/b: ")
    assert reason in left_out
    assert watch.round(HOUR) == {}
    assert news.count("/b") == 1


def test_a_page_that_fails_for_now_is_tried_again_though_the_feed_does_not_change(news: News, bench: Makes) -> None:
    def feed(asked: Asked) -> Reply:
        return Reply(status=304) if "If-None-Match" in asked.headers else Reply(rss(item(f"{news.url}/a")), headers={"ETag": '"1"'})

    news.routes |= {"/feed": feed, "/a": Reply(status=502)}
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"later": 1}
    assert "1 articles still to come; next 12:01:00" in watch.lines[-1]
    assert watch.round(61) == {"later": 1}
    news.routes["/a"] = page(FIRST["text"])
    assert watch.round(HOUR) == {"new": 1}
    assert watch.state.waiting() == 0
    assert watch.totals.polled["unchanged"] >= 1


def test_a_page_that_fails_for_long_is_given_up(news: News, bench: Makes) -> None:
    news.routes |= {"/feed": Reply(rss(item(f"{news.url}/a", text=FIRST["text"]))), "/a": Reply(status=500)}
    watch = bench(f"{news.url}/feed", tries=4)
    became = [watch.round(HOUR) for _ in range(12)]
    assert [c for c in became if c] == [{"later": 1}] * 3 + [{"new": 1}]
    assert news.count("/a") == 4
    assert "status 500" in watch.reports()[0].extra


def test_a_busy_host_is_not_asked_for_its_other_pages(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(rss(*(item(f"{news.url}/{n}", title=f"{FIRST['title']} {n}") for n in range(5))))
    for n in range(5):
        news.routes[f"/{n}"] = Reply(status=429, headers={"Retry-After": "1800"})
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"later": 5}
    assert news.paths() == ["/feed", "/4"]
    for n in range(5):
        news.routes[f"/{n}"] = page(f"{FIRST['text']} It was arrest number {n} of the year.")
    watch.round(1790)
    assert len(news.paths()) == 2
    assert watch.round(20) == {"new": 5}


def test_items_without_addresses_and_with_one_for_all_are_told_apart(news: News, bench: Makes) -> None:
    texts = [f"{FIRST['text']} This was wave {n}." for n in range(6)]
    news.routes["/feed"] = Reply(
        rss(
            item(None, "A", texts[0], guid="a"),
            item(None, "B", texts[1]),
            item(f"{news.url}/", "C", texts[2], guid="c"),
            item(f"{news.url}/live", "D", texts[3], guid="d"),
            item(f"{news.url}/live", "E", texts[4], guid="e"),
            item("javascript:alert(1)", "F", texts[5], guid="f"),
        )
    )
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"new": 6}
    assert news.paths() == ["/feed"]  # no address of an article to fetch
    assert {r.title for r in watch.reports()} == set("ABCDEF")
    news.routes["/feed"] = Reply(rss(item(None, "A", f"{texts[0]} Later they were let go.", guid="a")))
    assert watch.round(2 * HOUR) == {"changed": 1}
    assert [r.version for r in watch.reports() if r.title == "A"] == [1, 2]


def published(watch: Bench) -> tuple[str | None, str]:
    (report,) = watch.reports()
    return report.published, json.loads(report.extra)["published_basis"]


META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("feed", "claim", "date", "basis"),
    [
        ("Tue, 18 Jun 2024 08:00:00 GMT", None, "2024-06-18T08:00:00+00:00", "feed: pubDate; of the page: none"),
        ("Tue, 18 Jun 2024 08:00:00 GMT", "2024-06-17", "2024-06-17", "article:published_time"),
        ("Tue, 18 Jun 2031 08:00:00 GMT", "2024-06-17", "2024-06-17", "article:published_time"),
        ("Tue, 18 Jun 2024 08:00:00 GMT", "2031-06-17", "2024-06-18T08:00:00+00:00", "feed: pubDate; of the page: none: 2031-06-17"),
        ("Tue, 18 Jun 2031 08:00:00 GMT", None, None, "none"),
        ("Tue, 18 Jun 2031 08:00:00 GMT", "2032-01-01", None, "none: 2032-01-01 (article:published_time) lies after 2024-06-19T12:00:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, None, "none"),
        ("yesterday", None, None, "none"),
        (None, None, None, "none"),
        ("Thu, 20 Jun 2024 08:00:00 +1400", None, "2024-06-20T08:00:00+14:00", "feed: pubDate"),
    ],
)
def test_dates_that_cannot_be_are_none_with_the_reason(
    news: News, bench: Makes, feed: str | None, claim: str | None, date: str | None, basis: str
) -> None:
    news.routes["/feed"] = Reply(rss(item(f"{news.url}/a", published=feed)))
    news.routes["/a"] = page(FIRST["text"], head=META.format(claim) if claim else "")
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"new": 1}
    found, told = published(watch)
    assert found == date
    assert told.startswith(basis)


def test_a_date_ahead_of_its_time_in_a_feed_alone_is_none_and_known_from_when_it_was_seen(news: News, bench: Makes) -> None:
    more = "<updated>2033-01-01T00:00:00Z</updated>"
    told = item(f"{news.url}/a", FIRST["title"], FIRST["text"], published="Tue, 18 Jun 2031 08:00:00 GMT", whole=True, more=more)
    news.routes["/feed"] = Reply(rss(told))
    watch = bench(f"{news.url}/feed")
    watch.round()
    found, basis = published(watch)
    assert found is None
    assert basis.startswith("none: 2031-06-18T08:00:00+00:00 (pubDate) lies after")
    (report,) = watch.reports()
    assert report.public_from == "2024-06-19T12:00:00.000000Z"
    assert json.loads(report.extra)["modified_claimed"].startswith("2033")


def test_a_page_does_not_pass_for_that_of_another_outlet(news: News, bench: Makes) -> None:
    news.routes["/feed"] = Reply(rss(item(f"{news.url}/a"), item(f"{news.url}/b", SECOND["title"])))
    news.routes["/a"] = page(FIRST["text"], head='<link rel="canonical" href="https://www.example.org/theirs">')
    news.routes["/b"] = page(SECOND["text"], SECOND["title"], head=f'<link rel="canonical" href="{news.url}/b/its-own-name">')
    watch = bench(f"{news.url}/feed")
    watch.round()
    assert {r.url for r in watch.reports()} == {f"{news.url}/a", f"{news.url}/b/its-own-name"}


def test_the_encoding_that_the_server_names_is_used_where_the_page_names_none(news: News, bench: Makes) -> None:
    reply = page(FIRST["text"] + "Gözaltı " * 3 + "was the word for it.")
    news.routes["/feed"] = Reply(rss(item(f"{news.url}/a")))
    news.routes["/a"] = dataclasses.replace(
        reply, body=reply.data.decode().encode("iso-8859-3", "replace"), kind="text/html; charset=ISO-8859-3"
    )
    watch = bench(f"{news.url}/feed")
    watch.round()
    from dateline.store.texts import unpack

    assert "Gözaltı" in unpack(watch.reports()[0].text)


def test_what_is_not_english_is_left_out_and_counted(news: News, bench: Makes) -> None:
    text = "Die Polizei nahm am Montag in Berlin sechs Menschen fest, wie ein Sprecher der Behörde am Abend mitteilte. " * 8
    news.routes["/feed"] = Reply(rss(item(None, "Festnahmen", text, guid="1", whole=True)))
    watch = bench(f"{news.url}/feed")
    assert watch.round() == {"skipped": 1}
    assert "is in German (de); only English is coded" in watch.left_out[0]
    assert watch.round(HOUR) == {}


def test_hostile_text_is_shown_without_control_characters(news: News, bench: Makes) -> None:
    evil = "\x1b[31mred\x07"
    news.routes["/feed"] = Reply(status=302, headers={"Location": "/next?%1b[31m"})
    news.routes["/html"] = Reply(HTML.replace("/real.xml", "/real.xml?\x1b[31m\x07"))
    news.routes["/ok"] = Reply(rss(item(f"{news.url}/x", evil.replace("\x1b", " "), None), title="=cmd|calc"))
    news.routes["/x"] = Reply(evil, kind="text/html")
    watch = bench(f"{news.url}/feed", f"{news.url}/html", f"{news.url}/ok")
    watch.round()
    assert all(line.isprintable() for line in watch.lines)
    assert len(watch.left_out) == 1


class Moody:
    """A real coder that fails on one report."""

    def __init__(self, coder: object, word: str) -> None:
        self.coder, self.word = coder, word

    def code(self, report: Report) -> CodedReport:
        if self.word in report.text:
            raise ZeroDivisionError("no such luck")
        return self.coder.code(report)  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_report_that_the_coder_fails_on_is_set_aside_and_the_others_are_kept(news: News, bench: Makes, place: int) -> None:
    texts = [f"{FIRST['text']} This was wave {n}." for n in range(3)]
    texts[place] += " Poison."
    news.routes["/feed"] = Reply(rss(*(item(f"{news.url}/{n}", str(n), text, whole=True) for n, text in enumerate(texts))))
    watch = bench(f"{news.url}/feed")
    keeper = dataclasses.replace(watch.watch.keeper, coder=Moody(watch.watch.keeper.coder, "Poison"))
    watch.watch = dataclasses.replace(watch.watch, keeper=keeper)
    assert watch.round() == {"new": 2, "failed": 1}
    (told,) = watch.left_out
    assert told.startswith(f"{news.url}/{place}: coding it failed: ZeroDivisionError: no such luck")
    assert not watch.state.unmerged
    assert watch.round(HOUR) == {}
    assert "2 reports" in next(line for line in watch.lines if "events out of" in line)


def test_a_feed_of_endless_items_is_cut(news: News, bench: Makes) -> None:
    out = io.StringIO()
    for n in range(2500):
        out.write(item(None, f"Item {n}", "Short.", guid=str(n)))
    news.routes["/feed"] = Reply(rss(out.getvalue()))
    watch = bench(f"{news.url}/feed", pages="never", batch=1)
    watch.stop.set()
    from dateline.watching.items import read_document

    document = read_document(rss(out.getvalue()).encode(), f"{news.url}/feed", 10_000_000)
    assert len(document.entries) == 2000
    assert "more than 2,000 items" in document.problems[0]
    assert dt.datetime.fromisoformat(document.entries[0].fields["published"]).year == 2024
