"""`dateline actors`: what the coder knows by a name."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from pathlib import Path

import click

from dateline.cli.options import DateType


@click.command()
@click.argument("name")
@click.option("--on", type=DateType(), help="As of this date; without it, as of now as far as the tables go.")
@click.option(
    "--knowledge",
    "knowledge_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of your own knowledge files, which extend or replace ours.",
)
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="Default: a table on a terminal, JSONL into a pipe.")
def actors(name: str, on: dt.date | None, knowledge_dir: Path | None, form: str | None) -> int:
    """Show who is known by NAME, as what, from when to when, and which file and line says so.

    Any spelling and accents will do; an office with a country works too. What does not hold on the date is shown dimmed,
    or has "valid": false.
    Exit status 3 if nobody is known by that name.

    \b
    Examples:
      dateline actors Zelenskiy
      dateline actors "Russian president" --on 2009-05-01
      dateline actors Burma --on 1985-01-01 --format jsonl
    """
    from dateline.knowledge.base import load
    from dateline.knowledge.lookup import look_up

    found = look_up(load(knowledge_dir).actors, name, on.isoformat()[:10] if on else None)
    if not found:
        click.echo(f"dateline: nobody is known by the name {name!r}; names of your own go into actors/ of a --knowledge folder", err=True)
        return 3
    if (form or ("table" if sys.stdout.isatty() else "jsonl")) == "jsonl":
        for known in found:
            click.echo(json.dumps(dataclasses.asdict(known), ensure_ascii=False))
        return 0
    _print(found)
    return 0


def _print(found: list) -> None:  # type: ignore[type-arg]  # Known, which is loaded late
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("name", "what", "code", "from", "to", "source"):
        table.add_column(column, overflow="fold")
    for known in found:
        cells = (known.name, known.what, known.code, known.since, known.until, known.rule)
        table.add_row(*cells, style="" if known.valid else "dim")
    Console().print(table)
