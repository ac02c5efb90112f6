"""Who speaks a quotation: the verb beside it, the speaker before it, a signature behind it, the label of a transcript's line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from dateline.coding import grammar
from dateline.coding.overlaps import Overlaps
from dateline.coding.quotations import Quotation, quotation_at
from dateline.coding.speech import verb_of_saying
from dateline.coding.who import Who
from dateline.knowledge.cues import Cues
from dateline.model import Act, Participant, Span
from dateline.parsing.tree import Sentence, Token

_REACH = 24
"""Tokens between a quotation and the verb that gives it to somebody, at most."""
_SIGNED = re.compile(r"[^\S\n]*(?:\u2015|\u2014|\u2013|--)[^\S\n]*(?=[A-Z])")
_MARKS = '"\u201c\u201d'
_NOT = re.compile(r"\b(?:not|never)\b|n't|n\u2019t")
_BEGINS = frozenset({"when", "if", "because", "while", "since", "although", "though", "unless", "once", "until", "whenever"})
_AND = re.compile(r"[^.!?\n]*[,;\w] (?:and|but|then|or|because)(?: \w+)? ")
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
    free: Quotation | None = None
    told = Overlaps((c.start, c.end, place) for place, d in enumerate(drafts) for c in d.content)
    places = {id(d): place for place, d in enumerate(drafts)}

    def give(d: Draft, *spans: Span) -> None:
        for span in spans:
            told.add(span.start, span.end, places[id(d)])

    for number, q in enumerate(quotes):
        near = (drafts[place] for place in sorted(set(told.at(q.start, q.end))))
        holder = next((d for d in near if any(_holds(d, c, q) for c in d.content)), None)
        if holder is not None:
            give(holder, *_with_one_before(text, holder, free, q))
            if holder.act == "said" and holder.source is not None:
                speaker, gave_at = holder, q.end
            continue
        direct = _is_direct(text, q, readings, starts)
        beside = (
            _beside(text, q, quotes, number, readings, starts, cues, drafts, direct=direct)
            if direct or _is_clause(text, q) or _behind_verb(q, readings, starts, cues)
            else None
        )
        if beside is not None:
            if id(beside) not in places:
                places[id(beside)] = len(drafts)
                drafts.append(beside)
            _with_one_before(text, beside, free, q)
            beside.content.append(Span(q.start, q.end))
            beside.quoted = True
            give(beside, *beside.content)
            speaker, gave_at = beside, q.end
        elif direct and (above := _just_told(text, q, readings, starts, drafts, gave_at)) is not None:
            above.content.append(Span(q.start, q.end))
            give(above, above.content[-1])
            speaker, gave_at = above, q.end
        elif speaker is not None and (direct or _and_again(text, speaker, gave_at, q)) and _goes_on(text, speaker, gave_at, q):
            speaker.content.append(Span(q.start, q.end))
            give(speaker, speaker.content[-1])
            gave_at = q.end
        elif direct:
            free = q
    opened = {q.start: q for q in quotes}
    begins = [q.start for q in quotes]
    for d in drafts:
        around = quotation_at(quotes, begins, d.source.start) if d.source is not None else None
        if around is not None:
            _speaker_outside(d, around, readings)
        for q in [opened[c.start] for c in d.content if c.start in opened]:
            d.content[:0] = _first_half(text, d, q, readings)


def _with_one_before(text: str, d: Draft, free: Quotation | None, q: Quotation) -> tuple[Span, ...]:
    """A quotation without a cue right before one whose cue stands behind it is the same speaker's: "No." "Never," he said.

    It becomes content, and is returned.
    """
    between = text[free.end : q.start] if free is not None and free.end < q.start else ""
    if free is not None and between.isspace() and "\n" not in between and d.cue.start >= q.end:
        d.content.insert(0, Span(free.start, free.end))
        return (d.content[0],)
    return ()


def _and_again(text: str, speaker: Draft, end: int, q: Quotation) -> bool:
    """Whether a quotation is the other half of the one before its cue: "We waited," she said, but "nobody came"."""
    between = text[end : q.start]
    return end <= speaker.cue.start < q.start and _AND.fullmatch(between) is not None


def _just_told(
    text: str, q: Quotation, readings: Sequence[tuple[Sentence, Who]], starts: Sequence[int], drafts: Sequence[Draft], since: int
) -> Draft | None:
    """Whoever says something in the sentence before, for a quotation that stands behind it by itself in the same paragraph."""
    place = bisect_right(starts, q.start - 1) - 1
    if place < 0 or readings[place][0].end > q.start:
        return None
    before = readings[place][0]
    if text[before.end : q.start].strip(" \u00a0") or since > before.start or not before.text.rstrip().endswith("."):
        return None
    told = [d for d in drafts if d.sentence == place and d.token is not None and d.act == "said" and d.source is not None and d.content]
    told = [d for d in told if not _NOT.search(text, d.cue.start, d.cue.end)]
    inner = {id(d) for d in told for o in told if o is not d and any(c.start <= d.cue.start < c.end for c in o.content)}
    outer = [d for d in told if id(d) not in inner]
    return max(outer, key=lambda d: d.cue.start, default=None)


def _first_half(text: str, d: Draft, q: Quotation, readings: Sequence[tuple[Sentence, Who]]) -> list[Span]:
    """The clause that a quotation ends, where the cue breaks into a sentence: When the dam broke, she said, "we were alone"."""
    if d.source is None or d.sentence < 0 or not text[q.inner_start : q.inner_start + 1].islower() or d.cue.start > q.start:
        return []
    s = readings[d.sentence][0]
    first = min(d.source.start, d.cue.start)
    clause = text[s.start : first].rstrip()
    begins = [w.lower() for w in clause.split()[:2]]
    if not clause.endswith(",") or text[d.cue.end : q.start].strip() != "," or not _BEGINS.intersection(begins):
        return []
    finite = any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in s.tokens if t.end <= s.start + len(clause))
    return [Span(s.start, s.start + len(clause) - 1)] if finite else []


def _speaker_outside(d: Draft, q: Quotation, readings: Sequence[tuple[Sentence, Who]]) -> None:
    """Where the parser took a quoted word for the speaker, the one above: "…," Ann Reed said, adding, "…"."""
    if d.token is None or d.source is None or not q.start <= d.source.start < q.end or _within(d, q):
        return
    s, who = readings[d.sentence]
    above = [grammar.subject_as_doer(s, t.i) for t in s.ancestors(d.token) if grammar.is_verb(t)]
    before = [t.i for t in s.tokens[: d.token] if t.tag.startswith(("NN", "PRP")) and t.tag != "PRP$"][::-1]
    for i in (*above, *before):
        if i is not None and not q.start <= s.tokens[i].start < q.end and any(c.isalnum() for c in s.tokens[i].text):
            d.source = who.one(i).participant
            return


def _holds(d: Draft, c: Span, q: Quotation) -> bool:
    """Whether a piece of content is the quotation or has it inside; the line of a transcript may stand in marks with its label."""
    if d.token is None:
        return q.start < c.end and c.start < q.end
    return c.start <= q.start and q.end <= c.end and not _within(d, q)


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


def _behind_verb(q: Quotation, readings: Sequence[tuple[Sentence, Who]], starts: Sequence[int], cues: Cues) -> bool:
    """Whether a verb of saying stands right before the quotation: chanted "Freedom!"."""
    place = bisect_right(starts, q.start) - 1
    last = next((t for t in reversed(readings[place][0].tokens) if t.end <= q.start), None) if place >= 0 else None
    saying = verb_of_saying(readings[place][0], last, cues) if last is not None and grammar.is_verb(last) else None
    return saying is not None and saying.act == "said"


def _is_clause(text: str, q: Quotation) -> bool:
    return len(text[q.inner_start : q.inner_end].split()) > 4


def _is_nickname(text: str, q: Quotation) -> bool:
    """A word or two in marks between two names: Marcia "Cia" Price."""
    words = text[q.inner_start : q.inner_end].split()
    around = text[max(0, q.start - 1) : q.start] + text[q.end : q.end + 1]
    return len(words) <= 2 and around == "  " and words[0][:1].isupper() and text[q.end + 1 : q.end + 2].isupper()


def _beside(
    text: str,
    q: Quotation,
    quotes: Sequence[Quotation],
    number: int,
    readings: Sequence[tuple[Sentence, Who]],
    starts: Sequence[int],
    cues: Cues,
    drafts: Sequence[Draft],
    *,
    direct: bool,
) -> Draft | None:
    """The verb of saying right behind a quotation ("…," he said), else right before it (He said: "…")."""
    following = next((n.start for n in quotes[number + 1 :] if not _is_nickname(text, n)), len(text))
    previous = quotes[number - 1].end if number else 0
    last = text[q.inner_start : q.inner_end].rstrip("'\u2019) \u00a0")[-1:]
    place = bisect_right(starts, q.end - 1) - 1
    if place >= 0 and readings[place][0].end <= q.end and place + 1 < len(readings) and last in ",?!-\u2014\u2026":
        beyond = readings[place + 1][0].start
        if not text[q.end : beyond].strip(" ") and beyond < following:
            place += 1  # the quotation's end was taken for the sentence's
    if place >= 0 and (last in ",?!-\u2014\u2026." or text[q.end : q.end + 1] == ","):
        s, who = readings[place]
        after = [t for t in s.tokens if t.start >= q.end and t.end <= following]
        if 0 < len(after) <= 3 and after[-1].text.endswith(".") and after[-1].tag == "NNP" and place + 1 < len(readings):
            place += 1  # "…," Ms. | Reed said: a title's point was taken for the sentence's
            s, who = readings[place]
            after = [t for t in s.tokens if t.end <= following]
        if after and after[0].text == ",":
            after = after[1:]
        if last != "." or (after and (after[0].start - q.end) <= 2):
            found = _verb_in(s, who, after[:_REACH], cues, drafts, place, loose=last == ",", behind=True, direct=direct)
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
                found = _verb_in(s, who, before[:-1], cues, drafts, place, loose=True, behind=False, direct=direct)
            elif "\n" not in gap and (closes == "," or grammar.is_verb(before[-1]) or before[-1].lower in ("that", "as")):
                found = _verb_in(s, who, before[-_REACH:], cues, drafts, place, loose=False, behind=False, direct=direct)
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
    s: Sentence,
    who: Who,
    tokens: Sequence[Token],
    cues: Cues,
    drafts: Sequence[Draft],
    place: int,
    *,
    loose: bool,
    behind: bool,
    direct: bool,
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
            saying = verb_of_saying(s, token, cues)
            if strict and (saying is None or saying.act != "said"):
                continue
            own = next((d for d in drafts if d.sentence == place and d.token == token.i), None)
            if own is not None and behind and not direct and any(c.start > own.cue.start for c in own.content):
                return None  # it has its content behind it: On "The Late Show," she said nobody came
            if own is not None and own.content and not own.quoted and not behind:
                continue
            source = _speaker(s, token, first, last, behind=behind)
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


def _speaker(s: Sentence, verb: Token, first: int, last: int, *, behind: bool) -> int | None:
    """The subject of a verb beside a quotation, by the parse, else by order: "*officials* said", "said *the minister*"."""
    found = grammar.subject_as_doer(s, verb.i)
    if found is not None and first <= found <= max(last, verb.i + _REACH):
        return found
    nouns = [t for t in s.tokens[first : last + 1] if t.tag.startswith(("NN", "PRP")) and t.tag != "PRP$"]
    before = [t for t in nouns if t.i < verb.i]
    after = [t for t in nouns if t.i > verb.i]
    near = before[-1:] or after[:1]
    if behind and before and any(t.text == "," for t in s.tokens[first : verb.i]):  # "…," Ann Reed, who leads the union, told
        near = before[:1]
        while near[0] is not before[-1] and s.tokens[near[0].i + 1].tag.startswith("NN"):
            near = [s.tokens[near[0].i + 1]]
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
    if speaker.source is None or speaker.token is None:
        return False  # a signature and a transcript's label are for one quotation
    if not breaks:
        return True
    if not any(c.end == end for c in speaker.content):
        return False  # a few quoted words in a sentence of the outlet's: the next paragraph's speaker need not be theirs
    return len(breaks) == 1 and text[: q.start].rstrip(" ").endswith("\n")


def signed(text: str, quotes: Sequence[Quotation], drafts: Sequence[Draft]) -> list[Draft]:
    """Quotations signed with a dash and a name."""
    made = []
    for q in quotes:
        dash = _SIGNED.match(text, q.end)
        if dash is None or any(c.start <= q.start < c.end and not _within(d, q) for d in drafts for c in d.content):
            continue
        end = text.find("\n", dash.end())
        end = len(text) if end < 0 else end
        name = text[dash.end() : end].strip()
        name = name[:-1] if name.endswith(".") and len(name.split()[-1]) > 3 else name
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
            last = len(words) - (1 if words[0] in _MARKS and words[-1] in _MARKS else 0)
            source = Participant(
                start, end, text[start:end], name=text[start:end].title(), confidence=0.4, reason="the label of a transcript's line"
            )
            made.append(Draft(Span(end, end + 1), source, [Span(at + label.end(), at + last)], "said", -1, None))
        at += len(line)
    return made
