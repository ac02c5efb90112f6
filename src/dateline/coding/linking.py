"""Events of a report put together: their ids, who vouches for each, how many, and what one is to another.

Links come from words between two events of one sentence (`cues/links.tsv`): "in exchange for", "in response to", "after". An exchange
also completes its events: what the one side gives, the other gets.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.coding import magnitudes
from dateline.coding.nesting import Nested
from dateline.coding.overlaps import Overlaps
from dateline.coding.times import TimeExpression
from dateline.knowledge.base import Knowledge
from dateline.knowledge.cues import Cues
from dateline.model import Attribution, EventMention, Link, Magnitude, Report, Span, stable_hash
from dateline.parsing.tree import Sentence

EXCHANGE = "in-exchange-for"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before ids, attributions and links, with the proposal that it came from and its sentence."""

    event: EventMention
    nested: Nested
    sentence: Sentence


def finish(
    report: Report, drafts: Sequence[Draft], said: Sequence[Attribution], times: Sequence[TimeExpression], knowledge: Knowledge
) -> tuple[tuple[EventMention, ...], tuple[Attribution, ...]]:
    """The report's events and attributions, each naming the other; events with magnitudes and links."""
    ordered = sorted(drafts, key=lambda d: (d.event.trigger.start, d.event.trigger.end, d.event.type))
    ids = _ids(report, ordered)
    events = [dataclasses.replace(d.event, id=i) for d, i in zip(ordered, ids, strict=True)]
    told, linked = _attributed(report, events, said)
    measured = _measured(ordered, ids, linked, times, knowledge)
    links = _links(ordered, ids, knowledge.cues)
    finished = tuple(
        dataclasses.replace(e, attributions=tuple(told.get(e.id, ())), magnitudes=measured.get(e.id, ()), links=tuple(links.get(e.id, ())))
        for e in events
    )
    return finished, linked


def _ids(report: Report, drafts: Sequence[Draft]) -> list[str]:
    keys: dict[tuple[int, str], int] = {}
    ids = []
    for draft in drafts:
        event = draft.event
        key = (event.trigger.start, event.type)
        keys[key] = keys.get(key, -1) + 1
        ids.append("e-" + stable_hash(report.id, str(event.trigger.start), str(event.trigger.end), event.type, str(keys[key])))
    return ids


def _attributed(
    report: Report, events: Sequence[EventMention], said: Sequence[Attribution]
) -> tuple[dict[str, list[str]], tuple[Attribution, ...]]:
    """For each event the attributions in whose content its trigger stands; and the attributions with their ids and events.

    An event that is itself the saying ("accused", "promised") is named by the attribution, and is the outlet's own word.
    """
    linked = []
    by_event: dict[str, list[str]] = {}
    triggers = Overlaps((e.trigger.start, e.trigger.end, e) for e in events)
    for number, item in enumerate(said):
        ident = "a-" + stable_hash(report.id, str(number), *(f"{c.start}:{c.end}" for c in item.content))
        inside = _inside(item.content, triggers)
        for told in inside:
            by_event.setdefault(told, []).append(ident)
        speech_act = [e.id for e in triggers.at(item.cue.start, item.cue.end)] if item.cue else []
        linked.append(dataclasses.replace(item, id=ident, events=tuple(dict.fromkeys((*inside, *speech_act)))))
    return by_event, tuple(linked)


def _inside(content: Sequence[Span], triggers: Overlaps[EventMention]) -> list[str]:
    """The events whose trigger stands within a piece of content, in the order of the events."""
    found = {e.id: e for c in content for e in triggers.at(c.start, c.end) if c.start <= e.trigger.start and e.trigger.end <= c.end}
    order = sorted(found.values(), key=lambda e: (e.trigger.start, e.trigger.end, e.type)) if len(content) > 1 else found.values()
    return [e.id for e in order]


