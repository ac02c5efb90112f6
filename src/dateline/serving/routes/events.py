"""Events: lists, one event with all behind it, and what was known of it when."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from dateline.errors import StoreUnusable
from dateline.serving import deadline, shapes
from dateline.serving.answering import ERRORS, Json, Reading, TheDesk
from dateline.serving.asking import Cursor, Filtered, Limit, Nothing, Then, read_cursor, write_cursor
from dateline.serving.counting import Counting
from dateline.serving.detail import detail
from dateline.serving.knowing import known
from dateline.serving.rows import event_rows
from dateline.store import likeness, listing
from dateline.store.listing import Sort, Wanted

router = APIRouter(tags=["events"], dependencies=[Reading], responses=ERRORS)
_COUNT_SECONDS = 0.25
"""How long a total may take to count; a page does without it where it takes longer."""


class EventsAsked(Filtered):
    """A page of events."""

    sort: Sort = "-day"
    limit: Limit = 50
    cursor: Cursor | None = None


class SimilarAsked(Then):
    """How many, and as of when."""

    limit: Limit = 6


@router.get("/events", response_model=shapes.Page[shapes.EventRow], summary="A page of events")
def events(desk: TheDesk, asked: Annotated[EventsAsked, Query()]) -> Json:
    """Merged events by any filters, in a fixed order; unless told otherwise those of the last days first.

    Events on no day come last. `recorded` orders by when the record came to say so.
    """
    after = read_cursor(asked.cursor, (str, float, int, type(None)), (str,))
    with desk.counted_at(asked.limits()) as counting:
        wanted = asked.wanted()
        found, end = counting.page(wanted, asked.sort, asked.limit, _checked(after, asked.sort))
        total, least = total_of(counting, wanted)
        return Json({"items": event_rows(counting.store, found), "next": write_cursor(end), "total": total, "total_is_least": least})


def _checked(after: tuple[Any, ...] | None, sort: Sort) -> tuple[Any, str] | None:
    """A cursor of a list in this order."""
    if after is None:
        return None
    kinds: dict[Sort, tuple[type, ...]] = {"confidence": (float, int), "sources": (int,), "recorded": (str,)}
    if not isinstance(after[0], kinds.get(sort, (str, type(None)))):
        read_cursor("?")
    return after[0], after[1]


def total_of(counting: Counting, wanted: Wanted) -> tuple[int | None, bool]:
    """How many events are wanted, as far as it can be counted in a moment."""
    try:
        with deadline.limited(_COUNT_SECONDS):
            return counting.count(wanted)
    except StoreUnusable as error:
        if "interrupted" in str(error) or "timeout" in str(error):
            return None, False
        raise


@router.get("/events/{ident}", response_model=shapes.EventOf, summary="One event with all that stands behind it")
def event(desk: TheDesk, ident: str, asked: Annotated[Then, Query()]) -> Json:
    """The merged event, who says so in what words, its history in the record, corrections by outlets, and events tied to it."""
    with desk.at(asked.limits()) as store:
        return Json(detail(store, ident))


@router.get("/events/{ident}/known", response_model=list[shapes.KnownThen], summary="What was known of an event when")
def event_known(desk: TheDesk, ident: str, _: Annotated[Nothing, Query()]) -> Json:
    """For each day on which a report on it was published, the event as the reports until then tell it, merged from these reports alone."""
    return Json(known(desk.store, desk.tables(), ident))


@router.get("/events/{ident}/similar", response_model=list[shapes.LikeEvent], summary="Events told in like sentences")
def event_similar(desk: TheDesk, ident: str, asked: Annotated[SimilarAsked, Query()]) -> Json:
    """The events whose sentences mean most nearly what this one's does, the likest first; none where it was coded without the encoder."""
    with desk.counted_at(asked.limits()) as counting:
        store = counting.store
        vector = likeness.vector_of(store, ident)
        found = counting.similar(vector, asked.limit + 1) if vector is not None else []
        others = [f for f in found if f.event.id != ident][: asked.limit]
        with store.reading() as connection:
            listed = listing.by_ids(connection, [f.event.id for f in others])
        rows = event_rows(store, [listed[f.event.id] for f in others])
        return Json([{"likeness": f.likeness, "row": row} for f, row in zip(others, rows, strict=True)])
