"""POLECAT: 40 columns, tab-separated with a header; PLOVER's types, one row an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline import __version__
from dateline.exporting.cells import listed, number, tabbed, tsv_line
from dateline.exporting.collection import Collection
from dateline.exporting.derived import city, country, dashed, one_day, outlets, pair, province
from dateline.exporting.formats import FACTS, Format
from dateline.merging.model import MentionRef, MergedEvent, MergedParticipant

COLUMNS = (
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
)

LOSSES = (
    "further actors and recipients, a backer, and codes such as RUSGOV",
    "the act that is promised, and the CAMEO code",
    "factuality, according to whom, and confidence",
    "times of day, and dates known only as a span",
    "figures (killed, injured and others)",
    "how many reports and independent sources, on what reports differ, and links between events",
    "Wikipedia ids (the record has Wikidata's), District, Story People and Story Organizations have no source here and are empty",
)
_QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
_FEATURES = {"country": "PCLI", "admin1": "ADM1"}


def rows(collection: Collection) -> Iterator[tuple[str, ...]]:
    """The rows, in the order of the collection, without the header."""
    for event in collection.events:
        yield _row(event, collection)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write the header and all rows."""
    out.write(tsv_line(COLUMNS))
    out.writelines(tsv_line(row) for row in rows(collection))


def _row(event: MergedEvent, collection: Collection) -> tuple[str, ...]:
    actor, recipient = pair(event)
    reports = [r for r in (collection.report(ref) for ref in event.mentions) if r is not None]
    languages = sorted({r.language for r in reports if r.language})
    return (
        tabbed(event.id),
        dashed(*one_day(event, collection)),
        tabbed(event.type),
        tabbed(event.mode),
        number(event.score),
        _QUADS.get(event.quad or 0, ""),
        _several(event.contexts),
        *_participant(actor),
        *_participant(recipient),
        *_place(event, collection),
        _several(outlets(event)),
        tabbed(event.first_reported),
        "",
        "",
        _several(_locations(event, collection)),
        _several(languages),
        f"dateline {__version__}",
    )


def _several(values: list[str] | tuple[str, ...]) -> str:
    return tabbed(listed(values))


def _participant(p: MergedParticipant | None) -> tuple[str, ...]:
    if p is None:
        return ("",) * 8
    return (
        tabbed(p.name),
        tabbed(p.country),
        country(p.country).cow,
        tabbed(p.sectors[0] if p.sectors else ""),
        _several(p.sectors),
        tabbed(p.title),
        tabbed(p.text),
        "",
    )


def _place(event: MergedEvent, collection: Collection) -> tuple[str, ...]:
    where = event.where
    if where is None:
        return ("",) * 10
    return (
        tabbed(where.name),
        tabbed(city(where)),
        "",
        tabbed(province(where)),
        tabbed(where.country),
        number(where.latitude),
        number(where.longitude),
        number(where.geonames_id),
        tabbed(next((words for words in (_raw(event, ref, collection) for ref in event.mentions) if words), "")),
        _FEATURES.get(where.precision, ""),
    )


def _raw(event: MergedEvent, ref: MentionRef, collection: Collection) -> str:
    """The words of the place in a report that names the same one."""
    report, mention = collection.report(ref), collection.mention(ref)
    if report is None or mention is None or mention.where is None or mention.where.span is None or event.where is None:
        return ""
    span = mention.where.span
    return report.text[span.start : span.end] if mention.where.name == event.where.name else ""


def _locations(event: MergedEvent, collection: Collection) -> list[str]:
    """The places that its reports name, in the order of the texts."""
    found: dict[str, None] = {}
    for ref in event.mentions:
        coded = collection.reports.get(ref.report)
        found.update(dict.fromkeys(place.name for place in (coded.places if coded else None) or ()))
    return list(found)


FORMAT = Format("polecat", "POLECAT, tab-separated with a header", LOSSES, FACTS, write, one_each=True)
