"""A coded record against a table of happenings (ACLED, UCDP): matched one to one by actor, days and distance.

Such a table is no full gold: it lists what its coders chose, out of other sources. Recall says how much of it the record has; precision is
taken only over what the table could have listed: plain facts of its types, in its period and its countries.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.scoring.bootstrap import SAMPLES, SEED
from dateline.scoring.happenings import Happening
from dateline.scoring.measures import Counts, Key, km, prf_of, ratio
from dateline.scoring.model import Miss, Observed, Scores, Task
from dateline.scoring.names import agree
from dateline.scoring.score import assess


@dataclass(frozen=True, slots=True)
class Window:
    """How far apart two tellings of one happening may be: days between the nearest bounds, and kilometres."""

    days: int = 2
    km: float = 50.0


@dataclass(frozen=True, slots=True)
class _Match:
    """A table's row and a coded event that may be one: how alike, and in what."""

    actors: int
    typed: bool
    days: int
    km: float | None


def score_table(
    form: str, gold: Sequence[Happening], coded: Sequence[Happening], window: Window, *, samples: int = SAMPLES, seed: int = SEED
) -> Scores:
    """The figures of a coded record against a table of happenings; `texts` is the number of its rows."""
    task = Task(form, ("events",), lambda *_: [], _figures)
    scope = [c for c in coded if _in_scope(c, _Scope.of(gold, window))]
    scores = assess(task, _observe(gold, scope, coded, window), samples=samples, seed=seed, more={"coded_events": len(coded)})
    return dataclasses.replace(scores, texts=len(gold))


@dataclass(frozen=True, slots=True)
class _Scope:
    first: dt.date
    last: dt.date
    countries: frozenset[str]
    types: frozenset[str]

    @classmethod
    def of(cls, gold: Sequence[Happening], window: Window) -> _Scope:
        margin = dt.timedelta(days=window.days)
        return cls(
            min(g.first for g in gold) - margin,
            max(g.last for g in gold) + margin,
            frozenset(g.country for g in gold if g.country),
            frozenset(t for g in gold for t in g.types),
        )


def _in_scope(c: Happening, scope: _Scope) -> bool:
    return c.last >= scope.first and c.first <= scope.last and c.country in scope.countries and bool(c.types & scope.types)


def _observe(gold: Sequence[Happening], scope: Sequence[Happening], coded: Sequence[Happening], window: Window) -> list[Observed]:
    """One unit a month and country: events of one place and time hang together."""
    counts: dict[str, Counter[Key]] = {}
    confusions: dict[str, Counter[tuple[str, str, str]]] = {}
    misses: dict[str, list[Miss]] = {}

    def at(h: Happening) -> tuple[Counter[Key], Counter[tuple[str, str, str]], list[Miss]]:
        unit = f"{h.first:%Y-%m} {h.country or '?'}"
        return counts.setdefault(unit, Counter()), confusions.setdefault(unit, Counter()), misses.setdefault(unit, [])

    matched = _matched(gold, coded, window)
    hit_by = {j: i for i, (j, _) in matched.items()}
    inside = {id(c) for c in scope}
    for i, g in enumerate(gold):
        count, confused, missed = at(g)
        count["event", "", "gold"] += 1
        count["event", g.label, "gold"] += 1
        if i not in matched:
            confused["type", g.label, "–"] += 1
            missed.append(Miss("missed", g.source, _line(g), "nothing"))
            continue
        j, match = matched[i]
        count["event", "", "right"] += 1
        count["event", g.label, "right"] += 1
        confused["type", g.label, min(coded[j].types)] += 1
        missed += _compare(count, g, coded[j], match)
    for j, c in enumerate(coded):
        if j not in hit_by and id(c) not in inside:
            continue  # the table could not have listed it
        count, confused, missed = at(gold[hit_by[j]] if j in hit_by else c)
        count["event", "", "coded"] += 1
        if j not in hit_by:
            confused["type", "–", min(c.types)] += 1
            missed.append(Miss("not in the table", c.source, "nothing", _line(c)))
    return [Observed(unit, counts[unit], confusions[unit], tuple(misses[unit])) for unit in sorted(counts)]


