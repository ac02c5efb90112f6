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

__version__ = "0.1.0"
__all__ = ["CodedReport", "Coder", "DatelineError", "EventMention", "Record", "Report", "Settings", "code", "load_coder"]


def __getattr__(name: str) -> Any:
    """`Coder`, `Settings` and `load_coder` on first use: importing them costs a second that not everyone needs."""
    if name in ("Coder", "Settings", "load_coder"):
        return getattr(import_module("dateline.coding.coder"), name)
    raise AttributeError(f"module 'dateline' has no attribute {name!r}")
