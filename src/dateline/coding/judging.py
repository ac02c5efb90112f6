"""What the encoder makes of the events that rules propose in a sentence: it keeps, retypes or drops them, and adds what no rule names.

Events whose participants stand in other sentences or clauses, or beyond what the encoder reads, keep the rule's answer.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from dateline.coding.deciding import Rule, Verdict, decide, is_alone, is_phrase, is_private, pair_of
from dateline.coding.linking import Draft
from dateline.coding.nesting import Nested
from dateline.coding.pairs import Answered
from dateline.coding.what import Proposal
from dateline.coding.who import Resolved
from dateline.encoding import Encoder, Pair
from dateline.knowledge.codebook import NONE, Codebook
from dateline.knowledge.lexicon import Entry
from dateline.model import EventMention, Participant, PromisedAct, TypedPair
from dateline.parsing.tree import Sentence

UNLISTED = "encoder"
"""The rule named by an event that no lexicon line proposed."""


_LEAST = 0.65
"""Confidence from which on a verb that no lexicon line knows is an event: two in three."""


def judge(
    encoder: Encoder,
    s: Sentence,
    drafts: Sequence[Draft],
    unlisted: Sequence[Proposal],
    codebook: Codebook,
    draft: Callable[[Nested], Draft | None],
) -> tuple[list[Draft], bytes | None]:
    """The drafts of one sentence as the encoder leaves them, then those of `unlisted` in which it sees an event; and the sentence's vector.

    The vector is None where nothing was asked. `draft` makes a draft of a proposal, as for those of the lexicon.
    """
    asked = [pair_of(d.event.actors, d.event.recipients, (d.event.trigger.start, d.event.trigger.end), s.start) for d in drafts]
    words = [s.tokens[p.trigger] for p in unlisted]
    others = [pair_of(_people(p.actors), _people(p.recipients), (w.start, w.end), s.start) for p, w in zip(unlisted, words, strict=True)]
    known = [_stands_here(pair, d, s) for pair, d in zip(asked, drafts, strict=True)]
    pairs = list(dict.fromkeys(pair for pair, here in zip((*asked, *others), (*known, *(True for _ in others)), strict=True) if here))
    if not pairs:
        return list(drafts), None
    read = encoder.read_whole(s.text, pairs)
    answers = dict(zip(pairs, read.answers, strict=True))
    modes = codebook.modes_of
    kept = []
    for d, pair in zip(drafts, asked, strict=True):
        answer = answers.get(pair)
        if answer is None:
            kept.append(d)
            continue
        verdict = decide(answer, _rule(d.event, phrase=bool(d.nested.proposal.entry.fixed)), "ruled", modes, encoder.weights)
        event = retyped(d.event, verdict, codebook)
        if event is not None:
            kept.append(dataclasses.replace(d, event=event))
    for proposal, pair in zip(unlisted, others, strict=True):
        answer = answers.get(pair)
        if answer is None:
            continue
        verdict = decide(answer, None, "unlisted", modes, encoder.weights)
        told = {d.event.type for d in drafts if _shares(d, pair, s)}
        if verdict.type == NONE or verdict.confidence < _LEAST or verdict.type in told:
            continue
        made = draft(_nested(proposal, verdict))
        event = _certified(made.event, verdict) if made is not None else None
        if made is not None and event is not None:
            kept.append(dataclasses.replace(made, event=event))
    return kept, read.vector


def opinion(encoder: Encoder, s: Sentence, event: EventMention, codebook: Codebook) -> Verdict | None:
    """What rule and encoder together make of an event that a rule proposed, by itself; None where the encoder does not read it."""
    pair = pair_of(event.actors, event.recipients, (event.trigger.start, event.trigger.end), s.start)
    (answer,) = encoder.read(s.text, [pair])
    rule = _rule(event, phrase=is_phrase(event.rule))
    return decide(answer, rule, "ruled", codebook.modes_of, encoder.weights) if answer is not None else None


def _shares(draft: Draft, pair: Pair, s: Sentence) -> bool:
    """Whether somebody of a pair takes part in an event: the encoder, asked about the pair, may mean that event."""
    sides = {(p.start - s.start, p.end - s.start) for p in (*draft.event.actors, *draft.event.recipients)}
    return bool(sides & {*pair.actor, *pair.recipient})


def _rule(event: EventMention, *, phrase: bool) -> Rule:
    sides = (event.actors, event.recipients)
    states = all(side and all(p.country is not None for p in side) for side in sides)
    private = is_private(event.type, (*event.actors, *event.recipients))
    alone = is_alone(event.type, event.actors, event.recipients)
    return Rule(event.type, phrase, talked_of=states and bool(event.auxiliary), private=private, alone=alone)


def judge_pairs(encoder: Encoder, sentences: Sequence[Sentence], answered: Sequence[Answered], codebook: Codebook) -> tuple[TypedPair, ...]:
    """Marked pairs as rule and encoder together type them; those that no one sentence holds stay as the rules have them.

    Where rules see events between the two, the encoder is asked about the word of each, and the surest is the answer; else about the
    pair alone and the words of what the first does.
    """
    found = []
    for one in answered:
        pair = one.typed
        spans = (*pair.actor, *pair.recipient)
        s = next((s for s in sentences if spans and all(s.start <= x.start and x.end <= s.end for x in spans)), None)
        verdict = _verdict(encoder, s, one, codebook) if s is not None else None
        if verdict is None:
            found.append(pair)
            continue
        mode = pair.mode if pair.mode and verdict.type == pair.type else verdict.mode
        found.append(TypedPair(pair.actor, pair.recipient, verdict.type, mode, verdict.confidence))
    return tuple(found)


def _verdict(encoder: Encoder, s: Sentence, one: Answered, codebook: Codebook) -> Verdict | None:
    """The surest of what the encoder answers about the words of events between the two, else about the pair and what the first does."""
    actor, recipient = (tuple((x.start - s.start, x.end - s.start) for x in side) for side in (one.typed.actor, one.typed.recipient))

    def judged(events: Sequence[EventMention]) -> list[Verdict]:
        here = [e for e in events if s.start <= e.trigger.start < s.end]
        asked = [Pair(actor, recipient, ((e.trigger.start - s.start, e.trigger.end - s.start),)) for e in here]
        told = zip(here, encoder.read(s.text, asked), strict=True)
        return [decide(a, Rule(e.type, is_phrase(e.rule)), "ruled", codebook.modes_of, encoder.weights) for e, a in told if a is not None]

    between = judged(one.between)
    if between:
        return max(between, key=lambda v: (v.type != NONE, v.confidence))
    (plain,) = encoder.read(s.text, [Pair(actor, recipient)])
    if plain is None:
        return None
    alone = decide(plain, Rule(one.typed.type), "marked", codebook.modes_of, encoder.weights)
    return max((alone, *(v for v in judged(one.doing) if v.type != NONE)), key=lambda v: v.confidence)


def retyped(event: EventMention, verdict: Verdict, codebook: Codebook) -> EventMention | None:
    """The event as the verdict has it; None where there is none, or none of that type with these participants."""
    if verdict.type == NONE:
        return None
    if verdict.type == event.type:
        mode = event.mode or verdict.mode
        changed = event if mode == event.mode else _with_type(event, event.type, mode, event.act, codebook)
        return _certified(changed, verdict)
    kind = codebook.types[verdict.type]
    if (kind.recipient_needed and not event.recipients and len(event.actors) < 2) or (kind.actor_needed and not event.actors):
        return None
    act = event.act if verdict.type in ("AGREE", "CONCEDE") else None
    if act is None and codebook.types[event.type].announced_as == verdict.type:
        act = PromisedAct(event.type, event.mode)
    return _certified(_with_type(event, verdict.type, verdict.mode, act, codebook), verdict)


def _with_type(event: EventMention, kind: str, mode: str | None, act: PromisedAct | None, codebook: Codebook) -> EventMention:
    code = codebook.code_for(kind, mode, event.cameo or "", act.type if act else None)
    known = codebook.cameo.get(code or "")
    return dataclasses.replace(
        event,
        type=kind,
        mode=mode,
        act=act,
        cameo=code,
        quad=codebook.types[kind].quad,
        score=codebook.score(kind, mode),
        goldstein=known.goldstein if known else None,
    )


def _certified(event: EventMention, verdict: Verdict) -> EventMention:
    reasons: Mapping[str, str] = {**event.reasons, "confidence": verdict.said}
    return dataclasses.replace(event, confidence=verdict.confidence, reasons=reasons)


def _nested(proposal: Proposal, verdict: Verdict) -> Nested:
    head = proposal.entry.heads[0]
    entry = Entry((head,), (), "v", (), verdict.type, verdict.mode or "", "", (), f"{UNLISTED}: {head}")
    return Nested(dataclasses.replace(proposal, entry=entry), entry.mode, None, "fact", None)


def _people(side: Sequence[Resolved]) -> tuple[Participant, ...]:
    return tuple(r.participant for r in side)


def _stands_here(pair: Pair, draft: Draft, s: Sentence) -> bool:
    """Whether the sides are words of the event's own clause: those told before, or by another event, say nothing to the encoder."""
    if draft.nested.completed:
        return False
    trigger = draft.event.trigger
    at = (trigger.start - s.start, trigger.end - s.start)
    spans = (*pair.actor, *pair.recipient)
    return bool(spans) and all(0 <= a < b <= len(s.text) and (a, b) != at for a, b in spans)
