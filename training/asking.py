"""What the encoder is asked about a sentence of the corpus, with the right answers: the same questions that coding will ask it.

Marked pairs are asked as they are labelled, with the word where a label names one and without. Then come the events that rules propose
and the verbs that the lexicon does not know, each with its own participants and its own word, where the labels answer them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import NONE, Example, Pair, one_sided

from dateline.coding import what
from dateline.coding.coder import Coder
from dateline.coding.deciding import is_phrase, is_private, pair_of
from dateline.encoding import Pair as Question
from dateline.model import Participant, Report


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer.

    `kind` is `marked`, `ruled` or `unlisted`, as in `coding/deciding.py`; `rule` is the type that a rule gives, `phrase` whether its
    lexicon line has several words, `private` whether nobody public takes part (`coding/deciding.py`); `mode` is None where the label
    leaves it out.
    """

    kind: str
    question: Question
    type: str
    mode: str | None
    rule: str | None = None
    phrase: bool = False
    private: bool = False


def asked(coder: Coder, example: Example) -> Iterator[Asked]:
    """All questions that the labels of a sentence answer. `coder` codes by rules alone, with the layer `events`."""
    report = Report(id="r", text=example.text, language="en")
    events = coder.code(report).events or ()
    people = [_meant(example, (*e.actors, *e.recipients)) for e in events]
    yield from _marked(example, frozenset(n for e, own in zip(events, people, strict=True) if not e.actors for n in own))
    for e, own in zip(events, people, strict=True):
        word = (e.trigger.start, e.trigger.end)
        label = _label(example, e.actors, e.recipients, word)
        # Of several events of the same people the label means one: that of its type.
        several = any(o.trigger != e.trigger and own & others for o, others in zip(events, people, strict=True))
        if label is not None and not (several and label.trigger is None and label.type not in (e.type, NONE)):
            question = pair_of(e.actors, e.recipients, word, 0)
            private = is_private(e.type, (*e.actors, *e.recipients))
            yield Asked("ruled", question, label.type, label.mode or None, e.type, is_phrase(e.rule), private)
    for reading in coder.read(report):
        s = reading.sentence
        for p in what.unlisted(s, reading.who, what.scan(s, reading.who, coder.knowledge), coder.knowledge):
            actors, recipients = tuple(r.participant for r in p.actors), tuple(r.participant for r in p.recipients)
            word = (s.tokens[p.trigger].start, s.tokens[p.trigger].end)
            own = _meant(example, (*actors, *recipients))
            told = {e.type for e, others in zip(events, people, strict=True) if own & others}
            label = _label(example, actors, recipients, word)
            if label is not None and (label.trigger is not None or label.type not in told):
                yield Asked("unlisted", pair_of(actors, recipients, word, 0), label.type, label.mode or None)


def _marked(example: Example, suffering: frozenset[int]) -> Iterator[Asked]:
    """The labels themselves; without the word, a pair is what any of its labels makes of it.

    `suffering`: those to whom, by the rules, something is done by nobody named. That the named do nothing to them does not make it false.
    """
    plain: dict[tuple[tuple[int, ...], tuple[int, ...]], Pair] = {}
    for p in example.pairs:
        key = (p.actor, p.recipient)
        if key not in plain or plain[key].type == NONE:
            plain[key] = p
        if p.trigger is not None and p.actor:
            yield _as_asked(example, p, (p.trigger,))
            if p.type != NONE and p.recipient:
                yield _as_asked(example, Pair(p.actor, (), p.type, p.mode), (p.trigger,))
    for p in plain.values():
        yield _as_asked(example, p, ())
    for p in one_sided(tuple(plain.values())):
        if p.actor or p.type != NONE or not suffering & set(p.recipient):
            yield _as_asked(example, p, ())


def _as_asked(example: Example, p: Pair, trigger: tuple[tuple[int, int], ...]) -> Asked:
    actor, recipient = (tuple(example.spans[n] for n in side) for side in (p.actor, p.recipient))
    return Asked("marked", Question(actor, recipient, trigger), p.type, p.mode or None)


def _meant(example: Example, side: Sequence[Participant]) -> frozenset[int]:
    """The marked participants whose words some participants share."""
    return frozenset(n for p in side for n, (a, b) in example.spans.items() if a < p.end and p.start < b)


def _label(example: Example, actors: Sequence[Participant], recipients: Sequence[Participant], word: tuple[int, int]) -> Pair | None:
    """What the labels say of these participants and this word; None where they do not, or mean another word."""
    one, other = _meant(example, actors), _meant(example, recipients)
    if not recipients and len(one) > 1:
        one, other = frozenset({min(one)}), one - {min(one)}
    if one and other:
        fits = [p for p in example.pairs if one & set(p.actor) and other & set(p.recipient)]
    else:  # an event told without one of its sides is what these do to anybody, or what anybody does to them
        fits = [p for p in example.pairs if (one & set(p.actor) if one else other & set(p.recipient))]
        fits = [p for p in fits if p.type != NONE] or fits
        if len({p.type for p in fits if p.trigger is None}) > 1:
            return None
    named = [p for p in fits if p.trigger is not None]
    if named:
        return next((p for p in named if p.trigger and p.trigger[0] < word[1] and word[0] < p.trigger[1]), None)
    if not one:  # nobody is named who does it, so labels of pairs cannot say that nothing was done
        fits = [p for p in fits if p.type != NONE or not p.actor]
    return next((p for p in fits if p.type != NONE), fits[0] if fits else None)
