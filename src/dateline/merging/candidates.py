"""Which reports are looked at together at all: those that share something telling, within days of each other.

Every report has blocks, each a thing that it may share with another: many words in a row, telling words of its story, an event's word with
those who take part or the place, a plan, a visit. Two reports are looked at if they share one, or two words of their stories. Whether they
have to do with each other is then decided by looking at the two alone (`relating.py`): neither depends on any other report, so that adding
some changes nothing among the rest.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.merging.features import Drawn, Features
from dateline.merging.rules import Rules

STORY_DAYS = 30
"""Days between which two reports may be of one story, or copies of one text."""
_NEWS_DAYS = 7
"""Days before publication in which is looked for what another report, of another story, tells without a date."""
ENOUGH = 2
"""The weight of shared blocks from which on two reports are looked at."""

Side = Literal["both", "told", "asked"]


@dataclass(frozen=True, slots=True)
class Block:
    """Something that reports may share, between two days (ordinals; None: open). `weight`: how much it says that they be looked at.

    `asked` finds what others have `told`; `both` is both.
    """

    key: int
    weight: int
    first: int | None
    last: int | None
    side: Side = "both"


def blocks(report: Drawn, rules: Rules) -> list[Block]:
    """The blocks of a report, each once."""
    found = dict.fromkeys(_blocks(report, rules))
    return list(found)


def _blocks(report: Drawn, rules: Rules) -> Iterator[Block]:
    until = None if report.day is None else report.day + STORY_DAYS
    for place, value in enumerate(report.digest):
        yield Block(_key("copy", place, value), 2, report.day, until)
    for word in sorted(report.telling):
        yield Block(_key("word", word), 1, report.day, until)
    for m in report.mentions:
        first, last = _days(m, report.day)
        meets = None if last is None else last + rules.weights.days
        for key in shared_keys(m):
            yield Block(_key("deed", *key), 2, first, meets)
        pairs = list(sides(m))
        if m.reality == "fact":
            for pair in pairs:
                yield Block(_key("fact", m.mention.type, *pair), 2, first, meets, "told")
                yield Block(_key("plan", m.mention.type, *pair), 2, first, meets, "asked")
        for kind in planned(m):
            for pair in pairs:
                yield Block(_key("plan", kind, *pair), 2, first, meets, "told")
                yield Block(_key("fact", kind, *pair), 2, first, meets, "asked")
        if m.period.stated and m.period.first is not None and m.period.last is not None:
            told: tuple[tuple[str, Side], ...] = ()
            if is_whole(m.mention.type, m.mention.mode, rules):
                told = (("whole", "told"), ("part", "asked"))
            elif m.mention.type in rules.parts:
                told = (("part", "told"), ("whole", "asked"))
            for name, side in told:
                for pair in pairs:
                    yield Block(_key(name, *pair), 2, m.period.first, m.period.last, side)


def shared_keys(m: Features) -> Iterator[tuple[str, ...]]:
    """What a mention shares with others of its event, whatever the words of their reports: its word with two who take part, or a place."""
    where = None
    if m.place is not None and m.place.precision != "country":
        where = str(m.place.geonames_id or m.place.name.casefold())
    pairs = list(sides(m))
    for word in sorted(m.trigger):
        for pair in pairs:
            yield ("with", word, *pair)
        if where is not None:
            yield ("at", word, where)


def _days(m: Features, published: int | None) -> tuple[int | None, int | None]:
    """The days in which the same event is looked for in other stories. What is not dated is looked for in the week before publication."""
    if m.period.stated or m.reality == "plan" or published is None:
        return m.period.first, m.period.last
    return published - _NEWS_DAYS, published


def sides(m: Features) -> Iterator[tuple[str, str]]:
    """Each two participants of the two sides, by id or country, in either order."""
    actors, recipients = ({p.ident or p.country for p in side} - {None} for side in (m.actors, m.recipients))
    yield from sorted({(min(a, b), max(a, b)) for a in map(str, actors) for b in map(str, recipients)})


def planned(m: Features) -> tuple[str, ...]:
    """The type of what a mention plans or promises, if it does."""
    if m.reality == "plan":
        return (m.mention.type,)
    return (m.mention.act.type,) if m.mention.act is not None else ()


def is_whole(kind: str, mode: str | None, rules: Rules) -> bool:
    """Whether an event of this type and mode has parts: a visit."""
    return kind in rules.wholes or f"{kind}/{mode}" in rules.wholes


def _key(*parts: str | int) -> int:
    """A number of 63 bits that stands for these parts."""
    text = "\0".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def looked_at(found: Sequence[Iterable[Block]]) -> list[tuple[int, int]]:
    """The pairs of reports that are looked at, by their places, sorted: what a store finds with a query (`store/graph.py`)."""
    having: dict[int, list[tuple[int, Block]]] = defaultdict(list)
    for number, blocks_of in enumerate(found):
        for block in blocks_of:
            having[block.key].append((number, block))
    weights: dict[tuple[int, int], int] = defaultdict(int)
    for sharing in having.values():
        for place, (i, a) in enumerate(sharing):
            for j, b in sharing[place + 1 :]:
                if i != j and (a.side == "both" or a.side != b.side) and _meet(a, b):
                    weights[(i, j) if i < j else (j, i)] += a.weight
    return sorted(pair for pair, weight in weights.items() if weight >= ENOUGH)


def _meet(a: Block, b: Block) -> bool:
    return (a.first is None or b.last is None or a.first <= b.last) and (b.first is None or a.last is None or b.first <= a.last)
