"""What a coding and a merged event say, as rows that can be searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa

from dateline.merging.model import MergedEvent
from dateline.model import CodedReport, When, stable_hash
from dateline.store import schema
from dateline.store.opening import moment
from dateline.store.texts import column, fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_AT_ONCE = 400


class Named(Protocol):
    """A participant of a mention or of a merged event."""

    @property
    def name(self) -> str | None:
        """The name, if known."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def code(self) -> str | None:
        """The code."""

    @property
    def country(self) -> str | None:
        """The country."""

    @property
    def id(self) -> str | None:
        """The id in the knowledge."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody as `actors` has them."""

    name: str
    code: str | None
    country: str | None
    ident: str | None

    @property
    def digest(self) -> str:
        """What tells one from the other."""
        return stable_hash(self.name, self.code or "", self.country or "", self.ident or "")


def actor(who: Named) -> Actor:
    """Somebody by name, else by the words that stand for them."""
    return Actor(column(who.name or who.text) or "", column(who.code), column(who.country), column(who.id))


def next_id(connection: Connection, table: sa.Table) -> int:
    """The next number of a table. Writers go one after the other, so that nobody else takes it."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()) + 1


def later(connection: Connection, now: str) -> str:
    """The moment at which events change now: later than every change before, even if the clock was put back or stands.

    So a change feed that has been read up to a moment misses nothing and repeats nothing.
    """
    last = max(last_change(connection), connection.execute(sa.select(sa.func.max(schema.merges.c.recorded_at))).scalar() or "")
    return now if now > last else moment(dt.datetime.fromisoformat(last) + dt.timedelta(microseconds=1))


def last_change(connection: Connection) -> str:
    """The moment of the last change of an event; empty where there is none."""
    e, f = schema.events, schema.forgotten_events
    asked = (
        sa.select(sa.func.max(e.c.recorded_at)).where(e.c.superseded_at.is_(None)),
        sa.select(sa.func.max(e.c.superseded_at)).where(e.c.superseded_at.is_not(None)),
        sa.select(sa.func.max(f.c.recorded_at)),
    )
    return max(connection.execute(one).scalar() or "" for one in asked)


def actor_ids(connection: Connection, wanted: Iterable[Actor]) -> dict[str, int]:
    """The number of each by digest; who is not there yet is added."""
    by_digest = {a.digest: a for a in wanted}
    table = schema.actors
    known: dict[str, int] = {}
    digests = sorted(by_digest)
    for start in range(0, len(digests), _AT_ONCE):
        asked = sa.select(table.c.digest, table.c.id).where(table.c.digest.in_(digests[start : start + _AT_ONCE]))
        known.update({row.digest: row.id for row in connection.execute(asked)})
    missing = [d for d in by_digest if d not in known]
    if missing:
        first = next_id(connection, table)
        rows = []
        for number, digest in enumerate(missing, start=first):
            a = by_digest[digest]
            values = {"name": a.name, "folded": fold(a.name), "code": a.code, "country": a.country, "ident": a.ident}
            rows.append({"id": number, "digest": digest, **values})
            known[digest] = number
        connection.execute(table.insert(), rows)
        words = [{"word": w, "actor_id": row["id"]} for row in rows for w in name_words(str(row["folded"]))]
        if words:
            connection.execute(schema.actor_words.insert(), words)
    return known


def name_words(folded: str) -> list[str]:
    """The words by which a name is found."""
    return sorted(set(folded.split()))


def days(when: When) -> tuple[str | None, str | None]:
    """First and last day; where one side is open, the known day stands for both."""
    start, end = (when.start or "")[:10] or None, (when.end or "")[:10] or None
    return start or end, end or start


def add_coding(connection: Connection, coding_id: int, coded: CodedReport) -> None:
    """The mentions, participants, places and quotes of a coding."""
    events = coded.events or ()
    ids = actor_ids(connection, [actor(p) for e in events for p in (*e.actors, *e.recipients)]) if events else {}
    mentions, participants = [], []
    for number, e in enumerate(events):
        first, last = days(e.when)
        mentions.append(
            {
                "coding_id": coding_id,
                "number": number,
                "mention": e.id,
                "start": e.trigger.start,
                "end": e.trigger.end,
                "type": e.type,
                "mode": e.mode,
                "first_day": first,
                "last_day": last,
                "country": e.where.country if e.where else None,
                "auxiliary": " ".join(e.auxiliary),
                "confidence": e.confidence,
            }
        )
        for role, side in (("actor", e.actors), ("recipient", e.recipients)):
            for place, p in enumerate(side):
                row = {"coding_id": coding_id, "mention": number, "role": role, "number": place}
                participants.append({**row, "actor_id": ids[actor(p).digest], "start": p.start, "end": p.end})
    places = [
        {
            "coding_id": coding_id,
            "number": number,
            "start": p.start,
            "end": p.end,
            "name": column(p.name),
            "role": p.role,
            "country": p.country,
            "latitude": p.latitude,
            "longitude": p.longitude,
            "geonames_id": p.geonames_id,
        }
        for number, p in enumerate(coded.places or ())
    ]
    for table, rows in ((schema.mentions, mentions), (schema.participants, participants), (schema.places, places)):
        if rows:
            connection.execute(table.insert(), rows)
    add_quotes(connection, coding_id, coded)


def add_vectors(connection: Connection, coding: int, coded: CodedReport) -> None:
    """The vectors of the sentences that tell events."""
    rows = [{"coding_id": coding, "start": v.start, "end": v.end, "vector": bytes.fromhex(v.vector)} for v in coded.vectors or ()]
    if rows:
        connection.execute(schema.sentence_vectors.insert(), rows)


def add_quotes(connection: Connection, coding_id: int, coded: CodedReport) -> None:
    """The quotes of a coding alone: all of it that is asked in a query."""
    said = coded.attributions or ()
    ids = actor_ids(connection, [actor(a.source) for a in said if a.source is not None]) if said else {}
    quotes = [
        {
            "coding_id": coding_id,
            "number": number,
            "attribution": a.id,
            "act": a.act,
            "kind": a.kind,
            "actor_id": ids[actor(a.source).digest] if a.source is not None else None,
            "start": min((s.start for s in a.content), default=a.cue.start if a.cue else 0),
        }
        for number, a in enumerate(said)
    ]
    if quotes:
        connection.execute(schema.quotes.insert(), quotes)


@dataclass(frozen=True, slots=True)
class EventVersion:
    """A version of a merged event about to be kept: its row, its participants by role, and where its mentions stand in the store."""

    row: dict[str, Any]
    sides: tuple[tuple[str, Sequence[Actor]], ...]
    members: Sequence[tuple[str, int, int]]


def add_events(connection: Connection, versions: Sequence[EventVersion]) -> None:
    """Append versions of merged events."""
    first = next_id(connection, schema.events)
    ids = actor_ids(connection, [a for v in versions for _, side in v.sides for a in side])
    rows, sides, members = [], [], []
    for number, version in enumerate(versions, start=first):
        rows.append({"id": number, **version.row})
        for role, side in version.sides:
            sides += [{"event_id": number, "role": role, "number": n, "actor_id": ids[a.digest]} for n, a in enumerate(side)]
        for n, (mention, coding, report) in enumerate(version.members):
            members.append({"event_id": number, "number": n, "mention": mention, "coding_id": coding, "report_id": report})
    for table, found in ((schema.events, rows), (schema.event_actors, sides), (schema.members, members)):
        for start in range(0, len(found), 1000):
            connection.execute(table.insert(), found[start : start + 1000])


def event_row(event: MergedEvent) -> dict[str, Any]:
    """What can be asked of a merged event."""
    first, last = days(event.when)
    where = event.where
    return {
        "event": event.id,
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "cameo": event.cameo,
        "score": event.score,
        "goldstein": event.goldstein,
        "first_day": first,
        "last_day": last,
        "place": fold(column(where.name) or "") if where else None,
        "country": where.country if where else None,
        "admin1": column(where.admin1) if where else None,
        "latitude": where.latitude if where else None,
        "longitude": where.longitude if where else None,
        "precision": where.precision if where else None,
        "status": event.status,
        "auxiliary": " ".join(event.auxiliary),
        "confidence": event.confidence,
        "sources": len(event.sources),
        "reports": len(event.reports),
        "first_reported": event.first_reported,
        "last_reported": event.last_reported,
    }


def event_sides(event: MergedEvent) -> tuple[tuple[str, Sequence[Actor]], ...]:
    """Who takes part in a merged event, by role."""
    return (("actor", [actor(p) for p in event.actors]), ("recipient", [actor(p) for p in event.recipients]))
