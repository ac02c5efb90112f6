"""`dateline merge`: coded reports in, merged events out."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from dateline.cli.output import console, opened, printable
from dateline.errors import UnreadableInput
from dateline.model import CodedReport

_PROGRESS_AFTER = 1.0
"""Seconds of work after which a progress line is shown: shorter work needs none."""


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="CODED...")
@click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; '-' (the default) is standard output.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    help="A table for people or JSONL for programs. Without it: a table on a terminal, else JSONL.",
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file of your own settings; what it leaves out stays as ours.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; problems are still named.")
def merge(inputs: tuple[str, ...], output: str, form: str | None, rules_file: Path | None, quiet: bool) -> int:
    """Merge coded reports into events: files, folders, globs, or '-' for standard input, of what `dateline code` wrote.

    Code the reports with --with-text, so that copies of one text are known and words are compared. The order of the reports does not
    matter. docs/merging.md tells how it is decided what is one event.

    \b
    Examples:
      dateline code news.jsonl --with-text -o coded.jsonl
      dateline merge coded.jsonl -o events.jsonl
      dateline merge monday.jsonl tuesday.jsonl --format table
      dateline merge coded.jsonl --rules mine.toml | jq 'select(.status == "disputed")'

    \b
    Exit statuses: 0 all merged, 1 some input skipped, 2 wrong usage, 3 nothing could be merged.
    """
    from dateline.merging import load_rules, load_tables
    from dateline.merging import merge as merge_reports
    from dateline.merging.reading_coded import read_coded

    started = time.perf_counter()
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    rules, tables = load_rules(rules_file), load_tables()
    to_terminal = output == "-" and sys.stdout.isatty()
    read = read_coded(inputs, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None)
    with opened(output) as out:
        coded = list(_shown(read, started, quiet))
        events = merge_reports(coded, rules, tables)
        if form == "table" or (form is None and to_terminal):
            from dateline.exporting.merged import print_table

            print_table(console(out), events)
        else:
            from dateline.exporting.merged import to_line

            for event in events:
                out.write(to_line(event) + "\n")
    if not quiet:
        silent = sum(not c.report.text for c in coded)
        if silent:
            note = "neither copies nor words could be compared there; code with --with-text"
            click.echo(f"{silent} reports came without their text: {note}", err=True)
        kinds = Counter(e.status for e in events)
        told = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])))
        mentions = sum(len(e.mentions) for e in events)
        seconds = time.perf_counter() - started
        summary = f"{len(coded)} reports, {mentions} mentions, {len(events)} events, {len(skipped)} skipped in {seconds:.1f} s"
        click.echo(f"{summary}\n{told}" if told else summary, err=True)
    return 3 if not coded else 1 if skipped else 0


def _shown(reports: Iterator[CodedReport], started: float, quiet: bool) -> Iterator[CodedReport]:
    """The reports, with a progress line on standard error once the work is long and somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield from reports
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", visible=False)
        number = 0
        for number, report in enumerate(reports, start=1):
            if time.perf_counter() - started > _PROGRESS_AFTER:
                progress.update(task, visible=True, description=f"{number} reports read")
            yield report
        # Merging starts when the last report is taken; the line stays until it is done.
        progress.update(task, description=f"merging {number} reports")
