"""`dateline similar`: events like one that is given, or like some words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_events, about_output, about_time, opened_store


@click.command()
@click.argument("what", metavar="EVENT|WORDS")
@about_events
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="The greatest number of events.")
@about_output
@about_time
def similar(
    what: str,
    db: str,
    as_of: dt.date | None,
    recorded_as_of: dt.date | None,
    coder: str | None,
    output: str,
    form: str | None,
    limit: int,
    **asked: Any,
) -> int:
    """List the events told in sentences like that of an event, or like a sentence of yours, the likest first.

    What is compared is what the sentences mean to the encoder, not their words; likeness is a cosine, 1 for the same. One word is the id of
    an event, several are a sentence.

    \b
    Examples:
      dateline similar m-661cf8d2240dca09
      dateline similar "soldiers fire at farmers who block a road" --country COL --limit 50

    \b
    Exit statuses: 0 there are some, 2 wrong usage, or no such event, 3 there are none.
    """
    from dateline.cli.events import COLUMNS, filters_of, short_row
    from dateline.exporting.jsonl import plain
    from dateline.store import likeness
    from dateline.store.frames import EVENT_COLUMNS, event_row

    form = form_of(form, output)
    with opened_store(db, as_of, recorded_as_of, coder) as store:
        filters = filters_of(asked)
        if " " in what.strip():
            from dateline.encoding import load_encoder

            found = likeness.similar(store, load_encoder().read_whole(what).vector, filters, limit)
        else:
            found = likeness.like_event(store, what.strip(), filters, limit)
    if form == "jsonl":
        number = write_rows(({"likeness": f.likeness, "event": plain(f.event)} for f in found), ("likeness", "event"), form, output)
    elif form == "csv":
        number = write_rows(({"likeness": f.likeness, **event_row(f.event)} for f in found), ("likeness", *EVENT_COLUMNS), form, output)
    else:
        number = write_rows(({"likeness": f"{f.likeness:.2f}", **short_row(f.event)} for f in found), ("likeness", *COLUMNS), form, output)
    return 0 if number else 3