def _measured(
    drafts: Sequence[Draft], ids: Sequence[str], said: Sequence[Attribution], times: Sequence[TimeExpression], knowledge: Knowledge
) -> dict[str, tuple[Magnitude, ...]]:
    """The magnitudes of each event; events of one trigger share them."""
    found: dict[str, tuple[Magnitude, ...]] = {}
    contents = Overlaps((c.start, c.end, a) for a in said for c in a.content)
    expressions = Overlaps((t.start, t.end, t) for t in times)
    for s, here in _by_sentence(drafts, ids):
        first: dict[int, str] = {}
        for ident, draft in here:
            first.setdefault(draft.nested.proposal.trigger, ident)
        by_event = magnitudes.tied(magnitudes.magnitudes(s, knowledge.magnitudes, expressions.at(s.start, s.end)), first)
        for ident, draft in here:
            figures = by_event.get(first[draft.nested.proposal.trigger], ())
            found[ident] = tuple(magnitudes.as_told(m, contents.at(m.start, m.end)) for m in figures)
    return found


def _by_sentence(drafts: Sequence[Draft], ids: Sequence[str]) -> Iterator[tuple[Sentence, list[tuple[str, Draft]]]]:
    grouped: dict[int, tuple[Sentence, list[tuple[str, Draft]]]] = {}
    for ident, draft in zip(ids, drafts, strict=True):
        grouped.setdefault(draft.sentence.start, (draft.sentence, []))[1].append((ident, draft))
    yield from grouped.values()


# --- links


def _links(drafts: Sequence[Draft], ids: Sequence[str], cues: Cues) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for s, here in _by_sentence(drafts, ids):
        if len(here) < 2:
            continue
        first: dict[int, tuple[str, Draft]] = {}
        for ident, draft in here:
            first.setdefault(draft.nested.proposal.trigger, (ident, draft))
        for kind, types, above, below in _between(s, cues, sorted(first)):
            one, other = first[above], first[below]
            if types and one[1].event.type not in types:
                continue
            for source, target in ((one[0], other[0]), (other[0], one[0])) if kind == EXCHANGE else ((one[0], other[0]),):
                link = Link(kind, target)
                if link not in found.setdefault(source, []):
                    found[source].append(link)
    return found


def _between(s: Sentence, cues: Cues, triggers: Sequence[int]) -> Iterator[tuple[str, frozenset[str], int, int]]:
    """Each linking phrase with the trigger that governs it and the first one that it governs; a longer phrase hides the words inside it."""
    if len(triggers) < 2:
        return
    taken: set[int] = set()
    lower = [t.lower for t in s.tokens]
    for words, kind, types in cues.links:
        if words[0] not in lower:
            continue
        for i in range(len(lower) - len(words) + 1):
            if tuple(lower[i : i + len(words)]) != words or taken & set(range(i, i + len(words))):
                continue
            head = s.tokens[i]
            root = head.head if head.dep in ("mark", "advmod") and not s.children[i] else i
            inside = set(s.subtree(root))
            governors = [t.i for t in s.ancestors(root)]
            above = next((g for g in governors if g in triggers), None)
            if above is None:  # the governor is a noun or verb around the trigger: its own subtree holds it
                above = next((t for g in governors[:3] for t in triggers if t not in inside and t < i and t in s.subtree(g)), None)
            below = next((t for t in triggers if t in inside and t > i), None)
            if above is not None and below is not None and above != below:
                taken.update(range(i, i + len(words)))
                yield kind, types, above, below


def exchanged(s: Sentence, nested: Sequence[Nested], cues: Cues) -> list[Nested]:
    """The events of a sentence, those of an exchange completed: who gives is who gets the other thing, where the words leave it open."""
    by_trigger = {n.proposal.trigger: n for n in nested}
    for kind, _, above, below in _between(s, cues, sorted(by_trigger)):
        if kind != EXCHANGE:
            continue
        one, other = by_trigger[above].proposal, by_trigger[below].proposal
        for this, that in ((one, other), (other, one)):
            filled = dataclasses.replace(
                this,
                actors=this.actors or that.recipients,
                recipients=this.recipients or that.actors,
            )
            if filled != this:
                by_trigger[this.trigger] = dataclasses.replace(by_trigger[this.trigger], proposal=filled, completed=True)
        one, other = by_trigger[above].proposal, by_trigger[below].proposal
    return [by_trigger[n.proposal.trigger] if by_trigger[n.proposal.trigger].proposal.entry == n.proposal.entry else n for n in nested]
