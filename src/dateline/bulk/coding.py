"""Reports → coded reports on one core or many, with the same result in the same order.

A report is sent to a worker process, coded there, and comes back as what `finish` makes of it. Only so many are on their way at a
time, so that a source of any length takes the same memory. Where a worker dies, what was on its way is done again, one by one: then it
is plain which report kills it.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dateline.bulk import worker
from dateline.bulk.worker import Codes, Job, Outcome
from dateline.errors import DatelineError, WrongUsage
from dateline.model import CodedReport, Report

T = TypeVar("T")
K = TypeVar("K")

_ON_THEIR_WAY = 8
"""Reports per worker that are on their way at a time: enough that nobody waits while one long report holds up the order."""
_MOST_CHARACTERS = 20_000_000
"""Characters of the texts that are on their way at a time; one report is sent whatever its length."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that could not be coded, and why: it kills the worker that codes it, takes too long, or the coder fails on it."""

    report: Report
    reason: str


def code_reports(
    reports: Iterable[Report],
    load: Callable[[], Codes],
    finish: Callable[[CodedReport], T],
    *,
    workers: int = 1,
    time_limit: float | None = None,
    on_set_aside: Callable[[SetAside], None],
) -> Generator[T, None, None]:
    """What `finish` makes of each coded report, in the order of the reports, whatever the number of `workers`.

    With one worker and no `time_limit` all happens in this process. Else `load` and `finish` are sent to processes, each of which loads a
    coder of its own. `reports` is drawn from as results are taken. The coder is loaded, in the first worker at least, before this returns;
    raises `DatelineError` where that fails, and `WrongUsage` for fewer workers than one.

    Where a worker dies, what was on its way is coded again, one by one. A report that kills a worker twice then, or on which the coder
    raises, goes to `on_set_aside`, and the others go on. So does one that takes more than `time_limit` seconds, of the clock: its process
    ends itself, and it is tried once more alone.
    """
    outcomes = code_each(((report, report) for report in reports), load, finish, workers=workers, time_limit=time_limit)
    return _told(outcomes, on_set_aside)


def code_each(
    items: Iterable[tuple[K, Report | None]],
    load: Callable[[], Codes],
    finish: Callable[[CodedReport], T],
    *,
    workers: int = 1,
    time_limit: float | None = None,
) -> Generator[tuple[K, Outcome[T] | None], None, None]:
    """What became of each report, beside whatever stands with it, in order; an item without a report comes through with None.

    For those who have to know of each report, what could not be coded too, and of items that need no coding. An outcome without a value
    has the reason. All else is as with `code_reports`.
    """
    if workers < 1:
        raise WrongUsage(f"{workers} workers cannot code; give 1 or more")
    if time_limit is not None and time_limit <= 0:
        raise WrongUsage(f"a time limit of {time_limit:g} seconds leaves no time to code; give more, or none")
    if workers == 1 and time_limit is None:
        return _here(items, load(), finish)
    pool = _Pool(Job(load, finish, time_limit), workers)
    pool.start()
    return _there(items, pool, workers)


def _told(
    outcomes: Generator[tuple[Report, Outcome[T] | None], None, None], on_set_aside: Callable[[SetAside], None]
) -> Generator[T, None, None]:
    with contextlib.closing(outcomes):
        for report, outcome in outcomes:
            if outcome is not None and outcome.reason:
                on_set_aside(SetAside(report, outcome.reason))
            elif outcome is not None and outcome.value is not None:
                yield outcome.value


def _here(
    items: Iterable[tuple[K, Report | None]], coder: Codes, finish: Callable[[CodedReport], T]
) -> Generator[tuple[K, Outcome[T] | None], None, None]:
    for key, report in items:
        yield key, None if report is None else worker.code_one(report, coder, finish)


@dataclass(frozen=True, slots=True)
class _Sent(Generic[K]):
    """An item on its way; one without a report has nothing to wait for."""

    key: K
    report: Report | None
    future: Future[Outcome[Any]] | None

    @property
    def size(self) -> int:
        return 0 if self.report is None else len(self.report.text)


