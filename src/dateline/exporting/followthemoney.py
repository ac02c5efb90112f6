"""FollowTheMoney's JSON: one entity a line, Events with the LegalEntities involved and the Articles that prove them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from dateline.exporting.cells import json_text, tidy
from dateline.exporting.collection import Collection, text_of
from dateline.exporting.derived import country, identity, known_date, outlets, urls
from dateline.exporting.formats import FACTS, Format
from dateline.merging.model import MentionRef, MergedEvent, MergedParticipant
from dateline.model import stable_hash

LOSSES = (
    "who acts and who is acted upon (the name of the event says it in words; both are 'involved')",
    "codes, sectors and titles of participants, and whoever has neither name nor code",
    "PLOVER's scores and CAMEO (type, mode and contexts are keywords)",
    "factuality, according to whom, and confidence",
    "times of day, dates known only as a span, and coordinates",
    "figures, on what reports differ, and links between events",
)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write all entities: articles, then participants, each by id, then events in the order of the collection."""
    out.writelines((json_text(entity) + "\n").encode("utf-8") for entity in entities(collection))


def entities(collection: Collection) -> Iterator[dict[str, Any]]:
    """The entities, each id once."""
    told = {ref.report: ref for event in collection.events for ref in event.mentions}
    for ident in sorted(told, key=_article_id):
        yield _article(told[ident], collection)
    people: dict[str, list[tuple[MergedEvent, MergedParticipant]]] = {}
    for event in collection.events:
        for p in _known(event):
            people.setdefault(identity(event, p), []).append((event, p))
    for ident in sorted(people):
        yield _participant(ident, [p for _, p in people[ident]])
    for event in collection.events:
        yield _event(event, collection)


def _article_id(report: str) -> str:
    return "a-" + stable_hash("report", report)


def _article(ref: MentionRef, collection: Collection) -> dict[str, Any]:
    report = collection.report(ref)
    entity = _entity(
        _article_id(ref.report),
        "Article",
        fileName=[ref.report],  # FollowTheMoney requires one; the report's id is what the record knows it by
        title=[report.title if report else None],
        author=[report.byline if report else None],
        language=[_language(report.language) if report else None],
        sourceUrl=[report.url if report else None],
        publisher=[ref.outlet],
        publishedAt=[ref.published[:19] if ref.published else None],
    )
    if collection.texts and report is not None and report.text:
        entity["properties"]["bodyText"] = [report.text]  # as it is, since spans index it
    return entity


def _participant(ident: str, known: list[MergedParticipant]) -> dict[str, Any]:
    return _entity(
        ident,
        "LegalEntity",
        name=[p.name or p.text for p in known],
        alias=[p.text for p in known if p.name and p.text != p.name and p.name in p.text],
        country=[country(p.country).iso2.lower() for p in known],
        wikidataId=[p.wikidata for p in known],
    )


def _event(event: MergedEvent, collection: Collection) -> dict[str, Any]:
    where = event.where
    return _entity(
        event.id,
        "Event",
        name=[text_of(event)],
        date=[_date(event)],
        location=[", ".join(dict.fromkeys(p for p in (where.name, where.admin1, country(where.country).name) if p)) if where else None],
        country=[country(where.country).iso2.lower() if where else None],
        involved=[identity(event, p) for p in _known(event)],
        proof=[_article_id(report) for report in event.reports],
        keywords=[event.type, f"{event.type}/{event.mode}" if event.mode else None, *event.contexts],
        recordId=[event.id],
        sourceUrl=urls(event, collection),
        publisher=outlets(event),
        summary=[f"{event.status}: {len(event.sources)} independent sources, {len(event.reports)} reports"],
    )


def _known(event: MergedEvent) -> list[MergedParticipant]:
    return [p for p in (*event.actors, *event.recipients) if p.name or p.code]


def _date(event: MergedEvent) -> str | None:
    """FollowTheMoney's dates may stop at the year or the month."""
    year, month, day = known_date(event.when)
    parts = [f"{year:04}" if year is not None else None, f"{month:02}" if month else None, f"{day:02}" if day else None]
    return "-".join(p for p in parts if p) or None


def _language(code: str | None) -> str | None:
    """ISO 639-3, which FollowTheMoney wants; of the two-letter codes English alone, since nothing else is coded."""
    short = (code or "").partition("-")[0].lower()
    return "eng" if short == "en" else short if len(short) == 3 else None


def _entity(ident: str, schema: str, **properties: Iterable[str | None]) -> dict[str, Any]:
    """An entity with the properties that have values, each value once, sorted: sets have no order."""
    kept = {name: sorted({tidy(v) for v in values if v} - {""}) for name, values in sorted(properties.items())}
    return {"id": tidy(ident), "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


FORMAT = Format("followthemoney", "FollowTheMoney entities, one a line, for Aleph and OpenSanctions", LOSSES, FACTS, write, texts=True)
