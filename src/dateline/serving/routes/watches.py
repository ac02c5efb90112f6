"""Watches: saved filters, what is new for them, feeds."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field, ValidationError

from dateline.serving import feeds, shapes
from dateline.serving.answering import ERRORS, WRITE_ERRORS, Json, Reading, TheDesk, Writing, may_read
from dateline.serving.asking import EventFilters, Name, Nothing, Paged, Words, read_cursor, write_cursor
from dateline.serving.correcting import Given
from dateline.serving.desk import Desk
from dateline.serving.failing import ApiError
from dateline.serving.guarding import API
from dateline.serving.notifying import wanted
from dateline.serving.rows import event_rows
from dateline.store import listing, watching
from dateline.store.listing import Wanted
from dateline.store.watching import Watch, WatchGiven

router = APIRouter(prefix="/watches", tags=["watches"], responses=ERRORS)
_IN_FEED = 100


class WatchAsked(Given):
    """A saved filter. `filters` are those of /events, without as_of and its like; `secret` signs what the webhook is told."""

    name: Name
    filters: EventFilters = EventFilters()
    webhook: Annotated[str, Field(max_length=2000, pattern="^https?://[!-~]+$")] | None = None
    secret: Annotated[str, Field(min_length=16, max_length=200, pattern="^[!-~]+$")] | None = None

    def given(self) -> WatchGiven:
        """As it is kept."""
        filters = self.filters.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        return WatchGiven(self.name, filters, self.webhook, self.secret)


class FeedAsked(Nothing):
    """The key of a feed, for readers that cannot send a token."""

    key: Words | None = None


@router.get("", response_model=shapes.WatchList, dependencies=[Reading], summary="All watches")
def watches(desk: TheDesk, _: Annotated[Nothing, Query()]) -> Json:
    """Each with how many events came since it was seen."""
    return Json({"items": [_shown(desk, w) for w in watching.watches(desk.store)]})


def _shown(desk: Desk, watch: Watch) -> dict[str, Any]:
    new, _ = listing.count(desk.store, _wanted(watch, watch.seen_at))
    feed = f"{API}/watches/{watch.id}/feed"
    return {
        "id": watch.id,
        "name": watch.name,
        "filters": dict(watch.filters),
        "new": new,
        "seen_at": watch.seen_at,
        "webhook": watch.webhook,
        "failure": watch.failure,
        "atom": f"{feed}.atom?key={watch.feed_key}",
        "json_feed": f"{feed}.json?key={watch.feed_key}",
    }


def _wanted(watch: Watch, after: str) -> Wanted:
    try:
        return wanted(watch, after)
    except ValidationError:
        raise ApiError(422, "invalid", f"the watch {watch.id} has filters that this version does not know; save it anew", None) from None


@router.post("", response_model=shapes.WatchOf, status_code=201, dependencies=[Writing], summary="Save a filter", responses=WRITE_ERRORS)
def add(desk: TheDesk, body: WatchAsked, _: Annotated[Nothing, Query()]) -> Json:
    """What is in the record now counts as seen. The webhook is told after each merging that brings events that fit."""
    _check(desk, body)
    found = watching.add(desk.store, body.given())
    desk.touch()
    return Json(_shown(desk, found), 201)


@router.put("/{ident}", response_model=shapes.WatchOf, dependencies=[Writing], summary="Change a watch", responses=WRITE_ERRORS)
def change(desk: TheDesk, ident: str, body: WatchAsked, _: Annotated[Nothing, Query()]) -> Json:
    """All of it, the secret too."""
    _check(desk, body)
    found = watching.change(desk.store, ident, body.given())
    desk.touch()
    return Json(_shown(desk, found))


def _check(desk: Desk, body: WatchAsked) -> None:
    """What the store would refuse, refused now."""
    listing.count(desk.store, body.filters.wanted(), 1)


@router.delete("/{ident}", status_code=204, dependencies=[Writing], summary="Watch no more", responses=WRITE_ERRORS)
def drop(desk: TheDesk, ident: str, _: Annotated[Nothing, Query()]) -> Response:
    """The watch and its feeds are gone."""
    watching.drop(desk.store, ident)
    desk.touch()
    return Response(status_code=204)


@router.post("/{ident}/seen", response_model=shapes.WatchOf, dependencies=[Writing], summary="All was seen", responses=WRITE_ERRORS)
def seen(desk: TheDesk, ident: str, _: Annotated[Nothing, Query()]) -> Json:
    """Nothing is new for this watch until something comes."""
    found = watching.seen(desk.store, ident)
    desk.touch()
    return Json(_shown(desk, found))


@router.get("/{ident}/new", response_model=shapes.Page[shapes.EventRow], dependencies=[Reading], summary="What is new")
def new(desk: TheDesk, ident: str, asked: Annotated[Paged, Query()]) -> Json:
    """Events that the record came to have, or to have otherwise, since the watch was seen; the last ones first."""
    watch = watching.watch(desk.store, ident)
    after = read_cursor(asked.cursor, (str,), (str,))
    what = _wanted(watch, watch.seen_at)
    found, end = listing.page(desk.store, what, "recorded", asked.limit, (after[0], after[1]) if after is not None else None)
    total, least = listing.count(desk.store, what)
    return Json({"items": event_rows(desk.store, found), "next": write_cursor(end), "total": total, "total_is_least": least})


def _feed(
    request: Request, desk: Desk, ident: str, key: str | None, ending: str
) -> tuple[Watch, list[tuple[dict[str, Any], str]], str, str]:
    """The watch, its last events with the moments at which they were recorded, the address of the pages and that of the feed."""
    watch = watching.watch(desk.store, ident) if key is not None else None
    if watch is None or not hmac.compare_digest(watch.feed_key.encode(), (key or "").encode()):
        may_read(request)
        watch = watching.watch(desk.store, ident)
    found, _ = listing.page(desk.store, _wanted(watch, ""), "recorded", _IN_FEED, None)
    rows = [(row, str(e.columns["recorded_at"])) for row, e in zip(event_rows(desk.store, found), found, strict=True)]
    base = f"{request.url.scheme}://{request.headers['host']}"  # the guard knows this name for ours
    return watch, rows, base, f"{base}{API}/watches/{watch.id}/feed.{ending}?key={watch.feed_key}"


@router.get(
    "/{ident}/feed.atom",
    summary="What a watch finds, as Atom",
    responses={200: {"description": "The feed.", "content": {"application/atom+xml": {}}}},
    response_class=Response,
)
def atom(request: Request, desk: TheDesk, ident: str, asked: Annotated[FeedAsked, Query()]) -> Response:
    """The last hundred events that fit. `key` opens it to feed readers where reading needs a token."""
    watch, rows, base, own = _feed(request, desk, ident, asked.key, "atom")
    return Response(feeds.atom(watch, rows, base, own), media_type="application/atom+xml; charset=utf-8")


@router.get(
    "/{ident}/feed.json",
    summary="What a watch finds, as JSON Feed",
    responses={200: {"description": "The feed.", "content": {"application/feed+json": {}}}},
    response_class=Response,
)
def json_feed(request: Request, desk: TheDesk, ident: str, asked: Annotated[FeedAsked, Query()]) -> Response:
    """JSON Feed 1.1, likewise."""
    watch, rows, base, own = _feed(request, desk, ident, asked.key, "json")
    body = Json(feeds.json_feed(watch, rows, base, own)).body
    return Response(body, media_type="application/feed+json")
