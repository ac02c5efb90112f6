"""gzip and zstd → the bytes inside, piece by piece; and the gauge that stops an archive that unpacks for ever."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

CHUNK = 1 << 16
"""Bytes read at a time."""

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
_MAGIC = 4
"""Bytes by which a packing is told."""
_RATIO = 200
_FREE = 64_000_000
"""An archive is refused once it has unpacked to more than `_FREE` bytes and more than `_RATIO` times its size. Deflate packs text three
to ten times and cannot exceed 1,032 times (zlib's technical notes); zstd can, and so can archives in archives."""
_WINDOW = 27
"""Zstd may look back 2 to this power bytes (128 MiB, its own limit unless told otherwise); it is the memory that unpacking takes."""


class BrokenStream(Exception):
    """The bytes of a source end or break off in a way that its packing does not allow; its text is the reason."""


class UnpacksForEver(BrokenStream):
    """An archive unpacks to far more than it is; nothing more of it is read."""


class Gauge:
    """How much one source has unpacked to, over all archives inside each other, against the bytes it has itself."""

    def __init__(self, packed: int = 0) -> None:
        self.packed = packed
        self.unpacked = 0

    def add(self, size: int, what: str) -> None:
        """Count bytes that came out of an archive. Raises `UnpacksForEver` where they are too many."""
        self.unpacked += size
        if self.unpacked > _FREE and self.unpacked > _RATIO * self.packed:
            raise UnpacksForEver(f"the {what} unpacks to more than {_RATIO} times its size; unpack it first if you trust it")


def beginning(chunks: Iterator[bytes], size: int) -> bytes:
    """The first bytes, `size` of them or more, taken; fewer where there are no more."""
    held = b""
    while len(held) < size and (chunk := next(chunks, b"")):
        held += chunk
    return held


def counted(chunks: Iterator[bytes], gauge: Gauge) -> Iterator[bytes]:
    """The bytes of a source itself, counted as its size."""
    for chunk in chunks:
        gauge.packed += len(chunk)
        yield chunk


def unpacked(chunks: Iterator[bytes], gauge: Gauge) -> Iterator[bytes]:
    """The bytes, out of gzip or zstd if they begin as these do (one level only)."""
    first = beginning(chunks, _MAGIC)
    if first.startswith(GZIP):
        yield from _gunzipped(first, chunks, gauge)
    elif first.startswith(ZSTD):
        yield from _unzstd(first, chunks, gauge)
    else:
        if first:
            yield first
        yield from chunks


def _gunzipped(pending: bytes, chunks: Iterator[bytes], gauge: Gauge) -> Iterator[bytes]:
    done = 0
    inflater = zlib.decompressobj(wbits=31)
    while True:
        if not pending:
            pending = next(chunks, b"")
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
            raise BrokenStream(f"the gzip archive is broken after {done:,} bytes of text ({error}); fetch it again") from error
        pending = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
        done += len(data)
        gauge.add(len(data), "gzip archive")
        if data:
            yield data
    if not inflater.eof:
        raise BrokenStream("the gzip archive ends too early; fetch it again")


def _unzstd(pending: bytes, chunks: Iterator[bytes], gauge: Gauge) -> Iterator[bytes]:
    # The name that Python 3.14 gives it in its own library; loaded only where there is such a file.
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

    def fresh() -> Any:
        return ZstdDecompressor(options={DecompressionParameter.window_log_max: _WINDOW})

    done = 0
    frame = fresh()
    while True:
        if frame.eof:  # a further frame
            pending = frame.unused_data or next(chunks, b"")
            if not pending:
                break
            frame = fresh()
        elif frame.needs_input and not pending:
            pending = next(chunks, b"")
            if not pending:
                raise BrokenStream("the zstd archive ends too early; fetch it again")
        try:
            data = frame.decompress(pending, CHUNK)
        except ZstdError as error:
            raise BrokenStream(f"the zstd archive is broken after {done:,} bytes of text ({error}); fetch it again") from error
        pending = b""  # what is not used yet stays within the frame
        done += len(data)
        gauge.add(len(data), "zstd archive")
        if data:
            yield data
