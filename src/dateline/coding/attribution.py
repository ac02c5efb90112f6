"""According to whom: everything that somebody says, thinks, intends or finds, by the cues of `cues/speech.tsv`.

A first answer: verbs of saying with the clause that follows, a clause or quotation before an inverted or final "X said", and
"according to X". Chains and quotations over several sentences are left out, and nothing is attributed to a speaker whom the sentence does
not name.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding import grammar
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues
from dateline.model import Attribution, Participant, QuotationKind, Span
from dateline.parsing.tree import Sentence, Token

_CONTENT = frozenset({"ccomp", "xcomp"})
_QUOTES = '"'


def find(text: str, readings: Sequence[tuple[Sentence, Who]], cues: Cues) -> tuple[Attribution, ...]:
    """The attributions of a report, in order of their cues. Ids and events are filled in by the coder."""
    found = [a for s, who in readings for a in (*_spoken(s, who, cues), *_according(s, who))]
    return tuple(sorted(found, key=lambda a: (a.cue.start if a.cue else 0, a.content[0].start))) if text else ()


def _spoken(s: Sentence, who: Who, cues: Cues) -> list[Attribution]:
    """Verbs of saying, thinking, intending, finding with the clause that is their content."""
    found = []
    for verb in s.tokens:
        act = cues.speech.get((verb.lemma, "v"))
        if act is None or not grammar.is_verb(verb):
            continue
        clauses = [k for k in s.kids(verb.i, "ccomp", "xcomp") if grammar.is_verb(k) or s.kids(k.i, "nsubj", "cop")]
        if act == "said":
            clauses = [c for c in clauses if c.dep == "ccomp"]
        if not clauses and verb.dep == "parataxis":  # "The talks failed, officials said."
            clauses = [s.tokens[verb.head]]
        if not clauses:
            continue
        speaker = grammar.subject_as_doer(s, verb.i)
        agentless = speaker is None and grammar.is_passive(s, verb.i)
        if speaker is None and not agentless:
            continue
        source = _source(who, speaker)
        content = _content(s, clauses[0], verb)
        if content is not None:
            found.append(Attribution("", source, Span(verb.start, verb.end), (content,), act, _kind(s, content), (), ()))  # type: ignore[arg-type]  # an act of cues.ACTS
    return found


def _according(s: Sentence, who: Who) -> list[Attribution]:
    """What stands "according to X": the rest of its clause."""
    found = []
    for word in s.tokens:
        if word.lower != "according":
            continue
        for to in s.kids(word.i, "prep"):
            for pobj in s.kids(to.i, "pobj"):
                inside = s.subtree(word.i)
                first, last = s.tokens[inside[0]], s.tokens[inside[-1]]
                before = Span(s.start, first.start) if first.i > 1 else Span(last.end, s.end)
                content = _trimmed(s, before)
                if content is not None:
                    source = _source(who, pobj.i)
                    found.append(Attribution("", source, Span(word.start, to.end), (content,), "said", _kind(s, content), (), ()))
    return found


def _source(who: Who, i: int | None) -> Participant | None:
    return who.one(i).participant if i is not None else None


def _content(s: Sentence, clause: Token, verb: Token) -> Span | None:
    """The words of the clause, without those of the attributing verb's own phrase."""
    if clause.i == verb.head and verb.dep == "parataxis":
        own = set(s.subtree(verb.i))
        inside = [i for i in s.subtree(clause.i) if i not in own and i < verb.i]
    else:
        inside = s.subtree(clause.i)
    inside = [i for i in inside if (i > verb.i) == (clause.i > verb.i)]
    if not inside:
        return None
    return _trimmed(s, Span(s.tokens[inside[0]].start, s.tokens[inside[-1]].end))


def _trimmed(s: Sentence, span: Span) -> Span | None:
    """A span without white space, commas and full stops at its ends; None where nothing is left."""
    words = s.text[span.start - s.start : span.end - s.start]
    start = span.start + len(words) - len(words.lstrip(" ,;:"))
    end = span.end - (len(words) - len(words.rstrip(" ,;:.")))
    return Span(start, end) if end - start > 3 else None


def _kind(s: Sentence, content: Span) -> QuotationKind:
    words = s.text[content.start - s.start : content.end - s.start]
    around = s.text[max(0, content.start - s.start - 1) : content.end - s.start + 2]
    if words.startswith(_QUOTES) or around.startswith(_QUOTES):
        return "direct"
    return "mixed" if _QUOTES in words else "indirect"
