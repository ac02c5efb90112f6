"""What changed between two coders: the same reports, read by each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.model import CodedReport, EventMention
from dateline.store import schema, selecting, stamps
from dateline.store.opening import Store
from dateline.store.texts import sentence_at, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

Kind = Literal["added", "removed", "changed"]
_FIELDS = ("type", "mode", "act", "actors", "recipients", "when", "where", "auxiliary", "attributions", "magnitudes")


@dataclass(frozen=True, slots=True)
class Change:
    """A mention that one coder has and the other has not, or that they read differently. `fields` maps what differs to both readings."""

    kind: Kind
    report: str
    version: int
    start: int
    end: int
    words: str
    sentence: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two coders over the versions of reports that both coded: how many mentions are the same, and every change."""

    one: str
    other: str
    reports: int
    same: int
    changes: tuple[Change, ...]


def compare(store: Store, one: str, other: str) -> Comparison:
    """What `other` reads differently from `one`. Each is a coder's id, the start of it, or a version of Dateline."""
    with store.reading() as connection:
        a, b = stamps.find_coder(connection, one), stamps.find_coder(connection, other)
        reports, same = 0, 0
        changes: list[Change] = []
        for row, before, after in _both(connection, a, b):
            reports += 1
            equal, found = _changes(row, before, after)
            same += equal
            changes += found
        return Comparison(a, b, reports, same, tuple(changes))


def _both(connection: Connection, one: str, other: str) -> Iterator[tuple[Row[Any], CodedReport, CodedReport]]:
    r, c = schema.reports, schema.codings
    mine, theirs = c.alias(), c.alias()
    asked = (
        sa.select(r.c.id, mine.c.record, theirs.c.record)
        .join(mine, sa.and_(mine.c.report_id == r.c.id, mine.c.coder == one))
        .join(theirs, sa.and_(theirs.c.report_id == r.c.id, theirs.c.coder == other))
        .order_by(r.c.report, r.c.version)
    )
    for number, before, after in connection.execute(asked):
        row = connection.execute(sa.select(r).where(r.c.id == number)).one()
        yield row, selecting.restore(row, before), selecting.restore(row, after)


def _changes(row: Row[Any], before: CodedReport, after: CodedReport) -> tuple[int, list[Change]]:
    text = unpack(row.text)
    old, new = _by_trigger(before.events or ()), _by_trigger(after.events or ())
    same, found = 0, []
    for place in sorted(old.keys() | new.keys()):
        for a, b in itertools.zip_longest(old.get(place, []), new.get(place, [])):
            fields = tuple(_differing(a, before, b, after)) if a is not None and b is not None else ()
            if a is not None and b is not None and not fields:
                same += 1
                continue
            kind: Kind = "added" if a is None else "removed" if b is None else "changed"
            shown = a or b
            if not fields:
                told = _told(shown, "type")
                fields = (("type", told if a is not None else "–", told if b is not None else "–"),)
            sentence = sentence_at(text, shown.trigger.start, whole=row.whole)
            found.append(Change(kind, row.report, row.version, *place, shown.trigger.text, sentence, fields))
    return same, found


def _by_trigger(events: Sequence[EventMention]) -> dict[tuple[int, int], list[EventMention]]:
    found: dict[tuple[int, int], list[EventMention]] = {}
    for e in sorted(events, key=lambda e: (e.trigger.start, e.trigger.end, e.type, e.mode or "", e.id)):
        found.setdefault((e.trigger.start, e.trigger.end), []).append(e)
    return found


def _differing(a: EventMention, before: CodedReport, b: EventMention, after: CodedReport) -> Iterator[tuple[str, str, str]]:
    for name in _FIELDS:
        one, other = _told(a, name, before), _told(b, name, after)
        if one != other:
            yield name, one, other


def _told(e: EventMention, name: str, coded: CodedReport | None = None) -> str:
    """A field in words that can be compared."""
    if name in ("actors", "recipients"):
        return "; ".join(" ".join(filter(None, (p.code, p.name or p.text))) for p in getattr(e, name)) or "–"
    if name == "type":
        return e.type
    if name == "act":
        return "–" if e.act is None else e.act.type + (f"/{e.act.mode}" if e.act.mode else "")
    if name == "when":
        return f"{e.when.start or '?'} to {e.when.end or '?'} ({e.when.basis})"
    if name == "where":
        return "–" if e.where is None else f"{e.where.name} ({e.where.country or '?'})"
    if name == "attributions":
        sources = {a.id: a.source for a in (coded.attributions or () if coded else ())}
        said = (sources[i] for i in e.attributions if i in sources)
        return "; ".join((s.name or s.text) if s is not None else "nobody named" for s in said) or "–"
    if name == "magnitudes":
        return "; ".join(f"{m.kind} {m.low}–{m.high}" for m in e.magnitudes) or "–"
    value = getattr(e, name)
    return " ".join(value) or "–" if isinstance(value, tuple) else str(value or "–")
