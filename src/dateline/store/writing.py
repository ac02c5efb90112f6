"""A coded report → the store, in one transaction: all of it is kept, or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.exporting.jsonl import plain, to_dict
from dateline.model import CodedReport
from dateline.store import indexing, schema, searching, texts
from dateline.store.arriving import Arriving, identify, public_from
from dateline.store.opening import Store
from dateline.store.stamps import Stamp
from dateline.store.texts import column

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Outcome = Literal["new", "changed", "coded", "known"]
"""What became of a report: a new one, a new version of one, a new coding of a version that was there, or nothing that was not there."""


def is_known(store: Store, item: Arriving, *, by: Stamp | None = None) -> bool:
    """Whether the store has this content, coded: by anybody, or by one coder. Then there is nothing to do."""
    with store.reading() as connection:
        version = identify(connection, item).version_id
        return version is not None and _is_coded(connection, version, by)


def _is_coded(connection: Connection, version: int, by: Stamp | None) -> bool:
    t = schema.codings
    asked = sa.select(t.c.id).where(t.c.report_id == version)
    if by is not None:
        asked = asked.where(t.c.coder == by.id)
    return connection.execute(asked.limit(1)).first() is not None


def keep(store: Store, item: Arriving, coded: CodedReport, stamp: Stamp, *, run: int | None = None, again: bool = False) -> Outcome:
    """Keep a report and what was read in it. `again`: keep the coding even if another coder has coded it before.

    The coder must be known to the store (`stamps.register`).
    """
    with store.writing() as connection:
        return keep_on(connection, store, item, coded, stamp, run=run, again=again)


def keep_on(
    connection: Connection, store: Store, item: Arriving, coded: CodedReport, stamp: Stamp, *, run: int | None = None, again: bool = False
) -> Outcome:
    """`keep` in a transaction that is open already."""
    recorded = store.recorded()
    known = identify(connection, item)
    if known.version_id is not None and _is_coded(connection, known.version_id, stamp if again else None):
        return "known"
    version = known.version_id
    outcome: Outcome = "coded"
    if version is None:
        outcome = "changed" if known.versions else "new"
        row = report_row(item, coded, known.ident, known.versions + 1, keeps_text=store.keeps_text)
        version = add_version(connection, {**row, "public_from": public_from(connection, item, known, recorded), "recorded_at": recorded})
    add_coding(connection, version, coded, stamp.id, recorded)
    if run is not None:
        t = schema.runs
        counted = t.c.new if outcome == "new" else t.c.changed if outcome == "changed" else t.c.coded
        connection.execute(t.update().where(t.c.id == run).values({counted: counted + 1, t.c.seen_at: recorded}))
    return outcome


def report_row(item: Arriving, coded: CodedReport, ident: str, version: int, *, keeps_text: bool) -> dict[str, Any]:
    """A version of a report as it is kept."""
    report = item.report
    text = report.text if keeps_text else texts.extracts(coded)
    extra = report.extra if keeps_text else texts.short(dict(report.extra))
    return {
        "report": ident,
        "version": version,
        "day": None if report.published is None else report.published.isoformat()[:10],
        "published": report.published.isoformat() if report.published is not None else None,
        "outlet": column(report.outlet),
        "title": column(report.title),
        "url": column(report.url),
        "language": column(report.language),
        "dateline": column(report.dateline),
        "byline": column(report.byline),
        "wire": column(report.wire),
        "extra": json.dumps(plain(extra)) if extra else None,
        "kind": item.kind,
        "notice": column(item.notice),
        "retrieved_at": item.retrieved_at,
        "archive_url": column(item.archive_url),
        "length": len(report.text),
        "content_hash": item.content_hash,
        "bytes_hash": item.bytes_hash,
        "whole": keeps_text,
        "text": texts.pack(text),
    }


def add_version(connection: Connection, row: dict[str, Any]) -> int:
    """Append a version of a report, make it searchable, and note a correction that it brings."""
    number = indexing.next_id(connection, schema.reports)
    connection.execute(schema.reports.insert().values(id=number, **row))
    searching.add(connection, number, row["title"], texts.unpack(row["text"]))
    if row["kind"] != "report":
        noted = {name: row[name] for name in ("report", "version", "kind", "notice", "recorded_at")}
        connection.execute(schema.corrections.insert().values(report_id=number, **noted))
    return number


def add_coding(connection: Connection, version: int, coded: CodedReport, coder: str, recorded: str) -> int:
    """Append a coding of a version of a report."""
    number = indexing.next_id(connection, schema.codings)
    layers = to_dict(coded)
    del layers["report"], layers["schema"]  # these stand in `reports`
    layers.pop("vectors", None)  # and these in a table of their own
    values = {"id": number, "report_id": version, "coder": coder, "recorded_at": recorded, "record": texts.pack_json(layers)}
    connection.execute(schema.codings.insert().values(values))
    indexing.add_vectors(connection, number, coded)
    indexing.add_coding(connection, number, coded)
    return number
