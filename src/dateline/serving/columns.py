"""The current events of a store by column, in memory: what is counted over many of them is counted here, in a few milliseconds.

A row of the arrays is a current event, in the order of the numbers of `events`. Texts stand as places in a list of the different ones, so
that whatever is asked of a text is asked once for each of these. Nothing stands here that the tables do not hold; when they change,
what changed is read, and where something was forgotten all is read anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

from dateline.store import indexing, schema

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    Array = NDArray[Any]

_AT_ONCE = 20_000
_IN_QUERY = 400
_PLACE = ("place", "country", "admin1", "latitude", "longitude", "precision")
_KIND = ("type", "mode", "quad", "status", "auxiliary")
_TEXTS = ("first_day", "last_day", "last_reported", "recorded_at")
DAY = 10
"""Characters of a day: of `last_reported` no more is asked."""


class Words(dict[Any, int]):
    """The different values of a column, each with its place; one that was not there yet gets the next."""

    def __missing__(self, value: Any) -> int:
        """The place of a new value."""
        place = self[value] = len(self)
        return place

    def places(self, values: Iterable[Any], number: int) -> Array:
        """The places of so many values."""
        return np.fromiter(map(self.__getitem__, values), np.int32, number)


@dataclass(frozen=True)
class Ends:
    """Who is on which side of which event: each direction between two, of one event, once. `pair` is a place in `source` and `target`."""

    row: Array
    pair: Array
    source: Array
    target: Array


@dataclass(frozen=True)
class Columns:
    """See above. `mark` stands for the state of the tables that it was read from, `change` is the last change of an event in it."""

    mark: tuple[Any, ...]
    change: str
    ids: Array
    words: dict[str, Words]
    codes: dict[str, Array]
    confidence: Array
    goldstein: Array
    sources: Array
    taking: Array
    """Participants: the row of the event, the number of the actor, 1 for an actor and 0 for a recipient; by row."""
    telling: Array
    """Mentions: the number of the version of the report, the row of the event."""
    country_of: Array
    """The country of each actor by number, as a place in `countries`; -1 where there is none."""
    countries: Words
    names: dict[int, str] = field(default_factory=dict)
    """The names of places that were looked up, by the number of the event that has them so."""

    @property
    def size(self) -> int:
        """How many events."""
        return len(self.ids)

    def values(self, name: str) -> list[Any]:
        """The different values of a column, in their places."""
        return list(self.words[name])

    @cached_property
    def quads(self) -> Array:
        """The quad class of each event, 0 for none."""
        of = np.fromiter((quad or 0 for _, _, quad, _, _ in self.words["kind"]), np.int32, len(self.words["kind"]))
        return of[self.codes["kind"]].astype(np.int8)

    @cached_property
    def last_there(self) -> Array:
        """The row of the last event at each place."""
        found = np.full(len(self.words["where"]), -1, np.int64)
        found[self.codes["where"]] = np.arange(self.size)
        return found

    @cached_property
    def located(self) -> Array:
        """For each of the different places whether it has degrees."""
        places = self.words["where"]
        return np.fromiter((v[3] is not None and v[4] is not None for v in places), bool, len(places))

    @cached_property
    def place_rank(self) -> Array:
        """The order of the different places among those with as many events."""
        texts = [tuple(map(str, place)) for place in self.words["where"]]
        found = np.empty(len(texts), np.int64)
        found[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
        return found

    @cached_property
    def busy(self) -> Array:
        """In how many events each actor takes part, by number."""
        row, actor, _ = self.taking
        both = np.unique(row * (len(self.country_of) + 1) + actor)
        return np.bincount(both % (len(self.country_of) + 1), minlength=len(self.country_of))

    @cached_property
    def between_actors(self) -> Ends:
        """Who does something to whom."""
        return self._ends(self.taking[1])

    @cached_property
    def between_countries(self) -> Ends:
        """Likewise, by country."""
        return self._ends(self.country_of[self.taking[1]])

    def _ends(self, who: Array) -> Ends:
        """Each actor of an event with each recipient, but for the same and those that are none."""
        row, _, acting = self.taking
        sides = []
        for side in (1, 0):
            wanted = (acting == side) & (who >= 0)
            sides.append((row[wanted], who[wanted]))
        (one_row, one), (other_row, other) = sides
        number = np.bincount(one_row, minlength=self.size + 1)
        start = np.cumsum(number) - number
        times = number[other_row]
        at = np.repeat(start[other_row] - (np.cumsum(times) - times), times) + np.arange(times.sum())
        rows, source, target = np.repeat(other_row, times), one[at], np.repeat(other, times)
        differ = source != target
        most = int(who.max(initial=0)) + 1
        directions, places = np.unique(source[differ] * most + target[differ], return_inverse=True)
        once = np.unique(rows[differ] * (len(directions) + 1) + places)
        rows, places = np.divmod(once, len(directions) + 1)
        return Ends(rows, places, *np.divmod(directions, most))


def mark_of(connection: Connection) -> tuple[Any, ...]:
    """What changes whenever a current event does, and whether something was forgotten: its last two parts."""
    e, f, b = schema.events, schema.forgotten_events, schema.tombstones
    last = connection.execute(sa.select(sa.func.max(e.c.id))).scalar()
    gone = connection.execute(sa.select(sa.func.count(), sa.func.max(f.c.recorded_at)).select_from(f)).one()
    buried = connection.execute(sa.select(sa.func.count()).select_from(b)).scalar_one()
    return last or 0, indexing.last_change(connection), tuple(gone), buried


def read(connection: Connection, known: Columns | None = None) -> Columns:
    """The columns as the tables are now; only what changed is read where `known` is what they were."""
    mark = mark_of(connection)
    if known is not None and known.mark == mark:
        return known
    if known is not None and known.mark[2:] == mark[2:]:
        return _added(_without(known, _superseded(connection, known.change)), connection, mark, known.mark[0])
    empty = np.empty(0, np.int64)
    names = ("where", "kind", *_TEXTS)
    codes: dict[str, Array] = {name: np.empty(0, np.int32) for name in names}
    pairs = np.empty((3, 0), np.int64), np.empty((2, 0), np.int64)
    none = Columns(mark, "", empty, {name: Words() for name in names}, codes, empty * 0.0, empty * 0.0, empty, *pairs, empty, Words())
    return _added(none, connection, mark, 0)


def _superseded(connection: Connection, change: str) -> Array:
    e = schema.events
    found = connection.execute(sa.select(e.c.id).where(e.c.superseded_at.is_not(None), e.c.superseded_at >= change)).scalars()
    return np.fromiter(found, np.int64)


def _without(known: Columns, over: Array) -> Columns:
    """The columns without these events."""
    kept = ~np.isin(known.ids, over)
    if kept.all():
        return known
    new = np.cumsum(kept) - 1
    row, actor, side = known.taking[:, kept[known.taking[0]]]
    report, told = known.telling[:, kept[known.telling[1]]]
    return Columns(
        known.mark,
        known.change,
        known.ids[kept],
        known.words,
        {name: codes[kept] for name, codes in known.codes.items()},
        known.confidence[kept],
        known.goldstein[kept],
        known.sources[kept],
        np.stack((new[row], actor, side)),
        np.stack((report, new[told])),
        known.country_of,
        known.countries,
        known.names,
    )


def _added(known: Columns, connection: Connection, mark: tuple[Any, ...], after: int) -> Columns:
    """The columns with the current events whose numbers come after one."""
    e, x, m, a = schema.events, schema.event_actors, schema.members, schema.actors
    now = e.c.superseded_at.is_(None)
    words = {name: Words(held) for name, held in known.words.items()}
    codes: dict[str, list[Array]] = {name: [held] for name, held in known.codes.items()}
    ids, confidence, goldstein, sources = [known.ids], [known.confidence], [known.goldstein], [known.sources]
    columns = ("id", "confidence", "goldstein", "sources", *_TEXTS, *_PLACE, *_KIND)
    asked = sa.select(*(e.c[name] for name in columns)).where(now, e.c.id > after).order_by(e.c.id)
    for part in _parts(connection, asked):
        held = list(zip(*part, strict=True))
        number = len(part)
        ids.append(np.fromiter(held[0], np.int64, number))
        confidence.append(np.fromiter(held[1], np.float64, number))
        goldstein.append(np.fromiter((np.nan if v is None else v for v in held[2]), np.float64, number))
        sources.append(np.fromiter(held[3], np.int64, number))
        for name, values in zip(_TEXTS, held[4:8], strict=True):
            cut = (v[:DAY] if v else v for v in values) if name == "last_reported" else values
            codes[name].append(words[name].places(cut, number))
        codes["where"].append(words["where"].places(zip(*held[8:14], strict=True), number))
        codes["kind"].append(words["kind"].places(zip(*held[14:], strict=True), number))
    numbers = np.concatenate(ids)
    taking = sa.select(x.c.event_id, x.c.actor_id, sa.case((x.c.role == "actor", 1), else_=0)).join(e, e.c.id == x.c.event_id)
    telling = sa.select(m.c.report_id, m.c.event_id).join(e, e.c.id == m.c.event_id)
    takes = _numbers(connection, taking.where(now, x.c.event_id > after).order_by(x.c.event_id), 3)
    tells = _numbers(connection, telling.where(now, m.c.event_id > after).order_by(m.c.event_id), 2)
    takes[0], tells[1] = np.searchsorted(numbers, takes[0]), np.searchsorted(numbers, tells[1])
    countries = Words(known.countries)
    country_of = known.country_of
    others = connection.execute(sa.select(a.c.id, a.c.country).where(a.c.id >= len(country_of)).order_by(a.c.id)).all()
    if others:
        country_of = np.concatenate((country_of, np.full(others[-1].id + 1 - len(country_of), -1, np.int64)))
        for row in others:
            country_of[row.id] = -1 if row.country is None else countries[row.country]
    return Columns(
        mark,
        mark[1],
        numbers,
        words,
        {name: np.concatenate(held) for name, held in codes.items()},
        np.concatenate(confidence),
        np.concatenate(goldstein),
        np.concatenate(sources),
        np.concatenate((known.taking, takes), axis=1),
        np.concatenate((known.telling, tells), axis=1),
        country_of,
        countries,
        known.names if after else {},
    )


def _parts(connection: Connection, asked: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows of an answer, some at a time."""
    with connection.execute(asked, execution_options={"yield_per": _AT_ONCE}) as found:
        yield from found.partitions(_AT_ONCE)


def _numbers(connection: Connection, asked: sa.Select[Any], width: int) -> Array:
    """The rows of an answer that holds so many numbers each."""
    flat = itertools.chain.from_iterable
    found = [np.fromiter(flat(part), np.int64, width * len(part)).reshape(-1, width).T for part in _parts(connection, asked)]
    return np.concatenate(found, axis=1) if found else np.empty((width, 0), np.int64)
