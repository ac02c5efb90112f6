"""According to whom: everything that somebody says, thinks, intends or finds, with source, cue, content and chain.

`speech.py` finds cues and what grammar makes their content; `quotations.py` finds quoted words. Here both come together: a cue's
content is widened to the quotation that it opens, a cue without content takes the quotation beside it, a quotation without a cue goes
on with the one before it in the paragraph, or, where it fills the next paragraph, with its last speaker. What somebody says inside
another's words is not told a second time: it belongs to the one who tells it.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence

from dateline.coding import grammar, speech
from dateline.coding.quotations import Quotation, quotations
from dateline.coding.speakers import Draft, give_quotations, signed, transcript
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues
from dateline.model import Attribution, Participant, QuotationKind, Span
from dateline.parsing.tree import Sentence

_OWN = frozenset({"i", "we", "you", "me", "us"})


def find(text: str, readings: Sequence[tuple[Sentence, Who]], cues: Cues) -> tuple[Attribution, ...]:
    """The attributions of a report, in order of their first words. Ids and events are filled in by the coder."""
    quotes = [q for q in quotations(text) if len(text[q.inner_start : q.inner_end].split()) > 0]
    drafts = [d for number, (s, who) in enumerate(readings) for d in _of_sentence(number, s, who, cues)]
    _clip(drafts, quotes)
    _widen(text, drafts, quotes)
    drafts += transcript(text)
    give_quotations(text, readings, cues, drafts, quotes)
    drafts = [d for d in drafts if d.content]
    drafts += signed(text, quotes, drafts)
    kept = _outermost(drafts, quotes)
    made = [Attribution("", d.source, d.cue, tuple(_merged(d.content)), d.act, _kind(d.content, quotes), d.via, ()) for d in kept]
    return tuple(sorted(made, key=lambda a: (a.content[0].start, a.cue.start if a.cue else 0)))


def _of_sentence(number: int, s: Sentence, who: Who, cues: Cues) -> list[Draft]:
    made = []
    for each in speech.find(s, who, cues):
        found = each
        if found.source is not None and any(c.start <= s.tokens[found.source].start < c.end for c in found.content):
            found = dataclasses.replace(found, source=_before_it(s, found))  # the parser took a word of the content for the speaker
        source = who.one(found.source).participant if found.source is not None else None
        draft = Draft(found.cue_span, source, list(found.content), found.act, number, found.cue)
        draft.source, draft.via = _chain(s, who, found, source)
        made.append(draft)
    return made


def _before_it(s: Sentence, found: speech.Found) -> int | None:
    """The subject of the verb above a cue, or the nearest noun before the cue outside its content."""
    head = s.tokens[found.cue].head
    above = grammar.subject_as_doer(s, head) if head != found.cue else None
    inside = [(c.start, c.end) for c in found.content]
    near = [t.i for t in s.tokens if t.tag.startswith(("NN", "PRP")) and not any(a <= t.start < b for a, b in inside)]
    if above is not None and above in near:
        return above
    before = [i for i in near if i < found.cue]
    return before[-1] if before else next((i for i in near if i > found.cue), None)


def _chain(s: Sentence, who: Who, found: speech.Found, source: Participant | None) -> tuple[Participant | None, tuple[Participant, ...]]:
    """Who is the innermost source, and through whom it came: "officials told NBC News", "Tass quoted the minister as saying"."""
    verb = s.tokens[found.cue]
    if verb.lemma in ("quote", "cite") and grammar.is_verb(verb):
        for kid in s.kids(verb.i, "dobj"):
            said = who.one(kid.i)
            if said.acts and source is not None:
                return said.participant, (source,)
    for kid in s.kids(verb.i, "advcl"):
        if kid.lower in ("citing", "quoting") and source is not None:
            for cited in s.kids(kid.i, "dobj"):
                if who.one(cited.i).acts:
                    return who.one(cited.i).participant, (source,)
    inside = [(c.start, c.end) for c in found.content]
    via = []
    for token in s.tokens:
        if token.dep not in ("dobj", "dative", "pobj", "nmod", "compound") or any(a <= token.start < b for a, b in inside):
            continue
        if not any(t.i == verb.i for t in s.ancestors(token.i)) or (found.source is not None and _below(s, token.i, found.source)):
            continue
        heard = who.one(token.i).participant
        if heard.name is not None and heard.id is not None and "MED" in heard.sectors and heard not in via:
            via.append(heard)
    return source, tuple(via[:1])


def _below(s: Sentence, i: int, ancestor: int) -> bool:
    return i == ancestor or any(t.i == ancestor for t in s.ancestors(i))


# --- quotations


def _clip(drafts: list[Draft], quotes: Sequence[Quotation]) -> None:
    """What is said inside a quotation ends with it: the parser may run on into the words around."""
    for d in drafts:
        q = next((q for q in quotes if q.start <= d.cue.start < q.end), None)
        if q is not None:
            d.content = [Span(max(c.start, q.inner_start), min(c.end, q.inner_end)) for c in d.content]
            d.content = [c for c in d.content if c.end - c.start > 1]


def _widen(text: str, drafts: list[Draft], quotes: Sequence[Quotation]) -> None:
    """Content that holds a part of a quotation holds all of it, with its marks."""
    starts = [q.start for q in quotes]
    for d in drafts:
        widened = []
        for c in d.content:
            start, end = c.start, c.end
            for q in quotes[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end)]:
                if q.start < end and start < q.end and not (q.start <= d.cue.start < q.end):
                    whole = start >= q.inner_start and end <= q.inner_end and text[q.start : q.start + 1] and start - q.inner_start > 1
                    if not (whole and q.inner_end - q.inner_start > 2 * (end - start)):
                        start, end = min(start, q.start), max(end, q.end)
            widened.append(Span(start, end))
        d.content = widened
        d.quoted = any(q.start <= c.start < q.end for c in d.content for q in quotes)


# --- what is kept


def _outermost(drafts: Sequence[Draft], quotes: Sequence[Quotation]) -> list[Draft]:
    """The drafts that stand in nobody else's words. "I think" in a quotation whose speaker is unknown is left out."""
    kept = []
    passed_on = {id(o) for d in drafts for o in drafts if _passes_on(o, d)}
    for d in drafts:
        above = [o for o in drafts if o is not d and any(c.start <= d.cue.start and d.cue.end <= c.end for c in o.content)]
        carriers = [o for o in above if _passes_on(o, d)]
        if id(d) in passed_on or len(above) > len(carriers):
            continue
        for o in carriers[:1]:
            if o.source is not None and o.source not in d.via:
                d.via = (*d.via, o.source)
        inside = any(q.start <= d.cue.start < q.end for q in quotes)
        if inside and d.source is not None and d.source.text.lower() in _OWN:
            continue
        kept.append(d)
    return kept


def _passes_on(outer: Draft, inner: Draft) -> bool:
    """Whether an attribution to a medium only hands on what somebody else says: "…, the minister said, according to state media"."""
    if outer is inner or outer.source is None or "MED" not in outer.source.sectors or inner.act != "said" or inner.source is None:
        return False
    if not any(c.start <= inner.cue.start and inner.cue.end <= c.end for c in outer.content):
        return False
    return 3 * sum(c.end - c.start for c in inner.content) > sum(c.end - c.start for c in outer.content)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one."""
    made: list[Span] = []
    for span in sorted(spans, key=lambda x: (x.start, x.end)):
        if made and span.start <= made[-1].end + 1:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return made


def _kind(content: Sequence[Span], quotes: Sequence[Quotation]) -> QuotationKind:
    """Whether all, some or none of the content stands between quotation marks."""
    inside = [q for q in quotes for c in content if q.start < c.end and c.start < q.end]
    if not inside:
        return "indirect"
    whole = all(any(q.start <= c.start and c.end <= q.end + 1 for q in quotes) for c in content)
    return "direct" if whole else "mixed"
