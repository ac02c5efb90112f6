"""Events told again without their participants: "*the visit* begins on Wednesday", "*negotiations* were planned".

A report that has told of a meeting or visit goes on to speak of it, or of its parts, by a bare noun. Who takes part is then whoever took
part in the meeting told before, with a low confidence and a reason; a bare noun in a report that has told of no meeting stays none.
"""

from __future__ import annotations

import dataclasses

from dateline.coding import grammar
from dateline.coding.nesting import Nested
from dateline.coding.who import Resolved
from dateline.model import Span
from dateline.parsing.tree import Sentence

_BRIDGED = "CONSULT"
"""The type whose parts are told by bare nouns; of the others a bare noun is too often general ("fighting", "support")."""
_REACH = 3
"""Sentences back to the meeting whose participants are meant."""
_TOLD = 0.5
"""Of the confidence of the one told before."""
_DEFINITE = frozenset({"the", "this", "these"})
_STAGES = frozenset(
    {"plan", "schedule", "expect", "announce", "begin", "start", "open", "resume", "continue", "end", "conclude", "postpone", "cancel"}
)
"""Verbs that tell of a stage of a meeting whose participants are known."""


def told_before(s: Sentence, nested: Nested, earlier: Nested | None, at: int) -> Nested:
    """The event with the participants of the meeting told `at` sentences ago, where it is a bare noun that speaks of one; else as it is."""
    proposal = nested.proposal
    if earlier is None or at > _REACH or proposal.actors or proposal.recipients:
        return nested
    if proposal.entry.type != _BRIDGED or proposal.entry.pos != "n" or nested.standing != "fact":
        return nested
    trigger = s.tokens[proposal.trigger]
    definite = any(k.lower in _DEFINITE for k in s.kids(trigger.i, "det"))
    same = definite and proposal.entry.mode == earlier.proposal.entry.mode
    staged = grammar.is_verb(s.tokens[proposal.carrier]) and s.tokens[proposal.carrier].lemma in _STAGES
    if not (same and staged) and not (staged and grammar.is_passive(s, proposal.carrier)):
        return nested
    words = s.text[trigger.start - s.start : trigger.end - s.start]

    def again(side: tuple[Resolved, ...]) -> tuple[Resolved, ...]:
        return tuple(
            dataclasses.replace(
                r,
                participant=dataclasses.replace(
                    r.participant,
                    start=trigger.start,
                    end=trigger.end,
                    text=words,
                    refers_to=r.participant.refers_to or Span(r.participant.start, r.participant.end),
                    confidence=round(r.participant.confidence * _TOLD, 2),
                    reason=f"nobody is named with {words!r}; took part in what is told at {r.participant.start}: {r.participant.reason}",
                ),
            )
            for r in side
        )

    known = dataclasses.replace(proposal, actors=again(earlier.proposal.actors), recipients=again(earlier.proposal.recipients))
    return dataclasses.replace(nested, proposal=known)


def is_meeting(nested: Nested) -> bool:
    """Whether later sentences may speak of this event by a bare noun: a meeting or visit with two sides."""
    p = nested.proposal
    sides = sum(r.acts for r in (*p.actors, *p.recipients))
    return p.entry.type == _BRIDGED and nested.standing == "fact" and sides > 1
