"""Reports → coded reports on one core or many, with the same result in the same order.

A report is sent to a worker process, coded there, and comes back as what `finish` makes of it. Only so many are on their way at a
time, so that a source of any length takes the same memory. Where a worker dies, what was on its way is done again, one by one: then it
is plain which report kills it.
"""

from __future__ import annotations

import functools
import multiprocessing
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, TypeVar

from dateline.bulk import worker
from dateline.bulk.worker import Codes, Job, Outcome
from dateline.errors import DatelineError, WrongUsage
from dateline.model import CodedReport, Report

T = TypeVar("T")

_ON_THEIR_WAY = 8
"""Reports per worker that are on their way at a time: enough that nobody waits while one long report holds up the order."""
_MOST_CHARACTERS = 20_000_000
"""Characters of the texts that are on their way at a time; one report is sent whatever its length."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that could not be coded, and why: it kills the worker that codes it, or the coder fails on it."""

    report: Report
    reason: str


def code_reports(
    reports: Iterable[Report],
    load: Callable[[], Codes],
    finish: Callable[[CodedReport], T],
    *,
    workers: int = 1,
    on_set_aside: Callable[[SetAside], None],
) -> Generator[T, None, None]:
    """What `finish` makes of each coded report, in the order of the reports, whatever the number of `workers`.

    With one worker all happens in this process. With more, `load` and `finish` are sent to processes, each of which loads a coder of its
    own. `reports` is drawn from as results are taken. The coder is loaded, in the first worker at least, before this returns; raises
    `DatelineError` where that fails, and `WrongUsage` for fewer workers than one.

    Where a worker dies, what was on its way is coded again, one by one. A report that kills a worker twice then, or on which the coder
    raises, goes to `on_set_aside`, and the others go on.
    """
    if workers < 1:
        raise WrongUsage(f"{workers} workers cannot code; give 1 or more")
    if workers == 1:
        return _here(reports, load(), finish, on_set_aside)
    pool = _Pool(Job(load, finish), workers)
    pool.start()
    return _there(reports, pool, workers, on_set_aside)


def _here(
    reports: Iterable[Report], coder: Codes, finish: Callable[[CodedReport], T], on_set_aside: Callable[[SetAside], None]
) -> Generator[T, None, None]:
    for report in reports:
        yield from _told(report, worker.code_one(report, coder, finish), on_set_aside)


def _there(reports: Iterable[Report], pool: _Pool, workers: int, on_set_aside: Callable[[SetAside], None]) -> Generator[Any, None, None]:
    source = iter(reports)
    waiting: deque[tuple[Report, Future[Outcome[Any]]]] = deque()
    size = 0
    more = True
    try:
        while True:
            while more and len(waiting) < _ON_THEIR_WAY * workers and (size < _MOST_CHARACTERS or not waiting):
                report = next(source, None)
                if report is None:
                    more = False
                    break
                waiting.append((report, pool.send(report)))
                size += len(report.text)
            if not waiting:
                return
            report, future = waiting.popleft()
            size -= len(report.text)
            try:
                outcome = future.result()
            except BrokenProcessPool:
                again = [(report, future), *waiting]
                waiting = deque((r, _done(f) or _settled(pool.alone(r))) for r, f in again)
                report, future = waiting.popleft()
                outcome = future.result()
            yield from _told(report, outcome, on_set_aside)
    finally:
        pool.stop()


def _told(report: Report, outcome: Outcome[T], on_set_aside: Callable[[SetAside], None]) -> Iterator[T]:
    if outcome.reason:
        on_set_aside(SetAside(report, outcome.reason))
    elif outcome.value is not None:
        yield outcome.value


def _done(future: Future[Outcome[Any]]) -> Future[Outcome[Any]] | None:
    """A future that has its outcome; None for one that was lost with its worker."""
    return future if future.done() and not future.cancelled() and future.exception() is None else None


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
        for _ in range(2):
            try:
                return self.start().submit(worker.work, report).result()
            except BrokenProcessPool:
                self.stop()
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
