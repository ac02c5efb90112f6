"""The coder asks each question of a report in order: what, who, when, where, how certain, according to whom, how many.

`Coder` holds the heavy things (language model, knowledge), made once by `load_coder`; coding itself is pure: the same report, version
and settings give the same record.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline import knowledge as kn
from dateline.coding import attribution, bridging, certainty, grammar, judging, linking, places, reference, what, when, where
from dateline.coding.certainty import Judgement
from dateline.coding.linking import Draft
from dateline.coding.nesting import Nested, nest
from dateline.coding.overlaps import Overlaps
from dateline.coding.pairs import type_pairs
from dateline.coding.pronouns import announcer
from dateline.coding.times import TimeExpression, find_times
from dateline.coding.what import Proposal
from dateline.coding.who import Resolved, Who
from dateline.encoding import Encoder, load_encoder
from dateline.knowledge import Knowledge
from dateline.knowledge.codebook import NONE
from dateline.model import (
    DEFAULT_LAYERS,
    Attribution,
    Auxiliary,
    ClauseFactuality,
    CodedReport,
    Counts,
    EventMention,
    Layer,
    Participant,
    PromisedAct,
    Report,
    SentenceVector,
    Span,
    TextSpan,
    TimeMention,
    TypedPair,
    When,
)
from dateline.parsing import sentences as boundaries
from dateline.parsing.parser import DEFAULT_MODEL, Parser, load
from dateline.parsing.tree import Sentence

_CERTAIN = 3.0
_SURROGATES = re.compile("[\ud800-\udfff]")
_FORCE = frozenset({"ASSAULT", "MOBILIZE", "COERCE", "PROTEST"})
"""Types whose recipient, where it is a capital, is the town."""
_BACKGROUND_AFTER = dt.timedelta(days=365)
"""An event that ended this long before its report was published is background (`historical`), not news."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose: layers, the language model, a knowledge folder of their own, the least confidence of an event."""

    layers: tuple[Layer, ...] = DEFAULT_LAYERS
    model: str = DEFAULT_MODEL
    knowledge: Path | None = None
    min_confidence: float = 0.0
    encoder: bool = True
    """Whether the encoder judges what rules propose; without it rules stand alone."""


