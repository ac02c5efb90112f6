"""In whose scope a predicate stands: every cue of certainty on it and above it, innermost first.

A cue stands beside the predicate (negation, modal, adverb, conjunction, determiner, adjective), or governs it ("failed to", "plans to",
"the threat of"), or stands beside what governs it ("did not plan to"). From the predicate upwards, each step of the parse is one of
three: it carries the cues above down to the predicate, it carries them damped, or it ends the scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.coding import grammar
from dateline.knowledge.cues import Cues, Modal
from dateline.parsing.tree import Sentence, Token

_MAX_CLIMB = 12
"""Steps upwards at most; deeper embeddings are parse errors, and the bound keeps the work linear."""
_MOOD_WINDOW = 30
"""Words before the main verb that are looked through for a question word or a subject."""
_OWN_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_CLAUSAL = frozenset({"ccomp", "xcomp"})
_ARGUMENT = frozenset({"dobj", "nsubjpass", "attr", "oprd", "dative", "nsubj", "csubj", "csubjpass"})
_MODIFIER = frozenset({"compound", "nmod", "amod", "poss"})
_GIVEN = frozenset({"the", "this", "that", "these", "those"})
"""Determiners of what the reader is taken to know of: "the attack" took place, whatever is said of it."""
_DEFINITE_WEIGHT = 0.15
_POSSESSED_WEIGHT = 0.4
_INDEFINITE_WEIGHT = 0.8
_SUBJECT_WEIGHT = 0.35
"""An indefinite subject of a verb that may not have been: "a protest could delay the vote"."""
_OBJECT_WEIGHT = 0.3
"""How much "no" before an object says of the verb: "has no plans" has, but "plans" are not."""
_TURNED = frozenset({"negative", "refused"})
_IDLE = frozenset({"asked", "planned", "wanted", "tried", "promised", "considered", "ordered", "infinitive", "decided"})
"""Effects that say no more once what carries them is refused."""
_RAISERS = frozenset({"believed", "probable", "planned", "wanted", "decided"})
"""Effects of verbs whose negation is meant of the clause below them: "does not think that they left" is "thinks they did not"."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One word that bears on a predicate: its effect, and how much of it reaches the predicate, 0 to 1."""

    effect: str
    word: str
    at: int
    weight: float = 1.0
    governs: bool = False


def scope(s: Sentence, predicate: int, cues: Cues) -> list[Cue]:
    """Every cue that bears on the predicate, innermost first."""
    found = [*beside(s, predicate, cues), *_unspecific(s, s.tokens[predicate])]
    at, weight = predicate, 1.0
    governed = False
    for _ in range(_MAX_CLIMB):
        step = _step(s, at, predicate, cues)
        if step is None:
            break
        governed = True
        at, damped, met = step
        found.extend(Cue(cue.effect, cue.word, cue.at, cue.weight * weight, cue.governs) for cue in met)
        weight *= damped
    if not governed and _complement(s, s.tokens[predicate]) == "to" and any(k.tag == "TO" for k in s.kids(predicate, "aux")):
        found.append(Cue("infinitive", "to", predicate))
    found.extend(_mood(s, at))
    return _settled(_once(found))


def _unspecific(s: Sentence, token: Token) -> Iterator[Cue]:
    """A noun that names a kind of event, and only perhaps one: a modifier ("a bomb threat"), a bare singular ("fighting is costly")."""
    if token.tag == "NN" and token.dep in ("compound", "nmod"):
        yield Cue("kind", token.lower, -1)
    elif token.tag == "NN" and not s.kids(token.i, "det", "poss", "nummod", "relcl") and not grammar.is_verb(token):
        yield Cue("mass", token.lower, -1)


def _once(found: list[Cue]) -> list[Cue]:
    """Each word once: coordination and empty arguments can lead to it twice. "Neither … nor" is one negation."""
    seen: set[int] = set()
    kept: list[Cue] = []
    for cue in found:
        if cue.at in seen or (cue.word == "nor" and any(c.word == "neither" for c in kept)):
            continue
        seen.add(cue.at)
        kept.append(cue)
    return kept


