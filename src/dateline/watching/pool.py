"""Requests to many hosts at once, and to each host one after the other; results as they come, no more of them than are taken."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_WAITING = 4
"""Results that wait to be taken; a page may have five megabytes."""
_LOOKS = 0.2
"""Seconds after which a thread looks whether it is still wanted."""


def by_host(
    jobs: Sequence[Job], host: Callable[[Job], str], work: Callable[[Job], Result], at_once: int, stop: threading.Event
) -> Iterator[tuple[Job, Result]]:
    """Every job with what `work` makes of it, at most `at_once` hosts at a time. Ends early, jobs left undone, where `stop` is set.

    `work` runs in threads, which end with the program, so that a slow host holds nothing up. What it raises is raised here.
    """
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        groups.setdefault(host(job), []).append(job)
    waiting: queue.SimpleQueue[list[Job]] = queue.SimpleQueue()
    for group in groups.values():
        waiting.put(group)
    results: queue.Queue[tuple[Job, Result] | BaseException] = queue.Queue(_WAITING)
    left = threading.Event()

    def put(result: tuple[Job, Result] | BaseException) -> None:
        while not (stop.is_set() or left.is_set()):
            try:
                results.put(result, timeout=_LOOKS)
            except queue.Full:
                continue
            return

    def serve() -> None:
        try:
            while True:
                for job in waiting.get_nowait():
                    if stop.is_set() or left.is_set():
                        return
                    put((job, work(job)))
        except queue.Empty:
            return
        except BaseException as error:  # noqa: BLE001  # raised again where results are taken
            put(error)

    threads = [threading.Thread(target=serve, daemon=True, name=f"watch-{n}") for n in range(min(at_once, len(groups)))]
    for thread in threads:
        thread.start()
    try:
        missing = len(jobs)
        while missing and not stop.is_set():
            try:
                result = results.get(timeout=_LOOKS)
            except queue.Empty:
                continue
            if isinstance(result, BaseException):
                raise result
            missing -= 1
            yield result
    finally:
        left.set()
