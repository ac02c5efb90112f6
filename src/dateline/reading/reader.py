"""Inputs → Reports: each source opened, its kind told, its reports checked, other languages left out, ids made unique."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from dateline.errors import UnreadableInput
from dateline.model import Report
from dateline.reading import language
from dateline.reading.archives import is_tar, is_zip, members
from dateline.reading.encoding import NoText, check
from dateline.reading.fields import has_id, report_from_fields
from dateline.reading.found import Item
from dateline.reading.inputs import STDIN, expand, printable
from dateline.reading.jsonl import first_line_is_object
from dateline.reading.kinds import OFFICE, foreign, kind_of, suffix_of
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream
from dateline.reading.unpacking import BrokenStream, UnpacksForEver

_STDIN_NAME = "<stdin>"


def read(
    inputs: Sequence[str], options: ReadOptions, *, on_skip: Callable[[UnreadableInput], None], stdin: BinaryIO | None = None
) -> Iterator[Report]:
    """The reports of files, folders, globs and `-` (standard input), lazily and in the order of the inputs; see `inputs.expand`.

    Every problem goes to `on_skip`, at the moment when it is met and as one printable line, and the rest goes on; nothing is raised for
    bad input. Reports with
    equal text are all given. An id of the input is kept as it is, even if it stands twice; a report without one gets `report_id`,
    and where the same content came before in this run, '-2', '-3' … in order, so that these ids are unique. Memory: the report at
    hand, and about a hundred bytes for each report without an id. `stdin` is standard input unless given.
    """
    met: dict[int, int] = {}
    for path in expand(inputs):
        if isinstance(path, UnreadableInput):
            on_skip(_printable(path))
            continue
        source = _STDIN_NAME if path == STDIN else printable(path)
        for item in _items(path, source, options, stdin):
            if isinstance(item, UnreadableInput):
                on_skip(_printable(item))
                continue
            try:
                place = item.source or source
                report = _spoken(report_from_fields(item.fields, options, source=place, line=item.line), options, place, item.line)
            except UnreadableInput as problem:
                on_skip(_printable(problem))
                continue
            yield report if has_id(item.fields) else _unique(report, met)


def _printable(problem: UnreadableInput) -> UnreadableInput:
    """A problem whose reason may quote what a stranger wrote, as one line that a terminal may show."""
    if str(problem).isprintable():
        return problem
    return UnreadableInput(printable(problem.source), "".join(c if c.isprintable() else "?" for c in problem.reason), problem.line)


def _items(path: str, source: str, options: ReadOptions, stdin: BinaryIO | None) -> Iterator[Item]:
    """What stands in one source; never raises for what it holds."""
    try:
        with contextlib.ExitStack() as stack:
            raw = (stdin or sys.stdin.buffer) if path == STDIN else stack.enter_context(Path(path).open("rb"))
            yield from _content(ByteStream(raw), suffix_of("" if path == STDIN else path), source, options)
    except OSError as error:
        yield UnreadableInput(source, f"cannot be read ({error.strerror or error}); check that it exists and may be read")
    except (BrokenStream, NoText) as reason:
        yield UnreadableInput(source, str(reason))


def _content(stream: ByteStream, suffix: str, source: str, options: ReadOptions, *, inside: bool = False) -> Iterator[Item]:
    """What stands in a source, or, `inside` of an archive, in one of its members."""
    sample = stream.sample(first_line_is_object)
    if not sample:
        yield UnreadableInput(source, "is empty; expected the text of a report")
        return
    if suffix not in OFFICE and (is_zip(sample) or is_tar(sample)):
        if inside:
            yield UnreadableInput(source, "is an archive inside an archive; unpack the outer one and name this as an input of its own")
        else:
            yield from _members(stream, source, options)
        return
    other = foreign(sample, suffix)
    if other is not None:
        yield UnreadableInput(source, f"is {other.name}, a kind that is not read; {other.instead}")
        return
    kind = kind_of(sample, suffix, columns=bool(options.columns))
    if not kind.binary:
        check(sample)
    yield from kind.read(stream, options, source)


def _members(stream: ByteStream, source: str, options: ReadOptions) -> Iterator[Item]:
    """What stands in the members of an archive, each named with it; a broken one is named, and the rest goes on."""
    for member in members(stream, source):
        if isinstance(member, UnreadableInput):
            yield member
            continue
        try:
            for item in _content(ByteStream(member.raw, stream.gauge), suffix_of(member.name), member.name, options, inside=True):
                yield item if isinstance(item, UnreadableInput) else dataclasses.replace(item, source=item.source or member.name)
        except UnpacksForEver:
            raise
        except (BrokenStream, NoText) as reason:
            yield UnreadableInput(member.name, str(reason))


def _spoken(report: Report, options: ReadOptions, source: str, line: int | None) -> Report:
    """The report with its language, or the problem that it is in another than English."""
    given = language.code_of(report.language)
    code = given or language.detect(report.text)
    if code != language.ENGLISH and not options.keep_other_languages:
        if code == language.UNKNOWN:
            reason = "the language of the text cannot be told; only English is coded: give its language as 'en' if it is that"
        else:
            reason = f"the text is in {language.name_of(code)}; only English is coded"
        raise UnreadableInput(source, reason, line)
    return report if given else dataclasses.replace(report, language=code)


def _unique(report: Report, met: dict[int, int]) -> Report:
    # An int of 64 bits is half the size of the id.
    key = int(report.id.removeprefix("r-"), 16)
    times = met[key] = met.get(key, 0) + 1
    return report if times == 1 else dataclasses.replace(report, id=f"{report.id}-{times}")
