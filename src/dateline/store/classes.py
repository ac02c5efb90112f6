"""Classes of events for a panel: ours, or those of a user's file.

The file is TOML:

    [protest]                      # the column's name
    types = ["PROTEST"]            # TYPE or TYPE/mode
    cameo = ["14"]                 # the start of a CAMEO code
    quads = [4]                    # quad classes
    value = "count"                # or sum-score, mean-score, sum-goldstein, mean-goldstein

An event is of a class if any of the three lists names it; a class without lists is of all events.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import KnowledgeError

VALUES = ("count", "sum-score", "mean-score", "sum-goldstein", "mean-goldstein")


@dataclass(frozen=True, slots=True)
class EventClass:
    """A column of a panel: which events it is about, and what it says of them."""

    name: str
    types: tuple[str, ...] = ()
    cameo: tuple[str, ...] = ()
    quads: tuple[int, ...] = ()
    value: str = "count"

    def holds(self, kind: str, mode: str | None, cameo: str | None, quad: int | None) -> bool:
        """Whether an event is of the class."""
        if not (self.types or self.cameo or self.quads):
            return True
        if kind in self.types or (mode is not None and f"{kind}/{mode}" in self.types):
            return True
        return quad in self.quads or (cameo is not None and cameo.startswith(self.cameo) and bool(self.cameo))

    def of(self, scores: Sequence[float], goldsteins: Sequence[float], count: int) -> float | int | None:
        """The value for events with these scores. A mean of none is not known; sums and counts of none are 0."""
        if self.value == "count":
            return count
        used = scores if self.value.endswith("-score") else goldsteins
        if self.value.startswith("sum-"):
            return round(sum(used), 6)
        return round(sum(used) / len(used), 6) if used else None


DEFAULT = (
    EventClass("verbal_cooperation", quads=(1,)),
    EventClass("material_cooperation", quads=(2,)),
    EventClass("verbal_conflict", quads=(3,)),
    EventClass("material_conflict", quads=(4,)),
    EventClass("score", value="sum-score"),
)


def load_classes(path: Path | None = None) -> tuple[EventClass, ...]:
    """The classes of a file, ours without one. Raises `KnowledgeError` for what cannot be used."""
    if path is None:
        return DEFAULT
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise KnowledgeError(str(path), None, f"cannot be read ({error.strerror}); check that it exists and may be read") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(str(path), None, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(str(path), None, f"is no TOML: {error}") from error
    if not told:
        raise KnowledgeError(str(path), None, 'holds no class; write one as: [protest] and below it: types = ["PROTEST"]')
    return tuple(_class(str(path), name, fields) for name, fields in told.items())


def _class(source: str, name: str, fields: object) -> EventClass:
    if not isinstance(fields, dict):
        raise KnowledgeError(source, None, f"{name}: expected a section [{name}], got {ascii(fields)[:40]}")
    unknown = [f for f in fields if f not in ("types", "cameo", "quads", "value")]
    if unknown:
        raise KnowledgeError(source, None, f"[{name}] {unknown[0]} is no setting; expected types, cameo, quads or value")
    value = fields.get("value", "count")
    if value not in VALUES:
        raise KnowledgeError(source, None, f"[{name}] value: {ascii(value)[:40]} is no value; expected one of {', '.join(VALUES)}")
    types = tuple(_type(t) for t in _list(source, name, fields, "types", str))
    cameo, quads = _list(source, name, fields, "cameo", str), _list(source, name, fields, "quads", int)
    return EventClass(name, types, tuple(cameo), tuple(quads), value)


def _type(written: str) -> str:
    kind, slash, mode = written.partition("/")
    return kind.upper() + slash + mode.lower()


def _list(source: str, name: str, fields: Mapping[str, Any], field: str, kind: type) -> list[Any]:
    value = fields.get(field, [])
    if not isinstance(value, list) or not all(type(v) is kind for v in value):
        what = "texts" if kind is str else "whole numbers"
        raise KnowledgeError(source, None, f"[{name}] {field}: expected a list of {what}, got {ascii(value)[:40]}")
    return value
