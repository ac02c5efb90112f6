"""What runs within a Dask worker: it codes one shard, whole.

The coder is loaded once for a process and kept. A process codes one shard at a time, however many threads the worker has: coding holds
the interpreter, so that threads would only wait for each other.
"""

from __future__ import annotations

import functools
import platform
import threading
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from dateline.bulk.limits import limited
from dateline.bulk.loading import loaded
from dateline.bulk.worker import code_one
from dateline.bulk.written import whole
from dateline.cluster import manifest
from dateline.cluster.journal import Journal, journal
from dateline.cluster.manifest import MOST_NAMED, Manifest, Order, Output
from dateline.cluster.shards import Shard, as_file, fingerprint
from dateline.cluster.sinks import Sink, sink
from dateline.coding.coder import Coder, Settings, load_coder
from dateline.errors import DatelineError, UnreadableInput
from dateline.reading import read
from dateline.store.stamps import stamp_of

JOURNALS = "journals"


class AnotherCoder(DatelineError):
    """A worker's version, knowledge or model is not that of whoever orders."""


class _Place:
    """Where a worker process keeps its coder between shards, with its settings and its stamp."""

    lock = threading.Lock()
    settings: Settings | None = None
    coder: Coder | None = None
    stamp: str = ""


@dataclass(slots=True)
class _Tally:
    """What became of the reports of a shard."""

    coded: int = 0
    skipped: int = 0
    events: int = 0
    words: int = 0
    problems: list[str] = field(default_factory=list)

    def skip(self, place: str, reason: str) -> None:
        self.skipped += 1
        if len(self.problems) < MOST_NAMED:
            self.problems.append(f"{place}: {reason}")


def code_shard(shard: Shard, order: Order) -> tuple[Manifest, bool]:
    """Code a shard and keep what came out, unless that was done before; and whether it was.

    A report on which the coder fails, that has killed two processes, or that takes too long, is left out and named in the manifest.
    Raises `AnotherCoder`, and `OSError` where files cannot be read or written.
    """
    with _Place.lock:
        started = time.monotonic()
        folder = Path(order.folder)
        sha256, size = fingerprint(shard)
        known = manifest.done(folder, shard.name, sha256, order)
        if known is not None:
            return known, True
        coder = _coder(order)
        tally = _Tally()
        with (
            as_file(shard) as path,
            journal(folder / JOURNALS, shard.name) as tries,
            sink(folder, order.form, shard.name, with_text=order.with_text) as (out, outputs),
        ):
            _code(shard, path, order, coder, tries, out, tally)
        made = _made(shard, order, sha256, size, tally, tuple(outputs), tries.tries + 1, time.monotonic() - started)
        manifest.write(folder, made)
        return made, False


def _code(shard: Shard, path: str, order: Order, coder: Coder, tries: Journal, out: Sink, tally: _Tally) -> None:
    def problem(error: UnreadableInput) -> None:
        place = error.source.replace(path, shard.place)  # also of a member of an archive
        tally.skip(f"{place}:{error.line}" if error.line is not None else place, error.reason)

    for number, report in enumerate(read([path], order.options, on_skip=problem)):
        reason = tries.why_not(number)
        if reason:
            tally.skip(f"report {report.id}", reason)
            continue
        tries.begin(number)
        with limited(order.time_limit, tries.file):
            outcome = code_one(report, coder, whole)
        if outcome.value is None:
            tally.skip(f"report {report.id}", outcome.reason)
            continue
        out.add(outcome.value)
        tally.coded += 1
        tally.events += len(outcome.value.events or ())
        tally.words += outcome.value.counts.words


def _coder(order: Order) -> Coder:
    """The coder of this process, loaded where it is not there or has other settings."""
    if _Place.coder is None or _Place.settings != order.settings:
        _Place.coder = loaded(functools.partial(load_coder, order.settings))
        _Place.settings, _Place.stamp = order.settings, stamp_of(_Place.coder).id
    if _Place.stamp != order.coder:
        raise AnotherCoder(
            f"a worker codes as {_Place.stamp}, but {order.coder} was ordered; have the same version of dateline, and the same --knowledge "
            f"and --model, on all machines (this one has dateline {version('dateline')})"
        )
    return _Place.coder


def _made(
    shard: Shard, order: Order, sha256: str, size: int, tally: _Tally, outputs: tuple[Output, ...], tries: int, seconds: float
) -> Manifest:
    return Manifest(
        shard=shard.name,
        source=shard.source,
        start=shard.start,
        end=shard.end,
        sha256=sha256,
        bytes=size,
        coder=order.coder,
        wanted=order.wanted(),
        outputs=outputs,
        coded=tally.coded,
        skipped=tally.skipped,
        events=tally.events,
        words=tally.words,
        seconds=round(seconds, 3),
        tries=tries,
        problems=tuple(tally.problems),
        versions={"dateline": version("dateline"), "python": platform.python_version(), "spacy": version("spacy")},
    )