def _settled(found: list[Cue]) -> list[Cue]:
    """Without the hedges that a later refusal makes idle: "rejected a proposal to merge" leaves no doubt, "does not propose to" does."""
    for place in range(len(found) - 1, 0, -1):
        cue = found[place]
        if cue.effect in _TURNED and cue.governs and cue.weight == 1.0:
            return [c for c in found[:place] if c.effect not in _IDLE or not c.governs] + found[place:]
    return found


# ---------------------------------------------------------------------------------------------------------- beside the predicate


def beside(s: Sentence, i: int, cues: Cues) -> Iterator[Cue]:
    """The cues that stand beside a word, among its own dependents."""
    token, kids = s.tokens[i], s.kids(i)
    negation = next((k for k in kids if k.dep == "neg" and not _only(s, k)), None)
    if negation is not None and any(k.lower in ("until", "till") and k.i > i for k in kids):
        negation = None  # "did not leave until Friday": left on Friday
    modal = next((k for k in kids if k.dep == "aux" and k.lower in cues.modals), None)
    if modal is not None:
        yield from _modal(s, i, modal, negation, cues)
    elif negation is not None:
        yield Cue("negative", negation.lower, negation.i)
    for kid in kids:
        if kid.dep == "mark" or (kid.dep == "advmod" and kid.i < i and (kid.lower, "c") in cues.closed):
            yield from _conjunction(s, i, kid, cues)
        elif kid.dep in ("advmod", "npadvmod", "preconj") and kid is not negation:
            yield from _adverb(s, token, kid, cues)
        elif kid.dep == "det" and (kid.lower, "d") in cues.closed:
            yield Cue(cues.closed[kid.lower, "d"], kid.lower, kid.i)
        elif kid.dep in ("amod", "compound", "nmod"):
            yield from _adjective(kid, cues)
        elif kid.dep in ("nsubj", "nsubjpass", "dobj", "attr") and grammar.is_verb(token):
            yield from _empty_argument(s, kid, cues)
        elif kid.dep == "advcl" and any(k.dep == "mark" and k.lower in ("if", "unless") for k in s.kids(kid.i)):
            yield Cue("consequence", "if", kid.i)


def _only(s: Sentence, negation: Token) -> bool:
    """Whether "not" is that of "not only", "not just", which denies nothing."""
    after = negation.i + 1
    return after < len(s.tokens) and s.tokens[after].lower in ("only", "just", "merely", "simply", "least")


def _modal(s: Sentence, i: int, modal: Token, negation: Token | None, cues: Cues) -> Iterator[Cue]:
    kind = cues.modals[modal.lower]
    if kind.effect == "would" and _told(s, i, cues):
        kind = Modal("future", "", kind.perfect)
    perfect = s.tokens[i].tag == "VBN" and any(k.dep == "aux" and k.lower in ("have", "'ve", "of") for k in s.kids(i))
    if perfect and kind.perfect:
        yield Cue(kind.perfect, f"{modal.lower} have", modal.i)
    elif negation is not None and kind.negated:
        yield Cue(kind.negated, f"{modal.lower} {negation.lower}", negation.i)
        return
    else:
        yield Cue(kind.effect, modal.lower, modal.i)
    if negation is not None:
        yield Cue("negative", negation.lower, negation.i)


def _act(cues: Cues, lemma: str) -> str | None:
    saying = cues.speech.get((lemma, "v"))
    return saying.act if saying is not None else None


def _told(s: Sentence, i: int, cues: Cues) -> bool:
    """Whether "would" is a "will" told in the past: "said that they would leave", without a condition."""
    if any(k.dep == "mark" for kid in s.kids(i, "advcl") for k in s.kids(kid.i)):
        return False
    at = s.tokens[i]
    while at.dep == "conj":
        at = s.tokens[at.head]
    head = s.tokens[at.head]
    return at.dep == "ccomp" and head.tag in ("VBD", "VBN", "VBG") and _act(cues, head.lemma) in ("said", "intended")


