"""A coder of a language with six verbs: what the store does shows without a language model, and in milliseconds.

As a script it is `dateline run` with this coder, for the tests that kill it: store_toy.py URL INPUT [NO-TEXT]
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass, field

from dateline.errors import UnreadableInput
from dateline.model import (
    Attribution,
    CodedReport,
    Counts,
    EventMention,
    Factuality,
    Magnitude,
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
from dateline.reading import ReadOptions, read
from dateline.store.opening import connect
from dateline.store.running import run
from dateline.store.stamps import Stamp

START = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
VERBS = {
    "attacked": ("ASSAULT", None, "190", 4, -9.0),
    "visited": ("CONSULT", "visit", "042", 1, 1.9),
    "met": ("CONSULT", "visit", "036", 1, 4.0),
    "accused": ("ACCUSE", None, "112", 3, -2.0),
    "aided": ("AID", "military", "072", 2, 8.3),
    "denounced": ("REJECT", None, "120", 3, -4.0),
}
WHO = {
    "Russia": ("RUS", "RUS"),
    "Russian troops": ("RUSMIL", "RUS"),
    "Ukraine": ("UKR", "UKR"),
    "Ukrainian forces": ("UKRMIL", "UKR"),
    "Poland": ("POL", "POL"),
    "North Korea": ("PRK", "PRK"),
    "Jane Doe": ("USAGOV", "USA"),
    "police": ("COP", None),
    "rebels": ("REB", None),
    "the ministry": ("UKRGOV", "UKR"),
}
PLACES = {"Kharkiv": ("UKR", "Kharkiv Oblast", 50.0, 36.25, 706483), "Warsaw": ("POL", "Mazovia", 52.23, 21.01, 756135)}
_NAMES = "|".join(sorted(WHO, key=len, reverse=True))
_SENTENCE = re.compile(
    rf"(?P<actor>{_NAMES}) (?P<plan>will have |allegedly )?(?P<verb>{'|'.join(VERBS)}) (?P<recipient>{_NAMES})"
    rf"(?: in (?P<place>{'|'.join(PLACES)}))?(?: on (?P<day>\d{{4}}-\d\d-\d\d))?(?:, killing (?P<killed>\d+))?"
    rf"(?:, (?P<source>{_NAMES}) (?P<cue>said))?"
)


def vector(verb: str, recipient: str) -> str:
    """What the toy makes of a sentence: mostly its verb, and a little of who it is done to."""
    numbers = [0] * 64
    numbers[sorted(VERBS).index(verb)] = 120
    numbers[32 + ord(recipient[0]) % 32] = 40
    return bytes(numbers).hex()


@dataclass(frozen=True, slots=True)
class Toy:
    """The coder. `version` makes it another one: from 2 on, it takes every meeting for an aid."""

    version: int = 1
    coded: list[str] = field(default_factory=list)

    @property
    def stamp(self) -> Stamp:
        return Stamp(f"0.{self.version}", "toy-knowledge", "toy", "0" * 16, ("events", "attributions", "places"))

    def code(self, report: Report) -> CodedReport:
        self.coded.append(report.id)
        events, said, places, vectors = [], [], [], []
        for number, m in enumerate(_SENTENCE.finditer(report.text)):
            source = f"a-{stable_hash(report.id, str(number))}" if m["source"] else None
            events.append(self._event(report, m, source))
            vectors.append(SentenceVector(*m.span(), vector(m["verb"], m["recipient"])))
            if source:
                cue, content = Span(*m.span("cue")), (Span(m.start(), m.end("day") if m["day"] else m.end("recipient")),)
                said.append(Attribution(source, _who(m, "source"), cue, content, "said", "indirect", (), (events[-1].id,)))
            if m["place"]:
                country, _, lat, lon, ident = PLACES[m["place"]]
                places.append(PlaceMention(*m.span("place"), m["place"], m["place"], "literal", lat, lon, country, ident))
        counts = Counts(1, 1, len(report.text.split()))
        return CodedReport(report, tuple(events), tuple(said), (), tuple(places), vectors=tuple(vectors), counts=counts)

    def _event(self, report: Report, m: re.Match[str], source: str | None) -> EventMention:
        kind, mode, cameo, quad, score = VERBS["aided" if self.version > 1 and m["verb"] == "met" else m["verb"]]
        day = m["day"]
        published = report.published.isoformat()[:10] if report.published else None
        when = When(day, day, "day", "stated", day, Span(*m.span("day"))) if day else When(None, published, "unknown", "publication")
        where = None
        if m["place"]:
            country, admin1, lat, lon, ident = PLACES[m["place"]]
            where = Where(m["place"], country, admin1, lat, lon, ident, "place", Span(*m.span("place")))
        killed = float(m["killed"]) if m["killed"] else None
        figures = (Magnitude("killed", killed, killed, None, *m.span("killed"), source),) if killed is not None else ()
        return EventMention(
            id="m-" + stable_hash(report.id, str(m.start("verb"))),
            type=kind,
            mode=mode,
            contexts=(),
            act=None,
            cameo=cameo,
            quad=quad,
            score=score,
            goldstein=score,
            trigger=TextSpan(*m.span("verb"), m["verb"]),
            actors=(_who(m, "actor"),),
            recipients=(_who(m, "recipient"),),
            when=when,
            where=where,
            factuality=Factuality(),
            auxiliary=("future",) if m["plan"] == "will have " else ("hypothetical",) if m["plan"] else (),
            attributions=(source,) if source else (),
            magnitudes=figures,
            links=(),
            confidence=0.75,
            rule="toy",
            reasons={},
        )


def _who(m: re.Match[str], group: str) -> Participant:
    code, country = WHO[m[group]]
    ident = m[group].lower().replace(" ", "_")
    return Participant(*m.span(group), m[group], m[group], code, country, (), ident, None, None, None, None, 0.9, (), "toy")


def _main() -> None:
    def skip(problem: UnreadableInput) -> None:
        sys.exit(str(problem))

    store = connect(sys.argv[1], clock=lambda: START)
    toy = Toy()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    run(store, read([sys.argv[2]], ReadOptions(language="en"), on_skip=skip), toy, toy.stamp)
    store.close()


if __name__ == "__main__":
    _main()
