"""The settings of merging: a TOML file that a user may replace in part. Every line is checked; nothing unknown is let pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

from dateline.errors import KnowledgeError

PACKAGED = "merging/rules.toml"
CHOICES = ("majority", "most-precise", "most-confident", "earliest", "latest")
"""Rules that choose one version of a field."""
LISTS = ("actors", "recipients", "contexts")
"""Fields that hold several values, which `union` puts together."""
NUMBERS = ("highest", "lowest", "median")
"""Rules for figures alone."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each aspect says of whether two mentions are one event, and by how many `days` two dates may miss each other."""

    trigger: float
    type: float
    participants: float
    time: float
    place: float
    sentence: float
    story: float
    embedding: float
    days: int


@dataclass(frozen=True, slots=True)
class CopyRules:
    """When two reports are copies of one text."""

    jaccard: float
    containment: float
    shingle: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All settings of merging. `version` names them in every event."""

    version: str
    fields: Mapping[str, str]
    magnitudes: Mapping[str, str]
    weights: Weights
    threshold: float
    denial_threshold: float
    recent_days: int
    wholes: tuple[str, ...]
    parts: tuple[str, ...]
    copies: CopyRules
    corroborated_by: int
    figures_apart: float

    def for_magnitude(self, kind: str) -> str:
        """The rule for figures of a kind."""
        return self.magnitudes.get(kind, self.magnitudes["other"])


def load_rules(path: Path | None = None) -> Rules:
    """Our settings, or those of the user's file where it has them. Raises `KnowledgeError` for what cannot be used."""
    ours = tomllib.loads(resources.files("dateline.knowledge").joinpath("data", *PACKAGED.split("/")).read_text(encoding="utf-8"))
    if path is None:
        return _checked(ours, PACKAGED)
    own = _own(path)
    if "version" not in own:
        raise KnowledgeError(str(path), None, 'the version is missing; name your settings, such as version = "mine-1"')
    for section, value in own.items():
        known = ours.get(section)
        if known is None:
            raise KnowledgeError(str(path), None, f"[{section}] is no section; expected one of {', '.join(ours)}")
        if isinstance(known, dict) != isinstance(value, dict):
            raise KnowledgeError(str(path), None, f"{section}: expected {'a section' if isinstance(known, dict) else 'a text'}")
        if isinstance(known, dict):
            unknown = [name for name in value if name not in known and section != "magnitudes"]
            if unknown:
                raise KnowledgeError(str(path), None, f"[{section}] {unknown[0]} is no setting; expected one of {', '.join(known)}")
    merged = {s: ours[s] | own.get(s, {}) if isinstance(ours[s], dict) else own.get(s, ours[s]) for s in ours}
    return _checked(merged, str(path))


def _own(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise KnowledgeError(str(path), None, f"cannot be read ({error.strerror}); check that it exists and may be read") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(str(path), None, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(str(path), None, f"is no TOML: {error}") from error


def _checked(table: Mapping[str, Any], source: str) -> Rules:
    version = table["version"]
    if not isinstance(version, str) or not version.strip():
        raise KnowledgeError(source, None, "version: expected a text that is not empty")
    for name, rule in table["fields"].items():
        _choice(source, f"[fields] {name}", rule, (*CHOICES, "union") if name in LISTS else CHOICES)
    for kind, rule in table["magnitudes"].items():
        _choice(source, f"[magnitudes] {kind}", rule, (*CHOICES, *NUMBERS))
    merging, copies, status = table["merging"], table["copies"], table["status"]
    names = [f.name for f in fields(Weights) if f.name != "days"]
    weights = {name: _number(source, f"[weights] {name}", table["weights"][name], 0, 100) for name in names}
    if not any(weights.values()):
        raise KnowledgeError(source, None, "[weights]: all are 0; at least one must say something")
    return Rules(
        version=version.strip(),
        fields=dict(table["fields"]),
        magnitudes=dict(table["magnitudes"]),
        weights=Weights(**weights, days=int(_number(source, "[merging] days_apart", merging["days_apart"], 0, 3660))),
        threshold=_number(source, "[merging] threshold", merging["threshold"], 0, 1),
        denial_threshold=_number(source, "[merging] denial_threshold", merging["denial_threshold"], 0, 1),
        recent_days=int(_number(source, "[merging] recent_days", merging["recent_days"], 0, 3660)),
        wholes=_texts(source, "[parts] whole", table["parts"]["whole"]),
        parts=_texts(source, "[parts] types", table["parts"]["types"]),
        copies=CopyRules(
            jaccard=_number(source, "[copies] jaccard", copies["jaccard"], 0.1, 1),
            containment=_number(source, "[copies] containment", copies["containment"], 0.1, 1),
            shingle=int(_number(source, "[copies] shingle", copies["shingle"], 1, 50)),
        ),
        corroborated_by=int(_number(source, "[status] corroborated_by", status["corroborated_by"], 2, 1000)),
        figures_apart=_number(source, "[status] figures_apart", status["figures_apart"], 0, 1),
    )


def _choice(source: str, name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise KnowledgeError(source, None, f"{name}: {value!r} is no rule; expected one of {', '.join(allowed)}")


def _number(source: str, name: str, value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise KnowledgeError(source, None, f"{name}: expected a number from {low} to {high}, got {value!r}")
    return float(value)


def _texts(source: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise KnowledgeError(source, None, f"{name}: expected a list of texts, got {value!r}")
    return tuple(value)
