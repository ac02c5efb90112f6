"""Events as flat rows, and rows as data frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.errors import WrongUsage
from dateline.merging.model import MergedEvent

EVENT_COLUMNS = (
    "event_id",
    "event_type",
    "event_mode",
    "act_type",
    "cameo",
    "quad_class",
    "score",
    "goldstein",
    "actor_names",
    "actor_codes",
    "recipient_names",
    "recipient_codes",
    "date_start",
    "date_end",
    "date_precision",
    "date_basis",
    "place",
    "country",
    "admin1",
    "latitude",
    "longitude",
    "factuality",
    "auxiliary",
    "status",
    "sources",
    "outlets",
    "reports",
    "mentions",
    "first_reported",
    "last_reported",
    "confidence",
    "rules",
)


def event_row(e: MergedEvent) -> dict[str, Any]:
    """One flat dictionary for an event, with the columns that data frames want; lists are joined by `;`."""
    values = (
        e.id,
        e.type,
        e.mode,
        e.act.type if e.act else None,
        e.cameo,
        e.quad,
        e.score,
        e.goldstein,
        ";".join(p.name or p.text for p in e.actors),
        ";".join(p.code or "" for p in e.actors),
        ";".join(p.name or p.text for p in e.recipients),
        ";".join(p.code or "" for p in e.recipients),
        e.when.start,
        e.when.end,
        e.when.precision,
        e.when.basis,
        e.where.name if e.where else None,
        e.where.country if e.where else None,
        e.where.admin1 if e.where else None,
        e.where.latitude if e.where else None,
        e.where.longitude if e.where else None,
        e.factuality.score,
        ";".join(e.auxiliary),
        e.status,
        len(e.sources),
        ";".join(e.outlets),
        len(e.reports),
        len(e.mentions),
        e.first_reported,
        e.last_reported,
        e.confidence,
        e.rules,
    )
    return dict(zip(EVENT_COLUMNS, values, strict=True))


def to_pandas(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Any:
    """A pandas data frame. Needs pandas, which is not installed with Dateline."""
    try:
        import pandas as pd
    except ImportError as error:
        raise WrongUsage("to_pandas() needs pandas; install it with: pip install pandas") from error
    return pd.DataFrame(rows, columns=list(columns))


def to_polars(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Any:
    """A Polars data frame. Needs Polars, which is not installed with Dateline."""
    try:
        import polars as pl
    except ImportError as error:
        raise WrongUsage("to_polars() needs Polars; install it with: pip install polars") from error
    return pl.DataFrame({name: [row[name] for row in rows] for name in columns}, strict=False)
