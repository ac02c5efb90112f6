"""Who takes part in how much, with whom, and how friendly: lists of actors, profiles, networks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.store import filters, schema
from dateline.store.listing import Wanted, conditions
from dateline.store.texts import fold
from dateline.store.timelines import mean_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.opening import Store

MOST_NODES = 300
MOST_EDGES = 3000
PARTNERS = 100
_MONTH = 7

Level = Literal["country", "actor"]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who takes part in events. `id` stays the same in every store; `ident` is that of the knowledge, if it has one."""

    id: str
    name: str
    code: str | None
    country: str | None
    ident: str | None
    events: int


def actors(store: Store, words: str | None, limit: int, after: tuple[int, str] | None) -> tuple[list[Known], tuple[int, str] | None]:
    """Those who take part in current events, the busiest first; by a code, the start of one, an id, or words of a name.

    The last word may be the beginning of one, as it is while somebody types.
    """
    a, x, t = schema.actors, schema.event_actors, schema.events
    with store.reading() as connection:
        number = sa.func.count(x.c.event_id.distinct()).label("number")
        counted = sa.select(x.c.actor_id, number).join(t, t.c.id == x.c.event_id).where(t.c.superseded_at.is_(None))
        if words:
            counted = counted.where(x.c.actor_id.in_(beginning(words)))
        found = counted.group_by(x.c.actor_id).subquery()
        asked = sa.select(a, found.c.number).join(found, found.c.actor_id == a.c.id)
        if after is not None:
            asked = asked.where(sa.or_(found.c.number < after[0], sa.and_(found.c.number == after[0], a.c.digest > after[1])))
        rows = connection.execute(asked.order_by(found.c.number.desc(), a.c.digest).limit(limit + 1)).all()
    shown = [Known(r.digest, r.name, r.code, r.country, r.ident, r.number) for r in rows[:limit]]
    return shown, (shown[-1].events, shown[-1].id) if len(rows) > limit else None


def beginning(words: str) -> sa.Select[tuple[int]]:
    """Those who are meant, or of whose names the last word begins so."""
    w = schema.actor_words
    *whole, last = fold(words).split() or [""]
    named = sa.select(w.c.actor_id).where(w.c.word >= last, w.c.word < last + "\U0010ffff")
    for word in whole:
        named = named.where(w.c.actor_id.in_(sa.select(w.c.actor_id).where(w.c.word == word)))
    everyone = sa.union(filters.meant(words), named).subquery()
    return sa.select(everyone.c[0])


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody on the other side of events: how many, how many of them cooperative and conflictive, and their mean on Goldstein's scale."""

    id: str
    name: str
    code: str | None
    events: int
    cooperation: int
    conflict: int
    mean_goldstein: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody does, month by month (cooperation, conflict, neither), by type (as actor, as recipient), and with whom."""

    actor: Known
    by_month: tuple[tuple[str, int, int, int], ...]
    by_type: tuple[tuple[str, int, int], ...]
    partners: tuple[Partner, ...]


def profile(store: Store, ident: str, wanted: Wanted) -> Profile:
    """The profile of an actor by `Known.id`, or by the id of the knowledge. Raises `NotInStore`."""
    a, x, t = schema.actors, schema.event_actors, schema.events
    with store.reading() as connection:
        rows = connection.execute(sa.select(a).where(sa.or_(a.c.digest == ident, a.c.ident == ident)).order_by(a.c.id)).all()
        if not rows:
            raise NotInStore(f"no actor {ident!r} in this store; the list of actors has their ids")
        ids = [row.id for row in rows]
        where = conditions(wanted, connection.dialect.name)
        month = sa.func.substr(t.c.first_day, 1, _MONTH).label("month")
        took = sa.select(t.c.id, t.c.quad, t.c.type, month, x.c.role).join(x, x.c.event_id == t.c.id)
        took = took.where(x.c.actor_id.in_(ids), *where).distinct()
        part = took.subquery()
        grouped = sa.select(part.c.month, part.c.quad, part.c.type, part.c.role, sa.func.count())
        counts = connection.execute(grouped.group_by(part.c.month, part.c.quad, part.c.type, part.c.role)).all()
        both = sa.select(sa.func.count(part.c.id.distinct()))
        events = int(connection.execute(both).scalar_one())
        partners = _partners(connection, ids, where)
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    types: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for when, quad, kind, role, number in counts:
        if when:
            months[when][0 if quad in (1, 2) else 1 if quad in (3, 4) else 2] += number
        types[kind][0 if role == "actor" else 1] += number
    first = rows[0]
    known = Known(first.digest, first.name, first.code, first.country, first.ident, events)
    by_type = sorted(types.items(), key=lambda item: (-sum(item[1]), item[0]))
    return Profile(
        known,
        tuple((when, *found) for when, found in sorted(months.items())),  # type: ignore[misc]  # three numbers each
        tuple((kind, *found) for kind, found in by_type),  # type: ignore[misc]  # two numbers each
        partners,
    )


def _partners(connection: Connection, ids: Sequence[int], where: Sequence[sa.ColumnElement[bool]]) -> tuple[Partner, ...]:
    """Those on the other side of an actor's events."""
    a, t = schema.actors, schema.events
    one, other = schema.event_actors.alias("one"), schema.event_actors.alias("other")
    pairs = sa.select(other.c.actor_id, t.c.id, t.c.quad, t.c.goldstein).distinct()
    pairs = pairs.select_from(one).join(t, t.c.id == one.c.event_id)
    pairs = pairs.join(other, sa.and_(other.c.event_id == one.c.event_id, other.c.role != one.c.role))
    met = pairs.where(one.c.actor_id.in_(ids), other.c.actor_id.not_in(ids), *where).subquery()
    kind = sa.case((met.c.quad.in_((1, 2)), 1), else_=0), sa.case((met.c.quad.in_((3, 4)), 1), else_=0)
    number = sa.func.count().label("number")
    found = sa.select(met.c.actor_id, number, sa.func.sum(kind[0]).label("good"), sa.func.sum(kind[1]).label("bad"))
    found = found.add_columns(sa.func.count(met.c.goldstein).label("scored"), sa.func.sum(met.c.goldstein).label("total")).group_by(
        met.c.actor_id
    )
    top = found.order_by(number.desc(), met.c.actor_id).limit(PARTNERS).subquery()
    asked = sa.select(a.c.digest, a.c.name, a.c.code, top).join(top, top.c.actor_id == a.c.id)
    return tuple(
        Partner(r.digest, r.name, r.code, r.number, int(r.good), int(r.bad), mean_of(r.total, r.scored))
        for r in connection.execute(asked.order_by(top.c.number.desc(), a.c.digest))
    )


