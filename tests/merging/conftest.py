"""Coded reports made by hand: a text, and what a coder would have read in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pytest

from dateline.merging import MergedEvent, Rules, Tables, load_rules, load_tables, merge
from dateline.model import (
    Attribution,
    Auxiliary,
    CodedReport,
    EventMention,
    Factuality,
    Link,
    Magnitude,
    Participant,
    PromisedAct,
    Report,
    Span,
    TextSpan,
    When,
    Where,
    stable_hash,
)

KNOWN = {
    "Turkey": ("Turkey", "TUR", "TUR", "turkey"),
    "Turkish president": ("Kemal Arda", "TURGOV", "TUR", "arda"),
    "Kemal Arda": ("Kemal Arda", "TURGOV", "TUR", "arda"),
    "Greek president": ("Nikos Lappas", "GRCGOV", "GRC", "lappas"),
    "Nikos Lappas": ("Nikos Lappas", "GRCGOV", "GRC", "lappas"),
    "Greece": ("Greece", "GRC", "GRC", "greece"),
    "Police": (None, "COP", None, None),
    "police": (None, "COP", None, None),
    "rebels": (None, "REB", None, None),
    "Kenya": ("Kenya", "KEN", "KEN", "kenya"),
    "Peter Kamau": ("Peter Kamau", "LEG", None, None),
    "Grace Wanjiru": ("Grace Wanjiru", "LEG", None, None),
    "Petr Kamao": ("Petr Kamao", "LEG", None, None),
    "a lawmaker": (None, "LEG", None, None),
    "soldiers": (None, "MIL", None, None),
    "gunmen": (None, "UAF", None, None),
    "a man": (None, "CVL", None, None),
    "Reuters": ("Reuters", "GBRMED", "GBR", "reuters"),
}
"""Who the words of our reports name: name, code, country, id."""

PLACES = {
    "Izmir": Where("Izmir", "TUR", "Izmir", 38.41, 27.13, 311046, "place"),
    "Athens": Where("Athens", "GRC", "Attica", 37.98, 23.73, 264371, "place"),
    "Ankara": Where("Ankara", "TUR", "Ankara", 39.92, 32.85, 323786, "place"),
}


@dataclass(frozen=True)
class Deed:
    """One mention: the word that triggers it, and who, when, where as words of the text."""

    trigger: str
    type: str
    mode: str | None = None
    actors: Sequence[str] = ()
    recipients: Sequence[str] = ()
    when: tuple[str, str] | None = None
    where: str | None = None
    auxiliary: tuple[Auxiliary, ...] = ()
    act: PromisedAct | None = None
    killed: int | None = None
    by: str | None = None
    follows: str | None = None
    confidence: float = 0.8
    weekday: int | None = None
    """A weekday (1 to 7) that no date makes a day of, as in a report without one."""


class Tell(Protocol):
    """Makes one coded report."""

    def __call__(
        self, ident: str, text: str, *deeds: Deed, outlet: str | None = None, published: str | None = None, wire: str | None = None
    ) -> CodedReport: ...


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _participant(text: str, words: str) -> Participant:
    span = _span(text, words)
    name, code, country, ident = KNOWN.get(words, (None, None, None, None))
    return Participant(span.start, span.end, words, name, code, country, (code[-3:],) if code else (), ident, confidence=0.8)


def _mention(report: Report, deed: Deed, attribution: str | None) -> EventMention:
    text = report.text
    span = _span(text, deed.trigger)
    when = When()
    if deed.when is not None:
        when = When(*deed.when, precision="day", basis="stated", value=deed.when[0])
    elif deed.weekday is not None:
        when = When(precision="day", value=f"XXXX-WXX-{deed.weekday}")
    elif report.published is not None:
        when = When(None, report.published.isoformat(), basis="publication")
    magnitudes: tuple[Magnitude, ...] = ()
    if deed.killed is not None:
        magnitudes = (Magnitude("killed", deed.killed, deed.killed, None, span.start, span.end, attribution),)
    negative = "negation" in deed.auxiliary
    return EventMention(
        id=mention_id(report.id, deed.trigger),
        type=deed.type,
        mode=deed.mode,
        contexts=(),
        act=deed.act,
        cameo=None,
        quad=4 if deed.type in ("ASSAULT", "COERCE") else 1,
        score=None,
        goldstein=None,
        trigger=TextSpan(span.start, span.end, deed.trigger),
        actors=tuple(_participant(text, w) for w in deed.actors),
        recipients=tuple(_participant(text, w) for w in deed.recipients),
        when=when,
        where=PLACES[deed.where] if deed.where else None,
        factuality=Factuality("certain", "negative", -3.0) if negative else Factuality(),
        auxiliary=deed.auxiliary,
        attributions=(attribution,) if attribution else (),
        magnitudes=magnitudes,
        links=(Link("follows", mention_id(report.id, deed.follows)),) if deed.follows else (),
        confidence=deed.confidence,
        rule="",
        reasons={},
    )


def mention_id(report: str, trigger: str) -> str:
    return "e-" + stable_hash(report, trigger)


@pytest.fixture(scope="session")
def tell() -> Tell:
    def make(
        ident: str, text: str, *deeds: Deed, outlet: str | None = None, published: str | None = None, wire: str | None = None
    ) -> CodedReport:
        report = Report(
            ident, text, outlet=outlet, wire=wire, language="en", published=dt.date.fromisoformat(published) if published else None
        )
        said, mentions = [], []
        for deed in deeds:
            attribution = None
            if deed.by is not None:
                attribution = "a-" + stable_hash(ident, deed.trigger)
                source = _participant(text, deed.by)
                mention = mention_id(ident, deed.trigger)
                said.append(Attribution(attribution, source, None, (_span(text, deed.trigger),), "said", "indirect", (), (mention,)))
            mentions.append(_mention(report, deed, attribution))
        return CodedReport(report, events=tuple(mentions), attributions=tuple(said))

    return make


@pytest.fixture(scope="session")
def deed() -> type[Deed]:
    return Deed


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="session")
def merged(rules: Rules, tables: Tables) -> Callable[..., list[MergedEvent]]:
    """The events of coded reports, under our own settings unless told otherwise."""

    def run(reports: Sequence[CodedReport], settings: Rules | None = None) -> list[MergedEvent]:
        return merge(reports, settings or rules, tables)

    return run


_WIRE = (
    "A car bomb killed at least 12 people outside the courthouse in Izmir on Monday, police said. The blast damaged the main gate and "
    "shattered windows across the square. Ambulances took the wounded to three hospitals in the city. Judges and clerks were "
    "led out through a back door while firemen searched the ruins of the gate."
)


@pytest.fixture(scope="session")
def story(tell: Tell) -> list[CodedReport]:
    """Eight reports on one bombing: three copies of a wire, a count that rises and is disputed, one that only cites, and an arrest."""
    monday, wednesday = ("2024-03-04", "2024-03-04"), ("2024-03-06", "2024-03-06")

    def bombing(trigger: str, count: int, by: str, words: str, **more: object) -> Deed:
        return Deed(trigger, "ASSAULT", "explosives", (), (words,), monday, "Izmir", killed=count, by=by, **more)  # type: ignore[arg-type]

    wire = bombing("killed", 12, "police", "12 people")
    return [
        tell("w1", _WIRE, wire, outlet="Daily One", published="2024-03-04", wire="Reuters"),
        tell("w2", "Blast at court\n" + _WIRE + " Read more below.", wire, outlet="Evening Two", published="2024-03-04"),
        tell("w3", _WIRE.partition(" Judges")[0], wire, outlet="Morning Three", published="2024-03-05"),
        tell(
            "p4",
            "The bomb at the Izmir courthouse on Monday killed 15 people, Police there said. Rescuers searched the ruins of the gate.",
            bombing("killed", 15, "Police", "15 people"),
            outlet="Capital Post",
            published="2024-03-05",
        ),
        tell(
            "p5",
            "The opposition said the bomb outside the courthouse in Izmir killed 20 people on Monday and called on the minister to go.",
            bombing("killed", 20, "The opposition", "20 people"),
            outlet="Border Times",
            published="2024-03-05",
        ),
        tell(
            "p6",
            "Monday's car bomb at the courthouse in Izmir killed 18 people, police said on Wednesday. The dead included two judges.",
            bombing("killed", 18, "police", "18 people"),
            outlet="Weekly View",
            published="2024-03-06",
        ),
        tell(
            "p7",
            "A car bomb killed 12 people outside a courthouse in Izmir on Monday, Reuters reported.",
            bombing("killed", 12, "Reuters", "12 people"),
            outlet="Global Digest",
            published="2024-03-06",
        ),
        tell(
            "p8",
            "Turkish police arrested four men in Izmir on Wednesday. The bomb at the courthouse on Monday killed 18 people.",
            Deed("arrested", "COERCE", "arrest", ("Turkish police",), ("four men",), wednesday, "Izmir", follows="killed"),
            Deed("killed", "ASSAULT", "explosives", (), ("18 people",), monday, "Izmir", killed=18),
            outlet="Press Eight",
            published="2024-03-07",
        ),
    ]
