from __future__ import annotations

import codecs
import datetime as dt
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import UnreadableInput
from dateline.model import Report
from dateline.reading import ReadOptions, read
from dateline.reading.encoding import declared_encoding
from dateline.reading.web import is_html
from dateline.reading.web_dates import Claim, Claims, dates_in_url, decide, read_date

Reading = Callable[..., tuple[list[Report], list[str]]]

FIRST = "GORIS, Armenia (AP) — Border guards detained nine drivers at a crossing on Monday, the regional governor said."
SECOND = "The drivers had blocked the road for two days. Their union demanded that the guards release them."
BODY = f"<article><h1>Nine drivers held at the border</h1><p>{FIRST}</p>\n<p>{SECOND}</p></article>"
TEXT = f"{FIRST}\n\n{SECOND}"
ZONE = dt.timezone(dt.timedelta(hours=4))
MORNING = dt.datetime(2024, 6, 19, 8, 30, tzinfo=ZONE)


def page(head: str = "", body: str = BODY, attributes: str = 'lang="en"') -> bytes:
    return f"<!doctype html>\n<html {attributes}><head>{head}</head><body>{body}</body></html>".encode()


def ld(*nodes: Any) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def article(**fields: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", **fields}


def meta(name: str, content: str, attribute: str = "name") -> str:
    return f'<meta {attribute}="{name}" content="{content}">'


def from_bytes(data: bytes, **options: Any) -> tuple[list[Report], list[str]]:
    skipped: list[UnreadableInput] = []
    reports = list(read(["-"], ReadOptions(**options), on_skip=skipped.append, stdin=io.BytesIO(data)))
    return reports, [str(problem) for problem in skipped]


def one(data: bytes, **options: Any) -> Report:
    reports, skipped = from_bytes(data, **options)
    assert skipped == []
    (report,) = reports
    return report


def reason(data: bytes, **options: Any) -> str:
    reports, skipped = from_bytes(data, **options)
    assert reports == []
    (problem,) = skipped
    return problem.removeprefix("<stdin>: ")


# What is read


def test_the_text_keeps_its_dateline_and_its_paragraphs() -> None:
    report = one(page())
    assert report.text == TEXT
    assert (report.dateline, report.wire, report.title) == ("GORIS, Armenia", "AP", "Nine drivers held at the border")


def test_what_a_page_says_of_itself() -> None:
    head = (
        '<title>Nine held | The Daily</title><link rel="canonical" href="https://daily.example/world/nine-held">'
        + meta("og:site_name", "The Daily", "property")
        + ld(article(headline="Nine held &amp; freed", author=[{"name": "Ani A."}, {"name": "Jon B."}], publisher={"name": "Other"}))
    )
    report = one(page(head, attributes='lang="en-GB"'))
    assert (report.title, report.outlet, report.url) == ("Nine held & freed", "The Daily", "https://daily.example/world/nine-held")
    assert (report.byline, report.language) == ("Ani A., Jon B.", "en-GB")


def test_what_is_said_only_in_weaker_places() -> None:
    body = f'<p><a rel="author" href="/x">Ani A.</a></p><article><p>{FIRST}</p><p>{SECOND}</p></article>'
    head = "<title>Nine held - The Daily</title>" + ld(article(publisher={"@type": "Organization", "name": "The Daily"}))
    report = one(b"<!-- saved from url=(0026)https://daily.example/9 -->\n" + page(head, body))
    assert (report.title, report.outlet, report.url, report.byline) == ("Nine held", "The Daily", "https://daily.example/9", "Ani A.")


def test_a_page_that_says_nothing() -> None:
    report = one(page("", f"<p>{FIRST}</p><p>{SECOND}</p>", ""))
    assert (report.title, report.outlet, report.url, report.byline, report.published) == (None,) * 5
    assert report.language == "en"
    assert report.extra == {"published_basis": "none"}


@pytest.mark.parametrize(
    "address", ["/relative", "javascript:alert(1)", "http://[", "https://", "file:///etc/passwd", "https://a b.example/"]
)
def test_addresses_that_are_none(address: str) -> None:
    assert one(page(f'<link rel="canonical" href="{address}">')).url is None


def test_beside_the_article_nothing_is_read() -> None:
    body = (
        '<header><nav><a href="/">Home</a> <a href="/w">World</a></nav></header><main>'
        + BODY.replace("</article>", "<aside><p>Soldiers shot a man elsewhere.</p></aside></article>")
        + "</main><script>var a = 'Police arrested a man.';</script><style>p {}</style>"
        + "<footer><p>All rights are reserved by The Daily, 2024.</p></footer>"
    )
    assert one(page("", body)).text == TEXT


def test_lists_headings_and_line_breaks_are_lines() -> None:
    body = (
        f"<article><p>{FIRST}</p><h2>What   the\n union wants</h2><ul><li>The guards should leave.</li><li>The road should open.</li></ul>"
        f"<blockquote>We shall stay, she said.</blockquote><p>The mayor came.<br>He\nleft.</p></article>"
    )
    assert one(page("", body)).text.split("\n\n") == [
        FIRST,
        "What the union wants",
        "The guards should leave.",
        "The road should open.",
        "We shall stay, she said.",
        "The mayor came.\nHe left.",
    ]


def test_entities_and_spaces() -> None:
    body = (
        "<article><p>Caf&eacute; owners &amp; students&nbsp;met&#32;the &#8220;mayor&#x201d; in Ye&shy;re&#x200b;van.</p>"
        f"<p>{SECOND}</p></article>"
    )
    assert one(page("", body)).text == f"Café owners & students met the “mayor” in Yerevan.\n\n{SECOND}"


def test_text_that_pretends_to_be_a_tag() -> None:
    body = (
        f"<article><p>The minister wrote &lt;script&gt;x&lt;/script&gt; and that 3 < 5, &amp;lt;b&amp;gt; too.</p><p>{SECOND}</p></article>"
    )
    assert one(page("", body)).text == f"The minister wrote <script>x</script> and that 3 < 5, &lt;b&gt; too.\n\n{SECOND}"


def test_broken_markup() -> None:
    broken = f"<html><head><title>Nine held<body><div><article><h1>Nine held</h2><p>{FIRST}<p>{SECOND}</b></i></span"
    assert TEXT in one(broken.replace("<title>Nine held", "<meta name=x content='").replace("content='", "content=''>").encode()).text


def test_entities_of_xml_open_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret was told.")
    doctype = (
        f'<?xml version="1.0"?>\n<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    )
    data = doctype + f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{FIRST}</p><p>It said &x; and &b; then.</p></body></html>'
    report = one(data.encode())
    assert FIRST in report.text
    assert "secret was" not in report.text
    assert "aaa" not in report.text


def test_an_english_page_with_words_from_right_to_left() -> None:
    body = f"<article><p>The union (<span dir='rtl'>اتحاد السائقين</span>) called a strike on Monday.</p><p>{SECOND}</p></article>"
    assert one(page("", body)).text == f"The union (اتحاد السائقين) called a strike on Monday.\n\n{SECOND}"


def test_a_page_from_right_to_left_is_named_by_its_language() -> None:
    arabic = "اعتقلت الشرطة في العاصمة اثني عشر طالبا يوم الاثنين بعد مسيرة في المدينة، وقال المحافظ إنهم سيطلق سراحهم. "
    data = page("", f"<article><p>{arabic}</p><p>{arabic * 2}</p></article>", 'lang="ar" dir="rtl"')
    assert reason(data) == "the text is in Arabic (ar); only English is coded"
    assert one(data, keep_other_languages=True).text.startswith(arabic.strip())


def test_the_words_tell_the_language_where_the_template_is_wrong() -> None:
    report = one(page(attributes='lang="ru"'))
    assert (report.language, report.extra["language_declared"]) == ("en", "ru")
    russian = "Министр обороны прибыл в столицу во вторник и провёл переговоры с послом соседней страны. " * 4
    assert "Russian" in reason(page("", f"<article><p>{russian}</p></article>"))


# Kinds


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.XHTML", "a.html.gz", "a.txt", "a", "a.php", "a.xml"])
def test_files_of_pages(tmp_path: Path, reading: Reading, name: str) -> None:
    (tmp_path / name).write_bytes(page())
    reports, skipped = reading(tmp_path / name)
    assert skipped == []
    assert [r.text for r in reports] == [TEXT]


def test_a_fragment_is_a_page_by_its_suffix(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.html").write_text(f"<p>{FIRST}</p>", encoding="utf-8")
    assert [r.text for r in reading(tmp_path / "a.html")[0]] == [FIRST]


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\n <!-- saved -->\n<!-- twice --><!doctype  HTML PUBLIC", True),
        (b"<?xml version='1.0'?>\n<html xmlns='x'>", True),
        (b"<html>", True),
        (b"<htmlx>", False),
        (b"<p>The police left.</p>", False),
        (b"<?xml version='1.0'?><rss>", False),
        (b"The <html> element", False),
        (b"<!-- -->" * 2000 + b"x", False),
    ],
)
def test_how_a_page_begins(sample: bytes, found: bool) -> None:
    assert is_html(sample) is found


# When it was published


@pytest.mark.parametrize(
    ("head", "body", "published", "basis"),
    [
        (ld(article(datePublished="2024-06-19T08:30:00+04:00")), "", MORNING, "json-ld"),
        (ld({"@graph": [{"@type": "WebSite"}, article(datePublished="2024-06-19T08:30:00+04:00")]}), "", MORNING, "json-ld"),
        (ld([{"@type": ["ReportageNewsArticle"], "datePublished": "2024-06-19"}]), "", dt.date(2024, 6, 19), "json-ld"),
        (ld({"@type": "WebPage", "datePublished": "2024-06-19"}), "", dt.date(2024, 6, 19), "json-ld"),
        (meta("article:published_time", "2024-06-19T08:30:00+0400", "property"), "", MORNING, "article:published_time"),
        (meta("date", "2024-06-19 08:30:00 +04:00"), "", MORNING, "meta"),
        (meta("DC.date.issued", "2024-06-19"), "", dt.date(2024, 6, 19), "meta"),
        ("", '<time datetime="2024-06-19T08:30+04:00" pubdate>on Wednesday</time>', MORNING, "time"),
        ("", '<time class="entry-date" datetime="2024-06-19">on Wednesday</time>', dt.date(2024, 6, 19), "time"),
        ("", '<span itemprop="datePublished" content="2024-06-19T08:30:00+04:00">x</span>', MORNING, "itemprop"),
        ("", '<span itemprop="datePublished">19 June 2024</span>', dt.date(2024, 6, 19), "itemprop"),
        (meta("datePublished", "2024-06-19", "itemprop"), "", dt.date(2024, 6, 19), "itemprop"),
        ('<link rel="canonical" href="https://daily.example/2024/06/19/nine-held">', "", dt.date(2024, 6, 19), "url"),
    ],
)
def test_each_kind_of_claim(head: str, body: str, published: dt.date, basis: str) -> None:
    report = one(page(head, body + BODY))
    assert report.published == published
    assert isinstance(report.published, dt.datetime) is isinstance(published, dt.datetime)
    assert getattr(report.published, "tzinfo", None) == getattr(published, "tzinfo", None)
    assert report.extra == {"published_basis": basis}
    assert report.text == TEXT


def test_the_most_trusted_kind_is_used() -> None:
    head = meta("date", "2024-06-18") + meta("article:published_time", "2024-06-19", "property")
    assert one(page(head)).published == dt.date(2024, 6, 19)
    assert one(page(head)).extra["published_basis"] == "article:published_time"
    assert one(page(head + ld(article(datePublished="2024-06-18T22:00:00Z")))).extra["published_basis"] == "json-ld"


def test_a_disagreement_is_told() -> None:
    head = (
        ld(article(datePublished="2024-06-19T08:30:00+04:00"))
        + meta("date", "2024-06-11")
        + '<link rel="canonical" href="https://daily.example/2024/05/nine-held">'
    )
    report = one(page(head))
    assert report.published == MORNING
    assert report.extra["published_basis"] == "conflict: json-ld 2024-06-19 is used, against meta 2024-06-11, url 2024-05"


def test_of_two_dates_of_one_kind_the_earlier_is_used() -> None:
    report = one(page(meta("date", "2024-06-19") + meta("pubdate", "2024-06-11")))
    assert report.published == dt.date(2024, 6, 11)
    assert report.extra["published_basis"] == "conflict: meta 2024-06-11 is used, against meta 2024-06-19"


def test_a_modification_is_no_publication() -> None:
    modified = meta("article:modified_time", "2024-06-20T10:00:00Z", "property")
    report = one(page(modified))
    assert report.published is None
    assert report.extra == {"published_basis": "none: only modified 2024-06-20", "modified": "2024-06-20T10:00:00+00:00"}
    report = one(page(modified + ld(article(datePublished="2024-06-01", dateModified="2024-06-25"))))
    assert report.published == dt.date(2024, 6, 1)
    assert report.extra == {"published_basis": "json-ld", "modified": "2024-06-25"}


def test_a_page_modified_before_it_was_published_is_in_doubt() -> None:
    report = one(page(ld(article(datePublished="2024-06-19", dateModified="2023-01-02"))))
    assert report.extra["published_basis"] == "conflict: json-ld 2024-06-19 is used, against modified 2023-01-02, which is earlier"


@pytest.mark.parametrize(
    ("head", "body", "basis"),
    [
        ("", "", "none"),
        (meta("date", "06/07/2024"), "", "none: '06/07/2024' (meta) is no date that can be read"),
        ('<link rel="canonical" href="https://daily.example/2024/06/x">', "", "none: the URL gives only the month, 2024-06"),
        ("", '<time datetime="2024-06-19">x</time>', "none: a <time> of 2024-06-19 is not said to be of publication"),
        ("", '<aside><time datetime="2024-06-19" pubdate>x</time></aside>', "none"),
        (ld({"@type": "Person", "datePublished": "2024-06-19"}), "", "none"),
        (ld(article(datePublished="1970-01-01T00:00:00Z")), "", "none: '1970-01-01T00:00:00Z' (json-ld) is no date that can be read"),
        (ld(article(datePublished={"a": 1})), "", "none"),
    ],
)
def test_why_there_is_no_date(head: str, body: str, basis: str) -> None:
    report = one(page(head, body + BODY))
    assert report.published is None
    assert report.extra["published_basis"] == basis


def test_a_date_given_as_an_option_fills_only_what_is_missing() -> None:
    report = one(page(), published=dt.date(2024, 6, 19))
    assert report.published == dt.date(2024, 6, 19)
    assert report.extra["published_basis"] == "given as an option; of the page: none"
    assert one(page(meta("date", "2024-06-11")), published=dt.date(2024, 6, 19)).published == dt.date(2024, 6, 11)


def test_dates_of_other_articles_are_none_of_this() -> None:
    other = article(headline="Ten freed in another country", datePublished="2020-01-01")
    own = article(headline="Nine drivers held at the border", datePublished="2024-06-19", comment=[{"datePublished": "2019-01-01"}])
    report = one(page(ld(other, own, {"@type": "ItemList", "itemListElement": [other]})))
    assert (report.published, report.extra["published_basis"]) == (dt.date(2024, 6, 19), "json-ld")


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type": 1}', "null", '"x"', '{"@graph": "x", "mainEntity": 3}', '{"@type": "NewsArticle", "headline": []}'],
)
def test_json_ld_that_cannot_be_used(script: str) -> None:
    report = one(page(f'<script type="application/ld+json">{script}</script>'))
    assert report.text == TEXT
    assert report.published is None


