"""Which report of a shard is at hand, in a file that outlives the process: it tells the next try what killed the one before.

Each try has a file of its own, to which the number of each report is added before it is coded. A try that ends takes all files of
its shard away. So a file that is left over ends with the report at which its process died.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dateline.bulk.limits import TIMED_OUT

DEATHS = 2
"""Processes that a report may kill before it is left out: the first may have been killed for another reason."""


class Journal:
    """The journal of one try."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        folder.mkdir(parents=True, exist_ok=True)
        self.deaths, self.timed_out = _read(folder, name)
        self.file: IO[bytes] = (folder / f"{name}.{uuid.uuid4().hex}").open("ab", buffering=0)

    def begin(self, number: int) -> None:
        """Say that a report is coded next."""
        self.file.write(b"%d\n" % number)

    def why_not(self, number: int) -> str:
        """Why a report must not be tried again; '' where it may be."""
        if number in self.timed_out:
            return "coding it took longer than --time-limit allows"
        if self.deaths[number] >= DEATHS:
            return f"coding it has killed a worker {self.deaths[number]} times; look at its length, and at the memory of the workers"
        return ""

    @property
    def tries(self) -> int:
        """How many tries have died before this one."""
        return self.deaths.total()

    def close(self, *, done: bool) -> None:
        """End the try; if it is done, what was written of the shard is no longer needed."""
        self.file.close()
        if done:
            clear(self._folder, self._name)


@contextmanager
def journal(folder: Path, name: str) -> Iterator[Journal]:
    """A journal that is taken away where all goes well. What raises is no death: its file is taken away too."""
    opened = Journal(folder, name)
    try:
        yield opened
    except BaseException:
        opened.close(done=False)
        Path(os.fsdecode(opened.file.name)).unlink(missing_ok=True)
        raise
    opened.close(done=True)


def clear(folder: Path, name: str) -> None:
    """Forget the tries of a shard."""
    for left in folder.glob(f"{name}.*"):
        left.unlink(missing_ok=True)


def _read(folder: Path, name: str) -> tuple[Counter[int], frozenset[int]]:
    deaths: Counter[int] = Counter()
    timed_out: set[int] = set()
    for left in sorted(folder.glob(f"{name}.*")):
        lines = left.read_bytes().splitlines()
        numbers = [int(line) for line in lines if line.isdigit()]
        if not numbers:
            continue
        deaths[numbers[-1]] += 1
        if any(line.startswith(TIMED_OUT) for line in lines):
            timed_out.add(numbers[-1])
    return deaths, frozenset(timed_out)
