"""Options that the commands on a store share, and how they open it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline.cli.options import DateType

if TYPE_CHECKING:
    from dateline.store.opening import Store

F = TypeVar("F", bound=Callable[..., Any])


def about_db(function: F) -> F:
    """Which store."""
    return click.option(
        "--db",
        default="dateline.db",
        show_default=True,
        envvar="DATELINE_DB",
        metavar="URL",
        help="The store: a file, or postgresql://USER@HOST/NAME (also by the variable DATELINE_DB).",
    )(function)


def about_time(function: F) -> F:
    """Which store, and what of it was known when."""
    for option in (
        click.option("--as-of", type=DateType(), help="Only what reports published by then tell: no report of a later day is used."),
        click.option("--recorded-as-of", type=DateType(), help="Only what was in the store by then."),
        click.option("--coder", help="Only what this coder read: its id, or a version of Dateline. Without it: each report's last coding."),
    ):
        function = option(function)
    return about_db(function)


def about_output(function: F) -> F:
    """Where rows go, and as what."""
    for option in (
        click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; '-' (the default) is standard output."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "jsonl", "csv"]),
            help="A table for people, JSONL or CSV for programs. Without it: a table on a terminal, CSV into FILE.csv, else JSONL.",
        ),
    ):
        function = option(function)
    return function


def about_panel(function: F) -> F:
    """What a panel counts, by what unit and period."""
    options = (
        click.option(
            "--unit",
            type=click.Choice(["dyad", "country", "admin1", "grid"]),
            default="dyad",
            show_default=True,
            help="What a row is about.",
        ),
        click.option(
            "--period", type=click.Choice(["day", "week", "month"]), default="month", show_default=True, help="How long a row is."
        ),
        click.option(
            "--classes",
            "classes_file",
            type=click.Path(path_type=Path, dir_okay=False),
            help="A TOML file with classes of events of your own. Without it: the four quad classes and the sum of scores.",
        ),
        click.option("--with-planned", "planned", is_flag=True, help="Count what is announced, too."),
        click.option("--with-historical", "historical", is_flag=True, help="Count what reports tell as background, too."),
        click.option("--only-corroborated", "corroborated", is_flag=True, help="Leave out what only one independent source tells."),
        click.option("--undirected", is_flag=True, help="One row for a dyad, whoever acts."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def about_events(function: F) -> F:
    """Which events."""
    for option in (
        click.option("--actor", metavar="WHO", help="Who acts: a code or the start of one (RUS, RUSGOV), or words of a name."),
        click.option("--recipient", metavar="WHO", help="Whom it is done to."),
        click.option("--participant", metavar="WHO", help="Who takes part, in either role."),
        click.option("--pair", nargs=2, metavar="WHO WHO", help="Two sides, whichever acts."),
        click.option("--type", "types", multiple=True, metavar="TYPE[/MODE]", help="ASSAULT, CONSULT/visit and the like. Repeatable."),
        click.option("--since", type=DateType(), help="Events of this day or later."),
        click.option("--until", type=DateType(), help="Events of this day or earlier."),
        click.option("--place", help="The name of a place."),
        click.option("--country", help="Where it took place: an ISO 3166-1 alpha-3 code."),
        click.option("--status", multiple=True, help="reported, corroborated, disputed, announced or denied. Repeatable."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out events below this confidence."),
        click.option("--text", metavar="WORDS", help='Words, or "a phrase", that a report on it holds.'),
        click.option("--reported-since", type=DateType(), help="Events that reports of this day or later tell."),
    ):
        function = option(function)
    return function


@contextlib.contextmanager
def opened_store(db: str, as_of: dt.date | None = None, recorded_as_of: dt.date | None = None, coder: str | None = None) -> Iterator[Store]:
    """The store, or what of it was known then. There must be one."""
    from dateline.store.as_of import known_then
    from dateline.store.opening import connect
    from dateline.store.selecting import Limits

    store = connect(db, create=False)
    limits = Limits(as_of, recorded_as_of, coder)
    try:
        if not limits:
            yield store
            return
        then = known_then(store, limits)
        try:
            yield then
        finally:
            then.close()
    finally:
        store.close()
