"""`dateline recode`: what is in a store, coded once more by this version."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from dateline.cli.options import about_coding_to_keep
from dateline.cli.output import printable
from dateline.cli.run import summary, watching
from dateline.cli.store_options import about_db
from dateline.errors import UnreadableInput
from dateline.model import Layer


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@about_db
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; problems are still named.")
@about_coding_to_keep
def recode(
    inputs: tuple[str, ...],
    db: str,
    quiet: bool,
    layers: tuple[Layer, ...],
    model: str | None,
    knowledge_dir: Path | None,
    encoder: bool,
    min_confidence: float,
) -> int:
    """Code the reports of a store with this version, knowledge and model, and merge by what it reads. Old codings stay.

    'dateline compare' shows what changed, and --coder of the other commands asks for an old coding. A store made with --no-text needs the
    INPUTs once more. Stopped and begun again, it goes on where it was.

    \b
    Examples:
      dateline recode
      dateline recode --knowledge my-knowledge/ --db news.db
      dateline recode licensed.jsonl --db licensed.db

    \b
    Exit statuses: 0 all coded, 1 some input skipped, 2 wrong usage, 3 there is nothing to code.
    """
    from dateline.coding.coder import Settings, load_coder
    from dateline.parsing.parser import DEFAULT_MODEL
    from dateline.reading import ReadOptions, read
    from dateline.store.opening import connect
    from dateline.store.running import recode as code_again
    from dateline.store.stamps import stamp_of

    started = time.perf_counter()
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    store = connect(db, create=False)
    try:
        reports = read(inputs, ReadOptions(), on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None) if inputs else None
        coder = load_coder(Settings(layers, model or DEFAULT_MODEL, knowledge_dir, min_confidence, encoder))
        with watching(started, quiet) as watch:
            done = code_again(store, coder, stamp_of(coder), reports=reports, inputs=inputs, watch=watch)
    finally:
        store.close()
    if not quiet:
        click.echo(summary(done, len(skipped), time.perf_counter() - started), err=True)
    return 3 if not done.read else 1 if skipped else 0
