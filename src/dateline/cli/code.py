"""`dateline code`: reports in, a record out."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.bulk.loading import loaded
from dateline.cli.options import about_coding, about_tables, about_texts, about_time
from dateline.cli.output import console, opened, printable
from dateline.errors import UnreadableInput, WrongUsage
from dateline.model import CodedReport, Counts, Layer, Report

if TYPE_CHECKING:
    from dateline.bulk.written import Written
    from dateline.coding.coder import Coder, Settings

_PROGRESS_AFTER = 1.0
"""Seconds of work after which a progress line is shown: shorter work needs none."""


@dataclass(slots=True)
class Tally:
    """What the summary tells."""

    reports: int = 0
    sentences: int = 0
    parsed: int = 0
    words: int = 0
    events: int = 0
    skipped: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, counts: Counts, types: Sequence[str]) -> None:
        """Count one coded report, with the types of its events."""
        self.reports += 1
        self.sentences += counts.sentences
        self.parsed += counts.parsed
        self.words += counts.words
        self.events += len(types)
        self.kinds.update(types)

    def status(self) -> int:
        """The exit status: 0 all coded, 1 some input skipped, 3 nothing coded."""
        return 3 if not self.reports else 1 if self.skipped else 0

    def lines(self, seconds: float) -> Iterator[str]:
        """The summary, line by line."""
        yield (
            f"{self.reports} reports, {self.sentences} sentences read, {self.parsed} parsed, {self.events} events, "
            f"{len(self.skipped)} skipped; {self.words:,} words in {seconds:.1f} s ({self.words / max(seconds, 1e-9):,.0f} words/s)"
        )
        if self.kinds:
            yield ", ".join(f"{kind} {n}" for kind, n in sorted(self.kinds.items(), key=lambda k: (-k[1], k[0])))


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--output", "-o", default="-", metavar="FILE", help="Where to write; '-' (the default) is standard output. A folder with --cluster."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "jsonl.zst", "parquet"]),
    help="A table for people or JSONL for programs. Without it: a table on a terminal, else JSONL. The others with --cluster only.",
)
@click.option("--with-text", is_flag=True, help="Keep each report's text in the JSONL.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; problems are still named.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that code; the result is the same with any number.",
)
@about_time
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Code on the Dask cluster whose scheduler is there (tcp://HOST:8786), shard by shard, into a folder.",
)
@click.option(
    "--shard-mb",
    type=click.FloatRange(min=0, min_open=True),
    default=16,
    show_default=True,
    help="With --cluster: megabytes of JSONL that are one shard; a file of another kind is one whatever its size.",
)
@about_coding
@about_tables
@about_texts
def code(
    inputs: tuple[str, ...],
    output: str,
    form: str | None,
    with_text: bool,
    quiet: bool,
    workers: int,
    time_limit: float | None,
    cluster: str | None,
    shard_mb: float,
    layers: tuple[Layer, ...],
    model: str | None,
    knowledge_dir: Path | None,
    encoder: bool,
    min_confidence: float,
    columns: tuple[tuple[str, str], ...],
    published: dt.date | None,
    outlet: str | None,
    title: str | None,
    language: str | None,
    separator: str | None,
) -> int:
    """Code reports: files, folders, globs, or '-' for standard input.

    Plain text, web pages (HTML), JSONL, CSV and TSV, Parquet, RSS and Atom, NewsML-G2, ninjs, WARC, mail (EML), PDF; packed by gzip or
    zstd, or in zip and tar archives. JSONL lines have "text" and may have "id", "outlet", "title", "url", "published", "language"; other
    fields are kept. `dateline read` shows what would be coded.

    \b
    Examples:
      dateline code examples/reports.jsonl
      dateline code news.jsonl --output coded.jsonl
      cat article.txt | dateline code - --published 2024-06-19 --outlet "The Daily" --format jsonl
      dateline code texts/ --layers events,clauses -o - | jq '.events[].type'
      dateline code CC-NEWS-20240619.warc.gz --workers 8 -o coded.jsonl
      dateline code /data/news/*.jsonl --cluster tcp://10.0.0.1:8786 -o /data/coded

    \b
    Exit statuses: 0 all coded, 1 some input skipped, 2 wrong usage, 3 nothing could be coded.
    """
    from dateline.bulk import SetAside, code_reports
    from dateline.bulk.written import Written, whole, written
    from dateline.coding.coder import Settings
    from dateline.parsing.parser import DEFAULT_MODEL
    from dateline.reading import ReadOptions, read

    options = ReadOptions(published=published, outlet=outlet, title=title, language=language, separator=separator, columns=columns)
    settings = Settings(layers, model or DEFAULT_MODEL, knowledge_dir, min_confidence, encoder)
    if cluster is not None:
        from dateline.cli.clustered import code_shards

        return code_shards(cluster, inputs, output, settings, options, form, with_text, time_limit, shard_mb, quiet=quiet)
    if form not in (None, "table", "jsonl"):
        raise WrongUsage(f"--format {form} is written by --cluster only; 'dateline export' writes merged events in many formats")
    started = time.perf_counter()
    tally = Tally()
    to_terminal = output == "-" and sys.stdout.isatty()
    as_table = form == "table" or (form is None and to_terminal)

    def skip(problem: UnreadableInput) -> None:
        tally.skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    reports = read(inputs, options, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None)

    def set_aside(lost: SetAside) -> None:
        skip(UnreadableInput(f"report {lost.report.id}", lost.reason))

    finish: Callable[[CodedReport], CodedReport | Written] = whole if as_table else functools.partial(written, with_text=with_text)
    shown = _shown(reports, tally, started, quiet or to_terminal)
    load = functools.partial(_load, settings)
    coded = code_reports(shown, load, finish, workers=workers, time_limit=time_limit, on_set_aside=set_aside)
    with contextlib.closing(coded), opened(output) as out:
        if as_table:
            from dateline.exporting.table import print_table

            print_table(console(out), (item for item in _counted(coded, tally) if isinstance(item, CodedReport)))
        else:
            for item in _counted(coded, tally):
                if isinstance(item, Written):
                    out.write(item.line + "\n")
    if not quiet:
        for line in tally.lines(time.perf_counter() - started):
            click.echo(line, err=True)
    return tally.status()


def _load(settings: Settings) -> Coder:
    return loaded(functools.partial(_load_coder, settings))


def _load_coder(settings: Settings) -> Coder:
    from dateline.coding.coder import load_coder  # importing it is a part of the loading

    return load_coder(settings)


def _counted(coded: Iterable[CodedReport | Written], tally: Tally) -> Iterator[CodedReport | Written]:
    from dateline.bulk.written import types_of

    for item in coded:
        tally.add(item.counts, types_of(item) if isinstance(item, CodedReport) else item.types)
        yield item


def _shown(reports: Iterator[Report], tally: Tally, started: float, quiet: bool) -> Iterator[Report]:
    """The reports, with a progress line on standard error once the work is long and somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield from reports
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("coding", visible=False)
        for report in reports:
            seconds = time.perf_counter() - started
            if seconds > _PROGRESS_AFTER:
                rate = tally.words / seconds
                text = f"{tally.reports} reports, {tally.events} events, {len(tally.skipped)} skipped, {rate:,.0f} words/s"
                progress.update(task, visible=True, description=text)
            yield report
