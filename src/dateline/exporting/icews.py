"""ICEWS: 20 columns, tab-separated with a header; one row an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline.exporting.cells import listed, number, tabbed, tsv_line
from dateline.exporting.collection import Collection, numbers
from dateline.exporting.derived import cameo_labels, city, country, dashed, one_day, outlets, pair, province, sentence_number, shown_name
from dateline.exporting.formats import FACTS, Format
from dateline.merging.model import MergedEvent, MergedParticipant

COLUMNS = (
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
)

LOSSES = (
    "further actors and recipients, a backer, and codes such as RUSGOV",
    "PLOVER's type, mode and contexts, and the act that is promised",
    "factuality, according to whom, and confidence",
    "times of day, dates known only as a span, and the date of publication",
    "figures (killed, injured and others)",
    "all reports but the first, on what reports differ, and links between events",
    "District has no source here and is empty; sectors are PLOVER's in words, not the tree of ICEWS",
)

SECTORS = {
    "BUS": "Business",
    "COP": "Police",
    "CRM": "Criminals",
    "CVL": "Civilians",
    "EDU": "Education",
    "ELI": "Elites",
    "GOV": "Government",
    "IGO": "Intergovernmental Organization",
    "JRN": "Journalists",
    "JUD": "Judiciary",
    "LAB": "Labor",
    "LEG": "Legislature",
    "LGY": "Civil Society",
    "MED": "Media",
    "MIL": "Military",
    "NGO": "Nongovernmental Organization",
    "OPP": "Opposition",
    "PTY": "Political Party",
    "REB": "Rebels",
    "REF": "Refugees",
    "REL": "Religious",
    "SPY": "Intelligence",
    "UAF": "Unaligned Armed Forces",
}
"""PLOVER's sectors in words; ICEWS has words in these columns."""


def rows(collection: Collection) -> Iterator[tuple[str, ...]]:
    """The rows, in the order of the collection, without the header."""
    ids = numbers(collection.events)
    for event in collection.events:
        yield _row(event, ids[event.id], collection)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write the header and all rows."""
    out.write(tsv_line(COLUMNS))
    out.writelines(tsv_line(row) for row in rows(collection))


def _row(event: MergedEvent, ident: int, collection: Collection) -> tuple[str, ...]:
    actor, recipient = pair(event)
    code = event.cameo or ""
    first = event.mentions[0] if event.mentions else None
    where = event.where
    return (
        str(ident),
        dashed(*one_day(event, collection)),
        *_participant(actor),
        tabbed(cameo_labels().get(code, "")),
        tabbed(code),
        number(event.goldstein),
        *_participant(recipient),
        tabbed(first.report if first else ""),
        number(sentence_number(first, collection)) if first else "",
        tabbed(listed(outlets(event))),
        tabbed(city(where)),
        "",
        tabbed(province(where)),
        tabbed(country(where.country).name or where.country) if where else "",
        number(where.latitude) if where else "",
        number(where.longitude) if where else "",
    )


def _participant(p: MergedParticipant | None) -> tuple[str, str, str]:
    if p is None:
        return "", "", ""
    sectors = ",".join(SECTORS.get(s, s) for s in p.sectors)
    return tabbed(shown_name(p)), tabbed(sectors), tabbed(country(p.country).name or p.country)


FORMAT = Format("icews", "ICEWS, tab-separated with a header", LOSSES, FACTS, write, cameo=True, one_each=True)
