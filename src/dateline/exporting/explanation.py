"""The account of one report in plain lines: each sentence, its events with rule, spans and reasons, and what was left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from dateline.coding.coder import Coder, Reading
from dateline.coding.judging import opinion
from dateline.coding.nesting import Nested
from dateline.exporting.table import certainty, clean, moment, what
from dateline.knowledge.codebook import NONE
from dateline.model import EventMention, Participant, Report
from dateline.parsing.sentences import split


def explanation(coder: Coder, report: Report) -> Iterator[str]:
    """The lines of the account."""
    coded = coder.code(report)
    readings = {r.sentence.start: r for r in coder.read(report)}
    yield f"# {clean(report.title or report.id)}"
    events = list(coded.events or ())
    ruled = dataclasses.replace(coder, encoder=None).code(report).events or () if coder.encoder is not None else ()
    sources = {a.id: a for a in coded.attributions or ()}
    for span in split(report.text):
        yield ""
        yield f"[{span.start}:{span.end}] {clean(report.text[span.start : span.end])}"
        reading = readings.get(span.start)
        if reading is None:
            yield "    not parsed: no event word together with someone who can act"
            continue
        here = [e for e in events if span.start <= e.trigger.start < span.end]
        for event in here:
            yield from _event(event)
            for ident in event.attributions:
                source = sources[ident].source
                yield f"        according to {clean(source.text) if source else 'nobody who is named'}"
        triggers = {e.trigger.start for e in here}
        for event in ruled:
            if span.start <= event.trigger.start < span.end and event.trigger.start not in triggers:
                triggers.add(event.trigger.start)
                yield f"    not coded: {event.type} ({event.rule}): {_doubted(coder, reading, event)}"
        for nested in reading.nested:
            yield from _left_out(nested, reading.sentence.tokens[nested.proposal.trigger].start, triggers)


def _doubted(coder: Coder, reading: Reading, event: EventMention) -> str:
    verdict = opinion(coder.encoder, reading.sentence, event, coder.knowledge.codebook) if coder.encoder is not None else None
    if verdict is None or verdict.type != NONE:
        return f"its confidence is below {coder.settings.min_confidence}"
    return f"no event, by the encoder's reading ({verdict.said})"


def _event(event: EventMention) -> Iterator[str]:
    yield f"    {what(event)}  [{event.trigger.start}:{event.trigger.end}]  confidence {event.confidence}"
    yield f"        rule {event.rule}"
    for role, side in (("actor", event.actors), ("recipient", event.recipients)):
        for p in side:
            yield f"        {role} {_participant(p)}"
    yield f"        when {moment(event.when)} ({event.when.precision}, {event.when.basis})"
    if event.where:
        yield f"        where {clean(event.where.name)} ({event.where.country or 'country unknown'}, {event.where.precision})"
    yield f"        factuality {event.factuality.score:+.1f}: {certainty(event)}"
    for field, reason in event.reasons.items():
        yield f"        because of {field}: {clean(reason)}"


def _participant(p: Participant) -> str:
    code = p.code or "no code"
    return f"[{p.start}:{p.end}] {clean(p.text)!r} → {code}{f', {clean(p.name)}' if p.name else ''} ({clean(p.reason)})"


def _left_out(nested: Nested, start: int, coded: set[int]) -> Iterator[str]:
    if start in coded or not (nested.proposal.actors or nested.proposal.recipients):
        return
    entry = nested.proposal.entry
    why = "its type needs an actor or recipient that does not stand here"
    if nested.standing == "no" and nested.outer is not None:
        why = f"it is only the content of {nested.outer.entry.type} ({nested.outer.entry.rule})"
    yield f"    not coded: {entry.type} ({entry.rule}): {why}"
