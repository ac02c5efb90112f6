"""What the API answers with, as it stands in its description. The answers are made as plain dictionaries; tests hold the two together."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
Quads = dict[str, int]


class Shape(BaseModel):
    """An object with these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Failed(Shape):
    """What is wrong, in one line; `field` is the parameter or field that is."""

    code: str
    message: str
    field: str | None


class Failure(Shape):
    """Every answer that is no success."""

    error: Failed
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"error": {"code": "invalid", "message": "since: expected a day as YYYY-MM-DD", "field": "since"}}},
    )


class Page(Shape, Generic[T]):
    """One page of a list. `next` is the cursor of the one after it; `total` is counted up to 10,000, and null where counting takes long."""

    items: list[T]
    next: str | None
    total: int | None = None
    total_is_least: bool = False


class Who(Shape):
    """Somebody who takes part: the name if it is known, else the words that stand for them."""

    name: str | None
    text: str | None
    code: str | None
    country: str | None


class EventRow(Shape):
    """A merged event in short. `quad` is 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""

    id: str
    version: int
    type: str
    mode: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    actors: list[Who]
    recipients: list[Who]
    first_day: str | None
    last_day: str | None
    place: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: str | None
    status: str
    auxiliary: list[str]
    confidence: float
    sources: int
    reports: int
    first_reported: str | None
    last_reported: str | None
    sentence: str
    corrected: bool
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": "m-236e197ceb0d615b",
                "version": 1,
                "type": "CONSULT",
                "mode": "visit",
                "quad": 1,
                "score": 4.0,
                "goldstein": 2.8,
                "actors": [{"name": "Vladimir Putin", "text": "Putin", "code": "RUSGOV", "country": "RUS"}],
                "recipients": [{"name": "Kim Jong Un", "text": "Kim Jong Un", "code": "PRKGOV", "country": "PRK"}],
                "first_day": "2024-06-19",
                "last_day": "2024-06-19",
                "place": "Pyongyang",
                "country": "PRK",
                "latitude": 39.03385,
                "longitude": 125.75432,
                "precision": "place",
                "status": "corroborated",
                "auxiliary": [],
                "confidence": 0.97,
                "sources": 2,
                "reports": 3,
                "first_reported": "2024-06-19",
                "last_reported": "2024-06-20",
                "sentence": "Vladimir Putin met Kim Jong Un in Pyongyang on 19 June 2024.",
                "corrected": False,
            }
        },
    )


class Counts(Shape):
    """How much is in the store."""

    reports: int
    mentions: int
    events: int
    quotes: int


class TypeOf(Shape):
    """A type of the codebook."""

    type: str
    quad: int
    modes: list[str]
    label: str


class CoderOf(Shape):
    """Somebody who coded."""

    id: str
    version: str


class Meta(Shape):
    """What is asked, what is in it, and what whoever asks may do."""

    version: str
    store: str
    keeps_text: bool
    role: Literal["reader", "reviewer"]
    can_write: bool
    counts: Counts
    first_day: str | None
    last_day: str | None
    first_reported: str | None
    last_reported: str | None
    types: list[TypeOf]
    statuses: list[str]
    coders: list[CoderOf]
    rules: str
    as_of_examples: list[str]
    export_formats: list[str]


class Review(Shape):
    """A verdict of one reviewer on one mention."""

    id: str
    mention: str
    reviewer: str
    verdict: Literal["accept", "reject", "correct"]
    fields: dict[str, Any]
    note: str | None
    recorded_at: str
    withdrawn: bool


class Voice(Shape):
    """Somebody in the chain of those who say so, the nearest to the event first."""

    kind: str
    name: str | None
    code: str | None
    cue: str | None


class EvidenceOf(Shape):
    """A mention of an event with its sentence. Offsets are characters of the report's text, the end exclusive."""

    mention: str
    report: str
    version: int
    outlet: str | None
    title: str | None
    url: str | None
    archive_url: str | None
    published: str | None
    start: int
    end: int
    words: str
    sentence: str
    sentence_start: int | None
    chains: list[list[Voice]]
    coder: str
    notice: str | None
    review: Review | None


class VersionOf(Shape):
    """When the record came to say what of an event."""

    version: int
    recorded_at: str
    gone: bool
    status: str
    reports: int
    sentence: str


class CorrectionOf(Shape):
    """A correction or retraction by an outlet."""

    report: str
    version: int
    kind: str
    notice: str | None
    recorded_at: str


class Linked(Shape):
    """An event that this one is tied `to`, or that is tied to this one (`from`)."""

    kind: str
    direction: Literal["to", "from"]
    row: EventRow


class EventOf(Shape):
    """One event with all that stands behind it. `event` is as docs/merged-event.schema.json has it."""

    event: dict[str, Any]
    row: EventRow
    gone: bool
    evidence: list[EvidenceOf]
    history: list[VersionOf]
    corrections: list[CorrectionOf]
    linked: list[Linked]


class KnownThen(Shape):
    """What reports of that day or earlier told of an event; null where they told nothing of it."""

    as_of: str
    row: EventRow | None


class LikeEvent(Shape):
    """An event told in a sentence like another's, and how like: a cosine, 1 for the same."""

    likeness: float
    row: EventRow


class ReportRow(Shape):
    """A report in its last version. `url` is given where it is an address of the web."""

    id: str
    version: int
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    kind: str
    notice: str | None
    mentions: int
    retrieved_at: str | None


