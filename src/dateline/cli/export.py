"""`dateline export`: a store, merged events or coded reports in, the formats of other programs and projects out."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from dateline.cli.events import filters_of
from dateline.cli.exported import Wanted, feed, from_files, from_store
from dateline.cli.options import DateType
from dateline.cli.store_options import about_events, about_time, opened_store
from dateline.errors import WrongUsage

if TYPE_CHECKING:
    from dateline.exporting.formats import Format

# The names stand here a second time so that `--help` loads nothing; a test holds them to exporting/formats.py.
FORMATS = (
    "csv",
    "followthemoney",
    "gdelt-events",
    "gdelt-mentions",
    "geojson",
    "graphml",
    "icews",
    "jsonl",
    "jsonld",
    "parquet",
    "phoenix",
    "polecat",
)
KINDS = ("planned", "hypothetical", "negated", "historical")
_FOR_FILES = frozenset({"inputs", "form", "output", "include", "with_text", "undated_as_published", "quiet"})


class IncludeType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """Kinds of events separated by commas, or `all`, or `none`."""

    name = "kinds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The kinds in their fixed order, or a usage error that lists them."""
        if isinstance(value, tuple):
            return value
        asked = {part.strip() for part in value.split(",") if part.strip()}
        if asked == {"all"}:
            return KINDS
        if asked == {"none"}:
            return ()
        unknown = sorted(asked - set(KINDS))
        if unknown or not asked:
            self.fail(f"{', '.join(unknown) or 'nothing'} is no kind; choose out of {', '.join(KINDS)}, or all, or none", param, ctx)
        return tuple(kind for kind in KINDS if kind in asked)


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--format", "form", required=True, type=click.Choice(FORMATS), help="What to write; docs/exports.md describes each.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; '-' (the default) is standard output.")
@click.option(
    "--include",
    type=IncludeType(),
    metavar="KINDS",
    help="Which events to write beside plain facts: planned, hypothetical, negated, historical, separated by commas; all; none. "
    "Without it: those that the format can mark as what they are.",
)
@click.option("--with-text", is_flag=True, help="Put the reports' full texts in, where the input and the format have them.")
@click.option(
    "--undated-as-published",
    is_flag=True,
    help="In formats with one day an event (GDELT, POLECAT, ICEWS, Phoenix): where the words give no time, the day of first publication.",
)
@click.option("--quiet", "-q", is_flag=True, help="No summary and no word on what the format cannot hold; problems are still named.")
@click.option(
    "--since-recorded",
    type=DateType(),
    metavar="MOMENT",
    help="With --format jsonl: only what was added, changed or gone in the store since this moment (a day: from its beginning, UTC).",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the moment to ask from next time is kept: read if FILE is there, written when all is exported. The first time all is new.",
)
@about_events
@click.option("--limit", type=click.IntRange(min=1), help="The greatest number of events.")
@about_time
def export(
    inputs: tuple[str, ...],
    form: str,
    output: str,
    include: tuple[str, ...] | None,
    with_text: bool,
    undated_as_published: bool,
    quiet: bool,
    since_recorded: dt.date | None,
    state: Path | None,
    limit: int | None,
    db: str,
    as_of: dt.date | None,
    recorded_as_of: dt.date | None,
    coder: str | None,
    **asked: Any,
) -> int:
    """Write events for other programs, out of a store or out of files.

    Without INPUT the events are those of a store (--db), by the filters of 'dateline events' and as of any day. INPUT are files, folders,
    globs, or '-', of what 'dateline merge' or 'dateline code' wrote. Give merged events and the coded reports that they were merged from,
    in any order: addresses, languages and sentence numbers are only in the latter. Coded reports alone give one row a mention. What a
    format cannot hold is said once on standard error.

    With --since-recorded or --state it is a change feed: each line of JSONL begins with "change": added, changed or gone. docs/exports.md
    tells how to follow it.

    \b
    Examples:
      dateline export --format csv --actor RUS --since 2024-06-01 -o events.csv
      dateline export --db dateline.db --format gdelt-events --as-of 2024-06-20 -o events.export.tsv
      dateline export --format jsonl --state feed.json -o changes.jsonl
      dateline export events.jsonl coded.jsonl --format gdelt-events -o events.export.tsv
      dateline export coded.jsonl --format csv -o mentions.csv
      dateline export events.jsonl --format icews --include planned,historical
      dateline merge coded.jsonl -q | dateline export - --format geojson > map.geojson

    \b
    Exit statuses: 0 all exported, 1 some input skipped, 2 wrong usage, 3 nothing could be read.
    """
    from dateline.exporting.formats import load_format

    chosen = load_format(form)
    _check(chosen, output, with_text=with_text, undated_as_published=undated_as_published)
    wanted = Wanted(chosen, output, include, with_text, undated_as_published, quiet)
    if inputs:
        _refuse_store_options()
        return from_files(inputs, wanted)
    filters = filters_of({**asked, "limit": limit})
    if since_recorded is not None or state is not None:
        if as_of is not None or recorded_as_of is not None or coder is not None:
            raise WrongUsage("a change feed tells what the record came to say; leave --as-of, --recorded-as-of and --coder out")
        with opened_store(db) as store:
            return feed(store, filters, wanted, since_recorded, state)
    with opened_store(db, as_of, recorded_as_of, coder) as store:
        return from_store(store, filters, wanted)


def _refuse_store_options() -> None:
    """Files are exported as they are: what asks a store has no place beside them."""
    context = click.get_current_context()
    given = [
        option.opts[0]
        for option in context.command.params
        if option.name not in _FOR_FILES and context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    ]
    if given:
        raise WrongUsage(f"{', '.join(given)}: for a store only; leave INPUT... out, or these options")


def _check(chosen: Format, output: str, *, with_text: bool, undated_as_published: bool) -> None:
    if with_text and not chosen.texts:
        raise WrongUsage(f"{chosen.name} has no place for full texts; leave --with-text out, or choose jsonld or followthemoney")
    if undated_as_published and not chosen.one_each:
        raise WrongUsage(f"--undated-as-published is for formats with one day an event; {chosen.name} keeps all that is known of the time")
    if chosen.binary and output == "-" and sys.stdout.isatty():
        raise WrongUsage(f"{chosen.name} is nothing to show on a terminal; name a file with --output")
