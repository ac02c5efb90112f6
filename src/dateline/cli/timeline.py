"""`dateline timeline`: what happened, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.events import filters_of, people
from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_events, about_output, about_time, opened_store

if TYPE_CHECKING:
    from dateline.merging.model import MergedEvent
    from dateline.store.opening import Store

COLUMNS = ("day", "until", "what", "words", "status", "sources", "first_reported", "event")


@click.command()
@about_events
@click.option("--limit", type=click.IntRange(min=1), help="The greatest number of events.")
@about_output
@about_time
def timeline(
    db: str, as_of: dt.date | None, recorded_as_of: dt.date | None, coder: str | None, output: str, form: str | None, **asked: Any
) -> int:
    """Tell in the order of the days what happened, each event in a line with the words of the report that first told it.

    What is on no day known is left out. The filters are those of 'dateline events'.

    \b
    Examples:
      dateline timeline --pair RUS PRK
      dateline timeline --participant Zelenskyy --since 2024-06-01 --until 2024-06-30 --format csv -o june.csv

    \b
    Exit statuses: 0 there is something to tell, 2 wrong usage, 3 there is nothing.
    """
    from dateline.store import querying

    with opened_store(db, as_of, recorded_as_of, coder) as store:
        found = querying.events(store, filters_of(asked))
        number = write_rows(_told(store, found), COLUMNS, form_of(form, output), output)
    return 0 if number else 3


def _told(store: Store, found: Iterator[MergedEvent]) -> Iterator[dict[str, Any]]:
    from dateline.store import querying
    from dateline.store.indexing import days

    for e in found:
        first, last = days(e.when)
        if first is None:
            continue
        evidence = querying.event(store, e.id).evidence
        kind = e.type + (f"/{e.mode}" if e.mode else "")
        yield {
            "day": first,
            "until": last if last != first else None,
            "what": " ".join(part for part in (people(e.actors), kind, people(e.recipients)) if part),
            "words": evidence[0].sentence or evidence[0].words if evidence else None,
            "status": " ".join((e.status, *e.auxiliary)),
            "sources": len(e.sources),
            "first_reported": e.first_reported,
            "event": e.id,
        }
