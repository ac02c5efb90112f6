"""`dateline explain`: why each event was coded, and what was seen and not coded."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from dateline.cli.options import about_coding, about_tables, about_texts
from dateline.errors import UnreadableInput
from dateline.model import Layer


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@about_coding
@about_tables
@about_texts
def explain(
    inputs: tuple[str, ...],
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
    """Print, sentence by sentence, each event with its rule, its spans and the reasons; and what was proposed but not coded.

    \b
    Examples:
      dateline explain report.txt --published 2024-06-19
      dateline explain news.csv --columns text=body,published=date
      echo "Police arrested 20 protesters in Minsk." | dateline explain -
    """
    from dateline.coding.coder import Settings, load_coder
    from dateline.exporting.explanation import explanation
    from dateline.exporting.table import clean
    from dateline.parsing.parser import DEFAULT_MODEL
    from dateline.reading import ReadOptions, read

    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {clean(str(problem))}", err=True)

    coder = load_coder(Settings(layers, model or DEFAULT_MODEL, knowledge_dir, min_confidence, encoder))
    options = ReadOptions(published=published, outlet=outlet, title=title, language=language, separator=separator, columns=columns)
    explained = 0
    for report in read(inputs, options, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None):
        explained += 1
        for line in explanation(coder, report):
            click.echo(line)
    return 3 if not explained else 1 if skipped else 0
