"""One coded report a line, as JSON: the contract of `dateline code`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Mapping
from typing import Any

from dateline.model import LAYERS, SCHEMA_VERSION, CodedReport, Report, TypedPair

_REPORT_FIELDS = ("id", "outlet", "title", "url", "language", "published", "dateline", "byline", "wire")


def to_dict(coded: CodedReport, *, with_text: bool = False) -> dict[str, Any]:
    """A coded report as plain dictionaries and lists. Layers not asked for are absent; the text is left out unless wanted."""
    record: dict[str, Any] = {"schema": SCHEMA_VERSION, "report": report_dict(coded.report, with_text=with_text)}
    for layer in LAYERS:
        value = getattr(coded, layer)
        if value is not None:
            record[layer] = plain(value)
    record["counts"] = plain(coded.counts)
    return record


def report_dict(report: Report, *, with_text: bool = False) -> dict[str, Any]:
    """A report's fields, its unknown ones under `extra` (absent if there are none)."""
    fields = {name: plain(getattr(report, name)) for name in _REPORT_FIELDS}
    if with_text:
        fields["text"] = report.text
    if report.extra:
        fields["extra"] = plain(report.extra)
    return fields


def to_line(coded: CodedReport, *, with_text: bool = False) -> str:
    """One line of JSON without its line break; the same record gives the same characters."""
    return json.dumps(to_dict(coded, with_text=with_text), ensure_ascii=False, separators=(", ", ": "))


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


def plain(value: Any) -> Any:
    """Dataclasses as dictionaries, tuples as lists, dates as ISO 8601, all the way down."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, TypedPair):  # spans as [start, end], as the user gave them
            return {
                "actor": [[s.start, s.end] for s in value.actor],
                "recipient": [[s.start, s.end] for s in value.recipient],
                "type": value.type,
                "mode": value.mode,
                "confidence": value.confidence,
            }
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    return str(value)
