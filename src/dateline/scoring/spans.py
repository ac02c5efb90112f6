"""Spans of coded things, and when they name what the gold marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Spans, length, overlap


def spans_of(things: Iterable[Mapping[str, Any]] | None) -> list[list[int]]:
    """The spans of participants or contents; those without a place in the text are left out."""
    return [[t["start"], t["end"]] for t in things or () if t.get("start") is not None]


def names(coded: Spans, gold: Spans) -> bool:
    """Whether spans name the marked participant: half of the shorter is shared, and they are not three times as long."""
    if not gold or not coded:
        return not gold and not coded
    shared = overlap(coded, gold)
    return shared >= 0.5 * min(length(coded), length(gold)) and length(coded) <= 3 * length(gold) + 10


def naming(participants: Sequence[Sequence[int]], gold: Spans) -> set[int]:
    """The indices of the participants that name the marked one."""
    return {i for i, span in enumerate(participants) if names([span], gold)}


def words(text: str, spans: Spans) -> str:
    """The words of spans, joined by an ellipsis where there are several."""
    return " … ".join(text[start:end] for start, end in spans)
