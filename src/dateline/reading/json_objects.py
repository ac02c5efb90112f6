"""The objects of a JSON document one by one, without holding the document: their bytes are found by brackets and quotes alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_OUTSIDE = re.compile(rb'["{}\[\]\n]')
_INSIDE = re.compile(rb'["\\\n]')
_BETWEEN = b" \t\r\n,"


@dataclass(frozen=True, slots=True)
class JsonObject:
    """The bytes of an object and the line where it starts (from 1), or None where it is longer than the bound; or a `reason`."""

    line: int
    data: bytes | None
    reason: str = ""


def json_objects(chunks: Iterable[bytes], limit: int) -> Iterator[JsonObject]:
    """The objects at the top of a document or in its top array, in order. Of one longer than `limit` bytes nothing is kept.

    What stands there and is no object gives one problem, the first time, and is left out. A document that ends inside an object
    gives a problem at its end. The objects themselves are not parsed.
    """
    scanner = _Scanner(limit)
    for chunk in chunks:
        yield from scanner.feed(chunk)
    yield from scanner.end()


class _Scanner:
    """Where in the document we are: how deep, in a string or not, and what was kept of the object at hand."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._line = 1
        self._depth = 0  # of brackets, the top array's not counted
        self._in_array = False
        self._in_string = False
        self._escaped = False
        self._object = False  # whether the value at hand is kept
        self._start = 1
        self._parts: list[bytes] = []
        self._size = 0
        self._complained = False

    def feed(self, chunk: bytes) -> Iterator[JsonObject]:
        place = kept = 0
        if self._escaped:
            place, self._escaped = 1, False
        while True:
            match = (_INSIDE if self._in_string else _OUTSIDE).search(chunk, place)
            if not self._depth and not self._in_string and chunk[place : match.start() if match else None].strip(_BETWEEN):
                yield from self._complain()
            if match is None:
                break
            place = match.end()
            token = match[0]
            if token == b"\n":
                self._line += 1
            elif token == b"\\":
                place += 1
                self._escaped = place > len(chunk)
                if self._escaped:
                    break
            elif token == b'"':
                if not self._depth and not self._in_string:
                    yield from self._complain()
                self._in_string = not self._in_string
            elif token in b"{[":
                if not self._depth:
                    if token == b"[" and not self._in_array:
                        self._in_array = True
                        continue
                    self._object, self._start = token == b"{", self._line
                    kept = match.start()
                    if not self._object:
                        yield from self._complain()
                self._depth += 1
            elif self._depth:
                self._depth -= 1
                if not self._depth and self._object:
                    self._keep(chunk[kept:place])
                    yield self._taken()
            else:  # closes the top array, or nothing at all
                if token == b"}" or not self._in_array:
                    yield from self._complain()
                self._in_array = False
        if self._object:
            self._keep(chunk[kept:])

    def end(self) -> Iterator[JsonObject]:
        if self._depth or self._in_string or self._in_array:
            reason = f"the JSON ends inside what begins on line {self._start}; expected it to be closed"
            yield JsonObject(self._line, None, reason)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self._parts.clear()
        else:
            self._parts.append(piece)

    def _taken(self) -> JsonObject:
        found = JsonObject(self._start, None if self._size > self._limit else b"".join(self._parts))
        self._parts.clear()
        self._size, self._object = 0, False
        return found

    def _complain(self) -> Iterator[JsonObject]:
        if not self._complained:
            self._complained = True
            yield JsonObject(
                self._line, None, "holds something that is no JSON object; expected one object with 'text', or an array of them"
            )
