"""JSONL, one report a line; and JSON documents that hold one report or an array of them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from dateline.errors import UnreadableInput
from dateline.reading.encoding import NoText, decode
from dateline.reading.fields import without_surrogates
from dateline.reading.found import Found, Item, too_large
from dateline.reading.fragments import WithoutText
from dateline.reading.json_objects import json_objects
from dateline.reading.ninjs import from_ninjs, is_ninjs
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream, Line

_LINE_FACTOR = 4
"""A line may have this many times the bytes of a text: escapes and the other fields need room."""
_DEEPEST = 100
"""Arrays and objects inside each other; deeper ones cannot be written again without exhausting the stack."""

_OBJECT = re.compile(rb'\{\s*(?:"|\}|\Z)')
_ARRAY = re.compile(rb"\[\s*(?:\{|\]|\Z)")


def read_jsonl(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """One report a line; blank lines are left out."""
    empty = True
    for line in stream.lines(_LINE_FACTOR * options.max_bytes):
        if line.data is None or line.data.strip():
            empty = False
            yield _found(line, options, source, "the line")
    if empty:
        yield UnreadableInput(source, 'holds no reports; expected one JSON object a line, such as {"text": "..."}')


def read_json(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The objects of a JSON document, which may be one, an array of them, or one a line; nothing else is looked into."""
    if is_jsonl(stream.sample()):
        yield from read_jsonl(stream, options, source)
        return
    empty = True
    for item in json_objects(stream, _LINE_FACTOR * options.max_bytes):
        empty = False
        yield (
            UnreadableInput(source, item.reason, item.line)
            if item.reason
            else _found(Line(item.line, item.data), options, source, "the object")
        )
    if empty:
        yield UnreadableInput(source, 'holds no reports; expected a JSON object such as {"text": "..."} or an array of them')


def is_jsonl(sample: bytes) -> bool:
    """Whether the beginning of a source looks like one JSON object a line, the first or the second of them perhaps broken."""
    if _OBJECT.match(sample.lstrip()) is None:
        return False
    lines = [line for line in sample.split(b"\n") if line.strip()]
    return first_line_is_object(sample) or sum(_OBJECT.match(line) is not None and len(line) > 2 for line in lines) >= 2 or len(lines) == 1


def is_json(sample: bytes) -> bool:
    """Whether the beginning of a source looks like a JSON document of objects."""
    start = sample.lstrip()
    return bool(_OBJECT.match(start) or _ARRAY.match(start))


def first_line_is_object(sample: bytes) -> bool:
    """Whether the first line that is not blank is complete and a JSON object: then nothing else need be looked at."""
    line, end, _ = sample.lstrip().partition(b"\n")
    if not end or not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _found(line: Line, options: ReadOptions, source: str, what: str) -> Item:
    if line.data is None:
        return too_large(source, _LINE_FACTOR * options.max_bytes, line.number, what)
    try:
        fields = _object(decode(line.data), what)
        return Found(from_ninjs(fields) if is_ninjs(fields) else fields, line.number)
    except WithoutText as error:
        return UnreadableInput(source, f"the item {error}", line.number)
    except NoText as error:
        return UnreadableInput(source, f"{what} {error}", line.number)
    except json.JSONDecodeError as error:
        return UnreadableInput(source, f"{what} is no JSON ({error.msg}, character {error.pos + 1}); expected one JSON object", line.number)
    except RecursionError:
        return UnreadableInput(source, f"{what} is nested too deeply; expected fields as text, numbers and lists", line.number)
    except ValueError as error:
        return UnreadableInput(source, f"{what} cannot be used: {error}", line.number)


def _object(text: str, what: str) -> dict[str, Any]:
    value = json.loads(text, parse_constant=_constant, parse_float=_float)
    if not isinstance(value, dict):
        raise ValueError(f"expected a JSON object with the field 'text', got {_kind(value)}")  # noqa: TRY004  # one problem, one exception
    if text.count("{") + text.count("[") > _DEEPEST and _depth(value) > _DEEPEST:
        raise RecursionError(what)
    if "\\u" in text:
        cleaned: dict[str, Any] = without_surrogates(value)
        return cleaned
    return value


def _constant(name: str) -> None:
    # NaN is no JSON, but is how Python's json module writes the empty cells of a data frame.
    if name != "NaN":
        raise ValueError(f"{name} is no JSON number; expected a finite number or null")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits[:20]} is too large; expected one below 1.8e308")
    return number


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), type(value).__name__)


def _depth(value: object) -> int:
    deepest, pending = 0, [(value, 1)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, dict | list):
            deepest = max(deepest, depth)
            pending.extend((inner, depth + 1) for inner in (item.values() if isinstance(item, dict) else item))
    return deepest
