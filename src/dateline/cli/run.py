"""`dateline run`: read, code, keep and merge, all in one."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.cli.options import about_coding_to_keep, about_tables, about_texts, about_time
from dateline.cli.output import printable
from dateline.cli.store_options import about_db
from dateline.errors import UnreadableInput
from dateline.model import Layer

if TYPE_CHECKING:
    from dateline.store.running import Progress

_PROGRESS_AFTER = 1.0
"""Seconds of work after which a progress line is shown: shorter work needs none."""


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@about_db
@click.option("--no-text", is_flag=True, help="Make a store that keeps spans, hashes and short extracts, and no texts.")
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file with settings of merging, which the store keeps for later runs.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; problems are still named.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that code; what is kept is the same with any number.",
)
@about_time
@about_coding_to_keep
@about_tables
@about_texts
def run(
    inputs: tuple[str, ...],
    db: str,
    no_text: bool,
    rules_file: Path | None,
    quiet: bool,
    workers: int,
    time_limit: float | None,
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
    """Code reports into a store and merge what they tell: files, folders, globs, or '-', of every kind that 'dateline code' reads.

    Each report is kept as soon as it is coded. A run that was stopped is begun again with the same command and goes on where it was; a
    report that is there already is not coded again, one whose content has changed becomes a new version.

    \b
    Examples:
      dateline run news.jsonl
      dateline run archive/ --db /data/dateline.db
      dateline run feed.jsonl --db postgresql://me@localhost/events
      dateline run licensed.jsonl --db licensed.db --no-text

    \b
    Exit statuses: 0 all kept, 1 some input skipped, 2 wrong usage, 3 nothing could be read.
    """
    from dateline.bulk import SetAside, code_each
    from dateline.bulk.written import whole
    from dateline.coding.coder import Settings, load_coder
    from dateline.merging import load_rules
    from dateline.parsing.parser import DEFAULT_MODEL
    from dateline.reading import ReadOptions, read
    from dateline.store.opening import connect
    from dateline.store.remerging import keep_rules
    from dateline.store.running import run as keep_all
    from dateline.store.stamps import stamp_of

    started = time.perf_counter()
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    def set_aside(lost: SetAside) -> None:
        skip(UnreadableInput(f"report {lost.report.id}", lost.reason))

    rules = load_rules(rules_file) if rules_file is not None else None
    store = connect(db, keep_text=False if no_text else None)
    try:
        if rules is not None:
            keep_rules(store, rules)
        options = ReadOptions(published=published, outlet=outlet, title=title, language=language, separator=separator, columns=columns)
        reports = read(inputs, options, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None)
        settings = Settings(layers, model or DEFAULT_MODEL, knowledge_dir, min_confidence, encoder)
        coder = load_coder(settings)
        load = functools.partial(load_coder, settings) if workers > 1 or time_limit else lambda: coder
        each = functools.partial(code_each, load=load, finish=whole, workers=workers, time_limit=time_limit)
        with watching(started, quiet) as watch:
            done = keep_all(store, reports, each, stamp_of(coder), inputs=inputs, watch=watch, on_set_aside=set_aside)
    finally:
        store.close()
    if not quiet:
        click.echo(summary(done, len(skipped), time.perf_counter() - started), err=True)
    return 3 if not done.read else 1 if skipped else 0


def summary(done: Progress, skipped: int, seconds: float) -> str:
    """What a run did, in two lines."""
    coded = done.new + done.changed + done.coded
    counted = f"{done.read} reports read: {done.new} new, {done.changed} changed, {done.known} known"
    counted += "".join(f", {n} {what}" for n, what in ((done.coded, "coded anew"), (done.forgotten, "forgotten before")) if n)
    line = f"{counted}, {skipped} skipped in {seconds:.1f} s; {done.mentions} mentions in the {coded} coded"
    merged = done.merged
    return line + (f"\n{merged.events} events out of {merged.reports} reports, {merged.changed} of them new or changed" if merged else "")


@contextlib.contextmanager
def watching(started: float, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A progress line on standard error, once the work is long and somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("coding", visible=False)

        def watch(done: Progress) -> None:
            if time.perf_counter() - started > _PROGRESS_AFTER:
                text = f"{done.read} reports, {done.new} new, {done.changed} changed, {done.known} known, {done.mentions} mentions"
                bar.update(task, visible=True, description=text)

        yield watch
