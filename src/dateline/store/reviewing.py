"""What reviewers say of mentions: kept beside what the coder said, and put in its place where events are merged.

Each reviewer has at most one standing verdict on a mention; a new one takes the place of the old one, which is kept as withdrawn. Of
several reviewers' standing verdicts the last one counts. A verdict is of the version of the report that was judged: another version of it
may say something else at the same place.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.store import schema
from dateline.store.indexing import next_id
from dateline.store.texts import column

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

    from dateline.store.opening import Store

Verdict = Literal["accept", "reject", "correct"]
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict of one reviewer on one mention. `fields` are those that take the place of the coder's; `note` is for people."""

    id: str
    mention: str
    reviewer: str
    verdict: Verdict
    fields: Mapping[str, Any]
    note: str | None
    recorded_at: str
    withdrawn: bool


def review_of(row: Row[Any]) -> Review:
    """A row of `reviews`."""
    fields = json.loads(row.fields)
    withdrawn = row.withdrawn_at is not None
    return Review(row.review, row.mention, row.reviewer, row.verdict, fields, row.note, row.recorded_at, withdrawn)


def counting() -> sa.ColumnElement[bool]:
    """The condition that a verdict stands, and is of the last version of its report."""
    t, r = schema.reviews, schema.reports
    judged, newer = r.alias("judged"), r.alias("newer")
    later = sa.and_(newer.c.report == judged.c.report, newer.c.version > judged.c.version)
    overtaken = sa.exists().where(judged.c.id == t.c.report_id, later)
    return sa.and_(t.c.withdrawn_at.is_(None), ~overtaken)


def standing(connection: Connection, mentions: Sequence[str]) -> dict[str, Review]:
    """The verdict that counts on each of these mentions that has one."""
    t = schema.reviews
    found: dict[str, Review] = {}
    for start in range(0, len(mentions), _AT_ONCE):
        asked = sa.select(t).where(t.c.mention.in_(mentions[start : start + _AT_ONCE]), counting())
        found.update({row.mention: review_of(row) for row in connection.execute(asked.order_by(t.c.id))})
    return found


def altering(connection: Connection, until: str | None = None, reports: Sequence[int] | None = None) -> dict[int, tuple[int, ...]]:
    """The numbers of the verdicts that count and alter something, by version of a report: now, or as they stood at a moment."""
    t = schema.reviews
    asked = sa.select(t.c.id, t.c.report_id, t.c.mention, t.c.verdict).order_by(t.c.id)
    if until is None:
        asked = asked.where(t.c.withdrawn_at.is_(None))
    else:
        asked = asked.where(t.c.recorded_at <= until, sa.or_(t.c.withdrawn_at.is_(None), t.c.withdrawn_at > until))
    last: dict[tuple[int, str], tuple[int, str]] = {}
    parts = [None] if reports is None else [reports[n : n + _AT_ONCE] for n in range(0, len(reports), _AT_ONCE)]
    for part in parts:
        for row in connection.execute(asked if part is None else asked.where(t.c.report_id.in_(part))):
            last[row.report_id, row.mention] = row.id, row.verdict
    found: dict[int, list[int]] = {}
    for (report, _), (number, verdict) in last.items():
        if verdict != "accept":
            found.setdefault(report, []).append(number)
    return {report: tuple(sorted(numbers)) for report, numbers in found.items()}


def effects(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, dict[str, Any] | None]]:
    """For each verdict by its number: the mention, and what takes the place of its fields; None for one that is rejected."""
    t = schema.reviews
    wanted = sorted(set(numbers))
    found: dict[int, tuple[str, dict[str, Any] | None]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in connection.execute(sa.select(t).where(t.c.id.in_(wanted[start : start + _AT_ONCE]))):
            found[row.id] = row.mention, None if row.verdict == "reject" else json.loads(row.applied)
    return found


def revised(layers: dict[str, Any], verdicts: Iterable[tuple[str, dict[str, Any] | None]]) -> dict[str, Any]:
    """The layers of a coding with the verdicts in place of what they judge."""
    said = dict(verdicts)
    if not said or not layers.get("events"):
        return layers
    events = []
    for event in layers["events"]:
        if event["id"] not in said:
            events.append(event)
        elif (fields := said[event["id"]]) is not None:
            events.append({**event, **fields})
    return {**layers, "events": events}


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention that is judged: in which version of a report, of which coder, and the type that the coder gave."""

    mention: str
    report_id: int
    coder: str
    type: str


def add(
    store: Store, judged: Judged, reviewer: str, verdict: Verdict, fields: dict[str, Any], applied: dict[str, Any], note: str | None
) -> Review:
    """Keep a verdict. The same reviewer's earlier one on the same mention is withdrawn."""
    t = schema.reviews
    with store.writing() as connection:
        now = store.recorded()
        same = sa.and_(t.c.mention == judged.mention, t.c.reviewer == reviewer, t.c.withdrawn_at.is_(None))
        connection.execute(t.update().where(same).values(withdrawn_at=now))
        number = next_id(connection, t)
        row = {
            "id": number,
            "review": f"v-{secrets.token_hex(8)}",
            "report_id": judged.report_id,
            "coder": judged.coder,
            "mention": judged.mention,
            "type": judged.type,
            "reviewer": column(reviewer),
            "verdict": verdict,
            "fields": column(json.dumps(fields, ensure_ascii=False)),
            "applied": column(json.dumps(applied, ensure_ascii=False)),
            "note": column(note),
            "recorded_at": now,
            "withdrawn_at": None,
        }
        connection.execute(t.insert().values(**row))
        return review_of(connection.execute(sa.select(t).where(t.c.id == number)).one())


def withdraw(store: Store, ident: str) -> Review:
    """Take a verdict back. Its row stays. Raises `NotInStore`."""
    t = schema.reviews
    with store.writing() as connection:
        row = connection.execute(sa.select(t).where(t.c.review == ident)).first()
        if row is None:
            raise NotInStore(f"no review {ident!r} in this store")
        if row.withdrawn_at is None:
            connection.execute(t.update().where(t.c.id == row.id).values(withdrawn_at=store.recorded()))
        return review_of(connection.execute(sa.select(t).where(t.c.id == row.id)).one())
