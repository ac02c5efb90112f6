"""Who: from a noun in a parsed sentence to the participants meant by it.

Known names come from the actor tables, common nouns from the agent table, unknown persons and bodies from the language model's names.
What a noun phrase does not say is left open: a participant then has words and a span, and a reason, but no code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.coding import grammar
from dateline.knowledge.actors import THING, Actor, Actors, Agent, Match
from dateline.knowledge.offices import Term
from dateline.model import Candidate, Participant
from dateline.parsing.tree import Name, Sentence, Token

DOING = ("by", "of", "from")
"""Prepositions after which, inside a thing, stands whoever does it: "the shelling by the army"."""
SUFFERING = ("by", "of", "from", "against", "on", "to", "for", "with", "between", "in")
"""Prepositions after which, inside a thing, stands somebody whom it concerns, the likelier ones first."""
_NOT_IN_PHRASE = frozenset(
    {"conj", "cc", "relcl", "appos", "acl", "advcl", "preconj", "advmod", "npadvmod", "parataxis", "ccomp", "dep", "mark"}
)
_OF_VERBS = frozenset({"accuse", "convict", "suspect", "strip", "warn", "rob", "deprive", "inform", "remind", "notify", "acquit", "clear"})
"""Verbs with a complement in *of*, which the parser likes to hang on their object."""
_BEFORE_HEAD = frozenset({"advmod", "npadvmod", "quantmod", "neg"})
_PHRASE_PREPOSITIONS = frozenset({"of", "for", "in", "from", "on", "against", "at", "to", "with", "near"})
_PERSONAL = frozenset(
    {"he", "she", "they", "him", "her", "them", "we", "us", "i", "you", "it", "himself", "herself", "themselves", "itself"}
)
_NOBODY = frozenset({"it", "itself", "you"})
"""Pronouns that, unresolved, are nobody in particular ("you get shot")."""
_COUNTRY_PREPOSITIONS = frozenset({"of", "from", "in", "for"})
_COUNTS = frozenset({"dozens", "scores", "hundreds", "thousands"})
"""Nouns that, alone, are people ("hundreds marched"), but not where something is counted ("hundreds of cars")."""
_UNSURE_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "FAC", "LOC"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A participant and whether it can act: people, groups and bodies can, things ("the results") cannot.

    `instrument`: a weapon or craft that stands for the force that uses it; it can act, but is never acted upon as an actor. `town` is
    the same words read as a place, for a capital that stands for its government unless force is used on it.
    """

    participant: Participant
    acts: bool
    town: Participant | None = None
    instrument: bool = False