class FullReport(ReportRow):
    """With its text, null in a store that keeps none; `extracts` says that it holds extracts only."""

    text: str | None
    extracts: bool


class Mark(Shape):
    """A span of the text that means something."""

    kind: Literal["trigger", "actor", "recipient", "time", "place", "quote", "cue", "source"]
    start: int
    end: int
    event: str | None
    mention: str | None
    label: str
    code: str | None


class MentionOf(Shape):
    """An event as this report tells it."""

    mention: str
    event: str | None
    type: str
    mode: str | None
    start: int
    end: int
    sentence: str
    confidence: float
    auxiliary: list[str]
    review: Review | None


class Uncoded(Shape):
    """A sentence that was read and not coded."""

    start: int
    end: int
    reason: str


class ReportVersion(Shape):
    """A version of a report."""

    version: int
    recorded_at: str
    kind: str
    notice: str | None


class ReportOf(Shape):
    """A report with what was read in it."""

    report: FullReport
    marks: list[Mark]
    mentions: list[MentionOf]
    uncoded: list[Uncoded]
    versions: list[ReportVersion]


class QuoteOf(Shape):
    """Who says, believes, intends or finds what. `events` are mentions told in it, `merged` the events that these are part of."""

    report: str
    outlet: str | None
    published: str | None
    attribution: str
    act: str
    kind: str
    speaker: str | None
    code: str | None
    via: list[str]
    words: str
    start: int
    events: list[str]
    merged: list[str]


class ActorRow(Shape):
    """Somebody who takes part in events."""

    id: str
    name: str
    code: str | None
    country: str | None
    ident: str | None
    events: int


class Office(Shape):
    """A term of office; a null is open."""

    title: str
    country: str
    start: str | None
    end: str | None


class Month(Shape):
    """A month of somebody's events."""

    period: str
    cooperation: int
    conflict: int
    neutral: int


class ByType(Shape):
    """Events of a type, by the side on which somebody is."""

    type: str
    as_actor: int
    as_recipient: int


class With(Shape):
    """Somebody on the other side."""

    id: str
    name: str
    code: str | None
    events: int
    cooperation: int
    conflict: int
    mean_goldstein: float | None


class ActorOf(Shape):
    """A profile."""

    actor: ActorRow
    offices: list[Office]
    by_month: list[Month]
    by_type: list[ByType]
    with_: list[With] = Field(alias="with")


class PointOf(Shape):
    """A place with its events."""

    name: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    precision: str | None
    events: int
    quads: Quads
    mean_goldstein: float | None


class PlacesOf(Shape):
    """The map: at most 5,000 places, those with most events."""

    points: list[PointOf]
    unlocated: int
    cut: bool


class Bucket(Shape):
    """A period by its first day."""

    start: str
    total: int
    quads: Quads


class TimelineOf(Shape):
    """Events by the period in which they began, without gaps."""

    period: str
    buckets: list[Bucket]
    undated: int
    earlier: int


class Node(Shape):
    """A country or an actor."""

    id: str
    label: str
    code: str | None
    events: int


class Edge(Shape):
    """What the one does to the other."""

    source: str
    target: str
    events: int
    quads: Quads
    mean_goldstein: float | None


class NetworkOf(Shape):
    """At most 300 nodes, the busiest."""

    nodes: list[Node]
    edges: list[Edge]
    cut: bool


class PanelOf(Shape):
    """Events by unit and period; see docs/store.md."""

    columns: list[str]
    rows: list[list[Any]]
    made_by: str
    left_out: list[list[Any]]


class FoundReport(ReportRow):
    """With the words around what was searched for."""

    snippet: str


class Found(Shape):
    """A few of each."""

    events: list[EventRow]
    actors: list[ActorRow]
    reports: list[FoundReport]


class QueueItem(Shape):
    """A mention to be judged, as the coder reads it."""

    mention: str
    report: str
    event: str | None
    type: str
    mode: str | None
    sentence: str
    sentence_start: int
    start: int
    end: int
    actors: list[dict[str, Any]]
    recipients: list[dict[str, Any]]
    when: dict[str, Any]
    where: dict[str, Any] | None
    factuality: dict[str, Any]
    auxiliary: list[str]
    attributions: list[dict[str, Any]]
    confidence: float
    outlet: str | None
    published: str | None
    title: str | None
    reviews: list[Review]


class ByReviewer(Shape):
    """How much somebody judged."""

    reviewer: str
    judged: int
    accepted: int


class Share(Shape):
    """How many of those judged were right, with Wilson's interval of 95 %."""

    type: str | None
    judged: int
    right: int
    share: float | None
    low: float | None
    high: float | None


class Summary(Shape):
    """Agreement and precision. `alpha` is Krippendorff's, null where two never judged the same; `pairs` are mentions that two judged."""

    reviewers: list[ByReviewer]
    alpha: dict[str, float | None]
    pairs: int
    precision: list[Share]
    overall: Share


class WatchOf(Shape):
    """A saved filter. `new` counts what came since it was seen, up to 10,000."""

    id: str
    name: str
    filters: dict[str, Any]
    new: int
    seen_at: str
    webhook: str | None
    failure: str | None
    atom: str
    json_feed: str


class WatchList(Shape):
    """All watches."""

    items: list[WatchOf]
