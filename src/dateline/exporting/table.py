"""The record as a table for people: who did what to whom, when, where, how certainly, according to whom.

Text of a report is data: control characters are shown as a mark, and nothing in it is read as markup.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dateline.model import CodedReport, EventMention, Participant, When

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = ("actors", "event", "recipients", "when", "where", "certain", "according to")
_QUAD_STYLES = {1: "cyan", 2: "green", 3: "yellow", 4: "red"}


def clean(text: str) -> str:
    """Text that may be shown on a terminal: no control characters, no changes of direction, white space as single blanks."""
    kept = "".join(" " if c.isspace() else "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
    return " ".join(kept.split())


def print_table(console: Console, coded: Iterable[CodedReport]) -> None:
    """Print a table for each report, in order, as they come."""
    for item in coded:
        console.print(_heading(item))
        if item.events:
            console.print(_table(item))
        elif item.events is not None:
            console.print(Text("  no event was found", style="dim"))
        console.print()


def _heading(item: CodedReport) -> Text:
    report = item.report
    parts = [report.title or report.id, report.outlet or "outlet unknown"]
    parts.append(report.published.isoformat()[:10] if report.published else "date unknown")
    return Text(" · ".join(clean(p) for p in parts), style="bold")


def _table(item: CodedReport) -> Table:
    table = Table(show_lines=False, header_style="dim", pad_edge=False, expand=True)
    for name, ratio in zip(COLUMNS, (8, 8, 8, 6, 5, 6, 6), strict=True):
        table.add_column(name, ratio=ratio, overflow="fold")
    sources = {a.id: a for a in item.attributions or ()}
    for event in item.events or ():
        table.add_row(
            Text(people(event.actors)),
            Text(what(event), style=_QUAD_STYLES.get(event.quad or 0, "")),
            Text(people(event.recipients)),
            Text(moment(event.when)),
            Text(clean(event.where.name) + (f" ({event.where.country})" if event.where.country else "") if event.where else "–"),
            Text(certainty(event)),
            Text(", ".join(dict.fromkeys(_source(sources[a].source) for a in event.attributions if a in sources)) or "the outlet"),
        )
    return table


def people(side: Iterable[Participant]) -> str:
    """Participants as code and words: `RUSGOV Vladimir Putin`."""
    shown = []
    for p in side:
        words = clean(p.name if p.name and p.name in p.text else p.text)
        shown.append(f"{p.code} {words}" if p.code else words)
    return "; ".join(shown) or "–"


def what(event: EventMention) -> str:
    """Type, mode and promised act with the trigger's word: `CONSULT/visit (arrival)`."""
    kind = event.type + (f"/{event.mode}" if event.mode else "")
    act = f" → {event.act.type}" + (f"/{event.act.mode}" if event.act.mode else "") if event.act else ""
    return f"{kind}{act} ({clean(event.trigger.text)})"


def moment(time: When) -> str:
    """An event's time in short: a day, an interval, or a bound."""
    start, end = (time.start or "")[:10], (time.end or "")[:10]
    if not start and not end:
        return "–"
    if not end:
        return f"from {start}"
    if not start:
        return f"by {end}"
    return start if start == end else f"{start} – {end}"


def certainty(event: EventMention) -> str:
    """How certain in a word, with the auxiliary modes where there are any."""
    return ", ".join(event.auxiliary) if event.auxiliary else event.factuality.certainty


def _source(source: Participant | None) -> str:
    return clean(source.name or source.text) if source is not None else "not said by whom"