def _there(items: Iterable[tuple[K, Report | None]], pool: _Pool, workers: int) -> Generator[tuple[K, Outcome[Any] | None], None, None]:
    source = iter(items)
    waiting: deque[_Sent[K]] = deque()
    size = 0
    more = True
    try:
        while True:
            while more and len(waiting) < _ON_THEIR_WAY * workers and (size < _MOST_CHARACTERS or not waiting):
                item = next(source, None)
                if item is None:
                    more = False
                    break
                key, report = item
                waiting.append(_Sent(key, report, None if report is None else pool.send(report)))
                size += waiting[-1].size
            if not waiting:
                return
            first = waiting.popleft()
            size -= first.size
            try:
                outcome = first.future.result() if first.future is not None else None
            except BrokenProcessPool:
                again = [_again(sent, pool) for sent in (first, *waiting)]
                first, waiting = again[0], deque(again[1:])
                outcome = first.future.result() if first.future is not None else None
            yield first.key, outcome
    finally:
        pool.stop()


def _again(sent: _Sent[K], pool: _Pool) -> _Sent[K]:
    """What was on its way when a worker died, with its outcome: the one that it has, or that of another try, alone."""
    if sent.report is None or sent.future is None or _done(sent.future):
        return sent
    return _Sent(sent.key, sent.report, _settled(pool.alone(sent.report)))


def _done(future: Future[Outcome[Any]]) -> bool:
    """Whether a future has its outcome; one that was lost with its worker has none."""
    return future.done() and not future.cancelled() and future.exception() is None


def _settled(outcome: Outcome[Any]) -> Future[Outcome[Any]]:
    future: Future[Outcome[Any]] = Future()
    future.set_result(outcome)
    return future


class _Pool:
    """The worker processes, started anew where one of them has died."""

    def __init__(self, job: Job[Any], workers: int) -> None:
        self._job = job
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def start(self) -> ProcessPoolExecutor:
        """The processes; one of them has loaded its coder. Raises `DatelineError` where it cannot."""
        if self._executor is not None:
            return self._executor
        # Spawned, not forked: a fork copies locks of threads that it does not have, and macOS and Windows cannot.
        context = multiprocessing.get_context("spawn")
        executor = ProcessPoolExecutor(self._workers, mp_context=context, initializer=functools.partial(worker.start, self._job))
        try:
            # One question for each starts them all, so that the others load while the first is waited for.
            asked = [executor.submit(worker.ready) for _ in range(self._workers)]
            failure = asked[0].result()
        except BrokenProcessPool as error:
            executor.shutdown(wait=False, cancel_futures=True)
            raise DatelineError(
                "a worker process died while it loaded the coder; there may be too little memory: give fewer --workers"
            ) from error
        if failure is not None:
            executor.shutdown(wait=True, cancel_futures=True)
            raise DatelineError(failure)
        self._executor = executor
        return executor

    def send(self, report: Report) -> Future[Outcome[Any]]:
        """Have a report coded. A pool that has broken meanwhile gives a future that says so."""
        try:
            return self.start().submit(worker.work, report)
        except BrokenProcessPool as error:
            future: Future[Outcome[Any]] = Future()
            future.set_exception(error)
            return future

    def alone(self, report: Report) -> Outcome[Any]:
        """Code a report that may have killed a worker, with nothing beside it that could be to blame; if need be twice."""
        self._leave_if_broken()
        limit = self._job.time_limit
        for _ in range(2):
            executor = self.start()
            begun = time.monotonic()
            try:
                return executor.submit(worker.work, report).result()
            except BrokenProcessPool:
                self.stop()
                if limit is not None and time.monotonic() - begun >= limit:
                    return Outcome(None, f"coding it takes longer than the limit of {limit:g} seconds; split it, or give it more time")
        return Outcome(None, "coding it has killed a worker process twice; it is set aside. Look at its length, and at the memory left")

    def _leave_if_broken(self) -> None:
        if self._executor is None:
            return
        try:
            self._executor.submit(worker.ready).result()
        except BrokenProcessPool:
            self.stop()

    def stop(self) -> None:
        """End the processes; what they are at is waited for."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None
