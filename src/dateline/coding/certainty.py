"""How certain: each predicate's factuality from the words that govern it, on FactBank's scale.

`scope` finds the cues that bear on a predicate; `cues/effects.tsv` says what each does. Effects multiply: the score starts at 3, certain,
so two hedges leave less than one, and a second negation turns the first round. PLOVER's auxiliary modes follow from the kinds of cue met,
not from the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.coding import grammar
from dateline.coding.scope import Cue, scope
from dateline.knowledge.cues import Cues, Effect
from dateline.model import Auxiliary, Certainty, Factuality, Polarity
from dateline.parsing.tree import Sentence, Token

_CERTAIN = 3.0
_NO_EFFECT = Effect(1.0, frozenset())
_ENOUGH = 0.5
"""How much of a cue must reach a predicate for the cue to name its mode: "may attack the port" does not make the port's name a maybe."""
_EVENT_ENDINGS = ("tion", "sion", "ment", "ance", "ence", "ing")
"""Endings of nouns made from verbs; `cues/nouns.tsv` has the exceptions, and the events without such an ending."""
_SHORTEST = 7
"""Letters of the shortest noun that is taken for an event by its ending alone."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A predicate's factuality, whether it lies in the future, and the cues that made it so, innermost first ("planned: scheduled").

    `modes` are PLOVER's auxiliary modes as the cues give them; None where a caller has only a score.
    """

    score: float
    future: bool
    cues: tuple[str, ...]
    modes: tuple[Auxiliary, ...] | None = None

    @property
    def factuality(self) -> Factuality:
        """The score in words: FactBank's certainty and polarity."""
        size = abs(self.score)
        certainty: Certainty = "certain" if size >= 2.5 else "probable" if size >= 1.5 else "possible" if size >= 0.5 else "unknown"
        polarity: Polarity = "positive" if self.score > 0 else "negative" if self.score < 0 else "unknown"
        return Factuality(certainty, polarity, round(self.score, 2))

    @property
    def auxiliary(self) -> tuple[Auxiliary, ...]:
        """PLOVER's auxiliary modes that follow from the words; `historical` needs the time as well."""
        if self.modes is not None:
            return self.modes
        if self.score <= -1.5:
            return ("negation",)
        if self.score < 1.5:
            return ("hypothetical",)
        return ("future",) if self.future else ()


def judge(s: Sentence, predicate: int, cues: Cues) -> Judgement:
    """How certainly the writer, or the source whom the writer quotes, says that this verb, event noun or adjective took place."""
    score, met = _CERTAIN, []
    for cue in scope(s, predicate, cues):
        effect = cues.effects.get(cue.effect, _NO_EFFECT)
        if effect.factor == 1:
            continue
        score *= 1 - cue.weight * (1 - effect.factor)
        met.append((cue, effect))
    strong = [effect for cue, effect in met if cue.weight >= _ENOUGH]
    future = any("future" in effect.auxiliary for effect in strong)
    return Judgement(score, future, tuple(_told(cue) for cue, _ in met), _modes(strong))


def _told(cue: Cue) -> str:
    return f"{cue.effect}: {cue.word}" if cue.weight >= _ENOUGH else f"{cue.effect}, weakly: {cue.word}"


def _modes(effects: Sequence[Effect]) -> tuple[Auxiliary, ...]:
    """What is only thought of is not announced, so hypothetical goes before future; two negations cancel."""
    modes: list[Auxiliary] = []
    if any("hypothetical" in e.auxiliary for e in effects):
        modes.append("hypothetical")
    elif any("future" in e.auxiliary for e in effects):
        modes.append("future")
    if sum("negation" in e.auxiliary for e in effects) % 2:
        modes.append("negation")
    return tuple(modes)


def predicates(s: Sentence, cues: Cues | None = None) -> list[int]:
    """The tokens that predicate something: verbs other than auxiliaries, event nouns, and adjectives after *be*.

    Without `cues`, nouns are told by their endings alone.
    """
    nouns = cues.nouns if cues is not None else {}
    return [t.i for t in s.tokens if _predicates(t, nouns)]


def _predicates(token: Token, nouns: Mapping[str, bool]) -> bool:
    if grammar.is_verb(token):
        return token.dep not in ("aux", "auxpass")
    if token.tag in ("NN", "NNS"):
        known = nouns.get(token.lemma)
        return known if known is not None else len(token.lemma) >= _SHORTEST and token.lemma.endswith(_EVENT_ENDINGS)
    return token.tag.startswith("JJ") and token.dep == "acomp"
