"""Web archives (WARC, ISO 28500), as Common Crawl's archive of news has them: one report for each page that holds one.

Our own reader: the format is a row of headers and lengths, and streaming, bounds and unpacking are those of all other inputs.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.errors import UnreadableInput
from dateline.reading.archives import member_of
from dateline.reading.encoding import NoText, declared_encoding, decode
from dateline.reading.found import Found, Item
from dateline.reading.options import ReadOptions
from dateline.reading.pieces import Pieces, Section
from dateline.reading.stream import ByteStream
from dateline.reading.unpacking import BrokenStream
from dateline.reading.web import NoArticle, page_fields

_PAGE_FACTOR = 4
"""A page may have this many times the bytes of a text, as one that is a file."""
_LONGEST_LINE = 16_384
_MOST_HEADERS = 200
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\s*(?:;[^\r\n]*)?\r?\n")
_HTML = ("text/html", "application/xhtml+xml")
_NO_PAGES = frozenset(("warcinfo", "request", "metadata", "revisit", "continuation"))
"""Records that go with pages and are none."""
_OK = "200"


@dataclass(frozen=True, slots=True)
class _Page:
    """The bytes of a page, what it is served as, and where it came from."""

    data: bytes
    kind: str
    charset: str | None


class _Unusable(Exception):
    """A record whose page cannot be had; its text is the reason."""


class _Other(Exception):
    """A record that holds something else than a page; its text says what."""


def is_warc(sample: bytes) -> bool:
    """Whether the bytes begin as a web archive does."""
    return sample.startswith(b"WARC/")


def read_warc(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The reports of the pages. `fetched` is when a page was fetched, which is never taken for its publication.

    A page without an article is named by its address, with the reason. What is no page (redirects, pictures) is counted in one line at
    the end.
    """
    pieces = Pieces(stream)
    others: Counter[str] = Counter()
    records = 0
    while (found := _headers(pieces)) is not None:
        headers, lost = found
        if lost:
            yield UnreadableInput(source, f"what follows record {records} is no record, and is left out up to the next; fetch it again")
            if not headers:
                break
        records += 1
        length = headers.get("content-length", "")
        if not length.isdecimal() or len(length) > 15:
            yield UnreadableInput(
                source, f"record {records} has no usable Content-Length ({length[:20]!r}), and is left out; fetch it again"
            )
            continue
        section = pieces.section(int(length), "the web archive")
        kind = headers.get("warc-type", "").lower()
        address = headers.get("warc-target-uri", "").strip("<>")
        label = member_of(source, address or f"record {records}")
        if kind not in _NO_PAGES:
            try:
                yield Found(_fields(section, kind, headers, address, options), source=label)
            except _Other as other:
                others[str(other)] += 1
            except (_Unusable, NoArticle, NoText) as reason:
                yield UnreadableInput(label, str(reason))
        section.rest()
    if not records:
        yield UnreadableInput(source, "is a web archive without records")
    if others:
        counted = ", ".join(f"{number} × {what}" for what, number in sorted(others.items(), key=lambda o: (-o[1], o[0]))[:10])
        yield UnreadableInput(source, f"{sum(others.values())} records are no pages and were left out ({counted})")


def _headers(pieces: Pieces) -> tuple[dict[str, str], bool] | None:
    """The headers of the next record, and whether something that is no record stood before it; None at the end."""
    lost = False
    while line := pieces.line(_LONGEST_LINE):
        if line.startswith(b"WARC/"):
            return _fields_of(pieces.line, "the web archive"), lost
        lost = lost or bool(line.strip())
    return ({}, True) if lost else None


def _fields_of(line_of: Callable[[int], bytes], what: str) -> dict[str, str]:
    """Header fields up to a blank line, by name in lower case; a folded line belongs to the one before."""
    found: dict[str, str] = {}
    last = ""
    for _ in range(_MOST_HEADERS):
        line = line_of(_LONGEST_LINE)
        if not line.strip():
            return found
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[0] in " \t" and last:
            found[last] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        if colon:
            last = name.strip().lower()
            found.setdefault(last, value.strip())
    raise BrokenStream(f"{what} has a record with more than {_MOST_HEADERS} headers; fetch it again")


