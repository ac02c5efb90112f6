"""Merged events: one JSON line each, the contract of `dateline merge`; and a table for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from dateline.exporting.jsonl import plain
from dateline.exporting.table import clean, moment
from dateline.merging.model import MERGED_SCHEMA_VERSION, Disagreement, MergedEvent, MergedParticipant

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("actors", "event", "recipients", "when", "where", "status", "sources of reports", "reports differ on")
_STATUS_STYLES = {"corroborated": "green", "disputed": "red", "denied": "red", "announced": "yellow"}


def to_dict(event: MergedEvent) -> dict[str, Any]:
    """A merged event as plain dictionaries and lists."""
    return {"schema": MERGED_SCHEMA_VERSION, **plain(event)}


def to_line(event: MergedEvent) -> str:
    """One line of JSON without its line break; the same event gives the same characters."""
    return json.dumps(to_dict(event), ensure_ascii=False, separators=(", ", ": "))


def print_table(console: Console, events: Iterable[MergedEvent]) -> None:
    """Print a table of the events, in order."""
    table = Table(show_lines=False, header_style="dim", pad_edge=False, expand=True)
    for name, ratio in zip(COLUMNS, (8, 8, 8, 6, 5, 5, 6, 8), strict=True):
        table.add_column(name, ratio=ratio, overflow="fold")
    for event in events:
        table.add_row(
            Text(_people(event.actors)),
            Text(_what(event)),
            Text(_people(event.recipients)),
            Text(moment(event.when)),
            Text(clean(event.where.name) if event.where else "–"),
            Text(event.status, style=_STATUS_STYLES.get(event.status, "")),
            Text(f"{len(event.sources)} of {len(event.reports)}"),
            Text("; ".join(_differing(v) for v in event.versions) or "–"),
        )
    console.print(table)


def _people(side: Sequence[MergedParticipant]) -> str:
    return "; ".join(" ".join(part for part in (p.code, clean(p.name or p.text)) if part) for p in side) or "–"


def _what(event: MergedEvent) -> str:
    words = dict.fromkeys(clean(m.text).lower() for m in event.mentions)
    figures = "".join(f", {m.kind} {_figure(m.low, m.high)}{' ' + m.unit if m.unit else ''}" for m in event.magnitudes)
    return f"{event.type}{'/' + event.mode if event.mode else ''} ({', '.join(list(words)[:3])}){figures}"


def _figure(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return f"at least {low:g}" if low is not None else f"at most {high:g}" if high is not None else "?"


def _differing(found: Disagreement) -> str:
    return f"{found.field} ({len(found.versions)}{', disputed' if found.disputed else ''})"
