"""The pairs layer: the type of what one marked participant does to another, for a coder who has marked them already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.knowledge.codebook import NONE
from dateline.model import EventMention, MarkedPair, Participant, Span, TypedPair

_AS_ACTOR, _AS_RECIPIENT = 2.0, 1.5
"""What it counts that a marked participant takes part in an event in its place."""
_SAME_SENTENCE = 400
"""Characters between a marked participant and a trigger beyond which an event has nothing to do with the pair."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A marked pair with the rules' answer, and the events that they see between just these two, the surest first.

    `doing` are those that the first of the pair does to nobody whom the rules know, and those between the two that are denied or only
    possible.
    """

    typed: TypedPair
    between: tuple[EventMention, ...] = ()
    doing: tuple[EventMention, ...] = ()


def type_pairs(pairs: Sequence[MarkedPair], events: Sequence[EventMention]) -> tuple[Answered, ...]:
    """A type for each marked pair: that of the event between the two, else of one with either in its place, else NONE."""
    return tuple(_answered(pair, events) for pair in pairs)


def _answered(pair: MarkedPair, events: Sequence[EventMention]) -> Answered:
    best, best_rank = None, (0.0, 0.0)
    between: list[EventMention] = []
    doing: list[EventMention] = []
    for event in events:
        sides = (*event.actors, *event.recipients)
        given = _AS_ACTOR * _names(event.actors, pair.actor) + _AS_RECIPIENT * _names(event.recipients or event.actors, pair.recipient)
        if not given and (_names(sides, pair.actor) or _names(sides, pair.recipient)):
            given = 0.5
        rank = (given, event.confidence)
        unreal = not {"negation", "hypothetical"}.isdisjoint(event.auxiliary)
        if given == _AS_ACTOR + _AS_RECIPIENT:
            (doing if unreal else between).append(event)
        elif given == _AS_ACTOR and not event.recipients and len(event.actors) == 1:
            doing.append(event)
        if given and rank > best_rank:
            best, best_rank = event, rank
    if best is None:
        near = [e for e in events if pair.actor and abs(e.trigger.start - pair.actor[0].end) < _SAME_SENTENCE]
        if not near:
            return Answered(TypedPair(pair.actor, pair.recipient, NONE, None, 0.5))
        best = min(near, key=lambda e: (abs(e.trigger.start - pair.actor[0].end), e.trigger.start))
        return Answered(TypedPair(pair.actor, pair.recipient, best.type, best.mode, 0.3))
    sure = round(min(0.95, best.confidence * best_rank[0] / (_AS_ACTOR + _AS_RECIPIENT) + 0.2), 2)
    surest_first = tuple(sorted(between, key=lambda e: -e.confidence))
    return Answered(TypedPair(pair.actor, pair.recipient, best.type, best.mode, sure), surest_first, tuple(doing))


def _names(side: Sequence[Participant], marked: Sequence[Span]) -> bool:
    """Whether a side names the marked one, by a pronoun that stands for it too: "*Rome* said that *it* had expelled them"."""
    spans = [Span(p.start, p.end) for p in side] + [p.refers_to for p in side if p.refers_to is not None]
    return any(s.start < m.end and m.start < s.end for s in spans for m in marked)
