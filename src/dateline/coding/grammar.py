"""Grammar over a parsed sentence: who is the subject of a verb, what is its object, what stands after a preposition.

It undoes what English does to the simple clause: passives, relative and participial clauses, coordination, control ("agreed to send",
"was forced to leave"). Every function takes a sentence and token indices and returns token indices; none knows anything about events.
"""

from __future__ import annotations

from dateline.parsing.tree import Sentence, Token

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
_MAX_CLIMB = 6
"""Steps of control and coordination followed at most; deeper ones are parse errors."""
TRANSPARENT = frozenset(
    {
        "number", "group", "series", "round", "wave", "package", "set", "dozen", "hundred", "thousand", "million", "score", "couple",
        "dozens", "hundreds", "thousands", "scores",
        "member", "part", "some", "many", "most", "several", "majority", "string", "handful", "pair", "kind", "form", "piece", "batch",
        "crowd", "one", "two", "three", "four", "five", "all", "both", "each", "none", "lot", "range", "host", "team", "convoy",
        "tens", "half", "third", "quarter", "mass", "barrage", "volley", "spate", "act", "campaign", "policy",
        "contingent", "battalion", "platoon", "squad", "percent", "percentage", "bulk",
        "rest", "remainder", "remnant", "share", "proportion", "amount", "quantity", "stock",
    }
)  # fmt: skip
"""Nouns that count or shape what follows *of*: "dozens of protesters" are protesters."""


def is_verb(token: Token) -> bool:
    """Whether the token is tagged as a verb (modals are not)."""
    return token.tag.startswith("VB")


def is_noun(token: Token) -> bool:
    """Whether the token is tagged as a noun, proper or common."""
    return token.tag.startswith("NN")


_WITH_OBJECT = frozenset(
    {
        "kill", "murder", "assassinate", "wound", "injure", "stab", "shoot", "rape", "kidnap", "abduct", "torture", "massacre", "lynch",
        "arrest", "detain", "jail", "imprison", "handcuff", "remand", "bail", "deport", "extradite", "evict", "expel", "oust", "sack",
        "ban", "convict", "acquit", "sentence", "indict", "fine", "accuse", "blame", "sue", "suspend", "rescue", "evacuate", "free",
        "pardon", "seize", "destroy", "demolish", "bomb", "loot", "ambush", "hospitalise", "hospitalize", "exonerate", "reprimand",
        "censure",
    }
)  # fmt: skip
"""Verbs that do not go without an object: where one does, a headline has left out *was*."""


def _is_headline_passive(s: Sentence, v: int) -> bool:
    """Whether it is "Teenager stabbed in park", "Three killed in blast": nothing follows that the subject could have done it to."""
    token = s.tokens[v]
    if token.dep != "ROOT" or token.tag not in ("VBD", "VBN") or token.lemma not in _WITH_OBJECT:
        return False
    kids = s.kids(v)
    if any(k.dep in ("aux", "dobj", "dative", "ccomp", "xcomp", "prt") for k in kids):
        return False
    if any(k.dep == "prep" and k.lower == "at" and k.i == v + 1 for k in kids):  # "shot at police"
        return False
    shared = any(is_verb(k) and s.kids(k.i, "dobj", "dative") for k in kids if k.dep == "conj")  # "shot and killed *the man*"
    return not shared and bool(s.kids(v, "nsubj"))


def is_passive(s: Sentence, v: int) -> bool:
    """Whether verb v is passive: "was shelled", "the town shelled by …", in headlines "town shelled"."""
    token = s.tokens[v]
    if any(k.dep in ("nsubjpass", "auxpass", "agent") for k in s.kids(v)) or _is_headline_passive(s, v):
        return True
    if token.tag != "VBN":
        return False
    if any(k.dep == "aux" and k.lemma == "have" for k in s.kids(v)):
        return False
    if token.dep == "conj":
        head = token.head
        return s.tokens[head].tag == "VBN" and is_passive(s, head) and not s.kids(v, "nsubj", "dobj")
    return token.dep in ("acl", "advcl", "amod", "relcl", "ccomp", "xcomp") and not s.kids(v, "nsubj", "dobj")