def _conjunction(s: Sentence, i: int, mark: Token, cues: Cues) -> Iterator[Cue]:
    before = s.tokens[mark.i - 1].lower if mark.i else ""
    effect = cues.closed.get((f"{before} {mark.lower}", "c")) or cues.closed.get((mark.lower, "c"))
    if effect is None:
        return
    if effect == "conditional" and any(k.dep == "aux" and k.lower in ("had", "'d") for k in s.kids(i)) and s.tokens[i].tag == "VBN":
        effect = "unreal"  # "if they had crossed": they had not
    if effect == "awaited" and not _ahead(s, i):
        return
    yield Cue(effect, mark.lower, mark.i)


def _ahead(s: Sentence, i: int) -> bool:
    """Whether a clause of time looks ahead: in the present tense, and what it hangs on is not past."""
    token, head = s.tokens[i], s.tokens[s.tokens[i].head]
    helpers = s.kids(i, "aux", "auxpass")
    if any(k.lemma == "have" for k in helpers):
        return False  # "after they have finished": done by then
    present = any(k.tag in ("VBZ", "VBP") for k in helpers) or token.tag in ("VBZ", "VBP")
    return present and not any(k.tag == "VBD" for k in (head, *s.kids(head.i, "aux", "auxpass")))


def _adverb(s: Sentence, token: Token, kid: Token, cues: Cues) -> Iterator[Cue]:
    if kid.lower == "longer" and any(k.lower == "no" for k in s.kids(kid.i)):
        yield Cue("negative", "no longer", kid.i)
    elif kid.lower in cues.adverbs and not (kid.lower in ("almost", "nearly") and not grammar.is_verb(token)):
        yield Cue(cues.adverbs[kid.lower], kid.lower, kid.i)
    else:
        for inner in s.kids(kid.i, "neg", "advmod"):  # "never before has"
            if cues.adverbs.get(inner.lower) == "negative":
                yield Cue("negative", inner.lower, inner.i)


def _adjective(kid: Token, cues: Cues) -> Iterator[Cue]:
    """A modifier that bears on its noun: "an alleged attack", "the planned visit", "a bomb threat" (of bomb, not of threat)."""
    effect = _effect(cues, (kid.lower, "a"), "object", alone=True)
    if effect is None and kid.tag == "VBN":
        effect = _effect(cues, (kid.lemma, "v"), "object", alone=True)
    if effect is not None and effect != "fact":
        yield Cue(effect, kid.lower, kid.i)


def _empty_argument(s: Sentence, kid: Token, cues: Cues) -> Iterator[Cue]:
    """Negation in an argument: "no one came", "no troops left", "found nothing", "neither side agreed"."""
    weight = 1.0 if kid.dep in ("nsubj", "nsubjpass") else _OBJECT_WEIGHT
    if cues.closed.get((kid.lower, "d")) == "negative" and kid.tag in ("NN", "DT", "PRP", "CC", "NNS"):
        yield Cue("negative", kid.lower, kid.i)
        return
    for det in s.kids(kid.i, "det", "neg", "amod"):
        if cues.closed.get((det.lower, "d")) == "negative" and not (det.lower in ("few", "little") and s.kids(kid.i, "det")):
            yield Cue("negative", det.lower, det.i, weight)
            return


# ------------------------------------------------------------------------------------------------------------------ one step up

_Step = tuple[int, float, list[Cue]]


def _step(s: Sentence, at: int, predicate: int, cues: Cues) -> _Step | None:
    """From a word to what it hangs on: where to, how much of what stands above that comes through, and the cues met on the way.

    None ends the scope.
    """
    token = s.tokens[at]
    head = s.tokens[token.head]
    if head.i == at:
        return None
    dep = token.dep
    if dep == "conj":
        return _coordinated(s, token, head, cues)
    if dep in _CLAUSAL:
        return _clause(s, token, head, cues)
    if dep == "advcl":
        return _adverbial(s, token, head, cues)
    if dep == "acl" or (dep == "relcl" and _complement(s, token) == "to"):
        return _of_noun(s, token, head, cues)
    if dep in ("pcomp", "pobj"):
        return _after_preposition(s, token, head, cues)
    if dep in _ARGUMENT:
        return _argument(s, token, head, cues, direct=at == predicate)
    if dep in _MODIFIER and not grammar.is_verb(token):
        effect = _effect(cues, (head.lemma, "n"), "object", alone=True) if dep != "poss" else None
        return head.i, 1.0, [*_met(effect, head), *beside(s, head.i, cues)]
    if dep == "acomp":
        return head.i, 1.0, list(beside(s, head.i, cues))
    return None


