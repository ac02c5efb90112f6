"""`dateline code --cluster`: what it tells while shards are coded elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from dateline.cli.output import printable
from dateline.coding.coder import Settings, load_coder
from dateline.errors import UnreadableInput, WrongUsage
from dateline.reading import ReadOptions

if TYPE_CHECKING:
    from dateline.cluster import Manifest, Ran
    from dateline.cluster.manifest import Form


def code_shards(
    address: str,
    inputs: Sequence[str],
    output: str,
    settings: Settings,
    options: ReadOptions,
    form: str | None,
    with_text: bool,
    time_limit: float | None,
    shard_mb: float,
    *,
    quiet: bool,
) -> int:
    """Code on a cluster, and give the exit status: 0 all coded, 1 some skipped or set aside, 3 nothing coded."""
    from dateline.cluster import Order, code_on_cluster
    from dateline.store.stamps import stamp_of

    if output == "-" or Path(output).is_file():
        raise WrongUsage("--cluster writes a folder of shards; name one with --output that all machines see under the same path")
    if form == "table":
        raise WrongUsage("--cluster writes jsonl, jsonl.zst or parquet, no table")
    if settings.knowledge is not None:
        settings = Settings(settings.layers, settings.model, settings.knowledge.absolute(), settings.min_confidence, settings.encoder)
    stamp = stamp_of(load_coder(settings)).id
    order = Order(str(Path(output).absolute()), settings, options, stamp, cast("Form", form or "jsonl"), with_text, time_limit)
    started = time.perf_counter()
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    with _watched(quiet, started) as shown:

        def done(ran: Ran, made: Manifest, known: bool) -> None:
            if not known:
                for problem in made.problems:
                    click.echo(f"skipped: {printable(problem)}", err=True)
                if made.skipped > len(made.problems):
                    click.echo(f"skipped: {made.skipped - len(made.problems)} more in {printable(made.source)}", err=True)
            shown(ran)

        ran = code_on_cluster(address, inputs, order, shard_bytes=int(shard_mb * 1_000_000), on_skip=skip, on_done=done)
    if not quiet:
        click.echo(_summary(ran, time.perf_counter() - started), err=True)
        if ran.strays:
            click.echo(f"{output} holds {ran.strays} more files of other inputs or settings; index.json names those of this run", err=True)
    return 3 if not ran.coded else 1 if ran.skipped or skipped else 0


def _summary(ran: Ran, seconds: float) -> str:
    aside = f", {len(ran.set_aside)} set aside" if ran.set_aside else ""
    return (
        f"{ran.shards} shards: {ran.done - ran.known} coded, {ran.known} done before{aside}; "
        f"{ran.coded} reports, {ran.events} events, {ran.skipped} skipped; {ran.words:,} words in {seconds:.1f} s"
    )


@contextlib.contextmanager
def _watched(quiet: bool, started: float) -> Iterator[Callable[[Ran], None]]:
    """A progress line on standard error where somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("waiting for the first shard")

        def show(ran: Ran) -> None:
            rate = ran.words / max(time.perf_counter() - started, 1e-9)
            text = f"{ran.done} shards, {ran.coded} reports, {ran.events} events, {ran.skipped} skipped, {rate:,.0f} words/s"
            progress.update(task, description=text)

        yield show
