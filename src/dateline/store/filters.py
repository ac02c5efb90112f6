"""What may be asked of events, and how it is asked of the tables. Values are bound, never written into a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from dateline.errors import WrongUsage
from dateline.model import Date
from dateline.store import schema, searching
from dateline.store.texts import fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_CODE = re.compile(r"[A-Z]{3,}")
_MANY = 3000
"""Events from which on somebody takes part often."""
_CROWD = 20_000
"""Events from which on two who both take part in so many are thought to meet in many."""
STATUSES = ("reported", "corroborated", "disputed", "announced", "denied")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events are wanted; what is not given is not asked.

    `actor`, `recipient` and `participant` (either) are a code or the start of one (`RUS`, `RUSGOV`), or words of a name; `pair` is two of
    them, in either role. `types` are `TYPE` or `TYPE/mode`. An event is wanted if it may have happened between `since` and `until`.
    `place` is a name, `country` ISO 3166-1 alpha-3, `text` words that a report on it holds. `reported_since` asks for what reports of
    that day or later tell. `limit` is the greatest number given.
    """

    actor: str | None = None
    recipient: str | None = None
    participant: str | None = None
    pair: tuple[str, str] | None = None
    types: tuple[str, ...] = ()
    since: Date | None = None
    until: Date | None = None
    place: str | None = None
    country: str | None = None
    status: tuple[str, ...] = ()
    min_confidence: float = 0.0
    text: str | None = None
    reported_since: Date | None = None
    limit: int | None = None


def conditions(asked: Filters, on: str | Connection, table: sa.FromClause | None = None) -> list[sa.ColumnElement[bool]]:
    """The filters as conditions on current events; with an alias of `events`, on its rows of any time, which the caller limits.

    `on` is the name of the dialect. For the first few of many in some order give the connection itself: then it is looked how often those
    asked for take part, and of whoever takes part often it is asked event by event, so that the first few are found without the rest.
    """
    t = schema.events if table is None else table
    dialect = on if isinstance(on, str) else on.dialect.name
    found: list[sa.ColumnElement[bool]] = [t.c.superseded_at.is_(None)] if table is None else []

    def taking_part(who: str, role: str | None) -> sa.ColumnElement[bool]:
        if isinstance(on, str) or _number(on, who, _MANY) < _MANY:
            return t.c.id.in_(_taking_part(who, role))
        x = schema.event_actors.alias()
        asked = sa.select(sa.literal(1)).where(x.c.event_id == t.c.id, _is(x, who))
        return (asked.where(x.c.role == role) if role is not None else asked).correlate(t).exists()

    for role, who in (("actor", asked.actor), ("recipient", asked.recipient), (None, asked.participant)):
        if who is not None:
            found.append(taking_part(who, role))
    if asked.pair is not None:
        found.append(_between(asked.pair, on, t))
    if asked.types:
        found.append(sa.or_(*(_of_type(kind, t) for kind in asked.types)))
    if asked.since is not None:
        found.append(t.c.last_day >= asked.since.isoformat()[:10])
    if asked.until is not None:
        found.append(t.c.first_day <= asked.until.isoformat()[:10])
    if asked.place is not None:
        found.append(t.c.place == fold(asked.place))
    if asked.country is not None:
        found.append(t.c.country == asked.country.upper())
    if asked.status:
        unknown = [s for s in asked.status if s not in STATUSES]
        if unknown:
            raise WrongUsage(f"{unknown[0]!r} is no status; choose out of {', '.join(STATUSES)}")
        found.append(t.c.status.in_(asked.status))
    if asked.min_confidence > 0:
        found.append(t.c.confidence >= asked.min_confidence)
    if asked.reported_since is not None:
        found.append(t.c.last_reported >= asked.reported_since.isoformat()[:10])
    if asked.text is not None:
        hits = searching.matching(asked.text, dialect)
        found.append(t.c.id.in_(sa.select(schema.members.c.event_id).where(schema.members.c.report_id.in_(hits))))
    return found


