"""Events of the store as the rows that lists show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.serving.sentences import sentence
from dateline.store import reviewing, schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.listing import Listed
    from dateline.store.opening import Store

_COPIED = (
    *("version", "type", "mode", "quad", "score", "goldstein", "first_day", "last_day", "country", "latitude", "longitude", "precision"),
    *("status", "confidence", "sources", "reports", "first_reported", "last_reported"),
)


def event_rows(store: Store, found: Sequence[Listed]) -> list[dict[str, Any]]:
    """Rows of events, in order."""
    with store.reading() as connection:
        corrected = _corrected(connection, found)
    return [event_row(e.columns, e.fields, corrected=e.columns["event"] in corrected) for e in found]


def event_row(columns: Mapping[str, Any], fields: Mapping[str, Any], *, corrected: bool) -> dict[str, Any]:
    """One row: `columns` of the table of events, `fields` the event as it is written."""
    where = fields.get("where")
    return {
        "id": columns["event"],
        **{name: columns[name] for name in _COPIED},
        "actors": [_participant(p) for p in fields.get("actors") or ()],
        "recipients": [_participant(p) for p in fields.get("recipients") or ()],
        "place": where["name"] if where else None,
        "auxiliary": columns["auxiliary"].split(),
        "sentence": sentence(fields),
        "corrected": corrected,
    }


def row_of(fields: Mapping[str, Any], days: tuple[str | None, str | None], version: int = 0) -> dict[str, Any]:
    """The row of an event that stands in no table."""
    where = fields.get("where") or {}
    columns = {
        **{name: fields.get(name) for name in _COPIED},
        "event": fields["id"],
        "version": version,
        "first_day": days[0],
        "last_day": days[1],
        "country": where.get("country"),
        "latitude": where.get("latitude"),
        "longitude": where.get("longitude"),
        "precision": where.get("precision"),
        "sources": len(fields["sources"]),
        "reports": len(fields["reports"]),
        "auxiliary": " ".join(fields["auxiliary"]),
    }
    return event_row(columns, fields, corrected=False)


def _participant(p: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": p.get("name"), "text": p.get("text"), "code": p.get("code"), "country": p.get("country")}


def _corrected(connection: Connection, found: Sequence[Listed]) -> set[str]:
    """The events that rest on a mention that a reviewer corrected."""
    r = schema.reviews
    if connection.execute(sa.select(r.c.id).where(r.c.withdrawn_at.is_(None), r.c.verdict == "correct").limit(1)).first() is None:
        return set()
    by_mention = {m["id"]: e.columns["event"] for e in found for m in e.fields.get("mentions") or ()}
    said = reviewing.standing(connection, list(by_mention))
    return {by_mention[mention] for mention, review in said.items() if review.verdict == "correct"}