def _met(effect: str | None, governor: Token) -> list[Cue]:
    return [Cue(effect, governor.lower, governor.i, governs=True)] if effect is not None else []


def _coordinated(s: Sentence, token: Token, head: Token, cues: Cues) -> _Step | None:
    nor = [Cue("negative", "nor", k.i) for k in s.kids(head.i, "cc") if k.lower == "nor" and k.i < token.i]
    if not grammar.is_verb(token):
        if grammar.is_verb(head):
            return None
        shared = [c for c in beside(s, head.i, cues) if c.effect == "negative"]
        return head.i, 1.0, nor + shared
    if not grammar.is_verb(head):
        return head.i, 1.0, nor
    finite = _complement(s, token) == "that"
    if finite and _complement(s, head) == "to":
        return None  # a finite verb is no partner of an infinitive: the parser has hung it too low
    if any(k.dep in _OWN_SUBJECT for k in s.kids(token.i)):
        return None if head.dep == "ROOT" and not nor else (head.i, 1.0, nor)
    own = [k for k in s.kids(token.i) if k.dep in ("aux", "auxpass") and k.tag != "TO"]
    bare = bool(own) and own[0].tag == "VB" and head.tag == "VB"  # "could be jailed or *be fined*"
    if (token.tag != head.tag or own) and not bare:  # "was not hurt and left": another form starts afresh, under the same governor
        return head.i, 1.0, nor
    shared = [c for c in beside(s, head.i, cues) if c.effect != "consequence"]
    return head.i, 1.0, shared if any(c.effect == "negative" for c in shared) else nor + shared


def _complement(s: Sentence, token: Token) -> str:
    """How a clause is attached: `to` an infinitive, with or without "to", `ing` a gerund, `that` a finite clause."""
    helpers = s.kids(token.i, "aux", "auxpass")
    if any(k.tag == "TO" for k in helpers):
        return "to"
    if any(k.tag in ("VBD", "VBZ", "VBP", "MD") for k in helpers):
        return "that"
    if token.tag == "VB":
        return "that" if s.kids(token.i, "mark") else "to"
    if token.tag == "VBG":
        return "ing"
    if token.tag == "VBN" and token.dep == "xcomp":
        return "to"
    if token.dep == "xcomp" and not grammar.is_verb(token):
        return "to"
    return "that"


def _kind(token: Token) -> str:
    if token.tag.startswith("VB"):
        return "v"
    return "n" if token.tag.startswith("NN") else "a"


def _effect(cues: Cues, key: tuple[str, str], complement: str, *, alone: bool = False) -> str | None:
    """The effect of a governing word on a complement. `alone`: the table must name that very complement."""
    places = cues.operators.get(key)
    if places is None:
        return None
    effect = places.get(complement)
    if effect is None and not alone and complement != "subject":
        effect = places.get("")
    return effect


def _governs(s: Sentence, head: Token, complement: str, cues: Cues) -> str | None:
    """The effect of a governing word: with its particle where it has one, by its form where the table has the form, else by its lemma."""
    kind = _kind(head)
    for particle in s.kids(head.i, "prt"):
        effect = _effect(cues, (f"{head.lemma} {particle.lower}", kind), complement)
        if effect is not None:
            return effect
    effect = _effect(cues, (head.lower, kind), complement)
    if effect is None and head.lemma != head.lower:
        effect = _effect(cues, (head.lemma, kind), complement)
    if effect is None and head.tag == "VBN":
        effect = _effect(cues, (head.lower, "a"), complement)
    return effect


