"""GDELT 2.0 mentions: 16 columns, tab-separated, no header; one row a mention of an event in a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline.exporting.cells import number, tabbed, tsv_line
from dateline.exporting.collection import Collection, numbers
from dateline.exporting.derived import first_stamp, pair, same_participant, sentence_number, stamp
from dateline.exporting.formats import FACTS, Format
from dateline.merging.model import MentionRef, MergedEvent
from dateline.model import EventMention, Participant

COLUMNS = (
    "GlobalEventID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
)

LOSSES = (
    "all of the event but its id: join with gdelt-events",
    "ends of spans, and participants beyond one actor and one recipient",
    "factuality, and according to whom",
    "MentionDocTone and Extras have no source here and are empty",
)
_WEB, _CITATION = "1", "2"


def rows(collection: Collection) -> Iterator[tuple[str, ...]]:
    """The rows: by event in the order of the collection, then by publication, report and place in the text."""
    ids = numbers(collection.events)
    for event in collection.events:
        added = first_stamp(event)
        for ref in sorted(event.mentions, key=lambda m: (stamp(m.published) or "9", m.report, m.start, m.end, m.id)):
            yield _row(event, ref, ids[event.id], added, collection)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write all rows."""
    out.writelines(tsv_line(row) for row in rows(collection))


def _row(event: MergedEvent, ref: MentionRef, ident: int, added: str, collection: Collection) -> tuple[str, ...]:
    report, mention = collection.report(ref), collection.mention(ref)
    actor, recipient = _found(event, mention)
    url = report.url if report is not None else None
    return (
        str(ident),
        added,
        stamp(ref.published),
        _WEB if url else _CITATION,
        tabbed(ref.outlet),
        tabbed(url or ref.report),
        number(sentence_number(ref, collection)),
        str(actor.start) if actor else "",
        str(recipient.start) if recipient else "",
        str(ref.start),
        _raw(mention),
        str(round(100 * min(max(ref.confidence, 0.0), 1.0))),
        str(len(report.text)) if report is not None and report.text else "",
        "",
        "",
        "",
    )


def _found(event: MergedEvent, mention: EventMention | None) -> tuple[Participant | None, Participant | None]:
    if mention is None:
        return None, None
    actor, recipient = pair(event)
    sides = (*mention.actors, *mention.recipients)  # where two act upon each other, reports put either first
    return same_participant(mention.actors, actor), same_participant(mention.recipients, recipient) or same_participant(sides, recipient)


def _raw(mention: EventMention | None) -> str:
    """1 where every participant is named in the clause itself, 0 where a pronoun or a description had to be resolved."""
    if mention is None:
        return ""
    return "0" if any(p.refers_to is not None for p in (*mention.actors, *mention.recipients)) else "1"


FORMAT = Format("gdelt-mentions", "GDELT 2.0 mentions, tab-separated", LOSSES, FACTS, write, cameo=True)
