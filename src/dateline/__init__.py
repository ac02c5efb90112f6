"""Dateline turns news reports into an attributed record of events.

    >>> import dateline
    >>> record = dateline.code("Russia's president met his Chinese counterpart in Beijing on Tuesday.")

Heavy things (the language model, the knowledge files) load on first use, not on import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dateline.errors import DatelineError
from dateline.model import CodedReport, EventMention, Report
from dateline.record import Record, code

if TYPE_CHECKING:
    from dateline.coding.coder import Coder, Settings, load_coder
    from dateline.store.record import StoredRecord, open_store

__version__ = "0.1.0"
__all__ = [
    "CodedReport",
    "Coder",
    "DatelineError",
    "EventMention",
    "Record",
    "Report",
    "Settings",
    "StoredRecord",
    "code",
    "load_coder",
    "open_store",
]


def __getattr__(name: str) -> Any:
    """What codes and what keeps, on first use: importing them costs a second that not everyone needs."""
    if name in ("Coder", "Settings", "load_coder"):
        return getattr(import_module("dateline.coding.coder"), name)
    if name in ("StoredRecord", "open_store"):
        return getattr(import_module("dateline.store.record"), name)
    raise AttributeError(f"module 'dateline' has no attribute {name!r}")
