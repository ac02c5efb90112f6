"""`dateline export`: merged events or coded reports in, the formats of other programs and projects out."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from dateline.cli.output import printable
from dateline.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from dateline.exporting.collection import Collection

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
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
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
def export(
    inputs: tuple[str, ...],
    form: str,
    output: str,
    include: tuple[str, ...] | None,
    with_text: bool,
    undated_as_published: bool,
    quiet: bool,
) -> int:
    """Write events for other programs: files, folders, globs, or '-', of what 'dateline merge' or 'dateline code' wrote.

    Give merged events and the coded reports that they were merged from, in any order: addresses, languages and sentence numbers are only
    in the latter. Coded reports alone give one row a mention. What a format cannot hold is said once on standard error.

    \b
    Examples:
      dateline export events.jsonl coded.jsonl --format gdelt-events -o events.export.tsv
      dateline export coded.jsonl --format csv -o mentions.csv
      dateline export events.jsonl --format icews --include planned,historical
      dateline merge coded.jsonl -q | dateline export - --format geojson > map.geojson
      dateline export events.jsonl coded.jsonl --format parquet -o events.parquet

    \b
    Exit statuses: 0 all exported, 1 some input skipped, 2 wrong usage, 3 nothing could be read.
    """
    from dateline.exporting.collection import collect
    from dateline.exporting.formats import UNREAL, load_format, select
    from dateline.exporting.gathering import gather

    started = time.perf_counter()
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    chosen = load_format(form)
    if with_text and not chosen.texts:
        raise WrongUsage(f"{form} has no place for full texts; leave --with-text out, or choose jsonld or followthemoney")
    if undated_as_published and not chosen.one_each:
        raise WrongUsage(f"--undated-as-published is for formats with one day an event; {form} keeps all that is known of the time")
    if chosen.binary and output == "-" and sys.stdout.isatty():
        raise WrongUsage(f"{form} is nothing to show on a terminal; name a file with --output")
    read = gather(inputs, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None)
    if not read.events and not read.reports:
        return 3
    collection = collect(read.events, read.reports, texts=with_text, as_published=undated_as_published)
    kinds = None if include is None else frozenset(kind for kind in UNREAL if kind in include)
    kept, notes = select(collection, chosen, kinds)
    with opened(output) as out:
        chosen.write(kept, out)
    if not quiet:
        click.echo(f"{form} cannot hold: {'; '.join(chosen.losses)}.", err=True)
        for note in (*notes, *_missing(kept)):
            click.echo(note, err=True)
        of = f"of {len(collection.events)} " if len(kept.events) < len(collection.events) else ""
        seconds = time.perf_counter() - started
        click.echo(f"{len(kept.events)} {of}events written as {form}, {len(skipped)} skipped in {seconds:.1f} s", err=True)
    return 1 if skipped else 0


def _missing(kept: Collection) -> Iterator[str]:
    """What is empty only because the input lacks it."""
    named = {report for event in kept.events for report in event.reports}
    absent = sum(report not in kept.reports for report in named)
    if absent:
        what = "what only those hold (addresses, offsets, sources) is empty"
        yield f"{absent} of {len(named)} reports were not given as coded reports: {what}"
    silent = sum(not kept.reports[report].report.text for report in named if report in kept.reports)
    if silent and kept.texts:
        yield f"{silent} reports came without their text; code with --with-text"


@contextlib.contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears under its name only when it is whole; bytes, since some formats are no text."""
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.is_dir():
        raise WrongUsage(f"{output}: is a folder; name a file to write to")
    partial = path.with_name(path.name + ".partial")
    whole = False
    try:
        with partial.open("wb") as out:
            yield out
        whole = True
    except OSError as error:
        raise WrongUsage(f"{output}: cannot be written ({error.strerror}); choose another place with --output") from error
    finally:
        if not whole:
            partial.unlink(missing_ok=True)
    partial.replace(path)
