"""What is coded as one: a file, or a slice of a large JSONL file that begins and ends with a line."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import UnreadableInput, WrongUsage
from dateline.reading.inputs import STDIN, expand, printable

SHARD_BYTES = 16_000_000
"""Bytes of JSONL that a shard has unless told otherwise: some seven thousand articles, minutes of work."""
_SLICED = (".jsonl", ".ndjson")
_PIECE = 1 << 20
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Shard:
    """A file, or its bytes from `start` to `end` (exclusive).

    `number` is its place among all, from 1; `source` the file as the user named it; `path` the same from the root.
    """

    number: int
    source: str
    path: str
    start: int = 0
    end: int | None = None

    @property
    def name(self) -> str:
        """What its outputs are called, without suffix; in the order of the alphabet they stand in the order of the input."""
        path = Path(self.path)
        stem = _UNSAFE.sub("-", path.stem if path.suffix.lower() in _SLICED else path.name).strip("-.")[:60]
        return f"{self.number:07d}-{stem}"

    @property
    def place(self) -> str:
        """How messages name it."""
        return self.source if self.end is None else f"{self.source} [bytes {self.start} to {self.end}]"


def shards_of(inputs: Sequence[str], shard_bytes: int = SHARD_BYTES) -> Iterator[Shard | UnreadableInput]:
    """The shards of files, folders and globs, in order, and a problem for each input that names none.

    A JSONL file of more than `shard_bytes` is cut at the first line that begins behind each multiple of them, so that what was cut
    already stays the same when lines are added at its end. Every other file is a shard whatever its size. Raises `WrongUsage` for
    standard input, which no other machine can read.
    """
    number = 0
    for found in expand(inputs):
        if isinstance(found, UnreadableInput):
            yield found
            continue
        if found == STDIN:
            raise WrongUsage("a cluster cannot read standard input; name files that all of its machines can open")
        path, source = Path(found).absolute(), printable(found)
        try:
            cuts = list(_cuts(path, shard_bytes)) if path.suffix.lower() in _SLICED else []
        except OSError as error:
            yield UnreadableInput(source, f"cannot be read ({error.strerror or error}); check that it exists and may be read")
            continue
        if len(cuts) < 2:
            number += 1
            yield Shard(number, source, str(path))
            continue
        for start, end in cuts:
            number += 1
            yield Shard(number, source, str(path), start, end)


def _cuts(path: Path, shard_bytes: int) -> Iterator[tuple[int, int]]:
    size = path.stat().st_size
    start = 0
    with path.open("rb") as file:
        while start < size:
            aim = (start // shard_bytes + 1) * shard_bytes
            end = size
            if aim < size:
                file.seek(aim - 1)
                while piece := file.read(_PIECE):
                    found = piece.find(b"\n")
                    if found >= 0:
                        end = file.tell() - len(piece) + found + 1
                        break
            yield start, end
            start = end


def fingerprint(shard: Shard) -> tuple[str, int]:
    """SHA-256 of the bytes of a shard, and how many they are. Raises `OSError` where it cannot be read."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(shard):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


@contextmanager
def as_file(shard: Shard) -> Iterator[str]:
    """The path of a file that holds the shard and nothing else; a copy, for a slice."""
    if shard.end is None:
        yield shard.path
        return
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / f"slice{Path(shard.path).suffix.lower()}"
        with path.open("wb") as out:
            for piece in _pieces(shard):
                out.write(piece)
        yield str(path)


def _pieces(shard: Shard) -> Iterator[bytes]:
    with Path(shard.path).open("rb") as file:
        file.seek(shard.start)
        left = None if shard.end is None else shard.end - shard.start
        while left is None or left > 0:
            piece = file.read(_PIECE if left is None else min(_PIECE, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece
