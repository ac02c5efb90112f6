"""Which of many spans overlap a place in the text, at a cost that does not grow with how many there are: a book has thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

_BLOCK = 9
"""Spans are filed by stretches of 2 to the power of this many characters, some three sentences."""


class Overlaps(Generic[T]):
    """Spans of a text, each with something that belongs to it."""

    def __init__(self, spans: Iterable[tuple[int, int, T]] = ()) -> None:
        self._spans: list[tuple[int, int, T]] = []
        self._blocks: dict[int, list[int]] = defaultdict(list)
        for start, end, item in spans:
            self.add(start, end, item)

    def add(self, start: int, end: int, item: T) -> None:
        """Add a span, end exclusive."""
        for block in range(start >> _BLOCK, (max(start, end - 1) >> _BLOCK) + 1):
            self._blocks[block].append(len(self._spans))
        self._spans.append((start, end, item))

    def at(self, start: int, end: int) -> list[T]:
        """What belongs to the spans that overlap the characters from `start` to `end`, in the order in which they were added."""
        blocks, spans = self._blocks, self._spans
        first, last = start >> _BLOCK, max(start, end - 1) >> _BLOCK
        if first == last:
            places: Iterable[int] = blocks.get(first, ())
        else:
            places = sorted({place for block in range(first, last + 1) for place in blocks.get(block, ())})
        return [item for a, b, item in (spans[place] for place in places) if a < end and start < b]
