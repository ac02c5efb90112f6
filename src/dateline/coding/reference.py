"""Who is meant by pronouns and descriptions: "he", "they", "both countries", "the group", "the Russian leader", "his host".

Sentences are read in order, with a memory of who was named in the last ones. A rule answers only where one reading is left: one person for
"he", two countries for "both countries", one body for "the group"; otherwise the participant stays open and says so. Grammar is asked
first (`pronouns.py`), then full names (`names.py`), then this memory, then the table of offices.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline.coding.names import full_mentions, shortened
from dateline.coding.overlaps import Overlaps
from dateline.coding.pronouns import reported_subjects
from dateline.coding.who import Who
from dateline.knowledge import Knowledge
from dateline.knowledge.descriptions import Description
from dateline.knowledge.offices import Offices, Term
from dateline.model import Attribution, Participant, Span
from dateline.parsing.tree import Sentence, Token

_WINDOW = 2
"""Sentences before that a pronoun or description may reach back to."""
_HE = frozenset({"he", "him", "she", "her", "his"})
_THEY = frozenset({"they", "them"})
_IT = frozenset({"it"})
_I = frozenset({"i", "me"})
_WE = frozenset({"we", "us"})
_YOU = frozenset({"you", "your"})
_TWO = frozenset({"both", "two"})
_SEVERAL = frozenset({"people", "group", "armed_group", "person", "ethnic", "religious"})
_WEATHER = frozenset({"be", "seem", "appear", "take", "rain", "snow"})
"""Verbs whose *it* mostly stands for nothing."""
_NOT_NOW = frozenset({"former", "ex", "late", "then", "deputy", "vice", "a", "an", "another", "new", "next", "acting"})
"""Words before an office that make it another one, or another's: "a former president"."""
_DEFINITE = frozenset({"the", "this", "that"})
_SURE, _LIKELY, _GUESS = 0.8, 0.7, 0.55
"""Of the antecedent's own confidence: grammar alone decides; one candidate; one candidate by its place in the sentence."""
_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss", "conj", "agent", "attr", "appos", "nmod", "compound", "amod"})
_BEFORE_NOUN = frozenset({"amod", "compound", "nummod", "poss", "det", "predet", "nmod", "punct"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named: in which sentence, at which token, what sort of actor, whether one or several, whether as a subject."""

    participant: Participant
    sentence: int
    token: int
    kind: str
    plural: bool
    subject: bool

    @property
    def key(self) -> str:
        """What makes two mentions the same somebody."""
        p = self.participant
        return p.id or p.name or p.code or p.text


@dataclass(slots=True)
class Memory:
    """Who was named so far in a report, in order, and what whole-report facts help: known surnames, all countries named."""

    mentions: list[Mention] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    officials: list[Participant] = field(default_factory=list)
    """Everybody in office whom the report names anywhere, later than the sentence at hand too."""

    def near(self, sentence: int, token: int) -> list[Mention]:
        """The mentions of this sentence before a token and of the sentences just before, the latest first.

        A sentence that was not parsed may name anybody: nothing before it is near.
        """
        first = sentence
        while first > sentence - _WINDOW and first - 1 in self.seen:
            first -= 1
        found = []
        for m in reversed(self.mentions):  # they stand in the order of the text
            if m.sentence < first:
                break
            if m.sentence < sentence or (m.sentence == sentence and m.token < token):
                found.append(m)
        return found


@dataclass(frozen=True, slots=True)
class _At:
    """A pronoun or noun at which the rules look: the sentence's number, the sentence, the token, and what is known there."""

    number: int
    s: Sentence
    token: Token
    who: Who
    memory: Memory
    knowledge: Knowledge

    @property
    def near(self) -> list[Mention]:
        return self.memory.near(self.number, self.token.i)


def resolve(readings: Sequence[tuple[Sentence, Who]], knowledge: Knowledge) -> list[Who]:
    """For each sentence of a report its `Who`, which knows what its pronouns and descriptions stand for."""
    known = full_mentions(readings)
    named = frozenset(country for _, who in readings for country in who.countries())
    readings = [(s, who.in_report(named)) for s, who in readings]
    offices = knowledge.actors.offices
    surnames = [_office_surnames(s, who, known, named, offices) for s, who in readings]
    memory = Memory(officials=[p for p in (*known.values(), *(p for found in surnames for p in found.values())) if p.title])
    made = []
    for order, (s, who) in enumerate(readings):
        number = s.index
        meant: dict[int, tuple[Participant, ...]] = {}
        later: dict[int, tuple[Participant, ...]] = {}
        for at, p in shortened(s, who, known).items():
            fuller = known_at(p)
            (meant if fuller <= at else later)[at] = (p,)
        meant = later | {at: (p,) for at, p in surnames[order].items()} | meant
        now = who.knowing(meant)
        meant |= _references(number, s, now, memory, knowledge, meant)
        now = who.knowing(meant)
        told = {at: (p,) for at, p in reported_subjects(s, now, knowledge.cues).items()}
        made.append(now.knowing(meant | told))
        memory.seen.add(number)
    return made


def first_persons(readings: Sequence[tuple[Sentence, Who]], said: Sequence[Attribution]) -> list[Who]:
    """The same, with "I" and "we" inside quotations resolved to whoever speaks."""
    quoted = Overlaps((c.start, c.end, (c, a.source)) for a in said if a.kind != "indirect" and a.source is not None for c in a.content)
    made = []
    for s, who in readings:
        here = quoted.at(s.start, s.end)
        meant = {
            t.start: (_meant(t, source, _SURE if t.lower in _I else _GUESS, "the speaker of the quotation"),)
            for c, source in here
            if source is not None
            for t in s.tokens
            if t.tag == "PRP" and t.lower in _I | _WE and c.start <= t.start < c.end
        }
        made.append(who.knowing({**who.antecedents, **meant}))
    return made


def addressed(s: Sentence, who: Who, said: Sequence[Attribution], sides: Sequence[Participant]) -> Who:
    """The same, with "you" and "your" in a direct quotation resolved to the one whom its speaker met, if the report has told of a meeting.

    `sides` are those of the meeting; where the speaker is none of them, or has met several, nobody is meant.
    """
    meant = {}
    for t in s.tokens:
        if t.lower not in _YOU:
            continue
        source = next((a.source for a in said if a.kind != "indirect" and any(c.start <= t.start < c.end for c in a.content)), None)
        if source is None or not source.country:
            continue
        others = {p.name or p.code: p for p in sides if p.country and p.country != source.country}
        if len(others) == 1 and any(p.country == source.country for p in sides):
            meant[t.start] = tuple(_meant(t, p, _GUESS, "the other side of the meeting told before") for p in others.values())
    return who.knowing({**who.antecedents, **meant}) if meant else who


def known_at(p: Participant) -> int:
    """Where the fuller mention stands that a participant was resolved by."""
    return p.refers_to.start if p.refers_to is not None else p.start


def at_the_time(p: Participant, on: str, offices: Offices) -> Participant:
    """A participant as of an event's date: the office held then, and, for "the Russian president", whoever held it then."""
    if p.name is None or p.country is None or p.code not in (p.country + "GOV", p.country + "ELI"):
        return p
    described = (
        p.title is not None
        and p.refers_to is None
        and not set(p.name.split()) & set(p.text.replace("\u2019", "'").replace("'s", "").split())
    )
    if described and p.title is not None:
        term = offices.holder(p.country, p.title, on)
        return _held(p, term, f"{term.rule}: {term.office} on {on}") if term is not None and term.person != p.name else p
    found = offices.known(p.name, on)
    if found is None or found[0].country != p.country:
        return p
    term, now = found
    if now:
        return _held(dataclasses.replace(p), term, f"{term.rule}: {term.office} on {on}", name=p.name) if term.office != p.title else p
    return dataclasses.replace(
        p, code=p.country + "ELI", sectors=("ELI",), title=None, reason=f"{term.rule}: {term.office}, no longer held on {on}"
    )


def _references(
    number: int, s: Sentence, who: Who, memory: Memory, knowledge: Knowledge, meant: Mapping[int, tuple[Participant, ...]]
) -> dict[int, tuple[Participant, ...]]:
    """The pronouns and descriptions of one sentence in order, each seeing who was named before it; remembers who is named here."""
    found: dict[int, tuple[Participant, ...]] = {}
    for token in s.tokens:
        if token.start in meant:
            _remember(memory, number, token, meant[token.start], "person" if token.entity == "PERSON" else who.kind(token.i))
            continue
        if (token.dep not in _NOMINAL and token.dep != "ROOT") or (token.dep == "appos" and who.kind(token.head)):
            continue  # "Ali Demir, a lawyer" is one
        answer: tuple[Participant, ...] = ()
        at = _At(number, s, token, who, memory, knowledge)
        if token.tag == "PRP":
            answer = _pronoun(at)
        elif token.tag in ("NN", "NNS"):
            answer = _description(at)
        if answer:
            found[token.start] = answer
            _remember(memory, number, token, answer, who.kind(token.i) or "person")
        elif token.tag.startswith(("NN", "JJ")):
            kind = who.kind(token.i) or ("person" if token.tag == "NNP" and who.one(token.i).participant.title else "")
            named = who.one(token.i).participant if kind else None
            if named is not None and (named.name or named.code or kind in ("person", "people", "group")):
                _remember(memory, number, token, (named,), kind)
    return found


def _remember(memory: Memory, number: int, token: Token, meant: Sequence[Participant], kind: str) -> None:
    plural = token.tag in ("NNS", "NNPS") or len(meant) > 1
    for p in meant:
        memory.mentions.append(Mention(p, number, token.i, kind, plural and len(meant) == 1, token.dep in ("nsubj", "nsubjpass")))


# --- pronouns


def _pronoun(at: _At) -> tuple[Participant, ...]:
    near, word = at.near, at.token.lower
    if word in _HE:
        return _one(at, [m for m in near if m.kind == "person" and not m.plural])
    if word in _THEY:
        several = [m for m in near if m.plural and m.kind in _SEVERAL]
        singles = {m.key for m in near if m.kind in ("person", "people") and not m.plural and m.sentence == at.number}
        return _one(at, several) if len(singles) < 2 else ()
    if word in _IT and at.token.dep in ("nsubj", "nsubjpass") and not _expletive(at.s, at.token):
        return _one(at, [m for m in near if m.kind not in ("person", "people", "") and not m.plural and m.subject])
    return ()


def _expletive(s: Sentence, token: Token) -> bool:
    """Whether *it* stands for nothing: "it was announced that", "it is clear", "it rained"."""
    verb = s.tokens[token.head]
    return verb.lemma in _WEATHER or any(k.dep in ("ccomp", "csubj") and k.i > verb.i for k in s.kids(verb.i))


def _one(at: _At, candidates: Sequence[Mention]) -> tuple[Participant, ...]:
    """The only candidate in this sentence and the last one, else in the window; for a subject, the only subject of several."""
    token = at.token
    if token.dep in ("dobj", "pobj"):  # "A met him": not the subject of the same clause
        own = {t.i for t in at.s.tokens if t.dep in ("nsubj", "nsubjpass")}
        candidates = [m for m in candidates if not (m.sentence == at.number and m.token in own)]
    for reach in (1, _WINDOW):
        within = [m for m in candidates if m.sentence >= at.number - reach]
        keys = {m.key for m in within}
        if len(keys) == 1:
            return (_meant(token, within[0].participant, _LIKELY, "the only one named nearby whom it can stand for"),)
        if keys and reach == 1 and token.dep in ("nsubj", "nsubjpass"):
            subjects = [m for m in within if m.subject]
            if len({m.key for m in subjects}) == 1:
                return (_meant(token, subjects[0].participant, _GUESS, "the only subject nearby whom it can stand for"),)
        if keys:
            return ()
    return ()


# --- descriptions


def _description(at: _At) -> tuple[Participant, ...]:
    noun, table = _noun(at)
    if table is None:
        return ()
    s, token = at.s, at.token
    before = [k for k in s.kids(token.i) if k.dep in _BEFORE_NOUN]
    words = {k.lower for k in before}
    owner = next((k for k in before if k.dep == "poss"), None)
    if token.tag == "NNS":
        definite = bool(words & _DEFINITE) or "both" in words or owner is not None
        return _two(at, table) if words & _TWO and definite else ()
    if table.relational:
        return _host(at, table) if owner is not None and "person" in table.kinds else ()
    if "person" in table.kinds:
        if words & _NOT_NOW or any(k.dep == "appos" for k in s.kids(token.i)):
            return ()
        return _officer(at, noun, words, table)
    of_somebody = any(k.dep == "relcl" or k.lower in ("of", "for") for k in s.kids(token.i, "prep", "relcl"))
    if at.who.country_of(token.i) is not None or not words & _DEFINITE or of_somebody:
        return ()
    if "country" in table.kinds:
        country = _by_epithet(at, before)
        if country is not None:
            return country
    return _one(at, [m for m in at.near if m.kind in table.kinds and not m.plural])


def _by_epithet(at: _At, before: Sequence[Token]) -> tuple[Participant, ...] | None:
    """Such as "the reclusive state": the one country named in the report of those its adjectives are said of; None without such a word."""
    words = [k.lower for k in before if k.dep in ("amod", "compound")]
    words += [f"{one} {other}" for one, other in itertools.pairwise(words)]
    said_of = [found for word in words if (found := at.knowledge.epithets.get(word))]
    if not said_of:
        return None
    named = sorted(frozenset.intersection(*said_of) & at.who.named)
    actor = at.who.actors.countries.get(named[0]) if len(named) == 1 else None
    if actor is None:
        return ()
    own = at.who.one(at.token.i).participant
    reason = f"the one country that the report names of those called so (actors/epithets.tsv); {actor.rule}"
    return (
        dataclasses.replace(
            own, name=actor.name, code=actor.code, country=actor.country, id=actor.id, wikidata=actor.wikidata or None,
            confidence=_GUESS, reason=reason,
        ),
    )  # fmt: skip


def _noun(at: _At) -> tuple[str, Description | None]:
    """The longest noun of the table that ends at a token."""
    table, lemma = at.knowledge.descriptions, at.token.lemma
    longer = f"{at.s.tokens[at.token.i - 1].lower} {lemma}" if at.token.i else lemma
    return (longer, table[longer]) if longer in table else (lemma, table.get(lemma))


def _two(at: _At, table: Description) -> tuple[Participant, ...]:
    """Such as "both countries", "the two leaders": the two that were named nearby, where these are exactly two."""
    found: dict[str, Participant] = {}
    for m in at.near:
        if "country" in table.kinds:
            if m.participant.country:
                found.setdefault(m.participant.country, _as_country(m.participant, at.who))
        elif m.kind == "person" and not m.plural:
            found.setdefault(m.key, m.participant)
    if len(found) != 2:
        return ()
    return tuple(_meant(at.token, p, _LIKELY, "the two named nearby") for p in sorted(found.values(), key=lambda p: p.start))


def _as_country(p: Participant, who: Who) -> Participant:
    actor = who.actors.countries.get(p.country or "")
    if actor is None:
        return p
    return dataclasses.replace(p, name=actor.name, code=actor.code, sectors=(), id=actor.id, title=None, wikidata=actor.wikidata or None)


def _host(at: _At, table: Description) -> tuple[Participant, ...]:
    """Such as "his host": the one other person in office whom the report has named; "his" is whoever stands before in the same sentence."""
    here = [m for m in at.near if m.kind == "person" and m.sentence == at.number]
    possessor = next((m for m in here if m.subject), here[0] if here else None)
    if possessor is None:
        return ()
    others = {p.name: p for p in at.memory.officials if p.title in table.titles and p.country != possessor.participant.country}
    if len(others) != 1:
        return ()
    return tuple(_meant(at.token, p, _GUESS, "the only other one in office whom the report names") for p in others.values())


def _officer(at: _At, noun: str, words: set[str], table: Description) -> tuple[Participant, ...]:
    """Such as "the Russian president", "the minister": whoever of that title (and country) was named, else who held the office then."""
    country, on = at.who.country_of(at.token.i), at.who.on
    if country is None and not words & _DEFINITE:
        return ()
    named = [m for m in at.memory.mentions if m.kind == "person" and not m.plural and m.participant.title in table.titles]
    named = [m for m in named if (m.sentence >= at.number - 2 * _WINDOW if country is None else m.participant.country == country)]
    if len({m.key for m in named}) == 1:
        return (_meant(at.token, named[0].participant, _LIKELY, "the only one of that title named before"),)
    if named or country is None or on is None:
        return ()
    offices = at.knowledge.actors.offices
    term = offices.leader(country, on) if noun in ("leader", "ruler") else _holder(offices, country, noun, on)
    if term is None:
        return ()
    own = at.who.one(at.token.i).participant
    held = _held(own, term, f"{term.rule}: {term.office} of {country} on {on}; {own.reason}")
    return (dataclasses.replace(held, confidence=round(0.85 * _SURE, 2)),)


def _holder(offices: Offices, country: str, noun: str, on: str | None) -> Term | None:
    for office in (noun, noun.replace("defense", "defence"), "prime minister" if noun == "premier" else noun):
        term = offices.holder(country, office, on)
        if term is not None:
            return term
    return None


def _held(own: Participant, term: Term, reason: str, name: str | None = None) -> Participant:
    return dataclasses.replace(
        own,
        name=name or term.person,
        code=term.country + "GOV",
        country=term.country,
        sectors=("GOV",),
        title=term.office,
        wikidata=term.wikidata or None,
        reason=reason,
    )


# --- bare surnames of those in office


def _office_surnames(
    s: Sentence, who: Who, known: Mapping[str, Participant], named: frozenset[str], offices: Offices
) -> dict[int, Participant]:
    """Surnames without a full mention in the report: whoever bore it in office on that day, if the report names his country."""
    found: dict[int, Participant] = {}
    if who.on is None:
        return found
    longer = {i for n in s.names if n.first != n.last for i in range(n.first, n.last + 1)}
    for token in s.tokens:
        if token.tag not in ("NNP", "NNPS") or token.i in longer or _in_a_row(s, token.i):
            continue
        surname = token.text.removesuffix("'s")
        if surname in known and known[surname].start <= token.start:
            continue
        own = who.one(token.i).participant
        if own.code is not None and own.title is None:
            continue
        terms = [t for t in offices.by_surname(surname, who.on) if t.country in named]
        chiefs = [t for t in terms if (lead := offices.leader(t.country, who.on)) is not None and lead.person == t.person]
        meant = terms if len(terms) == 1 else chiefs
        if len(meant) == 1:
            term = meant[0]
            found[token.start] = dataclasses.replace(
                _held(own, term, f"{term.rule}: {term.office} of {term.country} on {who.on}, by surname; the report names the country"),
                confidence=round(0.85 * _LIKELY, 2),
            )
    return found


def _in_a_row(s: Sentence, i: int) -> bool:
    """Whether a capitalised word stands beside another one: then it is no name by itself."""
    beside = [*s.tokens[max(0, i - 1) : i], *s.tokens[i + 1 : i + 2]]
    return any(t.tag in ("NNP", "NNPS") for t in beside)


def _meant(token: Token, of: Participant, share: float, why: str) -> Participant:
    """Somebody by other words: the participant with the span of these words, and where the fuller ones stand."""
    return dataclasses.replace(
        of,
        start=token.start,
        end=token.end,
        text=token.text,
        refers_to=of.refers_to or Span(of.start, of.end),
        confidence=round(of.confidence * share, 2),
        reason=f"{token.lower!r}: {why}: {of.reason}",
    )
