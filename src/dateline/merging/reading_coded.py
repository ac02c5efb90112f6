"""Coded JSONL → `CodedReport`s: what `dateline code` wrote, read back strictly. A layer that is not there is None, as it was.

Every line is checked against the dataclasses of `model.py`: a wrong one is named by file, line and field, and the rest goes on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import json
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal, Union, get_args, get_origin, get_type_hints

from dateline.errors import UnreadableInput
from dateline.model import LAYERS, SCHEMA_VERSION, CodedReport, Counts, Report, Span, TypedPair
from dateline.reading.fields import without_surrogates
from dateline.reading.inputs import STDIN, expand, printable
from dateline.reading.stream import BrokenStream, ByteStream

_LONGEST_LINE = 256_000_000
"""Bytes. The record of a long report with its text stays far below."""
_STDIN_NAME = "<stdin>"

Reader = Callable[[Any], Any]


class WrongValue(ValueError):
    """A value that cannot be used: where in the record it stands, and why."""

    def __init__(self, reason: str, path: str = "") -> None:
        self.reason = reason
        self.path = path
        super().__init__(reason)

    def inside(self, step: str) -> WrongValue:
        """The same, seen from the object around it."""
        return WrongValue(self.reason, step + ("." + self.path if self.path and not self.path.startswith("[") else self.path))


def read_coded(
    inputs: Sequence[str], *, on_skip: Callable[[UnreadableInput], None], stdin: BinaryIO | None = None
) -> Iterator[CodedReport]:
    """The coded reports of files, folders, globs and `-`, lazily and in order; problems go to `on_skip`, and the rest goes on."""
    for path in expand(inputs):
        if isinstance(path, UnreadableInput):
            on_skip(path)
            continue
        source = _STDIN_NAME if path == STDIN else printable(path)
        try:
            with contextlib.ExitStack() as stack:
                raw = (stdin or sys.stdin.buffer) if path == STDIN else stack.enter_context(Path(path).open("rb"))
                yield from _lines(ByteStream(raw), source, on_skip)
        except OSError as error:
            on_skip(UnreadableInput(source, f"cannot be read ({error.strerror or error}); check that it exists and may be read"))
        except BrokenStream as reason:
            on_skip(UnreadableInput(source, str(reason)))


def _lines(stream: ByteStream, source: str, on_skip: Callable[[UnreadableInput], None]) -> Iterator[CodedReport]:
    empty = True
    for line in stream.lines(_LONGEST_LINE):
        if line.data is not None and not line.data.strip():
            continue
        empty = False
        try:
            yield _coded_line(line.data, source, line.number)
        except UnreadableInput as problem:
            on_skip(problem)
    if empty:
        on_skip(UnreadableInput(source, "holds no coded reports; expected what 'dateline code' writes, one JSON object a line"))


def _coded_line(data: bytes | None, source: str, number: int) -> CodedReport:
    if data is None:
        raise UnreadableInput(source, f"the line is longer than {_LONGEST_LINE:,} bytes; expected one coded report", number)
    try:
        record = json.loads(data.decode("utf-8"), parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise UnreadableInput(source, f"the line is not UTF-8 (byte {error.start})", number) from None
    except json.JSONDecodeError as error:
        raise UnreadableInput(source, f"the line is no JSON ({error.msg}, character {error.pos + 1})", number) from None
    except RecursionError:
        raise UnreadableInput(source, "the line is nested too deeply; expected one coded report", number) from None
    except ValueError as error:
        raise UnreadableInput(source, f"the line cannot be used: {error}", number) from None
    return coded_from_dict(record, source=source, line=number)


def coded_from_dict(record: Any, *, source: str = "record", line: int | None = None) -> CodedReport:
    """A coded report out of the dictionaries that `exporting.jsonl.to_dict` makes of it. Raises `UnreadableInput`."""
    try:
        return _coded(without_surrogates(record))
    except WrongValue as wrong:
        place = f"{wrong.path}: " if wrong.path else ""
        raise UnreadableInput(source, place + wrong.reason, line) from None


def _coded(record: Any) -> CodedReport:
    if not isinstance(record, dict):
        raise WrongValue(f"expected a coded report as a JSON object, got {_shown(record)}")
    if "report" not in record:
        hint = "; this is a report not yet coded: run 'dateline code' first" if "text" in record else ""
        raise WrongValue("the field is missing" + hint, "report")
    if record.get("schema") != SCHEMA_VERSION:
        raise WrongValue(
            f'expected "{SCHEMA_VERSION}", got {_shown(record.get("schema"))}; code the report again with this version', "schema"
        )
    for name in record:
        if name not in ("schema", "report", "counts", *LAYERS):
            raise WrongValue("no such field in a coded report", str(name))
    hints = get_type_hints(CodedReport)
    layers = {name: _at(name, reader_for(hints[name]), record[name]) for name in LAYERS if name in record}
    coded = CodedReport(
        _at("report", _report, record["report"]), **layers, counts=_at("counts", reader_for(Counts), record.get("counts", {}))
    )
    _check(coded)
    return coded


def _report(value: Any) -> Report:
    """A report; without a text where the record was written without it."""
    if not isinstance(value, dict):
        raise WrongValue(f"expected an object, got {_shown(value)}")
    fields = dict(value)
    fields.setdefault("text", "")
    report: Report = reader_for(Report)({name: v for name, v in fields.items() if name != "pairs"})
    if not report.id:
        raise WrongValue("expected a text that is not empty", "id")
    return report


def _check(coded: CodedReport) -> None:
    """What the types alone do not say: ids once, spans inside the text."""
    for layer in ("events", "attributions"):
        met: set[str] = set()
        for number, item in enumerate(getattr(coded, layer) or ()):
            if item.id in met:
                raise WrongValue(f"{item.id!r} stands twice", f"{layer}[{number}].id")
            met.add(item.id)
    for number, event in enumerate(coded.events or ()):
        start, end = event.trigger.start, event.trigger.end
        if not 0 <= start < end or (coded.report.text and end > len(coded.report.text)):
            raise WrongValue(f"{start} to {end} is no span of the text", f"events[{number}].trigger")


# --- values by their types


def _at(step: str, reader: Reader, value: Any) -> Any:
    try:
        return reader(value)
    except WrongValue as wrong:
        raise wrong.inside(step) from None


@functools.cache
def reader_for(hint: Any) -> Reader:
    """What turns a JSON value into a value of the type, or raises `WrongValue`, which says why it is none."""
    origin = get_origin(hint)
    if hint is Any:
        return lambda value: value
    if hint in (str, int, float, bool):
        return functools.partial(_scalar, hint)
    if hint in (dt.date, dt.datetime):
        return _date
    if origin is Literal:
        return functools.partial(_literal, get_args(hint))
    if origin in (Union, types.UnionType):
        kinds = [a for a in get_args(hint) if a is not type(None)]
        inner = _date if dt.date in kinds else reader_for(kinds[0])
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return functools.partial(_list, reader_for(get_args(hint)[0]))
    if origin is Mapping:
        return functools.partial(_mapping, reader_for(get_args(hint)[1]))
    if hint is TypedPair:
        return _typed_pair
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _object_reader(hint)
    raise TypeError(f"no reader for {hint!r}")


def _object_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)
    readers = {f.name: reader_for(hints[f.name]) for f in fields}
    needed = {f.name for f in fields if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise WrongValue(f"expected an object, got {_shown(value)}")
        found = {}
        for name, inner in value.items():
            reader = readers.get(name)
            if reader is None:
                raise WrongValue("no such field; was this written by another version?", str(name))
            found[name] = _at(name, reader, inner)
        missing = needed - found.keys()
        if missing:
            raise WrongValue("the field is missing", min(missing))
        return kind(**found)

    return read


def _scalar(kind: type, value: Any) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        names = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
        raise WrongValue(f"expected {names[kind]}, got {_shown(value)}")
    return value


def _literal(allowed: tuple[str, ...], value: Any) -> Any:
    if value not in allowed:
        raise WrongValue(f"expected one of {', '.join(allowed)}, got {_shown(value)}")
    return value


def _date(value: Any) -> dt.date | dt.datetime:
    if not isinstance(value, str):
        raise WrongValue(f"expected an ISO 8601 date, got {_shown(value)}")
    try:
        return dt.date.fromisoformat(value) if len(value) == 10 else dt.datetime.fromisoformat(value)
    except ValueError:
        raise WrongValue(f"expected an ISO 8601 date, got {_shown(value)}") from None


def _list(inner: Reader, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise WrongValue(f"expected a list, got {_shown(value)}")
    return tuple(_at(f"[{number}]", inner, item) for number, item in enumerate(value))


def _mapping(inner: Reader, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongValue(f"expected an object, got {_shown(value)}")
    return {name: _at(name, inner, item) for name, item in value.items()}


def _typed_pair(value: Any) -> TypedPair:
    """A typed pair, whose spans are written as `[start, end]`."""
    if not isinstance(value, dict):
        raise WrongValue(f"expected an object, got {_shown(value)}")
    read = {name: _at(name, _spans, value.get(name)) for name in ("actor", "recipient")}
    mode = _at("mode", reader_for(str | None), value.get("mode"))
    return TypedPair(
        **read,
        type=_at("type", reader_for(str), value.get("type")),
        mode=mode,
        confidence=_at("confidence", reader_for(float), value.get("confidence")),
    )


def _spans(value: Any) -> tuple[Span, ...]:
    return _list(_span, value)


def _span(value: Any) -> Span:
    if not isinstance(value, list) or len(value) != 2 or not all(type(n) is int for n in value):
        raise WrongValue(f"expected [start, end], got {_shown(value)}")
    return Span(*value)


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else text[:40] + "…"
