"""Files → merged events and coded reports: what `dateline merge` and `dateline code` wrote, told apart line by line."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from dateline.errors import UnreadableInput
from dateline.merging.model import MERGED_SCHEMA_VERSION, MergedEvent
from dateline.merging.reading_coded import WrongValue, coded_from_dict, reader_for
from dateline.model import CodedReport
from dateline.reading.fields import without_surrogates
from dateline.reading.inputs import STDIN, expand, printable
from dateline.reading.stream import BrokenStream, ByteStream

_LONGEST_LINE = 256_000_000
_STDIN_NAME = "<stdin>"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(slots=True)
class Gathered:
    """What was read."""

    events: list[MergedEvent] = field(default_factory=list)
    reports: list[CodedReport] = field(default_factory=list)


def gather(inputs: Sequence[str], *, on_skip: Callable[[UnreadableInput], None], stdin: BinaryIO | None = None) -> Gathered:
    """Read files, folders, globs and `-`; problems go to `on_skip`, and the rest goes on."""
    gathered = Gathered()
    for path in expand(inputs):
        if isinstance(path, UnreadableInput):
            on_skip(path)
            continue
        source = _STDIN_NAME if path == STDIN else printable(path)
        try:
            with contextlib.ExitStack() as stack:
                raw = (stdin or sys.stdin.buffer) if path == STDIN else stack.enter_context(Path(path).open("rb"))
                _read(ByteStream(raw), source, gathered, on_skip)
        except OSError as error:
            on_skip(UnreadableInput(source, f"cannot be read ({error.strerror or error}); check that it exists and may be read"))
        except BrokenStream as reason:
            on_skip(UnreadableInput(source, str(reason)))
    return gathered


def merged_from_dict(record: Any, *, source: str = "record", line: int | None = None) -> MergedEvent:
    """A merged event out of the dictionaries that `exporting.merged.to_dict` makes of it. Raises `UnreadableInput`."""
    return _merged(dict(without_surrogates(record)), source, line)


def _merged(fields: dict[str, Any], source: str, line: int | None) -> MergedEvent:
    version = fields.pop("schema", None)
    if version != MERGED_SCHEMA_VERSION:
        shown = ascii(version)[:40]
        raise UnreadableInput(source, f'schema: expected "{MERGED_SCHEMA_VERSION}", got {shown}; merge again with this version', line)
    try:
        event: MergedEvent = reader_for(MergedEvent)(fields)
    except WrongValue as wrong:
        raise UnreadableInput(source, f"{wrong.path}: {wrong.reason}" if wrong.path else wrong.reason, line) from None
    if not event.id or not event.id.isprintable() or " " in event.id:
        raise UnreadableInput(source, "id: expected printable characters without a blank", line)
    return event


def _read(stream: ByteStream, source: str, gathered: Gathered, on_skip: Callable[[UnreadableInput], None]) -> None:
    empty = True
    for line in stream.lines(_LONGEST_LINE):
        if line.data is not None and not line.data.strip():
            continue
        empty = False
        try:
            _line(line.data, source, line.number, gathered)
        except UnreadableInput as problem:
            on_skip(problem)
    if empty:
        on_skip(UnreadableInput(source, "is empty; expected what 'dateline merge' or 'dateline code' writes, one JSON object a line"))


def _line(data: bytes | None, source: str, number: int, gathered: Gathered) -> None:
    if data is None:
        raise UnreadableInput(source, f"the line is longer than {_LONGEST_LINE:,} bytes", number)
    try:
        record = json.loads(data.decode("utf-8"), parse_constant=_constant)
        if isinstance(record, dict) and "report" in record:
            gathered.reports.append(coded_from_dict(record, source=source, line=number))
        elif isinstance(record, dict) and "mentions" in record:
            # Without such an escape a line has no lone surrogate, and looking for one in every text takes half of the time of reading.
            clean = without_surrogates(record) if _SURROGATE.search(data) else record
            gathered.events.append(_merged(clean, source, number))
        else:
            hint = "; this is a report not yet coded: run 'dateline code' first" if isinstance(record, dict) and "text" in record else ""
            raise UnreadableInput(source, f"neither a merged event nor a coded report{hint}", number)
    except UnicodeDecodeError as error:
        raise UnreadableInput(source, f"the line is not UTF-8 (byte {error.start})", number) from None
    except json.JSONDecodeError as error:
        raise UnreadableInput(source, f"the line is no JSON ({error.msg}, character {error.pos + 1})", number) from None
    except RecursionError:
        raise UnreadableInput(source, "the line is nested too deeply", number) from None
    except (ValueError, OverflowError) as error:
        raise UnreadableInput(source, f"the line cannot be used: {error}", number) from None


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
