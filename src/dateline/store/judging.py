"""Mentions to be judged, in an order that is worth a reviewer's time; what all verdicts come to; and the corrections as a gold set."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.exporting.jsonl import to_dict
from dateline.model import CodedReport
from dateline.store import reviewing, schema, selecting
from dateline.store.listing import Wanted, conditions
from dateline.store.reviewing import Judged, Review
from dateline.store.selecting import Limits
from dateline.store.texts import sentence_at, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.opening import Store

Order = Literal["uncertain", "disputed", "sample"]
_BATCH = 50
_MOST_BATCHES = 40
"""Pages of events that are looked through for one page of the queue."""
_AT_ONCE = 400

Place = tuple[Any, str, int]
"""Where a page of the queue ended: what orders the event, its id, and how many of its mentions were passed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mention that waits for a verdict: the event that it is part of, and the report as its coder read it, before any correction."""

    event: str
    mention: dict[str, Any]
    layers: dict[str, Any]
    report: sa.Row[Any]
    text: str
    reviews: tuple[Review, ...]

    @property
    def sentence(self) -> str:
        """The words around it."""
        return sentence_at(self.text, self.mention["trigger"]["start"], whole=self.report.whole)


def queue(
    store: Store, wanted: Wanted, order: Order, reviewer: str | None, limit: int, after: Place | None, *, second: bool = False
) -> tuple[list[Waiting], Place | None]:
    """At most `limit` mentions that `reviewer` has not judged, and where the page ended, None at the end of all.

    `uncertain` begins with the events of least confidence; `disputed` takes those that several reports tell otherwise, by the number of
    sources; `sample` goes by the events' ids, which are hashes: as good as drawn by lot, and the same at every asking. A `second`
    reviewer first has what others judged, what they rejected too, though no event rests on it any more: else nobody could disagree.
    """
    found: list[Waiting] = []
    place = after
    with store.reading() as connection:
        if second and reviewer is not None and (place is None or place[0] is None):
            for number, mention, coding, event in _judged_by_others(connection, wanted, reviewer, place[2] if place is not None else 0):
                if len(found) == limit:
                    return _with_reviews(connection, found), (None, "", number - 1)
                item = _waiting(connection, event, mention, coding)
                found += [item] if item is not None else []
            place = None
        for _ in range(_MOST_BATCHES):
            rows = _events(connection, wanted, order, place)
            ids = {row.id: row for row in rows}
            members = _members(connection, list(ids))
            done = _judged_by(connection, reviewer, [m for told in members.values() for m, _ in told], anyone=second)
            for row in rows:
                told = members.get(row.id, [])
                begin = place[2] if place is not None and place[1] == row.event and place[2] < len(told) else 0
                if order == "disputed" and not json.loads(unpack(row.record))["versions"] and row.status != "disputed":
                    told, begin = [], 0
                for number, (mention, coding) in enumerate(told[begin:], start=begin):
                    if mention in done:
                        continue
                    if len(found) == limit:
                        return _with_reviews(connection, found), (row.key, row.event, number)
                    item = _waiting(connection, row.event, mention, coding)
                    found += [item] if item is not None else []
            if len(rows) < _BATCH:
                return _with_reviews(connection, found), None
            place = (rows[-1].key, rows[-1].event, 1_000_000)
        return _with_reviews(connection, found), place


def _events(connection: Connection, wanted: Wanted, order: Order, after: Place | None) -> Sequence[sa.Row[Any]]:
    t = schema.events
    key = {"uncertain": t.c.confidence, "disputed": t.c.sources, "sample": t.c.event}[order]
    asked = sa.select(t.c.id, t.c.event, t.c.status, t.c.record, key.label("key")).where(*conditions(wanted, connection.dialect.name))
    if order == "disputed":
        asked = asked.where(sa.or_(t.c.reports > 1, t.c.status == "disputed"))
    if after is not None:
        # The event where the page ended comes once more, since some of its mentions may be left.
        here, there = sa.tuple_(key, t.c.event), sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        passed = after[2] >= 1_000_000
        if order == "disputed":
            asked = asked.where(here < there if passed else here <= there)
        else:
            asked = asked.where(here > there if passed else here >= there)
    ordered = (key.desc(), t.c.event.desc()) if order == "disputed" else (key.asc(), t.c.event.asc())
    return list(connection.execute(asked.order_by(*ordered).limit(_BATCH)))


def _members(connection: Connection, events: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    m = schema.members
    asked = sa.select(m.c.event_id, m.c.mention, m.c.coding_id).where(m.c.event_id.in_(events)).order_by(m.c.event_id, m.c.number)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in connection.execute(asked):
        found[row.event_id].append((row.mention, row.coding_id))
    return found


def _judged_by_others(connection: Connection, wanted: Wanted, reviewer: str, after: int) -> Iterator[tuple[int, str, int, str]]:
    """What others judged and this one did not, in the order of their verdicts: the verdict's number, mention, coding and event."""
    r, m = schema.reviews, schema.members
    own, event = r.alias("own"), schema.events.alias("event")
    mine = sa.exists().where(own.c.mention == r.c.mention, own.c.reviewer == reviewer, own.c.withdrawn_at.is_(None))
    asked = sa.select(r.c.id, r.c.mention, m.c.coding_id, event.c.event, event.c.id.label("number"))
    asked = asked.join(m, sa.and_(m.c.report_id == r.c.report_id, m.c.mention == r.c.mention)).join(event, event.c.id == m.c.event_id)
    asked = asked.where(reviewing.counting(), r.c.id > after, r.c.reviewer != reviewer, ~mine)
    asked = asked.where(*conditions(wanted, connection.dialect.name, event))
    seen: set[str] = set()
    # Of the versions of events that a mention is or was in, the last one; of several verdicts on it, the first.
    for row in connection.execute(asked.order_by(r.c.id, event.c.id.desc())):
        if row.mention not in seen:
            seen.add(row.mention)
            yield row.id, row.mention, row.coding_id, row.event


