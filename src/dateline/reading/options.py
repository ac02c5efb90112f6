"""What a user says about the input."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.model import Date

MAX_BYTES = 5_000_000
"""Bytes of UTF-8 that one report may have unless told otherwise: about 800,000 words, more than any article; the rest are dumps."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How input is read.

    `published`, `outlet`, `title` and `language` are those of plain texts, and of JSONL reports that lack them. `separator` is a line
    (compared without the white space around it) that separates several reports in one text file; without it a file is one report.
    `max_bytes` bounds the text of one report, in bytes of UTF-8; a longer one is skipped. Reports in other languages than English
    are skipped unless `keep_other_languages`. `columns` says which column of a table holds which field: pairs of field and column.
    """

    published: Date | None = None
    outlet: str | None = None
    title: str | None = None
    language: str | None = None
    separator: str | None = None
    max_bytes: int = MAX_BYTES
    keep_other_languages: bool = False
    columns: tuple[tuple[str, str], ...] = ()
