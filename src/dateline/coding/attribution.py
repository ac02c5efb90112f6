"""According to whom: everything that somebody says, thinks, intends or finds, with source, cue, content and chain.

`speech.py` finds cues and what grammar makes their content; `quotations.py` finds quoted words. Here both come together: a cue's
content is widened to the quotation that it opens, a cue without content takes the quotation beside it, a quotation without a cue goes
on with the one before it in the paragraph, or, where it fills the next paragraph, with its last speaker. What somebody says inside
another's words is not told a second time: it belongs to the one who tells it.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from dateline.coding import grammar, speech
from dateline.coding.quotations import Quotation, quotation_at, quotations
from dateline.coding.speakers import Draft, give_quotations, signed, transcript
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues
from dateline.model import Attribution, Participant, QuotationKind, Span
from dateline.parsing.tree import Sentence

_DASH = re.compile(r"\s*(?:[\u2014\u2013\u2015]|--|- )")
_AND = re.compile(r",? (?:and|but|or)(?: then| also| even)? ")
_SURE = 0.8
"""Of the antecedent's own confidence, where grammar alone decides."""
_OWN = frozenset({"i", "we", "you", "me", "us"})


def find(text: str, readings: Sequence[tuple[Sentence, Who]], cues: Cues) -> tuple[Attribution, ...]:
    """The attributions of a report, in order of their first words. Ids and events are filled in by the coder."""
    quotes = [q for q in quotations(text) if len(text[q.inner_start : q.inner_end].split()) > 0]
    drafts = [d for number, (s, who) in enumerate(readings) for d in _of_sentence(number, s, who, cues)]
    _clip(drafts, quotes)
    _widen(text, drafts, quotes)
    _fit(text, drafts, quotes)
    drafts += transcript(text)
    drafts += signed(text, quotes, drafts)
    give_quotations(text, readings, cues, drafts, quotes)
    drafts = [d for d in drafts if d.content]
    kept = _outermost(drafts, quotes)
    made = [Attribution("", d.source, d.cue, tuple(_merged(d.content)), d.act, _kind(d.content, quotes), d.via, ()) for d in kept]
    return tuple(sorted(made, key=lambda a: (a.content[0].start, a.cue.start if a.cue else 0)))


def _of_sentence(number: int, s: Sentence, who: Who, cues: Cues) -> list[Draft]:
    made = []
    for each in speech.find(s, who, cues):
        found = each
        if found.source is not None and any(c.start <= s.tokens[found.source].start < c.end for c in found.content):
            found = dataclasses.replace(found, source=_before_it(s, found))  # the parser took a word of the content for the speaker
        source = _source(s, who, found) if found.source is not None else None
        draft = Draft(found.cue_span, source, list(found.content), found.act, number, found.cue)
        draft.source, draft.via = _chain(s, who, found, source)
        made.append(draft)
    return made


def _source(s: Sentence, who: Who, found: speech.Found) -> Participant:
    """The participant at the source; a relative pronoun keeps its own words and is whoever it stands for, a document whose it is."""
    token = s.tokens[found.source or 0]
    own = who.one(token.i).participant
    meant = grammar.subject_as_doer(s, found.cue) if token.lower in grammar.RELATIVES and token.tag.startswith("W") else None
    if meant is None or meant == token.i:
        return own
    of = who.one(meant).participant
    return dataclasses.replace(
        of,
        start=token.start,
        end=token.end,
        text=token.text,
        refers_to=of.refers_to or Span(of.start, of.end),
        confidence=round(of.confidence * _SURE, 2),
        reason=f"{token.lower!r}: the noun that its clause describes: {of.reason}",
    )


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
    starts = [q.start for q in quotes]
    for d in drafts:
        q = quotation_at(quotes, starts, d.cue.start)
        if q is not None:
            d.content = [Span(max(c.start, q.inner_start), min(c.end, q.inner_end)) for c in d.content]
            d.content = [c for c in d.content if c.end - c.start > 1]


def _widen(text: str, drafts: list[Draft], quotes: Sequence[Quotation]) -> None:
    """Content that holds a part of a quotation holds all of it, with its marks."""
    starts = [q.start for q in quotes]
    together = _by_sentence(drafts)
    for d in drafts:
        d.content = [c for c in d.content if not _nearer(d, c, together[d.sentence], _near(quotes, starts, c))]
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
        d.quoted = any(q.start <= c.start < q.end for c in d.content for q in _near(quotes, starts, c))


