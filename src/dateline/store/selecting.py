"""Which version of each report counts, and which coding of it: now, or by what was known at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from dateline.merging.reading_coded import coded_from_dict
from dateline.model import SCHEMA_VERSION, CodedReport, Date, stable_hash
from dateline.store import reviewing, schema
from dateline.store.opening import last_moment
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

T = TypeVar("T", int, str)
RETRACTION = "retraction"
_FIELDS = ("outlet", "title", "url", "language", "published", "dateline", "byline", "wire")
_AT_ONCE = 400
"""Rows asked for by their number in one query: below the bound on parameters of every SQLite."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be known: what was published by `as_of`, what was recorded by `recorded_as_of`, and what one coder read."""

    as_of: Date | None = None
    recorded_as_of: Date | None = None
    coder: str | None = None

    def __bool__(self) -> bool:
        """Whether there is any limit."""
        return any(v is not None for v in (self.as_of, self.recorded_as_of, self.coder))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The version of a report that counts, the coding of it that counts, if there is one, and the verdicts that alter it, by number."""

    report: str
    version: int
    report_id: int
    kind: str
    coding_id: int | None
    coder: str | None
    reviews: tuple[int, ...] = ()


def chosen(connection: Connection, limits: Limits, reports: Sequence[str] | None = None) -> list[Chosen]:
    """The version of each report that counts, in the order of the reports' ids: the last that was public, with its last coding.

    `reports` are the ids of those that are asked for; without them all are.
    """
    if reports is not None:
        return [c for part in in_parts(reports) for c in _chosen(connection, limits, part)]
    return _chosen(connection, limits, None)


def _chosen(connection: Connection, limits: Limits, reports: Sequence[str] | None) -> list[Chosen]:
    codings = _codings(connection, limits, reports)
    best: dict[str, Row[Any]] = {}
    for row in connection.execute(_versions(limits, reports)):
        best[row.report] = row
    reviews = _reviews(connection, limits, [row.id for row in best.values()] if reports is not None else None)
    found = []
    for report in sorted(best):
        row = best[report]
        coding, coder = codings.get(row.id, (None, None))
        found.append(Chosen(report, row.version, row.id, row.kind, coding, coder, reviews.get(row.id, ())))
    return found


def _reviews(connection: Connection, limits: Limits, reports: Sequence[int] | None) -> dict[int, tuple[int, ...]]:
    """The verdicts that count; none where it is asked what one coder read."""
    if limits.coder is not None:
        return {}
    return reviewing.altering(connection, last_moment(limits.recorded_as_of) if limits.recorded_as_of is not None else None, reports)


def _versions(limits: Limits, reports: Sequence[str] | None) -> sa.Select[Any]:
    t = schema.reports
    asked = sa.select(t.c.id, t.c.report, t.c.version, t.c.kind).order_by(t.c.public_from, t.c.version)
    if reports is not None:
        asked = asked.where(t.c.report.in_(reports))
    if limits.as_of is not None:
        asked = asked.where(t.c.public_from <= last_moment(limits.as_of))
    if limits.recorded_as_of is not None:
        asked = asked.where(t.c.recorded_at <= last_moment(limits.recorded_as_of))
    return asked


def _codings(connection: Connection, limits: Limits, reports: Sequence[str] | None) -> dict[int, tuple[int, str]]:
    """For each version of a report its last coding: by the coder that this store knows last."""
    t, coders = schema.codings, schema.coders
    asked = sa.select(t.c.id, t.c.report_id, t.c.coder).join(coders, coders.c.id == t.c.coder)
    if reports is not None:
        asked = asked.where(t.c.report_id.in_(sa.select(schema.reports.c.id).where(schema.reports.c.report.in_(reports))))
    if limits.recorded_as_of is not None:
        asked = asked.where(t.c.recorded_at <= last_moment(limits.recorded_as_of))
    if limits.coder is not None:
        asked = asked.where(t.c.coder == limits.coder)
    rows = connection.execute(asked.order_by(coders.c.recorded_at, coders.c.id))
    return {row.report_id: (row.id, row.coder) for row in rows}


def in_parts(wanted: Iterable[T]) -> Iterator[list[T]]:
    """What is asked for in order, each once, as many at a time as one query takes."""
    ordered = sorted(set(wanted))
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def merged_from(found: Sequence[Chosen]) -> list[Chosen]:
    """Those that events are merged from: coded, and not taken back by their outlet."""
    return [c for c in found if c.coding_id is not None and c.kind != RETRACTION]


def digest(found: Sequence[Chosen], *more: str) -> str:
    """What stands for a selection: equal if the same versions by the same coders were chosen, and altered by the same verdicts."""
    return stable_hash(*(f"{c.report}\0{c.version}\0{c.coder}" + (f"\0{c.reviews}" if c.reviews else "") for c in found), *more)


def load(connection: Connection, found: Sequence[Chosen]) -> Iterator[CodedReport]:
    """The coded reports of a selection, in its order, as reviewers corrected them; those without a coding have no layers."""
    for start in range(0, len(found), _AT_ONCE):
        part = found[start : start + _AT_ONCE]
        rows = {
            row.id: row for row in connection.execute(sa.select(schema.reports).where(schema.reports.c.id.in_([c.report_id for c in part])))
        }
        coded = [c.coding_id for c in part if c.coding_id is not None]
        t = schema.codings
        records = {row.id: row.record for row in connection.execute(sa.select(t.c.id, t.c.record).where(t.c.id.in_(coded)))}
        said = reviewing.effects(connection, [n for c in part for n in c.reviews])
        for c in part:
            verdicts = [said[n] for n in c.reviews]
            yield restore(rows[c.report_id], records[c.coding_id] if c.coding_id is not None else None, verdicts)


def restore(row: Row[Any], record: bytes | None, verdicts: Sequence[tuple[str, dict[str, Any] | None]] = ()) -> CodedReport:
    """A coded report out of a row of `reports` and what a coding keeps, with verdicts in place. Without a coding it has no layers."""
    report: dict[str, Any] = {"id": row.report, "text": unpack(row.text), **{name: getattr(row, name) for name in _FIELDS}}
    report["extra"] = json.loads(row.extra) if row.extra else {}
    layers = reviewing.revised(json.loads(unpack(record)), verdicts) if record is not None else {}
    return coded_from_dict({"schema": SCHEMA_VERSION, "report": report, **layers}, source=f"report {row.report}")
