"""Of what, and of which event: ties a sentence's figures to the verb or noun that they measure.

`magnitudes` says of each figure what it counts (`kinds.tsv`) and by which predicate, and from there the tokens at which the event's
trigger may stand, nearest first: up from "killing 12" to what killed, down from "20 died" to the bombing they died in. `tied` then gives
each event its figures. No figure leaves its sentence, and none is guessed at: one whose words no table knows is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.coding import grammar
from dateline.coding.counting import HARM, Counting
from dateline.coding.quantities import Quantity, quantities
from dateline.coding.times import TimeExpression, find_times
from dateline.knowledge.magnitudes import Magnitudes
from dateline.model import Attribution, Magnitude
from dateline.parsing.tree import Sentence, Token

_SCENE = frozenset({"in", "by", "during", "after", "following", "from", "at", "amid", "as", "when", "of", "over", "on", "with", "between"})
"""Prepositions behind which an outcome has its event."""
_NOMINAL = frozenset({"dobj", "attr", "oprd", "dative", "conj", "appos"})
_TIMEX = re.compile(r"P(T?)(\d+)([YMWDHS])(?:(\d+)M)?$")
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}
_EVENT_TAGS = frozenset({"NN", "NNS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_APART = frozenset({"after", "before", "since", "until", "despite", "following", "amid", "than", "as"})
"""Prepositions that part two events: "signed a truce after three days of talks"."""
_LONGEST_PATH = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and what it measures, `kind`, `low`, `high`, `unit`, `start` and `end` as in `model.Magnitude`.

    `predicate` is the index of the verb or noun it belongs to; `chain` the tokens at which the trigger of its event may stand where
    that is not the predicate itself, nearest first.
    """

    kind: str
    low: float | None
    high: float | None
    unit: str | None
    start: int
    end: int
    predicate: int
    chain: tuple[int, ...]


def magnitudes(s: Sentence, tables: Magnitudes, times: Sequence[TimeExpression] | None = None) -> tuple[Measured, ...]:
    """What a sentence measures, in order. `times` are the report's time expressions; without them the sentence's own are looked for."""
    offset = 0 if times is not None else s.start
    times = [t for t in times if t.start < s.end and t.end > s.start] if times is not None else find_times(s.text, None)
    spans = [(t.start + offset, t.end + offset, t) for t in times]
    figures = quantities(s, tables)
    reader = _Reader(s, Counting(s, tables))
    found = [m for start, end, t in spans if t.type == "DURATION" and (m := reader.duration(start, end, t, figures)) is not None]
    for q in figures:
        if q.unit is None and any(q.start < end and q.end > start and not _is_count(s, q, t) for start, end, t in spans):
            continue
        measured = reader.money(q) if q.unit is not None else reader.counted(q)
        if measured is not None:
            found.append(measured)
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def tied(measured: Sequence[Measured], triggers: Mapping[int, str]) -> Mapping[str, tuple[Measured, ...]]:
    """The magnitudes of each event of one sentence. `triggers`: the event's id by the index of its trigger's token.

    A figure goes to the event whose trigger is its predicate, else to the nearest one on its chain, else to none.
    """
    found: dict[str, tuple[Measured, ...]] = {}
    for m in measured:
        at = next((i for i in (m.predicate, *m.chain) if i in triggers), None)
        if at is not None:
            found[triggers[at]] = (*found.get(triggers[at], ()), m)
    return found


def as_told(m: Measured, said: Sequence[Attribution]) -> Magnitude:
    """The figure for the record, with the id of whoever gives it: the innermost attribution in whose content it stands."""
    around = [(c.end - c.start, a.id) for a in said for c in a.content if c.start <= m.start and m.end <= c.end]
    return Magnitude(m.kind, m.low, m.high, m.unit, m.start, m.end, min(around)[1] if around else None)


def _is_count(s: Sentence, q: Quantity, t: TimeExpression) -> bool:
    """Whether a figure in a time expression counts something all the same: "2000 people", "between 20 and 30 soldiers"."""
    noun = s.tokens[s.tokens[q.head].head]
    return t.type == "DATE" and t.value.isdigit() and noun.tag == "NNS" and noun.i > q.last


