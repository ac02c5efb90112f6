"""Who, where and when: actors with their profiles, the map, the timeline, the network, and search over all of it."""

from __future__ import annotations

import dataclasses
import operator
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query

from dateline.exporting.jsonl import plain
from dateline.serving import shapes
from dateline.serving.answering import ERRORS, Json, Reading, TheDesk
from dateline.serving.asking import Filtered, Nothing, Paged, Words, read_cursor, write_cursor
from dateline.serving.desk import Desk
from dateline.serving.routes.reports import report_row
from dateline.serving.rows import event_rows
from dateline.store import leafing, schema
from dateline.store.filters import Filters
from dateline.store.leafing import ReportFilters
from dateline.store.listing import Wanted
from dateline.store.opening import Store
from dateline.store.profiles import Level
from dateline.store.texts import fold, unpack
from dateline.store.timelines import Period, Point

router = APIRouter(tags=["actors, places, times"], dependencies=[Reading], responses=ERRORS)
_FEW = 8
_POINT = tuple(field.name for field in dataclasses.fields(Point))
_values = operator.attrgetter(*_POINT)
_AROUND = 90


class ActorsAsked(Paged):
    """A page of actors."""

    q: Words | None = None


class TimelineAsked(Filtered):
    """A timeline."""

    period: Period = "month"


class NetworkAsked(Filtered):
    """A network."""

    level: Level = "country"
    directed: bool = True


class SearchAsked(Nothing):
    """A search."""

    q: Words


@router.get("/actors", response_model=shapes.Page[shapes.ActorRow], summary="Who takes part, the busiest first")
def actors(desk: TheDesk, asked: Annotated[ActorsAsked, Query()]) -> Json:
    """By a code, the start of one (RUS, RUSGOV), or words of a name."""
    after = read_cursor(asked.cursor, (int,), (str,))
    place = (after[0], after[1]) if after is not None else None
    found, end = desk.counting.actors(asked.q, asked.limit, place)
    return Json({"items": plain(found), "next": write_cursor(end), "total": None, "total_is_least": False})


@router.get("/actors/{ident:path}", response_model=shapes.ActorOf, summary="Somebody's profile")
def actor(desk: TheDesk, ident: str, asked: Annotated[Filtered, Query()]) -> Json:
    """What somebody does over time, of what type, with whom, and which offices they held."""
    with desk.counted_at(asked.limits()) as counting:
        found = counting.profile(ident, asked.wanted())
    return Json(
        {
            "actor": plain(found.actor),
            "offices": _offices(desk, found.actor.name),
            "by_month": [{"period": p, "cooperation": a, "conflict": b, "neutral": c} for p, a, b, c in found.by_month],
            "by_type": [{"type": kind, "as_actor": a, "as_recipient": b} for kind, a, b in found.by_type],
            "with": plain(found.partners),
        }
    )


def _offices(desk: Desk, name: str) -> list[dict[str, Any]]:
    terms = desk.knowledge().actors.offices.named.get(name, ())
    ordered = sorted(terms, key=lambda t: (t.since, t.office))
    return [{"title": t.office, "country": t.country, "start": t.since or None, "end": t.until or None} for t in ordered]


@router.get("/places", response_model=shapes.PlacesOf, summary="The map")
def places(desk: TheDesk, asked: Annotated[Filtered, Query()]) -> Json:
    """Where the events took place, each place with how many and of what quad classes. `precision` says how far a point is one."""
    with desk.counted_at(asked.limits()) as counting:
        found = counting.places(asked.wanted())
    points = [dict(zip(_POINT, _values(point), strict=True)) for point in found.points]
    return Json({"points": points, "unlocated": found.unlocated, "cut": found.cut})


@router.get("/timeline", response_model=shapes.TimelineOf, summary="The timeline")
def timeline(desk: TheDesk, asked: Annotated[TimelineAsked, Query()]) -> Json:
    """Events by the period in which they began; periods without any are there with 0."""
    with desk.counted_at(asked.limits()) as counting:
        found = counting.timeline(asked.wanted(), asked.period)
    buckets = [{"start": start, "total": sum(quads.values()), "quads": quads} for start, quads in found.buckets]
    return Json({"period": found.period, "buckets": buckets, "undated": found.undated, "earlier": found.earlier})


@router.get("/network", response_model=shapes.NetworkOf, summary="Who does what to whom")
def network(desk: TheDesk, asked: Annotated[NetworkAsked, Query()]) -> Json:
    """Countries or actors, and the events between them."""
    with desk.counted_at(asked.limits()) as counting:
        found = counting.network(asked.wanted(), asked.level, directed=asked.directed)
    nodes = [{"id": i, "label": label, "code": code, "events": n} for i, label, code, n in found.nodes]
    edges = [{"source": a, "target": b, "events": n, "quads": quads, "mean_goldstein": mean} for a, b, n, quads, mean in found.edges]
    return Json({"nodes": nodes, "edges": edges, "cut": found.cut})


@router.get("/search", response_model=shapes.Found, summary="A few events, actors and reports by words")
def search(desk: TheDesk, asked: Annotated[SearchAsked, Query()]) -> Json:
    """Events that reports with these words tell, actors of that name, reports that hold them, with the words around."""
    store = desk.store
    has_words = any(c.isalnum() for c in asked.q)
    found = desk.counting.page(Wanted(Filters(text=asked.q)), "-day", _FEW, None)[0] if has_words else []
    named = desk.counting.actors(asked.q, _FEW, None)[0] if has_words else []
    told = leafing.reports(store, ReportFilters(text=asked.q), _FEW, None)[0] if has_words else []
    reports = [{**report_row(r), "snippet": snippet} for r, snippet in zip(told, _snippets(store, told, asked.q), strict=True)]
    return Json({"events": event_rows(store, found), "actors": plain(named), "reports": reports})


def _snippets(store: Store, found: list[leafing.ListedReport], words: str) -> list[str]:
    """The words around the first of those searched for that a text holds; its beginning where they stand in another form."""
    t = schema.reports
    shown = []
    with store.reading() as connection:
        for r in found:
            kept = connection.execute(sa.select(t.c.text).where(t.c.report == r.id, t.c.version == r.version)).scalar_one()
            text = " ".join(unpack(kept).split())
            plain_text = fold(text)
            at = next((place for word in fold(words).replace('"', " ").split() if (place := plain_text.find(word)) >= 0), 0)
            start = max(0, at - _AROUND)
            end = min(len(text), at + _AROUND)
            shown.append(("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else ""))
    return shown