def _judged_by(connection: Connection, reviewer: str | None, mentions: Sequence[str], *, anyone: bool = False) -> set[str]:
    if reviewer is None:
        return set()
    r = schema.reviews
    found: set[str] = set()
    for start in range(0, len(mentions), _AT_ONCE):
        asked = sa.select(r.c.mention).where(r.c.mention.in_(mentions[start : start + _AT_ONCE]))
        if not anyone:
            asked = asked.where(r.c.reviewer == reviewer)
        found.update(connection.execute(asked.where(reviewing.counting())).scalars())
    return found


def _waiting(connection: Connection, event: str, mention: str, coding: int) -> Waiting | None:
    r, c = schema.reports, schema.codings
    row = connection.execute(sa.select(r, c.c.record).join(c, c.c.report_id == r.c.id).where(c.c.id == coding)).one()
    layers = json.loads(unpack(row.record))
    told = next((e for e in layers.get("events") or () if e["id"] == mention), None)
    return Waiting(event, told, layers, row, unpack(row.text), ()) if told is not None else None


def _with_reviews(connection: Connection, found: Sequence[Waiting]) -> list[Waiting]:
    """Each with the standing verdicts of all reviewers."""
    r = schema.reviews
    said: dict[str, list[Review]] = defaultdict(list)
    mentions = [w.mention["id"] for w in found]
    for start in range(0, len(mentions), _AT_ONCE):
        asked = sa.select(r).where(r.c.mention.in_(mentions[start : start + _AT_ONCE]), reviewing.counting()).order_by(r.c.id)
        for row in connection.execute(asked):
            said[row.mention].append(reviewing.review_of(row))
    return [Waiting(w.event, w.mention, w.layers, w.report, w.text, tuple(said[w.mention["id"]])) for w in found]


def find(store: Store, mention: str) -> tuple[Judged, dict[str, Any], str]:
    """A mention by its id in the coding that counts: what is judged, the event as the coder has it, and the text. Raises `NotInStore`."""
    m, c, r = schema.mentions, schema.codings, schema.reports
    with store.reading() as connection:
        asked = sa.select(m.c.coding_id, c.c.coder, c.c.record, r.c.id, r.c.report, r.c.text)
        asked = asked.join(c, c.c.id == m.c.coding_id).join(r, r.c.id == c.c.report_id).where(m.c.mention == mention)
        rows = connection.execute(asked).all()
        counts = {part.coding_id for part in selecting.chosen(connection, Limits(), [row.report for row in rows])}
    row = next((row for row in rows if row.coding_id in counts), None)
    if row is None:
        gone = "; it is of an earlier version of its report, or of its coder" if rows else ""
        raise NotInStore(f"no mention {mention!r} counts in this store{gone}")
    event = next(e for e in json.loads(unpack(row.record))["events"] if e["id"] == mention)
    return Judged(mention, row.id, row.coder, event["type"]), event, unpack(row.text)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All standing verdicts on one mention, one a reviewer, the last one last; `type` is the coder's."""

    mention: str
    type: str
    reviews: tuple[Review, ...]


def verdicts(store: Store) -> list[Verdicts]:
    """Everything that is judged, by mention."""
    r = schema.reviews
    with store.reading() as connection:
        said: dict[str, list[Review]] = defaultdict(list)
        types: dict[str, str] = {}
        for row in connection.execute(sa.select(r).where(r.c.withdrawn_at.is_(None)).order_by(r.c.id)):
            said[row.mention].append(reviewing.review_of(row))
            types[row.mention] = row.type
    return [Verdicts(mention, types[mention], tuple(found)) for mention, found in sorted(said.items())]


def gold(store: Store, *, partly: bool) -> Iterator[dict[str, Any]]:
    """The judged reports as gold, in the form of `dateline code` with texts: what was accepted as it is, what was corrected as corrected.

    Only reports of which every event was judged are given, so that what else a coder finds there is wrong; with `partly` also others,
    with those events alone that were judged.
    """
    r = schema.reviews
    with store.reading() as connection:
        asked = sa.select(schema.reports.c.report).join(r, r.c.report_id == schema.reports.c.id).where(r.c.withdrawn_at.is_(None))
        names = sorted(set(connection.execute(asked).scalars()))
        for start in range(0, len(names), _AT_ONCE):
            parts = selecting.merged_from(selecting.chosen(connection, Limits(), names[start : start + _AT_ONCE]))
            for part, coded in zip(parts, selecting.load(connection, parts), strict=True):
                judged = set(
                    connection.execute(sa.select(r.c.mention).where(r.c.report_id == part.report_id, r.c.withdrawn_at.is_(None))).scalars()
                )
                told = {e.id for e in coded.events or ()}
                if judged and (partly or told <= judged):
                    yield _gold(coded, judged)


def _gold(coded: CodedReport, judged: set[str]) -> dict[str, Any]:
    record = to_dict(coded, with_text=True)
    record["events"] = [e for e in record.get("events") or () if e["id"] in judged]
    # Only events were judged: the other layers are the coder's own, and no gold.
    kept = {"schema", "report", "events", "attributions"}
    return {name: value for name, value in record.items() if name in kept}
