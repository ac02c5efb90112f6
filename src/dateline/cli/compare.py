"""`dateline compare`: what changed between two coders."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_db, about_output, opened_store

if TYPE_CHECKING:
    from dateline.store.comparing import Change

COLUMNS = ("kind", "report", "start", "end", "words", "differs", "sentence")


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@about_output
@about_db
def compare(one: str, other: str, db: str, output: str, form: str | None) -> int:
    """Show what coder B reads differently from coder A, mention by mention, in the reports that both coded.

    A and B are ids of coders, the start of one, or versions of Dateline; one that is not there is answered with a list of those that are.

    \b
    Examples:
      dateline compare 0.1.0 0.2.0
      dateline compare c-12ab c-98fe --format csv -o changes.csv

    \b
    Exit statuses: 0 compared, 2 wrong usage.
    """
    from dateline.store.comparing import compare as compared

    with opened_store(db) as store:
        found = compared(store, one, other)
    write_rows([_row(c) for c in found.changes], COLUMNS, form_of(form, output), output)
    counted = Counter(c.kind for c in found.changes)
    kinds = ", ".join(f"{counted[k]} {k}" for k in ("added", "removed", "changed"))
    click.echo(f"{found.one} → {found.other}: {found.reports} reports, {found.same} mentions the same, {kinds}", err=True)
    fields = Counter(name for c in found.changes if c.kind == "changed" for name, _, _ in c.fields)
    if fields:
        click.echo("changed: " + ", ".join(f"{name} {n}" for name, n in fields.most_common()), err=True)
    return 0


def _row(c: Change) -> dict[str, Any]:
    differs = [f"{name}: {before} → {after}" for name, before, after in c.fields]
    return {
        "kind": c.kind,
        "report": c.report,
        "start": c.start,
        "end": c.end,
        "words": c.words,
        "differs": differs,
        "sentence": c.sentence,
    }
