"""`dateline forget`: remove a report or a name for good."""

from __future__ import annotations

import click

from dateline.cli.store_options import about_db
from dateline.errors import WrongUsage


@click.command()
@click.option("--report", "reports", multiple=True, metavar="ID", help="The id or address of a report. Repeatable.")
@click.option("--name", "names", multiple=True, metavar="NAME", help="A person's name, as written; give each form of it. Repeatable.")
@click.option("--reason", default="", help="Why; it stays with the tombstone, so name nobody in it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@about_db
def forget(reports: tuple[str, ...], names: tuple[str, ...], reason: str, yes: bool, db: str) -> int:
    """Remove reports, or cover a person's name, for good: in texts, codings, the events' whole history and the search index.

    A tombstone stays, a hash that says only that something was forgotten: the report does not come in again, and the name is covered in
    reports to come. Copies of the file that you made elsewhere are yours to delete.

    \b
    Examples:
      dateline forget --report r-3f2a9c1d5b7e8a60 --reason "withdrawn by its author"
      dateline forget --name "Jane Doe" --name Doe
    """
    from dateline.store.forgetting import forget_name, forget_report, wipe
    from dateline.store.opening import connect
    from dateline.store.remerging import remerge

    if not reports and not names:
        raise WrongUsage("nothing to forget was named; give --report ID or --name NAME")
    what = f"{len(reports)} reports and {len(names)} names" if reports and names else f"{len(reports or names)} of those named"
    if not yes:
        click.confirm(f"Forget {what} for good? This cannot be undone", abort=True)
    store = connect(db, create=False)
    try:
        removed = sum(forget_report(store, ident, reason) for ident in reports)
        covered = sum(forget_name(store, name, reason) for name in names)
        remerge(store, force=True)
        wipe(store)
    finally:
        store.close()
    click.echo(f"{removed} versions of reports removed, names covered in {covered}", err=True)
    return 0
