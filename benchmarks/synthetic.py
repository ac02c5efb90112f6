"""Synthetic news for measurements: stories of many events, told by one or more reports, with the skew of the real thing.

Who acts, where and of what type comes from our own tables (countries, offices, organisations, armed groups, the gazetteer, CAMEO); what
happened is made up by chance, from a seed. The same seed gives the same reports and events.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.knowledge.codebook import CameoCode, Codebook, load_codebook
from dateline.knowledge.places import Place, load_places
from dateline.knowledge.tables import Library
from dateline.merging.model import EventStatus, IndependentSource, MentionRef, MergedEvent, MergedParticipant
from dateline.model import (
    Attribution,
    Auxiliary,
    CodedReport,
    Counts,
    EventMention,
    Factuality,
    Participant,
    PlaceMention,
    Report,
    SentenceVector,
    Span,
    TextSpan,
    When,
    Where,
    stable_hash,
)

START = dt.date(2015, 1, 1)
DAYS = 3652
_TABLES = ("armed_groups", "organisations", "institutions", "parties", "companies", "civil")
_FAMILIES = {"ASSAULT": 18, "CONSULT": 16, "ACCUSE": 12, "COERCE": 10, "SUPPORT": 8, "AGREE": 7, "AID": 6, "PROTEST": 6, "REQUEST": 6}
_BUSY = "USA RUS CHN ISR UKR IRN GBR PSE IND SYR IRQ PAK AFG FRA DEU TUR EGY SAU KOR PRK JPN NGA YEM LBN MEX VEN BRA ITA".split()  # noqa: SIM905
"""Countries of which most is told, in this order; the others come after them by chance."""
_SECTORS = (("government", "GOV"), ("troops", "MIL"), ("police", "COP"), ("rebels", "REB"), ("protesters", "OPP"), ("civilians", "CVL"))


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who acts in the made-up news."""

    name: str
    code: str
    country: str | None
    ident: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened once: the same for all reports that tell it."""

    actor: Who
    recipient: Who | None
    cameo: str
    kind: str
    mode: str | None
    quad: int
    score: float
    goldstein: float
    label: str
    day: dt.date
    place: Place | None
    auxiliary: tuple[Auxiliary, ...]
    confidence: float


class World:
    """Those who act, places and words, some met often and most seldom; and what happens among them."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)  # chance that need not be secret
        library = Library()
        rows = [r for r in library.rows("actors/countries.tsv", ("iso3", "name", "adjectives", "to")) if r["iso3"] and not r["to"]]
        self.chance.shuffle(rows)
        rows.sort(key=lambda r: _BUSY.index(r["iso3"]) if r["iso3"] in _BUSY else len(_BUSY))
        self.countries = [r["iso3"] for r in rows]
        self.by_country: dict[str, list[Who]] = {}
        for r in rows:
            name, adjective = r["name"], (r.many("adjectives") or [r["name"]])[0]
            found = [Who(name, r["iso3"], r["iso3"], name.lower().replace(" ", "_"))]
            found += [Who(f"{adjective} {noun}", r["iso3"] + sector, r["iso3"], None) for noun, sector in _SECTORS]
            self.by_country[r["iso3"]] = found
        self.international: list[Who] = []
        for row in library.rows("actors/offices.tsv", ("country", "person")):
            if row["country"] in self.by_country:
                self.by_country[row["country"]].append(Who(row["person"], row["country"] + "GOV", row["country"], None))
        for table in _TABLES:
            for row in library.rows(f"actors/{table}.tsv", ("id", "name", "code", "country")):
                who = Who(row["name"], row["code"], row["country"] or None, row["id"])
                self.by_country.get(row["country"], self.international).append(who)
        for among in self.by_country.values():
            self.chance.shuffle(among)
        self.outlets = [r["name"] for r in library.rows("actors/outlets.tsv", ("name",))][:900]
        self.places = _places(self.countries)
        codebook = load_codebook(library)
        self.cameo, self.cameo_weights = _kinds(codebook)
        self.quads = {t.name: (t.quad, t.score) for t in codebook.types.values()}
        vowels, others = "aeiou", "bcdfghklmnprstvwz"
        self.words = [
            "".join(self.chance.choice(others) + self.chance.choice(vowels) for _ in range(self.chance.randint(2, 4)))
            for _ in range(40_000)
        ]
        self.stories = itertools.count()

    def rare(self, among: Sequence[object], power: float = 3.0) -> int:
        """A place in a list: the first are met often, the last seldom."""
        return int(len(among) * self.chance.random() ** power)

    def who(self, country: str | None = None) -> Who:
        """Somebody, of a country or of any."""
        if country is None and self.chance.random() < 0.05:
            return self.international[self.rare(self.international)]
        among = self.by_country[country or self.countries[self.rare(self.countries)]]
        return among[self.rare(among)]

    def story(self) -> tuple[list[CodedReport], list[MergedEvent]]:
        """A story: what happened in one place between few, told by one or more reports; and the events as they are merged."""
        chance = self.chance
        number = next(self.stories)
        day = START + dt.timedelta(days=int(DAYS * chance.random() ** 0.8))  # more is reported of later years
        here = self.countries[self.rare(self.countries)]
        there = here if chance.random() < 0.5 else self.countries[self.rare(self.countries)]
        deeds = [self._deed(here, there, day) for _ in range(1 + int(9 * chance.random() ** 1.2))]
        told = [self._report(number, n, day, deeds) for n in range(1 if chance.random() < 0.75 else 2 + int(8 * chance.random() ** 3))]
        return [coded for coded, _ in told], [e for e in (_event(i, d, told) for i, d in enumerate(deeds)) if e is not None]

    def _deed(self, here: str, there: str, day: dt.date) -> Deed:
        chance = self.chance
        code = chance.choices(self.cameo, cum_weights=self.cameo_weights)[0]
        quad, score = self.quads[code.type]
        among = self.places.get(here, ())
        place = among[self.rare(among, 4.0)] if among and chance.random() < 0.6 else None
        drawn = chance.random()
        auxiliary: tuple[Auxiliary, ...] = ("future",) if drawn < 0.07 else ("historical",) if drawn < 0.12 else ()
        auxiliary = ("hypothetical",) if 0.12 <= drawn < 0.16 else ("negation",) if 0.16 <= drawn < 0.18 else auxiliary
        when = day - dt.timedelta(days=int(3 * chance.random() ** 2)) if "historical" not in auxiliary else day - dt.timedelta(days=400)
        other = self.who(there) if chance.random() < 0.8 else None
        goldstein = code.goldstein if code.goldstein is not None else score
        sure = round(0.35 + 0.64 * chance.random() ** 0.7, 3)
        return Deed(
            self.who(here),
            other,
            code.code,
            code.type,
            code.mode or None,
            quad,
            score,
            goldstein,
            code.label.lower(),
            when,
            place,
            auxiliary,
            sure,
        )

    def _report(self, story: int, number: int, day: dt.date, deeds: Sequence[Deed]) -> tuple[CodedReport, dict[int, EventMention]]:
        chance = self.chance
        published = day + dt.timedelta(days=int(3 * chance.random() ** 4))
        ident = f"s{story}-{number}"
        parts: list[str] = []
        at = 0
        spans: list[tuple[int, Deed, dict[str, tuple[int, int]]]] = []
        said_at: list[tuple[int, int, int, int]] = []
        for i, d in enumerate(deeds):
            if number and chance.random() < 0.3:
                continue
            words: dict[str, tuple[int, int]] = {}
            sentence = ""
            for name, text in (("actor", d.actor.name), ("verb", d.label), ("recipient", d.recipient.name if d.recipient else "")):
                if text:
                    words[name] = (at + len(sentence), at + len(sentence) + len(text))
                    sentence += text + " "
            if d.place:
                sentence += "in "
                words["place"] = (at + len(sentence), at + len(sentence) + len(d.place.name))
                sentence += d.place.name + " "
            sentence += "as " + " ".join(self.words[self.rare(self.words)] for _ in range(8))
            if chance.random() < 0.3:
                cue = at + len(sentence) + 2
                said_at.append((i, at, at + len(sentence), cue))
                sentence += ", it said"
            sentence += ". "
            spans.append((i, d, words))
            parts.append(sentence)
            at += len(sentence)
        text = "".join(parts) + " ".join(self.words[self.rare(self.words)] for _ in range(25)) + "."
        title = " ".join(text.split(" ", 9)[:9])
        report = Report(ident, text, self.outlets[self.rare(self.outlets)], title, f"https://example.org/{ident}", "en", published)
        said = tuple(
            Attribution(
                f"a-{stable_hash(ident, str(i))}",
                _participant(deeds[i].actor, (start, start + len(deeds[i].actor.name))),
                Span(cue, cue + 7),
                (Span(start, end),),
                "said",
                "indirect",
                (),
                ("m-" + stable_hash(ident, str(i)),),
            )
            for i, start, end, cue in said_at
        )
        cited = {i: (a.id,) for (i, *_), a in zip(said_at, said, strict=True)}
        mentions = {i: _mention(ident, i, d, words, cited.get(i, ())) for i, d, words in spans}
        named = tuple(
            PlaceMention(
                *w["place"],
                d.place.name,
                d.place.name,
                "literal",
                d.place.latitude,
                d.place.longitude,
                d.place.country,
                d.place.geonames_id,
            )
            for _, d, w in spans
            if d.place is not None
        )
        return CodedReport(
            report,
            tuple(mentions.values()),
            said,
            (),
            named,
            vectors=_vectors(ident, parts),
            counts=Counts(len(parts), len(parts), text.count(" ")),
        ), mentions


