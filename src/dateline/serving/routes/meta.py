"""What is asked, and what is in it."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request

from dateline import __version__
from dateline.exporting.formats import MODULES
from dateline.serving import shapes
from dateline.serving.answering import ERRORS, Json, Reading, TheDesk, may_read
from dateline.serving.asking import Nothing
from dateline.serving.desk import Desk
from dateline.store import schema
from dateline.store.filters import STATUSES
from dateline.store.remerging import stored_rules

router = APIRouter(tags=["store"], dependencies=[Reading], responses=ERRORS)


@router.get("/meta", response_model=shapes.Meta, summary="What is in the store, and what you may do")
def meta(request: Request, desk: TheDesk, _: Annotated[Nothing, Query()]) -> Json:
    """Counts, the days of events and of reports, the types of the codebook, the coders."""
    role = may_read(request)
    return Json(
        {
            "version": __version__,
            "store": desk.store.name,
            "keeps_text": desk.store.keeps_text,
            "role": role,
            "can_write": role == "reviewer",
            **_of_store(desk),
            "types": _types(desk),
            "statuses": list(STATUSES),
            "export_formats": list(MODULES),
        },
    )


def _of_store(desk: Desk) -> dict[str, Any]:
    e, r = schema.events, schema.reports
    now = e.c.superseded_at.is_(None)
    with desk.store.reading() as connection:

        def one(asked: sa.Select[Any]) -> Any:
            return connection.execute(asked).scalar_one()

        def number(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
            return int(one(sa.select(sa.func.count()).select_from(table).where(*where)))

        coders = connection.execute(sa.select(schema.coders.c.id, schema.coders.c.version).order_by(schema.coders.c.recorded_at)).all()
        first, last = one(sa.select(sa.func.min(r.c.day))), one(sa.select(sa.func.max(r.c.day)))
        return {
            "counts": {
                "reports": number(r, r.c.version == 1),
                "mentions": number(schema.mentions),
                "events": number(e, now),
                "quotes": number(schema.quotes),
            },
            "first_day": one(sa.select(sa.func.min(e.c.first_day)).where(now)),
            "last_day": one(sa.select(sa.func.max(e.c.first_day)).where(now)),
            "first_reported": first,
            "last_reported": last,
            "coders": [{"id": row.id, "version": row.version} for row in coders],
            "rules": stored_rules(connection).version,
            "as_of_examples": [day for day in dict.fromkeys((first, last)) if day],
        }


def _types(desk: Desk) -> list[dict[str, Any]]:
    codebook = desk.knowledge().codebook
    return [
        {"type": t.name, "quad": t.quad, "modes": list(codebook.modes_of.get(t.name, ())), "label": t.meaning}
        for t in codebook.types.values()
    ]
