"""How long one report may take: a process that is at it longer ends itself.

The clock is faulthandler's, a thread outside the interpreter: no regular expression or library that keeps the interpreter busy can stop it.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

TIMED_OUT = b"Timeout ("
"""How what is written to the log begins where a process has ended itself."""


@contextmanager
def limited(seconds: float | None, log: IO[bytes]) -> Iterator[None]:
    """End this process, without another word than where it was, to `log`, if what is inside takes longer than `seconds`.

    One at a time in a process. None is no limit.
    """
    if seconds is None:
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=log)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
