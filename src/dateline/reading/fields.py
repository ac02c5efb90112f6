"""The fields of one report as input has them → a checked `Report`. Every kind of input comes through here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from dateline.errors import UnreadableInput
from dateline.model import Date, MarkedPair, Report, Span, report_id
from dateline.reading.datelines import recognise
from dateline.reading.dates import EXPECTED, parse_published
from dateline.reading.options import ReadOptions

_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXTS = ("outlet", "title", "url", "language", "dateline", "byline", "wire")
_KNOWN = frozenset({"id", "text", "published", "pairs", *_TEXTS})
FIELDS = ("text", "id", "published", *_TEXTS)
"""The fields that a column of a table may hold, and that a report is written with."""


class _Wrong(ValueError):
    """A field that cannot be used; its text is the reason."""


def report_from_fields(
    fields: Mapping[str, Any], options: ReadOptions | None = None, *, source: str = "report", line: int | None = None
) -> Report:
    """A Report from the fields of input JSONL; unknown ones are kept in `extra`. `options` fill what is missing.

    `text` is required. Null and empty fields count as missing; numbers are taken as ids. `published` may be a text or, from Python, a
    date. Where `dateline` and `wire` are missing they are read from the first line, which stays in the text. Lone surrogates, which
    cannot be written as UTF-8, become U+FFFD, so that offsets stay. The language is not detected. Raises `UnreadableInput`, which
    names `source` and `line`.
    """
    options = options or ReadOptions()
    try:
        return _report(fields, options)
    except _Wrong as wrong:
        raise UnreadableInput(source, str(wrong), line) from None


def without_surrogates(value: Any) -> Any:
    """A value out of JSON with U+FFFD in place of every lone surrogate, in keys too; lengths stay the same."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(without_surrogates(v) for v in value)
    return value


def has_id(fields: Mapping[str, Any]) -> bool:
    """Whether the fields give the report an id of its own."""
    given = fields.get("id")
    return given is not None and given != ""


def _report(fields: Mapping[str, Any], options: ReadOptions) -> Report:
    text = _text(fields, options.max_bytes)
    known = {name: _optional(fields, name) for name in _TEXTS}
    published = _published(fields) or options.published
    outlet = known["outlet"] or options.outlet
    if known["dateline"] is None or known["wire"] is None:
        line = recognise(text)
        if line is not None:
            known["dateline"] = known["dateline"] or line.place
            known["wire"] = known["wire"] or line.wire
    return Report(
        id=_id(fields) or report_id(text, outlet=outlet, url=known["url"], published=published),
        text=text,
        outlet=outlet,
        title=known["title"] or options.title,
        url=known["url"],
        language=known["language"] or options.language,
        published=published,
        dateline=known["dateline"],
        byline=known["byline"],
        wire=known["wire"],
        pairs=_pairs(fields.get("pairs"), len(text)),
        extra={without_surrogates(k): without_surrogates(v) for k, v in fields.items() if k not in _KNOWN},
    )


def _text(fields: Mapping[str, Any], max_bytes: int) -> str:
    text = fields.get("text")
    if text is None:
        raise _Wrong("the field 'text' is missing; expected the text of the report")
    if not isinstance(text, str):
        raise _Wrong(f"text: expected a string, got {_shown(text)}")
    if not text.strip():
        raise _Wrong("the text is empty; expected the text of a report")
    if 4 * len(text) > max_bytes and len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise _Wrong(f"the text is larger than {max_bytes:,} bytes, the bound for one report; split it into its reports")
    return _SURROGATE.sub("\ufffd", text)


def _id(fields: Mapping[str, Any]) -> str | None:
    given = fields.get("id")
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return _optional(fields, "id")


def _optional(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Wrong(f"{name}: expected a string or null, got {_shown(value)}")
    return _SURROGATE.sub("\ufffd", value) if value.strip() else None


def _published(fields: Mapping[str, Any]) -> Date | None:
    value = fields.get("published")
    if isinstance(value, dt.date):
        return value
    if value is not None and not isinstance(value, str):
        raise _Wrong(f"published: {_shown(value)} is no date; {EXPECTED}")
    text = _optional(fields, "published")
    if text is None:
        return None
    try:
        return parse_published(text)
    except ValueError as reason:
        raise _Wrong(f"published: {reason}") from None


def _pairs(value: object, length: int) -> tuple[MarkedPair, ...]:
    if value is None:
        return ()
    if not _is_list(value):
        raise _Wrong(f'pairs: expected a list of {{"actor": [[start, end]], "recipient": [[start, end]]}}, got {_shown(value)}')
    pairs = []
    for number, pair in enumerate(value, start=1):
        if isinstance(pair, MarkedPair):
            pair = {"actor": [(s.start, s.end) for s in pair.actor], "recipient": [(s.start, s.end) for s in pair.recipient]}  # noqa: PLW2901
        if not isinstance(pair, Mapping):
            raise _Wrong(f"pairs: number {number}: expected an object with 'actor' and 'recipient', got {_shown(pair)}")
        actor, recipient = (_spans(pair.get(side), length, f"pairs: number {number}: {side}") for side in ("actor", "recipient"))
        pairs.append(MarkedPair(actor, recipient))
    return tuple(pairs)


def _spans(value: object, length: int, where: str) -> tuple[Span, ...]:
    if not _is_list(value) or not value:
        raise _Wrong(f"{where}: expected a list of [start, end], got {_shown(value)}")
    spans = []
    for span in value:
        if not _is_list(span) or len(span) != 2 or not all(type(n) is int for n in span):
            raise _Wrong(f"{where}: expected [start, end] in characters, got {_shown(span)}")
        start, end = span
        if not 0 <= start < end <= length:
            raise _Wrong(f"{where}: [{start}, {end}] is no span of the text, which has {length} characters")
        spans.append(Span(start, end))
    return tuple(spans)


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, list | tuple)


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else text[:40] + "…"
