"""The harness: `python fuzz/run.py readers|dictionaries [libFuzzer's options] [FOLDER ...]`. Needs atheris."""
# ruff: noqa: INP001

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dateline.reading", "dateline.knowledge.dictionaries"]):
    import targets


def main() -> None:
    """Fuzz the target that the first argument names; the others are libFuzzer's."""
    target = getattr(targets, sys.argv.pop(1))
    place = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # memory, where there is some: a file is written each time
    with tempfile.TemporaryDirectory(prefix="dateline-fuzz-", dir=place) as folder:
        atheris.Setup(sys.argv, lambda data: target(data, Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
