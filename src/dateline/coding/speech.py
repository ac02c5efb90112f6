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

_EDGES = frozenset({",", ":", "``", "''", ".", "-LRB-", "-RRB-", "CC"})
_WITH_TO = frozenset({"point", "object", "appeal", "liken", "compare", "confess", "admit", "agree"})
"""Verbs whose content stands behind the preposition *to*; with the others it is the listener ("said to the crowd")."""
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
        if token.lower == "according":
            found.extend(_according(s, token))
        elif token.tag == "RB" and token.dep == "advmod":
            saying = cues.speech.get((token.lower, "a"))
            found.extend(_adverb(s, token, saying) if saying is not None and "clause" in saying.content else ())
        elif grammar.is_verb(token):
            saying = verb_of_saying(s, token, cues)
            own = list(_verb(s, who, token, saying, cues)) if saying is not None else []
            found.extend(own if any(f.content for f in own) else _as_quoted(s, who, token) or own)
        elif token.tag.startswith("NN"):
            saying = cues.speech.get((token.lemma, "n"))
            if saying is not None:
                found.extend(_noun(s, token, saying))
        elif token.tag.startswith("JJ") and token.dep == "acomp":
            saying = cues.speech.get((token.lemma, "a"))
            if saying is not None:
                found.extend(_adjective(s, token, saying))
        if token.dep == "amod" and token.tag in ("JJ", "VBN"):
            saying = cues.speech.get((token.lower, "a"))
            if saying is not None and "noun" in saying.content:
                found.extend(_before_noun(s, token, saying))
    return found


def verb_of_saying(s: Sentence, verb: Token, cues: Cues) -> Saying | None:
    """The row of a verb, if what the row needs is there: "put" attributes only with "it" ("as the bank put it")."""
    saying = cues.speech.get((verb.lemma, "v"))
    if saying is not None and "it" in saying.content and not any(k.lower == "it" for k in s.kids(verb.i, "dobj")):
        return None
    return saying


def _verb(s: Sentence, who: Who, verb: Token, saying: Saying, cues: Cues) -> Iterator[Found]:
    passive = grammar.is_passive(s, verb.i)
    source = _doer(s, verb)
    governor = s.tokens[s.tokens[verb.head].head]
    if verb.dep == "pcomp" and s.tokens[verb.head].lower == "as" and governor.lemma in ("quote", "cite"):
        return  # "quoted the minister as saying": told with "quoted"
    undergone = list(_passive_subject(s, verb, source, saying)) if passive else []
    if undergone:
        yield from undergone
        return
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
        content = _and_more(s, _subtree(s, clause, verb, cues), verb, cues)
        if clause.dep == "ccomp" and any(k.i < verb.i and _finite(s, k) for k in s.kids(verb.i, "ccomp")) and not _transitive(s, verb):
            content = _both_sides(s, verb, content)
    elif saying.act in ("said", "believed") and not _transitive(s, verb) and not (passive and saying.act == "believed"):
        as_first = s.tokens[0].lower == "as" and "that" not in saying.content  # "As he continued, the crowd grew"
        content = (() if as_first else _around(s, verb)) or _behind(s, verb, saying)
    if source is not None and verb.tag == "VB" and not who.one(source).acts and grammar.is_verb(s.tokens[verb.head]):
        above = grammar.subject_as_doer(s, verb.head)  # "used blunt language to denounce": language does not speak
        source = above if above is not None and who.one(above).acts else source
    if content or saying.act == "said":
        yield Found(verb.i, _relative(s, verb, source), _cue_span(s, verb), content, saying.act)


def _as_quoted(s: Sentence, who: Who, verb: Token) -> list[Found]:
    """Whatever the verb, somebody is called something in quoted words: went after him as a "bad cop", hailed her as "the boss"."""
    source = _doer(s, verb)
    if source is None or not who.one(source).acts:
        return []
    at = next((t.i for t in s.tokens[verb.i + 1 : verb.i + 12] if t.lower == "as"), 0)
    between = s.tokens[verb.i + 1 : at]
    named = any(t.tag.startswith(("NN", "PRP")) for t in between)
    if not named or any(grammar.is_verb(t) or t.tag in (",", ":", "``", "CC") for t in between):
        return []
    opens = next((t.i for t in s.tokens[at + 1 : at + 4] if t.text == '"'), 0)
    closes = next((t.i for t in s.tokens[opens + 1 :] if t.text == '"'), 0) if opens else 0
    first = next((t.i for t in between if t.tag not in ("IN", "RP", "RB", "TO")), at)
    span = Span(s.tokens[first].start, s.tokens[closes].end)
    return [Found(verb.i, source, _cue_span(s, verb), (span,), "said")] if closes else []


