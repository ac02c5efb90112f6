"""Pronouns that grammar resolves: "The Commission said *it* had suspended the aid".

The subject of a reported clause, where it is a pronoun that agrees, is the speaker; what the outlet says of other pronouns is left open.
"""

from __future__ import annotations

import dataclasses

from dateline.coding import grammar
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues
from dateline.model import Participant, Span
from dateline.parsing.tree import Sentence

_PERSONS = frozenset({"he", "she"})
_GROUPS = frozenset({"it"})
_PLURALS = frozenset({"they"})
_CONFIDENCE = 0.8
"""Of the antecedent's own confidence. Not measured yet."""


def reported_subjects(s: Sentence, who: Who, cues: Cues) -> dict[int, Participant]:
    """Participants meant by the pronouns that are subjects of reported clauses, by character offset; for `Who.antecedents`."""
    found: dict[int, Participant] = {}
    for token in s.tokens:
        if token.lower not in _PERSONS | _GROUPS | _PLURALS or token.dep not in ("nsubj", "nsubjpass"):
            continue
        clause = s.tokens[token.head]
        governor = s.tokens[clause.head]
        if clause.dep != "ccomp" or (governor.lemma, "v") not in cues.speech:
            continue
        speaker = grammar.subject(s, governor.i)
        if speaker is None or speaker >= token.i or len(grammar.conjuncts(s, speaker)) > 1:
            continue
        meant = who.one(speaker)
        if not meant.acts or not _agrees(token.lower, s, speaker, meant.participant):
            continue
        of = meant.participant
        found[token.start] = dataclasses.replace(
            of,
            start=token.start,
            end=token.end,
            text=token.text,
            refers_to=Span(of.start, of.end),
            confidence=round(of.confidence * _CONFIDENCE, 2),
            reason=f"{token.lower!r} is the subject of what the one at {of.start} says: {of.reason}",
        )
    return found


def announcer(s: Sentence, v: int) -> int | None:
    """Whoever says the clause of verb v where its subject is a pronoun for the sayer: "*Ankara* said it would send …"; else None."""
    for _ in range(3):
        token = s.tokens[v]
        if token.dep != "conj":
            break
        v = token.head
    clause = s.tokens[v]
    if clause.dep != "ccomp" or not any(k.lower in _PERSONS | _GROUPS | _PLURALS for k in s.kids(v, "nsubj", "nsubjpass")):
        return None
    return grammar.subject(s, clause.head)


def _agrees(pronoun: str, s: Sentence, i: int, meant: Participant) -> bool:
    token = s.tokens[i]
    plural = token.tag in ("NNS", "NNPS")
    person = token.entity == "PERSON" or meant.title is not None or (token.tag in ("NN", "NNP") and meant.name is None)
    if pronoun in _PERSONS:
        return person and not plural
    if pronoun in _PLURALS:
        return plural
    return not plural and token.entity != "PERSON" and meant.title is None
