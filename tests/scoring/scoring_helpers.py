"""Gold texts and coded records of our own making, as JSON has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

TEXT = "Ferrymen of Osterby struck on Monday, and police, the mayor said, detained nine of them on Tuesday."


def span(words: str, text: str = TEXT) -> dict[str, Any]:
    """The words with their place in the text."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def place(words: str, text: str = TEXT) -> list[int]:
    """The place of the words in the text."""
    found = span(words, text)
    return [found["start"], found["end"]]


def coded(ident: str = "a", **layers: Any) -> dict[str, Any]:
    """A coded report."""
    return {"schema": "1", "report": {"id": ident}, **layers}


def event(kind: str, trigger: str, actors: Iterable[str] = (), recipients: Iterable[str] = (), **fields: Any) -> dict[str, Any]:
    """A coded event."""
    sides = {"actors": [span(w) for w in actors], "recipients": [span(w) for w in recipients]}
    return {"id": f"e-{trigger}", "type": kind, "trigger": span(trigger), "confidence": 0.8, **sides, **fields}


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write JSONL and give its path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
