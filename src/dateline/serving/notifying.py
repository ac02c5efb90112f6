"""Webhooks: whoever watches is told when a merging brought events that fit, in a signed message."""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pydantic import ValidationError

from dateline.errors import DatelineError
from dateline.exporting.cells import json_text
from dateline.fetching import FetchFailed, FetchSettings, post
from dateline.serving.asking import EventFilters
from dateline.serving.rows import event_rows
from dateline.store import listing, schema, watching
from dateline.store.listing import Wanted

if TYPE_CHECKING:
    from dateline.serving.desk import Desk
    from dateline.store.watching import Watch

_LOG = logging.getLogger("dateline.serving")
MOST_EVENTS = 500
"""Events in one message; `more` says how many there are beyond."""
_SECONDS = 10.0


def wanted(watch: Watch, after: str) -> Wanted:
    """What a watch asks for, of what the record came to have after a moment."""
    asked = EventFilters.model_validate(dict(watch.filters)).wanted()
    return Wanted(asked.filters, asked.quads, asked.planned, asked.box, after)


def signature(secret: str, body: bytes) -> str:
    """The header X-Dateline-Signature of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def tell_all(desk: Desk) -> int:
    """Tell every webhook what is new for it since it was last told. Gives how many were told."""
    m = schema.merges
    with desk.store.reading() as connection:
        last = connection.execute(sa.select(sa.func.max(m.c.recorded_at))).scalar()
    told = 0
    for watch in watching.watches(desk.store):
        if watch.webhook is None or last is None or watch.told_at >= last:
            continue
        try:
            told += _tell(desk, watch, last)
        except (FetchFailed, ValidationError) as error:
            why = error.reason if isinstance(error, FetchFailed) else "its filters are none that this version knows"
            watching.failed(desk.store, watch.id, why)
            desk.touch()
        except DatelineError as error:
            _LOG.warning("telling a webhook failed: %s", error)
    return told


def _tell(desk: Desk, watch: Watch, last: str) -> int:
    asked = wanted(watch, watch.told_at)
    found, _ = listing.page(desk.store, asked, "recorded", MOST_EVENTS, None)
    if not found:
        watching.told(desk.store, watch.id, last)
        return 0
    total, _ = listing.count(desk.store, asked)
    rows = event_rows(desk.store, found)
    body = json_text({"watch": {"id": watch.id, "name": watch.name}, "events": rows, "more": total - len(rows)}).encode()
    headers = {"Content-Type": "application/json"}
    if watch.secret:
        headers["X-Dateline-Signature"] = signature(watch.secret, body)
    settings = FetchSettings(seconds=_SECONDS, most_bytes=100_000, allow_private=desk.settings.allow_private)
    answer = post(watch.webhook or "", body, headers, settings)
    if not 200 <= answer.status < 300:
        watching.failed(desk.store, watch.id, f"it answered with status {answer.status}")
        desk.touch()
        return 0
    watching.told(desk.store, watch.id, last)
    desk.touch()
    return 1
