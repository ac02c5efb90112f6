"""Cues: words that say how certain something is, who says it, and verbs too light to be events themselves.

Tables in `data/cues/`, described in the README there: `effects.tsv` (what a cue can make of a predicate, and how much that takes off),
`operators.tsv` (which of these a governing word has on what it governs), `adverbs.tsv`, `modals.tsv`, `closed.tsv` (the same for words
beside a predicate), `nouns.tsv` (nouns that are events), `speech.tsv` (verbs and nouns of saying, thinking, intending, finding) and
`light.tsv` (verbs that lend their subject to an event noun: "held talks").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from dateline.knowledge.tables import Library
from dateline.model import Act

AUXILIARIES = frozenset({"future", "hypothetical", "negation"})
"""PLOVER's auxiliary modes that words can bring about; the fourth, `historical`, needs the time as well."""
COMPLEMENTS = frozenset({"to", "that", "ing", "object", "subject"})
"""Places in which a word governs a predicate: infinitive, finite clause, gerund, object, subject. Any other is a preposition."""
ACTS = frozenset({"said", "believed", "intended", "found"})
LINKS = frozenset({"in-exchange-for", "responds-to", "follows", "part-of"})
CONTENTS = frozenset({"that", "to", "ing", "object", "small", "quote", "as"})
"""Where a word of saying has its content: finite clause, infinitive, gerund, object, object and predicate ("called him a liar"), only
a quotation, behind "as". Any other is a preposition."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a cue does: it multiplies the score by `factor`, below 0 where it turns the polarity, and brings `auxiliary` modes."""

    factor: float
    auxiliary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Modal:
    """The effect of a modal verb by itself, together with *not*, and before *have*; the latter two are '' where they add nothing."""

    effect: str
    negated: str
    perfect: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What a word of saying, thinking, intending or finding does, and where its content stands."""

    act: Act
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The tables, by word or lemma.

    `effects` by name. `operators` by (lemma or form, part of speech v, n or a): the name of the effect by complement, '' standing for all
    but the subject. `adverbs`: the effect's name. `closed` by (word, c, p or d): the effect's name. `nouns`: whether it is an event.
    `speech` by (lemma; v, n or a).
    """

    effects: Mapping[str, Effect]
    operators: Mapping[tuple[str, str], Mapping[str, str]]
    adverbs: Mapping[str, str]
    modals: Mapping[str, Modal]
    closed: Mapping[tuple[str, str], str]
    nouns: Mapping[str, bool]
    speech: Mapping[tuple[str, str], Saying]
    light: frozenset[str]
    announcing: frozenset[str]
    """Those of `light` whose deed lies ahead: "announced a visit"."""
    links: tuple[tuple[tuple[str, ...], str, frozenset[str]], ...]
    """Words between two events, the kind of link, the types that the first may have (empty: any); longer phrases first."""

    def words(self) -> Iterator[str]:
        """Every lemma that occurs in the tables."""
        for word, _ in (*self.operators, *self.speech):
            yield word
        yield from self.light


def load_cues(library: Library) -> Cues:
    """Read the tables in `cues/`. Unusable rows are handed to `library.complain`, or raised."""
    effects = _effects(library)
    names = frozenset(effects)
    light = list(library.rows("cues/light.tsv", ("word", "ahead", "note")))
    return Cues(
        effects=effects,
        operators=_operators(library, names),
        adverbs={word: value for (word, _), value in _pairs(library, "cues/adverbs.tsv", "effect", names).items()},
        modals=_modals(library, names),
        closed=_pairs(library, "cues/closed.tsv", "effect", names, _CLOSED),
        nouns={row["word"]: row["kind"] == "event" for row in library.rows("cues/nouns.tsv", ("word", "kind", "note"))},
        speech=_speech(library),
        light=frozenset(row["word"] for row in light),
        announcing=frozenset(row["word"] for row in light if row["ahead"]),
        links=_links(library),
    )


