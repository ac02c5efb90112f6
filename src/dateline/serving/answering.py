"""What all routes share: the desk, who may ask, JSON that takes any text, and the errors that every route may answer with."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from dateline.serving.desk import Desk
from dateline.serving.failing import ApiError
from dateline.serving.settings import Role
from dateline.serving.shapes import Failure

ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": Failure, "description": "A token is needed, or this one is not known."},
    404: {"model": Failure, "description": "There is no such thing."},
    422: {"model": Failure, "description": "What is asked cannot be answered as it stands; the message says why."},
    503: {"model": Failure, "description": "The query took too long, or the store cannot be used now."},
}
WRITE_ERRORS: dict[int | str, dict[str, Any]] = {
    **ERRORS,
    403: {"model": Failure, "description": "Who asks may not do this."},
    413: {"model": Failure, "description": "The body is too large."},
}
BUSY: dict[int | str, dict[str, Any]] = {429: {"model": Failure, "description": "Too many are waiting; try again later."}}


class Json(Response):
    """JSON of plain dictionaries and lists, whatever characters their texts hold."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes."""
        try:
            return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        except UnicodeEncodeError:  # half a character, which only an escape can write
            return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()


def desk_of(request: Request) -> Desk:
    """The desk of the application."""
    found: Desk = request.app.state.desk
    return found


def may_read(request: Request) -> Role:
    """The role of who asks. Raises where a token is needed."""
    role: Role | None = request.scope["state"].get("role")
    if role is None:
        raise ApiError(401, "no_token", "reading needs a token here: Authorization: Bearer TOKEN")
    return role


def may_write(request: Request) -> Role:
    """Likewise for what changes something: a reviewer's token, or, where no tokens are set, a request of our own pages or a program."""
    state = request.scope["state"]
    role: Role | None = state.get("role")
    if state.get("token"):
        if role != "reviewer":
            raise ApiError(403, "not_allowed", "this token is a reader's; writing needs a reviewer's")
        return "reviewer"
    if role != "reviewer":
        raise ApiError(401, "no_token", "writing needs a reviewer's token here: Authorization: Bearer TOKEN")
    if not state.get("meant"):
        raise ApiError(403, "not_meant", "send the header X-Dateline: 1 with what changes something; a page of another site cannot", None)
    return "reviewer"


def may_compute(request: Request) -> Role:
    """For what costs much, or goes out into the network, and changes nothing: any token, or the header that other sites cannot send."""
    role = may_read(request)
    state = request.scope["state"]
    if not state.get("token") and not state.get("meant"):
        raise ApiError(403, "not_meant", "send the header X-Dateline: 1 with this; a page of another site cannot", None)
    return role


TheDesk = Annotated[Desk, Depends(desk_of)]
Reading = Depends(may_read)
Writing = Depends(may_write)
Computing = Depends(may_compute)


def safe_url(url: str | None) -> str | None:
    """An address that may stand in a link; null for javascript: and its like."""
    return url if url is not None and url.lower().startswith(("https://", "http://")) else None