def _matched(gold: Sequence[Happening], coded: Sequence[Happening], window: Window) -> dict[int, tuple[int, _Match]]:
    """The likest pairs first, each row and each event once. Equal likeness goes by the order of the table, then of the record."""
    by_day: dict[dt.date, list[int]] = {}
    longest = max(((c.last - c.first).days for c in coded), default=0)
    for j, c in enumerate(coded):
        by_day.setdefault(c.first, []).append(j)
    pairs = []
    for i, g in enumerate(gold):
        # Only events whose first day is near can be near: others need not be looked at.
        day, until = g.first - dt.timedelta(days=window.days + longest), g.last + dt.timedelta(days=window.days)
        for j in (j for first in _days(day, until, by_day) for j in by_day[first]):
            match = _match(g, coded[j], window)
            if match is not None:
                near = match.km if match.km is not None else window.km
                pairs.append(((-match.actors - match.typed, match.days, near), i, j, match))
    pairs.sort(key=lambda pair: pair[:3])
    found: dict[int, tuple[int, _Match]] = {}
    taken: set[int] = set()
    for _, i, j, match in pairs:
        if i not in found and j not in taken:
            found[i] = (j, match)
            taken.add(j)
    return found


def _days(first: dt.date, last: dt.date, by_day: Mapping[dt.date, Sequence[int]]) -> list[dt.date]:
    if (last - first).days > len(by_day):
        return sorted(day for day in by_day if first <= day <= last)
    return [day for n in range((last - first).days + 1) if (day := first + dt.timedelta(days=n)) in by_day]


def _match(g: Happening, c: Happening, window: Window) -> _Match | None:
    days = max(0, (g.first - c.last).days, (c.first - g.last).days)
    if days > window.days:
        return None
    actors = sum(any(agree(side, other) for other in c.sides) for side in g.sides[:4])
    typed = bool(g.types & c.types)
    if not actors or not typed:
        return None
    if g.point is not None and c.point is not None:
        distance = km(*g.point, *c.point)
        # A region's point may lie far from a town in it: there the country decides.
        vague = not (g.exact_place and c.exact_place)
        if distance > window.km and not (vague and g.country is not None and g.country == c.country):
            return None
        return _Match(actors, typed, days, distance)
    if c.country is None:
        # Nothing says where: then both sides must be the row's.
        return _Match(actors, typed, days, None) if actors > 1 else None
    return _Match(actors, typed, days, None) if g.country == c.country else None


def _compare(counts: Counter[Key], g: Happening, c: Happening, match: _Match) -> list[Miss]:
    """The fields of a matched pair, each counted where both say something."""
    fields = [
        ("every actor", True, match.actors == len(g.sides[:4])),
        ("same day", g.exact_day and c.exact_day, match.days == 0),
        ("within 25 km", match.km is not None and g.exact_place and c.exact_place, (match.km or 0) <= 25),
    ]
    if g.deaths is not None and c.deaths is not None:
        fields.append(("deaths", True, _meet(g.deaths, c.deaths)))
    misses = []
    for field, said, good in fields:
        if not said:
            continue
        for what, n in (("gold", 1), ("coded", 1), ("right", int(good))):
            counts[field, "", what] += n
        if not good:
            misses.append(Miss(f"not: {field}", g.source, _line(g), _line(c) + f" [{c.source}]"))
    return misses


def _meet(one: tuple[float | None, float | None], other: tuple[float | None, float | None]) -> bool:
    low = max(n for n in (one[0], other[0], 0.0) if n is not None)
    high = min(n for n in (one[1], other[1], float("inf")) if n is not None)
    return low <= high


def _line(h: Happening) -> str:
    day = f"{h.first}" if h.first == h.last else f"{h.first} to {h.last}"
    deaths = ""
    if h.deaths is not None:
        low, high = ("?" if n is None else f"{n:g}" for n in h.deaths)
        deaths = f"; deaths {low}" + (f" to {high}" if high != low else "")
    return f"{day} {h.words} ({h.country or 'country unknown'}){deaths}"


def _figures(counts: Counts) -> dict[str, Any]:
    """Precision, recall and F1 of events, and of each field over the matched ones."""
    found: dict[str, Any] = {"n": int(counts.get(("event", "", "gold"), 0)), "event": prf_of(counts, "event")}
    for field in ("every actor", "same day", "within 25 km", "deaths"):
        said = counts.get((field, "", "gold"), 0)
        found[field.replace(" ", "_")] = ratio(counts.get((field, "", "right"), 0), said) if said else None
    return found
