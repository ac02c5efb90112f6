"""GDELT 2.0 events: 61 columns, tab-separated, no header; one row an event, however many reports tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline.exporting.cells import number, tabbed, tsv_line
from dateline.exporting.collection import Collection, numbers
from dateline.exporting.derived import (
    cameo_quad,
    code_parts,
    country,
    first_stamp,
    in_lead,
    one_day,
    pair,
    province,
    shown_name,
    urls,
)
from dateline.exporting.formats import FACTS, Format
from dateline.merging.model import MergedEvent, MergedParticipant
from dateline.model import Where

_ACTOR = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
_GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")

COLUMNS = (
    "GlobalEventID",
    "Day",
    "MonthYear",
    "Year",
    "FractionDate",
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    *(f"Actor1Geo_{name}" for name in _GEO),
    *(f"Actor2Geo_{name}" for name in _GEO),
    *(f"ActionGeo_{name}" for name in _GEO),
    "DATEADDED",
    "SOURCEURL",
)

LOSSES = (
    "further actors and recipients, and a backer",
    "PLOVER's type, mode and contexts, and the act that is promised",
    "factuality, according to whom, and confidence",
    "times of day, and dates known only as a span",
    "figures (killed, injured and others)",
    "on what reports differ, and links between events",
    "AvgTone, ethnic and religious codes, and places of the actors have no source here and are empty",
    "so have ADM1 and ADM2 codes of regions and feature ids of towns",
)


def rows(collection: Collection) -> Iterator[tuple[str, ...]]:
    """The rows, in the order of the collection."""
    ids = numbers(collection.events)
    for event in collection.events:
        yield _row(event, ids[event.id], collection)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write all rows."""
    out.writelines(tsv_line(row) for row in rows(collection))


def _row(event: MergedEvent, ident: int, collection: Collection) -> tuple[str, ...]:
    actor, recipient = pair(event)
    code = event.cameo or ""
    nowhere = ("",) * len(_GEO)
    return (
        str(ident),
        *_date(event, collection),
        *_actor(actor),
        *_actor(recipient),
        _root(event, collection),
        tabbed(code),
        tabbed(code[:3]),
        tabbed(code[:2]),
        number(cameo_quad(code)),
        number(event.goldstein),
        str(len(event.mentions)),
        str(len(event.sources)),
        str(len(event.reports)),
        "",
        *nowhere,
        *nowhere,
        *_geo(event.where),
        first_stamp(event),
        tabbed(next(iter(urls(event, collection)), "")),
    )


def _date(event: MergedEvent, collection: Collection) -> tuple[str, str, str, str]:
    year, month, day = one_day(event, collection)
    whole = f"{year:04}{month:02}{day:02}" if year is not None and month is not None and day is not None else ""
    # GDELT's own formula, which takes every month for thirty days and goes from 0 to 0.99.
    fraction = f"{year + ((month - 1) * 30 + day) / 365:.4f}" if year is not None and month is not None and day is not None else ""
    return whole, f"{year:04}{month:02}" if year is not None and month is not None else "", number(year), fraction


def _actor(p: MergedParticipant | None) -> tuple[str, ...]:
    nation, group, roles = code_parts(p)
    types = (*roles, "", "", "")[:3]
    code = p.code if p is not None else None
    return (tabbed(code), tabbed(shown_name(p).upper()), tabbed(nation), tabbed(group), "", "", "", *(tabbed(t) for t in types))


def _root(event: MergedEvent, collection: Collection) -> str:
    """1 where a report tells it in its first paragraph, 0 where none does, empty where the texts are not at hand."""
    found = [in_lead(ref, collection) for ref in event.mentions]
    if True in found:
        return "1"
    return "" if None in found or not found else "0"


def _geo(where: Where | None) -> tuple[str, ...]:
    if where is None:
        return ("",) * len(_GEO)
    nation = country(where.country)
    home = where.country == "USA"
    kinds = {"country": "1", "admin1": "2" if home else "5", "place": "3" if home else "4"}
    kind = kinds.get(where.precision, "")
    named = (where.name, province(where) if where.precision == "place" else "", nation.name if where.precision != "country" else "")
    whole = nation.fips if kind == "1" else ""  # a country is its own region and feature there
    return (
        kind,
        tabbed(", ".join(dict.fromkeys(part for part in named if part))),
        nation.fips,
        whole,
        "",
        number(where.latitude),
        number(where.longitude),
        whole,
    )


FORMAT = Format("gdelt-events", "GDELT 2.0 events, tab-separated", LOSSES, FACTS, write, cameo=True, one_each=True)
