"""Options that several commands share, and how their values become settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from dateline.model import DEFAULT_LAYERS, KEPT_LAYERS, LAYERS, Layer

F = TypeVar("F", bound=Callable[..., Any])


class DateType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """An ISO 8601 date, or date and time."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date | dt.datetime:
        """The date, or a usage error that says what was expected."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value) if len(value) == 10 else dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; expected YYYY-MM-DD or an ISO 8601 date and time", param, ctx)


class LayersType(click.ParamType):  # type: ignore[type-arg]  # likewise
    """Layers separated by commas."""

    name = "layers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Layer, ...]:
        """The layers in their fixed order, or a usage error that lists them."""
        if isinstance(value, tuple):
            return value
        asked = [part.strip() for part in value.split(",") if part.strip()]
        unknown = [part for part in asked if part not in LAYERS]
        if unknown or not asked:
            self.fail(f"{', '.join(unknown) or 'nothing'} is no layer; choose out of {', '.join(LAYERS)}", param, ctx)
        return tuple(layer for layer in LAYERS if layer in asked)


def about_texts(function: F) -> F:
    """What plain text does not say about itself."""
    for option in (
        click.option("--published", type=DateType(), help="Publication date of plain texts (and of JSONL lines without one)."),
        click.option("--outlet", help="Outlet of plain texts."),
        click.option("--title", help="Title of plain texts."),
        click.option("--language", help="Language of plain texts (an ISO 639-1 code); detected if not given."),
        click.option("--separator", metavar="LINE", help="A line that separates several reports in one text file, e.g. '---'."),
    ):
        function = option(function)
    return function


def about_coding_to_keep(function: F) -> F:
    """What decides how a text is coded for a store."""
    return about_coding(function, KEPT_LAYERS)


def about_coding(function: F, layers: tuple[Layer, ...] = DEFAULT_LAYERS) -> F:
    """What decides how a text is coded."""
    for option in (
        click.option(
            "--layers",
            type=LayersType(),
            default=",".join(layers),
            show_default=True,
            help=f"What to write, separated by commas: {', '.join(LAYERS)}.",
        ),
        click.option("--model", help="An installed spaCy model, by package name or path, instead of the small English one."),
        click.option(
            "--knowledge",
            "knowledge_dir",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="A folder of your own knowledge files, which extend or replace ours.",
        ),
        click.option(
            "--encoder/--no-encoder", default=True, help="Let the encoder judge what rules propose (the default), or rules alone."
        ),
        click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out events below this confidence."),
    ):
        function = option(function)
    return function


def about_time(function: F) -> F:
    """How long one report may take."""
    return click.option(
        "--time-limit",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="A report that takes longer is named and left out. Without it there is no limit.",
    )(function)


class ColumnsType(click.ParamType):  # type: ignore[type-arg]  # likewise
    """Pairs FIELD=COLUMN separated by commas."""

    name = "columns"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[tuple[str, str], ...]:
        """The pairs, or a usage error that lists the fields."""
        if isinstance(value, tuple):
            return value
        from dateline.errors import WrongUsage
        from dateline.reading.columns import parse_columns

        try:
            return parse_columns(value)
        except WrongUsage as error:
            self.fail(str(error), param, ctx)


def about_tables(function: F) -> F:
    """What a table does not say about itself."""
    return click.option(
        "--columns",
        type=ColumnsType(),
        default=(),
        metavar="FIELD=COLUMN,...",
        help="Which column of CSV, TSV or Parquet holds which field, e.g. text=body,published=date; columns named as fields need none.",
    )(function)
