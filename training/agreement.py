"""How far two labellings of the same sentences agree: `python training/agreement.py`.

`second_labels/` holds the held-out tenth of `sentences/`, labelled again by a coder who did not see the first labels. Prints the share of
pairs with the same type, Cohen's kappa (Cohen 1960), and the pairs of types most often confused.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import corpus

SECOND = Path(__file__).parent / "second_labels"


Key = tuple[str, tuple[int, ...], tuple[int, ...], tuple[int, int] | None]


def labels(folder: Path) -> dict[Key, set[str]]:
    """The types of each pair and word of each sentence; a pair may bear two."""
    modes = corpus.known_modes()
    found: dict[Key, set[str]] = {}
    for path in sorted(folder.glob("*.tsv")):
        for example in corpus.read(path, modes):
            if not isinstance(example, corpus.CorpusError):
                for pair in example.pairs:
                    found.setdefault((example.text, pair.actor, pair.recipient, pair.trigger), set()).add(pair.type)
    return found


def main() -> int:
    """Compare and print."""
    first, second = labels(corpus.FOLDER), labels(SECOND)
    both = [(first[key], second[key]) for key in second if key in first]
    if not both:
        print("no pair is labelled twice")
        return 1
    same = sum(bool(a & b) for a, b in both) / len(both)
    one, other = Counter(min(a) for a, _ in both), Counter(min(b) for _, b in both)
    chance = sum(one[k] * other[k] for k in one) / len(both) ** 2
    either = [bool((a - {"NONE"}) and (b - {"NONE"})) or (a == b == {"NONE"}) for a, b in both]
    kappa = (same - chance) / (1 - chance)
    print(f"{len(both)} pairs: type the same {same:.3f}, kappa {kappa:.3f}; event or none {sum(either) / len(both):.3f}")
    apart = Counter(" / ".join(sorted((min(a), min(b)))) for a, b in both if not a & b)
    print("most often apart:", ", ".join(f"{pair} {n}" for pair, n in apart.most_common(12)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