def _antecedent(s: Sentence, i: int) -> int:
    """The noun that a relative pronoun stands for, or the token itself."""
    token = s.tokens[i]
    if token.lower in RELATIVES and token.tag in ("WP", "WDT", "WP$", "IN"):
        for governor in s.ancestors(i):
            if governor.dep == "relcl":
                return governor.head
    return i


_DOCUMENTS = frozenset(
    {
        "statement", "resolution", "report", "letter", "bill", "decree", "order", "law", "motion", "petition", "communique", "declaration",
        "message", "note", "document", "article", "tweet", "post", "ruling", "verdict", "warrant", "directive", "memo", "editorial",
    }
)  # fmt: skip
"""Nouns that say or order what their maker does: "released *a statement* condemning the coup"."""


def subject(s: Sentence, v: int, depth: int = 0) -> int | None:
    """The grammatical subject of verb v (in the passive, of the passive), found through control and coordination."""
    found = _subject(s, v, depth)
    if found is not None and s.tokens[found].lemma in _DOCUMENTS and s.tokens[v].dep in ("acl", "relcl") and not is_passive(s, v):
        return _owner(s, found, depth) or found
    return found


def _subject(s: Sentence, v: int, depth: int) -> int | None:
    if depth > _MAX_CLIMB:
        return None
    token = s.tokens[v]
    for kid in s.kids(v):
        if kid.dep in SUBJECTS or kid.dep in PASSIVE_SUBJECTS:
            if kid.dep == "expl":
                continue
            return _antecedent(s, kid.i)
    head = s.tokens[token.head]
    dep = token.dep
    if dep == "conj" and (is_verb(head) or head.tag == "MD"):
        return subject(s, head.i, depth + 1)
    if dep in ("acl", "relcl") and is_noun(head):
        if token.tag in ("VBG", "VBN"):
            return head.i
        if token.tag in ("VB", "VBP") and s.kids(v, "aux"):  # "its decision to send": whose decision
            return _owner(s, head.i, depth)
        return head.i if dep == "relcl" and not _has_object_gap(s, v) else None
    if dep in ("xcomp", "ccomp", "advcl"):
        if is_verb(head):
            return _controller(s, head.i, depth) if dep != "advcl" else subject_as_doer(s, head.i, depth + 1)
        if head.tag.startswith("JJ"):
            return subject(s, head.head if head.dep == "acomp" else head.i, depth + 1)
        if is_noun(head):
            return _owner(s, head.i, depth)
    if dep == "pcomp":
        governor = s.tokens[head.head]
        if is_verb(governor):
            return _controller(s, governor.i, depth)
        if is_noun(governor):
            return _owner(s, governor.i, depth)
    if dep == "acomp" and is_verb(head):
        return subject(s, head.i, depth + 1)
    for kid in s.kids(v, "advcl"):  # "The president, opening the museum, said": the parser may hang the subject on the participle
        if kid.i < v and kid.tag in ("VBG", "VBN"):
            for sub in s.kids(kid.i, *SUBJECTS):
                if sub.i < kid.i:
                    return sub.i
    return None


def _controller(s: Sentence, governor: int, depth: int) -> int | None:
    """Who does what a governed infinitive or gerund says: the governor's object if it has one ("urged Iran to stop"), else its subject."""
    if s.tokens[governor].lemma not in ("promise", "vow", "threaten", "pledge", "offer"):
        if is_passive(s, governor):
            return subject(s, governor, depth + 1)
        for kid in s.kids(governor, "dobj", "dative"):
            return _antecedent(s, kid.i)
        for kid in s.kids(governor, "prep"):
            if kid.lower in ("on", "upon") and s.tokens[governor].lemma in ("call", "press", "prevail"):
                for pobj in s.kids(kid.i, "pobj"):
                    return pobj.i
    return subject(s, governor, depth + 1)


