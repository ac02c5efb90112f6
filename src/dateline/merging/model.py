"""The vocabulary of merged events. Frozen dataclasses without I/O; their field names are the keys of the written record, in this order.

Offsets are characters of the text of the report that is named beside them. Days are ISO 8601. Every list is in a fixed order, so that the
same reports give the same bytes in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dateline.model import Auxiliary, Factuality, PromisedAct, When, Where

MERGED_SCHEMA_VERSION = "1"
"""The version of the written merged event; it grows when a field is renamed, removed or changes its meaning."""

EventStatus = Literal["reported", "corroborated", "disputed", "announced", "denied"]
"""`announced`: all reports say only that it is to be. `denied`: all say that it is not. `disputed`: some say that it took place and some
that it did not. `corroborated`: independent sources say that it did. `reported`: one says so, or it is said to be possible. Whether
figures are in dispute stands with each figure, in `Disagreement.disputed`."""

HolderKind = Literal["source", "outlet"]


@dataclass(frozen=True, slots=True)
class MentionRef:
    """A mention that was merged: `start` to `end` (its trigger) in `report`; `id` is the mention's, as the coded report has it.

    `published` is that of its report. `source` is the independent source that it rests on.
    """

    report: str
    start: int
    end: int
    id: str
    text: str
    type: str
    mode: str | None
    outlet: str | None
    published: str | None
    source: str
    auxiliary: tuple[Auxiliary, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class MergedParticipant:
    """A participant of a merged event, from all the mentions that name it: the best identified of them, and their ids."""

    name: str | None
    text: str
    code: str | None
    country: str | None
    sectors: tuple[str, ...]
    id: str | None
    wikidata: str | None
    title: str | None
    backer: str | None
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedMagnitude:
    """A figure of the merged event as the settings choose it: `rule` is the rule's name, `mention` the mention that gives it."""

    kind: str
    low: float | None
    high: float | None
    unit: str | None
    rule: str
    mention: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a version: the source that a report names (`source`), else the outlet in its own word (`outlet`), and in which reports.

    `name` is None for an outlet that is not known and for a source that nobody names ("it was announced").
    """

    kind: HolderKind
    name: str | None
    code: str | None
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One of the things that reports say of a field, with who holds it, the mentions, and the days between which it was published."""

    value: Any
    holders: tuple[Holder, ...]
    mentions: tuple[str, ...]
    sources: tuple[str, ...]
    first_reported: str | None
    last_reported: str | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field on which reports differ, with all versions, in the order in which they were first reported, and the rule that chose.

    `field` is a field of the event, or `magnitudes.killed` and the like. `disputed` says that the versions cannot all be right: figures
    that only rise with time are no dispute, nor is a narrower time or place.
    """

    field: str
    rule: str
    disputed: bool
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class IndependentSource:
    """Reports that rest on one source: copies of a text, an outlet's own, an agency's, those that only cite it. `key` names it."""

    key: str
    agency: str | None
    outlets: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventLink:
    """A relation to another merged event.

    `part-of`: this event is a part of that (talks of a visit). `fulfils`: that one planned or promised what this one is. Those that reports
    state in words are as in a coded report: `in-exchange-for`, `responds-to`, `follows`.
    """

    kind: str
    event: str


@dataclass(frozen=True, slots=True)
class MergedEvent:
    """One event as all reports together tell it.

    `id` follows from its first mention (by day of publication, report and place in the text), so that it stays as further reports come.
    The fields from `type` to `magnitudes` are chosen by the rules named in `rules`; `versions` holds all that they chose from, where
    reports differ. `sources` are the independent ones. `first_reported` and `last_reported` are days of publication, None where none is
    known. `confidence` is the chance that at least one of the independent sources is coded rightly. `reasons` explain, field by field,
    what is not plain.
    """

    id: str
    mentions: tuple[MentionRef, ...]
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    act: PromisedAct | None
    cameo: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    actors: tuple[MergedParticipant, ...]
    recipients: tuple[MergedParticipant, ...]
    when: When
    where: Where | None
    factuality: Factuality
    auxiliary: tuple[Auxiliary, ...]
    magnitudes: tuple[MergedMagnitude, ...]
    status: EventStatus
    reports: tuple[str, ...]
    outlets: tuple[str, ...]
    sources: tuple[IndependentSource, ...]
    first_reported: str | None
    last_reported: str | None
    links: tuple[EventLink, ...]
    versions: tuple[Disagreement, ...]
    confidence: float
    rules: str
    reasons: Mapping[str, str]