@pytest.mark.parametrize(("before", "after"), [("//<![CDATA[\n", ";\n//]]>"), ("<!--", "-->"), ("/* <![CDATA[ */", "/* ]]> */"), ("", ";")])
def test_json_ld_as_old_systems_write_it(before: str, after: str) -> None:
    script = before + '{"@type": "NewsArticle", "headline": "a\nb", "datePublished": "2024-06-19"}' + after
    report = one(page(f"<script type='application/ld+json; charset=utf-8'>{script}</script>"))
    assert (report.title, report.published) == ("a b", dt.date(2024, 6, 19))


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2024-06-19", dt.date(2024, 6, 19)),
        ("20240619", dt.date(2024, 6, 19)),
        ("2024/6/9", dt.date(2024, 6, 9)),
        ("2024-06-19 8:30", MORNING.replace(tzinfo=None)),
        ("2024-06-19T08:30:00.123+04:00", dt.datetime(2024, 6, 19, 8, 30, 0, 123_000, tzinfo=ZONE)),
        ("2024-06-19T08:30:00 +0400", MORNING),
        ("2024-06-19 08:30 UTC", dt.datetime(2024, 6, 19, 8, 30, tzinfo=dt.UTC)),
        ("2024-06-19 08:30 EDT", dt.datetime(2024, 6, 19, 8, 30, tzinfo=dt.timezone(-dt.timedelta(hours=4)))),
        ("2024-06-19 08:30 XYZ", dt.date(2024, 6, 19)),
        ("20240619083000", MORNING.replace(tzinfo=None)),
        ("Wed, 19 Jun 2024 08:30:00 +0400", MORNING),
        ("June 19, 2024", dt.date(2024, 6, 19)),
        ("Wednesday, Jun. 19th, 2024 - 8:30 am", dt.date(2024, 6, 19)),
        ("19 June 2024 at 08:30", dt.date(2024, 6, 19)),
        ("06/07/2024", None),
        ("2024-02-30", None),
        ("2024", None),
        ("1718785800", None),
        ("0001-01-01T00:00:00", None),
        ("9999-12-31", None),
        ("today", None),
        ("June 19, 2024 to June 21, 2024", None),
        ("x" * 1000, None),
    ],
)
def test_dates_as_pages_write_them(words: str, date: dt.date | None) -> None:
    assert read_date(words) == date


