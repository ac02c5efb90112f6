"""Who says what in one sentence, by its grammar: verbs, nouns, adjectives and adverbs of saying, thinking, intending and finding.

`cues/speech.tsv` says which words attribute, and where each has its content: a clause, an infinitive, an object, behind a preposition.
Quotations are not looked at here; `attribution.py` puts both together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.coding import grammar
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues, Saying
from dateline.model import Act, Span
from dateline.parsing.tree import Sentence, Token

_REPORTEDLY = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})
_ACCORDING = frozenset({"according"})
_EDGES = frozenset({",", ":", "``", "''", ".", "-LRB-", "-RRB-", "CC"})
_CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in a sentence: token indices of cue and source (None where nobody is named), the content's spans, what act it is.

    `content` is empty for a verb of saying that stands without a clause: a quotation beside it may be its content.
    """

    cue: int
    source: int | None
    cue_span: Span
    content: tuple[Span, ...]
    act: Act


def find(s: Sentence, who: Who, cues: Cues) -> list[Found]:
    """The cues of a sentence that have a source or are plainly without one, in order."""
    found: list[Found] = []
    for token in s.tokens:
        if token.lower in _ACCORDING:
            found.extend(_according(s, token))
        elif token.lower in _REPORTEDLY and token.dep == "advmod":
            found.extend(_adverb(s, token))
        elif grammar.is_verb(token):
            saying = cues.speech.get((token.lemma, "v"))
            if saying is not None:
                found.extend(_verb(s, who, token, saying, cues))
        elif token.tag.startswith("NN"):
            saying = cues.speech.get((token.lemma, "n"))
            if saying is not None:
                found.extend(_noun(s, token, saying))
        elif token.tag.startswith("JJ") and token.dep == "acomp":
            saying = cues.speech.get((token.lemma, "a"))
            if saying is not None:
                found.extend(_adjective(s, token, saying))
    return found


def _verb(s: Sentence, who: Who, verb: Token, saying: Saying, cues: Cues) -> Iterator[Found]:
    passive = grammar.is_passive(s, verb.i)
    source = grammar.subject_as_doer(s, verb.i)
    if passive and source is None:
        yield from _raised(s, verb, verb.i, saying)
        return
    if source is None:
        return
    if s.tokens[source].lower in ("it", "there") and s.tokens[source].dep == "expl":
        source = None
    clause = _clause(s, who, verb, saying)
    content: tuple[Span, ...] = ()
    if clause is not None:
        content = _subtree(s, clause, verb, cues)
    elif saying.act in ("said", "believed") and not _transitive(s, verb):
        content = _around(s, verb) or _behind(s, verb, saying)
    if content or saying.act == "said":
        yield Found(verb.i, _relative(s, verb, source), _cue_span(s, verb), content, saying.act)


def _relative(s: Sentence, verb: Token, source: int | None) -> int | None:
    """The relative pronoun itself, where it is the subject: its antecedent is found again by whoever resolves it."""
    for kid in s.kids(verb.i, "nsubj"):
        if kid.lower in ("who", "which", "that"):
            return kid.i
    return source


def _clause(s: Sentence, who: Who, verb: Token, saying: Saying) -> Token | None:
    """The token that heads the content of a verb, by the places that its row allows."""
    places = saying.content
    for kid in s.kids(verb.i):
        if kid.dep in ("ccomp", "xcomp") and kid.i > verb.i:
            infinitive = kid.tag == "VB" and any(k.tag == "TO" for k in s.kids(kid.i, "aux"))
            if infinitive and "to" in places:
                return kid
            if kid.tag == "VBG" and not s.kids(kid.i, "aux", "nsubj"):
                if "ing" in places:
                    return kid
            elif not infinitive and (kid.dep == "ccomp" or "small" in places or kid.tag.startswith("JJ")) and places & {"that", "small"}:
                return kid
        elif (
            kid.dep == "advcl"
            and kid.i > verb.i
            and "to" in places
            and kid.tag == "VB"
            and any(k.tag == "TO" for k in s.kids(kid.i, "aux"))
        ):
            if s.kids(verb.i, "dobj"):  # "urged Iran to stop"
                return kid
        elif kid.dep == "oprd" and "small" in places:
            return kid
    for kid in sorted(s.kids(verb.i, "prep", "prt"), key=lambda k: k.lower != "as"):
        if kid.lower in places and kid.i > verb.i:
            for below in s.kids(kid.i, "pobj", "pcomp"):
                told = s.kids(below.i, "ccomp") if below.lemma in ("say", "tell") else []  # "quoted him as saying that"
                return told[0] if told else below
    if "object" in places:
        for kid in s.kids(verb.i, "dobj"):
            if kid.i > verb.i and kid.tag.startswith("NN") and not who.one(kid.i).acts:
                return kid
    return None


