from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
FIRST = "Police in Mombasa arrested nine traders on Monday, and the governor of the county said that he would free them soon."
SECOND = "The traders had closed the road to the port for three days, and talks with the authorities of the port had failed."
PAGE = f"""<!doctype html><html lang="en"><head><title>Nine held</title><meta property="og:site_name" content="The Coast">
<meta property="article:published_time" content="2024-06-17T08:30:00Z"></head>
<body><article><h1>Nine held</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>""".encode()


def record(block: bytes, kind: str = "response", url: str = "https://coast.example/1", length: str = "") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-06-18T00:00:00Z\r\n"
    return (head + f"Content-Length: {length or len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"


def response(body: bytes = PAGE, status: str = "200 OK", kind: str = "text/html; charset=utf-8", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body


def chunked(body: bytes) -> bytes:
    pieces = [body[n : n + 100] for n in range(0, len(body), 100)]
    return b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in pieces) + b"0\r\n\r\n"


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


INFO = record(b"software: a crawler\r\n", "warcinfo")


def test_pages_are_reports(tmp_path: Path, reading: Reading) -> None:
    records = [INFO, record(b"GET / HTTP/1.1\r\n\r\n", "request"), record(response()), record(response(), url="<https://coast.example/2>")]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    (tmp_path / "b.warc").write_bytes(b"".join(records))
    reports, skipped = reading(tmp_path)
    assert skipped == []
    assert len(reports) == 4
    first = reports[0]
    assert first.text == f"{FIRST}\n\n{SECOND}"
    assert (first.title, first.outlet, first.url) == ("Nine held", "The Coast", "https://coast.example/1")
    assert str(first.published) == "2024-06-17 08:30:00+00:00"
    assert first.extra == {"published_basis": "article:published_time", "fetched": "2024-06-18T00:00:00Z"}
    assert reports[1].url == "https://coast.example/2"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(PAGE), "Transfer-Encoding: chunked\r\n"),
        (PAGE, "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
        (gzip.compress(PAGE), "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGE), "Content-Encoding: deflate\r\n"),
        (deflated(PAGE), "Content-Encoding: deflate\r\n"),
        (chunked(gzip.compress(PAGE)), "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        (PAGE, "Content-Encoding: br\r\nX-Folded: a\r\n b\r\n"),
    ],
)
def test_how_pages_travelled(reading: Reading, body: bytes, headers: str) -> None:
    (report,), skipped = reading("-", stdin=record(response(body, headers=headers)))
    assert (report.text, skipped) == (f"{FIRST}\n\n{SECOND}", [])


def test_what_is_no_page_is_counted_in_one_line(reading: Reading) -> None:
    records = [
        record(response(b"", "301 Moved")),
        record(response(b"", "301 Moved")),
        record(response(b"\x89PNG", kind="image/png")),
        record(response()),
        record(response(b"<html><body><p>No.</p></body></html>"), url="https://coast.example/\x1b[31m"),
        record(response(b"\x0b\x02\x80\x00abc", headers="Content-Encoding: br\r\n")),
        record(response(b"\x1f\x8b\x08broken", headers="Content-Encoding: gzip\r\n")),
        record(FIRST.encode(), "conversion").replace(b"WARC-Date", b"Content-Type: text/plain\r\nWARC-Date"),
    ]
    reports, skipped = reading("-", stdin=b"".join(records))
    assert [r.text for r in reports] == [f"{FIRST}\n\n{SECOND}", FIRST]
    assert "<stdin>!https://coast.example/ [31m: holds no article text" in skipped[0]
    assert "packed by 'br'" in skipped[1]
    assert "packed, and broken" in skipped[2]
    assert skipped[3] == "<stdin>: 3 records are no pages and were left out (2 × status 301, 1 × image/png)"


def test_lengths_that_lie_lose_a_record_and_not_the_rest(reading: Reading) -> None:
    for length, lost in (("20", 1), ("x", 1), ("-5", 1), ("9" * 40, 1)):
        reports, skipped = reading("-", stdin=record(response()) + record(response(), length=length) + record(response()))
        assert len(reports) == 2, length
        assert len(skipped) >= lost
    reports, skipped = reading("-", stdin=record(response()) + record(response(), length="99999999"))
    assert len(reports) == 1
    assert "ends too early" in skipped[-1]


@pytest.mark.parametrize("cut", [10, 100, 400, 900, -3])
def test_truncated_archives(reading: Reading, cut: int) -> None:
    data = record(response()) + record(response())
    reports, skipped = reading("-", stdin=data[: len(record(response())) + cut])
    assert len(reports) >= 1
    assert len(reports) + len(skipped) >= 2 or cut == -3
    packed = b"".join(map(gzip.compress, (record(response()), record(response()))))
    reports, skipped = reading("-", stdin=packed[:-20])
    assert len(reports) >= 1
    assert "ends too early" in skipped[-1]


def test_a_page_of_50_megabytes_is_passed_over(reading: Reading) -> None:
    class Long(io.RawIOBase):
        def __init__(self) -> None:
            self.parts = [record(response(PAGE.ljust(50_000_000)), url="https://coast.example/big"), record(response())]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            while self.parts and not self.parts[0]:
                self.parts.pop(0)
            data = bytes(memoryview(self.parts[0])[: len(buffer)]) if self.parts else b""
            if self.parts:
                self.parts[0] = memoryview(self.parts[0])[len(buffer) :]  # type: ignore[call-overload]
            buffer[: len(data)] = data
            return len(data)

    problems: list[str] = []
    stdin = io.BufferedReader(Long())
    tracemalloc.start()
    reports = list(read(["-"], ReadOptions(max_bytes=100_000), on_skip=lambda p: problems.append(str(p)), stdin=stdin))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(reports) == 1
    assert "coast.example/big: the page is larger than" in problems[0]
    assert peak < 10_000_000


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=100), place=st.integers(0, 600))
def test_no_bytes_raise_anything(data: bytes, place: int) -> None:
    archive = INFO + record(response(b"<html><p>a</p></html>", headers="Transfer-Encoding: chunked\r\n"))
    list(read(["-"], ReadOptions(), on_skip=lambda _: None, stdin=io.BytesIO(archive[:place] + data + archive[place:])))