@dataclass(frozen=True, slots=True)
class Network:
    """Who does what to whom: `nodes` are (id, label, code, events), `edges` (source, target, events, by quad class, mean of Goldstein).

    `cut` says that only the busiest are given.
    """

    nodes: tuple[tuple[str, str, str | None, int], ...]
    edges: tuple[tuple[str, str, int, dict[str, int], float | None], ...]
    cut: bool


def network(store: Store, wanted: Wanted, level: Level, *, directed: bool) -> Network:
    """The network of the events wanted, between countries or between actors."""
    t, a = schema.events, schema.actors
    one, other = schema.event_actors.alias("one"), schema.event_actors.alias("other")
    with store.reading() as connection:
        where = conditions(wanted, connection.dialect.name)
        source, target = (_end(a.alias("a1"), one, level), _end(a.alias("a2"), other, level))
        # An event between several of two countries counts once between these.
        pairs = sa.select(source.key.label("source"), target.key.label("target"), t.c.id, t.c.quad, t.c.goldstein).distinct()
        pairs = pairs.select_from(t).join(one, sa.and_(one.c.event_id == t.c.id, one.c.role == "actor"))
        pairs = pairs.join(other, sa.and_(other.c.event_id == t.c.id, other.c.role == "recipient"))
        if level == "country":
            pairs = (
                pairs.join(source.table, source.on).join(target.table, target.on).where(source.key.is_not(None), target.key.is_not(None))
            )
        met = pairs.where(source.key != target.key, *where).subquery()
        numbers = (sa.func.count(), sa.func.count(met.c.goldstein), sa.func.sum(met.c.goldstein))
        rows = connection.execute(
            sa.select(met.c.source, met.c.target, met.c.quad, *numbers).group_by(met.c.source, met.c.target, met.c.quad)
        ).all()
        edges: dict[tuple[Any, Any], list[Any]] = {}
        weight: dict[Any, int] = defaultdict(int)
        for start, end, quad, number, scored, total in rows:
            key = (start, end) if directed or start <= end else (end, start)
            edge = edges.setdefault(key, [0, defaultdict(int), 0, 0.0])
            edge[0] += number
            edge[1][str(quad or 0)] += number
            edge[2] += scored
            edge[3] += total or 0.0
            weight[start] += number
            weight[end] += number
        busiest = sorted(weight, key=lambda n: (-weight[n], n))[:MOST_NODES]
        named = labels(connection, busiest, level)
    kept = set(busiest)
    inside = sorted(((k, e) for k, e in edges.items() if k[0] in kept and k[1] in kept), key=lambda item: (-item[1][0], item[0]))
    shown = tuple(
        (named[s][0], named[e][0], number, dict(quads), mean_of(total, scored))
        for (s, e), (number, quads, scored, total) in inside[:MOST_EDGES]
    )
    nodes = tuple((*named[n], weight[n]) for n in busiest)
    return Network(nodes, shown, len(weight) > len(busiest) or len(inside) > MOST_EDGES)


@dataclass(frozen=True, slots=True)
class _End:
    table: sa.FromClause
    on: sa.ColumnElement[bool]
    key: sa.ColumnElement[Any]


def _end(actor: sa.FromClause, side: sa.FromClause, level: Level) -> _End:
    return _End(actor, actor.c.id == side.c.actor_id, actor.c.country if level == "country" else side.c.actor_id)


def labels(connection: Connection, nodes: Sequence[Any], level: Level) -> dict[Any, tuple[str, str, str | None]]:
    """The id, label and code of each node."""
    a = schema.actors
    if level == "actor":
        rows = connection.execute(sa.select(a).where(a.c.id.in_(nodes)))
        return {row.id: (row.digest, row.name, row.code) for row in rows}
    asked = sa.select(a.c.country, a.c.name).where(a.c.code == a.c.country, a.c.country.in_(nodes)).order_by(a.c.name.desc())
    names = {row.country: row.name for row in connection.execute(asked)}
    return {code: (code, names.get(code, code), code) for code in nodes}
