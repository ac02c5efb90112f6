"""What is exported: events in a fixed order, and the coded reports that they rest on, as far as they were given.

Every format takes merged events. A mention of a coded report that was not merged is an event with that one mention.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.exporting.merged import to_line
from dateline.merging.model import EventStatus, IndependentSource, MentionRef, MergedEvent, MergedMagnitude, MergedParticipant
from dateline.model import Attribution, CodedReport, EventMention, Participant, Report, stable_hash

UNMERGED = "single"
"""What `MergedEvent.rules` says of an event that is one mention, not merged."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Events, each id once, by the day they took place and then by id, with the coded reports by id.

    `reports` may lack reports that the events name: then what only they hold (address, language, offsets) stays empty. `texts` says
    that the user asked for the full texts, `as_published` that an event whose words give no time is to stand on the day on which it was
    first reported, in formats that have one day and no word for how it is known.
    """

    events: tuple[MergedEvent, ...]
    reports: Mapping[str, CodedReport] = field(default_factory=dict)
    mentions: Mapping[tuple[str, str], EventMention] = field(default_factory=dict)
    attributions: Mapping[tuple[str, str], Attribution] = field(default_factory=dict)
    texts: bool = False
    as_published: bool = False

    def report(self, ref: MentionRef) -> Report | None:
        """The report in which a mention stands, where it was given."""
        coded = self.reports.get(ref.report)
        return coded.report if coded else None

    def mention(self, ref: MentionRef) -> EventMention | None:
        """The mention as it was coded, where its report was given."""
        return self.mentions.get((ref.report, ref.id))


def collect(
    events: Iterable[MergedEvent], coded: Iterable[CodedReport] = (), *, texts: bool = False, as_published: bool = False
) -> Collection:
    """The collection of merged events, with their coded reports if given; without any merged event, of the reports' mentions.

    Of two events with one id, as two runs of merging may give them, the one with more mentions counts.
    """
    from dateline.merging.merge import distinct

    known = distinct(coded)
    reports = {c.report.id: c for c in known}
    found: dict[str, MergedEvent] = {}
    for event in events:
        met = found.get(event.id)
        found[event.id] = event if met is None or met == event else max(met, event, key=_fullness)
    if not found:
        found = {e.id: e for c in known for e in (single(c.report, m) for m in c.events or ())}
    return Collection(
        events=tuple(sorted(found.values(), key=order)),
        reports=reports,
        mentions={(c.report.id, m.id): m for c in known for m in c.events or ()},
        attributions={(c.report.id, a.id): a for c in known for a in c.attributions or ()},
        texts=texts,
        as_published=as_published,
    )


def order(event: MergedEvent) -> tuple[str, str]:
    """By when it took place as far as that is known, else by when it was first reported; then by id."""
    return (event.when.start or event.when.end or event.first_reported or "9999", event.id)


def single(report: Report, mention: EventMention) -> MergedEvent:
    """A mention that was not merged, as an event of its own; its id is what merging gives to an event that begins with this mention."""
    published = report.published.isoformat() if report.published else None
    source = report.outlet or f"report {report.id}"
    ref = MentionRef(
        report=report.id,
        start=mention.trigger.start,
        end=mention.trigger.end,
        id=mention.id,
        text=mention.trigger.text,
        type=mention.type,
        mode=mention.mode,
        outlet=report.outlet,
        published=published,
        source=source,
        auxiliary=mention.auxiliary,
        confidence=mention.confidence,
    )
    outlets = (report.outlet,) if report.outlet else ()
    return MergedEvent(
        id="m-" + stable_hash(report.id, mention.id),
        mentions=(ref,),
        type=mention.type,
        mode=mention.mode,
        contexts=mention.contexts,
        act=mention.act,
        cameo=mention.cameo,
        quad=mention.quad,
        score=mention.score,
        goldstein=mention.goldstein,
        actors=tuple(_participant(p, mention.id) for p in mention.actors),
        recipients=tuple(_participant(p, mention.id) for p in mention.recipients),
        when=dataclasses.replace(mention.when, span=None),
        where=dataclasses.replace(mention.where, span=None) if mention.where else None,
        factuality=mention.factuality,
        auxiliary=mention.auxiliary,
        magnitudes=tuple(MergedMagnitude(m.kind, m.low, m.high, m.unit, UNMERGED, mention.id) for m in mention.magnitudes),
        status=_status(mention),
        reports=(report.id,),
        outlets=outlets,
        sources=(IndependentSource(source, report.wire, outlets, (report.id,)),),
        first_reported=published[:10] if published else None,
        last_reported=published[:10] if published else None,
        links=(),
        versions=(),
        confidence=mention.confidence,
        rules=UNMERGED,
        reasons=dict(mention.reasons),
    )


def _participant(p: Participant, mention: str) -> MergedParticipant:
    return MergedParticipant(p.name, p.text, p.code, p.country, p.sectors, p.id, p.wikidata, p.title, p.backer, (mention,))


def _status(mention: EventMention) -> EventStatus:
    if "negation" in mention.auxiliary:
        return "denied"
    return "announced" if "future" in mention.auxiliary and "hypothetical" not in mention.auxiliary else "reported"


def _fullness(event: MergedEvent) -> tuple[int, str, str]:
    return (len(event.mentions), event.last_reported or "", to_line(event))


def numbers(events: Sequence[MergedEvent]) -> dict[str, int]:
    """A whole number for each event's id, for formats whose ids are numbers.

    It is the same in every run, and below 2⁵³, which R and JavaScript still hold exactly. Should two ids fall on one number, as
    among a million happens once in ten thousand collections, the later of them gets the next.
    """
    given: dict[str, int] = {}
    taken: set[int] = set()
    for ident in sorted(e.id for e in events):
        salt = 0
        while (value := int(stable_hash(ident, str(salt))[:13], 16)) in taken:
            salt += 1
        taken.add(value)
        given[ident] = value
    return given


def text_of(event: MergedEvent) -> str:
    """An event in one line, for formats that want a name for each."""

    def side(participants: Sequence[MergedParticipant]) -> str:
        return ", ".join(p.name or p.text for p in participants)

    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    recipients = side(event.recipients)
    return " ".join(part for part in (side(event.actors), kind, f"→ {recipients}" if recipients else "") if part)