def _vectors(ident: str, sentences: Sequence[str]) -> tuple[SentenceVector, ...]:
    """Sixty-four bytes for each sentence, as good as drawn by chance."""
    ends = list(itertools.accumulate(map(len, sentences)))
    spans = zip((0, *ends), ends, strict=False)
    return tuple(SentenceVector(a, b, hashlib.sha512(f"{ident} {a}".encode()).hexdigest()) for a, b in spans)


def _places(countries: Sequence[str]) -> dict[str, list[Place]]:
    """Towns of each country, the largest first."""
    gazetteer = load_places(Library())
    wanted = set(countries)
    found: dict[str, list[Place]] = {}
    for index in range(gazetteer.sizes["places"]):
        place = gazetteer.place(index)
        if place.kind == "place" and place.population > 20_000 and place.country in wanted:
            found.setdefault(place.country, []).append(place)
    return {code: sorted(among, key=lambda p: -p.population)[:60] for code, among in found.items()}


def _kinds(codebook: Codebook) -> tuple[list[CameoCode], list[float]]:
    codes = sorted(codebook.cameo.values(), key=lambda c: c.code)
    codes = [c for c in codes if c.type in codebook.types]
    number: dict[str, int] = {}
    weights = []
    for c in codes:
        number[c.type] = number.get(c.type, 0) + 1
        weights.append(_FAMILIES.get(c.type, 3) / number[c.type] ** 1.5)
    return codes, list(itertools.accumulate(weights))


