"""`dateline score`: what was coded, held against a gold set, another record, or ACLED and UCDP."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.output import console, opened, printable
from dateline.errors import UnreadableInput

if TYPE_CHECKING:
    from dateline.scoring.model import Scores

# The names stand here a second time so that `--help` loads nothing; a test holds them to scoring/.
TASKS = ("relations", "dates", "places", "attributions", "factuality", "coreference", "record", "acled", "ucdp")


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("coded", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--task", type=click.Choice(TASKS), help="What the gold is; told from its form if not given.")
@click.option("--format", "form", type=click.Choice(["table", "json", "html"]), help="Default: a table on a terminal, else JSON.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; '-' (the default) is standard output.")
@click.option(
    "--samples", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="Samples of the bootstrap; 0: no intervals."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63), default=20240619, show_default=True, help="Where the chance of the bootstrap begins."
)
@click.option(
    "--errors", type=click.IntRange(0), default=500, show_default=True, help="Errors written: of each kind (html), in all (json)."
)
@click.option("--days", type=click.IntRange(0, 366), default=2, show_default=True, help="acled, ucdp: days by which dates may differ.")
@click.option("--km", type=click.FloatRange(0, 20_000), default=50.0, show_default=True, help="acled, ucdp: how far apart places may lie.")
def score(
    gold: Path,
    coded: Path,
    task: str | None,
    form: str | None,
    output: str,
    samples: int,
    seed: int,
    errors: int,
    days: int,
    km: float,
) -> int:
    """Score CODED (JSONL of 'dateline code', or of 'dateline merge') against GOLD: precision, recall, F1, confusions, errors to read.

    GOLD is JSONL of marked texts (docs/scoring.md describes each task), another coded record, or a CSV table of ACLED or UCDP GED.
    For coreference, and best for acled and ucdp, CODED is what 'dateline merge' wrote. Intervals are of 95 %, over samples of the texts.

    \b
    Examples:
      dateline code gold-dates.jsonl --layers times -o coded.jsonl
      dateline score gold-dates.jsonl coded.jsonl
      dateline score gold.jsonl coded.jsonl --format html -o errors.html
      dateline score before.jsonl after.jsonl --task record
      dateline score acled-kenya-2024.csv events.jsonl --days 3 --km 30

    \b
    Exit statuses: 0 scored, 1 some rows of a table skipped, 2 wrong usage, 3 the gold holds nothing.
    """
    skipped: list[str] = []

    def skip(problem: UnreadableInput) -> None:
        skipped.append(str(problem))
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    found, texts, notes = _scored(gold, coded, task, {"samples": samples, "seed": seed}, (days, km), skip)
    for note in notes:
        click.echo(printable(note), err=True)
    if found is None:
        return 3
    with opened(output) as out:
        chosen = form or ("table" if output == "-" and sys.stdout.isatty() else "json")
        if chosen == "table":
            from dateline.scoring.showing import print_scores

            print_scores(console(out), found)
        elif chosen == "json":
            from dateline.scoring.showing import to_json

            out.write(to_json(found, errors=errors) + "\n")
        else:
            from dateline.scoring.page import to_html

            out.write(to_html(found, texts, errors=errors, title=f"Dateline: {found.task}, {gold.name} and {coded.name}"))
    return 1 if skipped else 0


def _scored(
    gold: Path, coded: Path, task: str | None, chance: Mapping[str, int], window: tuple[int, float], skip: Any
) -> tuple[Scores | None, Mapping[str, str], list[str]]:
    """The scores, the texts for a page of errors, and what is to be said."""
    from dateline.scoring.event_tables import form_of
    from dateline.scoring.reading import read_coded, read_gold

    table = task if task in ("acled", "ucdp") else form_of(gold) if task is None else None
    if table is not None:
        return _tabled(gold, coded, table, chance, window, skip)
    task, texts = read_gold(gold, task)
    records, notes = read_coded(coded, merged=task == "coreference")
    if task == "record":
        from dateline.scoring.records import score_records

        words = {g["report"]["id"]: str(g["report"].get("text") or "") for g in texts}
        return score_records(texts, records, **chance), words, notes
    from dateline.scoring.score import score as scored

    return scored(task, texts, records, **chance), {g["id"]: str(g.get("text") or "") for g in texts}, notes


def _tabled(
    gold: Path, coded: Path, form: str, chance: Mapping[str, int], window: tuple[int, float], skip: Any
) -> tuple[Scores | None, Mapping[str, str], list[str]]:
    from dateline.scoring.event_tables import read_table
    from dateline.scoring.happenings import from_coded
    from dateline.scoring.matching import Window, score_table
    from dateline.scoring.names import country_names
    from dateline.scoring.reading import read_events

    countries = country_names()
    rows = read_table(gold, form, countries, on_skip=skip)
    records, merged = read_events(coded)
    events, undated, unreal = from_coded(records, countries)
    notes = [f"{undated} coded events without a day and {unreal} that are no plain fact are not compared"] if undated or unreal else []
    if not merged:
        notes.append("these are coded reports: each report's telling counts as an event; merge them first with 'dateline merge'")
    if not rows:
        return None, {}, [*notes, f"{gold}: holds no row that can be used"]
    return score_table(form, rows, events, Window(*window), **chance), {}, notes