@pytest.mark.parametrize(
    ("path", "days", "months"),
    [
        ("2024/06/19/nine", [dt.date(2024, 6, 19)], []),
        ("world/2024/jun/19/nine", [dt.date(2024, 6, 19)], []),
        ("nine-held-2024-06-19.html", [dt.date(2024, 6, 19)], []),
        ("a/20240619-nine", [dt.date(2024, 6, 19)], []),
        ("2024/06/nine", [], [(2024, 6)]),
        ("2024/13/nine", [], []),
        ("2024/06/45/nine", [], []),
        ("id/202406191234", [], []),
        ("budget-2024-06", [], []),
        ("nine?date=2024-06-19", [], []),
        ("", [], []),
    ],
)
def test_dates_in_addresses(path: str, days: list[dt.date], months: list[tuple[int, int]]) -> None:
    assert dates_in_url(f"https://daily.example/{path}") == (days, months)


def test_a_day_apart_is_no_disagreement() -> None:
    late = dt.datetime(2024, 6, 19, 23, 0, tzinfo=dt.timezone(-dt.timedelta(hours=8)))
    agreed = decide(
        Claims([Claim("json-ld", late), Claim("url", dt.date(2024, 6, 20)), Claim("meta", late.astimezone(ZONE))], months=[(2024, 6)])
    )
    assert (agreed.date, agreed.basis) == (late, "json-ld")
    assert decide(Claims([Claim("meta", dt.date(2024, 6, 30))], months=[(2024, 7)])).basis == "meta"


