"""Which mentions are compared at all: those that share something telling, so that the work does not grow with the square of the reports.

Mentions are compared within a report, between reports that tell much the same story, and wherever the same two participants do the same
or the same happens at one place. A crowd that shares one such thing is sorted by day, and each is compared with those next to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from dateline.merging.features import Features, Material
from dateline.merging.words import Vector, cosine

_TELLING = 30
"""Words of a report by which reports that tell its story are found: the weightiest."""
_CROWD = 400
"""Reports that may share a word before it is too common to find stories by."""
_NEIGHBOURS = 40
"""Reports that each is compared with: those that tell the most like it."""
_WINDOW = 60
"""Mentions that each of a crowd is compared with on either side."""

Pair = tuple[int, int]


def stories(vectors: Sequence[Vector], least: float) -> dict[Pair, float]:
    """The cosine of every two reports that share telling words and reach `least`; for each report those most like it."""
    having: dict[str, list[int]] = defaultdict(list)
    telling = [sorted(v, key=lambda w, v=v: (-v[w], w))[:_TELLING] for v in vectors]  # type: ignore[misc]
    for number, words in enumerate(telling):
        for word in words:
            having[word].append(number)
    found: dict[Pair, float] = {}
    for number, words in enumerate(telling):
        shared: dict[int, float] = defaultdict(float)
        for word in words:
            others = having[word]
            if len(others) <= _CROWD:
                for other in others:
                    shared[other] += vectors[number][word] * vectors[other][word]
        shared.pop(number, None)
        near = sorted(shared, key=lambda o, s=shared: (-s[o], o))[:_NEIGHBOURS]  # type: ignore[misc]
        for other in near:
            pair = (min(number, other), max(number, other))
            if pair not in found:
                found[pair] = cosine(vectors[number], vectors[other])
    return {pair: value for pair, value in found.items() if value >= least}


def pairs(material: Material, alike: dict[Pair, float]) -> list[Pair]:
    """The pairs of mentions worth comparing, by their places in `material`, sorted."""
    mentions = material.mentions
    found: set[Pair] = set()
    by_report: dict[int, list[int]] = defaultdict(list)
    for i, m in enumerate(mentions):
        by_report[m.report].append(i)
    for inside in by_report.values():
        found.update(_comparable(mentions, inside, inside))
    for a, b in sorted(alike):
        found.update(_comparable(mentions, by_report[a], by_report[b]))
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for i, m in enumerate(mentions):
        for block in _blocks(m):
            blocks[block].append(i)
    for members in blocks.values():
        members.sort(key=lambda i: (_day(mentions[i]), mentions[i].key))
        for place, i in enumerate(members):
            found.update(
                (min(i, j), max(i, j)) for j in members[place + 1 : place + 1 + _WINDOW] if mentions[i].reality == mentions[j].reality
            )
    return sorted(found)


def _comparable(mentions: Sequence[Features], some: Sequence[int], others: Sequence[int]) -> Iterator[Pair]:
    for i in some:
        for j in others:
            if i < j or some is not others:
                a, b = mentions[i], mentions[j]
                if a.reality == b.reality and (
                    a.trigger & b.trigger or a.mention.type == b.mention.type or a.mention.quad == b.mention.quad
                ):
                    yield min(i, j), max(i, j)


def _blocks(m: Features) -> Iterator[Hashable]:
    """What a mention shares with others of its event, whatever the words of their reports."""
    kind = m.mention.type
    for pair in sides(m):
        yield kind, pair
    if m.place is not None and m.place.precision != "country":
        yield kind, m.place.geonames_id or m.place.name.casefold()


def sides(m: Features) -> Iterator[tuple[str, ...]]:
    """Each two participants of the two sides, by id or country, in either order."""
    actors, recipients = ({p.ident or p.country for p in side} - {None} for side in (m.actors, m.recipients))
    yield from sorted({tuple(sorted((str(a), str(b)))) for a in actors for b in recipients})


def _day(m: Features) -> int:
    return m.period.first or m.period.last or 0