def _by_sentence(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    made: dict[int, list[Draft]] = {}
    for d in drafts:
        made.setdefault(d.sentence, []).append(d)
    return made


def _near(quotes: Sequence[Quotation], starts: Sequence[int], c: Span) -> Sequence[Quotation]:
    """The quotations that may touch a span, and the next one on each side."""
    return quotes[max(0, bisect_right(starts, c.start) - 2) : bisect_right(starts, c.end) + 2]


def _nearer(d: Draft, c: Span, drafts: Sequence[Draft], quotes: Sequence[Quotation]) -> bool:
    """Whether content that is a quotation belongs to a cue nearer by: It ends with the mayor saying, "…"."""
    q = next((q for q in quotes if q.start <= c.start <= q.inner_start), None)
    if q is None:
        return False
    waiting = [o for o in drafts if not o.content]
    return any(d.cue.end <= o.cue.start and o.cue.end <= q.start for o in waiting)


def _fit(text: str, drafts: list[Draft], quotes: Sequence[Quotation]) -> None:
    """Where the parser has cut content beside a quotation, or run on over its end, the marks tell better."""
    starts = [q.start for q in quotes]
    together = _by_sentence(drafts)
    for d in drafts:
        fitted = []
        for c in d.content:
            outside = [q for q in _near(quotes, starts, c) if not q.start <= d.cue.start < q.end]
            new = _in_paragraph(text, d, c, outside)
            new = _ended(text, d, _without_next(text, d, _joined(text, d, new, outside), outside), outside)
            fitted += _before_its_cue(text, d, new, together[d.sentence], outside)
        d.content = fitted


def _in_paragraph(text: str, d: Draft, c: Span, quotes: Sequence[Quotation]) -> Span:
    """Content without what the parser took from the paragraph before or behind, quotations aside."""
    if "\n" not in text[c.start : c.end]:
        return c
    breaks = [i for i in range(c.start, c.end) if text[i] == "\n" and not any(q.start <= i < q.end for q in quotes)]
    if not breaks:
        return c
    if c.start >= d.cue.end:
        return Span(c.start, breaks[0]) if breaks[0] > c.start else c
    return Span(breaks[-1] + 1, c.end) if c.end <= d.cue.start and breaks[-1] + 1 < c.end else c


def _joined(text: str, d: Draft, c: Span, quotes: Sequence[Quotation]) -> Span:
    """Content with the quotation that follows it at once, or behind a colon or dash: said she had one wish: "Peace."."""
    if c.start < d.cue.end:
        return c
    q = next((q for q in quotes if q.start >= c.end), None)
    if q is None or q.open:
        return c
    gap = text[c.end : q.start]
    if gap.strip(" ") == ":":
        return c if text[q.inner_end - 1] == "," else Span(c.start, q.end)  # a comma: its cue stands behind it
    again = any(o.end == c.end for o in quotes) and _AND.fullmatch(gap)
    return Span(c.start, q.end) if again or gap.strip(" ") in ("", "-", "--", "\u2014", "\u2013") else c


def _before_its_cue(text: str, d: Draft, c: Span, drafts: Sequence[Draft], quotes: Sequence[Quotation]) -> list[Span]:
    """Of words before a cue that end in a quotation, the quotation alone where it has been introduced: She scolded him: "…," she said.

    Nothing, where another's words hold it already: Reed said nobody came "in years," she said.
    """
    last = next((q for q in reversed(quotes) if c.start < q.start < c.end <= q.end + 1), None)
    if last is None or c.end > d.cue.start:
        return [c]
    for o in drafts:  # "Who?" she said, but he slept on, and as she counted "sheep," the mayor said yes
        if o is not d and o.source is not None and c.start <= o.cue.start < last.start and o.cue.end <= d.cue.start:
            first = min(o.cue.start, o.source.start)
            if any(q.end <= first and not text[q.end : first].strip() and q.start >= c.start for q in quotes):
                return []
    if any(o is not d and c.start <= o.cue.start < last.start and _has(o, last) for o in drafts):
        return []
    return [Span(last.start, last.end)] if text[: last.start].rstrip().endswith(":") else [c]


def _has(d: Draft, q: Quotation) -> bool:
    return any(c.start <= q.start and q.end <= c.end for c in d.content)


def _without_next(text: str, d: Draft, c: Span, quotes: Sequence[Quotation]) -> Span:
    """Content without the quotation that another cue is to follow: Reed described the loss: "We wept," she said."""
    last = next((q for q in reversed(quotes) if c.start < q.start < c.end <= q.end + 1), None)
    if last is None or c.start < d.cue.end or text[last.inner_end - 1] != ",":
        return c
    before = text[c.start : last.start].rstrip()
    return Span(c.start, c.start + len(before) - 1) if before.endswith(":") else c


def _ended(text: str, d: Draft, c: Span, quotes: Sequence[Quotation]) -> Span:
    """Content without what the outlet says behind the quotation that it is, or behind a dash after quoted words."""
    last = next((q for q in reversed(quotes) if c.start <= q.start and q.end < c.end), None)
    if last is None or c.start < d.cue.end:
        return c
    whole = c.start == last.start and text[last.inner_end - 1] in ",.!?"
    return Span(c.start, last.end) if whole or _DASH.match(text, last.end) else c


# --- what is kept


def _outermost(drafts: Sequence[Draft], quotes: Sequence[Quotation]) -> list[Draft]:
    """The drafts that stand in nobody else's words. "I think" in a quotation whose speaker is unknown is left out."""
    kept = []
    starts = [q.start for q in quotes]
    holders = _holders(drafts)
    passed_on = {id(o) for d, above in zip(drafts, holders, strict=True) for o in above if _passes_on(o, d)}
    for d, above in zip(drafts, holders, strict=True):
        carriers = [o for o in above if _passes_on(o, d)]
        if id(d) in passed_on or len(above) > len(carriers):
            continue
        for o in carriers[:1]:
            if o.source is not None and o.source not in d.via:
                d.via = (*d.via, o.source)
        inside = quotation_at(quotes, starts, d.cue.start) is not None
        if inside and d.source is not None and d.source.text.lower() in _OWN:
            continue
        kept.append(d)
    return kept


def _holders(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """For each draft those in whose content its cue stands, in their order."""
    places = sorted((c.start, c.end, number) for number, d in enumerate(drafts) for c in d.content)
    starts = [start for start, _, _ in places]
    longest = max((end - start for start, end, _ in places), default=0)
    made = []
    for number, d in enumerate(drafts):
        window = places[bisect_left(starts, d.cue.start - longest) : bisect_right(starts, d.cue.start)]
        made.append([drafts[o] for o in sorted({o for _, end, o in window if d.cue.end <= end and o != number})])
    return made


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
    starts = [q.start for q in quotes]
    inside = [q for c in content for q in _near(quotes, starts, c) if q.start < c.end and c.start < q.end]
    if not inside:
        return "indirect"
    whole = all(any(q.start <= c.start and c.end <= q.end + 1 for q in inside) for c in content)
    return "direct" if whole else "mixed"
