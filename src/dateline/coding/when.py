"""When: which time expression belongs to an event, and what a report says of its time without one.

An expression belongs to the trigger whose clause it stands in; of several the nearest. An event without one is bounded by the
publication date (what is told in the past happened no later; what is announced, no earlier), never dated by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding import grammar
from dateline.coding.times import TimeExpression
from dateline.coding.what import Proposal
from dateline.model import Date, Span, When
from dateline.parsing.tree import Sentence

_DATED = frozenset({"DATE", "TIME"})
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "acl", "conj"})
_AFFECTED = frozenset({"dobj", "dative", "attr", "oprd"})
_MEANWHILE = frozenset({"in", "during", "amid", "by", "at"})
"""Prepositions before an event noun that takes place while the verb does."""
_OPEN_END = frozenset({"since", "from"})
_OPEN_START = frozenset({"until", "till", "by", "before"})
_VAGUE = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")


def event_time(s: Sentence, proposal: Proposal, times: Sequence[TimeExpression], published: Date | None, *, future: bool) -> When:
    """The event's own time. `times` are those of its sentence; `future` says that the event lies ahead as told."""
    chosen = _own(s, proposal, [t for t in times if t.type in _DATED and t.value not in _VAGUE])
    if chosen is not None:
        start, end = _iso(chosen.interval_start), _iso(chosen.interval_end)
        before = next((t.lower for t in reversed(s.tokens) if t.end <= chosen.start), "")
        if before in _OPEN_END:  # "since 1964" lasts until it is reported
            end = published.isoformat()[:10] if published is not None and not future else None
        elif before in _OPEN_START:
            start = published.isoformat()[:10] if published is not None and future else None
        return When(
            start=start,
            end=end,
            precision=chosen.precision,
            basis=chosen.basis,
            value=chosen.value,
            span=Span(chosen.start, chosen.end),
        )
    if published is None:
        return When()
    day = published.isoformat()[:10]
    return When(start=day, basis="publication") if future else When(end=day, basis="publication")


def _iso(moment: object) -> str | None:
    return None if moment is None else str(moment.isoformat())  # type: ignore[attr-defined]  # a date or datetime


def _own(s: Sentence, proposal: Proposal, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The expression in the trigger's clause that is nearest to it, else one of a clause above it with no clause between."""
    if not times:
        return None
    trigger = s.tokens[proposal.carrier]
    ranked = []
    for time in times:
        token = next((t for t in s.tokens if t.start < time.end and t.end > time.start), None)
        if token is None:
            continue
        steps = _clauses_between(s, token.i, proposal)
        if steps is not None:
            ranked.append((steps, abs(token.start - trigger.start), time.start, time))
    return min(ranked, key=lambda r: r[:3])[3] if ranked else None


def _clauses_between(s: Sentence, i: int, proposal: Proposal) -> int | None:
    """0 where the expression hangs on the trigger, 1 where on the clause that holds it, 2 where on the noun that its clause is about.

    None where it belongs to another clause: "condemned the attacks on Monday" does not date the attacks.
    """
    up = [i, *(t.i for t in s.ancestors(i))]
    tokens = proposal.tokens
    for place, j in enumerate(up):
        if j in tokens:
            between = [s.tokens[k] for k in up[:place]]
            return 0 if not any(t.dep in _CLAUSES and t.tag.startswith("VB") for t in between) else None
    above = {t.i for t in s.ancestors(proposal.carrier)}
    for j in up:
        if j in above:
            break
        if s.tokens[j].dep in _CLAUSES and s.tokens[j].tag.startswith("VB"):
            return None
    own_clause = proposal.carrier
    if not grammar.is_verb(s.tokens[own_clause]) and not _shares_time(s, own_clause):
        return None
    for t in (s.tokens[own_clause], *s.ancestors(own_clause)):
        if t.dep in ("relcl", "advcl", "ccomp", "parataxis") and t.i not in up and t.i not in tokens:
            return None
        if t.i in up:
            return 1
        if t.dep in ("relcl", "acl") and t.head in up and t.i == own_clause:  # "the bombing last year that killed forty"
            verbs = any(grammar.is_verb(s.tokens[k]) for k in up[: up.index(t.head)])
            return None if verbs else 2
        if t.dep in ("relcl", "ccomp") and t.head in up:
            return None
    return 1


def _shares_time(s: Sentence, noun: int) -> bool:
    """Whether an event noun takes place when the verb above it does: as its subject, or in what happens ("died *in an attack*")."""
    token = s.tokens[noun]
    for above in s.ancestors(noun):
        if grammar.is_verb(above):
            return token.dep not in _AFFECTED or above.lemma == "be"
        if token.dep == "pobj" and above.lower not in _MEANWHILE and s.tokens[above.head].tag.startswith("VB"):
            return False
        token = above
    return True
