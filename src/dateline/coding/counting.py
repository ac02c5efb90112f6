"""Of what a figure tells, and by which word: "12 people *killed*", "15 *arrests*", "the *toll* rose to 45".

Grammar and the table `kinds.tsv` decide. A figure that counts some of what another one counts ("including 3 children") measures nothing
of its own, and one whose surroundings no row knows is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dateline.coding import grammar
from dateline.coding.quantities import Quantity
from dateline.knowledge.magnitudes import Magnitudes, Measure
from dateline.parsing.tree import Sentence, Token

HARM = frozenset({"killed", "injured", "missing", "arrested", "displaced"})
"""Kinds that are the outcome of an event, which may then be told beside them: "20 died in the bombing"."""
_COPULAS = frozenset({"be", "remain", "become", "stay"})
_INCLUDING = frozenset({"including", "include", "includes", "included", "among", "comprising"})
_OF_THEM = frozenset({"them", "whom", "which", "those", "these", "us"})
_TALLIES = frozenset({"number", "count", "total", "figure"})
"""Nouns that count what stands after *of*: "the number of wounded reached 40"."""
_REACHED = frozenset({"to", "at", "of"})


class Counted(NamedTuple):
    """What a figure measures, the index of the verb or noun by which it does, and the head of the phrase that is counted."""

    kind: str
    predicate: int
    top: int


@dataclass(frozen=True, slots=True)
class Counting:
    """One sentence and the tables by which its figures are read."""

    s: Sentence
    tables: Magnitudes

    def counted(self, q: Quantity) -> Counted | None:
        """What a figure without a currency measures; None where the tables do not say."""
        s, after = self.s, self.token(q.last + 1)
        if after is not None and after.text == "-":
            strong = self.token(q.last + 2)
            return self._strong(strong) if strong is not None and strong.lower == "strong" else None
        noun, top = self._phrase(q)
        if self._is_subset(q, noun, top):
            return None
        if noun is not None and (self._is_thing(noun) and not self.rows(noun, "n")):
            return None
        if s.tokens[top].dep == "pobj" and s.tokens[s.tokens[s.tokens[top].head].head].tag == "CD":
            return None  # "30 of 45 drones": only the former
        for predicate, measure in self._readings(q, noun, top):
            if measure.kind != "duration" and self._fits(measure, noun):
                return Counted(measure.kind, predicate, top)
        return None

    def _phrase(self, q: Quantity) -> tuple[int | None, int]:
        """The noun that a figure counts, None if none is named, and the head of the whole phrase."""
        s, token = self.s, self.s.tokens[q.head]
        governor = s.tokens[token.head]
        for kid in s.kids(q.head, "prep"):
            if kid.lower == "of" and kid.i > q.last:
                for pobj in s.kids(kid.i, "pobj"):
                    return pobj.i, q.head
        if token.dep in ("nummod", "quantmod", "amod", "det", "nmod", "compound", "predet", "poss") and governor.i > q.last:
            if governor.tag[:2] in ("NN", "JJ", "VB", "CD"):
                return governor.i, governor.i
        elif token.tag.startswith("NN") and token.lower not in self.tables.numbers and self.tables.nouns.get(token.lower):
            return q.head, q.head
        for i in range(q.last + 1, min(q.last + 4, len(s.tokens))):  # the parser has torn them apart
            if s.tokens[i].tag in ("NNS", "NNPS"):
                return i, i
            if s.tokens[i].tag not in ("JJ", "NN", "NNP", "VBN"):
                break
        return None, q.head

    def _is_subset(self, q: Quantity, noun: int | None, top: int) -> bool:
        """Whether a figure counts some of those that another one counts: "including 3 children", "three of them"."""
        s = self.s
        if noun is not None and s.tokens[noun].lower in _OF_THEM:
            return True
        if any(t.lower in _INCLUDING for t in s.tokens[max(0, q.first - 2) : q.first]):
            return True
        for token in (s.tokens[top], *s.ancestors(top)):
            if token.i < q.first and token.lower in _INCLUDING:
                return True
            if grammar.is_verb(token):
                break
        return False

    def classes(self, i: int) -> frozenset[str]:
        """The classes of the noun at i; names of peoples ("Palestinians") are people."""
        token, nouns = self.s.tokens[i], self.tables.nouns
        before = self.s.tokens[i - 1].lower if i else ""
        for name in (f"{before} {token.lemma}", token.lemma, token.lower, token.lower.removesuffix("s")):
            if name in nouns:
                return nouns[name]
        return frozenset({"people"}) if token.entity == "NORP" or token.tag == "NNPS" else frozenset()

    def _is_thing(self, i: int) -> bool:
        return "thing" in self.classes(i)

    def _fits(self, measure: Measure, noun: int | None) -> bool:
        """Whether the counted noun is such as a row of the table asks for; no noun passes for people."""
        if noun is None or self.s.tokens[noun].tag[:2] in ("JJ", "VB"):
            return not measure.nouns or bool(measure.nouns & {"people"})
        classes = self.classes(noun)
        if not measure.nouns:
            return "self" in measure.slots or not classes & {"thing", "weapons", "life"}
        return bool(measure.nouns & classes)

    # What the noun's surroundings say of it

    def rows(self, i: int, pos: str) -> list[Measure]:
        """The rows of the table for token i, its second word present; those for any word only where none knows this one."""
        token, measures = self.s.tokens[i], self.tables.measures
        found = [m for name in dict.fromkeys((token.lemma, token.lower)) for m in measures.get((name, pos), ())]
        near = {t.lower for t in self.s.tokens[i + 1 : i + 9]} | {k.lower for k in self.s.kids(i)}
        found = [m for m in found if not m.second or m.second in near]
        return [*sorted(found, key=lambda m: not m.second), *measures.get(("*", pos), ())]

    def _readings(self, q: Quantity, noun: int | None, top: int) -> Iterator[tuple[int, Measure]]:
        """Predicates and the rows by which they measure the figure, the surest first; rows for any word last."""
        late = []
        for i, slot, pos in self._places(q, noun, top):
            known = self.tables.measures.get(("*", pos), ())
            for measure in self.rows(i, pos):
                if pos == "a" or slot in measure.slots or (slot in ("subject", "object") and "any" in measure.slots):
                    if measure in known:
                        late.append((i, measure))
                    else:
                        yield (self._verb_of(q, i) if pos == "a" else i), measure
        yield from self._tolls(q, top)
        yield from late
        if noun is not None:  # "evacuated 30 wounded soldiers"
            for kid in self.s.kids(noun, "amod"):
                for measure in self.rows(kid.i, "a"):
                    yield kid.i, measure

    def _places(self, q: Quantity, noun: int | None, top: int) -> Iterator[tuple[int, str, str]]:
        """Words that may measure the figure: index, slot, part of speech."""
        s = self.s
        if noun is not None and s.tokens[noun].tag.startswith("NN"):
            yield noun, "self", "n"
        last = max(q.last, noun if noun is not None and noun > q.last else q.last)
        beside = self.token(last + 1)
        for token in (s.tokens[noun] if noun is not None else None, beside):
            if token is None or token.dep in ("aux", "auxpass"):
                continue
            follows = self.token(token.i + 1)
            if token.tag[:2] in ("JJ", "VB") and not (token is beside and follows is not None and follows.tag.startswith("NN")):
                yield token.i, "", "a"
            if token.tag in ("VBN", "VBD") and not s.kids(token.i, "dobj", "aux", "auxpass"):
                yield token.i, "object", "v"  # "12 people killed in Kabul", "30 wounded"
        before = self.token(q.first - 1)
        if before is not None and before.tag == "RP":
            before = self.token(q.first - 2)
        if before is not None and grammar.is_verb(before) and not s.kids(before.i, "nsubjpass", "auxpass"):
            yield before.i, "object", "v"
        yield from self._governors(top, 0)
        if noun is not None and noun != top:
            yield from self._below(noun)

    def _governors(self, i: int, depth: int) -> Iterator[tuple[int, str, str]]:
        """The words that govern phrase i, with the slot in which it stands."""
        s, token = self.s, self.s.tokens[i]
        head = s.tokens[token.head]
        yield from self._below(i)
        if token.dep in ("conj", "appos", "nmod", "amod") and not grammar.is_verb(head) and depth < 3:
            yield from self._governors(head.i, depth + 1)
        elif token.dep in ("pobj", "pcomp"):
            if head.dep == "agent":
                yield head.head, "subject", "v"
            else:
                pos = "v" if grammar.is_verb(s.tokens[head.head]) else "n"
                yield head.head, head.lower, pos
                if pos == "v":  # the parser hangs "a crowd of 300" on the verb now and then
                    yield head.i - 1, head.lower, "n"
                if head.head < i and head.lower in ("over", "around", "about", "under"):
                    yield head.head, "object", "v"
        elif token.dep in ("dobj", "oprd", "dative", "nsubjpass", "nsubj", "attr", "ccomp", "acomp", "npadvmod"):
            slot = "subject" if token.dep == "nsubj" else "object"
            yield from self._verb(head.i, slot, 0)

    def _verb(self, v: int, slot: str, depth: int) -> Iterator[tuple[int, str, str]]:
        """A verb and those that share its subject or object: "were found dead", "marched and rallied", "is said to have died"."""
        s = self.s
        if slot == "subject" and not s.kids(v, "dobj") and (s.tokens[v].tag == "VBN" or s.tokens[v].dep == "conj"):
            yield v, "object", "v"  # "12 were killed and 30 wounded"
        yield v, slot, "v"
        for kid in s.kids(v, "acomp", "oprd", "attr"):
            if kid.i > v:
                yield kid.i, "", "a"
        if depth > 2 or (slot == "object" and not grammar.is_passive(s, v)):
            return
        for kid in s.kids(v, "xcomp", "conj", "advcl"):
            if grammar.is_verb(kid) and kid.i > v and not s.kids(kid.i, "nsubj", "nsubjpass") and (kid.dep != "advcl" or kid.tag == "VBN"):
                passive = bool(s.kids(kid.i, "auxpass")) or (slot == "object" and kid.dep == "conj" and kid.tag in ("VBN", "VBD"))
                yield from self._verb(kid.i, "object" if passive else "subject", depth + 1)

    def _below(self, i: int) -> Iterator[tuple[int, str, str]]:
        """Clauses that hang on the phrase: "12 people killed in …", "12 people who died", "the 12 people that it arrested"."""
        s = self.s
        for kid in s.kids(i, "acl", "relcl"):
            if kid.dep == "acl":
                yield kid.i, "object" if kid.tag == "VBN" else "subject", "v"
                if not s.kids(kid.i, "dobj"):  # a past tense that the parser took for a participle
                    yield kid.i, "subject", "v"
            elif s.kids(kid.i, "nsubjpass") or grammar.direct_object(s, kid.i) == i:
                yield kid.i, "object", "v"
            elif grammar.subject(s, kid.i) == i:
                yield from self._verb(kid.i, "subject", 3)

    def _verb_of(self, q: Quantity, adjective: int) -> int:
        """The verb by which an adjective came about ("*left* 12 dead"), or the adjective itself."""
        for token in self.s.ancestors(adjective):
            if token.i < q.first and grammar.is_verb(token):
                return adjective if token.lemma in _COPULAS or self.s.kids(token.i, "auxpass") else token.i
            if token.dep in ("prep", "conj", "relcl") or grammar.is_verb(token):
                break
        return adjective

    def _tolls(self, q: Quantity, top: int) -> Iterator[tuple[int, Measure]]:
        """Nouns for a tally that reaches the figure: "the toll rose to 45", "the number of wounded stands at 30"."""
        s, token = self.s, self.s.tokens[q.head]
        head = s.tokens[token.head if top == q.head else s.tokens[top].head]
        if head.tag in ("IN", "TO") and (head.lower not in _REACHED or head.dep not in ("prep", "dative", "prt", "aux")):
            return
        verb = s.tokens[head.head] if head.tag in ("IN", "TO") else head
        nouns = [verb.i] if grammar.is_noun(verb) else [k.i for k in s.kids(verb.i, "nsubj", "nsubjpass", "dobj")]
        subject = grammar.subject(s, verb.i) if grammar.is_verb(verb) else None
        for noun in dict.fromkeys((*nouns, *(() if subject is None else (subject,)))):
            if noun == top:
                continue
            for measure in self.rows(noun, "n"):
                if "toll" in measure.slots:
                    yield noun, measure
            if s.tokens[noun].lemma in _TALLIES:
                for i in s.subtree(noun):
                    for pos in ("v", "n", "a"):
                        for measure in self.rows(i, pos) if noun < i < q.first else ():
                            if measure.kind in HARM and (measure.slots & {"self", "object", "subject"} or pos == "a"):
                                yield (noun if pos == "a" else i), measure

    def _strong(self, strong: Token) -> Counted | None:
        """Forces and crowds told by their strength: "a 300-strong force"."""
        for noun in (self.s.tokens[strong.head], self.token(strong.i + 1), self.token(strong.i + 2)):
            if noun is not None:
                for measure in self.rows(noun.i, "n"):
                    if "strong" in measure.slots:
                        return Counted(measure.kind, noun.i, noun.i)
        return None

    def token(self, i: int) -> Token | None:
        """The token at i, None outside the sentence."""
        return self.s.tokens[i] if 0 <= i < len(self.s.tokens) else None
