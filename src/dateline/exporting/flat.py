"""An event as one flat row with typed columns: what CSV, Parquet and GeoJSON share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dateline.exporting.collection import Collection
from dateline.exporting.derived import according_to, iso_day, outlets, urls
from dateline.merging.model import Disagreement, MergedEvent, MergedMagnitude, MergedParticipant

Kind = Literal["text", "texts", "integer", "number", "day"]
"""What a column holds; a `day` is a text YYYY-MM-DD, `texts` a list in which a value may be missing."""

Value = Callable[[MergedEvent, Collection], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, and what fills it."""

    name: str
    kind: Kind
    meaning: str
    value: Value


_FIGURES = ("killed", "injured", "arrested", "participants")
"""The figures with columns of their own; `figures` has all."""


def _side(name: Literal["actors", "recipients"], word: str) -> tuple[Column, ...]:
    def column(suffix: str, meaning: str, value: Callable[[MergedParticipant], str | None]) -> Column:
        return Column(f"{word}_{suffix}", "texts", meaning, lambda event, _: [value(p) for p in getattr(event, name)])

    return (
        column("names", f"each {word}'s name, else the words of the report", lambda p: p.name or p.text),
        column("codes", "CAMEO codes, such as RUSGOV, in the order of the names", lambda p: p.code),
        column("countries", "ISO 3166-1 alpha-3, likewise", lambda p: p.country),
        column("sectors", "PLOVER's sectors, the chief one first, a blank between them", lambda p: " ".join(p.sectors) or None),
        column("titles", "the office held on the day of the event", lambda p: p.title),
        column("ids", "who it is, by the id of our actor tables", lambda p: p.id),
        column("wikidata", "who it is, by Wikidata", lambda p: p.wikidata),
    )


