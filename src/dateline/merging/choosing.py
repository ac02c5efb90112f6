"""The named rules by which one of several versions is chosen. A rule sees what is held, by which sources and when; never the field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dateline.merging.model import Holder
from dateline.merging.told import Told

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """What one mention says of a field: `same` is equal for equal versions; `width` smaller for a more precise one; `size` a figure's."""

    value: T
    same: Hashable
    told: Told
    holder: Holder
    width: float = 0.0
    size: float = 0.0


def choose(rule: str, held: Sequence[Held[T]]) -> Held[T]:
    """The one that the rule prefers, out of at least one in the order of their publication; ties go as `majority` has them."""
    votes = _votes(held)

    def preference(item: Held[T]) -> tuple[object, ...]:
        sources, mentions = votes[item.same]
        often = (-sources, item.width, -mentions, -item.told.mention.confidence, item.told.order)
        first: tuple[object, ...] = _FIRST[rule](item) if rule in _FIRST else ()
        return (*first, *often)

    if rule == "median":
        ordered = sorted(held, key=lambda h: (h.size, *preference(h)))
        return ordered[(len(ordered) - 1) // 2]
    if rule == "latest":
        # The news of the last day; what has no date counts as first.
        last = max(h.told.news_day for h in held)
        return min((h for h in held if h.told.news_day == last), key=preference)
    if rule == "earliest":
        first_day = min(h.told.news_day for h in held)
        return min((h for h in held if h.told.news_day == first_day), key=preference)
    return min(held, key=preference)


_FIRST: dict[str, Callable[[Held[Any]], tuple[float, ...]]] = {
    "most-precise": lambda h: (h.width,),
    "most-confident": lambda h: (-h.told.mention.confidence,),
    "highest": lambda h: (-h.size,),
    "lowest": lambda h: (h.size,),
}
"""What a rule looks at before the votes."""


def _votes(held: Sequence[Held[T]]) -> dict[Hashable, tuple[int, int]]:
    """For each version the independent sources and the mentions that hold it."""
    sources: dict[Hashable, set[str]] = defaultdict(set)
    mentions: dict[Hashable, int] = defaultdict(int)
    for h in held:
        sources[h.same].add(h.told.origin.key)
        mentions[h.same] += 1
    return {same: (len(sources[same]), mentions[same]) for same in sources}
