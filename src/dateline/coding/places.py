"""The places layer: everything named in the text that is a place, an adjective of one, or a power that sits there, and where it lies.

A name that several places bear is decided for the whole report at once (one sense a report, unless the words say otherwise): large places
are likelier, and so are those near, or in the same region or country as, whatever else the report names. Each name first counts for all
that it may mean; in a few rounds the meanings that support each other win. The work grows with the number of names, not with its square:
support is summed in cells of a grid.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, exp, floor, log, log10, radians

from dateline.coding import toponyms
from dateline.coding.toponyms import Toponym
from dateline.coding.who import Who
from dateline.knowledge.places import Gazetteer, Place
from dateline.model import Candidate, PlaceMention, PlaceRole, Report
from dateline.parsing.tree import Sentence

_ROUNDS = 3
_CELL = 1.0
"""Degrees of latitude a cell of the grid has; with its eight neighbours it reaches some 160 km."""
_POPULATION, _NEAR, _REGION, _COUNTRY = 1.0, 1.9, 2.0, 1.5
_ALIAS, _BARE_COUNTY = -2.0, -1.5
_KIND = {"country": 6.0, "admin1": 2.5, "region": 6.5, "water": 6.5, "site": 5.0, "admin2": 0.0, "place": 0.0}
_LARGE_REGION = 1_000_000
_ENOUGH_COUNTRY = 2.0
"""More of one country is no more proof: a report full of Americans may still name the Warsaw of Poland."""
_FAME = 2.5
"""What ten times the people of a metropolis add: the largest cities of the world are named everywhere."""
_CITY, _METROPOLIS = 100_000, 1_000_000
_SMALL_REGION = 2.7
_SEAT = 4.0
"""How much likelier a town is than the region around it that bears its name."""
_COUNTRY_ALIAS = 0.8
_CAPITAL = 2.5
_NOT_CAPITAL = 2.5
"""What a region loses that has the name of its country's capital: *Washington*."""
_COUNTIES = (" county", " parish", " borough")
_CLOSE = 0.25
"""A meaning this likely beside the chosen one is kept as a candidate."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A toponym with the place it means, or None where no table knows it; `confidence` is that of the choice."""

    toponym: Toponym
    place: Place | None
    role: PlaceRole
    confidence: float
    candidates: tuple[Candidate, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class _Sense:
    """All mentions of one name that are read alike."""

    candidates: tuple[Place, ...]
    weight: float
    priors: tuple[float, ...]


def locate(readings: Sequence[tuple[Sentence, Who]], report: Report, gazetteer: Gazetteer) -> tuple[Placed, ...]:
    """Every toponym of the parsed sentences, in order, with the place it means."""
    found = toponyms.find(readings, gazetteer)
    groups: dict[tuple[str, str], list[Toponym]] = defaultdict(list)
    qualified: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for t in found:
        if t.within:
            qualified[t.key].add(tuple(p.number for p in t.within))
    for t in found:
        # what is named once with its region is meant without it elsewhere, unless two regions are named
        only = len(qualified[t.key]) == 1
        sense = "adjective" if t.role == "adjectival" else "" if only or not t.within else str(t.within[0].number)
        groups[t.key, sense].append(t)
    senses = {name: _sense(mentions) for name, mentions in groups.items()}
    chosen = _decide(senses, _scene(report, gazetteer))
    made = []
    for name, mentions in groups.items():
        place, confidence, candidates, reason = chosen[name]
        for t in mentions:
            s, who = readings[t.sentence]
            made.append(Placed(t, place, _role(t, s, who), confidence, candidates, reason))
    return tuple(sorted(made, key=lambda p: (p.toponym.start, p.toponym.end)))


def layer(placed: Sequence[Placed]) -> tuple[PlaceMention, ...]:
    """The places layer of the record."""
    made = []
    for p in placed:
        t, place = p.toponym, p.place
        made.append(
            PlaceMention(
                t.start,
                t.end,
                t.text,
                place.name if place else t.text,
                p.role,
                place.latitude if place else None,
                place.longitude if place else None,
                (place.country or None) if place else None,
                place.geonames_id if place else None,
            )
        )
    return tuple(made)


def _role(t: Toponym, s: Sentence, who: Who) -> PlaceRole:
    """Whether a place is meant, or the power that has its seat there: a country or capital that acts is the latter."""
    if t.role == "adjectival":
        return "adjectival"
    head = s.tokens[t.last]
    if head.dep in ("nsubj", "agent", "nsubjpass", "pobj"):
        match = who.actors.at(s.text, t.start - s.start)
        governor = s.tokens[head.head]
        acts = head.dep == "nsubj" and governor.tag.startswith("VB") and governor.lemma not in ("be", "have")
        by = head.dep == "pobj" and governor.dep == "agent"
        if match is not None and match.form in ("name", "capital") and (acts or by) and any(a.kind == "country" for a in match.actors):
            return "metonymic"
    return "literal"


def _sense(mentions: Sequence[Toponym]) -> _Sense:
    """What the mentions of one name may mean, the regions named behind it considered."""
    first = mentions[0]
    candidates = first.candidates
    listed = any(t.listed for t in mentions)
    within = {p.number for t in mentions for p in t.within}
    if within:
        regions = tuple(p for t in mentions for p in t.within)
        states = {p.above[-1] for p in regions if p.kind == "admin1"}
        inside = tuple(c for c in candidates if c.number not in within and (within.intersection(c.above) or _unbounded(c, states)))
        large = any(c.population >= _CITY for c in candidates)
        if not inside and len(within) == 1 and regions[0].kind == "admin1" and not large:
            # too small for the gazetteer: somewhere in that region
            inside = (regions[0]._replace(name=first.text, geonames_id=None, number=-1 - regions[0].number),)
        candidates = inside or candidates
    towns = (c for c in candidates if c.kind == "place" and len(c.above) > 1)
    seats = {c.above[-2] for c in towns if c.key == first.key or c.population >= _METROPOLIS}
    region = any(t.region for t in mentions)
    own = any(c.kind in ("region", "site", "water") for c in candidates)
    priors = tuple(_prior(c, first, listed, own=own) - (_SEAT if c.number in seats and not region else 0.0) for c in candidates)
    return _Sense(candidates, min(1.0 + 0.5 * log(len(mentions)), 3.0) * (1.5 if within else 1.0), priors)


def _unbounded(place: Place, states: set[int]) -> bool:
    """Whether a place of our own table, which knows its country only, lies in a country of these."""
    return place.kind in ("region", "water", "site") and bool(states.intersection(place.above))


def _prior(place: Place, t: Toponym, listed: bool, *, own: bool = False) -> float:
    """How likely a meaning is before the rest of the report is considered, as a logarithm."""
    value = _POPULATION * log10(place.population + 300) + _KIND[place.kind]
    if t.role == "adjectival":
        return value
    same = place.key == t.key
    if place.kind == "country" and not same:
        return value - (7.0 if own else _COUNTRY_ALIAS)  # "Darfur" is a region of its own, not an alias of Sudan
    if place.kind == "admin1":
        if place.country == t.seat and not t.region:
            value -= _NOT_CAPITAL
        return value - (0.0 if place.population > _LARGE_REGION else _SMALL_REGION)
    if place.kind == "admin2":
        if same:
            return value + (1.5 if t.key.endswith(_COUNTIES) else -0.5)
        return value + (2.0 if listed else _BARE_COUNTY)
    if place.kind == "place":
        value += _FAME * max(log10(max(place.population, 1) / _METROPOLIS), 0.0)
        value += 0.0 if same else _ALIAS if place.population < _METROPOLIS else _ALIAS / 4  # "New York" is *New York City*
        value += _CAPITAL if place.country == t.seat and place.population > 100_000 else 0.0
    return value


def _scene(report: Report, gazetteer: Gazetteer) -> list[_Sense]:
    """What the report's dateline and outlet say of where it is written."""
    made = []
    for words, weight in ((report.dateline, 3.0), (report.outlet, 1.5)):
        parts = (words or "").replace("-", " ").replace(",", " ").split()
        for i in range(len(parts)):
            for j in range(min(len(parts), i + 3), i, -1):
                phrase = " ".join(parts[i:j])
                if not phrase[:1].isupper() or gazetteer.has("no_place", phrase.lower()) or gazetteer.has("company", phrase.lower()):
                    continue
                short = gazetteer.abbreviations.get(phrase)
                known = (short,) if short is not None else gazetteer.find(phrase, most=40)
                if known:
                    priors = tuple(_POPULATION * log10(p.population + 300) + _KIND[p.kind] for p in known)
                    made.append(_Sense(known, weight, priors))
                    break
    return made


def _decide(
    senses: Mapping[tuple[str, str], _Sense], scene: Sequence[_Sense]
) -> dict[tuple[str, str], tuple[Place | None, float, tuple[Candidate, ...], str]]:
    names = list(senses)
    every = [senses[name] for name in names] + list(scene)
    shares = [_softmax(sense.priors) for sense in every]
    for _ in range(_ROUNDS):
        near: Counter[tuple[int, int]] = Counter()
        above: Counter[int] = Counter()
        for sense, share in zip(every, shares, strict=True):
            for place, part in zip(sense.candidates, share, strict=True):
                _add(near, above, place, part * sense.weight)
        shares = [
            _weighed(sense, share, near, above) if len(sense.candidates) > 1 else share for sense, share in zip(every, shares, strict=True)
        ]
    return {name: _choice(sense, share) for name, sense, share in zip(names, every[: len(names)], shares[: len(names)], strict=True)}


def _weighed(sense: _Sense, share: Sequence[float], near: Counter[tuple[int, int]], above: Counter[int]) -> tuple[float, ...]:
    """The shares of a name's meanings, by what all other names support."""
    own_near: Counter[tuple[int, int]] = Counter()
    own_above: Counter[int] = Counter()
    for place, part in zip(sense.candidates, share, strict=True):
        _add(own_near, own_above, place, part * sense.weight)
    return _softmax(
        [prior + _support(place, near, own_near, above, own_above) for place, prior in zip(sense.candidates, sense.priors, strict=True)]
    )


def _add(near: Counter[tuple[int, int]], above: Counter[int], place: Place, amount: float) -> None:
    if amount < 0.001:
        return
    if place.kind in ("place", "admin2", "site"):
        near[_cell(place)] += amount  # type: ignore[assignment]
    for index in (place.number, *place.above) if place.kind in ("country", "admin1", "admin2") else place.above:
        above[index] += amount  # type: ignore[assignment]


def _support(
    place: Place, near: Counter[tuple[int, int]], own_near: Counter[tuple[int, int]], above: Counter[int], own_above: Counter[int]
) -> float:
    row, column = _cell(place)
    close = 0.0
    if place.kind in ("place", "admin2", "site"):
        for r in (row - 1, row, row + 1):
            for c in (column - 1, column, column + 1):
                close += near.get((r, c), 0.0) - own_near.get((r, c), 0.0)
    country = region = 0.0
    chain = place.above if place.kind != "country" else (place.number,)
    if chain:
        country = above.get(chain[-1], 0.0) - own_above.get(chain[-1], 0.0)
    if len(chain) > 1 or place.kind == "admin1":
        index = chain[-2] if len(chain) > 1 else place.number
        region = above.get(index, 0.0) - own_above.get(index, 0.0)
    return (
        _NEAR * log(1 + 2 * max(close, 0.0))
        + _REGION * log(1 + 2 * max(region, 0.0))
        + _COUNTRY * log(1 + min(max(country, 0.0), _ENOUGH_COUNTRY))
    )


def _cell(place: Place) -> tuple[int, int]:
    """The grid cell of a place; cells get wider in degrees towards the poles, row by row."""
    row = floor(place.latitude / _CELL)
    width = _CELL / max(cos(radians(row * _CELL)), 0.1)
    return row, floor(place.longitude / width)


def _softmax(scores: Sequence[float]) -> tuple[float, ...]:
    if not scores:
        return ()
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return tuple(value / total for value in raised)


def _choice(sense: _Sense, share: Sequence[float]) -> tuple[Place | None, float, tuple[Candidate, ...], str]:
    if not sense.candidates:
        return None, 0.0, (), "no gazetteer holds it"
    order = sorted(range(len(share)), key=lambda i: (-share[i], sense.candidates[i].number))
    best = sense.candidates[order[0]]
    close = tuple(
        Candidate(str(sense.candidates[i].geonames_id or sense.candidates[i].name), _described(sense.candidates[i]), round(share[i], 2))
        for i in order[1:4]
        if share[i] >= _CLOSE * share[order[0]]
    )
    if best.number < 0:
        return best, 0.6, (), f"not in the gazetteer: the point of {best.admin1}"
    reason = "the only place of this name" if len(sense.candidates) == 1 else f"one of {len(sense.candidates)} places of this name"
    if len(sense.candidates) > 1:
        reason += "; by population and what else the report names"
    return best, round(share[order[0]], 2), close, reason


def _described(place: Place) -> str:
    return ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))
