"""Where words are quoted: the pairs of quotation marks of a report, over sentences and paragraphs.

News writes “curly”, "straight" and ''doubled'' marks, and 'single' ones in headlines. A quotation that runs over several paragraphs opens
each of them with a mark and closes only the last. Only the text is looked at, not the parse, since sentences end inside quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(r"[\"\u201c\u201d\u201e\u201f\u00ab\u00bb]|''|``|(?<!\w)[\u2018'](?=[\w\u2026])|(?<=[\w,.!?\u2026])[\u2019'](?![\w])")
_OPENING = frozenset({"\u201c", "\u00ab", "``", "\u2018", "\u201e"})
_CLOSING = frozenset({"\u201d", "\u00bb", "\u2019"})
_SINGLE = frozenset({"'", "\u2018", "\u2019"})
_BEFORE_OPENING = frozenset(" \t\n\u00a0([{-\u2013\u2014\u2015")
_LONGEST = 4000
"""Characters of one quotation; marks further apart are no pair."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words, from the opening mark to the end of the closing one. `open` where the paragraph ends without a closing mark."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    open: bool = False


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a text, in order. Single marks count only outside double ones, and only as a pair in one line."""
    found: list[Quotation] = []
    at = 0
    for line in text.splitlines(keepends=True):
        found.extend(_of_line(text, at, at + len(line.rstrip())))
        at += len(line)
    return found


def quotation_at(quotes: Sequence[Quotation], starts: Sequence[int], at: int) -> Quotation | None:
    """The quotation in which a character stands, marks included; `starts` are where the quotations start, in order."""
    place = bisect_right(starts, at) - 1
    return quotes[place] if place >= 0 and at < quotes[place].end else None


def _of_line(text: str, start: int, end: int) -> list[Quotation]:
    doubles: list[tuple[int, int, str]] = []
    singles: list[tuple[int, int, str]] = []
    for mark in _MARK.finditer(text, start, end):
        (singles if mark[0] in _SINGLE else doubles).append((mark.start(), mark.end(), mark[0]))
    found = _nested(doubles) or _pairs(text, doubles, start, end)
    outside = [m for m in singles if not any(q.start <= m[0] < q.end for q in found)]
    return sorted([*found, *(q for q in _pairs(text, outside, start, end) if not q.open and not _touches(q, found))], key=lambda q: q.start)


def _touches(q: Quotation, others: Sequence[Quotation]) -> bool:
    return any(q.start < o.end and o.start < q.end for o in others)


def _nested(marks: list[tuple[int, int, str]]) -> list[Quotation]:
    """The outermost pairs of a line whose curly marks all have their partner: “He said “never” twice.” Else nothing.

    Straight marks may stand inside curly ones; where one stands outside, the line is not told by its curly marks alone.
    """
    found: list[Quotation] = []
    opened: list[tuple[int, int]] = []
    for first, last, mark in marks:
        if mark == "\u201c":
            opened.append((first, last))
        elif mark == "\u201d" and opened:
            begun, inner = opened.pop()
            if not opened and first > inner:
                found.append(Quotation(begun, last, inner, first))
        elif not opened:
            return []
    return found if not opened and all(q.end - q.start <= _LONGEST for q in found) else []


def _pairs(text: str, marks: list[tuple[int, int, str]], start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, int] | None = None
    for first, last, mark in marks:
        opens = _opens(text, first, last, mark, start, end, opened=opened is not None)
        if opened is None:
            if opens:
                opened = (first, last)
        elif not opens or mark not in _OPENING:
            if last - opened[0] <= _LONGEST and first > opened[1]:
                found.append(Quotation(opened[0], last, opened[1], first))
            opened = None
        elif first == start:
            opened = (first, last)
    if opened is not None and end - opened[0] <= _LONGEST and end > opened[1]:
        found.append(Quotation(opened[0], end, opened[1], end, open=True))
    return found


def _opens(text: str, first: int, last: int, mark: str, start: int, end: int, *, opened: bool) -> bool:
    before = text[first - 1] if first > start else " "
    after = text[last] if last < end else " "
    if mark in _OPENING:  # a word before it and none behind it: the wrong mark at the end of a quotation
        return not (after.isspace() and (before.isalnum() or before in ",.!?\u2026"))
    if mark in _CLOSING and first != start and opened:
        return False
    return (before in _BEFORE_OPENING or before in "'\u2018") and not after.isspace()
