"""`dateline sensitivity`: how much a panel hangs on the rules of merging."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.events import filters_of
from dateline.cli.output import printable
from dateline.cli.rows import form_of, write_rows
from dateline.cli.store_options import about_events, about_output, about_panel, about_time, opened_store
from dateline.errors import WrongUsage

if TYPE_CHECKING:
    from dateline.store.panels import PanelSettings
    from dateline.store.sensitivity import Outcome, Variant

BUILT_IN = ("strict", "loose", "no-copies", "majority", "most-precise", "most-confident", "earliest", "latest")
"""As in store/sensitivity.py, so that `--help` loads nothing; a test holds the two together."""


@click.command()
@click.option(
    "--rules",
    "rules_files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file with other settings of merging, as for 'dateline merge'. Repeatable.",
)
@click.option(
    "--variant",
    "names",
    multiple=True,
    type=click.Choice([*BUILT_IN, "all"]),
    help="A variant of the store's own rules. Repeatable. Without it and without --rules: all of them.",
)
@click.option(
    "--cells", "most", type=click.IntRange(min=0), help="Write so many values that differ most, side by side; 0 for all that differ."
)
@about_panel
@about_events
@about_output
@about_time
def sensitivity(
    db: str,
    as_of: dt.date | None,
    recorded_as_of: dt.date | None,
    coder: str | None,
    output: str,
    form: str | None,
    rules_files: tuple[Path, ...],
    names: tuple[str, ...],
    most: int | None,
    unit: Any,
    period: Any,
    classes_file: Path | None,
    planned: bool,
    historical: bool,
    corroborated: bool,
    undirected: bool,
    **asked: Any,
) -> int:
    """Tell how much a panel changes if the same reports are merged by other rules.

    The reports of the store are merged once by its own rules and once by each variant, in memory; the store is not written to. A row
    for each variant and class says how many events there are, the class's total, how its values correlate with those under the store's own
    rules, and which value differs most. With --cells the values themselves are written side by side. docs/merging.md tells of each variant.

    \b
    Examples:
      dateline sensitivity
      dateline sensitivity --unit country --period week --variant strict --variant loose --format csv -o sensitivity.csv
      dateline sensitivity --rules mine.toml --cells 20

    \b
    Exit statuses: 0 there is something to compare, 2 wrong usage, 3 there are no events.
    """
    from dateline.store.classes import load_classes
    from dateline.store.panels import PanelSettings
    from dateline.store.selecting import Limits
    from dateline.store.sensitivity import outcomes, summary

    classes = load_classes(classes_file)
    settings = PanelSettings(unit, period, classes, planned, historical, corroborated, undirected, "none", (), filters_of(asked))
    with opened_store(db) as store:
        variants = _variants(store, rules_files, names)
        limits = Limits(as_of, recorded_as_of, coder)
        found = list(outcomes(store, settings, variants, limits=limits, watch=_progress))
    form = form_of(form, output)
    if most is not None:
        _write_cells(found, settings, most, form, output)
    else:
        rows = summary(found, settings)
        write_rows(rows, list(rows[0]), form, output)
    return 0 if any(outcome.events for outcome in found) else 3


def _variants(store: Any, files: Iterable[Path], names: tuple[str, ...]) -> list[Variant]:
    from dateline.merging import load_rules
    from dateline.store.remerging import stored_rules
    from dateline.store.sensitivity import BASE, Variant, built_in

    with store.reading() as connection:
        known = {v.name: v for v in built_in(stored_rules(connection))}
    own = [Variant(str(path), "your rules", load_rules(path)) for path in files]
    wanted = list(known) if "all" in names or not (names or own) else list(dict.fromkeys(names))
    variants = [*(known[name] for name in wanted), *own]
    met = [v.name for v in variants]
    if len(set(met)) < len(met) or BASE in met:
        raise WrongUsage("two variants have one name; give each file of rules once, under a name of its own")
    return variants


def _write_cells(found: list[Outcome], settings: PanelSettings, most: int, form: str, output: str) -> None:
    from dateline.store.panels import COLUMNS
    from dateline.store.sensitivity import cells

    differing = cells(found, settings)
    shown = differing[:most] if most else differing
    names = [*COLUMNS[settings.unit], "period"]
    variants = [outcome.variant.name for outcome in found]

    def rows() -> Iterator[dict[str, Any]]:
        for cell in shown:
            yield {**dict(zip(names, cell.key, strict=True)), "class": cell.kind, **cell.values, "spread": cell.spread}

    write_rows(rows(), [*names, "class", *variants, "spread"], form, output)
    click.echo(f"{len(shown)} of {len(differing)} values that differ", err=True)


def _progress(what: str) -> None:
    """What is being done, where somebody is looking: merging takes long."""
    if sys.stderr.isatty():
        click.echo(f"{printable(what)} …", err=True)
