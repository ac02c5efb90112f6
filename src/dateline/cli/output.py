"""Where commands write, and how text of a report is shown: what all of them share."""

from __future__ import annotations

import contextlib
import os
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
    """Standard output, or a file that appears under its name only when it is whole; one that is not is taken away.

    Raises `WrongUsage` where it cannot be written, as on a full disk. A reader that has gone (`| head`) is `BrokenPipeError`.
    """
    if output == "-":
        yield from _standard_output()
        return
    path = Path(output)
    if path.is_dir():
        raise WrongUsage(f"{output}: is a folder; name a file to write to")
    path, partial = places(path)
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        if partial != path:
            partial.replace(path)
    except BaseException as error:
        if partial != path:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise WrongUsage(f"{output}: cannot be written ({error.strerror}); choose another place with --output") from error
        raise


def places(path: Path) -> tuple[Path, Path]:
    """Where the file is, behind any links, and where it is written until it is whole.

    What is there and no regular file (`/dev/null`, a pipe) is written to as it is: putting a file in its place would destroy it.
    """
    if path.exists() and not path.is_file():
        return path, path
    whole = Path(os.path.realpath(path))
    return whole, whole.with_name(whole.name + ".partial")


def _standard_output() -> Iterator[IO[str]]:
    out = sys.stdout
    if out is None:
        raise WrongUsage("standard output is closed; name a file with --output")
    out.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper
    try:
        yield out
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_standard_output()
        raise WrongUsage(f"standard output cannot be written ({error.strerror}); what came before may not be whole") from error


def discard_standard_output() -> None:
    """Let go of what is still in its buffer: it cannot be written, and Python would try once more at its end, and complain."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console(out: IO[str]) -> Console:
    """A console for tables: as wide as the terminal, 160 columns elsewhere."""
    from rich.console import Console

    return Console(file=out, soft_wrap=False, width=None if out.isatty() else 160)
