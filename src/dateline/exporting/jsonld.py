"""JSON-LD: each event a schema.org Event and a PROV entity that was derived from its reports; docs/exports.md describes the terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import quote

from dateline import __version__
from dateline.exporting.cells import json_text, tidied
from dateline.exporting.collection import Collection, text_of
from dateline.exporting.derived import identity, iso_day, urls
from dateline.exporting.formats import EVERYTHING, Format
from dateline.merging.model import Disagreement, MergedEvent, MergedParticipant
from dateline.model import Where

CONTEXT = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dl": "urn:dateline:term:",
}
"""Vocabularies are named by their own addresses, which nothing opens; the terms of ours are described in the docs."""

LOSSES = (
    "spans, candidates and reasons",
    "attributions beyond the name of who vouches",
    "schema.org has no words for actor, recipient, type, status and certainty: those are terms of our own (dl:)",
)
_BODY = "schema:articleBody"
_CODING = "urn:dateline:coding"


def write(collection: Collection, out: BinaryIO) -> None:
    """Write one document: the program, the reports by id, the events in the order of the collection."""
    out.write(b'{"@context": ' + json_text(CONTEXT).encode("utf-8") + b',\n"@graph": [')
    for number, node in enumerate(nodes(collection)):
        written = tidied(_present(node))
        if _BODY in node:
            written[_BODY] = node[_BODY]  # as it is, since spans index it
        out.write((",\n" if number else "\n").encode() + json_text(written).encode("utf-8"))
    out.write(b"\n]}\n")


def nodes(collection: Collection) -> Iterator[dict[str, Any]]:
    """The nodes of the graph, in order."""
    yield {
        "@id": _CODING,
        "@type": "prov:Activity",
        "prov:wasAssociatedWith": {"@id": "urn:dateline:program", "@type": "prov:SoftwareAgent", "schema:name": f"Dateline {__version__}"},
    }
    yield from _reports(collection)
    for event in collection.events:
        yield _event(event, collection)


def _reports(collection: Collection) -> Iterator[dict[str, Any]]:
    told = {ref.report: ref for event in collection.events for ref in event.mentions}
    for ident, ref in sorted(told.items()):
        report = collection.report(ref)
        node = {
            "@id": _urn("report", ident),
            "@type": ["schema:NewsArticle", "prov:Entity"],
            "schema:headline": report.title if report else None,
            "schema:url": report.url if report else None,
            "schema:inLanguage": report.language if report else None,
            "schema:datePublished": ref.published,
            "schema:publisher": {"@type": "schema:Organization", "schema:name": ref.outlet} if ref.outlet else None,
        }
        if collection.texts and report is not None and report.text:
            node[_BODY] = report.text
        yield node


def _event(event: MergedEvent, collection: Collection) -> dict[str, Any]:
    reports = [{"@id": _urn("report", ident)} for ident in event.reports]
    # A time that is only bounded is no date of the event: schema.org's dates are given where the day is known.
    day = iso_day(event.when)
    start, end = event.when.start, event.when.end
    node: dict[str, Any] = {
        "@id": _urn("event", event.id),
        "@type": ["schema:Event", "prov:Entity"],
        "schema:identifier": event.id,
        "schema:name": text_of(event),
        "schema:startDate": (start if start == end else day) if day else None,
        "schema:endDate": (end if start == end else day) if day else None,
        "schema:location": _place(event.where),
        "schema:subjectOf": reports,
        "schema:url": urls(event, collection),
        "prov:wasDerivedFrom": reports,
        "prov:wasGeneratedBy": {"@id": _CODING},
        "prov:wasAttributedTo": [{"@type": "prov:Agent", "schema:name": source.key} for source in event.sources],
        "dl:type": event.type,
        "dl:mode": event.mode,
        "dl:act": {"dl:type": event.act.type, "dl:mode": event.act.mode} if event.act else None,
        "dl:context": list(event.contexts),
        "dl:cameo": event.cameo,
        "dl:quad": event.quad,
        "dl:score": event.score,
        "dl:goldstein": event.goldstein,
        "dl:status": event.status,
        "dl:auxiliary": list(event.auxiliary),
        "dl:certainty": event.factuality.certainty,
        "dl:polarity": event.factuality.polarity,
        "dl:factuality": event.factuality.score,
        "dl:earliest": start,
        "dl:latest": end,
        "dl:timePrecision": event.when.precision,
        "dl:timeBasis": event.when.basis,
        "dl:actor": [_participant(event, p) for p in event.actors],
        "dl:recipient": [_participant(event, p) for p in event.recipients],
        "dl:figure": [{"dl:kind": m.kind, "dl:low": m.low, "dl:high": m.high, "dl:unit": m.unit} for m in event.magnitudes],
        "dl:independentSources": len(event.sources),
        "dl:firstReported": event.first_reported,
        "dl:lastReported": event.last_reported,
        "dl:differs": [_differing(found) for found in event.versions],
        "dl:confidence": event.confidence,
        "dl:mergedBy": event.rules,
    }
    for link in event.links:
        # `part-of` is schema.org's superEvent; the other kinds are terms of our own, as the record names them.
        term = "schema:superEvent" if link.kind == "part-of" else f"dl:{_escaped(link.kind)}"
        node.setdefault(term, []).append({"@id": _urn("event", link.event)})
    return node


def _participant(event: MergedEvent, p: MergedParticipant) -> dict[str, Any]:
    return {
        "@id": _urn("participant", identity(event, p)),
        "@type": "prov:Agent",
        "schema:name": p.name,
        "schema:sameAs": {"@id": f"http://www.wikidata.org/entity/{_escaped(p.wikidata)}"} if p.wikidata else None,
        "dl:words": p.text,
        "dl:code": p.code,
        "dl:country": p.country,
        "dl:sector": list(p.sectors),
        "dl:title": p.title,
        "dl:backer": p.backer,
    }


def _place(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    point = None
    if where.latitude is not None and where.longitude is not None:
        point = {"@type": "schema:GeoCoordinates", "schema:latitude": where.latitude, "schema:longitude": where.longitude}
    return {
        "@type": "schema:Place",
        "schema:name": where.name,
        "schema:address": {"@type": "schema:PostalAddress", "schema:addressRegion": where.admin1, "schema:addressCountry": where.country},
        "schema:geo": point,
        "dl:geonames": where.geonames_id,
        "dl:placePrecision": where.precision,
    }


def _differing(found: Disagreement) -> dict[str, Any]:
    return {
        "dl:field": found.field,
        "dl:rule": found.rule,
        "dl:disputed": found.disputed,
        "dl:version": [
            {
                "dl:value": {"@value": v.value, "@type": "@json"},
                "dl:chosen": v.chosen,
                "dl:firstReported": v.first_reported,
                "dl:lastReported": v.last_reported,
                "dl:holder": [{"@type": "prov:Agent", "schema:name": h.name, "dl:kind": h.kind, "dl:code": h.code} for h in v.holders],
            }
            for v in found.versions
        ],
    }


def _urn(kind: str, ident: str) -> str:
    return f"urn:dateline:{kind}:{_escaped(ident)}"


def _escaped(text: str) -> str:
    """Text as a part of an address, which a lone surrogate cannot be."""
    return quote(text, safe="", errors="replace")


def _present(value: Any) -> Any:
    """Without what is not known: in RDF nothing is said by saying nothing. A literal of JSON stays as it is."""
    if isinstance(value, dict):
        if value.get("@type") == "@json":
            return value
        return {key: _present(item) for key, item in value.items() if item is not None and item != []}
    return [_present(item) for item in value] if isinstance(value, list) else value


FORMAT = Format("jsonld", "schema.org events with PROV, for linked data", LOSSES, EVERYTHING, write, texts=True)
