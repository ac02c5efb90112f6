"""A coded report as its line of JSONL: what a worker sends back, a fraction of the objects it was."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.model import CodedReport, Counts


@dataclass(frozen=True, slots=True)
class Written:
    """The line of a coded report without its line break, and what a summary counts."""

    line: str
    counts: Counts
    types: tuple[str, ...]


def written(coded: CodedReport, *, with_text: bool = False) -> Written:
    """Write a coded report as `dateline code` does."""
    from dateline.exporting.jsonl import to_line

    return Written(to_line(coded, with_text=with_text), coded.counts, types_of(coded))


def whole(coded: CodedReport) -> CodedReport:
    """The coded report as it is, for those who want all of it back."""
    return coded


def types_of(coded: CodedReport) -> tuple[str, ...]:
    """The types of its events, in order."""
    return tuple(e.type for e in coded.events or ())
