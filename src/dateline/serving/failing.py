"""One shape for everything that goes wrong: {"error": {"code", "message", "field"}}. No answer tells how the server is built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dateline.errors import DatelineError, NotInStore, StoreUnusable
from dateline.fetching import FetchFailed
from dateline.serving import deadline

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

_CODES = {
    400: "bad_request",
    401: "no_token",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    415: "wrong_type",
}
_LONGEST = 500


class ApiError(Exception):
    """An answer that is no success. `field` is the parameter or field that is wrong."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None, retry: int | None = None) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retry = retry
        super().__init__(message)


def body(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    """The shape."""
    return {"error": {"code": code, "message": " ".join(message.split())[:_LONGEST], "field": field}}


def encoded(code: str, message: str, field: str | None = None) -> bytes:
    """The shape as it is sent."""
    return json.dumps(body(code, message, field), ensure_ascii=True).encode()


def answer(error: ApiError) -> JSONResponse:
    """The answer that an error is."""
    headers = {"Cache-Control": "no-store"}
    if error.retry is not None:
        headers["Retry-After"] = str(error.retry)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="dateline"'
    return JSONResponse(body(error.code, error.message, error.field), error.status, headers)


def told(error: Exception) -> ApiError:
    """What an exception of ours means to who asks."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, NotInStore):
        return ApiError(404, "not_found", str(error))
    if isinstance(error, FetchFailed):
        field = "url"
        return ApiError(422, f"fetch_{error.kind}", str(error), field)
    if isinstance(error, StoreUnusable):
        if deadline.was_hit(error):
            return ApiError(503, "too_slow", "the query took too long and was stopped; narrow it down, or ask for fewer", retry=5)
        return ApiError(503, "store_unusable", "the store cannot be used at the moment; try again later", retry=10)
    if isinstance(error, DatelineError):
        return ApiError(422, "wrong_usage", str(error))
    return ApiError(500, "internal", "something went wrong in the server; its log has the details")


def _invalid(error: RequestValidationError) -> ApiError:
    first = error.errors()[0]
    place = [str(part) for part in first.get("loc", ())]
    if first.get("type") == "json_invalid":
        return ApiError(422, "invalid", "the body is no JSON", None)
    # Where a body may be one of several kinds, its kind stands in between; what was asked for is at the end.
    field = ".".join(place[1:]) or None
    message = str(first.get("msg", "is wrong"))
    message = message.removeprefix("Value error, ")
    if first.get("type") == "extra_forbidden":
        message = f"there is no {'parameter' if place and place[0] == 'query' else 'field'} of this name here"
    return ApiError(422, "invalid", f"{field}: {message}" if field else message, field[:100] if field else None)


def install(app: FastAPI) -> None:
    """Have every error of the application answered in the one shape; what nobody foresaw is caught by the guard."""

    async def ours(_: Request, error: Exception) -> JSONResponse:
        return answer(told(error))

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101  # it is called for these only; this tells the type checker
        return answer(_invalid(error))

    async def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101  # likewise
        if error.status_code == 400:  # what the framework says of a body that it cannot read
            return answer(ApiError(422, "invalid", "the body is no JSON"))
        messages = {404: "there is nothing at this address", 405: "this address does not take this method"}
        message = messages.get(error.status_code, str(error.detail))
        found = answer(ApiError(error.status_code, _CODES.get(error.status_code, "http"), message))
        found.headers.update(error.headers or {})
        return found

    app.add_exception_handler(ApiError, ours)
    app.add_exception_handler(DatelineError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
