"""The spans of a report's text that mean something, the events it tells, and the sentences that were read and not coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dateline.exporting.jsonl import plain
from dateline.parsing.sentences import split
from dateline.store.texts import sentence_at

if TYPE_CHECKING:
    from dateline.coding.coder import Coder
    from dateline.knowledge import Knowledge
    from dateline.model import CodedReport, Participant, Span
    from dateline.store.reviewing import Review

_NO_EVENT = "no event was found in it"
_NOT_PARSED = "no event word together with someone who can act"


def marks(coded: CodedReport, merged: Mapping[str, str]) -> list[dict[str, Any]]:
    """All marks in the order of the text. `merged` gives the merged event of a mention."""
    found: list[dict[str, Any]] = []

    def add(kind: str, span: Any, label: str, *, code: str | None = None, mention: str | None = None, event: str | None = None) -> None:
        if span.start < span.end:
            row = {"kind": kind, "start": span.start, "end": span.end, "event": event, "mention": mention, "label": label, "code": code}
            found.append(row)

    for e in coded.events or ():
        event = merged.get(e.id)
        add("trigger", e.trigger, e.type + (f"/{e.mode}" if e.mode else ""), code=e.cameo, mention=e.id, event=event)
        for kind, side in (("actor", e.actors), ("recipient", e.recipients)):
            for p in side:
                add(kind, p, _name(p), code=p.code, mention=e.id, event=event)
    for t in coded.times or ():
        add("time", t, t.value)
    for place in coded.places or ():
        add("place", place, place.name + (f" ({place.country})" if place.country else ""), code=place.country)
    for a in coded.attributions or ():
        mention = a.events[0] if a.events else None
        event = merged.get(mention) if mention else None
        for span in a.content:
            add("quote", span, f"{a.kind}, {a.act}", mention=mention, event=event)
        if a.cue is not None:
            add("cue", a.cue, a.act, mention=mention, event=event)
        for voice in (a.source, *a.via):
            if voice is not None:
                add("source", voice, _name(voice), code=voice.code, mention=mention, event=event)
    return sorted(found, key=lambda m: (m["start"], -m["end"], m["kind"], m["mention"] or ""))


def _name(p: Participant) -> str:
    return p.name or p.text


def mentions(coded: CodedReport, merged: Mapping[str, str], reviews: Mapping[str, Review], *, whole: bool) -> list[dict[str, Any]]:
    """The events as the report tells them."""
    return [
        {
            "mention": e.id,
            "event": merged.get(e.id),
            "type": e.type,
            "mode": e.mode,
            "start": e.trigger.start,
            "end": e.trigger.end,
            "sentence": sentence_at(coded.report.text, e.trigger.start, whole=whole),
            "confidence": e.confidence,
            "auxiliary": list(e.auxiliary),
            "review": plain(reviews[e.id]) if e.id in reviews else None,
        }
        for e in coded.events or ()
    ]


def uncoded(coded: CodedReport, knowledge: Knowledge) -> list[dict[str, Any]]:
    """The sentences of a report in which no event was found, and whether they could have held one."""
    text = coded.report.text
    found = []
    for span in _silent(coded):
        could = knowledge.gate.passes(text[span.start : span.end])
        found.append({"start": span.start, "end": span.end, "reason": _NO_EVENT if could else _NOT_PARSED})
    return found


def explained(coder: Coder, coded: CodedReport) -> list[dict[str, Any]]:
    """Likewise, with what the coder saw in each sentence and why it made no event of it."""
    readings = {r.sentence.start: r for r in coder.read(coded.report)}
    found = []
    for span in _silent(coded):
        reading = readings.get(span.start)
        if reading is None:
            reason = _NOT_PARSED
        else:
            seen = [n.proposal.entry.type for n in reading.nested if n.proposal.actors or n.proposal.recipients]
            reason = f"seen and not taken for an event: {', '.join(dict.fromkeys(seen))}" if seen else _NO_EVENT
        found.append({"start": span.start, "end": span.end, "reason": reason})
    return found


def _silent(coded: CodedReport) -> Iterator[Span]:
    """The sentences that hold words and no trigger."""
    triggers: Sequence[int] = sorted(e.trigger.start for e in coded.events or ())
    for span in split(coded.report.text):
        told = any(span.start <= t < span.end for t in triggers)
        if not told and any(c.isalnum() for c in coded.report.text[span.start : span.end]):
            yield span
