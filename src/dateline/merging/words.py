"""Words of texts as merging compares them: stems, weighed by how rare they are in English at large.

The weights come from a fixed table and not from the reports that are merged: so what is one event depends on its own reports alone, and
adding reports alters nothing among the others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dateline.knowledge.tables import Library

_FREQUENCIES = "merging/frequencies.tsv"
_LENGTH = 300
"""Words of a report of the usual length."""
_UNKNOWN = 12.0
"""The weight of a word that the table does not hold: about that of one that a report in 160,000 has."""

Vector = Mapping[str, float]
"""Stems and their weights, of length one; empty where there are no words."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_NUMBERS = re.compile(r"\d")
_ENDINGS = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ings", "ing", "ions", "ion", "ees", "ee", "ers", "er", "ors", "or",
    "als", "al", "ies", "ied", "es", "ed", "s", "e", "y",
)  # fmt: skip
"""Endings that turn a deed's verb into its other forms and its noun, the longer before the shorter."""
_KEPT = 200_000
"""Stems that are kept at most."""
_SHORTEST = 3
"""Letters that must be left of a word when its ending goes."""
_POSSESSIVE = re.compile(r"['’]s?$")
_EMPTY = frozenset(
    """
    a about after again against all also am an and any are as at back be because been before being between both but by can could did do
    does down during each even few first for from further get go had has have he her here him his how i if in into is it its just least
    almost nearly around dozen dozens hundred hundreds thousand thousands last like made make many may me more most much my new no not
    now of off on one only or other our out over own said same say says she should since so some such take than that the their them then
    there these they this those through to told too two under until up us very was we were what when where which while who will with
    would year years yesterday today day days you your
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
"""Words that tell nothing of what a sentence is about."""


@dataclass(frozen=True, slots=True)
class Stemmer:
    """Gives words a form that a verb shares with its nouns ("killed", "killing"): irregular forms by table, endings by rule."""

    irregular: Mapping[str, str]
    _seen: dict[str, str] = field(default_factory=dict)

    def __call__(self, word: str) -> str:
        """The stem of a lower-cased word. Answers are kept, since news repeats its words."""
        answer = self._seen.get(word)
        if answer is None:
            answer = self._find(word)
            if len(self._seen) < _KEPT:
                self._seen[word] = answer
        return answer

    def _find(self, word: str) -> str:
        word = self.irregular.get(word, word)
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                word = word[: -len(ending)]
                break
        if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiouls":  # "stabbed": stabb
            word = word[:-1]
        return word


def load_stemmer(library: Library | None = None) -> Stemmer:
    """The stemmer with the coder's own table of irregular forms."""
    rows = (library or Library()).rows("lemmas.tsv", ("form", "class", "lemma"))
    irregular: dict[str, str] = {}
    for row in rows:
        if row["class"] == "V" or row["form"] not in irregular:
            irregular[row["form"]] = row["lemma"]
    return Stemmer(irregular)


def tokens(text: str) -> list[str]:
    """The words and numbers of a text in lower case, without possessive endings."""
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text.casefold())]


def stems(text: str, stemmer: Stemmer) -> list[str]:
    """The stems of the words that tell something, in order, numbers as they stand."""
    found = []
    for word in tokens(text):
        if word in _EMPTY or (len(word) < 2 and not _NUMBERS.match(word)):
            continue
        found.append(word if _NUMBERS.match(word) else stemmer(word))
    return found


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each stem is: minus the natural logarithm of the share of reports that are expected to have it."""

    weights: Mapping[str, float]
    unknown: float = _UNKNOWN

    def of(self, stem: str) -> float:
        """The weight of a stem."""
        return self.weights.get(stem, self.unknown)

    def vector(self, words: Iterable[str]) -> Vector:
        """The words as a vector of length one; a word that stands often counts a little more."""
        counts = Counter(words)
        weighed = {w: (1 + math.log(n)) * self.of(w) for w, n in sorted(counts.items())}
        length = math.sqrt(sum(x * x for x in weighed.values()))
        return {w: x / length for w, x in weighed.items()} if length else {}


def load_rarity(stemmer: Stemmer, library: Library | None = None) -> Rarity:
    """The rarity of every stem in the table: -ln(1 - exp(-300 p)), where p is the share that its words have of all words.

    1 - exp(-300 p) is the chance that a report of 300 words holds it, if its words fell independently.
    """
    shares: dict[str, float] = {}
    for row in (library or Library()).rows(_FREQUENCIES, ("share", "words")):
        share = 10 ** -float(row["share"])
        for word in row["words"].split():
            plain = _POSSESSIVE.sub("", word)
            if plain not in _EMPTY:
                stem = stemmer(plain)
                shares[stem] = shares.get(stem, 0.0) + share
    return Rarity({stem: min(_UNKNOWN, -math.log(-math.expm1(-_LENGTH * share))) for stem, share in shares.items()})


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length one."""
    if len(one) > len(other):
        one, other = other, one
    return sum([weight * other[word] for word, weight in one.items() if word in other])