def _transitive(s: Sentence, verb: Token) -> bool:
    """Whether the verb has an object that is no listener: "said his piece"."""
    return verb.lemma != "tell" and bool(s.kids(verb.i, "dobj"))


def _around(s: Sentence, verb: Token) -> tuple[Span, ...]:
    """The words around an attributing clause that is put in or behind: "The talks, he said, had failed", "..., as police have said"."""
    own = {verb.i}
    for kid in s.kids(verb.i):
        if kid.dep == "punct":
            continue
        if not (kid.dep in ("ccomp", "parataxis", "dep", "conj", "cc", "advcl") and kid.i < verb.i) and not (
            kid.dep == "conj" and kid.i > verb.i
        ):
            own.update(s.subtree(kid.i))
    first, last = min(own), max(own)
    while first > 0 and first - 1 not in own and s.tokens[first - 1].dep in ("mark", "advmod") and s.tokens[first - 1].head == verb.i:
        first -= 1
    inserted = first > 0 and (s.tokens[first - 1].tag in (",", "''", "``", ":") or s.tokens[first].lower == "as")
    follows = [*s.tokens[verb.i + 1 : verb.i + 3], *s.tokens[last + 1 : last + 3]]
    if not inserted or any(k.text in ('"', "''", "``") for k in follows):
        return ()  # nothing, or a quotation behind: "Asked about it, she said, \"…\""
    head = s.tokens[verb.head]
    if head.i == verb.i or head.dep in ("conj", "advcl") or verb.dep in ("parataxis", "ccomp", "advcl", "dep"):
        start = 0
    else:
        return ()
    if verb.dep == "advcl" and s.tokens[first].lower != "as":
        return ()
    spans = [_span(s, start, first - 1)]
    rest = last + 1
    beyond = s.tokens[rest + 1 : rest + 3]
    goes_on = len(beyond) == 2 and s.tokens[rest].tag in (",", "''", "``")
    if goes_on and not any(k.tag in ("VBG", "CC", "''") and k.dep != "csubj" for k in beyond):
        behind = s.tokens[rest + 1]
        if head.i > last or behind.tag == "MD" or behind.tag.startswith("VB"):  # the clause goes on behind
            spans.append(_span(s, rest, len(s.tokens) - 1))
    return tuple(x for x in spans if x is not None)


def _behind(s: Sentence, verb: Token, saying: Saying) -> tuple[Span, ...]:
    """The finite clause behind a verb that the parser hung elsewhere: "said after the summit he would not …", "said at the time that …"."""
    if "that" not in saying.content:
        return ()
    for token in s.tokens[verb.i + 1 :]:
        if token.text in (";", '"', "''", "``"):
            return ()
        if token.dep not in ("nsubj", "nsubjpass") or token.lower in ("who", "which", "that", "what"):
            continue
        clause = s.tokens[token.head]
        finite = clause.tag in ("VBD", "VBZ", "VBP") or any(
            k.tag in ("MD", "VBD", "VBZ", "VBP") for k in s.kids(clause.i, "aux", "auxpass")
        )
        if not finite or clause.i < token.i or not any(t.i == verb.i for t in s.ancestors(clause.i)):
            continue
        if any(k.dep == "mark" and k.lower != "that" for k in s.kids(clause.i)):
            return ()
        start = min(s.subtree(token.i))
        if s.tokens[start - 1].lower == "that":
            start -= 1
        if start <= verb.i:
            return ()
        span = _span(s, start, len(s.tokens) - 1)
        return (span,) if span is not None else ()
    return ()


