"""What the formats of other projects ask and a merged event does not say outright: one day, one pair, a sentence's number, a class."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.exporting.collection import Collection
from dateline.knowledge.tables import Library
from dateline.merging.model import MentionRef, MergedEvent, MergedParticipant
from dateline.model import EventMention, Participant, When, Where, stable_hash

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MUTUAL = frozenset({"CONSULT", "COOPERATE"})
_SIGNED = "057"
"""CAMEO: signs a formal agreement."""
_GROUPS = frozenset({"IGO", "NGO", "MNC", "IMG"})
"""The international bodies whose CAMEO code goes on with the body's own: IGOUNO."""
_UTC_STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Country:
    """A country's codes: ISO 3166-1 alpha-2, FIPS 10-4, Correlates of War; '' where it has none."""

    iso2: str
    fips: str
    cow: str
    name: str


@functools.cache
def countries() -> Mapping[str, Country]:
    """Countries by ISO 3166-1 alpha-3, of the actor tables; parts of a country have its code and stand below it."""
    found: dict[str, Country] = {}
    for row in Library().rows("actors/countries.tsv", ("iso3", "iso2", "fips", "cow", "name")):
        found.setdefault(row["iso3"], Country(row["iso2"], row["fips"], row["cow"], row["name"]))
    return found


NO_COUNTRY = Country("", "", "", "")


def country(iso3: str | None) -> Country:
    """The country of a code; one without codes and name where it is not known."""
    return countries().get(iso3 or "", NO_COUNTRY)


@functools.cache
def cameo_labels() -> Mapping[str, str]:
    """The name of each CAMEO code."""
    return {row["code"]: row["label"] for row in Library().rows("codebook/cameo.tsv", ("code", "label"))}


def cameo_quad(code: str) -> int | None:
    """CAMEO's quad class, which goes by the root.

    1 verbal cooperation (01 to 05), 2 material cooperation (06 to 08), 3 verbal conflict (09 to 13), 4 material conflict (14 to 20).
    PLOVER's differs for some: an appeal (02) is verbal conflict there, a lifted curfew (08) verbal cooperation.
    """
    if not code[:2].isdigit():
        return None
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


# --- time