def _figure(kind: str, end: Literal["low", "high"]) -> Column:
    what = "how large the crowd was" if kind == "participants" else f"how many were {kind}"
    meaning = f"{what}, at {'least' if end == 'low' else 'most'}"

    def value(event: MergedEvent, _: Collection) -> float | None:
        return next((getattr(m, end) for m in event.magnitudes if m.kind == kind), None)

    return Column(f"{kind}_{end}", "number", meaning, value)


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "the event's id, the same in every run", lambda e, _: e.id),
    Column("type", "text", "PLOVER's type", lambda e, _: e.type),
    Column("mode", "text", "PLOVER's mode", lambda e, _: e.mode),
    Column("act_type", "text", "the type of what is promised or announced", lambda e, _: e.act.type if e.act else None),
    Column("act_mode", "text", "its mode", lambda e, _: e.act.mode if e.act else None),
    Column("contexts", "texts", "PLOVER's contexts", lambda e, _: list(e.contexts)),
    Column("cameo", "text", "the CAMEO code", lambda e, _: e.cameo),
    Column("quad", "integer", "PLOVER's quad class, 1 verbal cooperation to 4 material conflict", lambda e, _: e.quad),
    Column("score", "number", "PLOVER's score, −10 to +10", lambda e, _: e.score),
    Column("goldstein", "number", "Goldstein's value of the CAMEO code", lambda e, _: e.goldstein),
    Column("status", "text", "reported, corroborated, disputed, announced or denied", lambda e, _: e.status),
    Column("auxiliary", "texts", "historical, future, hypothetical, negation: none for a plain fact", lambda e, _: list(e.auxiliary)),
    Column("certainty", "text", "certain, probable, possible or unknown", lambda e, _: e.factuality.certainty),
    Column("polarity", "text", "positive, negative or unknown", lambda e, _: e.factuality.polarity),
    Column("factuality", "number", "−3 (certainly not) to +3 (certainly)", lambda e, _: e.factuality.score),
    *_side("actors", "actor"),
    *_side("recipients", "recipient"),
    Column("day", "day", "the day, where it is known to the day", lambda e, _: iso_day(e.when) or None),
    Column("start", "text", "the first day or minute that the words allow, ISO 8601", lambda e, _: e.when.start),
    Column("end", "text", "the last one; where one of the two is missing, only the other bound is known", lambda e, _: e.when.end),
    Column("time_precision", "text", "minute to century, or unknown", lambda e, _: e.when.precision),
    Column("time_basis", "text", "stated, tense, publication or unknown: on what the time rests", lambda e, _: e.when.basis),
    Column("place", "text", "the place's name in the gazetteer", lambda e, _: e.where.name if e.where else None),
    Column("place_precision", "text", "place, admin1, country or unknown", lambda e, _: e.where.precision if e.where else None),
    Column("admin1", "text", "its first-level region", lambda e, _: e.where.admin1 if e.where else None),
    Column("country", "text", "its country, ISO 3166-1 alpha-3", lambda e, _: e.where.country if e.where else None),
    Column("latitude", "number", "degrees, WGS 84", lambda e, _: e.where.latitude if e.where else None),
    Column("longitude", "number", "degrees, WGS 84", lambda e, _: e.where.longitude if e.where else None),
    Column("geonames_id", "integer", "its id in GeoNames", lambda e, _: e.where.geonames_id if e.where else None),
    *(_figure(kind, end) for kind in _FIGURES for end in ("low", "high")),
    Column("figures", "texts", "all figures: kind, low..high, unit", lambda e, _: [_shown(m) for m in e.magnitudes]),
    Column("words", "texts", "the words in the reports that tell it", lambda e, _: list(dict.fromkeys(m.text for m in e.mentions))),
    Column("according_to", "texts", "whom the reports name for it; needs the coded reports", lambda e, c: list(according_to(e, c))),
    Column("mention_count", "integer", "how often it is told", lambda e, _: len(e.mentions)),
    Column("report_count", "integer", "in how many reports", lambda e, _: len(e.reports)),
    Column("source_count", "integer", "by how many independent sources", lambda e, _: len(e.sources)),
    Column("first_reported", "day", "the first day of publication", lambda e, _: e.first_reported),
    Column("last_reported", "day", "the last one", lambda e, _: e.last_reported),
    Column("outlets", "texts", "the outlets", lambda e, _: outlets(e)),
    Column("report_ids", "texts", "the reports, by id", lambda e, _: list(e.reports)),
    Column("urls", "texts", "their addresses; needs the coded reports", urls),
    Column("differs", "texts", "fields on which reports differ", lambda e, _: [_differing(d) for d in e.versions]),
    Column("links", "texts", "links to other events: kind and id", lambda e, _: [f"{link.kind} {link.event}" for link in e.links]),
    Column("confidence", "number", "0 to 1", lambda e, _: e.confidence),
    Column("rules", "text", "the rules of merging; 'single' for a mention that was not merged", lambda e, _: e.rules),
)

LOSSES = (
    "spans and candidates of participants, and backers",
    "the versions on which reports differ, and who holds each (the fields are named)",
    "reasons, and quotations beyond their source",
)
"""What the flat row has no column for."""


def record(event: MergedEvent, collection: Collection) -> dict[str, Any]:
    """The event's values by column, None where there is none."""
    return {column.name: column.value(event, collection) for column in COLUMNS}


def _shown(m: MergedMagnitude) -> str:
    low, high = (f"{x:g}" if x is not None and abs(x) < 1e5 else f"{x:.0f}" if x is not None else "?" for x in (m.low, m.high))
    span = low if low == high else f"{low}..{high}"
    return " ".join(part for part in (m.kind, span, m.unit) if part)


def _differing(found: Disagreement) -> str:
    return f"{found.field} (disputed)" if found.disputed else found.field


def names(columns: Sequence[Column] = COLUMNS) -> tuple[str, ...]:
    """The columns' names, in order."""
    return tuple(column.name for column in columns)
