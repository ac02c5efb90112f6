"""Bytes of a source, piece by piece: unpacked, without byte order mark, in UTF-8 or an encoding that extends ASCII."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 16
"""Bytes read at a time."""
SAMPLE = 1 << 16
"""Bytes by whose look the kind of a source is told."""

GZIP = b"\x1f\x8b"
_RATIO = 200
_FREE = 64_000_000
"""An archive is refused once it has unpacked to more than `_FREE` bytes and more than `_RATIO` times its size. Deflate packs text three
to ten times and cannot exceed 1,032 times (zlib's technical notes)."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class BrokenStream(Exception):
    """The bytes of a source end or break off in a way that its packing does not allow; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its line break, its number from 1; `data` is None where it is longer than the bound."""

    number: int
    data: bytes | None


class ByteStream:
    """The bytes of one source, read once from start to end. Raises `BrokenStream` and `OSError` while it is read."""

    def __init__(self, raw: BinaryIO) -> None:
        self._held = b""
        self._chunks = _decoded(_unpacked(_chunks(raw)))

    def sample(self, settled: Callable[[bytes], bool] = lambda _: False) -> bytes:
        """The first bytes, at most about `SAMPLE`, without taking them; fewer at the end or where `settled` says that they will do."""
        while len(self._held) < SAMPLE and not (self._held and settled(self._held)):
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._held += chunk
        return self._held

    def __iter__(self) -> Iterator[bytes]:
        """The bytes not yet taken, in pieces that are not empty."""
        if self._held:
            held, self._held = self._held, b""
            yield held
        yield from self._chunks

    def whole(self, limit: int) -> bytes | None:
        """All bytes, or None if there are more than `limit`; then no more than that was read."""
        parts: list[bytes] = []
        size = 0
        for chunk in self:
            size += len(chunk)
            if size > limit:
                return None
            parts.append(chunk)
        return b"".join(parts)

    def lines(self, limit: int) -> Iterator[Line]:
        """The lines, each closed by a line feed except perhaps the last; of a line longer than `limit` bytes nothing is kept."""
        number, size = 1, 0
        parts: list[bytes] = []

        def closed() -> Line:
            return Line(number, None if size > limit else b"".join(parts))

        for chunk in self:
            pieces = chunk.split(b"\n")
            for place, piece in enumerate(pieces):
                last = place == len(pieces) - 1
                size += len(piece) + (not last)
                if size > limit:
                    parts.clear()
                else:
                    parts.append(piece if last else piece + b"\n")
                if not last:
                    yield closed()
                    number, size = number + 1, 0
                    parts.clear()
        if size:
            yield closed()


def _chunks(raw: BinaryIO) -> Iterator[bytes]:
    # A pipe gives what has come so far, so that a slow producer's first report is read before its last.
    take: Callable[[int], bytes] = getattr(raw, "read1", raw.read)
    while chunk := take(CHUNK):
        yield chunk


def _beginning(chunks: Iterator[bytes], size: int) -> bytes:
    held = b""
    while len(held) < size and (chunk := next(chunks, b"")):
        held += chunk
    return held


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes, out of gzip if they begin as gzip does (one level only)."""
    first = _beginning(chunks, len(GZIP))
    if not first.startswith(GZIP):
        if first:
            yield first
        yield from chunks
        return
    packed, unpacked = 0, 0
    inflater = zlib.decompressobj(wbits=31)
    pending = first
    while True:
        if not pending:
            pending = next(chunks, b"")
            packed += len(pending)
            if not pending:
                break
        if inflater.eof:  # a further member; some writers pad with zeros
            pending = pending.lstrip(b"\0")
            if not pending:
                continue
            inflater = zlib.decompressobj(wbits=31)
        try:
            data = inflater.decompress(pending, CHUNK)
        except zlib.error as error:
            raise BrokenStream(f"the gzip archive is broken after {unpacked:,} bytes of text ({error}); fetch it again") from error
        pending = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
        unpacked += len(data)
        if unpacked > _FREE and unpacked > _RATIO * (len(first) + packed):
            raise BrokenStream(f"the gzip archive unpacks to more than {_RATIO} times its size; unpack it first if you trust it")
        if data:
            yield data
    if not inflater.eof:
        raise BrokenStream("the gzip archive ends too early; fetch it again")


def _decoded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes without byte order mark, UTF-16 and UTF-32 as UTF-8; what is broken there becomes U+FFFD."""
    first = _beginning(chunks, 4)
    mark, encoding = next(((m, e) for m, e in _MARKS if first.startswith(m)), (b"", "utf-8"))
    first = first.removeprefix(mark)
    if encoding == "utf-8":
        if first:
            yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    if text := decoder.decode(first):
        yield text.encode()
    for chunk in chunks:
        if text := decoder.decode(chunk):
            yield text.encode()
    if text := decoder.decode(b"", final=True):
        yield text.encode()
