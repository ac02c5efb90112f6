"""Sentence boundaries: sentencex, mended where news writes what it does not expect."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from dateline.model import Span
from dateline.reading.datelines import recognise

_AFTER_TIME_OF_DAY = re.compile(r"\b[ap]\.m\.\s*$", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)\b|(?:GMT|UTC|ET|EST|EDT|PT|PST|PDT|CET|CEST|BST|Eastern|local)\b)"
)
_AFTER_INITIAL = re.compile(r"(?:^|\s)(?:U\.S|U\.K|U\.N|D\.C|[A-Z])\.\s*$")
_LONGEST = 2000
"""Characters. A longer "sentence" is a table or has no punctuation; it is cut at white space so that parsing stays linear."""


def split(text: str) -> list[Span]:
    """The sentences of a text as spans without surrounding white space; together they cover all but white space, in order.

    The place line of an agency ("NAIROBI, Kenya (AP) -") is a span of its own, so that it is no part of who acts in the sentence after
    it. A line break ends a sentence, unless the next line plainly goes on with it (hard-wrapped text: it begins in lower case).
    """
    line = recognise(text)
    if line is None:
        return list(_sentences(text, 0))
    return [*_sentences(text[: line.start], 0), Span(line.start, line.end), *_sentences(text[line.end :], line.end)]


def _sentences(text: str, start: int) -> Iterator[Span]:
    """The sentences of a part of a text that begins at `start`."""
    held = ""
    for line in text.splitlines(keepends=True):
        if held and not held.isspace() and not _wraps(held, line):
            yield from _split_line(held, start)
            start, held = start + len(held), line
        elif held.isspace():
            start, held = start + len(held), line
        else:
            held += line
    if held and not held.isspace():
        yield from _split_line(held, start)


def _wraps(line: str, following: str) -> bool:
    """Whether the following line goes on with a sentence that this one left open."""
    return following[:1].islower() and not line.rstrip().endswith((".", "!", "?", ":", '"', "\u201d"))


def _split_line(line: str, offset: int) -> list[Span]:
    pieces: list[list[int]] = []
    at = 0
    for piece in sentencex.segment("en", line):
        end = at + len(piece)
        if pieces and _belongs_together(line[pieces[-1][0] : at], piece):
            pieces[-1][1] = end
        else:
            pieces.append([at, end])
        at = end
    spans = []
    for begin, end in pieces:
        for first, last in _cut(line, begin, end):
            inside = line[first:last]
            lead = len(inside) - len(inside.lstrip())
            body = inside.strip()
            if body:
                spans.append(Span(offset + first + lead, offset + first + lead + len(body)))
    return spans


def _belongs_together(before: str, after: str) -> bool:
    """Whether a boundary between the two is a mistake: "5 p.m. | Wednesday", "the U.S. | Senate"."""
    if _AFTER_TIME_OF_DAY.search(before):
        return bool(_GOES_ON.match(after))
    if _AFTER_INITIAL.search(before):
        return after[:1].islower()
    return after[:1].islower() and before.rstrip().endswith(".") and not before.rstrip().endswith("..")


def _cut(line: str, begin: int, end: int) -> list[tuple[int, int]]:
    if end - begin <= _LONGEST:
        return [(begin, end)]
    cuts = []
    while end - begin > _LONGEST:
        space = line.rfind(" ", begin + _LONGEST // 2, begin + _LONGEST)
        stop = space if space > begin else begin + _LONGEST
        cuts.append((begin, stop))
        begin = stop
    cuts.append((begin, end))
    return cuts
