"""`dateline quotes`: who said what."""

from __future__ import annotations

import datetime as dt

import click

from dateline.cli.options import DateType
from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_output, about_time, opened_store

COLUMNS = ("published", "outlet", "speaker", "code", "kind", "words", "via", "report")


@click.command()
@click.option("--speaker", metavar="WHO", help="Who speaks: a code or the start of one, or words of a name.")
@click.option(
    "--act", type=click.Choice(["said", "believed", "intended", "found", "any"]), default="said", show_default=True, help="What they do."
)
@click.option("--kind", type=click.Choice(["direct", "indirect", "mixed"]), help="How it is quoted.")
@click.option("--since", type=DateType(), help="Published on this day or later.")
@click.option("--until", type=DateType(), help="Published on this day or earlier.")
@click.option("--text", metavar="WORDS", help='Words, or "a phrase", that the report holds.')
@click.option("--limit", type=click.IntRange(min=1), help="The greatest number of quotations.")
@about_output
@about_time
def quotes(
    db: str,
    as_of: dt.date | None,
    recorded_as_of: dt.date | None,
    coder: str | None,
    output: str,
    form: str | None,
    speaker: str | None,
    act: str,
    kind: str | None,
    since: dt.date | None,
    until: dt.date | None,
    text: str | None,
    limit: int | None,
) -> int:
    """List quotations with their speakers and through whom they came.

    \b
    Examples:
      dateline quotes --speaker Putin
      dateline quotes --speaker USAGOV --kind direct --since 2024-06-01 --format csv -o quotes.csv

    \b
    Exit statuses: 0 there are some, 2 wrong usage, 3 there are none.
    """
    from dateline.exporting.jsonl import plain
    from dateline.store.quoting import QuoteFilters
    from dateline.store.quoting import quotes as found

    asked = QuoteFilters(speaker, None if act == "any" else act, kind, since, until, text, limit)
    with opened_store(db, as_of, recorded_as_of, coder) as store:
        form = form_of(form, output)
        columns = COLUMNS if form == "table" else (*COLUMNS, "attribution", "act", "start", "events")
        number = write_rows(map(plain, found(store, asked)), columns, form, output)
    return 0 if number else 3
