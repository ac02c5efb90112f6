"""Review: what waits for a verdict, verdicts, what they come to, and the gold set that they make."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from dateline.exporting.cells import json_text
from dateline.exporting.jsonl import plain
from dateline.serving import shapes
from dateline.serving.agreement import alpha, wilson
from dateline.serving.answering import ERRORS, WRITE_ERRORS, Json, Reading, TheDesk, Writing
from dateline.serving.asking import Cursor, EventFilters, Limit, Name, Note, Nothing, Words, read_cursor, write_cursor
from dateline.serving.correcting import Given, GivenFields, applied
from dateline.serving.failing import ApiError
from dateline.store import judging, reviewing
from dateline.store.judging import Order, Verdicts, Waiting
from dateline.store.reviewing import Review

router = APIRouter(prefix="/review", tags=["review"], responses=ERRORS)


class QueueAsked(EventFilters):
    """A page of the queue."""

    order: Order = "uncertain"
    reviewer: Words | None = Field(default=None, description="Who asks: what this one has judged is left out.")
    blind: bool = Field(default=False, description="A second reviewer: what others judged comes first, and how is not shown.")
    limit: Limit = 50
    cursor: Cursor | None = None


class GoldAsked(Nothing):
    """Which reports."""

    partly: bool = Field(default=False, description="Also reports of which only some events were judged.")


class ReviewGiven(Given):
    """A verdict. `fields` go with `correct`, and only with it."""

    mention: Words
    reviewer: Name
    verdict: Literal["accept", "reject", "correct"]
    fields: GivenFields | None = None
    note: Note | None = None


@router.get("/queue", response_model=shapes.Page[shapes.QueueItem], dependencies=[Reading], summary="What waits for a verdict")
def queue(desk: TheDesk, asked: Annotated[QueueAsked, Query()]) -> Json:
    """Mentions of the events wanted: those of least confidence first, those on which reports differ, or by lot."""
    kinds = {"uncertain": (float, int, type(None)), "disputed": (int, type(None)), "sample": (str, type(None))}[asked.order]
    after = read_cursor(asked.cursor, kinds, (str,), (int,))
    place = (after[0], after[1], after[2]) if after is not None else None
    found, end = judging.queue(desk.store, asked.wanted(), asked.order, asked.reviewer, asked.limit, place, second=asked.blind)
    items = [_item(w, blind=asked.blind, reviewer=asked.reviewer) for w in found]
    return Json({"items": items, "next": write_cursor(end), "total": None, "total_is_least": False})


def _item(w: Waiting, *, blind: bool, reviewer: str | None) -> dict[str, Any]:
    m, words = w.mention, w.sentence
    trigger = m["trigger"]
    start = w.text.rfind(words, 0, trigger["start"] + len(words)) if words else trigger["start"]
    said = {a["id"]: a for a in w.layers.get("attributions") or ()}
    return {
        "mention": m["id"],
        "report": w.report.report,
        "event": w.event,
        "type": m["type"],
        "mode": m["mode"],
        "sentence": words,
        "sentence_start": start,
        "start": trigger["start"],
        "end": trigger["end"],
        "actors": m["actors"],
        "recipients": m["recipients"],
        "when": m["when"],
        "where": m["where"],
        "factuality": m["factuality"],
        "auxiliary": m["auxiliary"],
        "attributions": [said[a] for a in m["attributions"] if a in said],
        "confidence": m["confidence"],
        "outlet": w.report.outlet,
        "published": w.report.published,
        "title": w.report.title,
        "reviews": [plain(r) for r in w.reviews if not blind or r.reviewer == reviewer],
    }


@router.post("", response_model=shapes.Review, status_code=201, dependencies=[Writing], summary="Judge a mention", responses=WRITE_ERRORS)
def review(desk: TheDesk, body: ReviewGiven, _: Annotated[Nothing, Query()]) -> Json:
    """Accept what the coder says, reject it, or correct fields of it. A second verdict of the same reviewer takes the place of the first.

    The coder's answer stays; in lists, panels and exports the last verdict on a mention counts, a moment later.
    """
    corrects = body.fields is not None and bool(body.fields.model_fields_set)
    if (body.verdict == "correct") != corrects:
        raise ApiError(422, "invalid", "fields: give those that are corrected with the verdict correct, and none with another", "fields")
    judged, event, text = judging.find(desk.store, body.mention)
    fields: dict[str, Any] = {}
    effect: dict[str, Any] = {}
    if body.fields is not None and corrects:
        fields = body.fields.model_dump(mode="json", exclude_unset=True)
        effect = applied(body.fields, event, text, desk.knowledge(), body.reviewer)
    found = reviewing.add(desk.store, judged, body.reviewer, body.verdict, fields, effect, body.note)
    desk.merge_soon()
    return Json(plain(found), 201)


@router.delete("/{ident}", response_model=shapes.Review, dependencies=[Writing], summary="Take a verdict back", responses=WRITE_ERRORS)
def withdraw(desk: TheDesk, ident: str, _: Annotated[Nothing, Query()]) -> Json:
    """It is kept, as withdrawn, and counts no more."""
    found = reviewing.withdraw(desk.store, ident)
    desk.merge_soon()
    return Json(plain(found))


@router.get("/summary", response_model=shapes.Summary, dependencies=[Reading], summary="Agreement and precision")
def summary(desk: TheDesk, _: Annotated[Nothing, Query()]) -> Json:
    """How much each reviewer judged; Krippendorff's alpha of all who judged the same; how many mentions were right as they were."""
    return Json(summed(judging.verdicts(desk.store)))


