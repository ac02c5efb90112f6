"""`dateline event`: one event with all that stands behind it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dateline.cli.store_options import about_time, opened_store

if TYPE_CHECKING:
    from dateline.store.querying import EventDetail, Evidence, Voice


@click.command()
@click.argument("ident", metavar="ID")
@about_time
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Lines for people or JSON. Without it: lines on a terminal.")
def event(ident: str, db: str, as_of: dt.date | None, recorded_as_of: dt.date | None, coder: str | None, form: str | None) -> int:
    """Show one event: each mention with its sentence, who says so and by whom, what reports differ on, and its history in the record.

    \b
    Examples:
      dateline event m-d17f248c057f5c42
      dateline event m-d17f248c057f5c42 --as-of 2024-06-20 --format json
    """
    from dateline.store import querying

    with opened_store(db, as_of, recorded_as_of, coder) as store:
        detail = querying.event(store, ident)
    if (form or ("text" if sys.stdout.isatty() else "json")) == "json":
        click.echo(querying.to_line(detail))
        return 0
    for line in _lines(detail):
        click.echo(line)
    return 0


def _lines(detail: EventDetail) -> Iterator[str]:
    from dateline.cli.events import people
    from dateline.exporting.table import moment

    e = detail.event
    kind = e.type + (f"/{e.mode}" if e.mode else "")
    yield _line(0, f"{e.id} · {people(e.actors) or '–'} · {kind} · {people(e.recipients) or '–'}")
    if detail.gone:
        yield _line(2, "the record has this event no more; this is what it said last")
    where = f"{e.where.name} ({e.where.country or 'country unknown'})" if e.where else "place unknown"
    sources = f"{len(e.sources)} independent source{'' if len(e.sources) == 1 else 's'}"
    yield _line(2, f"{moment(e.when)} · {where} · {' '.join((e.status, *e.auxiliary))} · {sources} · confidence {e.confidence:.2f}")
    for m in e.magnitudes:
        yield _line(2, f"{m.kind}: {'?' if m.low is None else f'{m.low:g}'} to {'?' if m.high is None else f'{m.high:g}'} {m.unit or ''}")
    for link in e.links:
        yield _line(2, f"{link.kind} {link.event}")
    for found in detail.evidence:
        yield from _evidence(found)
    for field in e.versions:
        yield _line(2, f"reports differ on {field.field}{', disputed' if field.disputed else ''}:")
        for version in field.versions:
            who = ", ".join(h.name or "nobody named" for h in version.holders)
            since = f"by {who}, since {version.first_reported or 'an unknown day'}"
            yield _line(4, f"{'→' if version.chosen else '·'} {_value(version.value)}: {since}")
    for c in detail.corrections:
        yield _line(2, f"{c.kind} of {c.report} (version {c.version}), recorded {c.recorded_at[:10]}: {c.notice or 'no words'}")
    for v in detail.history:
        yield _line(2, f"version {v.version}, recorded {v.recorded_at[:19]}: {'gone' if v.gone else f'{v.status}, {v.reports} reports'}")


def _line(indent: int, text: str) -> str:
    from dateline.exporting.table import clean

    return " " * indent + clean(text)


def _evidence(found: Evidence) -> Iterator[str]:
    yield _line(2, f"{found.outlet or 'outlet unknown'} · {found.published or 'date unknown'} · {found.title or found.report}")
    yield _line(6, found.sentence or f"(no text kept) … {found.words} …")
    for chain in found.chains:
        yield _line(6, "according to " + " ← ".join(_voice(v) for v in chain))


def _voice(voice: Voice) -> str:
    return (voice.name or ("outlet unknown" if voice.kind == "outlet" else "nobody named")) + (f" ({voice.cue})" if voice.cue else "")


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items() if v not in (None, [], ""))
    if isinstance(value, list):
        return "; ".join(_value(v) for v in value)
    return str(value)
