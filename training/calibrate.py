"""How much rule and encoder are worth against each other, fitted on sentences that the encoder was not trained on: `model/weights.json`.

`python training/calibrate.py [MODEL FOLDER]` in Dateline's own environment, after `export.py`; `make train` runs it. For each kind of
pair (proposed by a rule; of a verb that the lexicon does not know; marked by a user) five numbers are fitted by maximum likelihood (a
conditional logit: no more than the held-out tenth can bear). Prints how right the answers are, and how well their confidence says so.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asking
import corpus
import numpy as np

from dateline.coding.coder import Coder, Settings, load_coder
from dateline.coding.pairs import Answered, type_pairs
from dateline.encoding import Encoder, Pair
from dateline.encoding.encoder import MODEL, load_encoder
from dateline.model import MarkedPair, Report, Span

BEFORE = {"encoder": 1.0, "none": 0.0, "rule": 1.0, "phrase": 1.0, "private": 0.0}
START = dict.fromkeys(("ruled", "unlisted", "marked"), BEFORE)
PENALTY = 0.5
"""Of the squared distance from START, so that a parameter that the data do not speak of stays where it was."""


@dataclass(frozen=True, slots=True)
class Case:
    """A pair with the encoder's scores by type, what the rule says (None: nothing), and the label."""

    kind: str
    scores: np.ndarray
    rule: int | None
    phrase: bool
    """Whether the rule's lexicon line has several words."""
    private: bool
    """Whether it is words or help in which nobody public takes part."""
    label: int
    group: int
    """The number of its sentence: whole sentences are left out when the fit is tested."""


def held_out(text: str) -> bool:
    """As in `train.py`, which this environment cannot import."""
    import hashlib

    return hashlib.sha256(text.encode()).digest()[0] % 10 == 0


def cases(coder: Coder, encoder: Encoder) -> Iterator[Case]:
    """All that is asked of the held-out sentences."""
    modes = corpus.known_modes()
    types = encoder.types
    number = 0
    for path in sorted(corpus.FOLDER.glob("*.tsv")):
        for example in corpus.read(path, modes):
            if isinstance(example, corpus.CorpusError) or not held_out(example.text):
                continue
            number += 1
            asked = list(asking.asked(coder, example))
            answered = _answered(coder, example.text, [a.question for a in asked])
            for a, rule, answer in zip(asked, answered, encoder.read(example.text, [a.question for a in asked]), strict=True):
                # A marked pair between which a rule sees an event is asked about with its word: it counts as a pair of the rule's.
                if answer is None or (a.kind == "marked" and (a.question.trigger or rule.between)):
                    continue
                said = rule.typed.type if a.kind == "marked" else a.rule
                values = np.asarray([answer.types[t] for t in types])
                yield Case(a.kind, values, types.index(said) if said in types else None, a.phrase, a.private, types.index(a.type), number)


def _answered(coder: Coder, text: str, questions: Sequence[Pair]) -> Sequence[Answered]:
    """What the rules answer where the participants are marked."""

    def side(spans: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        return tuple(Span(a, b) for a, b in spans)

    coded = coder.code(Report(id="r", text=text, language="en"))
    return type_pairs([MarkedPair(side(q.actor), side(q.recipient)) for q in questions], coded.events or ())


def chances(own: Sequence[Case], theta: np.ndarray, none: int) -> np.ndarray:
    """The probability of every type, for each case."""
    scores = np.stack([c.scores for c in own]) * theta[0]
    scores[:, none] += theta[1]
    for row, case in enumerate(own):
        if case.rule is not None:
            scores[row, case.rule] += theta[3] if case.phrase else theta[2]
        if case.private:
            scores[row, none] += theta[4]
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def fit(own: Sequence[Case], none: int) -> np.ndarray:
    """The five numbers that make the labels likeliest, by gradient descent (the likelihood has one top)."""
    start = np.asarray(list(BEFORE.values()))
    theta = start.copy()
    raw = np.stack([c.scores for c in own])
    labels = np.asarray([c.label for c in own])
    rows = np.arange(len(own))
    ruled = np.zeros((2, *raw.shape))
    for row, case in enumerate(own):
        if case.rule is not None:
            ruled[int(case.phrase), row, case.rule] = 1
    isnone = np.zeros(raw.shape[1])
    isnone[none] = 1
    private = np.asarray([float(c.private) for c in own])
    for step in range(3000):
        p = chances(own, theta, none)
        p[rows, labels] -= 1
        slope = np.asarray([(p * raw).sum(), (p * isnone).sum(), (p * ruled[0]).sum(), (p * ruled[1]).sum(), (p[:, none] * private).sum()])
        slope += 2 * PENALTY * (theta - start)
        theta = theta - (0.5 / (1 + step / 300)) * slope / len(own) * np.asarray([0.02, 1, 1, 1, 1])
    return theta


def tested(own: Sequence[Case], none: int) -> tuple[np.ndarray, np.ndarray]:
    """Chances and labels, each fifth of the sentences answered by a fit on the other four."""
    found, labels = [], []
    for fold in range(5):
        inside = [c for c in own if c.group % 5 == fold]
        if inside:
            found.append(chances(inside, fit([c for c in own if c.group % 5 != fold], none), none))
            labels += [c.label for c in inside]
    return np.concatenate(found), np.asarray(labels)


def main() -> None:
    """Fit, print, write."""
    model = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL
    path = model / "weights.json"
    path.write_text(json.dumps(START) + "\n", encoding="utf-8")  # load_encoder wants a file
    encoder = load_encoder(model)
    coder = load_coder(Settings(layers=("events",), encoder=False))
    found = list(cases(coder, encoder))
    none = encoder.types.index("NONE")
    weights, table = {}, {}
    for kind in START:
        own = [c for c in found if c.kind == kind]
        theta = fit(own, none)
        weights[kind] = {name: round(float(v), 3) for name, v in zip(BEFORE, theta, strict=True)}
        p, labels = tested(own, none)
        guess, sure = p.argmax(1), p.max(1)
        right = guess == labels
        alone = np.asarray([c.rule if c.rule is not None else none for c in own]) == np.asarray([c.label for c in own])
        bins = [(round(a, 1), int(((sure >= a) & (sure < a + 0.1)).sum())) for a in np.arange(0.2, 1.0, 0.1)]
        table[kind] = [(a, n, round(float(right[(sure >= a) & (sure < a + 0.1)].mean()), 3)) for a, n in bins if n]
        print(f"{kind}: {len(own)} pairs, labels {Counter(encoder.types[c.label] for c in own).most_common(3)}")
        print(f"  rule alone right {alone.mean():.3f}, both {right.mean():.3f}; weights {weights[kind]}")
        print("  confidence from, pairs, right:", *table[kind])
    path.write_text(json.dumps(weights) + "\n", encoding="utf-8")
    (Path(__file__).parent / "build" / "reliability.json").write_text(json.dumps(table), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
