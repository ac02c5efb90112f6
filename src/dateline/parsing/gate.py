"""The gate: whether a sentence can carry an event at all. It has an event word *and* someone who can act.

A set look-up over the sentence's words; it costs next to nothing beside a parse, and about half of general news need not be parsed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.parsing.lemmas import forms

if TYPE_CHECKING:
    from dateline.knowledge.actors import Actors
    from dateline.knowledge.cues import Cues
    from dateline.knowledge.lexicon import Lexicon

_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
_PRONOUNS = frozenset(["he", "she", "they", "him", "her", "them", "his", "their", "who", "we", "us", "our", "it", "its", "i", "my"])
_ARTICLES = frozenset(["The", "A", "An"])


@dataclass(frozen=True, slots=True)
class Gate:
    """`alone`: forms that suffice; `together`: forms of heads that need one of some further words beside them; `acting`: who can act."""

    alone: frozenset[str]
    together: Mapping[str, tuple[frozenset[str], ...]]
    acting: frozenset[str]
    named: frozenset[str] = frozenset()
    """First words of names of actors: they count at the head of a sentence too, where every word has a capital."""
    saying: frozenset[str] = frozenset()
    """Forms of words that attribute."""

    def passes(self, sentence: str) -> bool:
        """Whether the sentence may carry an event."""
        words = _WORD.findall(sentence)
        lowered = {word.lower() for word in words}
        return self._has_event(lowered) and self._has_actor(words, lowered)

    def may_attribute(self, sentence: str) -> bool:
        """Whether somebody may be quoted or cited in the sentence."""
        return '"' in sentence or "\u201c" in sentence or not self.saying.isdisjoint(w.lower() for w in _WORD.findall(sentence))

    def _has_event(self, lowered: set[str]) -> bool:
        if not self.alone.isdisjoint(lowered):
            return True
        for word in lowered:
            for needed in self.together.get(word, ()):
                if not needed.isdisjoint(lowered):
                    return True
        return False

    def _has_actor(self, words: list[str], lowered: set[str]) -> bool:
        if not self.acting.isdisjoint(lowered):
            return True
        return any(word[0].isupper() for word in words[1:]) or words[0].isupper() or words[0] in self.named


def build_gate(lexicon: Lexicon, actors: Actors, cues: Cues, irregular: Mapping[tuple[str, str], list[str]]) -> Gate:
    """The gate that follows from a lexicon and the agent nouns; `irregular` gives the forms of (lemma, class)."""
    alone: set[str] = set()
    together: dict[str, list[frozenset[str]]] = defaultdict(list)
    known: dict[tuple[str, str], frozenset[str]] = {}

    def written(lemma: str, kind: str) -> frozenset[str]:
        key = (lemma, kind)
        if key not in known:
            known[key] = frozenset(forms(lemma, kind, irregular))
        return known[key]

    for (head, pos), entries in lexicon.by_head.items():
        heads = written(head, pos)
        for entry in entries:
            if entry.type == "NONE":
                continue
            if not entry.fixed:
                alone |= heads
                continue
            needed = frozenset().union(*(written(w, "v") | written(w, "n") for w in entry.fixed[0]))
            for form in heads:
                together[form].append(needed)
    acting = set(_PRONOUNS)
    for noun in actors.agents:
        acting |= forms(noun.split()[-1], "n", irregular)
    saying = {form for lemma, kind in cues.speech for form in written(lemma, kind)} | {"according"}
    return Gate(
        alone=frozenset(alone),
        together={word: tuple(sets) for word, sets in together.items() if word not in alone},
        acting=frozenset(acting),
        named=frozenset(actors.buckets) - _ARTICLES,
        saying=frozenset(saying),
    )
