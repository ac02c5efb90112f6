"""What runs within a worker process: it loads the coder once, and codes one report after the other."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Any, Generic, Protocol, TypeVar

from dateline.bulk.limits import limited
from dateline.bulk.loading import loaded
from dateline.errors import DatelineError
from dateline.model import CodedReport, Report

T = TypeVar("T")


class Codes(Protocol):
    """What codes a report: a `Coder`."""

    def code(self, report: Report) -> CodedReport:
        """The report, coded."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one report: a value, or the reason why there is none."""

    value: T | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What a worker is to do with every report: how it gets its coder, and what it makes of a coded report.

    Both have to be functions that a process can be sent: named in a module, or `functools.partial` of such.
    """

    load: Callable[[], Codes]
    finish: Callable[[CodedReport], T]
    time_limit: float | None = None
    """Seconds that one report may take; a process that is at it longer ends itself."""


class _Place:
    """Where a worker process keeps its coder between reports; each process has one, filled as it starts."""

    job: Job[Any] | None = None
    coder: Codes | None = None
    failure: str | None = None
    log: IO[bytes] | None = None


def start(job: Job[Any]) -> None:
    """Make this process a worker: it leaves when its parent is gone, leaves Ctrl-C to it, and loads the coder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one process a core: threads within each would only wait for each other
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _Place.job = job
    _Place.log = Path(os.devnull).open("wb")  # noqa: SIM115  # as long as the process
    try:
        _Place.coder = loaded(job.load)
    except DatelineError as error:  # told in the parent by `ready`: an exception here would only break the pool
        _Place.failure = str(error)


def ready() -> str | None:
    """Why this worker cannot code, or None where it can."""
    return _Place.failure


def work(report: Report) -> Outcome[Any]:
    """Code one report in this process."""
    if _Place.job is None or _Place.coder is None or _Place.log is None:
        return Outcome(None, f"the worker has no coder: {_Place.failure}")
    with limited(_Place.job.time_limit, _Place.log):
        return code_one(report, _Place.coder, _Place.job.finish)


def code_one(report: Report, coder: Codes, finish: Callable[[CodedReport], T]) -> Outcome[T]:
    """Code a report; what it raises becomes the reason why there is no record of it."""
    try:
        return Outcome(finish(coder.code(report)))
    except MemoryError:
        return Outcome(None, "coding it takes more memory than there is; split it into its reports")
    except Exception as error:  # noqa: BLE001  # one report must not end the coding of a million others
        return Outcome(None, f"coding it failed: {_described(error)}; please report this, with the text if you can")


def _described(error: Exception) -> str:
    """An exception on one line, with the place in our code where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}{f': {said}' if said else ''}{place}"


def _leave_with_parent() -> None:
    # A parent that is killed cannot tell its workers, which would wait for reports for ever.
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
