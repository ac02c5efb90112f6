"""Reading with everything that was skipped at hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import UnreadableInput
from dateline.model import Report
from dateline.reading import ReadOptions, read

ENGLISH = "Kenyan police arrested nine traders at the port of Mombasa on Monday, and the governor said that he would free them."
RUSSIAN = "Министр обороны прибыл в столицу во вторник и провёл переговоры с послом соседней страны."


@pytest.fixture
def reading() -> Callable[..., tuple[list[Report], list[str]]]:
    """Read inputs to the end: the reports, and the messages of what was skipped."""

    def run(*inputs: str | Path, stdin: bytes | None = None, **options: Any) -> tuple[list[Report], list[str]]:
        skipped: list[UnreadableInput] = []
        stream = io.BytesIO(stdin) if stdin is not None else None
        reports = list(read([str(i) for i in inputs], ReadOptions(**options), on_skip=skipped.append, stdin=stream))
        return reports, [str(problem) for problem in skipped]

    return run


@pytest.fixture
def jsonl(tmp_path: Path, reading: Callable[..., tuple[list[Report], list[str]]]) -> Callable[..., tuple[list[Report], list[str]]]:
    """Read JSONL lines, given as dictionaries or as they stand."""

    def run(*lines: dict[str, Any] | str, **options: Any) -> tuple[list[Report], list[str]]:
        path = tmp_path / "in.jsonl"
        path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
        return reading(path, **options)

    return run
