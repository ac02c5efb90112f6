"""GeoJSON (RFC 7946): each event a feature with a point, longitude first; an event whose place is not known has no geometry."""

from __future__ import annotations

import math
from typing import Any, BinaryIO

from dateline.exporting import flat
from dateline.exporting.cells import json_text, tidied
from dateline.exporting.collection import Collection
from dateline.exporting.formats import EVERYTHING, Format
from dateline.merging.model import MergedEvent

LOSSES = (*flat.LOSSES, "the extent of a region or country: it is the point that stands for it, and place_precision says so")
_POINT = frozenset({"latitude", "longitude"})


def write(collection: Collection, out: BinaryIO) -> None:
    """Write one collection of features."""
    out.write(b'{"type": "FeatureCollection", "features": [')
    separator = b"\n"
    for event in collection.events:
        out.write(separator + json_text(feature(event, collection)).encode("utf-8"))
        separator = b",\n"
    out.write(b"\n]}\n")


def feature(event: MergedEvent, collection: Collection) -> dict[str, Any]:
    """One event as a feature: the flat row as its properties, without the point."""
    found = flat.record(event, collection)
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": _geometry(event),
        "properties": tidied({name: value for name, value in found.items() if name not in _POINT}),
    }


def _geometry(event: MergedEvent) -> dict[str, Any] | None:
    where = event.where
    if where is None or where.latitude is None or where.longitude is None:
        return None
    if not (math.isfinite(where.latitude) and abs(where.latitude) <= 90 and math.isfinite(where.longitude) and abs(where.longitude) <= 180):
        return None  # no point of the earth: maps refuse the whole file for it
    return {"type": "Point", "coordinates": [where.longitude, where.latitude]}


FORMAT = Format("geojson", "features with points, for maps", LOSSES, EVERYTHING, write)
