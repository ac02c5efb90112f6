"""Phoenix (PETRARCH's data set): 26 columns, tab-separated, no header; one row an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dateline.exporting.cells import listed, number, tabbed, tsv_line
from dateline.exporting.collection import Collection
from dateline.exporting.derived import cameo_quad, city, country, one_day, outlets, pair, province, urls
from dateline.exporting.formats import FACTS, Format
from dateline.merging.model import MergedEvent, MergedParticipant

COLUMNS = (
    "id",
    "date",
    "year",
    "month",
    "day",
    "source",
    "source_root",
    "source_agent",
    "source_others",
    "target",
    "target_root",
    "target_agent",
    "target_others",
    "code",
    "root_code",
    "quad_class",
    "goldstein",
    "issues",
    "lat",
    "lon",
    "placename",
    "statename",
    "countryname",
    "ids",
    "urls",
    "sources",
)

LOSSES = (
    "names of actors and recipients, further ones, and a backer",
    "PLOVER's type, mode and contexts, and the act that is promised",
    "factuality, according to whom, and confidence",
    "times of day, dates known only as a span, and the date of publication",
    "figures (killed, injured and others)",
    "independent sources, on what reports differ, and links between events",
    "issues has no source here (PLOVER's contexts are another list) and is empty",
)


def rows(collection: Collection) -> Iterator[tuple[str, ...]]:
    """The rows, in the order of the collection."""
    for event in collection.events:
        yield _row(event, collection)


def write(collection: Collection, out: BinaryIO) -> None:
    """Write all rows."""
    out.writelines(tsv_line(row) for row in rows(collection))


def _row(event: MergedEvent, collection: Collection) -> tuple[str, ...]:
    actor, recipient = pair(event)
    year, month, day = one_day(event, collection)
    code = event.cameo or ""
    where = event.where
    return (
        tabbed(event.id),
        f"{year:04}{month:02}{day:02}" if year is not None and month is not None and day is not None else "",
        number(year),
        number(month),
        number(day),
        *_participant(actor),
        *_participant(recipient),
        tabbed(code),
        tabbed(code[:2]),
        number(cameo_quad(code)),
        number(event.goldstein),
        "",
        number(where.latitude) if where else "",
        number(where.longitude) if where else "",
        tabbed(city(where)),
        tabbed(province(where)),
        tabbed(country(where.country).name or where.country) if where else "",
        _several(event.reports),
        _several(urls(event, collection)),
        _several(outlets(event)),
    )


def _several(values: list[str] | tuple[str, ...]) -> str:
    """Phoenix has no blank behind its semicolons."""
    return tabbed(listed(values).replace("; ", ";"))


def _participant(p: MergedParticipant | None) -> tuple[str, str, str, str]:
    """The code, and what it is made of: country or kind of body, first role, other roles."""
    code = p.code if p is not None and p.code else ""
    root, agent, *others = (*(code[i : i + 3] for i in range(0, len(code), 3)), "", "")
    return tabbed(code), tabbed(root), tabbed(agent), tabbed(";".join(o for o in others if o))


FORMAT = Format("phoenix", "Phoenix, tab-separated", LOSSES, FACTS, write, cameo=True, one_each=True)