def _doer(s: Sentence, verb: Token) -> int | None:
    """Who does what a verb says. Where the parser has no subject for a finite verb, the noun right before it, adverbs passed over."""
    own = _own_subject(s, verb)
    if own is not None and len(s.kids(verb.i, "nsubj")) > 1 and not grammar.is_passive(s, verb.i):
        return own
    governor = s.tokens[s.tokens[verb.head].head]
    if verb.dep == "pcomp" and not s.kids(verb.i, "nsubj") and grammar.is_verb(governor):  # "published it by announcing that"
        return grammar.subject_as_doer(s, governor.i)
    found = grammar.subject_as_doer(s, verb.i)
    if found is None and verb.tag in ("VBD", "VBZ", "VBP"):
        before = verb.i - 1
        while before > 0 and s.tokens[before].tag == "RB":
            before -= 1
        if before >= 0 and s.tokens[before].tag.startswith(("NN", "PRP")) and s.tokens[before].tag != "PRP$":
            return before
    return found


def _own_subject(s: Sentence, verb: Token) -> int | None:
    """Of several subjects that the parser hangs on one verb, its own: right behind it after a quotation, else the last before it."""
    subjects = [k.i for k in s.kids(verb.i, "nsubj") if any(c.isalnum() for c in k.text)]
    behind = [i for i in subjects if i > verb.i]
    if behind and verb.i > 0 and s.tokens[verb.i - 1].text in ('"', "''", ",", "'"):
        return behind[0]
    return next((i for i in reversed(subjects) if i < verb.i), behind[0] if behind else None)


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
            having = any(a.tag == "VBG" for a in s.kids(kid.i, "aux"))
            if (kid.tag == "VBG" and not s.kids(kid.i, "aux", "nsubj")) or having:
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
    asked = next((k for k in s.kids(verb.i, "xcomp", "advcl") if k.tag == "VB" and any(a.tag == "TO" for a in s.kids(k.i, "aux"))), None)
    for kid in s.kids(verb.i, "prep"):
        if kid.lower == "on" and "on" in places and verb.i < kid.i and asked is not None and asked.i > kid.i:
            return asked  # "called on both armies to withdraw"
    for kid in sorted(s.kids(verb.i, "prep", "prt"), key=lambda k: k.lower != "as"):
        if kid.lower in places and kid.i > verb.i and (kid.lower != "to" or verb.lemma in _WITH_TO):
            for below in s.kids(kid.i, "pobj", "pcomp") or (s.kids(kid.i, "amod") if kid.lower == "as" else []):
                told = s.kids(below.i, "ccomp") if below.lemma in ("say", "tell") else []  # "quoted him as saying that"
                return told[0] if told else below
    if "object" in places:
        for kid in s.kids(verb.i, "dobj"):
            if kid.i > verb.i and kid.tag.startswith("NN") and not who.one(kid.i).acts:
                return kid
        for kid in s.kids(verb.i, "ccomp"):
            if kid.i > verb.i and s.tokens[min(s.subtree(kid.i))].lower == "what":  # "condemned what he called a massacre"
                return kid
    if "small" in places:
        for kid in s.kids(verb.i, "dobj"):  # "called the raid \"outrageous\"": the parser may take both for one object
            if kid.i > verb.i and any(t.text == '"' for t in s.tokens[verb.i + 1 : max(s.subtree(kid.i)) + 1]):
                return kid
    return None


def _transitive(s: Sentence, verb: Token) -> bool:
    """Whether the verb has an object that is no listener: "said his piece"."""
    return verb.lemma not in ("tell", "put") and bool(s.kids(verb.i, "dobj"))


