"""Coded reports → merged events: one event, however many reports tell it."""

from dateline.merging.merge import Tables, load_tables, merge
from dateline.merging.model import MergedEvent
from dateline.merging.rules import Rules, load_rules

__all__ = ["MergedEvent", "Rules", "Tables", "load_rules", "load_tables", "merge"]