def known_date(when: When) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of an event, as far as the record knows them: both bounds must agree. A bound alone is no date."""
    first, last = _ISO_DAY.match(when.start or ""), _ISO_DAY.match(when.end or "")
    if first is None or last is None or first[1] != last[1]:
        return None, None, None
    if first[2] != last[2]:
        return int(first[1]), None, None
    return int(first[1]), int(first[2]), int(first[3]) if first[3] == last[3] else None


def on_publication(event: MergedEvent) -> bool:
    """Whether its words give no time and it is news of the day: then its day of publication may stand in, if the user wants that."""
    timeless = event.when.basis in ("publication", "unknown") and known_date(event.when)[0] is None
    return timeless and not event.auxiliary and event.status not in ("announced", "denied") and event.first_reported is not None


def one_day(event: MergedEvent, collection: Collection) -> tuple[int | None, int | None, int | None]:
    """Year, month and day for a format that has one day an event: the known date, or that of publication if it was asked for."""
    if collection.as_published and on_publication(event):
        return known_date(When(event.first_reported, event.first_reported))
    return known_date(event.when)


def iso_day(when: When) -> str:
    """The day of an event as YYYY-MM-DD, or nothing where it is not known to the day."""
    return dashed(*known_date(when))


def dashed(year: int | None, month: int | None, day: int | None) -> str:
    """YYYY-MM-DD, or nothing where it is not known to the day."""
    return f"{year:04}-{month:02}-{day:02}" if year is not None and month is not None and day is not None else ""


def stamp(published: str | None) -> str:
    """A time of publication as YYYYMMDDHHMMSS, in UTC where its zone is known; a day without a time gets zeros."""
    try:
        moment = dt.datetime.fromisoformat(published or "")
        moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):  # no date, or one whose zone leads out of the calendar
        return ""
    return moment.strftime(_UTC_STAMP).rjust(14, "0")


def first_stamp(event: MergedEvent) -> str:
    """When an event was first reported, as `stamp` has it."""
    return min((s for s in (stamp(ref.published) for ref in event.mentions) if s), default="")


# --- participants


def mutual(event: MergedEvent) -> bool:
    """Whether its actors do it to each other, so that a format of pairs has the second as the other side: they meet, trade or sign."""
    return not event.recipients and len(event.actors) > 1 and (event.type in _MUTUAL or event.cameo == _SIGNED)


def pair(event: MergedEvent) -> tuple[MergedParticipant | None, MergedParticipant | None]:
    """One actor and one recipient: the first that has a code, else the first. Where the actors do it to each other, the first two."""
    actors = _coded_first(event.actors)
    recipients = actors[1:] if mutual(event) else _coded_first(event.recipients)
    return (actors[0] if actors else None), (recipients[0] if recipients else None)


def _coded_first(side: Sequence[MergedParticipant]) -> list[MergedParticipant]:
    return [p for p in side if p.code] + [p for p in side if not p.code]


def shown_name(p: MergedParticipant | None) -> str:
    """A name, or the words where they have a code ("Turkish police"); nothing for a thing or a pronoun that nobody resolved."""
    return "" if p is None else p.name or (p.text if p.code else "")


def code_parts(p: MergedParticipant | None) -> tuple[str, str, tuple[str, ...]]:
    """Country, known group and roles of a participant, out of its CAMEO code and its sectors: IGOUNOREF gives '', UNO, (IGO, REF)."""
    if p is None:
        return "", "", ()
    code = p.code or ""
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    if p.country and parts[:1] == [p.country]:
        parts = parts[1:]
    group = parts.pop(1) if len(parts) > 1 and parts[0] in _GROUPS and parts[1] not in p.sectors else ""
    return p.country or "", group, tuple(dict.fromkeys((*parts, *p.sectors)))


def identity(event: MergedEvent, p: MergedParticipant) -> str:
    """A stable id of who takes part. Who has only a description ("police") is someone else in every event."""
    if p.id:
        return "p-" + stable_hash("id", p.id)
    if p.wikidata:
        return "p-" + stable_hash("wikidata", p.wikidata)
    if p.name:
        return "p-" + stable_hash("name", p.name, p.code or p.country or "")
    return "p-" + stable_hash("in", event.id, p.text, p.code or "")


def same_participant(side: Sequence[Participant], p: MergedParticipant | None) -> Participant | None:
    """The participant of a mention that is one of the merged event."""
    if p is None:
        return None
    for found in side:
        if (found.id, found.name, found.code) == (p.id, p.name, p.code) or (p.name and found.name == p.name) or found.text == p.text:
            return found
    return None


# --- places


def is_place(where: Where | None) -> bool:
    """Whether it is a town or a spot in one, and not a whole region or country."""
    return where is not None and where.precision == "place"


def city(where: Where | None) -> str:
    """The town's name; nothing for a region or a country."""
    return where.name if where is not None and is_place(where) else ""


def province(where: Where | None) -> str:
    """The first-level region's name."""
    if where is None:
        return ""
    return where.admin1 or (where.name if where.precision == "admin1" else "")


# --- reports


def urls(event: MergedEvent, collection: Collection) -> list[str]:
    """The addresses of its reports, in the order of the mentions, each once."""
    found = (collection.report(ref) for ref in event.mentions)
    return list(dict.fromkeys(report.url for report in found if report is not None and report.url))


def outlets(event: MergedEvent) -> list[str]:
    """The outlets that report it, in the order of the mentions, each once."""
    return list(dict.fromkeys(ref.outlet for ref in event.mentions if ref.outlet)) or list(event.outlets)


def sentence_number(ref: MentionRef, collection: Collection) -> int | None:
    """The number, from 1, of the sentence in which a mention stands; None where the report's text was not kept."""
    report = collection.report(ref)
    if report is None or not report.text:
        return None
    for number, span in enumerate(_sentences(report.text), start=1):
        if span[0] <= ref.start < span[1]:
            return number
    return None


@functools.lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    from dateline.parsing.sentences import split

    return tuple((span.start, span.end) for span in split(text))


def in_lead(ref: MentionRef, collection: Collection) -> bool | None:
    """Whether a mention stands in the first paragraph; None where the text was not kept or is not divided by blank lines."""
    report = collection.report(ref)
    if report is None or not report.text:
        return None
    body = report.text.lstrip()
    lead = re.search(r"\n[ \t\r]*\n", body)
    return None if lead is None else ref.start < len(report.text) - len(body) + lead.start()


def according_to(event: MergedEvent, collection: Collection) -> Iterator[str]:
    """Who is named as vouching for it, mention by mention; what the outlet says in its own word gives nothing."""
    seen: set[str] = set()
    for ref in event.mentions:
        mention: EventMention | None = collection.mention(ref)
        for ident in mention.attributions if mention else ():
            attribution = collection.attributions.get((ref.report, ident))
            source = attribution.source if attribution else None
            name = (source.name or source.text) if source else ""
            if name and name not in seen:
                seen.add(name)
                yield name
