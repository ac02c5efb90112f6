"""JSONL: one merged event a line, as `dateline merge` writes it, in the order of an export; nothing of it is lost."""

from __future__ import annotations

from typing import BinaryIO

from dateline.exporting.cells import json_text
from dateline.exporting.collection import Collection
from dateline.exporting.formats import EVERYTHING, Format
from dateline.exporting.merged import to_dict

LOSSES = ("what only the coded reports hold: spans of participants, attributions, rules and candidates; keep the coded JSONL",)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write all events."""
    out.writelines((json_text(to_dict(event)) + "\n").encode("utf-8") for event in collection.events)


FORMAT = Format("jsonl", "one event a line, as dateline merge writes it", LOSSES, EVERYTHING, write, streams=True)
