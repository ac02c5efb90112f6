"""Where commands write, and how text of a report is shown: what all of them share."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dateline.errors import WrongUsage

if TYPE_CHECKING:
    from rich.console import Console


def printable(text: str) -> str:
    """A text of a report or a message as a terminal may show it: no control characters."""
    from dateline.exporting.table import clean

    return clean(text)


@contextlib.contextmanager
def opened(output: str) -> Iterator[IO[str]]:
    """Standard output, or a file that appears under its name only when it is whole."""
    if output == "-":
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper
        yield sys.stdout
        return
    path = Path(output)
    if path.is_dir():
        raise WrongUsage(f"{output}: is a folder; name a file to write to")
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            yield out
    except OSError as error:
        raise WrongUsage(f"{output}: cannot be written ({error.strerror}); choose another place with --output") from error
    partial.replace(path)


def console(out: IO[str]) -> Console:
    """A console for tables: as wide as the terminal, 160 columns elsewhere."""
    from rich.console import Console

    return Console(file=out, soft_wrap=False, width=None if out.isatty() else 160)
