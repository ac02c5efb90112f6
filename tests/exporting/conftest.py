"""A story of our own, built by hand: nothing here is coded or merged, so that a test of a format fails for the format alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest

from dateline.exporting.collection import Collection, collect, single
from dateline.exporting.formats import load_format, select
from dateline.merging.model import (
    Disagreement,
    EventLink,
    Holder,
    IndependentSource,
    MentionRef,
    MergedEvent,
    MergedMagnitude,
    MergedParticipant,
    Version,
)
from dateline.model import (
    Attribution,
    CodedReport,
    EventMention,
    Factuality,
    Magnitude,
    Participant,
    PlaceMention,
    Report,
    Span,
    TextSpan,
    When,
    Where,
)

TEXT = (
    "Kenyan police fired on marchers in Kisumu on Monday, killing three, the county hospital said.\n\n"
    "The marchers had gathered at dawn.\n\n"
    "President Ruto condemned the shooting."
)
URL = "https://daily.example/2024/06/18/kisumu"


def at(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def _span(words: str) -> Span:
    return Span(*at(words))


def _mention() -> EventMention:
    return EventMention(
        id="e-1",
        type="ASSAULT",
        mode="firearms",
        contexts=("human_rights", "repression"),
        act=None,
        cameo="190",
        quad=4,
        score=-9.0,
        goldstein=-10.0,
        trigger=TextSpan(*at("fired"), "fired"),
        actors=(Participant(*at("Kenyan police"), "Kenyan police", code="KENCOP", country="KEN", sectors=("COP",), confidence=0.9),),
        recipients=(Participant(*at("marchers"), "marchers", code="KENCVL", country="KEN", sectors=("CVL", "OPP"), confidence=0.7),),
        when=When("2024-06-17", "2024-06-17", "day", "tense", "2024-06-17", _span("Monday")),
        where=Where("Kisumu", "KEN", "Kisumu County", -0.10221, 34.76171, 191245, "place", _span("Kisumu")),
        factuality=Factuality(),
        auxiliary=(),
        attributions=("a-1",),
        magnitudes=(Magnitude("killed", 3.0, 3.0, None, *at("three"), "a-1"),),
        links=(),
        confidence=0.805,
        rule="lexicon/assault.tsv:7 fire on",
        reasons={},
    )


def _report() -> CodedReport:
    hospital = Participant(*at("the county hospital"), "the county hospital", code="KENHLH", country="KEN", sectors=("CVL",))
    said = Attribution("a-1", hospital, _span("said"), (Span(0, 70),), "said", "indirect", (), ("e-1",))
    place = PlaceMention(*at("Kisumu"), "Kisumu", "Kisumu", "literal", -0.10221, 34.76171, "KEN", 191245)
    published = dt.datetime(2024, 6, 18, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    report = Report("daily-1", TEXT, "The Daily", "Shots in Kisumu", URL, "en", published, byline="A. Writer")
    return CodedReport(report, events=(_mention(),), attributions=(said,), places=(place,))


def _event() -> MergedEvent:
    """What merging might make of it, with a second report that was not kept."""
    mention = _mention()
    base = single(_report().report, mention)
    second = MentionRef(
        "post-9", 40, 45, "e-2", "shot at", "ASSAULT", "firearms", "The Post", "2024-06-19", "The Post", auxiliary=(), confidence=0.7
    )
    holders = [Holder("source", "county hospital", "KENHLH", ("daily-1",)), Holder("outlet", "The Post", None, ("post-9",))]
    versions = tuple(
        Version({"low": n, "high": n, "unit": None}, (h,), (m,), (s,), day, day, chosen=n == 5)
        for n, h, m, s, day in zip((3, 5), holders, ("e-1", "e-2"), ("The Daily", "The Post"), ("2024-06-18", "2024-06-19"), strict=True)
    )
    return dataclasses.replace(
        base,
        mentions=(*base.mentions, second),
        actors=(*base.actors, MergedParticipant("Kenya Defence Forces", "soldiers", "KENMIL", "KEN", ("MIL",), None, None, None, None, ())),
        magnitudes=(MergedMagnitude("killed", 3.0, 5.0, None, "latest", "e-2"),),
        status="corroborated",
        reports=("daily-1", "post-9"),
        outlets=("The Daily", "The Post"),
        sources=(*base.sources, IndependentSource("The Post", None, ("The Post",), ("post-9",))),
        last_reported="2024-06-19",
        links=(EventLink("part-of", "m-whole"),),
        versions=(Disagreement("magnitudes.killed", "latest", True, versions),),
        confidence=0.94,
        rules="dateline-1",
    )


@pytest.fixture
def report() -> CodedReport:
    """The coded report of the story."""
    return _report()


@pytest.fixture
def event() -> MergedEvent:
    """The merged event of the story."""
    return _event()


@pytest.fixture
def story(event: MergedEvent, report: CodedReport) -> Collection:
    """Both."""
    return collect([event], [report])


@pytest.fixture(scope="session")
def write() -> Callable[..., bytes]:
    """What a format makes of a collection, as `dateline export` selects it."""

    def run(name: str, collection: Collection, include: Any = None) -> bytes:
        form = load_format(name)
        out = io.BytesIO()
        form.write(select(collection, form, include)[0], out)
        return out.getvalue()

    return run


@pytest.fixture(scope="session")
def tsv(write: Callable[..., bytes]) -> Callable[..., list[list[str]]]:
    """The rows of a tab-separated format, its header among them."""

    def run(name: str, collection: Collection, include: Any = None) -> list[list[str]]:
        return [line.split("\t") for line in write(name, collection, include).decode("utf-8").removesuffix("\n").split("\n")]

    return run


@pytest.fixture(scope="session")
def changed() -> Callable[..., MergedEvent]:
    """The merged event with other values, and another id each time if wanted."""

    def run(**fields: Any) -> MergedEvent:
        return dataclasses.replace(_event(), **fields)

    return run
