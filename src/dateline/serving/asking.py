"""What may be asked in an address: strict, so that a misspelt filter is an error and not an answer to another question."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from dateline.serving.failing import ApiError
from dateline.store.filters import Filters
from dateline.store.listing import Wanted
from dateline.store.selecting import Limits

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value) or not value.isascii():
        raise ValueError("expected a day as YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day; expected YYYY-MM-DD") from None


def _moment(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and len(value) == 10:
        return _day(value)
    wrong = "expected a day as YYYY-MM-DD, or a moment as YYYY-MM-DDTHH:MM:SSZ"
    if not isinstance(value, str) or not _DAY.match(value) or not value.isascii():
        raise ValueError(wrong)
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(wrong) from None


def _plain(value: Any) -> Any:
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= c <= "\udfff" for c in value)):
        raise ValueError("holds a character that no text has")
    return value


def _printable(value: Any) -> Any:
    """A name of a person or thing that people gave it: one line."""
    if isinstance(value, str) and not (value.isprintable() and value.strip()):
        raise ValueError("expected a name on one line, of characters that can be seen")
    return value


Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    dt.datetime | dt.date, BeforeValidator(_moment), WithJsonSchema({"type": "string", "description": "A day, or an ISO 8601 moment."})
]
Words = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=300)]
Note = Annotated[str, BeforeValidator(_plain), Field(max_length=2000)]
Name = Annotated[str, BeforeValidator(_printable), Field(min_length=1, max_length=100)]
Quad = Annotated[int, Field(ge=0, le=4)]
Limit = Annotated[int, Field(ge=1, le=500, description="The greatest number of items on a page.")]
Cursor = Annotated[str, Field(min_length=1, max_length=2000, description="`next` of the page before.")]


class Nothing(BaseModel):
    """No parameter at all."""

    model_config = ConfigDict(extra="forbid")


class Paged(Nothing):
    """One page of a list."""

    limit: Limit = 50
    cursor: Cursor | None = None


class EventFilters(Nothing):
    """Which events are wanted."""

    actor: Words | None = Field(
        default=None, description="Who acts: a code or the start of one (RUS, RUSGOV), or words of a name.", examples=["RUS"]
    )
    recipient: Words | None = Field(default=None, description="Whom it is done to.")
    participant: Words | None = Field(default=None, description="Who takes part, in either role.")
    pair: Words | None = Field(default=None, description="Two sides, whichever acts, parted by a comma.", examples=["RUS,PRK"])
    type: Annotated[tuple[Words, ...], Field(max_length=50, description="TYPE or TYPE/mode. Repeatable.")] = ()
    since: Day | None = Field(default=None, description="Events of this day or later.")
    until: Day | None = Field(default=None, description="Events of this day or earlier.")
    place: Words | None = Field(default=None, description="The name of a place.")
    country: Annotated[str, Field(pattern="^[A-Za-z]{3}$")] | None = Field(default=None, description="Where: ISO 3166-1 alpha-3.")
    status: Annotated[tuple[Literal["reported", "corroborated", "disputed", "announced", "denied"], ...], Field(max_length=5)] = ()
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    text: Words | None = Field(default=None, description='Words, or "a phrase", that a report on it holds.')
    reported_since: Day | None = Field(default=None, description="Events that reports of this day or later tell.")
    quad: Annotated[tuple[Quad, ...], Field(max_length=5, description="Quad classes; 0 stands for none. Repeatable.")] = ()
    planned: Literal["all", "only", "no"] = Field(
        default="all", description="Events that are only announced: with the others, alone, or not."
    )
    bbox: Words | None = Field(default=None, description="A box of degrees: west,south,east,north.", examples=["20,40,45,55"])

    @field_validator("pair")
    @classmethod
    def _two(cls, value: str | None) -> str | None:
        if value is not None and (len(parts := value.split(",")) != 2 or not all(p.strip() for p in parts)):
            raise ValueError("expected two sides parted by a comma, such as RUS,PRK")
        return value

    @field_validator("bbox")
    @classmethod
    def _box(cls, value: str | None) -> str | None:
        if value is not None:
            box_of(value)
        return value

    def wanted(self) -> Wanted:
        """As the store asks it."""
        one, _, other = (self.pair or "").partition(",")
        asked = Filters(
            actor=self.actor,
            recipient=self.recipient,
            participant=self.participant,
            pair=(one.strip(), other.strip()) if self.pair is not None else None,
            types=self.type,
            since=self.since,
            until=self.until,
            place=self.place,
            country=self.country,
            status=self.status,
            min_confidence=self.min_confidence,
            text=self.text,
            reported_since=self.reported_since,
        )
        return Wanted(asked, tuple(sorted(set(self.quad))), self.planned, box_of(self.bbox) if self.bbox is not None else None)


class Then(Nothing):
    """As of when."""

    as_of: Moment | None = Field(default=None, description="Only what reports published by then tell.")
    recorded_as_of: Moment | None = Field(default=None, description="Only what was in the store by then.")
    coder: Words | None = Field(default=None, description="Only what this coder read.")

    def limits(self) -> Limits:
        """What may be known."""
        return Limits(self.as_of, self.recorded_as_of, self.coder)


class Filtered(EventFilters, Then):
    """Which events are wanted, and as of when."""


def box_of(text: str) -> tuple[float, float, float, float]:
    """The degrees of a box. Raises `ValueError`."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError("expected four numbers: west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("expected degrees: west and east from -180 to 180, south up to north from -90 to 90")
    return west, south, east, north


def write_cursor(value: Any) -> str | None:
    """The place where a page ended, as it goes into an address."""
    if value is None:
        return None
    return base64.urlsafe_b64encode(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str | None, *kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """What `write_cursor` wrote: a list of values of these kinds. Raises `ApiError` for anything else."""
    if text is None:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        found = None
    good = isinstance(found, list) and len(found) == len(kinds) and all(type(v) in kind for v, kind in zip(found, kinds, strict=True))
    if not good or any(isinstance(v, str) and (not v.isprintable() or len(v) > 500) for v in found):
        raise ApiError(422, "invalid", "cursor: is none that this list gave; begin without it", "cursor")
    return tuple(found)
