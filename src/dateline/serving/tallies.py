"""What `store/timelines.py` and `store/profiles.py` count with SQL, counted in `columns`: the same answers in a few milliseconds.

Each takes the columns, for each event whether it is wanted (`choosing.py`), and a connection for the names of what is shown.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.serving.choosing import flags
from dateline.store import profiles, schema, timelines
from dateline.store.profiles import MOST_EDGES, MOST_NODES, Known, Network, Partner, Profile
from dateline.store.timelines import MOST_POINTS, Places, Point, Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from dateline.serving.columns import Columns, Ends
    from dateline.store.profiles import Level
    from dateline.store.timelines import Period

    Array = NDArray[Any]

_QUADS = 5
_IN_QUERY = 400
_MONTH = 7
MOST_TIED = 5000
"""Of no more actors are the names looked up for a page."""


def timeline(columns: Columns, wanted: Array, period: Period) -> Timeline:
    """The timeline of the events wanted."""
    days = columns.values("first_day")
    counts = _by_quad(columns.codes["first_day"][wanted], columns.quads[wanted], len(days))
    places, quads = np.nonzero(counts)
    found = zip(places.tolist(), quads.tolist(), counts[places, quads].tolist(), strict=True)
    return timelines.bucketed(((days[place], quad, number) for place, quad, number in found), period)


def places(columns: Columns, wanted: Array, connection: Connection) -> Places:
    """The places of the events wanted. A place bears the name that the last event there has."""
    known = columns.values("where")
    where, goldstein = columns.codes["where"][wanted], columns.goldstein[wanted]
    counts = _by_quad(where, columns.quads[wanted], len(known))
    numbers = counts.sum(axis=1)
    means = _means(where, goldstein, len(known))
    located, rank = columns.located, columns.place_rank
    some = np.flatnonzero(located & (numbers > 0))
    order = some[np.lexsort((rank[some], -numbers[some]))].tolist()
    shown = order[:MOST_POINTS]
    last = dict(zip(shown, columns.ids[columns.last_there[shown]].tolist(), strict=True))
    if missing := sorted({ident for ident in last.values() if ident not in columns.names}):
        columns.names.update(timelines.names_of(connection, missing))
    by_quad, totals = counts.tolist(), numbers.tolist()
    points = []
    for n in shown:
        place, country, admin1, latitude, longitude, precision = known[n]
        name = columns.names.get(last[n]) or place or ""
        quads = {str(quad): number for quad, number in enumerate(by_quad[n]) if number}
        points.append(Point(name, country, admin1, latitude, longitude, precision, totals[n], quads, means[n]))
    return Places(tuple(points), int(numbers[~located].sum()), len(order) > MOST_POINTS)


def network(columns: Columns, wanted: Array, connection: Connection, level: Level, *, directed: bool) -> Network:
    """The network of the events wanted, between countries or between actors."""
    ends = columns.between_countries if level == "country" else columns.between_actors
    keys = np.array([*columns.countries], object) if level == "country" else np.arange(len(columns.country_of))
    kept = wanted[ends.row]
    row, pair = ends.row[kept], ends.pair[kept]
    source, target = ends.source, ends.target
    if not directed:
        pair, source, target = _folded(ends, keys, pair)
    counts = _by_quad(pair, columns.quads[row], len(source))
    numbers = counts.sum(axis=1)
    weight = np.bincount(source, numbers, len(keys)) + np.bincount(target, numbers, len(keys))
    # The order of ties is that of the texts of countries, of the numbers of actors.
    among = np.flatnonzero(weight).tolist()
    busiest = sorted(among, key=lambda n: (-weight[n], keys[n]))[:MOST_NODES]
    inside = flags(busiest, len(keys))
    edges = np.flatnonzero((numbers > 0) & inside[source] & inside[target])
    least = np.partition(numbers[edges], len(edges) - MOST_EDGES)[len(edges) - MOST_EDGES] if len(edges) > MOST_EDGES else 0
    ordered = sorted(edges[numbers[edges] >= least].tolist(), key=lambda n: (-numbers[n], keys[source[n]], keys[target[n]]))[:MOST_EDGES]
    means = _means(pair, columns.goldstein[row], len(source))
    named = profiles.labels(connection, [keys[n] if level == "country" else n for n in busiest], level)
    by_place = {n: named[keys[n] if level == "country" else n] for n in busiest}
    shown = tuple((by_place[int(source[n])][0], by_place[int(target[n])][0], int(numbers[n]), _quads(counts[n]), means[n]) for n in ordered)
    nodes = tuple((*by_place[n], int(weight[n])) for n in busiest)
    return Network(nodes, shown, len(among) > len(busiest) or len(edges) > MOST_EDGES)


def _folded(ends: Ends, keys: Array, pair: Array) -> tuple[Array, Array, Array]:
    """Both directions between two as one, whose source is the one that comes first."""
    if len(ends.source) == 0:
        return pair, ends.source, ends.target
    rank = np.empty(len(keys), np.int64)
    rank[np.argsort(keys, kind="stable")] = np.arange(len(keys))
    turned = rank[ends.source] > rank[ends.target]
    source, target = np.where(turned, ends.target, ends.source), np.where(turned, ends.source, ends.target)
    one, place = np.unique(source * len(keys) + target, return_inverse=True)
    return place[pair], *np.divmod(one, len(keys))


def actors(
    columns: Columns, connection: Connection, words: str | None, limit: int, after: tuple[int, str] | None
) -> tuple[list[Known], tuple[int, str] | None] | None:
    """Those who take part, the busiest first; None where very many take part in as many, which only the tables can put in order."""
    numbers = columns.busy
    if words:
        meant = [row.actor_id for row in connection.execute(sa.select(profiles.beginning(words).subquery().c[0].label("actor_id")))]
        numbers = np.where(flags(meant, len(numbers)), numbers, 0)
    if after is not None:
        numbers = np.where(numbers <= after[0], numbers, 0)
    there = np.flatnonzero(numbers)
    tied = int((numbers[there] == after[0]).sum()) if after is not None else 0
    most = limit + 1 + tied
    if len(there) > most:
        least = np.partition(numbers[there], len(there) - most)[len(there) - most]
        there = there[numbers[there] >= least]
    if len(there) > MOST_TIED:
        return None
    a = schema.actors
    found: list[Known] = []
    for start in range(0, len(there), _IN_QUERY):
        part = there[start : start + _IN_QUERY].tolist()
        for r in connection.execute(sa.select(a).where(a.c.id.in_(part))):
            found.append(Known(r.digest, r.name, r.code, r.country, r.ident, int(numbers[r.id])))  # noqa: PERF401  # two loops
    found.sort(key=lambda k: (-k.events, k.id))
    if after is not None:
        found = [k for k in found if (-k.events, k.id) > (-after[0], after[1])]
    shown = found[:limit]
    return shown, (shown[-1].events, shown[-1].id) if len(found) > limit else None


def profile(columns: Columns, wanted: Array, connection: Connection, ident: str) -> Profile:
    """The profile of an actor by `Known.id`, or by the id of the knowledge. Raises `NotInStore`."""
    a = schema.actors
    found = connection.execute(sa.select(a).where(sa.or_(a.c.digest == ident, a.c.ident == ident)).order_by(a.c.id)).all()
    if not found:
        raise NotInStore(f"no actor {ident!r} in this store; the list of actors has their ids")
    own = flags([r.id for r in found], len(columns.country_of))
    row, actor, acting = columns.taking
    kept = own[actor] & wanted[row]
    # In each role once, whatever the number of those meant.
    rows, roles = np.divmod(np.unique(row[kept] * 2 + acting[kept]), 2)
    days, kinds = columns.values("first_day"), columns.values("kind")
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    counts = _by_quad(columns.codes["first_day"][rows], columns.quads[rows], len(days))
    for place in np.flatnonzero(counts.sum(axis=1)).tolist():
        if days[place]:
            number = counts[place].tolist()
            held = months[days[place][:_MONTH]]
            for at, more in enumerate((number[1] + number[2], number[3] + number[4], number[0])):
                held[at] += more
    types: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for role in (1, 0):
        of = np.bincount(columns.codes["kind"][rows[roles == role]], minlength=len(kinds))
        for place in np.flatnonzero(of).tolist():
            types[kinds[place][0]][1 - role] += int(of[place])
    first = found[0]
    known = Known(first.digest, first.name, first.code, first.country, first.ident, len(np.unique(rows)))
    by_type = sorted(types.items(), key=lambda item: (-sum(item[1]), item[0]))
    return Profile(
        known,
        tuple((when, *n) for when, n in sorted(months.items())),  # type: ignore[misc]  # three numbers each
        tuple((kind, *n) for kind, n in by_type),  # type: ignore[misc]  # two numbers each
        _partners(columns, wanted, connection, own),
    )


def _partners(columns: Columns, wanted: Array, connection: Connection, own: Array) -> tuple[Partner, ...]:
    """Those on the other side of somebody's events."""
    ends = columns.between_actors
    rows, others = [], []
    for one, other in ((ends.source, ends.target), (ends.target, ends.source)):
        there = (own[one] & ~own[other])[ends.pair] & wanted[ends.row]
        rows.append(ends.row[there])
        others.append(other[ends.pair[there]])
    size = len(columns.country_of) + 1
    row, actor = np.divmod(np.unique(np.concatenate(rows) * size + np.concatenate(others)), size)
    who, place = np.unique(actor, return_inverse=True)
    counts = _by_quad(place, columns.quads[row], len(who))
    numbers = counts.sum(axis=1)
    means = _means(place, columns.goldstein[row], len(who))
    top = sorted(range(len(who)), key=lambda n: (-numbers[n], who[n]))[: profiles.PARTNERS]
    a = schema.actors
    named = {r.id: r for r in connection.execute(sa.select(a.c.id, a.c.digest, a.c.name, a.c.code).where(a.c.id.in_(who[top].tolist())))}
    shown = []
    for n in top:
        r, number = named[int(who[n])], counts[n].tolist()
        shown.append(Partner(r.digest, r.name, r.code, sum(number), number[1] + number[2], number[3] + number[4], means[n]))
    return tuple(sorted(shown, key=lambda p: (-p.events, p.id)))


def _by_quad(places: Array, quads: Array, size: int) -> Array:
    """How many there are of each place and quad class."""
    counted = np.bincount(places.astype(np.int64) * _QUADS + quads, minlength=size * _QUADS)
    return counted.reshape(size, _QUADS)


def _quads(counts: Array) -> dict[str, int]:
    return {str(quad): number for quad, number in enumerate(counts.tolist()) if number}


class _Means:
    """The mean of each place on Goldstein's scale, None where none of its events is on it."""

    def __init__(self, totals: Array, numbers: Array) -> None:
        self.totals, self.numbers = totals, numbers

    def __getitem__(self, place: int) -> float | None:
        return timelines.mean_of(float(self.totals[place]), int(self.numbers[place]))


def _means(places: Array, goldstein: Array, size: int) -> _Means:
    on = ~np.isnan(goldstein)
    return _Means(np.bincount(places[on], goldstein[on], size), np.bincount(places[on], minlength=size))