def _around(s: Sentence, verb: Token) -> tuple[Span, ...]:
    """The words around an attributing clause that is put in or behind: "The talks, he said, had failed", "..., as police have said"."""
    own = {verb.i}
    subject = _own_subject(s, verb)
    for kid in s.kids(verb.i):
        if kid.dep == "punct" or (kid.dep == "nsubj" and kid.i != subject):
            continue
        if not (kid.dep in ("ccomp", "parataxis", "dep", "conj", "cc", "advcl") and kid.i < verb.i) and not (
            kid.dep in ("conj", "cc") and kid.i > verb.i
        ):
            own.update(s.subtree(kid.i))
    first, last = min(own), max(own)
    while first > 0 and first - 1 not in own and s.tokens[first - 1].dep in ("mark", "advmod") and s.tokens[first - 1].head == verb.i:
        first -= 1
    if first == 0 and s.tokens[0].lower == "as" and verb.dep == "advcl":  # "As the bank put it, the crisis is over"
        after = _span(s, last + 1, len(s.tokens) - 1)
        return (after,) if after is not None else ()
    inserted = first > 0 and (s.tokens[first - 1].tag in (",", "''", "``", ":") or s.tokens[first].lower == "as")
    follows = [*s.tokens[verb.i + 1 : verb.i + 3], *s.tokens[last + 1 : last + 3]]
    if not inserted or any(k.text in ('"', "''", "``") for k in follows):
        return ()  # nothing, or a quotation behind: "Asked about it, she said, \"…\""
    head = s.tokens[verb.head]
    if head.i == verb.i or head.dep in ("conj", "advcl") or verb.dep in ("parataxis", "ccomp", "advcl", "dep"):
        start = min(s.subtree(head.i)) if verb.dep == "advcl" and head.dep != "ROOT" else 0
    else:
        return ()
    if verb.dep == "advcl" and s.tokens[first].lower != "as":
        return ()
    spans = [_span(s, start, first - 1)]
    rest = last + 1
    beyond = s.tokens[rest + 1 : rest + 3]
    quoted = s.tokens[first - 1].text == '"'  # what goes on behind a quotation is one too, or the outlet's
    goes_on = not quoted and len(beyond) == 2 and s.tokens[rest].tag in (",", "''", "``")
    if goes_on and not any(k.tag in ("VBG", "CC", "''") and k.dep != "csubj" for k in beyond):
        behind = s.tokens[rest + 1]
        if head.i > last or behind.tag == "MD" or behind.tag.startswith("VB"):  # the clause goes on behind
            spans.append(_span(s, rest, len(s.tokens) - 1))
    return tuple(x for x in spans if x is not None)


def _both_sides(s: Sentence, verb: Token, behind: tuple[Span, ...]) -> tuple[Span, ...]:
    """The content of a verb with a clause on each side: "It was so bad, he noted, that they left". Behind a quotation only the first."""
    before = _around(s, verb)
    if not before:
        return behind
    if any(t.text == '"' and t.end == before[0].end for t in s.tokens):
        return before
    return (*before, *behind) if s.tokens[verb.i + 1].text in (",", ":", ";", "-") else behind


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
        if not _finite(s, clause) or clause.i < token.i or not any(t.i == verb.i for t in s.ancestors(clause.i)):
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
    lead = s.tokens[inside[0] - (2 if s.tokens[inside[0] - 1].text == '"' else 1)]
    if small or lead.lower == "as":  # "condemned the test as a threat"
        between = [k.i for k in s.kids(verb.i, "dobj") if k.i > verb.i]
        inside = sorted({*inside, *(j for b in between for j in s.subtree(b))})
        inside = _without_occasion(s, inside)
    inside = _cut(s, inside, verb, cues)
    span = _span(s, inside[0], inside[-1])
    return (span,) if span is not None else ()


def _without_occasion(s: Sentence, inside: list[int]) -> list[int]:
    """What somebody is called, without when and where: called it a "farce" during a visit."""
    for at in inside[1:]:
        token = s.tokens[at]
        if s.tokens[at - 1].text == '"' and (token.lower in ("during", "in", "on", "at", "after", "before") or token.dep == "npadvmod"):
            return [i for i in inside if i < at]
    return inside