@dataclass(slots=True)
class Who:
    """The participants of one sentence, each noun resolved once. `on` is the ISO date of the report or None."""

    sentence: Sentence
    actors: Actors
    on: str | None = None
    antecedents: Mapping[int, tuple[Participant, ...]] = field(default_factory=dict)
    """Participants meant by pronouns and descriptions, by character offset of the phrase's head, where something has resolved them."""
    named: frozenset[str] = frozenset()
    """Countries that the whole report names: they decide between actors of one name."""
    _matches: dict[int, tuple[int, Match]] = field(default_factory=dict, init=False)
    _seen: dict[int, Resolved] = field(default_factory=dict, init=False)
    _agents: dict[int, Agent | None] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        s = self.sentence
        blocked = {i for n in s.names if n.label == "PERSON" for i in range(n.first, n.last + 1)}
        i = 0
        while i < len(s.tokens):
            token = s.tokens[i]
            match = self.actors.at(s.text, token.start - s.start)
            if match is None:
                i += 1
                continue
            end = match.end + s.start
            last = i
            while last + 1 < len(s.tokens) and s.tokens[last + 1].start < end:
                last += 1
            if s.tokens[last].end > end and s.tokens[last].end - end > 0 and last == i and not _hyphenated(token, end):
                i += 1
                continue
            if i in blocked and match.form != "adjective" and self._is_part_of_person(i, last):
                i = last + 1
                continue
            for j in range(i, last + 1):
                self._matches[j] = (i, match)
            i = last + 1

    def knowing(self, antecedents: Mapping[int, tuple[Participant, ...]]) -> Who:
        """The same sentence with more known of whom its pronouns and descriptions stand for; names are not looked up again."""
        return self if antecedents == self.antecedents else self._copy(antecedents, self.named)

    def in_report(self, named: frozenset[str]) -> Who:
        """The same sentence in a report that names these countries."""
        return self._copy(self.antecedents, named)

    def _copy(self, antecedents: Mapping[int, tuple[Participant, ...]], named: frozenset[str]) -> Who:
        other = object.__new__(Who)
        other.sentence, other.actors, other.on = self.sentence, self.actors, self.on
        other.antecedents, other.named = dict(antecedents), named
        other._matches, other._agents, other._seen = self._matches, self._agents, {}  # words do not change with what is known of them
        return other

    def _is_part_of_person(self, first: int, last: int) -> bool:
        return any(
            n.label == "PERSON" and n.first <= first and last <= n.last and (n.last - n.first) > (last - first) for n in self.sentence.names
        )

    def members(self, head: int) -> list[Resolved]:
        """The participants that the noun phrase headed by `head` names, one for each member of a coordination."""
        found: list[Resolved] = []
        for i in grammar.conjuncts(self.sentence, head):
            several = self.antecedents.get(self.sentence.tokens[i].start, ())
            if len(several) > 1:
                found.extend(self._meant(i, each) for each in several)
            else:
                found.extend(self._shared(i) or [self.one(i)])
        return found

    def _meant(self, head: int, of: Participant) -> Resolved:
        """Somebody whom the words at `head` stand for, with the span of the whole phrase."""
        first, last = (head, head) if self.sentence.tokens[head].tag.startswith("PRP") else self._phrase(head)
        return Resolved(dataclasses.replace(of, **_span_of(self._participant(first, last))), acts=True)

    def kind(self, head: int) -> str:
        """What sort of actor a noun names: person, country, people, a kind of named actor or of agent noun; '' for a thing."""
        token = self.sentence.tokens[head]
        if self._person(head) is not None:
            return "person"
        match = self._matches.get(head)
        if match is not None:
            return self._valid(match[1])[0].kind
        agent = self._agent(head)
        if agent is None or agent.relational:
            return ""
        if agent.kind in ("person", "office", "people"):
            return "person" if token.tag == "NN" and agent.kind != "people" else "people"
        return agent.kind

    def countries(self) -> set[str]:
        """The countries that the sentence names, by name, nationality, capital or one of their bodies."""
        rows = [self._valid(m) for _, m in self._matches.values()]
        return {valid[0].country for valid in rows if valid[0].country and len({a.id for a in valid}) == 1}

    def country_of(self, head: int) -> str | None:
        """The country that the words around a noun give: "*Russian* troops", "*Russia's* army", "the army of *Russia*"."""
        return self._country(head)

    def _shared(self, head: int) -> list[Resolved]:
        """The members that share one noun: "*British* and *EU negotiators*", "the armies of *Brazil* and *Argentina*"."""
        s = self.sentence
        token = s.tokens[head]
        if token.tag not in ("NNS", "NNPS") or self._agent(head) is None:
            return []
        owners = [k.i for k in s.kids(head, "amod", "nmod", "compound", "poss") if k.i in self._matches]
        owners += [p.i for k in s.kids(head, "prep") if k.lower == "of" for p in s.kids(k.i, "pobj") if p.i in self._matches]
        for owner in owners:
            several = [i for i in grammar.conjuncts(s, owner) if i in self._matches]
            if len(several) > 1:
                return [self._share(head, several, k) for k in range(len(several))]
        return []

    def _share(self, head: int, owners: list[int], k: int) -> Resolved:
        """The part of the k-th owner in a shared noun: the noun's sector with that country.

        Its words are its own where the owners stand before the noun ("*Chile* and *Peru's armies*"), else all of them.
        """
        agent = self._agent(head)
        actor = self._valid(self._matches[owners[k]][1])[0]
        first, last = self._phrase(head)
        if owners[-1] < head:
            begins = [self._matches[i][0] for i in owners]
            first = begins[k] if k else first
            last = last if k == len(owners) - 1 else owners[k]
        elif owners[0] > head:  # "*the armies of Chile* and *Peru*"
            first = self._matches[owners[k]][0] if k else first
            last = owners[k]
        sector = agent.sector if agent is not None else ""
        code = (actor.code + sector if actor.kind == "country" else actor.code) or None
        return Resolved(
            self._participant(
                first,
                last,
                name=None if sector else actor.name,
                code=code,
                country=actor.country or None,
                sectors=tuple(dict.fromkeys((*actor.sectors, *((sector,) if sector else ())))),
                id=None if sector else actor.id,
                confidence=0.7,
                reason=f"{agent.rule if agent else ''}; {actor.rule}; one of several who share the noun",
            ),
            acts=True,
        )

    def one(self, head: int) -> Resolved:
        """The participant that one noun names."""
        found = self._seen.get(head)
        if found is None:
            found = self._seen[head] = self._resolve(head)
        return found

    def modifiers(self, noun: int) -> list[int]:
        """The modifiers before a noun that name an actor: "*Russian* attack", "*police* raid"."""
        s = self.sentence
        found = []
        for kid in s.kids(noun, "compound", "amod", "nmod", "poss"):
            if kid.dep == "poss":
                continue
            agent = self.actors.agents.get(kid.lemma)
            if kid.i in self._matches or (agent is not None and agent.kind not in ("country", "office") and not agent.relational):
                found.append(kid.i)
        return found

    def inside(self, head: int, skip: frozenset[int] = frozenset(), prepositions: tuple[str, ...] = SUFFERING) -> list[Resolved]:
        """Who is meant inside a thing: its possessor, whoever stands after one of these prepositions, a nationality before it."""
        s = self.sentence
        places: list[int] = [k.i for k in s.kids(head, "poss") if not k.tag.startswith("PRP") or k.lower == "your"]
        around: list[int] = []  # "a *US* resolution in the Security Council": what a thing stands in tells less than whose it is
        for preposition in prepositions:
            for kid in s.kids(head, "prep", "agent"):
                if kid.lower == preposition and not grammar.is_circumstance(s, kid):
                    (around if preposition == "in" else places).extend(p.i for p in s.kids(kid.i, "pobj"))
        modifiers = self.modifiers(head)
        for place in (*places[:1], *modifiers, *places[1:], *around):
            if place in skip:
                continue
            members = [m for m in self.members(place) if m.acts]
            if members:
                return members
        for place in (*places, *around):
            if place not in skip:
                deeper = self.inside(place, skip | {head}, prepositions) if len(skip) < 4 else []
                if deeper:
                    return deeper
        return []

    # --- one noun

    def _resolve(self, head: int) -> Resolved:
        s = self.sentence
        token = s.tokens[head]
        known = self.antecedents.get(token.start)
        if known:
            return self._meant(head, known[0])
        if token.lower in _PERSONAL:
            plain = self._participant(head, head, reason="pronoun: nobody was found that it surely stands for")
            return Resolved(plain, acts=token.lower not in _NOBODY)
        first, last = self._phrase(head)
        counted = grammar.inner_noun(s, head)
        if counted != head and (self.one(counted).acts or token.lemma in _COUNTS):
            return self._as_whole(self.one(counted), first, last)
        if token.text in self.actors.facilities and last == head > first and self.sentence.tokens[head - 1].tag == "NNP":
            return Resolved(self._participant(first, last, reason="a place by its last word"), acts=False)
        match = self._matches.get(head)
        person = self._person(head)
        if match is not None and person is None:
            return self._named(head, first, last, match[1])
        agent = self._agent(head)
        if person is not None:
            return self._someone(head, first, last, person, agent)
        body = self._body(head)
        if body is not None:
            return self._named(body, first, last, self._matches[body][1])
        if agent is not None:
            return self._described(head, first, last, agent)
        name = self._name_at(head)
        if name is not None and name.label in _UNSURE_NAMES and token.tag in ("NNP", "NNPS"):
            return self._unknown_name(head, first, last, name)
        if name is None and token.tag in ("NNP", "NNPS") and token.text[:1].isupper():
            return Resolved(
                self._participant(
                    first, last, name=token.text, confidence=0.3, reason="a proper name that the language model does not class"
                ),
                acts=True,
            )
        return Resolved(self._participant(first, last, reason="a thing, no actor that we know"), acts=False)

    def _phrase(self, head: int) -> tuple[int, int]:
        """First and last token of the noun phrase: determiners, modifiers and close prepositional phrases; no clauses, no appositions."""
        s = self.sentence
        first = last = head
        stack = [head]
        while stack:
            i = stack.pop()
            for kid in s.kids(i):
                before = kid.i < head and kid.dep in _BEFORE_HEAD  # "at least forty", "Iran-backed"
                close = kid.dep == "appos" and i == head and self._names_it(head, kid.i)
                if (kid.dep in _NOT_IN_PHRASE or kid.dep == "punct") and not before and not close:
                    continue
                if kid.dep == "prep" and i == head and kid.lower == "of" and self._verb_takes_of(head):
                    continue
                if kid.dep == "prep" and (i != head or kid.lower not in _PHRASE_PREPOSITIONS or self._is_time(kid.i)):
                    if i != head and kid.lower in ("of", "for", "in") and not self._is_time(kid.i):
                        pass
                    else:
                        continue
                stack.append(kid.i)
                first, last = min(first, kid.i), max(last, kid.i)
        for kid in s.kids(head):  # a comma or clause in the middle ends it
            if kid.dep == "appos" and self._names_it(head, kid.i):
                break
            if kid.dep in ("relcl", "acl", "appos", "cc", "conj") and head < kid.i <= last:
                last = min(last, min(s.subtree(kid.i)) - 1)
        while last > head and s.tokens[last].dep in ("punct", "cc"):
            last -= 1
        while first < head and s.tokens[first].tag in (",", ":", "CC"):
            first += 1
        return first, last

    def _verb_takes_of(self, head: int) -> bool:
        """Whether a following *of* belongs to the verb and not to its object: "accused the army of …"."""
        token = self.sentence.tokens[head]
        return token.dep == "dobj" and self.sentence.tokens[token.head].lemma in _OF_VERBS

    def _names_it(self, head: int, other: int) -> bool:
        """Whether an apposition is the name of what its noun says: "his rival Laurent Gbagbo", "the minister, Sergei Lavrov,"."""
        first = min(self.sentence.subtree(other))
        if first == head + 1:
            return True
        named = self._name_at(other)
        return self.sentence.tokens[head].tag in ("NN", "NNS") and named is not None and named.label == "PERSON"

    def _is_time(self, preposition: int) -> bool:
        s = self.sentence
        return any(s.tokens[p.i].entity in ("DATE", "TIME") for p in s.kids(preposition, "pobj"))

    def _participant(self, first: int, last: int, **fields: object) -> Participant:
        s = self.sentence
        start, end = s.tokens[first].start, s.tokens[last].end
        if s.tokens[last].tag == "POS":
            end = s.tokens[last - 1].end if last > first else end
        return Participant(start=start, end=end, text=s.text[start - s.start : end - s.start], **fields)  # type: ignore[arg-type]

    def _as_whole(self, inner: Resolved, first: int, last: int) -> Resolved:
        s = self.sentence
        start, end = s.tokens[first].start, s.tokens[last].end
        words = s.text[start - s.start : end - s.start]
        return Resolved(dataclasses.replace(inner.participant, start=start, end=end, text=words), inner.acts)

    def _name_at(self, head: int) -> Name | None:
        return next((n for n in self.sentence.names if n.first <= head <= n.last), None)

    def _person(self, head: int) -> Name | None:
        """The person's name that has this head, or stands in apposition to it ("the minister, Sergei Lavrov")."""
        name = self._name_at(head)
        if name is not None:
            return name if name.label == "PERSON" and not self._known_body(head) else None
        if self._agent(head) is None:
            return None
        for kid in self.sentence.kids(head, "appos"):
            name = self._name_at(kid.i)
            if name is not None and name.label == "PERSON":
                return name
        return None

    def _body(self, head: int) -> int | None:
        """The head of a known name that stands right behind a noun in apposition: "the news agency *Interfax*"."""
        for kid in self.sentence.kids(head, "appos"):
            if self._names_it(head, kid.i) and self._known_body(kid.i):
                return kid.i
        return None

    def _known_body(self, head: int) -> bool:
        match = self._matches.get(head)
        return match is not None and match[1].form == "name"

    def _agent(self, head: int) -> Agent | None:
        """The agent noun that ends at this token, the one with most words."""
        if head not in self._agents:
            self._agents[head] = self._longest_agent(head)
        return self._agents[head]

    def _longest_agent(self, head: int) -> Agent | None:
        s, agents = self.sentence, self.actors.agents
        token = s.tokens[head]
        if not token.tag.startswith("NN") and token.tag not in ("JJ", "VBN"):
            return None
        lemma = token.lemma if token.tag not in {"NNP", "NNPS"} else _singular(token.lower, self.actors)
        if lemma not in self.actors.lasts and token.lower not in self.actors.lasts:
            return None
        for length in range(min(self.actors.longest, head + 1), 0, -1):
            words = [t.lower for t in s.tokens[head - length + 1 : head]]
            for last in (lemma, token.lower):
                found = agents.get(" ".join((*words, last)))
                if found is not None and (length > 1 or token.tag.startswith("NN")):
                    return found if found.kind != THING else None
        return None

    def _valid(self, match: Match) -> list[Actor]:
        # without a date, the rows that still hold
        valid = [a for a in match.actors if (not a.until if self.on is None else a.existed(self.on))]
        return valid or list(match.actors)

    def _named(self, head: int, first: int, last: int, match: Match) -> Resolved:
        tokens, end = self.sentence.tokens, match.end + self.sentence.start
        while last + 1 < len(tokens) and tokens[last + 1].start < end:  # the whole name, however it was parsed
            last += 1
        valid = self._valid(match)
        actor = valid[0]
        if len(valid) > 1 and len({a.id for a in valid}) > 1:
            here = [a for a in valid if a.country and a.country == self._country(head)]
            here = here or [a for a in valid if a.country in self.named]
            if len(here) != 1:
                return Resolved(
                    self._participant(
                        first,
                        last,
                        name=match_text(self.sentence, match),
                        confidence=round(1 / len(valid), 2),
                        candidates=tuple(Candidate(a.id, a.name, round(1 / len(valid), 2)) for a in valid),
                        reason=f"the name is that of {len(valid)} actors, and nothing here decides",
                    ),
                    acts=True,
                )
            actor = here[0]
        sectors, code, reason = actor.sectors, actor.code, actor.rule
        if match.form == "capital":
            sectors, code = ("GOV",), actor.code + "GOV"
            reason = f"{actor.rule}: the capital stands for the government"
        elif match.form == "adjective":
            reason = f"{actor.rule}: nationality"
        town = None
        if match.form == "capital":
            town = self._participant(
                first,
                last,
                name=match_text(self.sentence, match),
                code=actor.code,
                country=actor.country,
                confidence=0.8,
                reason=f"{actor.rule}: the capital as a town",
            )
        return Resolved(
            self._participant(
                first,
                last,
                name=actor.name,
                code=code or None,
                country=actor.country or None,
                sectors=sectors,
                id=actor.id,
                wikidata=actor.wikidata or None,
                confidence=0.9 if match.form != "capital" else 0.8,
                reason=reason,
            ),
            acts=True,
            town=town,
        )

    def _country(self, head: int) -> str | None:
        """The country that the words around a noun give: "*Russian* troops", "*Russia's* army", "the army of *Russia*"."""
        found = self._owner(head)
        return found.country or None if found is not None else None

    def _owner(self, head: int) -> Actor | None:
        s = self.sentence
        own = self._matches.get(head, (-1,))[0]
        for kid in s.kids(head, "amod", "compound", "nmod", "poss"):
            for i in (kid.i, *(k.i for k in s.kids(kid.i, "compound", "amod", "poss", "nmod"))):
                match = self._matches.get(i)
                if match is not None and match[0] != own and not self._backs(i):
                    return self._valid(match[1])[0]
        for kid in s.kids(head, "prep"):
            if kid.lower in _COUNTRY_PREPOSITIONS:
                for pobj in s.kids(kid.i, "pobj"):
                    match = self._matches.get(pobj.i)
                    if match is not None and match[0] != own:
                        return self._valid(match[1])[0]
        first, _ = self._phrase(head)
        for i in range(first, head):
            match = self._matches.get(i)
            if match is not None and match[0] != own and not self._backs(i):
                return self._valid(match[1])[0]
        return None

    def _backs(self, i: int) -> bool:
        """Whether a nationality is that of a backer or side: "Iran-backed", "U.S.-led", "pro-Russian", "anti-American"."""
        tokens = self.sentence.tokens
        after = [t.lower for t in tokens[i + 1 : i + 3]]
        if len(after) == 2 and after[0] == "-" and after[1] in _BACKING:
            return True
        own = tokens[i].lower
        if any(own.endswith("-" + word) for word in _BACKING) or own.startswith(("pro-", "anti-")):
            return True
        before = [t.lower for t in tokens[max(0, i - 2) : i]]
        return len(before) == 2 and before[1] == "-" and before[0] in ("pro", "anti")

    def _backer(self, first: int, head: int) -> str | None:
        for i in range(first, head):
            match = self._matches.get(i)
            if match is not None and self._backs(i) and "anti" not in self.sentence.tokens[max(0, i - 2)].lower:
                return self._valid(match[1])[0].code or None
        return None

    def _described(self, head: int, first: int, last: int, agent: Agent) -> Resolved:
        owner = self._owner(head)
        code, country, sectors, name, ident = "", None, (agent.sector,) if agent.sector else (), None, None
        reason = agent.rule
        if agent.relational:
            return Resolved(
                self._participant(
                    first, last, sectors=sectors, confidence=0.3, reason=f"{agent.rule}: a relation to somebody, who it is stands elsewhere"
                ),
                acts=True,
            )
        if owner is not None:
            country = owner.country or None
            reason = f"{agent.rule}; {owner.rule}"
            if owner.kind == "country":
                code = owner.code + (agent.sector if agent.kind != "country" else "")
                if agent.kind == "country":
                    name, ident = owner.name, owner.id
            else:
                code = owner.code or (owner.country + agent.sector if owner.country else "")
                sectors = tuple(dict.fromkeys((*owner.sectors, *sectors)))
                name, ident = owner.name, owner.id
        elif agent.sector:
            code = agent.sector
        body = self._name_at(head)
        if name is None and body is not None and body.label == "ORG" and self.sentence.tokens[head].tag == "NNP":
            name = self._words(body)  # "the Interior Ministry": a proper name with an agent noun in it
        return Resolved(
            self._participant(
                first,
                last,
                name=name,
                code=code or None,
                country=country,
                sectors=sectors,
                id=ident,
                backer=self._backer(first, head),
                confidence=0.75 if owner is not None else 0.5,
                reason=reason if owner is not None else f"{agent.rule}; the text names no country here",
            ),
            acts=True,
            instrument=agent.kind == "instrument",
        )

    def _someone(self, head: int, first: int, last: int, person: Name, agent: Agent | None) -> Resolved:
        s = self.sentence
        name = self._words(person)
        title_agent, title = agent if agent is not None and not agent.relational else None, None
        before = self._agent(person.first - 1) if person.first > 0 and person.first - 1 >= min(first, person.first) else None
        if title_agent is None and before is not None and not before.relational:
            title_agent = before
        described = None
        for kid in s.kids(head, "appos"):
            described = self._agent(kid.i)
            if title_agent is None and described is not None and not described.relational:
                title_agent = described
                owner_at = kid.i
                break
        else:
            owner_at = person.first - 1 if before is not None else head
        owner = None
        if title_agent is not None:
            title = title_agent.noun
            owner = self._owner(head) or (self._owner(owner_at) if owner_at >= 0 else None)
        sector = title_agent.sector if title_agent is not None else ""
        code = ""
        if owner is not None and title_agent is not None:
            code = owner.code + sector if owner.kind == "country" else owner.code
        elif sector:
            code = sector
        term = self.actors.offices.known(name, self.on) if owner is None else None
        if term is not None:
            return Resolved(self._holder(first, last, name, *term), acts=True)
        return Resolved(
            self._participant(
                first,
                last,
                name=name,
                code=code or None,
                country=(owner.country or None) if owner is not None else None,
                sectors=(sector,) if sector else (),
                title=title,
                confidence=0.8 if owner is not None else 0.5,
                reason=(f"{title_agent.rule}" + (f"; {owner.rule}" if owner is not None else "; no country is named with the title"))
                if title_agent is not None
                else "a name without a title here",
            ),
            acts=True,
        )

    def _holder(self, first: int, last: int, name: str, term: Term, now: bool) -> Participant:
        """A person known by an office: held on the report's date, or left before (then one of the elite, and no holder)."""
        sector = "GOV" if now else "ELI"
        return self._participant(
            first,
            last,
            name=name,
            code=term.country + sector,
            country=term.country,
            sectors=(sector,),
            title=term.office if now else None,
            confidence=0.85,
            reason=f"{term.rule}: {term.office}" + ("" if now else ", no longer held"),
        )

    def _words(self, name: Name) -> str:
        """A name's words without article and possessive ending."""
        s = self.sentence
        start, end = s.tokens[name.first].start, s.tokens[name.last].end
        return s.text[start - s.start : end - s.start].removeprefix("the ").removeprefix("The ").removesuffix("'s").strip()

    def _unknown_name(self, head: int, first: int, last: int, name: Name) -> Resolved:
        words = self._words(name)
        owner = self._owner(head)
        term = self.actors.offices.known(words, self.on) if " " in words and owner is None else None
        if term is not None:  # a person whom the model took for something else
            return Resolved(self._holder(first, last, words, *term), acts=True)
        return Resolved(
            self._participant(
                first,
                last,
                name=words,
                country=(owner.country or None) if owner is not None else None,
                confidence=0.4,
                reason=f"a name ({name.label}) that the actor tables do not hold",
            ),
            acts=name.label not in ("FAC", "LOC"),
        )


_BACKING = frozenset({"backed", "led", "supported", "aligned", "funded", "allied", "sponsored", "armed", "occupied", "controlled", "held"})


def _span_of(p: Participant) -> dict[str, Any]:
    return {"start": p.start, "end": p.end, "text": p.text}


def _hyphenated(token: Token, end: int) -> bool:
    return token.text[end - token.start : end - token.start + 1] in ("-", "'")


def _singular(lower: str, actors: Actors) -> str:
    if lower in actors.plurals:
        return actors.plurals[lower]
    return lower[:-1] if lower.endswith("s") and lower[:-1] in actors.agents else lower


def match_text(sentence: Sentence, match: Match) -> str:
    """The words of a match."""
    return sentence.text[match.start : match.end]


def doers(who: Who, head: int, accept: Callable[[Resolved], bool]) -> list[Resolved]:
    """The members of a phrase that pass, else whoever inside it does what it says ("*Russian* shelling")."""
    members = [m for m in who.members(head) if accept(m)]
    return members or [m for m in who.inside(head, prepositions=DOING) if accept(m)]
