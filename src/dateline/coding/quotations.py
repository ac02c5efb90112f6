"""Where words are quoted: the pairs of quotation marks of a report, over sentences and paragraphs.

News writes “curly”, "straight" and ''doubled'' marks, and 'single' ones in headlines. A quotation that runs over several paragraphs opens
each of them with a mark and closes only the last. Only the text is looked at, not the parse, since sentences end inside quotations.
"""

from __future__ import annotations

import re
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


def _of_line(text: str, start: int, end: int) -> list[Quotation]:
    doubles: list[tuple[int, int, str]] = []
    singles: list[tuple[int, int, str]] = []
    for mark in _MARK.finditer(text, start, end):
        (singles if mark[0] in _SINGLE else doubles).append((mark.start(), mark.end(), mark[0]))
    found = _pairs(text, doubles, start, end)
    outside = [m for m in singles if not any(q.start <= m[0] < q.end for q in found)]
    return sorted([*found, *(q for q in _pairs(text, outside, start, end) if not q.open)], key=lambda q: q.start)


def _pairs(text: str, marks: list[tuple[int, int, str]], start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, int] | None = None
    for first, last, mark in marks:
        opens = _opens(text, first, last, mark, start, end)
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


def _opens(text: str, first: int, last: int, mark: str, start: int, end: int) -> bool:
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    before = text[first - 1] if first > start else " "
    after = text[last] if last < end else " "
    return (before in _BEFORE_OPENING or before in "'\u2018") and not after.isspace()