# Encodings


def test_utf8_needs_no_declaration() -> None:
    assert one(page()).text == TEXT
    assert one(page('<meta charset="windows-1251">')).text == TEXT
    assert one(page('<meta charset="iso-8859-1">')).text == TEXT


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_a_byte_order_mark_is_believed_before_the_page(mark: bytes, encoding: str) -> None:
    data = page('<meta charset="windows-1251">').decode()
    assert one(mark + data.encode(encoding)).text == TEXT


@pytest.mark.parametrize(
    "declaration", ['<meta charset="windows-1251">', "<meta http-equiv='Content-Type' content='text/html; charset=Windows-1251'>"]
)
def test_windows_1251(declaration: str) -> None:
    body = f"<article><p>The newspaper «Правда» reported the arrest on Monday.</p><p>{SECOND}</p></article>"
    data = page(declaration, body).decode().encode("cp1251")
    assert one(data).text == f"The newspaper «Правда» reported the arrest on Monday.\n\n{SECOND}"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        (b'<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        (b"<meta charset=gb2312>", "gb18030"),
        (b"<meta charset=utf-8>", None),
        (b"<meta charset=latin1>", None),
        (b"<meta charset=utf-7>", None),
        (b"<meta charset=unicode_escape>", None),
        (b"<meta charset=nonsense>", None),
        (b"<meta name=x content=y>", None),
    ],
)
def test_declared_encodings(declared: bytes, encoding: str | None) -> None:
    assert declared_encoding(declared) == encoding