def _clause(s: Sentence, token: Token, head: Token, cues: Cues) -> _Step | None:
    complement = _complement(s, token)
    above = list(beside(s, head.i, cues))
    if head.dep == "acomp":
        above += beside(s, head.head, cues)
    governor = head
    if head.lemma in ("be", "become"):  # "is likely to": the parser may hang the infinitive on the verb
        governor = next((k for k in s.kids(head.i, "acomp", "attr") if k.i < token.i), head)
        if governor is not head:
            above += beside(s, governor.i, cues)
    effect = _governs(s, governor, complement, cues)
    if effect is None and governor is not head:
        effect = _by_adjective(s, governor, complement, cues)
    if complement == "that":
        after = head.i > token.i  # "They will leave, he warned": the clause comes before its verb
        if effect == "fact":
            return None  # "we must not forget that": it is so, whatever is made of remembering it
        said = (head.lemma, "v") in cues.speech and grammar.is_verb(head)
        denied = any(c.effect == "negative" for c in above)
        if said and (after or not (effect or denied)):
            return None
        met = _met(effect, governor)
        if denied:
            met.append(Cue("negative" if effect in _RAISERS else "unconfirmed", f"not {head.lower}", head.i + len(s.tokens)))
        if said:
            return head.i, 0.0, met
        return head.i, 1.0, met + [Cue(c.effect, c.word, c.at, 0.5) for c in above if c.effect != "negative"]
    if effect is None and complement == "to":
        done = not above and grammar.is_verb(head) and head.tag != "VB"  # "travelled to meet": those who go for something mostly do it
        return head.i, 1.0, [Cue("purpose" if done else "infinitive", "to", token.i), *above]
    return head.i, 1.0, _met(effect, governor) + above


def _adverbial(s: Sentence, token: Token, head: Token, cues: Cues) -> _Step | None:
    complement = _complement(s, token)
    above = [c for c in beside(s, head.i, cues) if c.effect not in ("negative", "consequence")]
    if complement == "to":
        effect = _governs(s, head, "to", cues)
        return head.i, 1.0, [*(_met(effect, head) or [Cue("purpose", "to", token.i)]), *above]
    if complement == "ing" and not s.kids(token.i, "mark"):
        return head.i, 0.7, [Cue(c.effect, c.word, c.at, 0.7) for c in above]
    return None


def _of_noun(s: Sentence, token: Token, head: Token, cues: Cues) -> _Step | None:
    complement = _complement(s, token)
    participle = token.tag in ("VBN", "VBG") and not s.kids(token.i, "aux", "auxpass")
    if complement == "ing" or (complement == "that" and participle):
        return None  # "the plan presented", "troops entering": the noun does not govern its participle
    effect = _governs(s, head, complement, cues)
    if complement == "that" and effect is None:
        return None
    if effect is None:
        effect = _by_adjective(s, head, complement, cues)
    return head.i, 1.0, [*(_met(effect, head) or [Cue("infinitive", "to", token.i)]), *beside(s, head.i, cues)]


def _by_adjective(s: Sentence, noun: Token, complement: str, cues: Cues) -> str | None:
    """The effect of an adjective on what its noun governs: "the *last* town to fall"."""
    return next((e for k in s.kids(noun.i, "amod") if (e := _effect(cues, (k.lower, "a"), complement)) is not None), None)


