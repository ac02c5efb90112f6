"""`dateline panel`: events counted and scored by unit and period."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from dateline.cli.events import filters_of
from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_events, about_output, about_panel, about_time, opened_store


@click.command()
@about_panel
@click.option(
    "--coverage",
    type=click.Choice(["total", "outlets", "none"]),
    default="total",
    show_default=True,
    help="Columns of how much was reported.",
)
@click.option("--include", multiple=True, metavar="UNIT", help="A unit that gets rows whatever happened (UKR, RUS>UKR). Repeatable.")
@about_events
@about_output
@about_time
def panel(
    db: str,
    as_of: dt.date | None,
    recorded_as_of: dt.date | None,
    coder: str | None,
    output: str,
    form: str | None,
    unit: Any,
    period: Any,
    classes_file: Path | None,
    planned: bool,
    historical: bool,
    corroborated: bool,
    undirected: bool,
    coverage: Any,
    include: tuple[str, ...],
    **asked: Any,
) -> int:
    """Count events by dyad, country, first-level region or grid cell, and by day, week or month; zeros where nothing was reported.

    Only what reports give as fact is counted. Beside the counts stands how many reports of how many outlets there were. docs/store.md
    tells what is left out and why.

    \b
    Examples:
      dateline panel --unit dyad --period month --format csv -o panel.csv
      dateline panel --unit country --period week --classes mine.toml --only-corroborated
      dateline panel --unit grid --period day --since 2024-06-01 --until 2024-06-30 --as-of 2024-06-30

    \b
    Exit statuses: 0 there are rows, 2 wrong usage, 3 there are none.
    """
    from dateline.store.classes import load_classes
    from dateline.store.panels import PanelSettings
    from dateline.store.panels import panel as made

    settings = PanelSettings(
        unit, period, load_classes(classes_file), planned, historical, corroborated, undirected, coverage, include, filters_of(asked)
    )
    with opened_store(db, as_of, recorded_as_of, coder) as store:
        found = made(store, settings)
    number = write_rows(found.dicts(), found.columns, form_of(form, output), output)
    click.echo(f"{number} rows by {found.made_by}", err=True)
    if found.left_out:
        click.echo("in no row: " + ", ".join(f"{n} {why}" for why, n in found.left_out), err=True)
    return 0 if number else 3
