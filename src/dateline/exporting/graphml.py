"""GraphML: who takes part and what takes place as nodes; edges from the actors to the event, from it to its recipients, and between events.

An event of twenty participants is one node with twenty edges, not a hundred pairs; a network of pairs is one projection away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from dateline.exporting.cells import number, tidy
from dateline.exporting.collection import Collection, text_of
from dateline.exporting.derived import identity, iso_day
from dateline.exporting.formats import EVERYTHING, Format
from dateline.merging.model import MergedEvent, MergedParticipant

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

NODE_KEYS = (
    ("kind", "string"),
    ("label", "string"),
    ("code", "string"),
    ("country", "string"),
    ("sectors", "string"),
    ("wikidata", "string"),
    ("type", "string"),
    ("mode", "string"),
    ("cameo", "string"),
    ("score", "double"),
    ("status", "string"),
    ("auxiliary", "string"),
    ("factuality", "double"),
    ("day", "string"),
    ("place", "string"),
    ("latitude", "double"),
    ("longitude", "double"),
    ("sources", "int"),
    ("confidence", "double"),
)
EDGE_KEYS = (("role", "string"),)

LOSSES = (
    "mentions, reports, outlets and spans",
    "titles and backers, and according to whom",
    "times of day, and dates known only as a span",
    "figures, and the versions on which reports differ",
    "a link to an event that is not among those exported",
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(collection: Collection, out: BinaryIO) -> None:
    """Write the graph: participants by id, events in the order of the collection, then edges."""
    out.writelines((line + "\n").encode("utf-8") for line in _lines(collection))


def _lines(collection: Collection) -> Iterator[str]:
    people: dict[str, dict[str, str]] = {}
    for event in collection.events:
        for p in (*event.actors, *event.recipients):
            _add(people.setdefault(identity(event, p), {}), p)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<graphml xmlns={quoteattr(NAMESPACE)}>"
    for owner, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, kind in keys:
            yield f'<key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>'
    yield '<graph id="events" edgedefault="directed">'
    for ident in sorted(people):
        yield _node(ident, people[ident])
    for event in collection.events:
        yield _node(event.id, _facts(event))
    for ident, source, target, role in edges(collection):
        ends = f"id={_quoted(ident)} source={_quoted(source)} target={_quoted(target)}"
        yield f"<edge {ends}>{_data('edge_role', role)}</edge>"
    yield "</graph>"
    yield "</graphml>"


def edges(collection: Collection) -> Iterator[tuple[str, str, str, str]]:
    """Id, source, target and role of each edge; a participant who stands twice on one side of an event has one edge there."""
    known = {event.id for event in collection.events}
    for event in collection.events:
        for actor in dict.fromkeys(identity(event, p) for p in event.actors):
            yield f"{event.id}.actor.{actor}", actor, event.id, "actor"
        for recipient in dict.fromkeys(identity(event, p) for p in event.recipients):
            yield f"{event.id}.recipient.{recipient}", event.id, recipient, "recipient"
        for link in dict.fromkeys(event.links):
            if link.event in known:
                yield f"{event.id}.{link.kind}.{link.event}", event.id, link.event, link.kind


def _add(known: dict[str, str], p: MergedParticipant) -> None:
    """What is known of someone, the first answer to each question."""
    facts = {
        "kind": "participant",
        "label": p.name or p.text,
        "code": p.code or "",
        "country": p.country or "",
        "sectors": " ".join(p.sectors),
        "wikidata": p.wikidata or "",
    }
    for name, found in facts.items():
        known[name] = known.get(name) or found


def _facts(event: MergedEvent) -> dict[str, str]:
    where = event.where
    return {
        "kind": "event",
        "label": text_of(event),
        "type": event.type,
        "mode": event.mode or "",
        "cameo": event.cameo or "",
        "score": number(event.score),
        "status": event.status,
        "auxiliary": " ".join(event.auxiliary),
        "factuality": number(event.factuality.score),
        "day": iso_day(event.when),
        "place": where.name if where else "",
        "country": (where.country if where else None) or "",
        "latitude": number(where.latitude) if where else "",
        "longitude": number(where.longitude) if where else "",
        "sources": str(len(event.sources)),
        "confidence": number(event.confidence),
    }


def _node(ident: str, facts: Mapping[str, str]) -> str:
    data = "".join(_data(f"node_{name}", facts[name]) for name, _ in NODE_KEYS if facts.get(name))
    return f"<node id={_quoted(ident)}>{data}</node>"


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{escape(_text(text))}</data>'


def _quoted(text: str) -> str:
    return quoteattr(_text(text))


def _text(text: str) -> str:
    """Text that XML 1.0 allows at all; the rest is escaped, and no entity is declared or used."""
    return _NO_XML.sub("\ufffd", tidy(text))


FORMAT = Format("graphml", "a graph of participants and events, for networks", LOSSES, EVERYTHING, write)
