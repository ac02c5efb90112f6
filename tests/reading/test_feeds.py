from __future__ import annotations

import datetime as dt
import io
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police in Mombasa arrested nine traders on Monday, and the governor said that he would free them."

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- a feed -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Coast Daily &amp; Post</title><link>https://coast.example/</link>
<image><title>Logo</title></image>
<item><title>Nine held &#8211; in Mombasa</title><link>https://coast.example/1</link>
<pubDate>Mon, 17 Jun 2024 08:30:00 GMT</pubDate><dc:creator><![CDATA[Amina Odhiambo]]></dc:creator>
<description>Nine were held.</description><guid isPermaLink="false">coast-1</guid><category>Crime</category>
<content:encoded><![CDATA[<p>{TEXT}</p><p>He&nbsp;spoke <b>there</b>.<br>Twice.</p>
<script>alert(1)</script><figure>Photo: AP</figure>]]></content:encoded></item>
<item><title>Caf&eacute;</title><description>&lt;p&gt;{TEXT}&lt;/p&gt;</description><pubDate>yesterday</pubDate></item>
<item><title>Only a title</title><link>https://coast.example/3</link></item>
</channel></rss>"""

ATOM = f"""<?xml version='1.0'?>
<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="en"><a:title type="text">Coast Wire</a:title>
<a:entry><a:title type="html">Nine &lt;b&gt;held&lt;/b&gt;</a:title><a:link rel="self" href="https://x.example/self"/>
<a:link href="https://x.example/1"/><a:id>urn:1</a:id><a:author><a:name>A. Odhiambo</a:name></a:author>
<a:published>2024-06-17T08:30:00Z</a:published><a:updated>2024-06-18T08:30:00Z</a:updated>
<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p><p>He left.</p></div></a:content></a:entry>
<a:entry><a:title>Two</a:title><a:updated>2024-06-18T08:30:00Z</a:updated><a:summary>{TEXT}</a:summary></a:entry></a:feed>"""


def test_rss(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.xml").write_text(RSS)
    (first, second), skipped = reading(tmp_path / "a.xml")
    assert first.text == f"{TEXT}\n\nHe spoke there.\nTwice."
    assert (first.title, first.outlet, first.url) == ("Nine held – in Mombasa", "The Coast Daily & Post", "https://coast.example/1")
    assert first.published == dt.datetime(2024, 6, 17, 8, 30, tzinfo=dt.UTC)
    assert first.byline == "Amina Odhiambo"
    assert first.extra == {"text_from": "content:encoded", "published_basis": "pubDate", "guid": "coast-1", "categories": ["Crime"]}
    assert (second.title, second.text, second.published) == ("Café", TEXT, None)
    assert second.extra["published_basis"] == "none: 'yesterday' (pubDate) is no date that can be read"
    assert second.extra["text_from"] == "description"
    (problem,) = skipped
    assert "a.xml:12: the item has no text of its own" in problem


def test_atom_in_a_prefix(reading: Reading) -> None:
    (first, second), skipped = reading("-", stdin=ATOM.encode())
    assert skipped == []
    assert first.text == f"{TEXT}\n\nHe left."
    assert (first.title, first.outlet, first.url, first.byline) == ("Nine held", "Coast Wire", "https://x.example/1", "A. Odhiambo")
    assert first.published == dt.datetime(2024, 6, 17, 8, 30, tzinfo=dt.UTC)
    assert first.extra["modified"] == "2024-06-18T08:30:00Z"
    assert second.published is None
    assert second.extra["text_from"] == "summary"


def test_rss_1(reading: Reading) -> None:
    feed = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="x"><title>Port News</title></channel>
    <item rdf:about="https://port.example/1"><title>A</title><dc:date>2024-06-17</dc:date><description>{TEXT}</description></item></rdf:RDF>"""
    (report,), _ = reading("-", stdin=feed.encode())
    assert (report.outlet, report.url, report.published) == ("Port News", "https://port.example/1", dt.date(2024, 6, 17))


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE rss SYSTEM "file:///etc/passwd">', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>']
)
def test_a_document_type_is_refused_in_one_line(reading: Reading, doctype: str) -> None:
    reports, skipped = reading("-", stdin=RSS.replace("<rss", doctype + "<rss").replace("Nine", "&x;").encode())
    assert reports == []
    assert len(skipped) == 1
    assert "document type declaration (DTD)" in skipped[0]


