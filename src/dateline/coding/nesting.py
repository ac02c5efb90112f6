"""One event inside another: "agreed to send arms", "refused to meet", "condemned Russia's attack", "cancelled the talks".

`codebook/embedding.tsv` says what the outer event makes of the inner one. Here the pairs are found by climbing from the inner trigger
through complements, and participants pass from the inner event to the outer one where its own place is empty.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.coding.what import Proposal
from dateline.coding.who import Resolved
from dateline.knowledge.codebook import Codebook, Embedding
from dateline.parsing.tree import Sentence

_COMPLEMENTS = frozenset({"xcomp", "ccomp", "pcomp", "prep", "pobj", "dobj", "acl", "oprd", "nsubjpass", "attr"})
_COMPLEMENT_PREPOSITIONS = frozenset({"of", "for", "to", "against", "on", "about", "over", "from", "with", "into", "upon"})
"""Prepositions after which a deed may be what another is about; after the others it is a circumstance ("*in* a visit", "*after* talks")."""
_DOER_FIRST = frozenset({"ACCUSE", "SUPPORT", "PROTEST", "REQUEST"})
"""Outer types that are aimed at whoever did the inner deed, or is to do it; the others are aimed at whom it was, or would be, done to."""


_ABOUT_DEEDS_DONE = frozenset({"ACCUSE", "SUPPORT"})
"""Outer types that may be aimed at a deed itself where nobody is named with it: "condemned *the attacks*"."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A proposal with what its surroundings made of it: the act it promises, a mode that follows from it, whether it stands alone."""

    proposal: Proposal
    mode: str
    inner: Proposal | None
    standing: str
    """`fact` on its own, `hypothetical` inside an accusation, `no` where it is only the content of another event."""
    outer: Proposal | None
    completed: bool = False
    """Whether somebody who takes part was found outside the event's own clause: in the other half of an exchange, as the speaker."""


def nest(s: Sentence, proposals: Sequence[Proposal], codebook: Codebook) -> list[Nested]:
    """The proposals of a sentence in order, with inner events taken into the outer ones that govern them."""
    owner: dict[int, tuple[Proposal, Embedding]] = {}
    holds: dict[int, Proposal] = {}
    by_token = {t: p for p in proposals for t in (p.trigger, *p.fixed)}
    for inner in proposals:
        outer = _governor(s, inner, by_token)
        if outer is None or outer.entry.type == inner.entry.type == "ASSAULT":
            continue
        rule = codebook.embedding(outer.entry.type, outer.entry.mode, inner.entry.type, inner.entry.mode)
        if rule is None:
            continue
        owner[inner.trigger] = (outer, rule)
        holds.setdefault(outer.trigger, inner)
    made = []
    for proposal in proposals:
        over, rule = owner.get(proposal.trigger, (None, None))
        inside = holds.get(proposal.trigger)
        mode = proposal.entry.mode
        if inside is not None:
            mode = owner[inside.trigger][1].mode or mode
        passed = _pass_on(s, proposal, inside) if inside is not None else proposal
        made.append(Nested(passed, mode, inside, rule.keep if rule is not None else "fact", over))
    return made


def _governor(s: Sentence, inner: Proposal, by_token: dict[int, Proposal]) -> Proposal | None:
    """The proposal that governs another one through complements, nearest first."""
    at = inner.carrier
    for _ in range(7):
        token = s.tokens[at]
        if token.head == at:
            return None
        head = s.tokens[token.head]
        if token.dep == "conj":
            if s.tokens[head.i].dep not in _COMPLEMENTS:
                return None
        elif (
            token.dep not in _COMPLEMENTS
            or (token.dep == "acl" and token.tag in ("VBN", "VBD"))
            or (token.dep == "prep" and token.lower not in _COMPLEMENT_PREPOSITIONS)
        ):
            return None
        if token.dep == "ccomp" and any(t.lower == ";" for t in s.tokens[token.i : head.i]):
            return None  # "he was held; he was charged": two sentences in one
        found = by_token.get(head.i)
        if found is not None and found is not inner and token.dep != "conj":
            return found
        at = head.i
    return None


def _pass_on(s: Sentence, outer: Proposal, inner: Proposal) -> Proposal:
    """The outer proposal with participants of the inner one where it has none of its own, or only the inner event itself."""
    if len(outer.actors) > 1 and any(slot.role == "B" for slot in outer.entry.slots):
        return outer  # "Oslo and Rome signed a pact to help Tunis": the sides are complete
    own = {(r.participant.start, r.participant.end) for r in outer.actors}
    real = tuple(r for r in outer.recipients if r.acts)
    if real and (not _same_words(outer.recipients, inner) or _is_their_own(s, real, inner)):
        return outer
    doers = tuple(r for r in inner.actors if (r.participant.start, r.participant.end) not in own)
    done_to = tuple(r for r in inner.recipients if (r.participant.start, r.participant.end) not in own)
    first, second = (doers, done_to) if outer.entry.type in _DOER_FIRST else (done_to, doers)
    chosen = tuple(r for r in first if r.acts) or tuple(r for r in second if r.acts) or first or _without(outer.recipients, s, inner)
    if not chosen and outer.entry.type in _ABOUT_DEEDS_DONE:
        chosen = outer.recipients
    return dataclasses.replace(outer, recipients=chosen)


def _is_their_own(s: Sentence, recipients: Sequence[Resolved], inner: Proposal) -> bool:
    """Whether the recipients are those whose deed the inner event is, told as an infinitive: "rejected *Oslo's* decision to expel him"."""
    doing = {(r.participant.start, r.participant.end) for r in inner.actors}
    owned = s.tokens[inner.carrier].dep == "acl" and s.tokens[inner.carrier].tag == "VB"
    return owned and all((r.participant.start, r.participant.end) in doing for r in recipients)


def _without(recipients: Sequence[Resolved], s: Sentence, inner: Proposal) -> tuple[Resolved, ...]:
    """The recipients that are not just the phrase of the inner event ("promised *its full support*")."""
    at = s.tokens[inner.trigger].start
    return tuple(r for r in recipients if not r.participant.start <= at < r.participant.end)


def _same_words(recipients: Sequence[Resolved], inner: Proposal) -> bool:
    """Whether the outer event's recipient is only the phrase of the inner event ("rejected *talks with the rebels*")."""
    inside = {(r.participant.start, r.participant.end) for r in (*inner.actors, *inner.recipients)}
    return all((r.participant.start, r.participant.end) in inside for r in recipients)
