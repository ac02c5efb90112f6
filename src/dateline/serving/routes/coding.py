"""A text or an address → what the coder reads in it, at once. Nothing is kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from dateline.errors import UnreadableInput
from dateline.exporting.jsonl import to_dict
from dateline.fetching import FetchSettings, fetch
from dateline.model import Report
from dateline.reading import ReadOptions, report_from_fields
from dateline.serving import marking
from dateline.serving.answering import BUSY, WRITE_ERRORS, Computing, Json, TheDesk
from dateline.serving.asking import Moment, Nothing, Words
from dateline.serving.failing import ApiError
from dateline.serving.settings import ServeSettings

router = APIRouter(tags=["coding"], dependencies=[Computing], responses={**WRITE_ERRORS, **BUSY})
LONGEST = 100_000
"""Characters of a text that is coded at once: a few seconds' work."""
_PAGE_BYTES = 5_000_000
_SECONDS = 20.0


class CodeAsked(BaseModel):
    """A text, or the address of an article."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"text": "Turkish police arrested twelve students in Ankara on Monday.", "published": "2024-06-19"}},
    )
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = None
    url: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    published: Moment | None = None
    outlet: Words | None = None
    title: Words | None = None

    @model_validator(mode="after")
    def _one(self) -> CodeAsked:
        if (self.text is None) == (self.url is None):
            raise ValueError("give either text or url")
        return self


@router.post("/code", summary="Code a text, or the article at an address")
def code(desk: TheDesk, body: CodeAsked, _: Annotated[Nothing, Query()]) -> Json:
    """A coded report as `dateline code` writes it, with every layer and its text; `uncoded` says what was read and not coded, and why.

    An address must lead to a public one, unless the server was started with --allow-private. Texts are coded one after the other.
    """
    given = {"published": body.published, "outlet": body.outlet, "title": body.title}
    report = _of_text(body.text, given) if body.text is not None else _of_page(body.url or "", given, desk.settings)
    with desk.coder() as coder:
        coded = coder.code(report)
        uncoded = marking.explained(coder, coded)
    return Json({**to_dict(coded, with_text=True), "uncoded": uncoded, "marks": marking.marks(coded, {})})


def _of_text(text: str, given: dict[str, Any]) -> Report:
    try:
        return report_from_fields({"text": text, **{k: v for k, v in given.items() if v is not None}}, source="text")
    except UnreadableInput as error:
        raise ApiError(422, "invalid", str(error), "text") from error


def _of_page(url: str, given: dict[str, Any], settings: ServeSettings) -> Report:
    from dateline.reading.encoding import NoText, declared_encoding, decode
    from dateline.reading.web import NoArticle, page_fields

    limits = FetchSettings(
        seconds=_SECONDS,
        most_bytes=_PAGE_BYTES,
        allow_private=settings.allow_private,
        accept="text/html, application/xhtml+xml, text/plain",
    )
    found = fetch(url, limits)
    if found.status != 200:
        raise ApiError(422, "fetch_status", f"the address answers with status {found.status}, not with an article", "url")
    try:
        if found.content_type == "text/plain":
            fields: dict[str, Any] = {"text": decode(found.body)}
        elif found.content_type in ("", "text/html", "application/xhtml+xml"):
            fields = page_fields(decode(found.body, declared_encoding(found.body)), ReadOptions())
        else:
            raise ApiError(422, "fetch_type", f"the address holds {found.content_type[:60]!r}, not a page", "url")
    except (NoText, NoArticle) as error:
        raise ApiError(422, "no_article", f"the page {error}", "url") from error
    fields = {"url": found.url, **{k: v for k, v in fields.items() if v is not None}, **{k: v for k, v in given.items() if v is not None}}
    if len(fields["text"]) > LONGEST:
        raise ApiError(422, "too_large", f"the article has more than {LONGEST:,} characters; code it with 'dateline code'", "url")
    return _of_fields(fields)


def _of_fields(fields: dict[str, Any]) -> Report:
    try:
        return report_from_fields(fields, source="page")
    except UnreadableInput as error:
        raise ApiError(422, "no_article", str(error), "url") from error