def _subtree(s: Sentence, head: Token, verb: Token, cues: Cues) -> tuple[Span, ...]:
    inside = [i for i in s.subtree(head.i) if (i > verb.i) == (head.i > verb.i)] or [head.i]
    small = head.dep in ("oprd", "xcomp") and head.tag != "VB"  # an object that the parser hangs on the verb: "called Obama a liar"
    if small or s.tokens[inside[0] - 1].lower == "as":  # "condemned the test as a threat"
        between = [k.i for k in s.kids(verb.i, "dobj") if k.i > verb.i]
        inside = sorted({*inside, *(j for b in between for j in s.subtree(b))})
    inside = _cut(s, inside, verb, cues)
    span = _span(s, inside[0], inside[-1])
    return (span,) if span is not None else ()


def _cut(s: Sentence, inside: list[int], verb: Token, cues: Cues) -> list[int]:
    """Content up to where the speaker's next saying begins: "..., citing", "... and warned", "...; they"."""
    for at in inside[2:]:
        token = s.tokens[at]
        if token.text == ";":
            return [i for i in inside if i < at]
        if not grammar.is_verb(token) or (token.lemma, "v") not in cues.speech or s.kids(at, "nsubj", "nsubjpass", "aux"):
            continue
        before = s.tokens[at - 1]
        if cues.speech[token.lemma, "v"].act != "said":
            continue
        if token.tag == "VBG" and before.text == ",":
            return [i for i in inside if i < at - 1]
        if token.dep == "conj" and token.tag == verb.tag and before.tag == "CC":
            return [i for i in inside if i < at - 1]
    return inside


def _raised(s: Sentence, verb: Token, at: int, saying: Saying) -> Iterator[Found]:
    """Nobody is named: "is expected to leave", "it was announced that", "seems to be"."""
    clause = next((k for k in s.kids(verb.i, "xcomp", "ccomp", "advcl") if k.i > verb.i and k.dep != "advcl"), None)
    if clause is None:
        return
    infinitive = any(k.tag == "TO" for k in s.kids(clause.i, "aux"))
    spans: list[Span | None] = []
    if infinitive:
        subject = grammar.subject(s, verb.i)
        if subject is not None and subject < verb.i and s.tokens[subject].lower not in ("it", "there"):
            inside = s.subtree(subject, frozenset({"relcl"}))
            inside = [i for i in inside if i < verb.i]
            spans.append(_span(s, inside[0], inside[-1]))
    elif clause.dep != "ccomp":
        return
    below = [i for i in s.subtree(clause.i) if i > verb.i]
    spans.append(_span(s, below[0], below[-1]))
    content = tuple(x for x in spans if x is not None)
    if content:
        yield Found(at, None, _cue_span(s, verb), content, saying.act)


def _noun(s: Sentence, noun: Token, saying: Saying) -> Iterator[Found]:
    """Nouns with their content: "the claim that", "her promise to". Whose it is, or who stands after *by*, *from*, *among*."""
    clause = None
    for kid in s.kids(noun.i, "acl", "ccomp", "relcl"):
        infinitive = kid.tag == "VB" and any(k.tag == "TO" for k in s.kids(kid.i, "aux"))
        that = any(k.lower == "that" and k.dep == "mark" for k in s.kids(kid.i))
        if (infinitive and "to" in saying.content) or (that and "that" in saying.content):
            clause = kid
            break
    if clause is None:
        return
    source = next((k.i for k in s.kids(noun.i, "poss")), None)
    if source is None:
        for kid in s.kids(noun.i, "prep"):
            if kid.lower in ("by", "from", "among"):
                source = next((p.i for p in s.kids(kid.i, "pobj")), None)
    if source is None and noun.dep == "dobj":
        source = grammar.subject_as_doer(s, noun.head)
    if source is None and noun.dep == "pobj":
        return
    inside = [i for i in s.subtree(clause.i) if i > noun.i]
    span = _span(s, inside[0], inside[-1]) if inside else None
    if span is not None and (source is not None or noun.dep in ("nsubj", "dobj", "attr")):
        yield Found(noun.i, source, Span(noun.start, noun.end), (span,), saying.act)


