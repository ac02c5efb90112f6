"""`dateline events`: merged events out of a store."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.output import opened
from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_events, about_output, about_time, opened_store

if TYPE_CHECKING:
    from dateline.merging.model import MergedEvent
    from dateline.store.filters import Filters

COLUMNS = ("event", "when", "actors", "what", "recipients", "where", "status", "sources", "confidence")
_ON_TERMINAL = 100
"""Events that a table shows unless told otherwise: more scroll away."""


@click.command()
@about_events
@click.option(
    "--limit", type=click.IntRange(min=1), help=f"The greatest number of events. A table shows {_ON_TERMINAL} unless told otherwise."
)
@about_output
@about_time
def events(
    db: str, as_of: dt.date | None, recorded_as_of: dt.date | None, coder: str | None, output: str, form: str | None, **asked: Any
) -> int:
    """List merged events of a store, by who, what, when, where, how certain and in what words.

    \b
    Examples:
      dateline events --actor RUS --recipient UKR --since 2024-06-01
      dateline events --pair ISR IRN --status disputed
      dateline events --type CONSULT/visit --text "warm reception" --format csv -o visits.csv
      dateline events --country UKR --as-of 2024-06-20

    \b
    Exit statuses: 0 there are some, 2 wrong usage, 3 there are none.
    """
    from dateline.exporting.cells import json_text
    from dateline.store import querying
    from dateline.store.frames import EVENT_COLUMNS, event_row

    form = form_of(form, output)
    filters = filters_of(asked)
    with opened_store(db, as_of, recorded_as_of, coder) as store:
        if form == "jsonl":
            number = 0
            with opened(output) as out:
                for line in querying.lines(store, filters):
                    out.write(json_text(json.loads(line)) + "\n")
                    number += 1
        elif form == "csv":
            number = write_rows(map(event_row, querying.events(store, filters)), EVENT_COLUMNS, form, output)
        else:
            shown = filters if filters.limit else dataclasses.replace(filters, limit=_ON_TERMINAL)
            number = write_rows(map(short_row, querying.events(store, shown)), COLUMNS, form, output)
            total = querying.count(store, filters)
            if total > number:
                click.echo(f"{number} of {total} events; --limit shows more, --format jsonl all", err=True)
        click.echo(f"coded by {', '.join(querying.coders_of(store)) or 'nobody yet'}", err=True)
    return 0 if number else 3


def filters_of(asked: dict[str, Any]) -> Filters:
    """The filters that the options of a command ask for."""
    from dateline.store.filters import Filters

    given: dict[str, Any] = {name: value or None if name == "pair" else value for name, value in asked.items()}
    return Filters(**given)


def short_row(e: MergedEvent) -> dict[str, Any]:
    """An event as a row of the table."""
    from dateline.exporting.table import moment

    figures = "".join(f", {m.kind} {m.low if m.low is not None else m.high:g}" for m in e.magnitudes if (m.low, m.high) != (None, None))
    return {
        "event": e.id,
        "when": moment(e.when),
        "actors": people(e.actors),
        "what": e.type + (f"/{e.mode}" if e.mode else "") + figures,
        "recipients": people(e.recipients),
        "where": e.where.name if e.where else None,
        "status": " ".join((e.status, *e.auxiliary)),
        "sources": f"{len(e.sources)} in {len(e.reports)} reports",
        "confidence": round(e.confidence, 2),
    }


def people(side: Any) -> str:
    """Participants as code and name."""
    return "; ".join(" ".join(part for part in (p.code, p.name or p.text) if part) for p in side)
