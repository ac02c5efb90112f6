"""Magnitudes: words of quantity, currencies, and which verbs and nouns measure what.

Tables in `data/magnitudes/`, described in the README there. Spelled-out numbers come from `times/numbers.tsv`, which the time grammar
reads too, so that a number word stands in one place only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from dateline.knowledge.tables import Library, Row

KINDS = ("killed", "injured", "missing", "arrested", "displaced", "participants", "troops", "money", "weapons", "duration")
"""What can be measured, as `model.Magnitude.kind` has it."""
CLASSES = frozenset({"people", "crowd", "troops", "police", "men", "weapons", "life", "thing"})
"""Classes of counted nouns."""
VERB_SLOTS = frozenset({"object", "subject", "any"})
"""Where a verb has what it measures; any other word is a preposition."""
NOUN_SLOTS = frozenset({"self", "strong", "toll"})
"""How a noun has it: it is counted itself, is so many strong, is a figure that reaches a number; any other word is a preposition."""

Bound = Literal["low", "high", "exact"]
"""What an approximator makes of a figure: the least, the most, or the figure itself."""
Place = Literal["before", "after"]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A word that multiplies a number; a `short` one ("bn") stands right behind digits only."""

    value: int
    short: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of `kinds.tsv`: what a word measures, where the counted thing stands, of which classes it must be; `second` word of a verb."""

    kind: str
    second: str
    slots: frozenset[str]
    nouns: frozenset[str]
    rule: str


@dataclass(frozen=True, slots=True)
class Magnitudes:
    """The tables. Phrases are tuples of words in lower case.

    `numbers`: spelled-out numbers and what they say. `vague`: low and high of words such as "dozens". `approximators` and `currencies`
    by place and words. `measures` by (lemma or form, v n or a), `*` standing for any word. `nouns`: classes of counted nouns.
    """

    numbers: Mapping[str, int]
    scales: Mapping[str, Scale]
    vague: Mapping[Words, tuple[float | None, float | None]]
    approximators: Mapping[tuple[Place, Words], Bound]
    currencies: Mapping[tuple[Place, Words], str]
    measures: Mapping[tuple[str, str], tuple[Measure, ...]]
    nouns: Mapping[str, frozenset[str]]
    light: frozenset[str] = frozenset()
    """Verbs that lend their subject to an event noun ("carried out an attack"), as `cues/light.tsv` has them."""
    starts: frozenset[str] = frozenset()
    """Words with which a quantity may begin, apart from digits."""


def load_magnitudes(library: Library, people: Collection[str] = ()) -> Magnitudes:
    """Read the tables in `magnitudes/`; `people` are further nouns for persons. Unusable rows go to `library.complain`, or are raised."""
    numbers, scales, vague = _numbers(library), _scales(library), _vague(library)
    nouns = _nouns(library)
    for noun in people:
        nouns.setdefault(noun, frozenset({"people"}))
    return Magnitudes(
        numbers=numbers,
        scales=scales,
        vague=vague,
        approximators=cast("dict[tuple[Place, Words], Bound]", _phrases(library, "approximators", "effect", ("low", "high", "exact"))),
        currencies=_phrases(library, "currencies", "code", ()),
        measures=_measures(library),
        nouns=nouns,
        light=frozenset(row["word"] for row in library.rows("cues/light.tsv", ("word", "ahead", "note"))),
        starts=frozenset(numbers) | {words[0] for words in vague} | {"a", "an", "half"},
    )


def _numbers(library: Library) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in library.rows("times/numbers.tsv", ("word", "class", "value", "case")):
        if row["class"] in ("cardinal", "dozen") and row["value"].isdecimal():
            found.setdefault(row["word"], int(row["value"]))
    return found


def _scales(library: Library) -> dict[str, Scale]:
    found: dict[str, Scale] = {}
    for row in library.rows("magnitudes/scales.tsv", ("word", "value", "form", "note")):
        if not row["value"].isdecimal() or int(row["value"]) < 2:
            library.reject(row.error(f"value is {row['value']!r}; expected a whole number above 1"))
        elif row["form"] not in ("word", "short"):
            library.reject(row.error(f"form is {row['form']!r}; expected word or short"))
        else:
            found.setdefault(row["word"], Scale(int(row["value"]), row["form"] == "short"))
    return found


def _vague(library: Library) -> dict[Words, tuple[float | None, float | None]]:
    found: dict[Words, tuple[float | None, float | None]] = {}
    for row in library.rows("magnitudes/words.tsv", ("words", "low", "high", "note")):
        try:
            low, high = (_figure(row, column) for column in ("low", "high"))
        except ValueError as error:
            library.reject(row.error(str(error)))
            continue
        if not row["words"]:
            library.reject(row.error("words is empty; expected words in lower case"))
        elif low is None and high is None:
            library.reject(row.error("low and high are both empty; expected a number in one of them at least"))
        elif low is not None and high is not None and low > high:
            library.reject(row.error(f"low is {row['low']} and high {row['high']}; expected low to be no more than high"))
        else:
            found.setdefault(tuple(row["words"].split()), (low, high))
    return found


def _figure(row: Row, column: str) -> float | None:
    if not row[column]:
        return None
    if not row[column].isdecimal():
        raise ValueError(f"{column} is {row[column]!r}; expected a whole number or nothing")
    return int(row[column])


def _phrases(library: Library, table: str, column: str, allowed: tuple[str, ...]) -> dict[tuple[Place, Words], str]:
    found: dict[tuple[Place, Words], str] = {}
    for row in library.rows(f"magnitudes/{table}.tsv", ("words", "place", column, "note")):
        value = row[column]
        if row["place"] not in ("before", "after"):
            library.reject(row.error(f"place is {row['place']!r}; expected before or after"))
        elif not row["words"]:
            library.reject(row.error("words is empty; expected words in lower case"))
        elif allowed and value not in allowed:
            library.reject(row.error(f"{column} is {value!r}; expected one of {', '.join(allowed)}"))
        elif not allowed and not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
            library.reject(row.error(f"{column} is {value!r}; expected three capitals as in ISO 4217 (USD)"))
        else:
            found.setdefault((cast("Place", row["place"]), tuple(row["words"].split())), value)
    return found


def _nouns(library: Library) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in library.rows("magnitudes/nouns.tsv", ("noun", "class", "note")):
        classes = frozenset(row.many("class"))
        if not classes or not classes <= CLASSES:
            library.reject(row.error(f"class is {row['class']!r}; expected some of {', '.join(sorted(CLASSES))}"))
        else:
            found.setdefault(row["noun"], classes)
    return found


def _measures(library: Library) -> dict[tuple[str, str], tuple[Measure, ...]]:
    found: dict[tuple[str, str], tuple[Measure, ...]] = {}
    for row in library.rows("magnitudes/kinds.tsv", ("kind", "word", "pos", "slots", "nouns", "note")):
        slots, nouns = frozenset(row.many("slots")), frozenset(row.many("nouns"))
        word, _, second = row["word"].partition(" ")
        if row["kind"] not in KINDS:
            library.reject(row.error(f"kind is {row['kind']!r}; expected one of {', '.join(KINDS)}"))
        elif row["pos"] not in ("v", "n", "a"):
            library.reject(row.error(f"pos is {row['pos']!r}; expected v (verb), n (noun) or a (adjective)"))
        elif not word:
            library.reject(row.error("word is empty; expected a lemma, or * for any"))
        elif not slots and row["pos"] != "a":
            library.reject(row.error("slots is empty; expected object, subject, any, self, strong, toll or a preposition"))
        elif wrong := slots & (NOUN_SLOTS if row["pos"] == "v" else VERB_SLOTS):
            what = "verb" if row["pos"] == "v" else "noun or adjective"
            library.reject(row.error(f"slots is {row['slots']!r}, but a {what} has no {', '.join(sorted(wrong))}"))
        elif not nouns <= CLASSES:
            library.reject(row.error(f"nouns is {row['nouns']!r}; expected some of {', '.join(sorted(CLASSES))}"))
        else:
            key = (word, row["pos"])
            measure = Measure(row["kind"], second, slots, nouns, f"{row.source}:{row.line}")
            found[key] = (*found.get(key, ()), measure)
    return found
