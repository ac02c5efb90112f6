"""A parsed sentence: plain tuples, independent of the library that parsed it.

Dependency labels are spaCy's English ones (ClearNLP), tags are Penn Treebank's. `Token.start` and `Token.end` are characters of the
report's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Token(NamedTuple):
    """One word: `head` is the index of its governor in the sentence (its own for a root); `entity` a name's label or ''."""

    i: int
    text: str
    lower: str
    lemma: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    entity: str


class Name(NamedTuple):
    """A name found by the model: tokens `first` to `last` (inclusive) and its OntoNotes label (PERSON, GPE, ORG, …)."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report.

    `text` is the sentence with quotes straightened, character for character as long as the original. `children[i]` are the indices of
    the tokens that depend on token i, in order.
    """

    index: int
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]
    names: tuple[Name, ...]

    def kids(self, i: int, *deps: str) -> list[Token]:
        """The direct dependents of token i, those with one of these labels if any are given."""
        tokens = self.tokens
        if not deps:
            return [tokens[c] for c in self.children[i]]
        return [tokens[c] for c in self.children[i] if tokens[c].dep in deps]

    def subtree(self, i: int, skip: frozenset[str] = frozenset()) -> list[int]:
        """The indices of token i and all below it, sorted, without the branches that hang on a label in `skip`."""
        found, stack = [], [i]
        while stack:
            j = stack.pop()
            found.append(j)
            stack.extend(c for c in self.children[j] if self.tokens[c].dep not in skip)
        return sorted(found)

    def ancestors(self, i: int) -> Iterator[Token]:
        """The governors of token i, nearest first."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield self.tokens[i]