@dataclass(frozen=True, slots=True)
class Coder:
    """A loaded coder; see `load_coder`."""

    settings: Settings
    knowledge: Knowledge
    parser: Parser
    encoder: Encoder | None = None

    def code(self, report: Report) -> CodedReport:
        """Code one report. Never raises for anything a text may hold."""
        readable = _SURROGATES.sub("\ufffd", report.text)  # halves of characters, which no library takes; of the same length
        if readable != report.text:
            return dataclasses.replace(self._code(dataclasses.replace(report, text=readable)), report=report)
        return self._code(report)

    def _code(self, report: Report) -> CodedReport:
        layers = self.settings.layers
        spans, readings = self._readings(report)
        times = self._times(report, readings) if "times" in layers or "events" in layers else []
        said = attribution.find(report.text, [(r.sentence, r.who) for r in readings], self.knowledge.cues)
        spoken = reference.first_persons([(r.sentence, r.who) for r in readings], said)
        readings = [dataclasses.replace(r, who=who) for r, who in zip(readings, spoken, strict=True)]
        known = [(r.sentence, r.who) for r in readings]
        placed = places.locate(known, report, self.knowledge.places) if "places" in layers or "events" in layers else ()
        located = where.located(known, placed, self.knowledge.places)
        drafts, ruled, vectors = self._drafts(report, readings, times, located, said)
        events, attributions = linking.finish(report, drafts, said, times, self.knowledge)
        events = tuple(e for e in events if e.confidence >= self.settings.min_confidence)
        return CodedReport(
            report=report,
            events=events if "events" in layers else None,
            attributions=attributions if "attributions" in layers else None,
            times=_time_mentions(times) if "times" in layers else None,
            places=places.layer(placed) if "places" in layers else None,
            clauses=self._clauses(readings) if "clauses" in layers else None,
            pairs=self._pairs(report, readings, ruled) if "pairs" in layers or report.pairs else None,
            vectors=self._vectors(readings, events, vectors) if "vectors" in layers else None,
            counts=Counts(len(spans), len(readings), sum(len(report.text[s.start : s.end].split()) for s in spans)),
        )

    def _readings(self, report: Report) -> tuple[list[Span], list[Reading]]:
        """The report's sentences, and those that were parsed with surnames, pronouns and descriptions resolved as far as it allows."""
        spans = boundaries.split(report.text)
        wanted = self._to_parse(report, spans)
        parsed = self.parser.parse(report.text, [spans[i] for i in wanted])
        day = report.published.isoformat()[:10] if report.published else None
        plain = [(s := dataclasses.replace(p, index=i), Who(s, self.knowledge.actors, day)) for p, i in zip(parsed, wanted, strict=True)]
        found = reference.resolve(plain, self.knowledge)
        return spans, [Reading(s, who) for (s, _), who in zip(plain, found, strict=True)]

    def code_all(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        """Code reports one after the other, lazily and in order."""
        return map(self.code, reports)

    def read(self, report: Report) -> list[Reading]:
        """The report's parsed sentences with what was proposed in each, kept or not: what `dateline explain` shows."""
        _, readings = self._readings(report)
        return [
            dataclasses.replace(r, nested=tuple(nest(r.sentence, what.find(r.sentence, r.who, self.knowledge), self.knowledge.codebook)))
            for r in readings
        ]

    def _to_parse(self, report: Report, spans: Sequence[Span]) -> list[int]:
        layers, gate = self.settings.layers, self.knowledge.gate
        if "clauses" in layers or "places" in layers:
            return list(range(len(spans)))
        chosen = []
        for i, span in enumerate(spans):
            sentence = report.text[span.start : span.end]
            if gate.passes(sentence) or ("attributions" in layers and gate.may_attribute(sentence)):
                chosen.append(i)
        return chosen

    def _times(self, report: Report, readings: Sequence[Reading]) -> list[TimeExpression]:
        published = report.published
        day = published.date() if isinstance(published, dt.datetime) else published
        starts = [r.sentence.start for r in readings]

        def tense_at(offset: int) -> str:
            place = bisect_right(starts, offset) - 1
            if place < 0 or offset >= readings[place].sentence.end:
                return ""
            return tense(readings[place].sentence, offset)

        return find_times(report.text, day, tense_at=tense_at)

    def _drafts(
        self,
        report: Report,
        readings: Sequence[Reading],
        times: Sequence[TimeExpression],
        located: where.Located,
        said: Sequence[Attribution],
    ) -> tuple[list[Draft], list[Draft], dict[int, bytes]]:
        """The drafts of events as the encoder leaves them, and as rules proposed them; the vectors of sentences by their index."""
        drafts: list[Draft] = []
        ruled: list[Draft] = []
        vectors: dict[int, bytes] = {}
        meeting, told = None, 0
        expressions = Overlaps((t.start, t.end, t) for t in times)
        for reading in readings:
            s, who = reading.sentence, reading.who
            if meeting is not None:
                sides = [r.participant for r in (*meeting.proposal.actors, *meeting.proposal.recipients)]
                who = reference.addressed(s, who, said, sides)
            here = expressions.at(s.start, s.end)

            def make(nested: Nested, reading: Reading = reading, here: Sequence[TimeExpression] = here) -> Draft | None:
                return self._draft(report, reading, nested, here, located)

            seen = what.scan(s, who, self.knowledge)
            own = []
            for found in linking.exchanged(s, nest(s, seen.proposals, self.knowledge.codebook), self.knowledge.cues):
                nested = _with_speaker(s, bridging.told_before(s, found, meeting, s.index - told), said)
                if nested is not None and nested.standing != "no" and _has_somebody(nested.proposal):
                    draft = make(nested)
                    own += [draft] if draft is not None else []
            ruled += own
            if self.encoder is not None:
                unlisted = what.unlisted(s, who, seen, self.knowledge)
                own, vector = judging.judge(self.encoder, s, own, unlisted, self.knowledge.codebook, make)
                if vector is not None:
                    vectors[s.index] = vector
            drafts += own
            for draft in own:
                if bridging.is_meeting(draft.nested):
                    meeting, told = draft.nested, s.index
        return drafts, ruled, vectors

    def _vectors(self, readings: Sequence[Reading], events: Sequence[EventMention], known: dict[int, bytes]) -> tuple[SentenceVector, ...]:
        """The vectors of the sentences that tell events. Those about which the encoder was asked nothing are read now."""
        if self.encoder is None:
            return ()
        told = [e.trigger.start for e in events]
        sentences = [r.sentence for r in readings if any(r.sentence.start <= at < r.sentence.end for at in told)]
        return tuple(
            SentenceVector(s.start, s.end, (known.get(s.index) or self.encoder.read_whole(s.text).vector).hex()) for s in sentences
        )

    def _pairs(self, report: Report, readings: Sequence[Reading], ruled: Sequence[Draft]) -> tuple[TypedPair, ...]:
        answered = type_pairs(report.pairs, [d.event for d in ruled])
        if self.encoder is None:
            return tuple(a.typed for a in answered)
        return judging.judge_pairs(self.encoder, [r.sentence for r in readings], answered, self.knowledge.codebook)

    def _draft(
        self, report: Report, reading: Reading, nested: Nested, times: Sequence[TimeExpression], located: where.Located
    ) -> Draft | None:
        s, proposal, codebook = reading.sentence, nested.proposal, self.knowledge.codebook
        entry = proposal.entry
        judgement = self._judge(s, nested)
        time = when.event_time(s, proposal, times, report.published, future=judgement.future)
        reasons = {"type": entry.rule}
        kind, mode, act = entry.type, nested.mode or None, None
        auxiliary: tuple[Auxiliary, ...] = judgement.auxiliary
        past = s.tokens[proposal.carrier].tag == "VBD"  # "was indicted three months later": whatever day that is taken for, it is over
        if _lies_ahead(time, report) and not auxiliary and not past and kind in codebook.types:
            auxiliary = ("future",)
        if nested.inner is not None and kind in ("AGREE", "CONCEDE"):
            inner_type = nested.inner.entry.type
            if certainty.judge(s, nested.inner.carrier, self.knowledge.cues).score > 0:  # "agreed not to attack" promises no attack
                act = PromisedAct(inner_type, nested.inner.entry.mode or None)
            announced = codebook.types[inner_type].announced_as
            if announced and kind not in (announced, "AGREE"):  # to agree to a withdrawal is to agree, to announce one to concede
                reasons["type"] = f"{entry.rule}; what is promised is {inner_type}, so it is {announced}"
                kind, mode = announced, None
        elif auxiliary == ("future",) and codebook.types[kind].announced_as:
            act = PromisedAct(kind, mode)
            reasons["type"] = f"{entry.rule}; it lies ahead, so it is announced, not done"
            kind, mode, auxiliary = codebook.types[kind].announced_as, None, ()
        elif set(auxiliary) == {"future", "negation"} and codebook.types[kind].refused_as and proposal.actors:
            act = PromisedAct(kind, mode)
            reasons["type"] = f"{entry.rule}; its doer says that it will not, so it is refused"
            proposal = _one_sided(proposal, s)
            kind, _, refused = codebook.types[kind].refused_as.partition(" ")
            mode, auxiliary, judgement = refused or None, (), Judgement(_CERTAIN, future=False, cues=judgement.cues)
        if kind != entry.type or auxiliary == ("future",):
            proposal = _by_announcer(s, reading.who, proposal)
        if codebook.types[kind].recipient_needed and not _has_two_sides(proposal):
            return None
        if codebook.types[kind].actor_needed and not proposal.actors:
            return None
        if not auxiliary and _is_background(time, report):
            auxiliary = ("historical",)
        proposal = self._as_of(proposal, time, report)
        reasons.update(_participant_reasons(proposal))
        if judgement.cues:
            reasons["factuality"] = "; ".join(judgement.cues)
        if time.basis == "publication" and time.span is None:
            reasons["when"] = "the words give no time; bounded by the date of publication"
        place, why = where.event_place(s, proposal, located)
        if why:
            reasons["where"] = why
        code = codebook.code_for(kind, mode, entry.cameo, act.type if act else None)
        known = codebook.cameo.get(code or "")
        trigger = s.tokens[proposal.trigger]
        event = EventMention(
            id="",
            type=kind,
            mode=mode,
            contexts=entry.contexts,
            act=act,
            cameo=code,
            quad=codebook.types[kind].quad,
            score=codebook.score(kind, mode),
            goldstein=known.goldstein if known else None,
            trigger=TextSpan(trigger.start, trigger.end, report.text[trigger.start : trigger.end]),
            actors=_people(proposal.actors, report.text),
            recipients=_people(_as_towns(proposal.recipients, kind), report.text),
            when=time,
            where=place,
            factuality=judgement.factuality,
            auxiliary=auxiliary,
            attributions=(),
            magnitudes=(),
            links=(),
            confidence=_confidence(proposal),
            rule=entry.rule,
            reasons=reasons,
        )
        return Draft(event, nested, s)

    def _judge(self, s: Sentence, nested: Nested) -> Judgement:
        """How certain the event is: as certain as the least of its verb, its noun and the noun that counts it."""
        proposal, cues = nested.proposal, self.knowledge.cues
        judgement = certainty.judge(s, proposal.carrier, cues)
        if proposal.carrier != proposal.trigger:
            nouns = {proposal.trigger, grammar.outer_noun(s, proposal.trigger)}
            judgement = min((judgement, *(certainty.judge(s, i, cues) for i in sorted(nouns))), key=lambda j: j.score)
            if s.tokens[proposal.carrier].lemma in cues.announcing and self.knowledge.codebook.types[proposal.entry.type].announced_as:
                judgement = dataclasses.replace(judgement, future=True, modes=judgement.modes or ("future",))
        if nested.standing == "hypothetical" and judgement.score > 0:
            judgement = Judgement(0.0, judgement.future, (*judgement.cues, "hypothetical: only alleged"))
        return judgement

    def _as_of(self, proposal: Proposal, time: When, report: Report) -> Proposal:
        """The participants with the offices that they held when the event took place, where that was well before the report."""
        if time.span is None or time.end is None or report.published is None:
            return proposal
        if time.end[:7] >= report.published.isoformat()[:7]:
            return proposal
        offices, on = self.knowledge.actors.offices, time.end[:10]

        def then(side: tuple[Resolved, ...]) -> tuple[Resolved, ...]:
            return tuple(dataclasses.replace(r, participant=reference.at_the_time(r.participant, on, offices)) for r in side)

        return dataclasses.replace(proposal, actors=then(proposal.actors), recipients=then(proposal.recipients))

    def _clauses(self, readings: Sequence[Reading]) -> tuple[ClauseFactuality, ...]:
        found = []
        for r in readings:
            for i in certainty.predicates(r.sentence, self.knowledge.cues):
                token = r.sentence.tokens[i]
                score = certainty.judge(r.sentence, i, self.knowledge.cues).score
                found.append(ClauseFactuality(token.start, token.end, round(score, 2)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reading:
    """One parsed sentence with its participants and, for `explain`, everything that was proposed in it."""

    sentence: Sentence
    who: Who
    nested: tuple[Nested, ...] = field(default=())


def load_coder(settings: Settings = Settings()) -> Coder:
    """Load knowledge and models: about two seconds. Raises `KnowledgeError` or `ModelMissing`.

    The encoder knows PLOVER's types; with a codebook that has others it is left out.
    """
    knowledge = kn.load(settings.knowledge)
    encoder = load_encoder() if settings.encoder and {"events", "pairs", "vectors"} & set(settings.layers) else None
    if encoder is not None and set(encoder.types) != {NONE, *knowledge.codebook.types}:
        encoder = None
    return Coder(settings, knowledge, load(knowledge.lemmatizer, settings.model), encoder)


def tense(s: Sentence, offset: int) -> str:
    """The tense of the clause around a character: past, future, present or ''."""
    token = next((t for t in s.tokens if t.end > offset), s.tokens[-1] if s.tokens else None)
    if token is None:
        return ""
    for t in (token, *s.ancestors(token.i)):
        if not t.tag.startswith("VB") and t.tag != "MD":
            continue
        helpers = s.kids(t.i, "aux", "auxpass")
        if any(k.tag == "MD" for k in helpers):
            return "future" if any(k.lower in ("will", "'ll", "shall", "would", "wo") for k in helpers) else "present"
        if t.tag == "VB" and any(k.tag == "TO" for k in helpers):
            return ""  # an infinitive looks either way: "staged a march to mark …", "plans to march"
        if t.tag == "VBD" or any(k.tag == "VBD" or k.lower in ("has", "have") for k in helpers):
            return "past"
        if t.tag in ("VBZ", "VBP") or any(k.tag in ("VBZ", "VBP") for k in helpers):
            return "present"
    return ""


def _with_speaker(s: Sentence, nested: Nested, said: Sequence[Attribution]) -> Nested | None:
    """An event that its speaker does by saying so ("the *hostile policy* of …"), with the speaker; None where nobody is quoted."""
    proposal = nested.proposal
    if proposal.actors or not any(what.SPEAKER in slot.places for slot in proposal.entry.slots):
        return nested
    at = s.tokens[proposal.trigger].start
    speaker = next((a.source for a in said if a.act == "said" and any(c.start <= at < c.end for c in a.content)), None)
    if speaker is None or any(_the_same(r.participant, speaker) for r in proposal.recipients):
        return None
    return dataclasses.replace(nested, proposal=dataclasses.replace(proposal, actors=(Resolved(speaker, acts=True),)), completed=True)


def _the_same(one: Participant, other: Participant) -> bool:
    """Whether two are one person or body: by id, by name, or, where neither has a name, by their words."""
    if one.name or other.name:
        return one.name == other.name or (one.id is not None and one.id == other.id)
    return one.text.casefold() == other.text.casefold()


def _one_sided(proposal: Proposal, s: Sentence) -> Proposal:
    """A deed of two sides that one of them refuses: "*France* will not meet *the rebels*" is done by France to the rebels."""
    at = s.tokens[proposal.trigger].start
    before = tuple(r for r in proposal.actors if r.participant.start < at)
    after = tuple(r for r in proposal.actors if r.participant.start > at)
    if proposal.recipients or not before or not after:
        return proposal
    return dataclasses.replace(proposal, actors=before, recipients=after)


def _by_announcer(s: Sentence, who: Who, proposal: Proposal) -> Proposal:
    """An announcement or refusal is made by its sayer: "*Ankara* said it would send aid"; the pronoun of the deed stands for the same."""
    sayer = announcer(s, proposal.carrier)
    if sayer is None or not proposal.actors or any(r.participant.refers_to is None for r in proposal.actors):
        return proposal
    members = tuple(m for m in who.members(sayer) if m.acts)
    return dataclasses.replace(proposal, actors=members) if members else proposal


def _as_towns(recipients: Sequence[Resolved], kind: str) -> list[Resolved]:
    """Recipients of force: a capital that is shelled or occupied is the town, not its government."""
    if kind not in _FORCE:
        return list(recipients)
    return [dataclasses.replace(r, participant=r.town) if r.town is not None else r for r in recipients]


def _people(resolved: Sequence[Resolved], text: str) -> tuple[Participant, ...]:
    return tuple(dataclasses.replace(r.participant, text=text[r.participant.start : r.participant.end]) for r in resolved)


def _participant_reasons(proposal: Proposal) -> dict[str, str]:
    reasons = {}
    for role, side in (("actors", proposal.actors), ("recipients", proposal.recipients)):
        said = [r.participant.reason for r in side if r.participant.code is None]
        if said:
            reasons[role] = "; ".join(dict.fromkeys(said))
    return reasons


def _has_somebody(proposal: Proposal) -> bool:
    return any(r.acts for r in (*proposal.actors, *proposal.recipients))


def _has_two_sides(proposal: Proposal) -> bool:
    return bool(proposal.recipients) or len(proposal.actors) > 1


def _lies_ahead(time: When, report: Report) -> bool:
    if report.published is None or time.start is None or time.span is None:
        return False
    return time.start[:10] > report.published.isoformat()[:10]


def _is_background(time: When, report: Report) -> bool:
    """Whether the event ended long before it was reported, by its own time."""
    if time.span is None or time.end is None or report.published is None:
        return False
    published = dt.date.fromisoformat(report.published.isoformat()[:10])
    try:
        ended = dt.date.fromisoformat(time.end[:10])
    except ValueError:
        return False
    return published - ended > _BACKGROUND_AFTER


def _confidence(proposal: Proposal) -> float:
    """A first, uncalibrated estimate: more where more of the entry's words and places are found, less for things and pronouns."""
    value = 0.55 + 0.1 * min(len(proposal.fixed), 2)
    for side in (proposal.actors, proposal.recipients):
        if side:
            value += 0.1 * max(r.participant.confidence for r in side)
    return round(min(value, 0.95), 2)


def _time_mentions(times: Sequence[TimeExpression]) -> tuple[TimeMention, ...]:
    return tuple(TimeMention(t.start, t.end, t.text, t.type, t.value) for t in times)
