"""Reports that are one text: printed again as it came from an agency, cut from below, or with a new headline.

MinHash finds the pairs that may share many words in a row; the share itself is then counted exactly, so that chance decides nothing.
"""

from __future__ import annotations

import functools

import rensa

from dateline.merging.rules import CopyRules
from dateline.merging.words import tokens

_HASHES = 32
"""Permutations. Two texts are candidates if they agree under one of them: 97 of 100 pairs that share a tenth of their words in a row, so
that a copy cut to a paragraph is found too; texts that share none do not agree."""
_SEED = 1

Shingles = frozenset[str]


@functools.lru_cache(maxsize=1024)
def shingles(text: str, size: int) -> Shingles:
    """Every `size` words in a row; a shorter text is one of its own. Case and punctuation do not count. Answers are kept for a while."""
    words = tokens(text)
    if not words:
        return frozenset()
    return frozenset(" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def are_copies(one: Shingles, other: Shingles, rules: CopyRules) -> bool:
    """Whether two texts share so many words in a row that one was made from the other."""
    if not one or not other:
        return False
    shared = len(one & other)
    return shared >= rules.jaccard * (len(one) + len(other) - shared) or shared >= rules.containment * min(len(one), len(other))


def digest(found: Shingles) -> tuple[int, ...]:
    """The least hash under each permutation; empty where there are no words."""
    if not found:
        return ()
    made = rensa.RMinHash(num_perm=_HASHES, seed=_SEED)
    made.update(sorted(found))
    least: list[int] = made.digest()
    return tuple(least)
