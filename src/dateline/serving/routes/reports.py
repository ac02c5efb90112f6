"""Reports and what was read in them; quotations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query

from dateline.errors import NotInStore
from dateline.exporting.jsonl import plain
from dateline.serving import marking, shapes
from dateline.serving.answering import ERRORS, Json, Reading, TheDesk, safe_url
from dateline.serving.asking import Day, Paged, Then, Words, read_cursor, write_cursor
from dateline.serving.desk import Desk
from dateline.store import leafing, reviewing, schema, selecting
from dateline.store.leafing import ReportFilters
from dateline.store.opening import Store
from dateline.store.quoting import QuoteFilters
from dateline.store.selecting import Limits

router = APIRouter(tags=["reports"], dependencies=[Reading], responses=ERRORS)
_DAY, _NUMBER = (str, type(None)), (int,)


class ReportsAsked(Paged):
    """A page of reports."""

    outlet: Words | None = None
    since: Day | None = None
    until: Day | None = None
    text: Words | None = None


class QuotesAsked(Paged, Then):
    """A page of quotations."""

    speaker: Words | None = None
    about: Words | None = None
    act: Literal["said", "believed", "intended", "found", "all"] = "said"
    kind: Literal["direct", "indirect", "mixed"] | None = None
    since: Day | None = None
    until: Day | None = None
    text: Words | None = None


@router.get("/reports", response_model=shapes.Page[shapes.ReportRow], summary="A page of reports, the newest first")
def reports(desk: TheDesk, asked: Annotated[ReportsAsked, Query()]) -> Json:
    """Each report in its last version. `since` and `until` are days of publication."""
    after = read_cursor(asked.cursor, _DAY, _NUMBER)
    since, until = (day.isoformat()[:10] if day is not None else None for day in (asked.since, asked.until))
    wanted = ReportFilters(asked.outlet, since, until, asked.text)
    found, end = leafing.reports(desk.store, wanted, asked.limit, (after[0], after[1]) if after is not None else None)
    return Json({"items": [report_row(r) for r in found], "next": write_cursor(end), "total": None, "total_is_least": False})


def report_row(listed: leafing.ListedReport) -> dict[str, Any]:
    """A report as lists show it."""
    return {**plain(listed), "url": safe_url(listed.url)}


@router.get("/reports/{ident:path}", response_model=shapes.ReportOf, summary="A report with everything that was read in it")
def report(desk: TheDesk, ident: str, asked: Annotated[Then, Query()]) -> Json:
    """Its text with the spans that mean something, the events it tells, the sentences not coded, its versions."""
    with desk.at(asked.limits()) as store:
        return Json(_report(desk, store, ident))


def _report(desk: Desk, store: Store, ident: str) -> dict[str, Any]:
    r, c = schema.reports, schema.codings
    with store.reading() as connection:
        chosen = next(iter(selecting.chosen(connection, Limits(), [ident])), None)
        if chosen is None:
            raise NotInStore(f"no report {ident!r} in this store; the list of reports has their ids")
        row = connection.execute(sa.select(r).where(r.c.id == chosen.report_id)).one()
        record = (
            connection.execute(sa.select(c.c.record).where(c.c.id == chosen.coding_id)).scalar() if chosen.coding_id is not None else None
        )
        coded = selecting.restore(row, record)
        merged = leafing.merged_ids(connection, [chosen.coding_id]) if chosen.coding_id is not None else {}
        reviews = reviewing.standing(connection, [e.id for e in coded.events or ()])
        told = connection.execute(sa.select(r).where(r.c.report == ident).order_by(r.c.version)).all()
    fields = ("version", "title", "outlet", "published", "kind", "notice", "retrieved_at")
    shown = {
        "id": row.report,
        **{name: getattr(row, name) for name in fields},
        "url": safe_url(row.url),
        "mentions": len(coded.events or ()),
        "text": coded.report.text if row.whole or coded.report.text.strip() else None,
        "extracts": not row.whole,
    }
    return {
        "report": shown,
        "marks": marking.marks(coded, merged),
        "mentions": marking.mentions(coded, merged, reviews, whole=row.whole),
        "uncoded": marking.uncoded(coded, desk.knowledge()) if row.whole and record is not None else [],
        "versions": [{"version": v.version, "recorded_at": v.recorded_at, "kind": v.kind, "notice": v.notice} for v in told],
    }


@router.get("/quotes", response_model=shapes.Page[shapes.QuoteOf], summary="Who said what, about whom")
def quotes(desk: TheDesk, asked: Annotated[QuotesAsked, Query()]) -> Json:
    """Quotations, the newest first. `about` is a participant of an event told in it, or words that it holds."""
    after = read_cursor(asked.cursor, _DAY, _NUMBER, _NUMBER, _NUMBER)
    place = (after[0], after[1], after[2], after[3]) if after is not None else None
    act = None if asked.act == "all" else asked.act
    wanted = QuoteFilters(asked.speaker, act, asked.kind, asked.since, asked.until, asked.text)
    with desk.at(asked.limits()) as store:
        found, end = leafing.quotes(store, wanted, asked.about, asked.limit, place)
    items = [{**plain(q.quote), "merged": list(q.merged)} for q in found]
    return Json({"items": items, "next": write_cursor(end), "total": None, "total_is_least": False})
