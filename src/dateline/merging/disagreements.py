"""Fields on which reports differ: every version with its holders, and whether they can all be right."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from dateline.merging.barring import ANOTHER_PLACE_KM, kilometres
from dateline.merging.choosing import Held
from dateline.merging.features import Period
from dateline.merging.model import Disagreement, Version
from dateline.merging.told import together
from dateline.model import Magnitude, Where


def disagreement(
    field: str, rule: str, held: Sequence[Held[Any]], chosen: Hashable, shown: Callable[[Any], Any], *, disputed: bool
) -> Disagreement | None:
    """The versions of a field, or None where all that hold one hold the same."""
    versions: dict[Hashable, list[Held[Any]]] = {}
    for h in held:
        versions.setdefault(h.same, []).append(h)
    if len(versions) < 2:
        return None
    return Disagreement(field, rule, disputed, tuple(_version(found, same == chosen, shown) for same, found in versions.items()))


def _version(found: Sequence[Held[Any]], chosen: bool, shown: Callable[[Any], Any]) -> Version:
    days = sorted(h.told.day for h in found if h.told.day)
    return Version(
        value=shown(found[0].value),
        holders=together([h.holder for h in found]),
        mentions=tuple(dict.fromkeys(h.told.mention.id for h in found)),
        sources=tuple(sorted({h.told.origin.key for h in found})),
        first_reported=days[0] if days else None,
        last_reported=days[-1] if days else None,
        chosen=chosen,
    )


def figures_disputed(held: Sequence[Held[Magnitude]], apart: float) -> bool:
    """Whether figures contradict each other: told on one day by two, or lower later. A count that only rises is none."""
    distinct = {(h.same, h.told.news_day, h.holder.kind, h.holder.name, h.holder.code): h for h in held}
    for one, other in itertools.combinations(distinct.values(), 2):
        if _meet(one.value, other.value, apart):
            continue
        day, another = one.told.news_day, other.told.news_day
        if not day or not another or day == another:
            if (one.holder.kind, one.holder.name, one.holder.code) != (other.holder.kind, other.holder.name, other.holder.code):
                return True
        elif (day < another) == (one.size > other.size):
            return True
    return False


def _meet(a: Magnitude, b: Magnitude, apart: float) -> bool:
    """Whether two figures can be of one thing: their bounds meet, or miss each other by little."""
    if a.unit != b.unit:
        return True  # money in two currencies, a duration in hours and days: not compared
    low = max(_or(a.low, 0.0), _or(b.low, 0.0))
    high = min(_or(a.high, float("inf")), _or(b.high, float("inf")))
    return low <= high or low - high <= apart * low


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def periods_disputed(periods: Sequence[Period], days: int) -> bool:
    """Whether two stated times cannot both be right."""
    known = [(p.first, p.last) for p in periods if p.stated and p.first is not None and p.last is not None]
    return bool(known) and max(first for first, _ in known) > min(last for _, last in known) + days


def places_disputed(places: Sequence[Where]) -> bool:
    """Whether two places cannot both be the event's."""
    for a, b in itertools.combinations({(p.geonames_id, p.name): p for p in places}.values(), 2):
        if a.country is not None and b.country is not None and a.country != b.country:
            return True
        apart = kilometres(a, b) if "country" not in (a.precision, b.precision) and "admin1" not in (a.precision, b.precision) else None
        if apart is not None and apart > ANOTHER_PLACE_KM:
            return True
    return False
