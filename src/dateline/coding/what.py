"""What: lexicon entries found in a parsed sentence, with whoever stands in each of their places.

A proposal is one trigger with the entry that explains it and the tokens that fill its roles; nothing here knows names or countries
beyond asking `Who` whether a noun can act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dateline.coding import grammar
from dateline.coding.who import DOING, SUFFERING, Resolved, Who, doers
from dateline.knowledge.base import Knowledge
from dateline.knowledge.codebook import NONE
from dateline.knowledge.lexicon import Entry, Slot
from dateline.model import Participant
from dateline.parsing.tree import Sentence, Token

_MAX_PROPOSALS = 12
"""A sentence; more are a list or a parse gone wrong."""
_THINGS_SUFFER = frozenset(
    {"ACCUSE", "REJECT", "SANCTION", "COERCE", "ASSAULT", "PROTEST", "SUPPORT", "RETREAT", "CONCEDE", "THREATEN", "AID", "REQUEST", "AGREE",
     "MOBILIZE"}
)  # fmt: skip
"""Types that can be done to a thing ("rejected the results"); one meets and cooperates only with somebody."""

_PLACES_SUFFER = frozenset({"ASSAULT", "COERCE"})
"""Types whose fixed object may itself be what suffers: "captured *the town*", "attacked *a base*"."""
_DONE_TO_PEOPLE = frozenset({"ASSAULT", "COERCE", "SANCTION"})
"""Types whose noun has before it whom it is done to, where these are people without power: "a *journalist* arrest"."""
_HARMLESS = frozenset({"CVL", "REF", "JRN", "EDU", "MED", "LAB", "LGY", "REL", "BUS", "NGO"})
"""Sectors of people who mostly suffer force and do not use it."""
_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "myself", "yourself", "ourselves", "oneself"})
_ABOUT_DEEDS = frozenset({"AGREE", "REJECT", "THREATEN", "REQUEST", "CONCEDE"})
"""Types whose content is a deed, so that whom they are about may stand inside that deed's clause."""
SPEAKER = "speaker"
"""The place of whoever says the sentence; it is known only when attributions are (`coder.py`)."""
BARE_CLAUSE = "that+do"
"""A fixed word of the lexicon: "that" before a clause whose verb is bare, "insisted *that* Iran stop"."""
STATED = "that+is"
"""A fixed word of the lexicon: "that" before a clause that says what is, not what shall be, "agreed *that* the road was dangerous"."""
INFINITIVE = "to+do"
"""A fixed word of the lexicon: "to" before the verb of what is meant to be done, "ready *to* mediate"."""
ANY_OBJECT = "*"
"""A fixed word of the lexicon: whatever noun is the direct object, "returned *the bell* to Manila"."""
_TRAVELLED = "CONSULT"
"""The type of meetings and visits, on whose occasion something else is said or done: "on *a visit to Kyiv* the minister said"."""
_SENDING = frozenset({"send", "deploy", "dispatch", "lend", "contribute", "commit"})
_WANTING = frozenset({"need", "want", "seek", "require", "request", "receive", "get"})
_USING = frozenset({"use", "deploy", "employ", "buy"})
"""Likewise, where it is intended: "shells that *the army* intends to use"."""
_TOWARDS = frozenset({"against", "on", "upon", "to", "toward", "towards", "at", "with", "for", "from", "into", "of", "over", "between"})
"""Prepositions behind which somebody stands whom a deed concerns."""
_NO_PARTY = frozenset({"DATE", "TIME", "CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
"""Names' labels that are no party to anything: "declared a curfew on *May 3*"."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One trigger: its token, the tokens of its fixed words, the entry, and the fillers of its roles.

    `both` are the sides of a reciprocal event, all of them actors. `doer` is the token that fills the actor's place, resolved or not.
    """

    trigger: int
    fixed: tuple[int, ...]
    entry: Entry
    actors: tuple[Resolved, ...]
    recipients: tuple[Resolved, ...]
    carrier: int
    """The verb that carries the trigger in its clause: the trigger itself, or the light verb of an event noun."""

    @property
    def tokens(self) -> frozenset[int]:
        """The tokens of the trigger, its fixed words and its light verb."""
        return frozenset((self.trigger, *self.fixed, self.carrier))


@dataclass(frozen=True, slots=True)
class Scan:
    """What the lexicon sees in a sentence: events, and the tokens that it knows to be none (`none.tsv`)."""

    proposals: tuple[Proposal, ...]
    silenced: frozenset[int]


def find(s: Sentence, who: Who, knowledge: Knowledge) -> list[Proposal]:
    """Every event that the lexicon sees in a sentence: see `scan`."""
    return list(scan(s, who, knowledge).proposals)


def scan(s: Sentence, who: Who, knowledge: Knowledge) -> Scan:
    """Every event that the lexicon sees in a sentence, by place; phrases of `none.tsv` silence their heads.

    An event noun without participants is proposed too where it may be the content of another event; alone it is no event.
    """
    proposals: list[Proposal] = []
    taken: set[int] = set()
    silenced: set[int] = set()
    for token in s.tokens:
        pos = _part_of_speech(s, token.i)
        if pos is None:
            continue
        entries = knowledge.lexicon.by_head.get((token.lemma, pos), ())
        if not entries and pos == "a" and token.tag in ("VBN", "VBG"):
            entries = knowledge.lexicon.by_head.get((token.lower, pos), ())
        best = _best(s, token.i, entries, who, knowledge) if entries else None
        if best is None:
            continue
        if best.entry.type == NONE:
            silenced.update(best.fixed, (best.trigger,))
            continue
        proposals.append(best)
        taken.update(best.fixed)
    left = [p for p in proposals if p.trigger not in taken and p.trigger not in silenced]
    return Scan(tuple(left[:_MAX_PROPOSALS]), frozenset(silenced))


_UNLISTED = Entry((), (), "v", (), NONE, "", "", (), "")
_TO_WHOM = ("to", "with", "against", "on", "for", "from", "at", "over", "toward", "towards", "into", "of")


def unlisted(s: Sentence, who: Who, seen: Scan, knowledge: Knowledge) -> list[Proposal]:
    """Verbs that the lexicon does not know, with somebody who does it and somebody to whom it is done: for the encoder to judge.

    The type of their entry is NONE until it has.
    """
    known = frozenset(t for p in seen.proposals for t in p.tokens) | seen.silenced
    found = []
    for token in s.tokens:
        if token.i in known or not grammar.is_verb(token) or token.dep in ("aux", "auxpass", "amod"):
            continue
        if token.lemma in knowledge.cues.light or (token.lemma, "v") in knowledge.cues.speech or token.lemma in ("be", "have"):
            continue
        doer = grammar.subject_as_doer(s, token.i)
        actors = tuple(m for m in who.members(doer) if m.acts) if doer is not None else ()
        if not actors:
            continue
        own = frozenset((token.i,))
        heads = [grammar.direct_object(s, token.i), grammar.indirect_object(s, token.i)]
        direct = heads[0]
        roots = (token.i,) if direct is None else (token.i, direct)
        heads += [grammar.after_preposition(s, roots, (word,)) for word in _TO_WHOM]
        doing = {(m.participant.start, m.participant.end) for m in actors}
        for head in heads:
            if head is None:
                continue
            members = tuple(m for m in who.members(head) if m.acts and not m.instrument and not _is_reflexive(m)) or tuple(
                m for m in who.inside(head, own) if m.acts
            )
            recipients = tuple(m for m in members if (m.participant.start, m.participant.end) not in doing)
            if recipients:
                entry = replace(_UNLISTED, heads=(token.lemma,))
                found.append(Proposal(token.i, (), entry, actors, recipients, token.i))
                break
    return found[:_MAX_PROPOSALS]


def _part_of_speech(s: Sentence, i: int) -> str | None:
    token = s.tokens[i]
    tag = token.tag
    if tag.startswith("VB"):
        if token.dep == "amod":
            return "a" if tag == "VBN" else None
        if token.dep in ("aux", "auxpass"):
            return None
        return "v"
    if tag in ("NN", "NNS"):
        return "n"
    if tag.startswith("JJ") and token.dep in ("acomp", "attr", "ROOT", "oprd", "conj", "xcomp", "ccomp"):
        return "a"
    return None


def _best(s: Sentence, trigger: int, entries: tuple[Entry, ...], who: Who, knowledge: Knowledge) -> Proposal | None:
    """The proposal of the longest entry that matches and whose required places are filled; among equals the one that finds most."""
    best: Proposal | None = None
    best_rank = (-1, -1, -1)
    for entry in entries:  # most fixed words first
        if best is not None and len(entry.fixed) < best_rank[0]:
            break
        fixed = _match_fixed(s, trigger, entry)
        if fixed is None:
            continue
        # A subject tells less of what is done than an object: "the *minister* welcomed the decision".
        telling = sum(s.tokens[i].dep != "nsubj" for i in fixed)
        if entry.type == NONE:
            if (telling, 9, 9) > best_rank:
                return Proposal(trigger, fixed, entry, (), (), trigger)
            continue
        made = _fill(s, trigger, fixed, entry, who, knowledge)
        if made is None:
            continue
        acting = sum(r.acts for r in (*made.actors[:1], *made.recipients[:1]))
        rank = (telling, acting, len(made.actors[:1]) + len(made.recipients[:1]))
        if rank > best_rank:
            best, best_rank = made, rank
    return best


def _match_fixed(s: Sentence, trigger: int, entry: Entry) -> tuple[int, ...] | None:
    """The tokens of the entry's fixed words among what depends on the trigger, or None where one is missing.

    A word may hang on another that the line names after it ("declare martial law"), so those not yet found are looked for again.
    """
    found: dict[int, int] = {}
    left = list(range(len(entry.fixed)))
    while left:
        anchors = [trigger, *found.values()]
        words = ((place, _fixed_word(s, trigger, entry.fixed[place], anchors)) for place in left)
        place, hit = next(((place, hit) for place, hit in words if hit is not None), (-1, -1))
        if hit < 0:
            return None
        found[place] = hit
        left.remove(place)
    return tuple(found[place] for place in sorted(found))


def _is_bare(s: Sentence, verb: Token) -> bool:
    """Whether the verb of a clause is the bare form, which asks for what it says: "that Iran *stop*", "that he *be* freed"."""
    helpers = s.kids(verb.i, "aux", "auxpass")
    if helpers:
        return all(h.tag == "VB" for h in helpers)
    # "that the company pay": the parser may take it for the form of a plural subject
    one = any(k.tag in ("NN", "NNP") and len(grammar.conjuncts(s, k.i)) == 1 for k in s.kids(verb.i, "nsubj"))
    return verb.tag == "VB" or (verb.tag == "VBP" and one)


def _fixed_word(s: Sentence, trigger: int, alternatives: frozenset[str], anchors: list[int]) -> int | None:
    """One of these words below the trigger or a word found before, the last found first."""
    if ANY_OBJECT in alternatives:
        thing = grammar.direct_object(s, trigger)
        return thing if thing is not None and grammar.is_noun(s.tokens[thing]) and s.tokens[thing].entity not in _NO_PARTY else None
    for anchor in reversed(anchors):
        for kid in s.kids(anchor):
            if kid.dep in ("ccomp", "xcomp"):  # "asked the minister *whether* it was true"
                question = next((k.i for k in s.kids(kid.i) if _asks(k) and k.lower in alternatives), None)
                if question is not None:
                    return question
                if INFINITIVE in alternatives and kid.tag == "VB":
                    sign = next((k.i for k in s.kids(kid.i, "aux") if k.tag == "TO"), None)
                    if sign is not None:
                        return sign
            if kid.dep == "ccomp":  # "said that Iran *must* stop"
                modal = next((k.i for k in s.kids(kid.i, "aux") if k.tag == "MD" and k.lower in alternatives), None)
                if modal is not None:
                    return modal
                if STATED in alternatives and not any(k.tag in ("MD", "TO") for k in s.kids(kid.i, "aux")) and not _is_bare(s, kid):
                    return next((k.i for k in s.kids(kid.i, "mark") if k.lower == "that"), None)
                if BARE_CLAUSE in alternatives and _is_bare(s, kid):
                    return next((k.i for k in s.kids(kid.i, "mark") if k.lower == "that"), None)
                if kid.lemma == "be":  # "said that the rebels were *responsible*"
                    predicate = next((k.i for k in s.kids(kid.i, "acomp") if k.lower in alternatives), None)
                    if predicate is not None and predicate not in anchors:
                        return predicate
            if kid.i in anchors or kid.dep in ("conj", "relcl", "cc"):
                continue
            if kid.dep == "advcl" and not any(k.tag == "TO" for k in s.kids(kid.i, "aux")):  # "gave them a day to *leave*"
                continue
            if (kid.lemma in alternatives or kid.lower in alternatives) and not _is_of_time(s, kid):
                return kid.i
            if grammar.is_noun(kid) and kid.lemma in grammar.TRANSPARENT:
                below = grammar.inner_noun(s, kid.i)
                if s.tokens[below].lemma in alternatives and below not in anchors:
                    return below
    token = s.tokens[trigger]
    if token.dep in ("acl", "relcl") and token.head not in anchors and s.tokens[token.head].lemma in alternatives:
        return token.head  # "sanctions imposed on Iran", "the sanctions that it imposed"
    if token.dep in ("xcomp", "conj") and grammar.is_verb(token):  # "*troops* began leaving the town"
        doer = grammar.subject_as_doer(s, trigger)
        if doer is not None and doer not in anchors and s.tokens[doer].lemma in alternatives:
            return doer
    return None


def _asks(word: Token) -> bool:
    """Whether a word opens a clause that is a question: "how", "what", "whether"."""
    return word.tag in ("WRB", "WP", "WDT") or (word.dep == "mark" and word.lower in ("whether", "if"))


def _is_of_time(s: Sentence, word: Token) -> bool:
    """Whether a preposition opens a time and is no part of the verb: "*in* June the director gave notice" is not "gave in"."""
    return word.dep == "prep" and any(k.entity in ("DATE", "TIME") for k in s.kids(word.i, "pobj"))


def _fill(s: Sentence, trigger: int, fixed: tuple[int, ...], entry: Entry, who: Who, knowledge: Knowledge) -> Proposal | None:
    carrier = _light_verb(s, trigger, knowledge) if entry.pos == "n" else trigger
    own = frozenset((trigger, *fixed))
    fillers: dict[str, tuple[Resolved, ...]] = {"A": (), "R": (), "B": ()}
    for slot in entry.slots:
        heads = _heads(s, trigger, fixed, carrier, slot, who, entry)
        members: tuple[Resolved, ...] = ()
        for head in heads:
            if head in own and entry.pos == "n":
                continue
            if head in own:  # "suicide bombers killed", "Russian missiles hit": the actor is, or stands inside, a fixed word
                members = _within(who, head, slot, own)
            elif head != carrier:
                members = _members(who, head, slot, entry, own)
            if members:
                break
        if (
            slot.required
            and SPEAKER not in slot.places
            and not any(m.acts for m in members)
            and not (slot.role == "B" and _are_several(s, fillers["B"], heads, trigger))
        ):
            return None
        if members and not (slot.role == "B" and fillers["B"]):
            fillers[slot.role] = fillers[slot.role] or members
        elif members:
            fillers["B"] = _merge(fillers["B"], members)
    if entry.pos == "n" and entry.type in _DONE_TO_PEOPLE and not fillers["R"] and _are_victims(s, trigger, fillers["A"], who):
        fillers["A"], fillers["R"] = (), fillers["A"]
    actors, recipients = fillers["A"], fillers["R"]
    if not actors and not fillers["B"] and carrier != trigger:
        doer = grammar.subject_as_doer(s, carrier)
        if doer is not None and doer not in own:
            actors = tuple(m for m in doers(who, doer, lambda r: r.acts))
    # Whoever says something after a meeting need not have been there; on a visit, or in talks with somebody, he was.
    if not actors and not fillers["B"] and entry.pos == "n" and entry.type == _TRAVELLED and (entry.mode == "visit" or recipients):
        traveller = grammar.on_occasion_of(s, trigger)
        if traveller is not None:
            # "the president and his host": who is said by the other is no traveller
            going = [i for i in grammar.conjuncts(s, traveller) if not any(k.tag == "PRP$" for k in s.kids(i, "poss"))]
            actors = tuple(m for i in going for m in [who.one(i)] if m.acts)
    if fillers["B"]:
        actors = _merge(actors, fillers["B"])
    elif not recipients and entry.pos == "v":  # "lifted its boycott of Israeli farmers": whose it is stands inside the fixed object
        recipients = _inside_fixed(s, fixed, who, own)
    if not recipients and entry.type in _ABOUT_DEEDS:
        recipients = next((found for root in (trigger, *fixed) if (found := _in_content(s, root, who, own))), ())
    if not recipients and entry.pos != "a" and not any(slot.role == "B" for slot in entry.slots):
        recipients = _further_down(s, (*fixed, trigger, carrier), who, own, actors)
        recipients = recipients or _fixed_object(s, trigger, fixed, entry, who)
    if entry.type == "ASSAULT" and not fixed and recipients and all(_is_reflexive(r) for r in recipients):
        return None  # "shot *himself*"; a bomber who "blew himself up" has a line of his own
    # Whoever stands inside the actor's own words is no recipient: "*Irish* soldiers were sent".
    recipients = tuple(r for r in recipients if not any(_holds(a, r) for a in actors))
    if not any(r.acts for r in (*actors, *recipients)) and not _is_content(s, trigger, entry):
        return None
    return Proposal(trigger, fixed, entry, actors, recipients, carrier)


def _are_victims(s: Sentence, trigger: int, members: tuple[Resolved, ...], who: Who) -> bool:
    """Whether people who stand before a noun suffer what it tells: "the *student* arrests", as against "the *police* raid"."""
    before = [s.tokens[i].start for i in who.modifiers(trigger)]

    def is_one(one: Participant) -> bool:
        return any(one.start <= at < one.end for at in before) and bool(one.sectors) and _HARMLESS.issuperset(one.sectors)

    return bool(members) and all(is_one(r.participant) for r in members)


def _is_reflexive(one: Resolved) -> bool:
    """Whether somebody is the doer again: "shot *himself*"."""
    return one.participant.text.lower() in _REFLEXIVE


def _holds(one: Resolved, other: Resolved) -> bool:
    """Whether the words of one participant take in those of the other."""
    return one.participant.start <= other.participant.start and other.participant.end <= one.participant.end


def _in_content(s: Sentence, trigger: int, who: Who, own: frozenset[int]) -> tuple[Resolved, ...]:
    """Whom a promise, refusal or demand is about: "refused to respond to a request from *lawmakers*", "its pledge to work with *China*"."""
    for clause in s.kids(trigger, "xcomp", "acl", "ccomp"):
        if not grammar.is_verb(clause):
            continue
        if not any(k.tag == "TO" for k in s.kids(clause.i, "aux")):  # "demanded that the minister apologise"
            subject = next((k.i for k in s.kids(clause.i, "nsubj", "nsubjpass") if k.lower not in grammar.RELATIVES), None)
            members = tuple(m for m in who.members(subject) if m.acts) if subject is not None and clause.dep != "xcomp" else ()
            if members and clause.tag not in ("VBD", "VBN", "VBG"):
                return members
            continue
        heads = [grammar.direct_object(s, clause.i), grammar.indirect_object(s, clause.i)]
        if clause.lemma in _SENDING:  # what is sent is the sender's own
            heads = heads[1:]
        heads += [grammar.after_preposition(s, (clause.i,), (word,)) for word in ("with", "to", "for", "from", "against", "on")]
        for head in heads:
            if head is None or head in own or any(k.tag == "PRP$" for k in s.kids(head, "poss")):  # "willing to withdraw *its* troops"
                continue
            members = tuple(m for m in who.members(head) if m.acts and not m.instrument)
            members = members or tuple(m for m in who.inside(head, own) if m.acts)
            if members:
                return members
        deeper = _in_content(s, clause.i, who, own)
        if deeper:
            return deeper
    return ()


def _further_down(s: Sentence, roots: tuple[int, ...], who: Who, own: frozenset[int], actors: tuple[Resolved, ...]) -> tuple[Resolved, ...]:
    """Somebody below the trigger whom no place of the frame reaches: "mobilized troops for a battle *against the rebels*"."""
    doing = {(r.participant.start, r.participant.end) for r in actors}
    queue = list(dict.fromkeys(roots))
    seen = set(queue)
    for at in queue:
        for kid in s.kids(at):
            if grammar.is_circumstance(s, kid):
                continue
            if (kid.dep == "prep" and kid.lower in _TOWARDS) or (kid.dep == "agent" and s.tokens[at].dep == "acl"):
                below = s.kids(kid.i, "pobj", "pcomp")
            elif kid.dep == "dobj" or _leads_on(s, kid):
                below = [kid]
            elif kid.dep == "relcl" and _wants(s, kid):  # "munitions that *the army* needs"
                below = [s.tokens[i] for i in (grammar.subject(s, kid.i),) if i is not None and i not in seen]
            else:
                continue
            for token in below:
                if grammar.is_verb(token) and any(k.lower == "what" for k in s.kids(token.i)):  # "support for what *Chad* calls its …"
                    queue.append(token.i)
                    token = s.tokens[next((k.i for k in s.kids(token.i, "nsubj")), token.i)]  # noqa: PLW2901 - the one who calls it so
                if token.i in seen or token.entity in _NO_PARTY or any(k.tag == "PRP$" for k in s.kids(token.i, "poss")):
                    continue
                seen.add(token.i)
                queue.append(token.i)
                if token.i in own or not grammar.is_noun(token):
                    continue
                found = tuple(m for m in who.members(token.i) if m.acts and not m.instrument)
                found = found or tuple(m for m in who.inside(token.i, own) if m.acts)
                found = tuple(m for m in found if (m.participant.start, m.participant.end) not in doing)
                if found:
                    return found
    return ()


def _leads_on(s: Sentence, clause: Token) -> bool:
    """Whether whom a deed concerns may stand in this clause: infinitives, "restrictions imposed *on the bank*", "filed by *the party*"."""
    if clause.dep == "acl" and clause.tag == "VBN":
        return True
    return clause.dep in ("xcomp", "acl", "advcl") and any(k.tag == "TO" for k in s.kids(clause.i, "aux"))


def _wants(s: Sentence, clause: Token) -> bool:
    """Whether a relative clause tells who is to get what it speaks of."""
    return clause.lemma in _WANTING or any(k.lemma in _USING for k in s.kids(clause.i, "xcomp"))


def _is_content(s: Sentence, trigger: int, entry: Entry) -> bool:
    """Whether an event noun without participants may be what another event is about: "promised *support*", "demanded *talks*"."""
    return entry.pos == "n" and s.tokens[trigger].dep in ("dobj", "pobj", "nsubjpass", "conj")


def _are_several(s: Sentence, sides: tuple[Resolved, ...], heads: list[int], trigger: int) -> bool:
    """Whether the sides found already are two or more: "Chile and Peru met", "the two leaders met"."""
    if len(sides) > 1:
        return True
    subject = grammar.subject(s, trigger)
    return bool(sides) and subject is not None and s.tokens[subject].tag in ("NNS", "NNPS") and subject not in heads


def _inside_fixed(s: Sentence, fixed: tuple[int, ...], who: Who, own: frozenset[int]) -> tuple[Resolved, ...]:
    for i in fixed:
        if grammar.is_noun(s.tokens[i]) and s.tokens[i].dep in ("dobj", "nsubjpass", "pobj"):
            members = tuple(m for m in who.inside(i, own) if m.acts)
            if members:
                return members
    return ()


def _merge(one: tuple[Resolved, ...], other: tuple[Resolved, ...]) -> tuple[Resolved, ...]:
    spans = {(r.participant.start, r.participant.end) for r in one}
    return (*one, *(r for r in other if (r.participant.start, r.participant.end) not in spans))


def _within(who: Who, head: int, slot: Slot, own: frozenset[int]) -> tuple[Resolved, ...]:
    """Who fills a slot where its place is taken by a fixed word: the word itself, or whoever stands inside it."""
    itself = who.one(head)
    if itself.acts:
        return (itself,)
    return tuple(m for m in who.inside(head, own, SUFFERING if slot.role == "R" else DOING) if m.acts)


def _fixed_object(s: Sentence, trigger: int, fixed: tuple[int, ...], entry: Entry, who: Who) -> tuple[Resolved, ...]:
    """The thing that force is used on, where it is a fixed word of the entry and nobody else suffers: "captured *the town*"."""
    if entry.type not in _PLACES_SUFFER or not any(slot.role == "R" and "obj" in slot.places for slot in entry.slots):
        return ()
    head = grammar.direct_object(s, trigger)
    return (who.one(head),) if head is not None and head in fixed else ()


def _members(who: Who, head: int, slot: Slot, entry: Entry, own: frozenset[int]) -> tuple[Resolved, ...]:
    members = tuple(who.members(head))
    acting = tuple(m for m in members if m.acts and not (m.instrument and slot.role != "A"))
    if acting:
        return acting
    inside = tuple(m for m in who.inside(head, own, SUFFERING if slot.role == "R" else DOING) if m.acts)
    if inside:
        return inside
    token = who.sentence.tokens[head]
    if slot.role == "R" and not slot.required and entry.type in _THINGS_SUFFER and grammar.is_noun(token) and token.entity not in _NO_PARTY:
        return members
    return ()


def _light_verb(s: Sentence, noun: int, knowledge: Knowledge) -> int:
    """The light verb whose object (or passive subject) an event noun is: "held two days of talks", "talks were held"; else the noun."""
    at = noun
    for _ in range(3):
        token = s.tokens[at]
        head = s.tokens[token.head]
        if token.dep in ("dobj", "nsubjpass", "attr") and grammar.is_verb(head):
            return head.i if head.lemma in knowledge.cues.light else noun
        if token.dep == "pobj" and head.dep == "prep":
            above = s.tokens[head.head]
            if grammar.is_verb(above):
                return above.i if above.lemma in knowledge.cues.light and head.lower in ("in", "into", "to", "on", "out", "with") else noun
            if not (grammar.is_noun(above) and head.lower == "of"):
                return noun
            at = above.i
            continue
        if token.dep in ("conj", "compound"):
            at = head.i
            continue
        return noun
    return noun


def _heads(s: Sentence, trigger: int, fixed: tuple[int, ...], carrier: int, slot: Slot, who: Who, entry: Entry) -> list[int]:
    """The tokens that may fill a slot, in the order of its places."""
    found = []
    for place in slot.places:
        head: int | None = None
        if place == "subj":
            head = _subject(s, trigger, carrier, entry)
        elif place == "obj":
            head = grammar.direct_object(s, trigger) if entry.pos == "v" else None
        elif place == "iobj":
            head = grammar.indirect_object(s, carrier)
        elif place == "comp":
            head = grammar.clause_subject(s, trigger)
        elif place == "poss":
            head = next((k.i for k in s.kids(trigger, "poss")), None)
        elif place == "rel":
            head = grammar.relative_subject(s, trigger)
        elif place == "mod":
            modifiers = who.modifiers(trigger)
            head = modifiers[0] if modifiers else None
        elif place != SPEAKER:
            roots = (*reversed(fixed), trigger, *((carrier,) if carrier != trigger else ()))
            if entry.pos == "n":  # "the envoy's trip, her third *to Juba*"
                roots = (*roots, *(k.i for k in s.kids(trigger, "appos")))
            if entry.pos == "v":
                direct = next((k.i for k in s.kids(trigger, "dobj")), None)
                roots = (*roots, direct) if direct is not None else roots
            head = grammar.after_preposition(s, roots, (place,))
        if head is not None:
            found.append(head)
    return found


def _subject(s: Sentence, trigger: int, carrier: int, entry: Entry) -> int | None:
    token = s.tokens[trigger]
    if entry.pos == "v":
        if token.dep == "acl" and token.tag == "VBN" and _is_intransitive(s, trigger, entry):
            return token.head  # "a report called for sanctions", which the parser takes for a report that was called so
        return grammar.subject_as_doer(s, trigger)
    if entry.pos == "n" and token.dep != "attr":
        return grammar.subject_as_doer(s, carrier) if carrier != trigger else None
    if token.dep == "amod":
        return token.head
    verb = token.head if token.dep in ("acomp", "attr", "oprd", "conj", "xcomp") else trigger
    return grammar.subject(s, verb)


def _is_intransitive(s: Sentence, verb: int, entry: Entry) -> bool:
    """Whether the entry takes no object but a preposition, and that stands here with its noun: such a verb has no passive."""
    if any("obj" in slot.places for slot in entry.slots) or s.kids(verb, "agent"):
        return False
    return any(k.lower in words and s.kids(k.i, "pobj", "pcomp") for words in entry.fixed[:1] for k in s.kids(verb, "prep"))
