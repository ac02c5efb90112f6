"""What is compared of a report and of each mention: words, participants, time and place, drawn once from the coded report alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dateline.merging import copies
from dateline.merging.rules import Rules
from dateline.merging.words import Rarity, Stemmer, Vector, stems, tokens
from dateline.model import CodedReport, EventMention, Participant, Report, When, Where
from dateline.parsing.sentences import split

Reality = Literal["fact", "plan", "possible", "denied"]
"""What a mention says of its event: that it took place, is to, may or might, or did not."""

Key = tuple[str, int, int, str]
"""Report, start, end, id: orders mentions, whatever the order of the reports."""

_PRONOUNS = frozenset(
    """
    he him his she her hers it its they them their theirs who whom whose which that this these those we us i me you himself herself
    itself themselves each others one ones some many both several
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
_LOOSE = re.compile(r"XXXX-(?:\d\d(?:-\d\d)?|WXX-\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Party:
    """A participant as it is compared: who it is, if known, and the words that name it."""

    ident: str | None
    code: str | None
    country: str | None
    sectors: frozenset[str]
    name: frozenset[str]
    head: str
    words: Vector
    numbers: frozenset[str]
    who: Participant


@dataclass(frozen=True, slots=True)
class Period:
    """The days that an event may have taken; `stated` by the text itself, else only near to the day of publication.

    `loose` is a TimeML value without a year or week ("XXXX-12-25"), where that is all that the text gives.
    """

    first: int | None
    last: int | None
    stated: bool
    loose: str | None = None


@dataclass(frozen=True, slots=True)
class Features:
    """One mention as it is compared: `words` are those of its whole report, `place_words` those of the name of its place."""

    key: Key
    mention: EventMention
    reality: Reality
    trigger: frozenset[str]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    period: Period
    place: Where | None
    sentence: Vector
    words: Vector = field(default_factory=dict, repr=False)
    place_words: frozenset[str] = frozenset()
    sentence_at: int | None = None
    embedding: tuple[float, ...] | None = None

    @property
    def report(self) -> str:
        """The id of its report."""
        return self.key[0]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report as it is compared: `day` of publication as an ordinal, the words of its `story`, the `telling` ones among them.

    `digest` finds texts that share words in a row. Mentions are in the order of their keys.
    """

    coded: CodedReport
    day: int | None
    story: Vector
    telling: frozenset[str]
    digest: tuple[int, ...]
    mentions: tuple[Features, ...]

    @property
    def ident(self) -> str:
        """The report's id."""
        return self.coded.report.id


_TELLING = 20
"""Words of a report by which reports that tell its story are found: the weightiest."""
_LEAD = 2
"""Sentences at the head of a report that tell the news; what stands below may be older."""
_NEWS_DAYS = 7
"""Days before publication in which the news happened, where it is not dated: a weekly tells what is no older."""
_EARLIER = frozenset({"after", "because", "following", "for", "had", "over", "since", "which", "who", "whose"})
"""Words after which a sentence goes back to what was before."""
_COMMON = 4.0
"""The weight below which a word tells no story, however short the report: one report in fifty-five has it."""


def draw(
    coded: CodedReport, stemmer: Stemmer, rare: Rarity, rules: Rules, embeddings: Mapping[str, Sequence[float]] | None = None
) -> Drawn:
    """What is compared of a report."""
    report = coded.report
    story = rare.vector(stems(_story_text(report), stemmer))
    known = [w for w in story if rare.of(w) >= _COMMON and not w[0].isdigit()]
    telling = sorted(known, key=lambda w: (-story[w], w))[:_TELLING]
    mentions = sorted(_mentions(coded, stemmer, rare, story, rules.recent_days, embeddings or {}), key=lambda m: m.key)
    digest = copies.digest(copies.shingles(report.text, rules.copies.shingle))
    return Drawn(coded, _day(report), story, frozenset(telling), digest, tuple(mentions))


def _day(report: Report) -> int | None:
    p = report.published
    return dt.date(p.year, p.month, p.day).toordinal() if p is not None else None


def reality(mention: EventMention) -> Reality:
    """What a mention says of its event. Background ("historical") is fact."""
    if "negation" in mention.auxiliary:
        return "denied"
    if "hypothetical" in mention.auxiliary:
        return "possible"
    return "plan" if "future" in mention.auxiliary else "fact"


def _story_text(report: Report) -> str:
    return f"{report.title}\n{report.text}" if report.title else report.text


def _mentions(
    coded: CodedReport, stemmer: Stemmer, rare: Rarity, story: Vector, recent_days: int, embeddings: Mapping[str, Sequence[float]]
) -> Iterator[Features]:
    report = coded.report
    sentences = split(report.text) if report.text and coded.events else []
    vectors: dict[int, Vector] = {}
    for mention in coded.events or ():
        start = mention.trigger.start
        at = next((i for i, s in enumerate(sentences) if s.start <= start < s.end), None)
        if at is not None and at not in vectors:
            vectors[at] = rare.vector(stems(report.text[sentences[at].start : sentences[at].end], stemmer))
        # What stands at the head is the news, unless the words before it say that it came earlier ("condemned ... over the arrest").
        news = at is not None and at < _LEAD and _EARLIER.isdisjoint(tokens(report.text[sentences[at].start : start]))
        embedding = embeddings.get(mention.id)
        yield Features(
            key=(report.id, mention.trigger.start, mention.trigger.end, mention.id),
            mention=mention,
            reality=reality(mention),
            trigger=frozenset(stems(mention.trigger.text, stemmer)) or frozenset(tokens(mention.trigger.text)),
            actors=_side(mention.actors, report.text, stemmer, rare),
            recipients=_side(mention.recipients, report.text, stemmer, rare),
            period=period(mention, report, min(_NEWS_DAYS, recent_days) if news else recent_days),
            place=mention.where,
            sentence=vectors[at] if at is not None else {},
            words=story,
            place_words=frozenset(stems(mention.where.name, stemmer)) if mention.where is not None else frozenset(),
            sentence_at=at,
            embedding=tuple(embedding) if embedding is not None else None,
        )


def _side(side: Sequence[Participant], text: str, stemmer: Stemmer, rare: Rarity) -> tuple[Party, ...]:
    """The participants of whom something is known: a pronoun that points to no one is left out."""
    return tuple(party for party in (_party(p, text, stemmer, rare) for p in side) if party is not None)


def _party(p: Participant, text: str, stemmer: Stemmer, rare: Rarity) -> Party | None:
    words = p.text
    if p.refers_to is not None and text:
        words = text[p.refers_to.start : p.refers_to.end]
    told = [w for w in tokens(words) if w not in _PRONOUNS]
    if not told and p.name is None and p.code is None:
        return None
    kept = stems(words, stemmer) if told else []
    proper = frozenset(stems(p.name, stemmer)) if p.name else frozenset()
    if not proper and told and any(w[:1].isupper() for w in words.split()[-1:]):
        proper = frozenset(kept[-1:])  # a name that no table knows: its last word stands for it
    numbers = frozenset(w for w in kept if w[0].isdigit())
    return Party(
        p.id or p.wikidata,
        p.code,
        p.country,
        frozenset(p.sectors),
        proper,
        kept[-1] if kept else "",
        rare.vector(w for w in kept if w not in numbers),
        numbers,
        p,
    )


# --- time


def period(mention: EventMention, report: Report, recent_days: int) -> Period:
    """When a mention's event may have been. What the text does not date is news: near the day of publication, unless it is background."""
    when = mention.when
    first, last = _ordinal(when.start), _ordinal(when.end)
    if when.basis in ("stated", "tense") and (first is not None or last is not None) and when.value is not None:
        return Period(first, last, stated=True)
    if first is not None and last is not None:
        return Period(first, last, stated=when.basis != "publication")
    loose = _loose(when)
    day = _day(report)
    if day is None or "historical" in mention.auxiliary:
        return Period(first, last, stated=False, loose=loose)
    if reality(mention) == "plan":
        return Period(day, day + recent_days, stated=False, loose=loose)
    return Period(day - recent_days, day, stated=False, loose=loose)


def _loose(when: When) -> str | None:
    """A day or month without its year, a weekday without its week; the time of day is left out."""
    value = when.value.partition("T")[0] if when.value else ""
    return value if _LOOSE.fullmatch(value) else None


def _ordinal(moment: str | None) -> int | None:
    if moment is None:
        return None
    try:
        return dt.date.fromisoformat(moment[:10]).toordinal()
    except ValueError:  # before the year 1, or a form that another coder wrote
        return None
