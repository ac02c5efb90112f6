"""Groups of mentions by average likeness: two groups become one while what they have in common, on average, reaches the threshold.

The most alike are joined first, ties by the order of the mentions, so that the order of the reports decides nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

Pair = tuple[int, int]

_SPEAKERS = 20
"""Mentions that speak for a group when it is compared: more would cost much and change little."""


def clusters(number: int, scored: Sequence[tuple[Pair, float]], likeness: Callable[[int, int], float], threshold: float) -> list[list[int]]:
    """The mentions 0 … `number` - 1 in groups, each sorted, in the order of their first. `likeness` is asked for pairs not in `scored`."""
    known: dict[Pair, float] = dict(scored)

    def between(a: int, b: int) -> float:
        pair = (a, b) if a < b else (b, a)
        if pair not in known:
            known[pair] = likeness(*pair)
        return known[pair]

    def average(a: int, b: int) -> float:
        one, other = members[a][:_SPEAKERS], members[b][:_SPEAKERS]
        return sum(between(i, j) for i in one for j in other) / (len(one) * len(other))

    members: dict[int, list[int]] = {i: [i] for i in range(number)}
    near: dict[int, set[int]] = {i: set() for i in range(number)}
    version = [0] * number
    heap: list[tuple[float, int, int, int, int]] = []
    for (a, b), value in scored:
        if value >= threshold:
            near[a].add(b)
            near[b].add(a)
            heap.append((-value, a, b, 0, 0))
    heapq.heapify(heap)
    while heap:
        _, a, b, version_a, version_b = heapq.heappop(heap)
        if a not in members or b not in members or version[a] != version_a or version[b] != version_b:
            continue
        members[a] = sorted(members[a] + members.pop(b))  # a group is called by its first member, and a < b
        version[a] += 1
        around = (near[a] | near.pop(b)) - {a, b}
        near[a] = around
        for other in sorted(around):
            near[other].discard(b)
            near[other].add(a)
            value = average(a, other)
            if value >= threshold:
                low, high = min(a, other), max(a, other)
                heapq.heappush(heap, (-value, low, high, version[low], version[high]))
    return [members[first] for first in sorted(members)]