def test_an_entity_bomb_is_refused_in_one_line(reading: Reading) -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20))
    started = time.perf_counter()
    reports, skipped = reading("-", stdin=RSS.replace("<rss", f"<!DOCTYPE rss [{entities}]><rss").replace("Nine", "&u;").encode())
    assert (reports, len(skipped)) == ([], 1)
    assert time.perf_counter() - started < 2


def test_what_breaks_off_gives_what_came_before(reading: Reading) -> None:
    reports, skipped = reading("-", stdin=RSS[: RSS.index("<item><title>Only")].encode())
    assert len(reports) == 2
    assert "<stdin>:12: is no well-formed XML from here on" in skipped[-1]
    reports, skipped = reading("-", stdin=RSS.replace("<item><title>Only", "<item><title>&unknown;").encode())
    assert len(reports) == 2
    assert "undefined entity" in skipped[-1]


def test_other_encodings(reading: Reading) -> None:
    feed = RSS.replace("Amina Odhiambo", "José Muñoz")
    for declared, encoding in (("windows-1252", "cp1252"), ("UTF-8", "utf-8"), ("iso-8859-1", "utf-8"), ("UTF-16", "utf-16")):
        reports, _ = reading("-", stdin=feed.replace("UTF-8", declared).replace("–", "-").encode(encoding))
        assert reports[0].byline == "José Muñoz", declared


def test_control_characters_and_nul_are_blanks(reading: Reading) -> None:
    reports, _ = reading("-", stdin=RSS.replace("nine traders", "nine\x0btraders\x00").encode())
    assert len(reports) == 2
    assert "nine traders on" in " ".join(reports[0].text.split())


def test_large_and_deep_items_are_left_out_and_the_rest_goes_on(reading: Reading) -> None:
    big = f"<item><description>{'Troops left. ' * 40_000}</description></item>"
    many = f"<item><description>{'<b/>' * 25_000}</description></item>"
    feed = f"<rss><channel>{big}{many}<item><description>{TEXT}</description></item></channel></rss>"
    reports, skipped = reading("-", stdin=feed.encode(), max_bytes=100_000)
    assert [r.text for r in reports] == [TEXT]
    assert "the item is larger than" in skipped[0]
    assert "more than 20,000 elements" in skipped[1]
    deep = f"<rss><channel>{'<a>' * 100_000}"
    assert "nested more than 250 deep" in reading("-", stdin=deep.encode())[1][0]


@pytest.mark.parametrize(
    "piece", [b"<rss><!-- ", b"<rss><channel><item a='", b"<rss><channel><item><title>", b"<rss><channel><item><![CDATA["]
)
def test_50_megabytes_in_one_piece_are_streamed(reading: Reading, piece: bytes) -> None:
    class Endless(io.RawIOBase):
        left = 50_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            size = min(len(buffer), self.left)
            data = piece.ljust(size, b"x") if self.left == 50_000_000 else b"x" * size
            buffer[:size] = data
            self.left -= size
            return size

    problems: list[str] = []
    tracemalloc.start()
    stdin = io.BufferedReader(Endless())
    reports = list(read(["-"], ReadOptions(max_bytes=100_000), on_skip=lambda p: problems.append(str(p)), stdin=stdin))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reports == []
    assert problems
    assert peak < 12_000_000


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200), place=st.integers(0, len(RSS)))
def test_no_bytes_raise_anything(data: bytes, place: int) -> None:
    feed = RSS.encode()
    list(read(["-"], ReadOptions(), on_skip=lambda _: None, stdin=io.BytesIO(feed[:place] + data + feed[place:])))