class _Step(NamedTuple):
    """A token on the way to an event: whether a relative clause was left, and whether the way goes on up, and down to a scene."""

    at: int
    crossed: bool
    climbs: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one sentence's figures."""

    s: Sentence
    counting: Counting

    def counted(self, q: Quantity) -> Measured | None:
        """What a figure without a currency measures; None where the tables do not say."""
        found = self.counting.counted(q)
        return self._made(found.kind, q, found.predicate, found.top) if found is not None else None

    def money(self, q: Quantity) -> Measured | None:
        """An amount of money, with the nearest noun or verb above it."""
        s = self.s
        after = self.counting.token(q.last + 1)
        if after is not None and after.lower in ("per", "apiece", "each", "a", "an"):  # a price: "$80 a barrel"
            return None
        if after is not None and after.lower == "of" and q.unit == "GBP" and s.text[q.end - s.start - 6 : q.end - s.start] == "pounds":
            return None  # a weight: "500 pounds of explosives"
        for token in s.ancestors(q.head):
            if token.dep == "prep" and token.lower == "from":
                return None
            if (grammar.is_verb(token) or grammar.is_noun(token)) and not q.first <= token.i <= q.last:
                return self._made("money", q, token.i, token.i)
        return None

    def duration(self, start: int, end: int, time: TimeExpression, figures: Sequence[Quantity]) -> Measured | None:
        """A length of time that an event has or gets; one that only dates it ("in ten years") is none."""
        s = self.s
        tokens = [t for t in s.tokens if t.start < end and t.end > start]
        outer = [t for t in tokens if not start <= s.tokens[t.head].start < end or t.head == t.i]
        unit = _UNITS.get(_timex_unit(time.value))
        if unit is None or not outer:
            return None
        value = _timex_value(time.value)
        if value is not None:
            low = None if time.mod in ("LESS_THAN", "EQUAL_OR_LESS") else value[0]
            high = None if time.mod in ("MORE_THAN", "EQUAL_OR_MORE") else value[0]
        else:  # "several days", "two to three weeks"
            figure = next((q for q in figures if q.start < end and q.end > start), None)
            if figure is None:
                return None
            low, high, start = figure.low, figure.high, min(start, figure.start)
        predicate = self._lasting(max(outer, key=lambda t: (t.tag.startswith("NN"), t.i)), tokens[-1])
        if predicate is None:
            return None
        return Measured(
            "duration", low, high, value[1] if value else unit, start, end, predicate, self._chain("duration", predicate, predicate)
        )

    def _lasting(self, token: Token, last: Token) -> int | None:
        """What lasts as long as the length whose head is `token`."""
        s, head = self.s, self.s.tokens[token.head]
        for kid in s.kids(token.i, "prep"):
            if kid.lower == "of":  # "three days of talks"
                for pobj in s.kids(kid.i, "pobj"):
                    return pobj.i
        if token.dep in ("compound", "nmod", "amod", "nummod", "poss", "npadvmod") and head.i > last.i:
            if head.tag.startswith("JJ"):
                head = s.tokens[head.head]
            return head.i if grammar.is_noun(head) and "people" not in self.counting.classes(head.i) else None
        if token.dep == "pobj":
            governor = s.tokens[head.head]
            if governor.lemma == "time" or any(t.lower == "time" for t in s.tokens[max(0, head.i - 1) : head.i]):
                return None  # "for the first time in ten years"
            pos = "v" if grammar.is_verb(governor) else "n"
            slot = head.lower
        elif token.dep in ("dobj", "npadvmod", "attr", "nsubjpass", "advmod"):
            governor, pos, slot = head, "v", "object"
        else:
            return None
        rows = [m for m in self.counting.rows(governor.i, pos) if m.kind == "duration" and slot in m.slots]
        return governor.i if rows else None

    # Where the event may be

    def _made(self, kind: str, q: Quantity, predicate: int, top: int) -> Measured:
        return Measured(kind, q.low, q.high, q.unit, q.start, q.end, predicate, self._chain(kind, predicate, top))

    def _chain(self, kind: str, predicate: int, top: int) -> tuple[int, ...]:
        """The tokens at which the event's trigger may stand, nearest first: governors within the clause, and for outcomes the scene."""
        found: dict[int, None] = {}
        ring = [_Step(predicate, crossed=False, climbs=True, opens=True)]
        for _ in range(_LONGEST_PATH):
            following: list[_Step] = []
            for step in ring:
                if step.opens and (kind in HARM or kind == "participants"):
                    scene = self._scene(kind, step.at, top)
                    following += [_Step(j, crossed=True, climbs=False, opens=not grammar.is_verb(self.s.tokens[j])) for j in scene]
                above = self._up(kind, step, top) if step.climbs else None
                if above is not None:
                    following.append(above)
                    if self.s.tokens[step.at].dep == "advcl":  # "carried out an attack, killing 12"
                        objects = self.s.kids(above.at, "dobj")
                        following += [_Step(k.i, crossed=True, climbs=False, opens=False) for k in objects if k.tag in _EVENT_TAGS]
            ring = [f for f in following if f.at not in found and f.at != predicate]
            found.update(dict.fromkeys(f.at for f in ring))
        return tuple(found)

    def _scene(self, kind: str, i: int, top: int) -> list[int]:
        """The event in which, or by which, an outcome came about: "20 died *in the bombing*", "*the bombing* killed 20"."""
        s, verb = self.s, grammar.is_verb(self.s.tokens[i])
        found = []
        for kid in s.kids(i):
            if kid.dep in ("prep", "agent") and kid.lower in _SCENE:
                found += [p.i for p in s.kids(kid.i, "pobj", "pcomp")]
            elif not verb:
                continue
            elif kid.dep in ("nsubj", "nsubjpass", "advcl", "dobj"):
                dated = kid.dep == "advcl" and any(k.lower in _SCENE for k in s.kids(kid.i, "mark", "advmod"))
                if dated or kid.dep == "nsubj" or (kid.dep != "advcl" and kind == "participants"):
                    found.append(kid.i)
            elif kid.dep == "conj" and kid.tag == s.tokens[i].tag:
                found += self._scene(kind, kid.i, top)
        if not verb and s.tokens[i].dep in ("nsubj", "nsubjpass", "dobj"):  # "the toll rose to 45 *in the attack*"
            found += [j for j in self._scene(kind, s.tokens[i].head, top) if j != i]
        return [j for j in found if j != top and "people" not in self.counting.classes(j) and s.tokens[j].tag in _EVENT_TAGS]

    def _up(self, kind: str, step: _Step, top: int) -> _Step | None:
        """The governor to whose event a figure may belong as well; None at the end of the clause, at what is said, at a person."""
        s, token = self.s, self.s.tokens[step.at]
        head, dep = s.tokens[token.head], token.dep
        if head.i == token.i:
            return None
        crossed, opens = step.crossed, False
        if dep == "advcl":
            if token.tag not in ("VBG", "VBN") or s.kids(token.i, "mark") or any(k.tag == "WRB" for k in s.kids(token.i, "advmod")):
                return None
        elif dep in ("acl", "relcl"):
            if head.i == top and head.dep == "conj" and kind in HARM:  # "20 were killed and 12 others injured", as the parser reads it
                verb = next((a for a in s.ancestors(top) if grammar.is_verb(a)), None)
                return _Step(verb.i, crossed=True, climbs=True, opens=True) if verb is not None else None
            if head.i == top or "people" in self.counting.classes(head.i):
                return None
            crossed = True
        elif dep == "conj" and grammar.is_verb(token):
            if s.kids(token.i, "nsubj", "nsubjpass") and kind not in HARM:
                return None
            opens = step.opens
        elif dep in ("pobj", "pcomp"):
            governor = s.tokens[head.head]
            if head.lower in _APART or (crossed and grammar.is_verb(governor)) or (dep == "pcomp" and head.lower == "of"):
                return None
            return _Step(governor.i, crossed=crossed, climbs=True, opens=False)
        elif dep in ("nsubj", "nsubjpass"):
            if crossed or (dep == "nsubj" and kind != "participants"):
                return None
        elif dep in _NOMINAL:
            if kind in HARM and grammar.is_verb(head) and grammar.is_noun(token) and head.lemma not in self.counting.tables.light:
                return None  # whoever condemns an attack that killed 12 has killed nobody; whoever carries one out has
            opens = step.opens and not crossed
        elif dep not in ("xcomp", "acomp", "compound", "nmod", "amod", "nummod"):
            return None
        return _Step(head.i, crossed=crossed, climbs=True, opens=opens)


def _timex_unit(value: str) -> str:
    """The letter of a TIMEX3 duration, T before those of a day's parts: "PXD" D, "PT3H" TH."""
    last = value[-1:]
    return f"T{last}" if value.startswith("PT") else last


def _timex_value(value: str) -> tuple[float, str] | None:
    """Number and unit of a TIMEX3 duration, None for one without a number ("PXD"); years and months make months."""
    match = _TIMEX.match(value)
    if match is None:
        return None
    time, number, letter, months = match.groups()
    if months:
        return int(number) * 12 + int(months), "month"
    return int(number), _UNITS[f"T{letter}" if time else letter]
