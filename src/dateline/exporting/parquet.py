"""Parquet: the flat row with types, lists as lists, days as days. Needs the extra `dateline[parquet]`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, BinaryIO

from dateline.errors import WrongUsage
from dateline.exporting import flat
from dateline.exporting.cells import tidy
from dateline.exporting.collection import Collection
from dateline.exporting.flat import Kind
from dateline.exporting.formats import EVERYTHING, Format

if TYPE_CHECKING:
    import pyarrow as pa

LOSSES = flat.LOSSES
_GROUP = 20_000
"""Events in memory as rows at a time; also the size of a row group."""


def schema() -> pa.Schema:
    """The types of the columns. Text may be null; a list is empty where there is nothing, and a value in it may be null."""
    import pyarrow as pa

    types: dict[Kind, Any] = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "day": pa.date32(),
    }
    return pa.schema([pa.field(c.name, types[c.kind], nullable=c.kind != "texts" and c.name != "id") for c in flat.COLUMNS])


def write(collection: Collection, out: BinaryIO) -> None:
    """Write all events. Raises `WrongUsage` where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise WrongUsage("Parquet needs pyarrow; install it with: pip install 'dateline[parquet]'") from error
    types = schema()
    with parquet.ParquetWriter(out, types, compression="zstd") as writer:
        for start in range(0, len(collection.events), _GROUP):
            rows = [flat.record(event, collection) for event in collection.events[start : start + _GROUP]]
            columns = [[value(row[c.name], c.kind) for row in rows] for c in flat.COLUMNS]
            writer.write_table(pa.table(dict(zip(flat.names(), columns, strict=True)), schema=types))


def value(found: Any, kind: Kind) -> Any:
    """A value of the flat row as Parquet has it: no control characters, a day as a date."""
    if found is None:
        return None
    if kind == "texts":
        return [None if item is None else tidy(item) for item in found]
    if kind == "text":
        return tidy(found)
    if kind == "day":
        try:
            return dt.date.fromisoformat(found[:10])
        except ValueError:
            return None
    return float(found) if kind == "number" else int(found)


FORMAT = Format("parquet", "one flat row an event with types, for pandas, Polars, DuckDB and Arrow", LOSSES, EVERYTHING, write, binary=True)