def _adjective(s: Sentence, word: Token, saying: Saying) -> Iterator[Found]:
    """Adjectives with their content: "He is confident that", "were critical of"."""
    source = grammar.subject(s, word.head)
    if source is None:
        return
    plain = s.tokens[source].lower == "it"
    for kid in s.kids(word.i, "ccomp", "xcomp", "prep"):
        if kid.dep == "prep":
            if kid.lower not in saying.content or plain:
                continue
            head = next((p for p in s.kids(kid.i, "pobj", "pcomp")), None)
        else:
            infinitive = any(k.tag == "TO" for k in s.kids(kid.i, "aux"))
            head = kid if ("to" if infinitive else "that") in saying.content and not (infinitive and plain) else None
        if head is None or head.i < word.i:
            continue
        inside = [i for i in s.subtree(head.i) if i > word.i]
        span = _span(s, inside[0], inside[-1]) if inside else None
        if span is not None:
            yield Found(word.i, None if plain else source, Span(word.start, word.end), (span,), saying.act)
            return


def _according(s: Sentence, word: Token) -> Iterator[Found]:
    """What stands "according to X": the rest of its sentence, or of its clause where that is a part of one."""
    for to in s.kids(word.i, "prep", "pcomp"):
        for pobj in s.kids(to.i, "pobj"):
            own = s.subtree(word.i)
            clause = s.tokens[word.head]
            inside = [i for i in s.subtree(clause.i) if i not in set(own)] if clause.i != word.i else []
            before = [i for i in inside if i < own[0]]
            after = [i for i in inside if i > own[-1]]
            spans = [_span(s, side[0], side[-1]) for side in (before, after) if side]
            spans = [x for x in spans if x is not None and x.end - x.start > 8]
            if spans:
                yield Found(word.i, pobj.i, Span(word.start, to.end), tuple(x for x in spans if x), "said")


def _adverb(s: Sentence, word: Token) -> Iterator[Found]:
    """What is "reportedly" so: what is said is the clause around the adverb, and nobody is named."""
    verb = s.tokens[word.head]
    if not grammar.is_verb(verb):
        return
    inside = [i for i in s.subtree(verb.i, frozenset({"parataxis"})) if i != word.i]
    spans = [_span(s, part[0], part[-1]) for part in ([i for i in inside if i < word.i], [i for i in inside if i > word.i]) if part]
    content = tuple(x for x in spans if x is not None)
    if content:
        yield Found(word.i, None, Span(word.start, word.end), content, "said")


def _is_edge(token: Token) -> bool:
    return token.tag in _EDGES and token.tag != "CC"


def _span(s: Sentence, first: int, last: int) -> Span | None:
    """The words from one token to another without punctuation at the ends; None where nothing is left."""
    while first <= last and (_is_edge(s.tokens[first]) or s.tokens[first].tag == "CC") and s.tokens[first].tag != "``":
        first += 1
    while last >= first and s.tokens[last].tag in (",", ":", ".") and s.tokens[last].text not in ('"', "''"):
        last -= 1
    return Span(s.tokens[first].start, s.tokens[last].end) if last >= first else None


def _cue_span(s: Sentence, verb: Token) -> Span:
    """The verb with its auxiliaries, negation and particle, as far as they stand together."""
    first = last = verb.i
    for kid in reversed(s.kids(verb.i)):
        if kid.i == first - 1 and kid.dep in _CUE_PARTS:
            first = kid.i
    for kid in s.kids(verb.i, "prt"):
        if kid.i == last + 1:
            last = kid.i
    return Span(s.tokens[first].start, s.tokens[last].end)
