"""Who speaks a quotation: the verb beside it, the speaker before it, a signature behind it, the label of a transcript's line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from dateline.coding import grammar
from dateline.coding.quotations import Quotation
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues
from dateline.model import Act, Participant, Span
from dateline.parsing.tree import Sentence, Token

_REACH = 24
"""Tokens between a quotation and the verb that gives it to somebody, at most."""
_SIGNED = re.compile(r"[^\S\n]*(?:\u2015|\u2014|\u2013|--)[^\S\n]*(?=[A-Z])")
_LABEL = re.compile(r"[\"\u201c]?(?P<name>[A-Z][A-Z.'\u2019-]{2,}(?: [A-Z][A-Z.'\u2019-]+){0,3})(?: \([^()\n]{1,40}\))?:\s+(?=\S)")


@dataclass(slots=True)
class Draft:
    """An attribution in the making."""

    cue: Span
    source: Participant | None
    content: list[Span]
    act: Act
    sentence: int
    token: int | None
    via: tuple[Participant, ...] = ()
    quoted: bool = field(default=False)


def give_quotations(
    text: str, readings: Sequence[tuple[Sentence, Who]], cues: Cues, drafts: list[Draft], quotes: Sequence[Quotation]
) -> None:
    """Give each quotation that nobody has yet to whoever says it, by a verb beside it, else by whoever spoke before."""
    starts = [s.start for s, _ in readings]
    speaker: Draft | None = None
    gave_at = -1
    for number, q in enumerate(quotes):
        holder = next((d for d in drafts if any(c.start <= q.start and q.end <= c.end for c in d.content) and not _within(d, q)), None)
        if holder is not None:
            if holder.act == "said" and holder.source is not None:
                speaker, gave_at = holder, q.end
            continue
        direct = _is_direct(text, q, readings, starts)
        beside = _beside(text, q, quotes, number, readings, starts, cues, drafts) if direct or _is_clause(text, q) else None
        if beside is not None:
            beside.content.append(Span(q.start, q.end))
            beside.quoted = True
            if not any(beside is d for d in drafts):
                drafts.append(beside)
            speaker, gave_at = beside, q.end
        elif direct and speaker is not None and _goes_on(text, speaker, gave_at, q):
            speaker.content.append(Span(q.start, q.end))
            gave_at = q.end


def _within(d: Draft, q: Quotation) -> bool:
    """Whether the cue itself stands in the quotation."""
    return q.start <= d.cue.start < q.end


def _is_direct(text: str, q: Quotation, readings: Sequence[tuple[Sentence, Who]], starts: Sequence[int]) -> bool:
    """Whether quoted words are an utterance of their own: they begin a sentence, or stand behind a comma or colon."""
    before = text[max(0, q.start - 2) : q.start].strip()
    if before.endswith((",", ":", "-", "\u2014")) or q.start == 0 or "\n" in text[max(0, q.start - 2) : q.start]:
        return True
    if before.endswith((".", "!", "?", "\u201d", '"', "''")):
        return True
    place = bisect_right(starts, q.inner_start) - 1
    return place >= 0 and readings[place][0].start in (q.start, q.inner_start)


def _is_clause(text: str, q: Quotation) -> bool:
    return len(text[q.inner_start : q.inner_end].split()) > 4


def _beside(
    text: str,
    q: Quotation,
    quotes: Sequence[Quotation],
    number: int,
    readings: Sequence[tuple[Sentence, Who]],
    starts: Sequence[int],
    cues: Cues,
    drafts: Sequence[Draft],
) -> Draft | None:
    """The verb of saying right behind a quotation ("…," he said), else right before it (He said: "…")."""
    following = quotes[number + 1].start if number + 1 < len(quotes) else len(text)
    previous = quotes[number - 1].end if number else 0
    last = text[q.inner_end - 1 : q.inner_end]
    place = bisect_right(starts, q.end - 1) - 1
    if place >= 0 and readings[place][0].end <= q.end and place + 1 < len(readings) and last in ",?!-\u2014\u2026":
        beyond = readings[place + 1][0].start
        if not text[q.end : beyond].strip(" ") and beyond < following:
            place += 1  # the quotation's end was taken for the sentence's
    if place >= 0 and (last in ",?!-\u2014\u2026." or text[q.end : q.end + 1] == ","):
        s, who = readings[place]
        after = [t for t in s.tokens if t.start >= q.end and t.end <= following]
        if after and after[0].text == ",":
            after = after[1:]
        if last != "." or (after and (after[0].start - q.end) <= 2):
            found = _verb_in(s, who, after[:_REACH], cues, drafts, place, loose=last == ",", behind=True)
            if found is not None:
                return found
    place = bisect_right(starts, q.start) - 1
    while place >= 0:
        s, who = readings[place]
        before = [t for t in s.tokens if t.end <= q.start and t.start >= previous]
        if before:
            closes = before[-1].text
            gap = text[before[-1].end : q.start]
            if closes == ":" and gap.count("\n") <= 2:
                found = _verb_in(s, who, before[:-1], cues, drafts, place, loose=True, behind=False)
            elif "\n" not in gap and (closes == "," or grammar.is_verb(before[-1]) or before[-1].lower in ("that", "as")):
                found = _verb_in(s, who, before[-_REACH:], cues, drafts, place, loose=False, behind=False)
            else:
                found = None
            return found
        if s.start >= q.start and place > 0:
            place -= 1
            continue
        if q.start - s.start <= 1 and place > 0 and text[: q.start].rstrip().endswith(":"):
            place -= 1
            continue
        return None
    return None


def _verb_in(
    s: Sentence, who: Who, tokens: Sequence[Token], cues: Cues, drafts: Sequence[Draft], place: int, *, loose: bool, behind: bool
) -> Draft | None:
    """The draft of the verb of saying among these tokens, a new one where there is none yet; `loose` takes any finite verb."""
    if not tokens:
        return None
    first, last = tokens[0].i, tokens[-1].i
    order = tokens if behind else tokens[::-1]
    for strict in (True, False) if loose else (True,):
        for token in order:
            if not grammar.is_verb(token) or token.dep in ("aux", "auxpass"):
                continue
            saying = cues.speech.get((token.lemma, "v"))
            if strict and (saying is None or saying.act != "said"):
                continue
            own = next((d for d in drafts if d.sentence == place and d.token == token.i), None)
            if own is not None and own.content and not own.quoted and not behind:
                continue
            source = _speaker(s, token, first, last)
            if own is not None:
                if own.source is not None and behind and source is not None and own.source.start < s.tokens[first].start:
                    own.source = who.one(source).participant  # the parser took a quoted word for the subject
                return own
            if source is None:
                if strict:
                    continue
                return None
            return Draft(Span(token.start, token.end), who.one(source).participant, [], "said", place, token.i)
    return None


def _speaker(s: Sentence, verb: Token, first: int, last: int) -> int | None:
    """The subject of a verb beside a quotation, by the parse, else by order: "*officials* said", "said *the minister*"."""
    found = grammar.subject_as_doer(s, verb.i)
    if found is not None and first <= found <= max(last, verb.i + _REACH):
        return found
    nouns = [t for t in s.tokens[first : last + 1] if t.tag.startswith(("NN", "PRP")) and t.tag != "PRP$"]
    before = [t for t in nouns if t.i < verb.i]
    after = [t for t in nouns if t.i > verb.i]
    near = before[-1:] or after[:1]
    for token in near:
        head = token
        while (
            head.head != head.i
            and s.tokens[head.head].tag.startswith("NN")
            and first <= head.head <= last
            and head.dep in ("compound", "nmod", "poss")
        ):
            head = s.tokens[head.head]
        return head.i
    return None


def _goes_on(text: str, speaker: Draft, end: int, q: Quotation) -> bool:
    """Whether a quotation without a verb goes on with the speaker before: in the same paragraph, or as the whole of the next one."""
    between = text[end : q.start]
    breaks = re.findall(r"\n\s*", between)
    if speaker.source is None:
        return False
    if not breaks:
        return True
    return len(breaks) == 1 and text[: q.start].rstrip(" ").endswith("\n")


def signed(text: str, quotes: Sequence[Quotation], drafts: Sequence[Draft]) -> list[Draft]:
    """Quotations signed with a dash and a name."""
    made = []
    for q in quotes:
        dash = _SIGNED.match(text, q.end)
        if dash is None or any(c.start <= q.start < c.end for d in drafts for c in d.content):
            continue
        end = text.find("\n", dash.end())
        end = len(text) if end < 0 else end
        name = text[dash.end() : end].strip()
        if 0 < len(name.split()) <= 8:
            source = Participant(
                dash.end(), dash.end() + len(name), name, name=name.split(",")[0], confidence=0.4, reason="signed with a dash"
            )
            mark = text[dash.start() : dash.end()]
            start = dash.start() + len(mark) - len(mark.lstrip())
            made.append(Draft(Span(start, start + len(mark.strip())), source, [Span(q.start, q.end)], "said", -1, None))
    return made


def transcript(text: str) -> list[Draft]:
    """Lines of a transcript: "WALLACE: I want to …" to the end of the line, given to the name before the colon."""
    made = []
    at = 0
    for line in text.splitlines(keepends=True):
        label = _LABEL.match(line)
        words = line.rstrip()
        if label is not None and len(words) - label.end() > 10:
            start = at + label.start("name")
            end = at + label.end("name")
            source = Participant(
                start, end, text[start:end], name=text[start:end].title(), confidence=0.4, reason="the label of a transcript's line"
            )
            made.append(Draft(Span(end, end + 1), source, [Span(at + label.end(), at + len(words))], "said", -1, None))
        at += len(line)
    return made
