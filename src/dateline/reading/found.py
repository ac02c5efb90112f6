"""What the readers of the kinds yield: a report's fields before they are checked, or a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dateline.errors import UnreadableInput


@dataclass(frozen=True, slots=True)
class Found:
    """One report as its source tells it: the fields of input JSONL, whatever the kind, and the line where it starts (from 1).

    `source` is what it lies in, where that is no file of its own: a member of an archive.
    """

    fields: Mapping[str, Any]
    line: int | None = None
    source: str | None = None


Item = Found | UnreadableInput
"""One thing out of an input, in order."""


def too_large(source: str, max_bytes: int, line: int | None = None, what: str = "the text") -> UnreadableInput:
    """The problem of a report beyond the bound."""
    return UnreadableInput(source, f"{what} is larger than {max_bytes:,} bytes, the bound for one report; split it into its reports", line)
