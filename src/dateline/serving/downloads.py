"""Events as files of any format that `dateline export` writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import sqlalchemy as sa

from dateline.exporting.collection import collect
from dateline.exporting.formats import load_format, select
from dateline.serving.failing import ApiError
from dateline.store import listing, remerging, schema, selecting
from dateline.store.selecting import Limits

if TYPE_CHECKING:
    from dateline.store.listing import Wanted
    from dateline.store.opening import Store

_IN_MEMORY = 8_000_000
_CHUNK = 65536
_AT_ONCE = 400
KINDS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "followthemoney": ("application/x-ndjson", "ftm.jsonl"),
    "gdelt-events": ("text/tab-separated-values; charset=utf-8", "export.tsv"),
    "gdelt-mentions": ("text/tab-separated-values; charset=utf-8", "mentions.tsv"),
    "geojson": ("application/geo+json", "geojson"),
    "graphml": ("application/xml", "graphml"),
    "icews": ("text/tab-separated-values; charset=utf-8", "icews.tsv"),
    "jsonl": ("application/x-ndjson", "jsonl"),
    "jsonld": ("application/ld+json", "jsonld"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
    "phoenix": ("text/tab-separated-values; charset=utf-8", "phoenix.tsv"),
    "polecat": ("text/tab-separated-values; charset=utf-8", "polecat.tsv"),
}
"""The media type and the ending of each format."""


def export(store: Store, wanted: Wanted, form: str, most: int) -> IO[bytes]:
    """A file with the events wanted, at its beginning. Raises `ApiError` where there are more than `most`."""
    chosen = load_format(form)
    t = schema.events
    with store.reading() as connection:
        asked = sa.select(t.c.id).where(*listing.conditions(wanted, connection.dialect.name)).limit(most + 1)
        numbers = list(connection.execute(asked).scalars())
        if len(numbers) > most:
            raise ApiError(422, "too_many", f"more than {most:,} events fit; narrow the filters down, or use 'dateline export --db'", None)
        events = []
        for start in range(0, len(numbers), _AT_ONCE):
            rows = connection.execute(sa.select(t.c.record).where(t.c.id.in_(numbers[start : start + _AT_ONCE])))
            events += [remerging.event_from(row.record) for row in rows]
        names = sorted({report for event in events for report in event.reports})
        parts = selecting.merged_from(selecting.chosen(connection, Limits(), names))
        kept, _ = select(collect(events, selecting.load(connection, parts)), chosen)
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed when it was sent
    chosen.write(kept, out)  # type: ignore[arg-type]  # a spooled file is a binary stream
    out.seek(0)
    return out


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece; it is closed at the end."""
    with file:
        while part := file.read(_CHUNK):
            yield part
