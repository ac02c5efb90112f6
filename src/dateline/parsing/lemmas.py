"""Lemmas by table and rule: what spaCy's lemmatizer gives, at a small part of its cost.

The table of irregular forms is a data file (`knowledge/data/lemmas.tsv`: form, tag class, lemma). Regular forms are undone by rule;
where a rule has two answers ("hoped": hop or hope), the one that is a known word wins, and known words are those that the lexicon and
the agent nouns use, and the common verbs listed beside the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_VOWELS = frozenset("aeiou")


@dataclass(slots=True)
class Lemmatizer:
    """Gives the lemma of a word by its Penn tag. Answers are kept, since news repeats its words."""

    irregular: Mapping[tuple[str, str], str]
    known: frozenset[str]
    _seen: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, lower: str, tag: str) -> str:
        """The lemma of a lower-cased word under a Penn tag; the word itself where the tag calls for no change."""
        kind = tag[:2]
        if kind == "NN":
            if tag in {"NN", "NNP"}:
                return lower
            kind = "NNS"
        elif kind != "VB":
            return lower
        key = (lower, tag)
        answer = self._seen.get(key)
        if answer is None:
            answer = self._find(lower, tag, kind)
            if len(self._seen) < 200_000:
                self._seen[key] = answer
        return answer

    def _find(self, lower: str, tag: str, kind: str) -> str:
        if tag == "VB":
            return lower
        found = self.irregular.get((lower, kind[0]))
        if tag == "VBP" and found not in ("be", "have", "do"):
            return lower
        if found is not None:
            return found
        if kind == "NNS":
            return self._choose(_without_s(lower), lower)
        if tag == "VBZ":
            return self._choose(_without_s(lower), lower)
        if tag in ("VBD", "VBN"):
            return self._choose(_without(lower, "ed"), lower)
        if tag == "VBG":
            return self._choose(_without(lower, "ing"), lower)
        return lower

    def _choose(self, candidates: list[str], otherwise: str) -> str:
        for candidate in candidates:
            if candidate in self.known:
                return candidate
        return candidates[0] if candidates else otherwise


def _without_s(word: str) -> list[str]:
    if word.endswith("ies") and len(word) > 4:
        return [word[:-3] + "y", word[:-1]]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return [word[:-2], word[:-1]]
    if word.endswith("ses") and len(word) > 4:
        return [word[:-1], word[:-2]]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return [word[:-1]]
    return []


def _without(word: str, ending: str) -> list[str]:
    if not word.endswith(ending) or len(word) < len(ending) + 2:
        return []
    stem = word[: -len(ending)]
    if not any(c in "aeiouy" for c in stem):
        return []
    if ending == "ed" and stem.endswith("i"):
        return [stem[:-1] + "y", stem + "e"]
    candidates = []
    doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiou"
    if doubled and stem[-1] not in "lsz":
        candidates = [stem[:-1], stem]
    elif doubled:
        candidates = [stem, stem[:-1]]
    elif stem.endswith(("v", "u", "c", "z", "dg", "rg", "at", "iz", "is", "ur", "ut", "id", "as", "os", "us", "ag")):
        candidates = [stem + "e", stem]
    else:
        candidates = [stem, stem + "e"]
    return candidates


def forms(lemma: str, kind: str, irregular_forms: Mapping[tuple[str, str], Iterable[str]]) -> set[str]:
    """Every written form of a lemma: `kind` is v (verb) or n (noun). Over-generates a little ("admited"), which does no harm."""
    made = {lemma, *irregular_forms.get((lemma, kind.upper()), ())}
    if kind not in ("v", "n"):
        return made
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        made.add(lemma[:-1] + "ies")
    elif lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        made.update((lemma + "es", lemma + "s"))
    else:
        made.add(lemma + "s")
    if kind == "n":
        return made
    if lemma.endswith("e"):
        made.update((lemma + "d", lemma[:-1] + "ing", lemma + "ing"))
    elif lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        made.update((lemma[:-1] + "ied", lemma + "ing"))
    else:
        made.update((lemma + "ed", lemma + "ing"))
        if lemma[-1:] not in _VOWELS and lemma[-2:-1] in _VOWELS:
            made.update((lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"))
    return made
