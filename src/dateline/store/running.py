"""Reports → the store: each coded and kept in a transaction of its own, then all merged. What is there already costs only the reading."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from dateline.bulk import Outcome, SetAside, code_each
from dateline.bulk.written import whole
from dateline.errors import WrongUsage
from dateline.merging import Tables
from dateline.model import CodedReport, Report
from dateline.store import indexing, schema, selecting, stamps, tombstones, writing
from dateline.store.arriving import Arriving, arriving
from dateline.store.opening import Store
from dateline.store.remerging import Merged, remerge
from dateline.store.selecting import Limits
from dateline.store.stamps import Stamp
from dateline.store.texts import column


class Codes(Protocol):
    """What codes a report: a `Coder`."""

    def code(self, report: Report) -> CodedReport:
        """The report, coded."""


@dataclass(slots=True)
class Progress:
    """What a run has done so far; `merged` comes at the end."""

    read: int = 0
    new: int = 0
    changed: int = 0
    coded: int = 0
    known: int = 0
    forgotten: int = 0
    mentions: int = 0
    merged: Merged | None = field(default=None)


Watch = Callable[[Progress], None]
Asked = tuple[Arriving | None, Report | None]
"""A report that arrives, None where it was forgotten; and the report to code, None where it is known."""
Each = Callable[[Iterable[Asked]], Iterator[tuple[Arriving | None, Outcome[CodedReport] | None]]]
"""What codes those that are to be coded, and lets the others through, in order: `bulk.code_each` with its settings."""


def run(
    store: Store,
    reports: Iterable[Report],
    coder: Codes | Each,
    stamp: Stamp,
    *,
    inputs: Iterable[str] = (),
    watch: Watch = lambda _: None,
    tables: Tables | None = None,
    on_set_aside: Callable[[SetAside], None] = lambda _: None,
) -> Progress:
    """Code and keep what is not there yet, and merge. Killed and started again, it goes on where it was.

    With processes behind `coder` some reports are on their way ahead of what is kept: of one that stands twice among them the second is
    coded for nothing, and known when it comes to be kept. A report that cannot be coded goes to `on_set_aside` and is not kept.
    """
    done = Progress()
    number = _begin(store, "run", inputs, stamp)
    with store.reading() as connection:
        buried = tombstones.load(connection)

    def asked() -> Iterator[Asked]:
        for report in reports:
            item = arriving(report, buried)
            yield item, None if item is None or writing.is_known(store, item) else item.report

    each = coder if not hasattr(coder, "code") else functools.partial(code_each, load=lambda: coder, finish=whole)
    for item, outcome in each(asked()):
        done.read += 1
        if item is None:
            done.forgotten += 1
        elif outcome is None:
            done.known += 1
        elif outcome.value is None:
            on_set_aside(SetAside(item.report, outcome.reason))
        else:
            _keep(store, item, outcome.value, stamp, number, done, again=False)
        watch(done)
    return _finish(store, number, done, watch, tables)


def recode(
    store: Store,
    coder: Codes,
    stamp: Stamp,
    *,
    reports: Iterable[Report] | None = None,
    inputs: Iterable[str] = (),
    watch: Watch = lambda _: None,
    tables: Tables | None = None,
) -> Progress:
    """Add this coder's coding to every report of the store that lacks it, and merge by the new ones. Old codings stay.

    A store that keeps no text needs the `reports` once more; those that it does not know are left out.
    """
    if reports is None and not store.keeps_text:
        raise WrongUsage("this store keeps no text; give the inputs once more: dateline recode INPUT... --db URL")
    done = Progress()
    number = _begin(store, "recode", inputs, stamp)
    with store.reading() as connection:
        buried = tombstones.load(connection)
    if reports is None:
        _recode_kept(store, coder, stamp, number, done, watch)
    for report in reports or ():
        done.read += 1
        item = arriving(report, buried)
        if item is None:
            done.forgotten += 1
        elif not writing.is_known(store, item) or writing.is_known(store, item, by=stamp):
            done.known += 1
        else:
            _code(store, item, coder, stamp, number, done, again=True)
        watch(done)
    return _finish(store, number, done, watch, tables)


def _recode_kept(store: Store, coder: Codes, stamp: Stamp, number: int, done: Progress, watch: Watch) -> None:
    """The versions that count now, one at a time, from the texts that are kept."""
    with store.reading() as connection:
        kept = selecting.chosen(connection, Limits())
    for part in kept:
        done.read += 1
        with store.reading() as connection:
            row = connection.execute(sa.select(schema.reports).where(schema.reports.c.id == part.report_id)).first()
            t = schema.codings
            met = connection.execute(sa.select(t.c.id).where(t.c.report_id == part.report_id, t.c.coder == stamp.id)).first()
            if row is None or met is not None:
                done.known += 1
                continue
            report = selecting.restore(row, None).report
        item = Arriving(report, row.content_hash, row.bytes_hash, row.kind, row.notice, row.retrieved_at, row.archive_url)
        _code(store, item, coder, stamp, number, done, again=True)
        watch(done)


def _code(store: Store, item: Arriving, coder: Codes, stamp: Stamp, number: int, done: Progress, *, again: bool) -> None:
    _keep(store, item, coder.code(item.report), stamp, number, done, again=again)


def _keep(store: Store, item: Arriving, coded: CodedReport, stamp: Stamp, number: int, done: Progress, *, again: bool) -> None:
    done.mentions += len(coded.events or ())
    outcome = writing.keep(store, item, coded, stamp, run=number, again=again)
    setattr(done, outcome, getattr(done, outcome) + 1)


def _begin(store: Store, verb: str, inputs: Iterable[str], stamp: Stamp) -> int:
    with store.writing() as connection:
        number = indexing.next_id(connection, schema.runs)
        now = store.recorded()
        stamps.register(connection, stamp, now)
        named = column(" ".join(inputs))
        values = {"started_at": now, "seen_at": now, "new": 0, "changed": 0, "coded": 0}
        connection.execute(schema.runs.insert().values(id=number, verb=verb, inputs=named, coder=stamp.id, **values))
    return number


def _finish(store: Store, number: int, done: Progress, watch: Watch, tables: Tables | None = None) -> Progress:
    watch(done)
    done.merged = remerge(store, tables)
    with store.writing() as connection:
        connection.execute(schema.runs.update().where(schema.runs.c.id == number).values(finished_at=store.recorded()))
    return dataclasses.replace(done)
