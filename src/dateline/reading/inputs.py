"""What the user named → the files to read, in a fixed order."""

# os.path answers False where Path raises (a name too long, a folder closed to us), and Path.glob takes no absolute pattern.
# ruff: noqa: PTH112, PTH114, PTH118, PTH207, PTH208

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.errors import UnreadableInput

STDIN = "-"
"""The input that stands for standard input."""


def expand(inputs: Sequence[str]) -> Iterator[str | UnreadableInput]:
    """The paths of the files that `inputs` name, lazily and in their order, and a problem for each input that names none.

    Folders are walked recursively, by name within each folder; hidden files and folders are left out there. A glob (`*`, `?`, `[…]`,
    and `**` for any depth) gives each file once, sorted. A path that exists is taken literally, whatever characters it has. `-` is
    given back as it is.
    """
    for given in inputs:
        if given == STDIN:
            yield given
        elif os.path.isdir(given):
            yield from _files(given, given)
        elif os.path.lexists(given):
            yield given
        elif glob.has_magic(given):
            yield from _matches(given)
        else:
            yield UnreadableInput(printable(given), "no such file or folder; check the path")


def printable(path: str) -> str:
    """A path as it can be shown and written as UTF-8: bytes that are no UTF-8 become U+FFFD, control characters blanks."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text)


def _matches(pattern: str) -> Iterator[str | UnreadableInput]:
    found: dict[str, str | UnreadableInput] = {}
    for match in sorted(glob.glob(pattern, recursive=True)):
        # A folder may match together with what lies in it (`**`): each file is still read once.
        for item in _files(match, match) if os.path.isdir(match) else [match]:
            found.setdefault(os.path.normpath(item) if isinstance(item, str) else item.source, item)
    if not found:
        yield UnreadableInput(printable(pattern), "no file matches this pattern; check it, and quote it so that the shell leaves it alone")
    yield from found.values()


def _files(folder: str, named: str) -> Iterator[str | UnreadableInput]:
    """The files under a folder, or a problem where there are none."""
    empty = True
    for item in _walk(folder):
        empty = False
        yield item
    if empty:
        yield UnreadableInput(printable(named), "the folder holds no files; hidden files are left out")


def _walk(folder: str) -> Iterator[str | UnreadableInput]:
    pending = [folder]
    while pending:
        path = pending.pop()
        if not os.path.isdir(path):
            yield path if Path(path).is_file() else UnreadableInput(printable(path), "is no regular file; expected a file of text")
            continue
        if path != folder and os.path.islink(path):
            yield UnreadableInput(printable(path), "is a link to a folder, which is not followed; name the folder as an input of its own")
            continue
        try:
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))
        except OSError as error:
            yield UnreadableInput(printable(path), f"the folder cannot be listed ({error.strerror}); check its permissions")
            continue
        pending.extend(os.path.join(path, name) for name in reversed(names))
