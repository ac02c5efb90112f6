"""Rule and encoder weighed: which type an event has, whether it is one at all, and how sure that is.

The encoder gives every type a score for the pair of participants, the rule speaks for its own type. Both are added, with weights that
`training/calibrate.py` fits on sentences that the encoder was not trained on; the softmax of the sums is the confidence. So 0.8 is right
four times in five on sentences like those, and less often on texts that are further from politics.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.encoding import Answer, Pair
from dateline.knowledge.codebook import NONE
from dateline.model import Participant

Weights = Mapping[str, Mapping[str, float]]
"""For pairs `ruled`, `unlisted` and `marked`: what the encoder's scores count, what NONE has in advance, and what more where nobody public
takes part, what the rule's type has."""


_SURE_MODE = 0.6
"""The chance from which on a mode that no rule gives is written."""
_MARKED = math.log((0.42 / 0.58) / (0.2 / 0.8))
"""What NONE is less likely by where a user has marked the pair. Of the training pairs 42 in 100 are NONE, chosen to be hard; a coder marks
pairs of whom something is told, and is taken to err in one of five."""
_ONE_WORD = 2
"""Words of the name of a rule whose lexicon line has one."""
_ENOUGH = {True: 0.6, False: 0.5}
"""The chance from which on NONE (true), or another type (false), goes before the rule's type."""
_UNLIKELY = 0.2
"""The chance below which the rule's type does not stay, whatever is the likeliest."""
_DOUBTED = 0.6
"""The chance that an event needs whose doer alone is named (whom it is done to is half of what tells it from what is none), or in which
nobody public takes part."""
_SURELY = 0.95
"""The chance from which on NONE goes before what the rule does not take for a fact, between states."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The type decided on (NONE: no event), its probability, the mode that the encoder sees, and what each of the two said, in words."""

    type: str
    mode: str | None
    confidence: float
    said: str


def pair_of(actors: tuple[Participant, ...], recipients: tuple[Participant, ...], trigger: tuple[int, int], start: int) -> Pair:
    """The sides and the word of an event as the encoder wants them, offsets within a sentence that begins at `start`.

    Where nobody is recipient and several act together, the first is asked about with the others.
    """
    sides = [[(p.start - start, p.end - start) for p in side] for side in (actors, recipients)]
    if not sides[1] and len(set(sides[0])) > 1:
        first, *others = dict.fromkeys(sides[0])
        sides = [[first], others]
    # Whom something was done to by nobody named ("was arrested") is asked about without the word, as in training.
    word = ((trigger[0] - start, trigger[1] - start),) if actors else ()
    return Pair(tuple(dict.fromkeys(sides[0])), tuple(dict.fromkeys(sides[1])), word)


_PUBLIC = frozenset({"GOV", "LEG", "JUD", "MIL", "SPY", "COP", "REB", "UAF", "PTY", "OPP", "IGO", "ELI", "REF"})
"""Sectors of those who act for more than themselves."""
_TALK = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "REJECT", "THREATEN", "MOBILIZE"})
"""Types that private people and firms do all day without its being an event; to arrest, to strike, to kill is one whoever does it."""


def is_private(kind: str, participants: Sequence[Participant]) -> bool:
    """Whether an event is one of words or help in which nobody public takes part: no state, no body of one, no armed group."""
    return kind in _TALK and not any(_PUBLIC & set(p.sectors) or (p.country is not None and not p.sectors) for p in participants)


_TO_NOBODY = frozenset({"MOBILIZE", "PROTEST", "RETREAT", "CONCEDE"})
"""Types that are done to nobody in particular: troops are called up, crowds march, ministers resign, curfews are lifted."""


def is_alone(kind: str, actors: Sequence[Participant], recipients: Sequence[Participant]) -> bool:
    """Whether an event that is done to somebody names only the one who does it."""
    return kind not in _TO_NOBODY and not recipients and len(actors) == 1


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says: its type, and whether several words of the lexicon line stand there ("impose sanctions"), which is worth more.

    `talked_of`: whether it takes the event for no fact, and both sides are states or bodies of states. What is talked of between these
    ("the visit will focus on arms deliveries from Pyongyang") is somebody's business, even where the encoder sees nothing done.
    """

    type: str
    phrase: bool = False
    talked_of: bool = False
    private: bool = False
    """See `is_private`."""
    alone: bool = False
    """See `is_alone`."""


def is_phrase(rule: str) -> bool:
    """Whether the lexicon line of a rule ("lexicon/assault.tsv:3 bomb") has several words."""
    return len(rule.split()) > _ONE_WORD


def decide(
    answer: Answer,
    rule: Rule | None,
    given: str,
    modes: Mapping[str, tuple[str, ...]],
    weights: Weights,
) -> Verdict:
    """Weigh what the encoder answers for a pair against the type that the rule gives it (None: no rule speaks).

    `given` says where the pair comes from, which decides how much each of the two is worth: `ruled` (a rule proposes it), `unlisted` (a
    verb that the lexicon does not know), `marked` (a user has marked it). Another type than the rule's, or NONE, is taken where it is
    likely enough (`_ENOUGH`), not merely likelier.
    """
    own = weights[given]
    scores = {name: value * own["encoder"] for name, value in answer.types.items()}
    alone = _softmax(scores)
    scores[NONE] += own["none"] - (_MARKED if given == "marked" else 0.0)
    if rule is not None and rule.private:
        scores[NONE] += own["private"]
    if rule is not None and rule.type in scores:
        scores[rule.type] += own["phrase" if rule.phrase else "rule"]
    chances = _softmax(scores)
    best = max(sorted(chances), key=lambda name: chances[name])
    seen = max(sorted(alone), key=lambda name: alone[name])
    if given == "ruled" and rule is not None:
        if best != rule.type and _keeps(rule, best, chances):
            best = rule.type
        if (rule.alone or rule.private) and chances[best] < _DOUBTED:
            best = NONE
    said = f"encoder {seen} {alone[seen]:.2f}, {f'rule {rule.type}' if rule else 'no rule'}; together {best} {chances.get(best, 0):.2f}"
    return Verdict(best, _mode(answer, modes.get(best, ())), round(chances.get(best, 0.0), 2), said)


def _keeps(rule: Rule, best: str, chances: Mapping[str, float]) -> bool:
    """Whether the rule's type stays although another answer is likelier."""
    if best == NONE and rule.talked_of:
        return chances[NONE] < _SURELY
    return chances[best] < _ENOUGH[best == NONE] and chances[rule.type] >= _UNLIKELY


def _mode(answer: Answer, of_type: tuple[str, ...]) -> str | None:
    """The mode of a type that the encoder is rather sure of, no mode among them; None where there is none, or none is sure."""
    if not of_type:
        return None
    chances = _softmax({mode: answer.modes.get(mode, -math.inf) for mode in ("", *of_type)})
    best = max(sorted(chances), key=lambda mode: chances[mode])
    return best if best and chances[best] >= _SURE_MODE else None


def _softmax(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    powers = {name: math.exp(value - top) for name, value in scores.items()}
    total = sum(powers.values())
    return {name: value / total for name, value in powers.items()}
