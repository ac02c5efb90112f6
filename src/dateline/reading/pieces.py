"""Bytes that come in chunks, taken in the pieces that a format has: so many bytes, or up to a mark."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.reading.unpacking import BrokenStream


class Pieces:
    """A buffer over chunks; it holds no more than a chunk and what was asked for at once."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""
        self._place = 0

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        if self._place == len(self._held):
            self._held, self._place = next(self._chunks, b""), 0
        piece = self._held[self._place : self._place + size]
        self._place += len(piece)
        return piece

    def exactly(self, size: int) -> bytes:
        """`size` bytes, or fewer where the source ends."""
        parts = []
        while size > 0 and (piece := self.read(size)):
            parts.append(piece)
            size -= len(piece)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over bytes. Gives how many there were."""
        left = size
        while left > 0 and (piece := self.read(min(left, 1 << 16))):
            left -= len(piece)
        return size - left

    def line(self, limit: int) -> bytes:
        """A line with its line feed; a longer one than `limit` comes in parts of about that length. Nothing at the end."""
        parts: list[bytes] = []
        size = 0
        while size < limit:
            if self._place == len(self._held):
                self._held, self._place = next(self._chunks, b""), 0
                if not self._held:
                    break
            end = self._held.find(b"\n", self._place)
            piece = self._held[self._place : end + 1 if end >= 0 else len(self._held)]
            self._place += len(piece)
            parts.append(piece)
            size += len(piece)
            if end >= 0:
                break
        return b"".join(parts)

    def section(self, size: int, what: str) -> Section:
        """The next `size` bytes, as something of its own to read from."""
        return Section(self, size, what)


class Section:
    """A part of known length; reading it reads on in the source. `rest` passes over what nobody has read."""

    def __init__(self, pieces: Pieces, size: int, what: str) -> None:
        self._pieces = pieces
        self._left = size
        self._what = what

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end. Raises `BrokenStream` where the source ends before the part does."""
        if not self._left:
            return b""
        piece = self._pieces.read(min(size, self._left))
        if not piece:
            raise BrokenStream(f"{self._what} ends too early; fetch it again")
        self._left -= len(piece)
        return piece

    def rest(self) -> None:
        """Pass over what is left. Raises as `read` does."""
        while self.read(1 << 16):
            pass
