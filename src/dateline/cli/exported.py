"""What `dateline export` does once it is known what is asked: out of files, out of a store, or what changed in one."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from dateline.cli.output import places, printable
from dateline.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from dateline.exporting.collection import Collection
    from dateline.exporting.formats import Format
    from dateline.store.filters import Filters
    from dateline.store.opening import Store

_STATE_VERSION = "1"
_ALL = "0001-01-01T00:00:00.000000Z"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written, where and how."""

    form: Format
    output: str
    include: tuple[str, ...] | None
    with_text: bool
    undated_as_published: bool
    quiet: bool

    @property
    def kinds(self) -> frozenset[Any]:
        """The kinds of events that are taken in beside plain facts."""
        return self.form.holds if self.include is None else frozenset(self.include)


def from_files(inputs: tuple[str, ...], wanted: Wanted) -> int:
    """Export what files hold. Gives the exit status."""
    from dateline.exporting.collection import collect
    from dateline.exporting.gathering import gather

    started = time.perf_counter()
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    read = gather(inputs, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None)
    if not read.events and not read.reports:
        return 3
    collection = collect(read.events, read.reports, texts=wanted.with_text, as_published=wanted.undated_as_published)
    _write(collection, wanted, started, f", {len(skipped)} skipped")
    return 1 if skipped else 0


def from_store(store: Store, filters: Filters, wanted: Wanted) -> int:
    """Export events of a store. Gives the exit status."""
    from dateline.exporting.collection import collect
    from dateline.store import exported

    started = time.perf_counter()
    if wanted.form.streams:
        return _stream(store, filters, wanted, started)
    events, reports = exported.gathered(store, filters)
    if not events:
        return _nothing(wanted)
    _write(collect(events, reports, texts=wanted.with_text, as_published=wanted.undated_as_published), wanted, started, "")
    return 0


def _nothing(wanted: Wanted) -> int:
    if not wanted.quiet:
        click.echo("no events; nothing was written", err=True)
    return 3


def _write(collection: Collection, wanted: Wanted, started: float, more: str) -> None:
    from dateline.exporting.formats import UNREAL, select

    kinds = None if wanted.include is None else frozenset(kind for kind in UNREAL if kind in wanted.include)
    kept, notes = select(collection, wanted.form, kinds)
    with opened(wanted.output) as out:
        wanted.form.write(kept, out)
    if not wanted.quiet:
        _summary(wanted, (*notes, *_missing(kept)), (len(kept.events), len(collection.events)), started, more)


def _summary(wanted: Wanted, notes: Sequence[str], counted: tuple[int, int], started: float, more: str = "") -> None:
    click.echo(f"{wanted.form.name} cannot hold: {'; '.join(wanted.form.losses)}.", err=True)
    for note in notes:
        click.echo(note, err=True)
    kept, total = counted
    of = f"of {total} " if kept < total else ""
    click.echo(f"{kept} {of}events written as {wanted.form.name}{more} in {time.perf_counter() - started:.1f} s", err=True)


def _stream(store: Store, filters: Filters, wanted: Wanted, started: float) -> int:
    """One event after the other, so that a large store needs no more memory than a small one."""
    from dateline.exporting.cells import json_text
    from dateline.exporting.formats import left_out, unreal_by
    from dateline.store import exported

    total = kept = 0
    kinds: set[Any] = set()
    with opened(wanted.output) as out:
        for line in exported.lines(store, filters):
            total += 1
            unwanted = unreal_by(line.auxiliary, line.status) - wanted.kinds
            if unwanted:
                kinds |= unwanted
                continue
            kept += 1
            out.write((json_text(line.fields) + "\n").encode("utf-8"))
    if not total:
        return _nothing(wanted)
    if not wanted.quiet:
        notes = [left_out(total - kept, kinds, asked=wanted.include is not None)] if kept < total else []
        _summary(wanted, notes, (kept, total), started)
    return 0


# --- a change feed


