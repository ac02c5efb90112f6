"""What may be asked of events, and how it is asked of the tables. Values are bound, never written into a query."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa

from dateline.errors import WrongUsage
from dateline.model import Date
from dateline.store import schema, searching
from dateline.store.texts import fold

_CODE = re.compile(r"[A-Z]{3,}")
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


def conditions(asked: Filters, dialect: str) -> list[sa.ColumnElement[bool]]:
    """The filters as conditions on current events."""
    t = schema.events
    found: list[sa.ColumnElement[bool]] = [t.c.superseded_at.is_(None)]
    for role, who in (("actor", asked.actor), ("recipient", asked.recipient), (None, asked.participant)):
        if who is not None:
            found.append(t.c.id.in_(_taking_part(who, role)))
    if asked.pair is not None:
        one, other = asked.pair
        there = sa.and_(t.c.id.in_(_taking_part(one, "actor")), t.c.id.in_(_taking_part(other, "recipient")))
        back = sa.and_(t.c.id.in_(_taking_part(other, "actor")), t.c.id.in_(_taking_part(one, "recipient")))
        found.append(sa.or_(there, back))
    if asked.types:
        found.append(sa.or_(*(_of_type(kind) for kind in asked.types)))
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


def _of_type(kind: str) -> sa.ColumnElement[bool]:
    t = schema.events
    name, _, mode = kind.partition("/")
    return sa.and_(t.c.type == name.upper(), t.c.mode == mode.lower()) if mode else t.c.type == name.upper()


def _taking_part(who: str, role: str | None) -> sa.Select[tuple[int]]:
    t = schema.event_actors
    asked = sa.select(t.c.event_id).where(t.c.actor_id.in_(meant(who)))
    return asked.where(t.c.role == role) if role is not None else asked


def meant(who: str) -> sa.Select[tuple[int]]:
    """Those in `actors` who are meant by a code, the start of one, an id, or words of a name that stand together in it."""
    t, w = schema.actors, schema.actor_words
    words = fold(who)
    if not words:
        raise WrongUsage("an empty name was given; expected a code such as RUSGOV, or words of a name")
    found = [sa.select(t.c.id).where(t.c.ident == who)]
    if _CODE.fullmatch(who):
        found.append(sa.select(t.c.id).where(t.c.code >= who, t.c.code < who + "~"))  # the sign after all letters
    # Whole words, so that "Iran" is not found in "Tirana".
    named = sa.select(t.c.id)
    for word in sorted(set(words.split())):
        named = named.where(t.c.id.in_(sa.select(w.c.actor_id).where(w.c.word == word)))
    if " " in words:
        plain = _starting(words)
        patterns = (plain + " %", "% " + plain, "% " + plain + " %")
        named = named.where(sa.or_(t.c.folded == words, *(t.c.folded.like(p, escape="\\") for p in patterns)))
    everyone = sa.union(*found, named).subquery()
    return sa.select(everyone.c.id)


def _starting(words: str) -> str:
    """Words for LIKE, in which its own signs stand for themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
