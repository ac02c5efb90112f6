"""What stays of a report or a person's name that was forgotten: hashes only, so that it does not come in again.

A name is covered by signs of the same length, so that every span still points where it did.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.model import Report
from dateline.store import schema
from dateline.store.texts import fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

COVER = "█"
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[\s\-.,'’]*")


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Hashes of what was forgotten, and the numbers of words that forgotten names have."""

    hashes: frozenset[str] = frozenset()
    lengths: frozenset[int] = frozenset()

    def mask(self, text: str) -> str:
        """The text with every forgotten name covered, character for character."""
        if not self.lengths:
            return text
        words = list(_WORD.finditer(text))
        covered: list[tuple[int, int]] = []
        for size in sorted(self.lengths, reverse=True):
            for first in range(len(words) - size + 1):
                part = words[first : first + size]
                if name_hash([w.group() for w in part]) in self.hashes and _adjoining(text, part):
                    covered.append((part[0].start(), part[-1].end()))
        if not covered:
            return text
        signs = list(text)
        for start, end in covered:
            signs[start:end] = COVER * (end - start)
        return "".join(signs)


def _adjoining(text: str, words: list[re.Match[str]]) -> bool:
    return all(_BETWEEN.fullmatch(text, a.end(), b.start()) for a, b in itertools.pairwise(words))


def load(connection: Connection) -> Tombstones:
    """All tombstones of a store."""
    rows = connection.execute(sa.select(schema.tombstones.c.hash, schema.tombstones.c.kind, schema.tombstones.c.words)).all()
    return Tombstones(frozenset(r.hash for r in rows), frozenset(r.words for r in rows if r.kind == "name"))


def name_hash(words: list[str]) -> str:
    """What stands for a name in a tombstone: its words without case and accents."""
    return _hash("name", " ".join(fold(w) for w in words))


def name_words(name: str) -> list[str]:
    """The words of a name."""
    return _WORD.findall(name)


def report_hashes(ident: str, url: str | None) -> list[str]:
    """What stands for a report in a tombstone: its id, and its address."""
    return [_hash("report", ident), *([_hash("url", url)] if url else [])]


def text_hash(text: str) -> str:
    """What stands for the text of a report in a tombstone: it does not come in again under another address."""
    return _hash("text", text)


def forgotten(tombstones: Tombstones, ident: str, url: str | None, text: str) -> bool:
    """Whether a report was forgotten: this one, or the same text elsewhere."""
    return bool(tombstones.hashes) and not tombstones.hashes.isdisjoint([*report_hashes(ident, url), text_hash(text)])


def masked(report: Report, tombstones: Tombstones, ident: str) -> Report:
    """The report as it may be kept: under its id, forgotten names covered."""
    if not tombstones.lengths:
        return report if report.id == ident else dataclasses.replace(report, id=ident)
    changed: dict[str, Any] = {"id": ident, "text": tombstones.mask(report.text), "extra": deep(tombstones.mask, report.extra)}
    for name in ("title", "byline", "url", "dateline"):
        value = getattr(report, name)
        changed[name] = tombstones.mask(value) if value else value
    return dataclasses.replace(report, **changed)


def deep(change: Callable[[str], str], value: Any) -> Any:
    """A record with every text in it changed, keys too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(str(k)): deep(change, v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [deep(change, v) for v in value]
    return value


def _hash(kind: str, text: str) -> str:
    return hashlib.sha256(f"dateline {kind}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
