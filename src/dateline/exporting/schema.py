"""The JSON Schemas of a coded report and a merged event, generated from the dataclasses of both `model.py`, so that they cannot differ."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from dateline import model
from dateline.merging import model as merging_model

_PAIR_SPANS = {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}}


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of one line that `dateline code` writes."""
    definitions: dict[str, Any] = {}
    hints = get_type_hints(model.CodedReport)
    report_hints = get_type_hints(model.Report)
    report = {
        "type": "object",
        "description": _first_line(model.Report),
        "properties": {name: _of(report_hints[name], definitions) for name in report_hints if name != "pairs"},
        "required": ["id", "outlet", "title", "url", "language", "published", "dateline", "byline", "wire"],
        "additionalProperties": False,
    }
    properties: dict[str, Any] = {"schema": {"const": model.SCHEMA_VERSION}, "report": report}
    for layer in model.LAYERS:
        properties[layer] = _of(_without_none(hints[layer]), definitions)
    properties["counts"] = _of(model.Counts, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report coded by Dateline",
        "description": "Offsets are characters of the report's text, end exclusive.",
        "type": "object",
        "properties": properties,
        "required": ["schema", "report", "counts"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def merged_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of one line that `dateline merge` writes."""
    definitions: dict[str, Any] = {}
    _object(merging_model.MergedEvent, definitions)
    event = definitions.pop(merging_model.MergedEvent.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event merged by Dateline",
        **event,
        "properties": {"schema": {"const": merging_model.MERGED_SCHEMA_VERSION}, **event["properties"]},
        "required": ["schema", *event["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")


def _without_none(hint: Any) -> Any:
    rest = [a for a in get_args(hint) if a is not type(None)]
    return rest[0] if len(rest) == 1 else hint


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    simple: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        type(None): {"type": "null"},
        Any: {},
        dt.date: {"type": "string", "format": "date"},
        dt.datetime: {"type": "string", "format": "date-time"},
    }
    if hint in simple:
        return simple[hint]
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(a, definitions) for a in get_args(hint)]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0], definitions)}
    if origin is Mapping or hint is Mapping:
        return {"type": "object", "additionalProperties": _of(get_args(hint)[1], definitions)}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _object(hint, definitions)
    raise TypeError(f"no JSON Schema for {hint!r}")


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # taken, in case a type holds itself
        hints = get_type_hints(kind)
        properties = {f.name: _of(hints[f.name], definitions) for f in dataclasses.fields(kind)}
        if kind is model.TypedPair:
            properties["actor"] = properties["recipient"] = _PAIR_SPANS
        definitions[kind.__name__] = {
            "type": "object",
            "description": _first_line(kind),
            "properties": properties,
            "required": sorted(properties),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