def test_old_western_pages() -> None:
    body = f"<article><p>Señor Muñoz said “no” at a café on Monday.</p><p>{SECOND}</p></article>"
    assert one(page('<meta charset="iso-8859-1">', body).decode().encode("cp1252")).text.startswith("Señor Muñoz said “no” at a café")


# Pages that are no report


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "it is empty, or a script fills it"),
        ("<div id='root'></div><script>render({text: 'Police arrested nine men.'});</script>", "it is empty, or a script fills it"),
        (
            "<noscript>Please enable JavaScript to read this page.</noscript><script>x()</script>",
            "it asks for consent, a login or a script",
        ),
        (
            "<div><h1>Your privacy</h1><p>We and our partners store cookies on your device. You may refuse them.</p></div>",
            "it asks for consent, a login or a script",
        ),
        ("<ul>" + "<li><a href='/1'>Guards detain nine drivers</a></li>" * 30 + "</ul>", "no paragraph is a sentence"),
        (
            "".join(
                f"<article><h2><a href='/{n}'>Guards detain {n}</a></h2><p>Guards detained {n} drivers on Monday.</p></article>"
                for n in range(12)
            ),
            "it lists other pages",
        ),
    ],
)
def test_pages_without_an_article(body: str, why: str) -> None:
    assert reason(page("", body)).startswith(f"holds no article text: {why}")


