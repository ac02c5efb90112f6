"""Bytes of a source, piece by piece: unpacked, without byte order mark, in UTF-8 or an encoding that extends ASCII."""

from __future__ import annotations

import codecs
import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from dateline.reading.unpacking import CHUNK, GZIP, ZSTD, BrokenStream, Gauge, beginning, counted, unpacked

__all__ = ["CHUNK", "SAMPLE", "BrokenStream", "ByteStream", "Line", "Raw"]

SAMPLE = 1 << 16
"""Bytes by whose look the kind of a source is told."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_LARGEST_SPOOL = 20_000_000_000
"""Bytes that are written to a temporary file, where a kind has to be read from its end and comes through a pipe."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its line break, its number from 1; `data` is None where it is longer than the bound."""

    number: int
    data: bytes | None


class Raw(Protocol):
    """Whatever bytes can be read from: a file, a pipe, a member of an archive."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class ByteStream:
    """The bytes of one source, read once from start to end. Raises `BrokenStream` and `OSError` while it is read.

    `gauge` is that of the archive in which the source lies; without it the source is one of its own.
    """

    def __init__(self, raw: Raw, gauge: Gauge | None = None) -> None:
        self._raw = raw
        self._held = b""
        self._packed = False
        self.gauge = gauge or Gauge()
        chunks = _chunks(raw) if gauge is not None else counted(_chunks(raw), self.gauge)
        self._chunks: Iterator[bytes] = _decoded(unpacked(self._told(chunks), self.gauge))

    def _told(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        first = beginning(chunks, 4)
        self._packed = first.startswith((GZIP, ZSTD))
        if first:
            yield first
        yield from chunks

    def sample(self, settled: Callable[[bytes], bool] = lambda _: False) -> bytes:
        """The first bytes, at most about `SAMPLE`, without taking them; fewer at the end or where `settled` says that they will do."""
        while len(self._held) < SAMPLE and not (self._held and settled(self._held)):
            try:
                chunk = next(self._chunks, b"")
            except BrokenStream as error:
                if not self._held:
                    raise
                self._chunks = _raising(error)  # what came before is read first
                break
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

    @contextlib.contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """The whole source as a file that can be read from anywhere: itself if it is one, else a temporary copy on disk."""
        self.sample(bool)
        raw = self._raw
        if not self._packed and hasattr(raw, "seekable") and raw.seekable() and hasattr(raw, "seek"):
            raw.seek(0)
            yield raw  # type: ignore[misc]  # it can be read and sought, which is all that is asked
            return
        with tempfile.TemporaryFile(prefix="dateline-") as copy:
            size = 0
            for chunk in self:
                size += len(chunk)
                if size > _LARGEST_SPOOL:
                    raise BrokenStream(f"is larger than {_LARGEST_SPOOL:,} bytes and comes through a pipe; save it and name the file")
                copy.write(chunk)
            copy.seek(0)
            yield copy

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


def _raising(error: BrokenStream) -> Iterator[bytes]:
    yield from ()
    raise error


def _chunks(raw: Raw) -> Iterator[bytes]:
    # A pipe gives what has come so far, so that a slow producer's first report is read before its last.
    take: Callable[[int], bytes] = getattr(raw, "read1", raw.read)
    while chunk := take(CHUNK):
        yield chunk


def _decoded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes without byte order mark, UTF-16 and UTF-32 as UTF-8; what is broken there becomes U+FFFD."""
    first = beginning(chunks, 4)
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