def _number(connection: Connection, who: str, most: int) -> int:
    """In how many events somebody takes part, counted up to `most`."""
    some = sa.select(sa.literal(1)).where(schema.event_actors.c.actor_id.in_(meant(who))).limit(most).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def _is(x: sa.FromClause, who: str) -> sa.ColumnElement[bool]:
    """Whether a participant of an event at hand is somebody. The sum keeps the database from looking through all events of those meant."""
    return (x.c.actor_id + 0).in_(meant(who))


def _between(pair: tuple[str, str], on: str | Connection, t: sa.FromClause) -> sa.ColumnElement[bool]:
    """Events of which one of the pair is on one side and the other on the other."""
    one, other = pair
    x, y = schema.event_actors.alias(), schema.event_actors.alias()
    if not isinstance(on, str):
        counted = sorted((_number(on, who, _CROWD), who) for who in pair)
        (fewest, one), (_, other) = counted
        if fewest >= _CROWD:
            both = sa.select(sa.literal(1)).join_from(x, y, sa.and_(y.c.event_id == x.c.event_id, y.c.role != x.c.role))
            both = both.where(x.c.event_id == t.c.id, _is(x, one), _is(y, other))
            return both.correlate(t).exists()
    # Looked up from one of them, where it is known from whoever takes part less often.
    met = sa.select(sa.literal(1)).where(y.c.event_id == x.c.event_id, y.c.role != x.c.role, _is(y, other))
    return t.c.id.in_(sa.select(x.c.event_id).where(x.c.actor_id.in_(meant(one)), met.correlate(x).exists()))


def _of_type(kind: str, t: sa.FromClause) -> sa.ColumnElement[bool]:
    name, _, mode = kind.partition("/")
    return sa.and_(t.c.type == name.upper(), t.c.mode == mode.lower()) if mode else t.c.type == name.upper()


def _taking_part(who: str, role: str | None) -> sa.Select[tuple[int]]:
    t = schema.event_actors
    asked = sa.select(t.c.event_id).where(t.c.actor_id.in_(meant(who)))
    return asked.where(t.c.role == role) if role is not None else asked


def meant(who: str) -> sa.Select[tuple[int]]:
    """Those in `actors` who are meant by a code, the start of one, an id, or words of a name that stand together in it."""
    t, w = schema.actors, schema.actor_words
    words = _words(who)
    found = [sa.select(t.c.id).where(t.c.ident == who)]
    if _CODE.fullmatch(who):
        found.append(sa.select(t.c.id).where(_begins(who)))
    # Whole words, so that "Iran" is not found in "Tirana".
    named = sa.select(t.c.id)
    for word in sorted(set(words.split())):
        named = named.where(t.c.id.in_(sa.select(w.c.actor_id).where(w.c.word == word)))
    everyone = sa.union(*found, named.where(_together(words))).subquery()
    return sa.select(everyone.c.id)


def is_meant(who: str) -> sa.ColumnElement[bool]:
    """Whether a row of `actors` that is at hand is one of those whom `meant` gives."""
    t, w = schema.actors, schema.actor_words
    words = _words(who)
    holds = [sa.exists().where(w.c.actor_id == t.c.id, w.c.word == word).correlate(t) for word in sorted(set(words.split()))]
    found = [t.c.ident == who, sa.and_(*holds, _together(words))]
    if _CODE.fullmatch(who):
        found.append(_begins(who))
    return sa.or_(*found)


def _words(who: str) -> str:
    words = fold(who)
    if not words:
        raise WrongUsage("an empty name was given; expected a code such as RUSGOV, or words of a name")
    return words


def _begins(code: str) -> sa.ColumnElement[bool]:
    """Codes that begin so."""
    t = schema.actors
    return sa.and_(t.c.code >= code, t.c.code < code + "~")  # the sign after all letters


def _together(words: str) -> sa.ColumnElement[bool]:
    """Names in which several words stand together."""
    if " " not in words:
        return sa.true()
    t, plain = schema.actors, _starting(words)
    patterns = (plain + " %", "% " + plain, "% " + plain + " %")
    return sa.or_(t.c.folded == words, *(t.c.folded.like(p, escape="\\") for p in patterns))


def _starting(words: str) -> str:
    """Words for LIKE, in which its own signs stand for themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
