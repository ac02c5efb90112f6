"""The record's vocabulary: what every room of the house shares.

Frozen dataclasses without I/O. Their field names are the keys of the written record, in the same order, so that the JSON Schema
(`exporting/schema.py`) is generated from this file and nothing is said twice.

Offsets everywhere are characters (Unicode code points) of `Report.text`, `start` inclusive and `end` exclusive. A text is never
altered after reading: a span always indexes what the user gave.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = "1"
"""The version of the written record; it grows when a field is renamed, removed or changes its meaning."""

Date = dt.date | dt.datetime

Layer = Literal["events", "attributions", "times", "places", "clauses", "pairs", "vectors"]
LAYERS: tuple[Layer, ...] = ("events", "attributions", "times", "places", "clauses", "pairs", "vectors")
"""Every layer of a coded report, in the order in which they are written."""
DEFAULT_LAYERS: tuple[Layer, ...] = ("events", "attributions", "times", "places")
KEPT_LAYERS: tuple[Layer, ...] = (*DEFAULT_LAYERS, "vectors")
"""What a store keeps unless asked for something else."""

Act = Literal["said", "believed", "intended", "found"]
QuotationKind = Literal["direct", "indirect", "mixed"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["positive", "negative", "unknown"]
Auxiliary = Literal["historical", "future", "hypothetical", "negation"]
Basis = Literal["stated", "tense", "publication", "unknown"]
PlaceRole = Literal["literal", "adjectival", "metonymic"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the report's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A span together with the words that stand there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MarkedPair:
    """Two participants that a user has marked, and asks to have typed: the input of the `pairs` layer."""

    actor: tuple[Span, ...]
    recipient: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One article as published.

    `published` is the outlet's date, with or without a time of day, or None where it is not known: never today.
    `dateline` is the place line of the agency ("NAIROBI, Kenya"), `wire` the agency credited. `extra` holds fields of the input
    that we do not know; they are kept with the report and never read by the coder.
    """

    id: str
    text: str
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    published: Date | None = None
    dateline: str | None = None
    byline: str | None = None
    wire: str | None = None
    pairs: tuple[MarkedPair, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def report_id(text: str, *, outlet: str | None = None, url: str | None = None, published: Date | None = None) -> str:
    """A stable id of a report's content: the same report has it in every run, on every machine."""
    parts = (outlet or "", url or "", published.isoformat() if published else "", text)
    return "r-" + stable_hash(*parts)


def stable_hash(*parts: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the parts, each closed by a character that no text holds."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\xff")
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that was considered and not chosen, or not chosen surely."""

    id: str
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Participant:
    """Who takes part in an event, or who vouches for it.

    The span covers the words in that very clause, a pronoun's too; where a pronoun or a description points elsewhere, `refers_to`
    says where. `code` runs country and sectors together as CAMEO does (`RUSGOV`); `country` is ISO 3166-1 alpha-3; `sectors` are
    PLOVER's, the chief one first. `title` is an office held on the date of the event. `backer` is the code of whoever stands behind
    ("Iran-backed"), which is no nationality. `confidence` (0 to 1) is that of the resolution, not of the event. What could not be
    resolved has no name and no code; it is never guessed.
    """

    start: int
    end: int
    text: str
    name: str | None = None
    code: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    id: str | None = None
    wikidata: str | None = None
    title: str | None = None
    backer: str | None = None
    refers_to: Span | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """When an event took place, or is to take place.

    `start` and `end` are the first and last day (or minute) that the words allow, both inclusive, ISO 8601; one of them is None
    where only the other bound is known ("by Friday"; a report in the past tense happened at the latest when it was published).
    `precision`: minute, hour, part_of_day, day, week, month, season, quarter, year, decade, century, or unknown. `basis`: the words
    alone (`stated`), the direction of the tense (`tense`), the publication date (`publication`), or `unknown`. `value` is TimeML's
    TIMEX3 value, `span` the expression.
    """

    start: str | None = None
    end: str | None = None
    precision: str = "unknown"
    basis: Basis = "unknown"
    value: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where an event took place: WGS 84 degrees, `country` ISO 3166-1 alpha-3, `precision` place, admin1, country or unknown."""

    name: str
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    precision: str = "unknown"
    span: Span | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Factuality:
    """How certainly the writer (or the innermost source) says it took place.

    `certainty` and `polarity` as in FactBank (Saurí and Pustejovsky 2009); `score` from −3 (certainly not) to +3 (certainly).
    """

    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    score: float = 3.0


@dataclass(frozen=True, slots=True)
class PromisedAct:
    """The deed that an AGREE or CONCEDE promises or announces: its own type and mode."""

    type: str
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Magnitude:
    """How many or how much: `kind` is killed, injured, missing, arrested, displaced, participants, troops, money, weapons or duration.

    `low` and `high` are equal for an exact figure; None is an open end ("at least 20"). `unit` is a currency (ISO 4217) or a unit of
    time, else None. `attribution` is the id of who gives the figure.
    """

    kind: str
    low: float | None
    high: float | None
    unit: str | None
    start: int
    end: int
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another event: `part-of`, `in-exchange-for`, `responds-to`, `follows`."""

    kind: str
    event: str


@dataclass(frozen=True, slots=True)
class EventMention:
    """One event as one report tells it.

    `type`, `mode` and `contexts` are PLOVER's; `quad` its quad class (1 verbal cooperation to 4 material conflict), `score` its
    conflict-cooperation scale (−10 to +10); `cameo` the CAMEO code and `goldstein` that code's value on Goldstein's scale. `auxiliary`
    says of the event as typed that it is not plain fact. `confidence` is the probability that a careful reader would write the same
    type between the same participants. `rule` names the lexicon entry (file and line) that proposed it; `reasons` explain, field by
    field, every fallback and choice.
    """

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    act: PromisedAct | None
    cameo: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    trigger: TextSpan
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    when: When
    where: Where | None
    factuality: Factuality
    auxiliary: tuple[Auxiliary, ...]
    attributions: tuple[str, ...]
    magnitudes: tuple[Magnitude, ...]
    links: tuple[Link, ...]
    confidence: float
    rule: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Something that somebody says, believes, intends or finds.

    `source` is None where no one is named ("it was announced"). `cue` is the word or phrase that attributes; `content` what is
    attributed, in one or more spans. `via` is the further chain, innermost first. `events` are the ids of the events told inside, and of
    the event that the saying itself is ("accused", "promised").
    """

    id: str
    source: Participant | None
    cue: Span | None
    content: tuple[Span, ...]
    act: Act
    kind: QuotationKind
    via: tuple[Participant, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression with its TimeML TIMEX3 `type` (DATE, TIME, DURATION, SET) and `value`."""

    start: int
    end: int
    text: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text; `role` says whether it is meant as a place, as an adjective of one, or as a power that sits there."""

    start: int
    end: int
    text: str
    name: str
    role: PlaceRole
    latitude: float | None
    longitude: float | None
    country: str | None
    geonames_id: int | None


@dataclass(frozen=True, slots=True)
class ClauseFactuality:
    """One predicate, by the span of its head word, and its factuality score from −3 to +3."""

    start: int
    end: int
    factuality: float


@dataclass(frozen=True, slots=True)
class TypedPair:
    """The answer to a `MarkedPair`: the event type of what the one does to the other, or NONE."""

    actor: tuple[Span, ...]
    recipient: tuple[Span, ...]
    type: str
    mode: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class SentenceVector:
    """A sentence that tells an event, as the encoder read it: two that tell of like matters have like vectors.

    `vector` is 64 signed bytes in hexadecimal, of one length for all: their cosine is the sum of the products over that length squared.
    """

    start: int
    end: int
    vector: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What it took to code one report: sentences read, sentences parsed (the gate spares the rest), words."""

    sentences: int = 0
    parsed: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class CodedReport:
    """A report and all that was read in it. A layer that was not asked for is None, which is not the same as empty."""

    report: Report
    events: tuple[EventMention, ...] | None = None
    attributions: tuple[Attribution, ...] | None = None
    times: tuple[TimeMention, ...] | None = None
    places: tuple[PlaceMention, ...] | None = None
    clauses: tuple[ClauseFactuality, ...] | None = None
    pairs: tuple[TypedPair, ...] | None = None
    vectors: tuple[SentenceVector, ...] | None = None
    counts: Counts = Counts()
