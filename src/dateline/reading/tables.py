"""CSV and TSV: one report a row, read as RFC 4180 has it, row by row."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.errors import UnreadableInput
from dateline.reading.columns import Columns, WrongColumns, columns_of
from dateline.reading.encoding import NoText, decode
from dateline.reading.found import Found, Item, too_large
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream, Line

_ROW_FACTOR = 4
"""A row may have this many times the bytes of a text: quotes and the other fields need room."""
_MOST_COLUMNS = 2_000
_TRY_AGAIN = 100
"""Rows whose quotes go wrong within so many lines are given up at their first line, and the next is read as a row again; beyond it all
these lines are given up, since each could cost the reading of all after it."""
_DELIMITERS = (b",", b"\t", b";", b"|")
_QUOTED = re.compile(rb'[^"]*+(?:""[^"]*+)*+')


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's fields as bytes, with the line where it starts; or None with the reason why it has none."""

    line: int
    fields: tuple[bytes, ...] | None
    reason: str = ""


class _Quotes(Exception):
    """A row whose quotes go wrong; its text is the reason."""


def read_table(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The reports of a table whose first row names its columns; the delimiter is the one that this row has most of."""
    limit = _ROW_FACTOR * options.max_bytes
    columns: Columns | None = None
    empty = True
    for row in _rows(stream, limit, _delimiter(stream.sample())):
        if row.fields is None:
            yield UnreadableInput(source, row.reason, row.line) if row.reason else too_large(source, limit, row.line, "the row")
            if columns is None:
                return
            continue
        if columns is None:
            try:
                columns = _header(row.fields, options)
            except (WrongColumns, NoText) as reason:
                yield UnreadableInput(source, str(reason), row.line)
                return
            continue
        empty = False
        yield _found(row, row.fields, columns, source)
    if empty:
        yield UnreadableInput(source, "holds no reports; expected a row with the names of the columns, and one row a report")


def _header(fields: tuple[bytes, ...], options: ReadOptions) -> Columns:
    if len(fields) > _MOST_COLUMNS:
        raise WrongColumns(f"has {len(fields):,} columns; expected at most {_MOST_COLUMNS:,}")
    return columns_of(_decoded(fields), options)


def _found(row: _Row, fields: tuple[bytes, ...], columns: Columns, source: str) -> Item:
    if len(fields) != len(columns.names):
        reason = (
            f"the row has {len(fields)} fields where the first row names {len(columns.names)}; "
            "a field with the delimiter, a quote or a line break in it has to stand in quotes"
        )
        return UnreadableInput(source, reason, row.line)
    try:
        values = _decoded(fields)
    except NoText as reason:
        return UnreadableInput(source, f"the row {reason}", row.line)
    return Found(columns.fields(values), row.line)


def _decoded(fields: tuple[bytes, ...]) -> list[str]:
    """The fields as text. A row is in one encoding, so that what is not UTF-8 is judged as a whole. Raises `NoText`."""
    whole = b"\n".join(fields)
    values = decode(whole).split("\n")
    return values if len(values) == len(fields) else [decode(field) for field in fields]


def _delimiter(sample: bytes) -> bytes:
    """The delimiter of the first row, by how often it stands outside quotes."""
    first = next((line for line in sample.splitlines() if line.strip()), b"")
    bare = re.sub(rb'"[^"]*+"?', b"", first)
    return max(_DELIMITERS, key=bare.count)


def _rows(stream: ByteStream, limit: int, delimiter: bytes) -> Iterator[_Row]:
    lines = stream.lines(limit)
    again: deque[Line] = deque()
    bare = re.compile(b"[^" + re.escape(delimiter) + b"]*+")
    while (line := again.popleft() if again else next(lines, None)) is not None:
        if line.data is not None and not line.data.strip(b"\r\n"):
            continue
        taken = [line]
        row = _OpenRow(delimiter, bare)
        size = 0
        reason = ""
        while True:
            size += limit + 1 if line.data is None else len(line.data)
            try:
                if size > limit or line.data is None or row.takes(line.data):
                    break
            except _Quotes as wrong:
                reason = str(wrong)
                break
            following = again.popleft() if again else next(lines, None)
            if following is None:
                reason = "a quote is opened in this row and never closed"
                break
            line = following  # a row may go on over many lines
            taken.append(line)
        if reason and 1 < len(taken) <= _TRY_AGAIN:
            again.extendleft(reversed(taken[1:]))
        elif (reason or size > limit) and len(taken) > 1:
            reason = (
                f"{reason or 'the row is too large; perhaps a quote is not closed'} (lines {taken[0].number} to {line.number} are left out)"
            )
        yield _Row(taken[0].number, None if reason or size > limit else tuple(row.fields), reason)


class _OpenRow:
    """The fields of a row, taken line by line."""

    def __init__(self, delimiter: bytes, bare: re.Pattern[bytes]) -> None:
        self.fields: list[bytes] = []
        self._delimiter = delimiter
        self._bare = bare
        self._parts: list[bytes] | None = None  # of a field in quotes that is not closed yet

    def takes(self, line: bytes) -> bool:
        """Take one line; whether the row ends with it. Raises `_Quotes`."""
        place = 0
        end = len(line) - (2 if line.endswith(b"\r\n") else 1 if line.endswith((b"\n", b"\r")) else 0)
        while True:
            if self._parts is None:
                if line[place : place + 1] != b'"':
                    match = self._bare.match(line, place, end)
                    stop = match.end() if match else end
                    self.fields.append(line[place:stop])
                    if stop >= end:
                        return True
                    place = stop + 1
                    continue
                self._parts = []
                place += 1
            match = _QUOTED.match(line, place)
            stop = match.end() if match else len(line)
            self._parts.append(line[place:stop])
            if stop == len(line):
                return False
            self.fields.append(b"".join(self._parts).replace(b'""', b'"'))
            self._parts = None
            place = stop + 1
            if place >= end:
                return True
            if line[place : place + 1] != self._delimiter:
                raise _Quotes(f"a quote in field {len(self.fields)} is followed by text; a quote inside quotes has to be doubled")
            place += 1