def _speech(library: Library) -> dict[tuple[str, str], Saying]:
    found: dict[tuple[str, str], Saying] = {}
    for row in library.rows("cues/speech.tsv", ("word", "pos", "act", "content", "note")):
        if row["act"] not in ACTS:
            library.reject(row.error(f"act is {row['act']!r}; expected one of {', '.join(sorted(ACTS))}"))
        elif row["pos"] not in ("v", "n", "a"):
            library.reject(row.error(f"pos is {row['pos']!r}; expected v (verb), n (noun) or a (adjective)"))
        else:
            content = frozenset(row.many("content") or ("that",))
            found.setdefault((row["word"], row["pos"]), Saying(cast("Act", row["act"]), content))
    return found


def _links(library: Library) -> tuple[tuple[tuple[str, ...], str, frozenset[str]], ...]:
    found = []
    for row in library.rows("cues/links.tsv", ("words", "kind", "types", "note")):
        if row["kind"] not in LINKS or not row["words"]:
            library.reject(row.error(f"expected words and a kind out of {', '.join(sorted(LINKS))}"))
            continue
        found.append((tuple(row["words"].lower().split()), row["kind"], frozenset(row.many("types"))))
    return tuple(sorted(found, key=lambda link: -len(link[0])))


def _effects(library: Library) -> dict[str, Effect]:
    found: dict[str, Effect] = {}
    for row in library.rows("cues/effects.tsv", ("effect", "factor", "auxiliary", "note")):
        auxiliary = frozenset(row.many("auxiliary"))
        try:
            factor = float(row["factor"])
        except ValueError:
            library.reject(row.error(f"factor is {row['factor']!r}; expected a number from -1 to 1"))
            continue
        if not -1 <= factor <= 1:
            library.reject(row.error(f"factor is {row['factor']}; expected a number from -1 to 1"))
        elif not auxiliary <= AUXILIARIES:
            library.reject(row.error(f"auxiliary is {row['auxiliary']!r}; expected some of {', '.join(sorted(AUXILIARIES))}"))
        else:
            found.setdefault(row["effect"], Effect(factor, auxiliary))
    return found


def _operators(library: Library, names: frozenset[str]) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in library.rows("cues/operators.tsv", ("word", "pos", "effect", "complements", "note")):
        if row["effect"] not in names:
            library.reject(row.error(f"effect is {row['effect']!r}; expected one of {', '.join(sorted(names))}"))
        elif row["pos"] not in ("v", "n", "a"):
            library.reject(row.error(f"pos is {row['pos']!r}; expected v (verb), n (noun) or a (adjective)"))
        else:
            places = found.setdefault((row["word"], row["pos"]), {})
            for complement in row.many("complements") or ("",):
                places.setdefault(complement, row["effect"])
    return found


def _modals(library: Library, names: frozenset[str]) -> dict[str, Modal]:
    found: dict[str, Modal] = {}
    for row in library.rows("cues/modals.tsv", ("word", "pos", "effect", "negated", "perfect", "note")):
        wrong = [c for c in ("effect", "negated", "perfect") if row[c] not in names and (row[c] or c == "effect")]
        if wrong:
            library.reject(row.error(f"{wrong[0]} is {row[wrong[0]]!r}; expected one of {', '.join(sorted(names))}"))
        else:
            found.setdefault(row["word"], Modal(row["effect"], row["negated"], row["perfect"]))
    return found


_CLOSED = {"c": "conjunction", "p": "preposition", "g": "preposition before a gerund", "d": "determiner or pronoun"}
_OPEN = {"v": "verb", "n": "noun", "a": "adjective", "r": "adverb"}


def _pairs(
    library: Library, name: str, column: str, allowed: frozenset[str], classes: Mapping[str, str] = _OPEN
) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in library.rows(name, ("word", "pos", column, "note")):
        if row[column] not in allowed:
            library.reject(row.error(f"{column} is {row[column]!r}; expected one of {', '.join(sorted(allowed))}"))
        elif row["pos"] not in classes:
            expected = ", ".join(f"{short} ({long})" for short, long in classes.items())
            library.reject(row.error(f"pos is {row['pos']!r}; expected {expected}"))
        else:
            found.setdefault((row["word"], row["pos"]), row[column])
    return found
