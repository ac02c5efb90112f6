"""The forms of gold: what a line must hold for each task, and by what a task is told from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Complaint(ValueError):
    """What in a line is not as its task wants it; its text begins with the field."""


def gold_task(record: Mapping[str, Any]) -> str | None:
    """The task that a gold line is for, by its form; None where it cannot be told.

    A text without any gold item tells nothing, so that a file should begin with one that has some, or the task be named.
    """
    if "report" in record:
        return "record"
    gold = record.get("gold")
    if isinstance(gold, str):
        return "relations"
    first = gold[0] if isinstance(gold, list) and gold and isinstance(gold[0], dict) else {}
    by_field = {"value": "dates", "lat": "places", "content": "attributions", "score": "factuality", "cluster": "coreference"}
    return next((task for field, task in by_field.items() if field in first), None)


def _id(record: Mapping[str, Any]) -> None:
    if not isinstance(record.get("id"), str) or not record["id"]:
        raise Complaint("id: expected a text that is not empty")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _spans(value: Any, field: str) -> None:
    good = isinstance(value, list) and all(isinstance(s, list) and len(s) == 2 and _whole(s[0]) and _whole(s[1]) for s in value)
    if not good:
        raise Complaint(f"{field}: expected a list of [start, end]")
    for start, end in value:
        if not 0 <= start <= end:
            raise Complaint(f"{field}: {start} to {end} is no span")


def _items(record: Mapping[str, Any], fields: Mapping[str, tuple[type, ...]]) -> None:
    _id(record)
    gold = record.get("gold")
    if not isinstance(gold, list):
        raise Complaint("gold: expected a list")
    for place, item in enumerate(gold):
        where = f"gold[{place}]"
        if not isinstance(item, dict):
            raise Complaint(f"{where}: expected an object")
        for name in ("start", "end"):
            if not _whole(item.get(name)):
                raise Complaint(f"{where}.{name}: expected a whole number")
        if not 0 <= item["start"] < item["end"]:
            raise Complaint(f"{where}: {item['start']} to {item['end']} is no span")
        for name, kinds in fields.items():
            if isinstance(item.get(name), bool) or not isinstance(item.get(name), kinds):
                raise Complaint(f"{where}.{name}: expected {' or '.join(k.__name__.replace('NoneType', 'null') for k in kinds)}")


def _relations(record: Mapping[str, Any]) -> None:
    _id(record)
    if not isinstance(record.get("gold"), str):
        raise Complaint("gold: expected the type of an event")
    for side in ("actor", "recipient"):
        _spans(record.get(side), side)


def _attributions(record: Mapping[str, Any]) -> None:
    _id(record)
    gold = record.get("gold")
    if not isinstance(gold, list) or not all(isinstance(item, dict) for item in gold):
        raise Complaint("gold: expected a list of objects")
    for place, item in enumerate(gold):
        for field in ("source", "cue", "content"):
            _spans(item.get(field), f"gold[{place}].{field}")


def _record(record: Mapping[str, Any]) -> None:
    report = record.get("report")
    if not isinstance(report, dict) or not isinstance(report.get("id"), str):
        raise Complaint("report.id: expected the id of a report")


SHAPES: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "relations": _relations,
    "dates": lambda record: _items(record, {"type": (str,), "value": (str,)}),
    "places": lambda record: _items(record, {"lat": (int, float, type(None)), "lon": (int, float, type(None))}),
    "attributions": _attributions,
    "factuality": lambda record: _items(record, {"score": (int, float)}),
    "coreference": lambda record: _items(record, {"cluster": (str,)}),
    "record": _record,
}
"""Each task's check of a gold line; raises `Complaint`."""
