"""Reports that are one text: printed again as it came from an agency, cut from below, or with a new headline.

MinHash finds the pairs that may share many words in a row; the share itself is then counted exactly, so that chance decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import rensa

from dateline.merging.rules import CopyRules
from dateline.merging.words import tokens
from dateline.model import Report

_HASHES = 64
"""Permutations. Two texts are candidates if they agree under one of them: 97 of 100 pairs that share a twentieth of their words in a row,
so that a copy cut to a paragraph is found too; texts that share none do not agree."""
_SEED = 1
_CROWD = 200
"""Reports that agree under a permutation, such as by a notice that all of an outlet's reports end with; beyond, each is compared with the
first of them and with its neighbours alone."""

Shingles = frozenset[str]


def groups(reports: Sequence[Report], rules: CopyRules) -> list[int]:
    """For each report the place of the first of its copies (its own if it has none). `reports` are in the order of their ids."""
    shingled = [shingles(r.text, rules.shingle) for r in reports]
    parent = list(range(len(reports)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in _candidates(shingled):
        a, b = root(i), root(j)
        if a != b and are_copies(shingled[i], shingled[j], rules):
            parent[max(a, b)] = min(a, b)
    return [root(i) for i in range(len(reports))]


def shingles(text: str, size: int) -> Shingles:
    """Every `size` words in a row; a shorter text is one of its own. Case and punctuation do not count."""
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


def _candidates(shingled: Sequence[Shingles]) -> list[tuple[int, int]]:
    """Pairs that have the same least hash under one of the permutations."""
    having: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, found in enumerate(shingled):
        if found:
            for place, value in enumerate(_digest(found)):
                having[place, value].append(number)
    pairs: set[tuple[int, int]] = set()
    for members in having.values():
        for place, i in enumerate(members):
            near = members[place + 1 :] if len(members) <= _CROWD else (*members[:1], *members[place + 1 : place + 4])
            pairs.update((min(i, j), max(i, j)) for j in near if i != j)
    return sorted(pairs)


def _digest(found: Shingles) -> list[int]:
    made = rensa.RMinHash(num_perm=_HASHES, seed=_SEED)
    made.update(sorted(found))
    digest: list[int] = made.digest()
    return digest