def _fields(section: Section, kind: str, headers: Mapping[str, str], address: str, options: ReadOptions) -> dict[str, Any]:
    limit = _PAGE_FACTOR * options.max_bytes
    served = headers.get("content-type", "")
    if kind == "response":
        page = _response(section, limit)
    elif kind in ("resource", "conversion"):
        page = _Page(_whole(section, limit), _media(served), _charset(served))
    else:
        raise _Other(f"of the type {kind[:40]!r}")
    if page.kind in _HTML:
        fields = page_fields(decode(page.data, page.charset or declared_encoding(page.data)), options)
    elif page.kind == "text/plain" and kind == "conversion":
        fields = {"text": decode(page.data, page.charset)}
    else:
        raise _Other(page.kind or "of an unknown kind")
    if address.startswith(("http://", "https://")) and not fields.get("url"):
        fields["url"] = address
    fields["fetched"] = headers.get("warc-date", "")
    return fields


def _response(section: Section, limit: int) -> _Page:
    pieces = Pieces(iter(lambda: section.read(1 << 16), b""))
    status = _STATUS.match(pieces.line(_LONGEST_LINE))
    if status is None:
        raise _Other("no response of HTTP")
    if (code := status[1].decode()) != _OK:
        raise _Other(f"status {code}")
    try:
        headers = _fields_of(pieces.line, "the response")
    except BrokenStream as error:
        raise _Unusable(str(error)) from None
    served = headers.get("content-type", "")
    if _media(served) not in _HTML:
        raise _Other(_media(served) or "of an unknown kind")
    data = _whole(pieces, limit)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _without_chunks(data)
    coding = headers.get("content-encoding", "").strip().lower()
    # Archives that unpacked a page keep the header, often: the bytes decide.
    if coding in ("gzip", "x-gzip", "deflate") and data.lstrip()[:1] != b"<":
        data = _inflated(data, limit)
    elif coding not in ("", "identity", "gzip", "x-gzip", "deflate") and data.lstrip()[:1] != b"<":
        raise _Unusable(f"the page is packed by {coding[:20]!r}, which is not read")
    return _Page(data, _media(served), _charset(served))


def _whole(source: Section | Pieces, limit: int) -> bytes:
    parts, size = [], 0
    while piece := source.read(1 << 16):
        size += len(piece)
        if size > limit:
            raise _Unusable(f"the page is larger than {limit:,} bytes, the bound for one report with its markup")
        parts.append(piece)
    return b"".join(parts)


def _without_chunks(data: bytes) -> bytes:
    """The body out of its chunks; as it is where it has none, since some archives took them out and kept the header."""
    parts: list[bytes] = []
    place = 0
    while (match := _CHUNK_SIZE.match(data, place)) is not None:
        size = int(match[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(data[match.end() : match.end() + size])
        place = match.end() + size
        if data[place : place + 2] == b"\r\n":
            place += 2
    return b"".join(parts) if parts and place >= len(data) else data


def _inflated(data: bytes, limit: int) -> bytes:
    for bits in (47, -15):  # gzip or zlib by their headers, or deflate without one
        inflater = zlib.decompressobj(wbits=bits)
        try:
            found = inflater.decompress(data, limit + 1)
        except zlib.error:
            continue
        if len(found) > limit:
            raise _Unusable(f"the page unpacks to more than {limit:,} bytes, the bound for one report with its markup")
        return found
    raise _Unusable("the page is packed, and broken")


def _media(served: str) -> str:
    return served.partition(";")[0].strip().lower()


def _charset(served: str) -> str | None:
    """The encoding that the server says, as Python names it, where it is one that is believed (`encoding.declared_encoding`)."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", served, re.IGNORECASE)
    return declared_encoding(b"<meta charset=" + match[1].encode("ascii", "replace") + b">") if match else None