def _and_more(s: Sentence, content: tuple[Span, ...], verb: Token, cues: Cues) -> tuple[Span, ...]:
    """Content with the clause behind it that the parser hung on the verb of saying, though it cannot be the outlet's own.

    Either its subject stands in the content (the raid was over and the town *was* safe), or it has quoted words and no cue of its own.
    """
    if not content or content[-1].start < verb.start:
        return content
    ends = next((t.i for t in reversed(s.tokens) if t.end <= content[-1].end), verb.i)
    for kid in s.kids(verb.i, "conj", "ccomp"):
        inside = [i for i in s.subtree(kid.i) if i > ends]
        if kid.i <= ends or not inside or (kid.lemma, "v") in cues.speech or not (_finite(s, kid) or kid.tag == "VB"):
            continue
        own = s.kids(kid.i, "nsubj", "nsubjpass", "expl")
        swallowed = not own and inside[0] == ends + 1 and s.tokens[ends].tag.startswith("NN")
        swallowed = swallowed or (kid.tag == "VB" and verb.tag != "VB" and not s.kids(kid.i, "aux"))  # hoped to win and *keep* the seat
        quoted = bool(own) and any(s.tokens[i].text == '"' for i in inside)
        quoted = quoted and not any((s.tokens[i].lemma, "v") in cues.speech and grammar.is_verb(s.tokens[i]) for i in inside)
        span = _span(s, inside[0], inside[-1]) if swallowed or quoted else None
        if span is not None:
            return (*content[:-1], Span(content[-1].start, span.end))
    return content


def _finite(s: Sentence, verb: Token) -> bool:
    return verb.tag in ("VBD", "VBZ", "VBP") or any(k.tag in ("MD", "VBD", "VBZ", "VBP") for k in s.kids(verb.i, "aux", "auxpass"))


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


def _passive_subject(s: Sentence, verb: Token, source: int | None, saying: Saying) -> Iterator[Found]:
    """What a passive says of its subject: "New tariffs were announced", "… were announced by the ministry"."""
    if "passive" not in saying.content or s.kids(verb.i, "ccomp", "xcomp"):
        return
    for kid in s.kids(verb.i, "nsubjpass"):
        inside = [i for i in s.subtree(kid.i) if i < verb.i]
        span = _span(s, inside[0], inside[-1]) if kid.tag.startswith("NN") and inside else None
        if span is not None:
            yield Found(verb.i, source, _cue_span(s, verb), (span,), saying.act)


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
        told = s.kids(to.i, "pobj") or [d for p in s.kids(to.i, "pcomp") for d in s.kids(p.i, "dobj")]  # "show insiders" taken for a verb
        for pobj in told[:1]:
            own = s.subtree(word.i)
            clause = s.tokens[word.head]
            inside = [i for i in s.subtree(clause.i) if i not in set(own)] if clause.i != word.i else []
            before = [i for i in inside if i < own[0]]
            after = [i for i in inside if i > own[-1]]
            spans = [_span(s, side[0], side[-1]) for side in (before, after) if side]
            spans = [x for x in spans if x is not None]
            if sum(x.end - x.start for x in spans if x is not None) <= 8:  # the parser hung the clause on the source
                comma = next((t.i for t in s.tokens[pobj.i + 1 :] if t.text == ","), len(s.tokens))
                rest = _span(s, comma + 1, len(s.tokens) - 1)
                spans = [rest] if rest is not None and rest.end - rest.start > 8 else []
            if spans:
                yield Found(word.i, pobj.i, Span(word.start, to.end), tuple(x for x in spans if x), "said")


def _adverb(s: Sentence, word: Token, saying: Saying) -> Iterator[Found]:
    """What is "reportedly" so: what is said is the clause around the adverb, and nobody is named."""
    verb = s.tokens[word.head]
    if not grammar.is_verb(verb):
        return
    inside = [i for i in s.subtree(verb.i, frozenset({"parataxis"})) if i != word.i]
    spans = [_span(s, part[0], part[-1]) for part in ([i for i in inside if i < word.i], [i for i in inside if i > word.i]) if part]
    content = tuple(x for x in spans if x is not None)
    if content:
        yield Found(word.i, None, Span(word.start, word.end), content, saying.act)


def _before_noun(s: Sentence, word: Token, saying: Saying) -> Iterator[Found]:
    """What is "alleged": the rest of the noun's phrase; nobody is named."""
    noun = s.tokens[word.head]
    inside = [i for i in s.subtree(noun.i, frozenset({"relcl", "appos", "conj", "cc", "punct"})) if i > word.i]
    span = _span(s, inside[0], inside[-1]) if noun.i > word.i and inside else None
    if span is not None:
        yield Found(word.i, None, Span(word.start, word.end), (span,), saying.act)


def _span(s: Sentence, first: int, last: int) -> Span | None:
    """The words from one token to another without punctuation at the ends; None where nothing is left."""
    while first <= last and s.tokens[first].tag in _EDGES and s.tokens[first].tag != "``":
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