def _owner(s: Sentence, noun: int, depth: int) -> int | None:
    """Whose a noun is: its possessor, or the subject of the verb that governs it ("announced plans to send")."""
    for kid in s.kids(noun, "poss"):
        return kid.i
    governor = s.tokens[s.tokens[noun].head]
    if s.tokens[noun].dep in ("dobj", "attr", "oprd") and is_verb(governor):
        return subject_as_doer(s, governor.i, depth + 1)
    if s.tokens[noun].dep == "pobj" and is_verb(s.tokens[governor.head]):
        return subject_as_doer(s, governor.head, depth + 1)
    return None


def subject_as_doer(s: Sentence, v: int, depth: int = 0) -> int | None:
    """Who does what verb v says: the subject, or in the passive whoever stands after *by*."""
    if is_passive(s, v):
        return agent(s, v)
    return subject(s, v, depth)


def relative_subject(s: Sentence, noun: int) -> int | None:
    """The subject of a relative clause that lacks its object: "the policy that *Rome* imposed", "the policy *Rome* imposed"."""
    for kid in s.kids(noun, "relcl"):
        found = subject(s, kid.i)
        if found is not None and found != noun:
            return found
    for kid in s.kids(noun, "dobj", "appos", "dep"):  # without "that" the parser may take the subject for a second noun
        if kid.i > noun and any(k.tag in ("VBD", "VBN") and k.i > kid.i for k in (*s.kids(kid.i, "acl"), *s.kids(noun, "acl"))):
            return kid.i
    return None


_OCCASIONS = frozenset({"in", "on", "during", "at", "after", "before"})


def on_occasion_of(s: Sentence, noun: int) -> int | None:
    """The subject of the clause that a noun gives the occasion of: "on a visit to Kyiv *the minister* said", "during talks"."""
    token = s.tokens[noun]
    if token.dep != "pobj" or s.tokens[token.head].lower not in _OCCASIONS:
        return None
    governor = s.tokens[s.tokens[token.head].head]
    return subject(s, governor.i) if is_verb(governor) and not is_passive(s, governor.i) else None


def agent(s: Sentence, v: int) -> int | None:
    """Whoever stands after *by* with a passive verb."""
    for kid in s.kids(v, "agent"):
        for pobj in s.kids(kid.i, "pobj"):
            return _antecedent(s, pobj.i)
    if s.tokens[v].dep == "conj":
        head = s.tokens[v].head
        if is_verb(s.tokens[head]) and is_passive(s, head):
            return agent(s, head)
    for kid in s.kids(v, "conj"):  # "was arrested and jailed by police": the agent hangs on the last
        if is_verb(kid):
            for by in s.kids(kid.i, "agent"):
                for pobj in s.kids(by.i, "pobj"):
                    return pobj.i
    return None


def _has_object_gap(s: Sentence, v: int) -> bool:
    """Whether a relative clause lacks its object: "the town that Russia shelled"."""
    kids = s.kids(v)
    return any(k.dep == "nsubj" and k.lower not in RELATIVES for k in kids) and not any(
        k.dep == "dobj" and k.lower not in RELATIVES for k in kids
    )


def direct_object(s: Sentence, v: int, depth: int = 0) -> int | None:
    """The token that undergoes what verb v says: the direct object, in the passive the subject, in a relative clause its antecedent."""
    if is_passive(s, v):
        return subject(s, v)
    for kid in s.kids(v):
        if kid.dep == "dobj":
            return _antecedent(s, kid.i)
    token = s.tokens[v]
    if token.dep == "relcl" and _has_object_gap(s, v):
        return token.head
    for kid in s.kids(v, "ccomp"):  # small clauses that the parser takes for clauses: "urged Iran to stop"
        if kid.tag.startswith("JJ"):  # "found him guilty"
            return next((sub.i for sub in s.kids(kid.i, "nsubj") if sub.i > v), None)
        if not is_verb(kid):
            continue
        for sub in s.kids(kid.i, "nsubj"):
            if any(k.tag == "TO" for k in s.kids(kid.i, "aux")) and sub.i > v:
                return sub.i
    if depth < 2:
        for kid in s.kids(v, "conj"):  # "attacked and destroyed the convoy": the object hangs on the last
            if is_verb(kid) and not s.kids(kid.i, "nsubj", "nsubjpass") and kid.i - v <= 4:
                return direct_object(s, kid.i, depth + 1)
    return None


