"""What was known of one event when: merged again from its own reports, as far as they were public on each day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.exporting.merged import to_dict
from dateline.merging import merge
from dateline.serving.failing import ApiError
from dateline.serving.rows import row_of
from dateline.store import indexing, remerging, schema, selecting
from dateline.store.selecting import Limits

if TYPE_CHECKING:
    from dateline.merging import Tables
    from dateline.merging.model import MergedEvent
    from dateline.store.opening import Store

MOST_REPORTS = 300
MOST_DAYS = 100


def known(store: Store, tables: Tables, ident: str) -> list[dict[str, Any]]:
    """For each day on which a report on the event was published: the event as the reports until then tell it. Raises `NotInStore`.

    Only its own reports are merged, so that this costs little; what a store as of that day says may differ a little, since there all
    reports weigh in. Of more than a hundred days the last ones are given.
    """
    t, m, r = schema.events, schema.members, schema.reports
    with store.reading() as connection:
        versions = list(connection.execute(sa.select(t.c.id).where(t.c.event == ident)).scalars())
        if not versions:
            raise NotInStore(f"no event {ident!r} in this store; the list of events has their ids")
        told = connection.execute(
            sa.select(r.c.report, m.c.mention).join(r, r.c.id == m.c.report_id).where(m.c.event_id.in_(versions))
        ).all()
        reports = sorted({row.report for row in told})
        if len(reports) > MOST_REPORTS:
            raise ApiError(
                422,
                "too_many_reports",
                f"{len(reports):,} reports tell of this event; what was known when is made for up to {MOST_REPORTS}",
            )
        mentions = {(row.report, row.mention) for row in told}
        asked = sa.select(r.c.public_from).where(r.c.report.in_(reports))
        days = sorted({moment[:10] for moment in connection.execute(asked).scalars()})[-MOST_DAYS:]
        rules = remerging.stored_rules(connection)
        found = []
        for day in days:
            parts = selecting.merged_from(selecting.chosen(connection, Limits(as_of=dt.date.fromisoformat(day)), reports))
            events = merge(selecting.load(connection, parts), rules, tables) if parts else []
            event = _same(events, mentions)
            row = row_of(to_dict(event), indexing.days(event.when)) if event is not None else None
            found.append({"as_of": day, "row": row})
    return found


def _same(events: list[MergedEvent], mentions: set[tuple[str, str]]) -> MergedEvent | None:
    """Of several events the one that rests most on these mentions."""
    shared = [(sum((m.report, m.id) in mentions for m in e.mentions), e) for e in events]
    best = max(shared, key=lambda item: (item[0], item[1].id), default=(0, None))
    return best[1] if best[0] else None