def feed(store: Store, filters: Filters, wanted: Wanted, since: dt.date | None, state: Path | None) -> int:
    """Write what changed in a store since a moment, and keep the moment to ask from next time. Gives the exit status."""
    from dateline.exporting.cells import json_text
    from dateline.store.changes import Changes, since_moment

    started = time.perf_counter()
    if not wanted.form.streams:
        raise WrongUsage(f"{wanted.form.name} has no place for what became of an event; a change feed is JSONL (--format jsonl)")
    if filters.limit is not None or wanted.include is not None:
        raise WrongUsage("a change feed tells all that changed; leave --limit and --include out, or filter by --status")
    mark = _mark(filters)
    begin = since_moment(since) if since is not None else _read_state(state, mark) if state is not None else _ALL
    counted = {"added": 0, "changed": 0, "gone": 0}
    found = Changes(store, filters, begin)
    with opened(wanted.output) as out:
        for change in found:
            counted[change.change] += 1
            out.write((json_text(change.to_dict()) + "\n").encode("utf-8"))
    until = found.until or begin
    if state is not None:
        _keep_state(state, {"feed": _STATE_VERSION, "filters": mark, "since_recorded": until})
    if not wanted.quiet:
        told = ", ".join(f"{n} {what}" for what, n in counted.items())
        click.echo(f"{told} since {begin} in {time.perf_counter() - started:.1f} s", err=True)
    click.echo(f"next time: --since-recorded {until}", err=True)
    return 0


def _mark(filters: Filters) -> dict[str, Any]:
    """The filters as they are kept with the moment: another question from the same moment would miss what only now fits it."""
    told = dataclasses.asdict(filters)
    plain: dict[str, Any] = json.loads(json.dumps({k: v for k, v in told.items() if v}, default=str))
    return plain


def _read_state(path: Path, mark: dict[str, Any]) -> str:
    from dateline.store.opening import moment

    if not path.exists():
        return _ALL
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["feed"] != _STATE_VERSION:
            raise WrongUsage(f"{path}: was written by another version of Dateline; name another file, or give --since-recorded")
        since = moment(dt.datetime.fromisoformat(found["since_recorded"]))
        filters = found["filters"]
    except OSError as error:
        raise WrongUsage(f"{path}: cannot be read ({error.strerror}); check that it may be read") from error
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUsage(f"{path}: is no state of a change feed; name another file, or give --since-recorded") from error
    if filters != mark:
        raise WrongUsage(f"{path}: is the state of a feed with other filters; use a file of its own for each feed")
    return since


def _keep_state(path: Path, state: dict[str, Any]) -> None:
    """Replaced at once, so that a program that is killed leaves the old state or the new one."""
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(json.dumps(state, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise WrongUsage(f"{path}: cannot be written ({error.strerror}); choose another place with --state") from error


def _missing(kept: Collection) -> Iterator[str]:
    """What is empty only because the input lacks it."""
    named = {report for event in kept.events for report in event.reports}
    absent = sum(report not in kept.reports for report in named)
    if absent:
        what = "what only those hold (addresses, offsets, sources) is empty"
        yield f"{absent} of {len(named)} reports were not given as coded reports: {what}"
    silent = sum(not kept.reports[report].report.text for report in named if report in kept.reports)
    if silent and kept.texts:
        yield f"{silent} reports came without their text; code with --with-text"


@contextlib.contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears under its name only when it is whole; bytes, since some formats are no text."""
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.is_dir():
        raise WrongUsage(f"{output}: is a folder; name a file to write to")
    path, partial = places(path)  # /dev/null and its like are written to as they are
    whole = partial == path
    try:
        with partial.open("wb") as out:
            yield out
        whole = True
    except OSError as error:
        raise WrongUsage(f"{output}: cannot be written ({error.strerror}); choose another place with --output") from error
    finally:
        if not whole:
            partial.unlink(missing_ok=True)
    if partial != path:
        partial.replace(path)
