from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police in Mombasa arrested José Muñoz on Monday, and the governor said that he would free him."


def mail(plain: str | None = TEXT, html: str | None = None, attached: bytes | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "The Coast Brief <brief@coast.example>"
    message["Subject"] = "Nine held – in Mombasa"
    message["Date"] = "Mon, 17 Jun 2024 08:30:00 +0300"
    message["Message-ID"] = "<1@coast.example>"
    if plain is not None:
        message.set_content(plain)
    if html is not None:
        if plain is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    if attached is not None:
        message.add_attachment(attached, maintype="text", subtype="plain", filename="../a.txt")
    return message.as_bytes()


def test_a_newsletter(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.eml").write_bytes(mail(html=f"<p>Other: {TEXT}</p>", attached=b"Nothing."))
    (report,), skipped = reading(tmp_path / "a.eml")
    assert skipped == []
    assert report.text == TEXT
    assert (report.title, report.outlet) == ("Nine held – in Mombasa", "The Coast Brief")
    assert str(report.published) == "2024-06-17 08:30:00+03:00"
    assert report.extra["message_id"] == "<1@coast.example>"
    assert reading("-", stdin=mail())[0][0].text == TEXT


def test_only_html(reading: Reading) -> None:
    (report,), _ = reading("-", stdin=mail(None, f"<table><tr><td><h2>News</h2><p>{TEXT}</p></td></tr></table><style>p {{}}</style>"))
    assert report.text == f"News\n\n{TEXT}"


def test_old_encodings(reading: Reading) -> None:
    head = b"From: a@b.example\nSubject: =?iso-8859-1?Q?Mu=F1oz?= held\nDate: sometime\nMIME-Version: 1.0\n"
    body = (
        head
        + b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\n"
        + base64.b64encode(TEXT.encode("latin-1"))
    )
    (report,), _ = reading("-", stdin=body)
    assert (report.text, report.title, report.published, report.outlet) == (TEXT, "Muñoz held", None, "b.example")
    assert "'sometime' (Date) is no date" in report.extra["published_basis"]


def test_mails_without_text(tmp_path: Path, reading: Reading) -> None:
    for name, data, reason in (
        ("a.eml", mail(None, "<img src='x'>"), "has no text"),
        ("b.eml", b"\x00\x01\x02" * 100, "has no headers"),
        ("c.eml", b"From: x\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 1_000, "parts with parts inside"),
        ("d.eml", mail(TEXT * 3_000), "larger than"),
    ):
        (tmp_path / name).write_bytes(data)
        reports, skipped = reading(tmp_path / name, max_bytes=50_000)
        assert reports == [], name
        assert len(skipped) == 1
        assert reason in skipped[0]


def test_headers_of_megabytes_take_no_time(reading: Reading) -> None:
    data = b"From: " + b'"a\\' * 500_000 + b"\nSubject: " + b"=?utf-8?Q?" * 100_000 + b"\nDate: x\nMIME-Version: 1.0\n\n" + TEXT.encode()
    started = time.perf_counter()
    reading("-", stdin=data)
    assert time.perf_counter() - started < 5


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=100), place=st.integers(0, 500))
def test_no_bytes_raise_anything(data: bytes, place: int) -> None:
    source = mail(html="<p>a</p>")
    list(read(["-"], ReadOptions(), on_skip=lambda _: None, stdin=io.BytesIO(source[:place] + data + source[place:])))


@pytest.mark.parametrize("text", ["To: the mayor\nThe police left the town.", "Note: this is a text.\n\nTroops left the town on Monday."])
def test_texts_that_begin_like_mails_are_texts(reading: Reading, text: str) -> None:
    assert reading("-", stdin=text.encode())[0][0].text == text
