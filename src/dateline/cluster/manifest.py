"""What is known of a shard that is done: out of what it was made, by whom, and what came out. One small JSON file each."""

from __future__ import annotations

import dataclasses
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dateline.coding.coder import Settings
from dateline.reading import ReadOptions

VERSION = 1
Form = Literal["jsonl", "jsonl.zst", "parquet"]
MOST_NAMED = 1000
"""Problems that a manifest names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of every shard: the same for all of a run, sent with each.

    `coder` is the stamp's id that the one who orders has: a worker of another version, knowledge or model refuses. `time_limit`: the
    seconds that one report may take.
    """

    folder: str
    settings: Settings
    options: ReadOptions
    coder: str
    form: Form = "jsonl"
    with_text: bool = False
    time_limit: float | None = None

    def wanted(self) -> dict[str, Any]:
        """What of it decides the bytes of the output, the coder aside."""
        options = {name: value for name, value in dataclasses.asdict(self.options).items() if name != "columns"}
        return {
            "form": self.form,
            "with_text": self.with_text,
            **{name: str(value) if value is not None and not isinstance(value, int | str) else value for name, value in options.items()},
            "columns": [list(pair) for pair in self.options.columns],
        }


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a shard was written to, below the run's folder."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A shard that is done. `coded` and `skipped` say what became of what was found in it; `tries` that came to nothing are counted too."""

    shard: str
    source: str
    start: int
    end: int | None
    sha256: str
    bytes: int
    coder: str
    wanted: dict[str, Any]
    outputs: tuple[Output, ...]
    coded: int = 0
    skipped: int = 0
    events: int = 0
    words: int = 0
    seconds: float = 0.0
    tries: int = 1
    problems: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    manifest: int = VERSION


def path_of(folder: Path, name: str) -> Path:
    """Where the manifest of a shard stands."""
    return folder / "manifests" / f"{name}.json"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that stands under its name only when it is whole, whatever happens on the way and whoever else writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    with partial.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)


def write(folder: Path, manifest: Manifest) -> None:
    """Keep a manifest; from then on its shard is done."""
    text = json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1)
    write_whole(path_of(folder, manifest.shard), text.encode() + b"\n")


def read(path: Path) -> Manifest | None:
    """The manifest in a file; None where there is none of this version."""
    try:
        fields = json.loads(path.read_bytes())
        if not isinstance(fields, dict) or fields.get("manifest") != VERSION:
            return None
        outputs = tuple(Output(**o) for o in fields.pop("outputs"))
        return Manifest(outputs=outputs, problems=tuple(fields.pop("problems")), **fields)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def manifests(folder: Path) -> Iterator[Manifest]:
    """The manifests of a run's folder, in the order of the shards."""
    for path in sorted((folder / "manifests").glob("*.json")):
        found = read(path)
        if found is not None:
            yield found


def done(folder: Path, name: str, sha256: str, order: Order) -> Manifest | None:
    """The manifest of a shard that this order need not do again: same input, coder and wishes, and its files are there in their length."""
    found = read(path_of(folder, name))
    if found is None or (found.sha256, found.coder, found.wanted) != (sha256, order.coder, order.wanted()):
        return None
    for output in found.outputs:
        file = folder / output.path
        if not file.is_file() or file.stat().st_size != output.bytes:
            return None
    return found