def test_an_index_by_its_own_word() -> None:
    body = "<p>Guards detained nine drivers on Monday.</p><p>The mayor left the town.</p>"
    assert "it lists other pages" in reason(page(ld({"@type": "CollectionPage"}), body))
    assert one(page(ld({"@type": "CollectionPage"}, article()), body)).text


def test_an_article_about_cookies_is_an_article() -> None:
    text = "The European Commission fined a company on Monday because it set cookies without consent, a spokesman said."
    assert one(page("", f"<article><p>{text}</p></article>")).text == text


def test_blank_and_binary_files(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.html").write_bytes(b" \n ")
    (tmp_path / "b.html").write_bytes(bytes(range(256)) * 30)
    (tmp_path / "c.html").write_bytes(b"")
    reports, skipped = reading(tmp_path)
    assert reports == []
    assert [s.partition(".html: ")[2].partition(";")[0] for s in skipped] == [
        "holds no article text: it is blank",
        "is binary, not text",
        "is empty",
    ]


# Bounds


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<div>" * 200_000 + FIRST + "</div>" * 200_000, "nested more than 250 deep"),
        (BODY + "<div>" * 200_000 + SECOND, "nested more than 250 deep"),
        ("<p><b>" * 100_000 + FIRST, "elements"),
        (f"<p>{FIRST}</p>" * 30_000, "elements"),
        ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{FIRST}</p>", "too many attributes"),
        ("<p a='" + '">' * 300_000 + FIRST, "holds no article text"),
        ("<!--" * 300_000, "holds no article text"),
    ],
)
def test_pages_that_would_take_long(body: str, why: str) -> None:
    start = time.monotonic()
    assert why in reason(page("", body))
    assert time.monotonic() - start < 20


def test_a_page_with_much_text_is_read() -> None:
    assert (
        len(one(page("", "<article>" + "".join(f"<p>On day {n} this: {SECOND * 10}</p>" for n in range(600)) + "</article>")).text)
        > 500_000
    )


def test_the_bounds_of_bytes() -> None:
    data = page()
    assert "the page is larger than 4,000 bytes" in reason(data + b" " * 4000, max_bytes=1000)
    assert "the text is larger than 150 bytes" in reason(data, max_bytes=150)


# Any bytes

PIECES = st.sampled_from(
    r"""
    <p> </p> <div> </div> <article> <table><td> <ul><li> <h1> <br> <!-- --> <![CDATA[ ]]> <script> </script> &#0; &#1; &#xD800; &nbsp; <? <!
    <script|type="application/ld+json"> {"@type":"NewsArticle","datePublished":" {"@graph":[ "} 2024-06-19 <time|pubdate|datetime=" "> '>
    <meta|name="date"|content=" <html|lang=' <title> <a|href='http://[ <blockquote> <pre> <svg> <template> <frameset> <select>
    <x-y|itemprop='datePublished'> <link|rel=canonical|href=' Police|arrested|nine|men|in|the|town|on|Monday.
    """.replace("\n", " ").split()
).map(lambda piece: piece.replace("|", " "))


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from([b"", b"<!doctype html>", b"<html><body><p>"]))
def test_any_bytes_are_read_or_named(data: bytes, start: bytes) -> None:
    reports, skipped = from_bytes(start + data)
    assert len(reports) + len(skipped) <= max(1, (start + data).count(b"\n") + 1)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=10), max_size=30))
def test_any_markup_is_read_or_named(pieces: list[str]) -> None:
    data = "<!doctype html>" + "".join(pieces)
    reports, skipped = from_bytes(data.encode("utf-8", "replace"), keep_other_languages=True)
    assert len(reports) + len(skipped) == 1
    for report in reports:
        assert report.text.strip()
        assert "published_basis" in report.extra
        report.text.encode()


# What it costs


def test_what_reads_pages_is_imported_only_for_a_page() -> None:
    code = (
        "import sys, dateline, dateline.reading, dateline.cli.main\n"
        "print([m for m in ('trafilatura', 'lxml', 'htmldate', 'justext') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_nothing_is_said_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("", "<div></div>"))
    code = f"from dateline.reading import *; list(read([{str(tmp_path / 'a.html')!r}], ReadOptions(), on_skip=lambda _: None))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr == ""