def summed(found: list[Verdicts]) -> dict[str, Any]:
    """The summary of all verdicts. A mention counts once for precision, by its last verdict: right is what was accepted as it is."""
    people: dict[str, list[int]] = {}
    types: dict[str, list[int]] = {}
    whole = [0, 0]
    for v in found:
        for r in v.reviews:
            counted = people.setdefault(r.reviewer, [0, 0])
            counted[0] += 1
            counted[1] += r.verdict == "accept"
        right = v.reviews[-1].verdict == "accept"
        for counted in (types.setdefault(v.type, [0, 0]), whole):
            counted[0] += 1
            counted[1] += right
    several = [v for v in found if len(v.reviews) > 1]
    alphas = {"verdict": alpha([[r.verdict for r in v.reviews] for v in several])}
    alphas["type"] = alpha([[_value(r, "type", v.type) for r in v.reviews] for v in several])
    for name in ("mode", "actors", "recipients", "when", "where"):
        # Of a field only those are asked who hold that there is such an event.
        alphas[name] = alpha([[_value(r, name, "as coded") for r in v.reviews if r.verdict != "reject"] for v in several])
    return {
        "reviewers": [{"reviewer": who, "judged": n, "accepted": a} for who, (n, a) in sorted(people.items())],
        "alpha": {name: round(value, 4) if value is not None else None for name, value in alphas.items()},
        "pairs": len(several),
        "precision": [_share(kind, n, right) for kind, (n, right) in sorted(types.items())],
        "overall": _share(None, *whole),
    }


def _value(r: Review, name: str, coded: str) -> Hashable:
    """What a reviewer holds a field to be."""
    if r.verdict == "reject":
        return "NONE"
    return json.dumps(r.fields[name], sort_keys=True) if name in r.fields else json.dumps(coded)


def _share(kind: str | None, judged: int, right: int) -> dict[str, Any]:
    between = wilson(right, judged)
    low, high = between if between is not None else (None, None)
    share = right / judged if judged else None
    rounded = [round(v, 4) if v is not None else None for v in (share, low, high)]
    return {"type": kind, "judged": judged, "right": right, "share": rounded[0], "low": rounded[1], "high": rounded[2]}


@router.get(
    "/gold",
    dependencies=[Reading],
    summary="The corrections as a gold set",
    response_class=StreamingResponse,
    responses={200: {"description": "JSONL for 'dateline score'.", "content": {"application/x-ndjson": {}}}},
)
def gold(desk: TheDesk, asked: Annotated[GoldAsked, Query()]) -> Response:
    """The reports of which every event was judged, with what is right in them: `dateline score gold.jsonl coded.jsonl` reads it."""

    def lines() -> Iterator[bytes]:
        for record in judging.gold(desk.store, partly=asked.partly):
            yield json_text(record).encode() + b"\n"

    # Made before it is sent: an error is told as one, and no transaction stays open while somebody reads slowly.
    whole = b"".join(lines())
    return Response(whole, media_type="application/x-ndjson", headers={"Content-Disposition": 'attachment; filename="dateline-gold.jsonl"'})