def _participant(who: Who, span: tuple[int, int]) -> Participant:
    return Participant(*span, who.name, who.name, who.code, who.country, (), who.ident, confidence=0.8)


def _when(d: Deed) -> When:
    return When(d.day.isoformat(), d.day.isoformat(), "day", "stated", d.day.isoformat(), None)


def _where(d: Deed) -> Where | None:
    p = d.place
    return Where(p.name, p.country, p.admin1 or None, p.latitude, p.longitude, p.geonames_id, "place") if p else None


def _mention(report: str, number: int, d: Deed, words: dict[str, tuple[int, int]], said: tuple[str, ...]) -> EventMention:
    return EventMention(
        id="m-" + stable_hash(report, str(number)),
        type=d.kind,
        mode=d.mode,
        contexts=(),
        act=None,
        cameo=d.cameo,
        quad=d.quad,
        score=d.score,
        goldstein=d.goldstein,
        trigger=TextSpan(*words["verb"], d.label),
        actors=(_participant(d.actor, words["actor"]),),
        recipients=(_participant(d.recipient, words["recipient"]),) if d.recipient else (),
        when=_when(d),
        where=_where(d),
        factuality=Factuality(),
        auxiliary=d.auxiliary,
        attributions=said,
        magnitudes=(),
        links=(),
        confidence=d.confidence,
        rule="synthetic",
        reasons={},
    )


def _event(number: int, d: Deed, told: Sequence[tuple[CodedReport, dict[int, EventMention]]]) -> MergedEvent | None:
    """A deed as one merged event of all the reports that tell it; None where none does."""
    telling = [(coded.report, found[number]) for coded, found in told if number in found]
    if not telling:
        return None
    refs = tuple(
        MentionRef(
            r.id,
            m.trigger.start,
            m.trigger.end,
            m.id,
            m.trigger.text,
            m.type,
            m.mode,
            r.outlet,
            str(r.published),
            r.outlet or "",
            m.auxiliary,
            m.confidence,
        )
        for r, m in telling
    )
    ids = tuple(r.id for r in refs)
    sides = [
        (MergedParticipant(w.name, w.name, w.code, w.country, (), w.ident, None, None, None, ids),) if w else ()
        for w in (d.actor, d.recipient)
    ]
    by_outlet: dict[str, list[str]] = {}
    for report, _ in telling:
        by_outlet.setdefault(report.outlet or "", []).append(report.id)
    published = sorted(str(r.published) for r, _ in telling)
    status: EventStatus = "announced" if "future" in d.auxiliary else "denied" if "negation" in d.auxiliary else "reported"
    if status == "reported" and len(by_outlet) > 1:
        status = "disputed" if d.confidence < 0.45 else "corroborated"
    return MergedEvent(
        id="e" + ids[0],
        mentions=refs,
        type=d.kind,
        mode=d.mode,
        contexts=(),
        act=None,
        cameo=d.cameo,
        quad=d.quad,
        score=d.score,
        goldstein=d.goldstein,
        actors=sides[0],
        recipients=sides[1],
        when=_when(d),
        where=_where(d),
        factuality=Factuality(),
        auxiliary=d.auxiliary,
        magnitudes=(),
        status=status,
        reports=tuple(sorted(r.id for r, _ in telling)),
        outlets=tuple(sorted(by_outlet)),
        sources=tuple(IndependentSource(k, None, (k,), tuple(sorted(v))) for k, v in sorted(by_outlet.items())),
        first_reported=published[0],
        last_reported=published[-1],
        links=(),
        versions=(),
        confidence=d.confidence,
        rules="synthetic",
        reasons={},
    )


def stories(world: World, events: int) -> Iterator[tuple[list[CodedReport], list[MergedEvent]]]:
    """Stories until there are so many events."""
    made = 0
    while made < events:
        reports, found = world.story()
        made += len(found)
        yield reports, found