def indirect_object(s: Sentence, v: int) -> int | None:
    """The receiver: "sent Kyiv tanks", "sent tanks to Kyiv"."""
    for kid in s.kids(v, "dative"):
        if is_noun(kid) or kid.tag.startswith("PRP"):
            return kid.i
        for pobj in s.kids(kid.i, "pobj"):
            return pobj.i
    return None


def clause_subject(s: Sentence, v: int) -> int | None:
    """The subject of the clause that follows, or is said before: "urged Iran to stop", "Iran must stop, the envoy said"."""
    for kid in s.kids(v, "ccomp", "xcomp", "advcl"):
        if kid.i > v or kid.dep == "ccomp":
            for sub in s.kids(kid.i, "nsubj", "nsubjpass"):
                if sub.lower not in RELATIVES:
                    return sub.i
    return None


_COMPOUND = frozenset({"out", "on", "from", "away", "back", "off", "up", "down", "along", "together", "over", "in"})
"""Words that a further preposition follows as one: "out of", "from Kyiv to Lviv"; not "according to"."""


def after_preposition(s: Sentence, roots: tuple[int, ...], prepositions: tuple[str, ...]) -> int | None:
    """The noun after the first of these prepositions that hangs on one of `roots`; "out of", "because of" go by their last word."""
    for preposition in prepositions:
        for root in roots:
            for kid in s.kids(root, "prep", "agent", "dative", "prt", "advmod"):
                if kid.lower == preposition and not is_circumstance(s, kid):
                    for pobj in s.kids(kid.i, "pobj", "pcomp"):
                        return _antecedent(s, pobj.i)
                elif kid.lower in _COMPOUND:
                    for inner in s.kids(kid.i, "prep"):  # "out of", "on behalf of" and chains such as "from Kyiv to Lviv"
                        if inner.lower == preposition:
                            for pobj in s.kids(inner.i, "pobj"):
                                return pobj.i
    return None


_CIRCUMSTANCES = frozenset({"wake", "aftermath", "light", "face", "course", "midst", "run", "absence", "spite", "case", "view", "event"})
"""Nouns that make a circumstance of what follows *of*: "in the *wake* of a report"."""


def is_circumstance(s: Sentence, preposition: Token) -> bool:
    """Whether a preposition opens a phrase such as "in the wake of", behind which nobody stands to whom the deed is done."""
    return preposition.lower in ("in", "at") and any(k.lemma in _CIRCUMSTANCES for k in s.kids(preposition.i, "pobj"))


def conjuncts(s: Sentence, i: int) -> list[int]:
    """Token i and all that are coordinated with it ("Russia, China and Iran"), in order."""
    found, queue = [i], [i]
    while queue:
        at = queue.pop()
        for kid in s.kids(at, "conj"):
            if not is_verb(kid):
                found.append(kid.i)
                queue.append(kid.i)
    return sorted(found)


def inner_noun(s: Sentence, i: int) -> int:
    """The noun that a counting noun counts ("dozens of protesters" → protesters), or the token itself."""
    for _ in range(3):
        token = s.tokens[i]
        if not (token.lemma in TRANSPARENT or token.tag in {"CD", "DT"}):
            return i
        below = [p for k in s.kids(i, "prep") if k.lower == "of" for p in s.kids(k.i, "pobj")]
        if not below:
            return i
        i = below[0].i
    return i


def outer_noun(s: Sentence, i: int) -> int:
    """The noun that counts or parts a noun ("the main *part* of the visit" for the visit), or the token itself."""
    for _ in range(3):
        head = s.tokens[s.tokens[i].head]
        if s.tokens[i].dep != "pobj" or head.lower != "of" or s.tokens[head.head].lemma not in TRANSPARENT:
            return i
        i = head.head
    return i