def _after_preposition(s: Sentence, token: Token, preposition: Token, cues: Cues) -> _Step | None:
    if preposition.head == preposition.i:
        return None
    word = preposition.lower
    governor = s.tokens[preposition.head]
    effect = cues.closed.get((word, "p"))
    if effect is None and token.dep == "pcomp":
        effect = cues.closed.get((word, "g"))
    if effect in (None, "background"):  # "instead of", "rather than", "depending on": the parser makes either word the head
        for other in (governor, *s.kids(preposition.i, "advmod", "prep")):
            effect = cues.closed.get((other.lower, "p"), effect) if other.tag in ("RB", "IN", "VBG") else effect
    if effect is not None and effect != "background":
        if effect == "negative" and any(c.effect != "consequence" for c in beside(s, governor.i, cues)):
            effect = "conditional"  # "cannot leave without asking": whether they ask is open
        return governor.i, 0.0, [Cue(effect, word, preposition.i)]
    if governor.tag == "IN" and governor.head != governor.i:  # "out of", "because of"
        governor = s.tokens[governor.head]
    met = _met(_governs(s, governor, word, cues), governor)
    if not met and governor.dep in ("dobj", "nsubjpass", "dative"):  # "accused the senator of planning": hung on the senator
        verb = s.tokens[governor.head]
        found = _met(_effect(cues, (verb.lemma, "v"), word, alone=True), verb)
        met, governor = (found, verb) if found else (met, governor)
    if effect == "background" and not met:
        return None
    damped = 1.0 if met or token.dep == "pcomp" else _weight(s, token)
    above = [Cue(c.effect, c.word, c.at, damped) for c in beside(s, governor.i, cues)]
    if not met and token.dep == "pcomp":
        above = [c for c in above if c.effect != "negative"]
    return governor.i, damped, met + above


def _argument(s: Sentence, token: Token, head: Token, cues: Cues, *, direct: bool) -> _Step | None:
    subject = token.dep in ("nsubj", "csubj")
    met = _met(_governs(s, head, "subject" if subject else "object", cues), head)
    if subject:  # "an attack is likely"
        for kid in s.kids(head.i, "acomp"):
            found = _met(_effect(cues, (kid.lower, "a"), "subject"), kid)
            if found:
                met += [*found, *beside(s, kid.i, cues)]
    if met and met[0].effect in _TURNED and direct and ((token.lemma, "n") in cues.operators or (token.lemma, "n") in cues.speech):
        met, damped = [], _DEFINITE_WEIGHT  # "rejected the offer": there was one
    elif met or not grammar.is_noun(token):
        damped = 1.0
    else:
        damped = _weight(s, token)
        if damped == _INDEFINITE_WEIGHT:
            if subject:
                damped = _SUBJECT_WEIGHT
            elif head.lemma in cues.light:
                damped = 1.0
    above = [Cue(c.effect, c.word, c.at, damped * c.weight) for c in beside(s, head.i, cues)]
    if token.dep == "csubj":
        above = [c for c in above if c.effect != "negative"]
    return head.i, damped, met + above


def _weight(s: Sentence, noun: Token) -> float:
    """How much of what is said of a noun's clause holds for the noun: little where the noun is given, most where it is new."""
    if not grammar.is_noun(noun):
        return 1.0
    for kid in s.kids(noun.i):
        if kid.dep == "det" and kid.lower in _GIVEN:
            return _DEFINITE_WEIGHT
        if kid.dep == "poss":
            return _POSSESSED_WEIGHT
    return _INDEFINITE_WEIGHT


# ----------------------------------------------------------------------------------------------------------- mood of the sentence


def _mood(s: Sentence, top: int) -> Iterator[Cue]:
    """What the form of the main clause brings: a question that asks whether, an order."""
    token = s.tokens[top]
    if token.head != top or not grammar.is_verb(token):
        return
    end = len(s.tokens)  # no word stands there: the mood has a place of its own among the cues
    before = s.tokens[max(0, top - _MOOD_WINDOW) : top]
    if any(t.text == "?" for t in s.tokens[-3:]):
        helper = next((k for k in s.kids(top) if k.dep in ("aux", "auxpass")), token)
        subject = next((k for k in s.kids(top, "nsubj", "nsubjpass")), None)
        asks_what = any(t.tag in ("WP", "WRB", "WDT", "WP$") for t in before)
        if subject is not None and helper.i < subject.i and not asks_what:
            yield Cue("question", "?", end)
    elif (
        token.tag == "VB"
        and not any(t.tag[0] in "NVP" for t in before)
        and not any(k.dep in _OWN_SUBJECT or k.dep in ("aux", "auxpass") for k in s.kids(top))
    ):
        yield Cue("asked", "imperative", end)
