"""One event with all that stands behind it, as the page of an event shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.exporting.jsonl import plain
from dateline.exporting.merged import to_dict
from dateline.serving.answering import safe_url
from dateline.serving.rows import event_row, event_rows
from dateline.serving.sentences import sentence
from dateline.store import listing, querying, reviewing, schema
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.opening import Store

_CANDIDATES = 400
"""Events that are looked through for ties to this one: those that share a report or a participant with it."""


def detail(store: Store, ident: str) -> dict[str, Any]:
    """The event by its id, current or gone. Raises `NotInStore`."""
    found = querying.event(store, ident)
    with store.reading() as connection:
        t = schema.events
        versions = connection.execute(sa.select(t).where(t.c.event == ident).order_by(t.c.version)).mappings().all()
        shown = next((row for row in reversed(versions) if not row["gone"]), versions[-1])
        reviews = reviewing.standing(connection, [e.mention for e in found.evidence])
        texts = _texts(connection, {(e.report, e.version) for e in found.evidence})
        told = [json.loads(unpack(row["record"])) for row in versions]
        evidence = []
        for e in found.evidence:
            review = reviews.get(e.mention)
            row = {
                **plain(e),
                "url": safe_url(e.url),
                "archive_url": safe_url(e.archive_url),
                "sentence_start": _start(texts.get((e.report, e.version), ""), e.sentence, e.start),
                "review": plain(review) if review is not None else None,
            }
            evidence.append(row)
        corrected = any(r.verdict == "correct" for r in reviews.values())
        fields = to_dict(found.event)
        row = event_row(dict(shown), fields, corrected=corrected)
        history = [{**plain(h), "sentence": sentence(record)} for h, record in zip(found.history, told, strict=True)]
        ties = list(_ties(connection, ident, shown["id"], fields))
    rows = event_rows(store, [e for _, _, e in ties])
    return {
        "event": fields,
        "row": row,
        "gone": found.gone,
        "evidence": evidence,
        "history": history,
        "corrections": plain(found.corrections),
        "linked": [{"kind": kind, "direction": way, "row": row} for (kind, way, _), row in zip(ties, rows, strict=True)],
    }


def _texts(connection: Connection, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The texts of these versions of reports."""
    t = schema.reports
    idents = sorted({report for report, _ in wanted})
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(idents), 400):
        asked = sa.select(t.c.report, t.c.version, t.c.text).where(t.c.report.in_(idents[start : start + 400]))
        for row in connection.execute(asked):
            if (row.report, row.version) in wanted:
                found[row.report, row.version] = unpack(row.text)
    return found


def _start(text: str, words: str, place: int) -> int | None:
    """Where in a text the sentence begins that holds a place."""
    if not words:
        return None
    start = text.rfind(words, 0, place + len(words))
    return start if 0 <= start <= place else None


def _ties(connection: Connection, ident: str, number: int, fields: Mapping[str, Any]) -> Iterator[tuple[str, str, listing.Listed]]:
    """The events that this one is tied to, and those near it that are tied to this one."""
    links = fields["links"]
    targets = listing.by_ids(connection, sorted({link["event"] for link in links}))
    for link in links:
        if link["event"] in targets:
            yield link["kind"], "to", targets[link["event"]]
    m, x, t = schema.members, schema.event_actors, schema.events
    same_report = sa.select(m.c.event_id).where(m.c.report_id.in_(sa.select(m.c.report_id).where(m.c.event_id == number)))
    same_actor = sa.select(x.c.event_id).where(x.c.actor_id.in_(sa.select(x.c.actor_id).where(x.c.event_id == number)))
    for near in (same_report, same_actor):
        asked = sa.select(t.c.event).where(t.c.id.in_(near), t.c.superseded_at.is_(None), t.c.event != ident)
        idents = list(connection.execute(asked.order_by(t.c.id.desc()).limit(_CANDIDATES)).scalars())
        for other in sorted(listing.by_ids(connection, idents, ident).values(), key=lambda e: str(e.columns["event"])):
            for link in other.fields.get("links") or ():
                if link["event"] == ident and other.columns["event"] not in targets:
                    targets[other.columns["event"]] = other
                    yield link["kind"], "from", other
