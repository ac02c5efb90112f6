"""Who held which office when: `actors/offices.tsv`, found by the holder's name in any spelling, by surname, and by office."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dateline.knowledge.tables import Library

_K = TypeVar("_K", str, tuple[str, str])
_COLUMNS = ("country", "office", "person", "aliases", "from", "to", "wikidata", "note")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
FAMILY_NAME_FIRST = frozenset({"CHN", "KOR", "PRK", "VNM", "TWN", "HKG", "KHM", "HUN"})
"""Countries whose names usually stand family name first; a report may shorten them to their first word."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of office: `since` and `until` are ISO dates (year, month or day), `until` '' where it had not ended when entered."""

    country: str
    office: str
    person: str
    since: str
    until: str
    rule: str
    wikidata: str = ""

    def covers(self, on: str | None) -> bool:
        """Whether the office was held on an ISO date; without a date, whether it is still held."""
        if on is None:
            return not self.until
        return self.since <= on and (not self.until or on[: len(self.until)] <= self.until)


@dataclass(frozen=True, slots=True)
class Offices:
    """The terms of office by full name, by spelling key (see `fold`), by surname's key, and by (country, office).

    `leaders` is the office that leads a state, where it is not the president's.
    """

    named: Mapping[str, tuple[Term, ...]]
    keyed: Mapping[str, tuple[Term, ...]]
    surnames: Mapping[str, tuple[Term, ...]]
    posts: Mapping[tuple[str, str], tuple[Term, ...]]
    leaders: Mapping[str, str]
    spellings: tuple[tuple[re.Pattern[str], str], ...]

    def known(self, name: str, on: str | None) -> tuple[Term, bool] | None:
        """The term that a full name in any spelling tells of on a date, and whether it was held then; see `held`."""
        return held(self.named, name, on) or held(self.keyed, fold(name, self.spellings), on)

    def by_surname(self, surname: str, on: str | None) -> tuple[Term, ...]:
        """The terms that cover a date of all who bear a surname, one a person."""
        found = {t.person: t for t in self.surnames.get(fold(surname, self.spellings), ()) if t.covers(on)}
        return tuple(found[person] for person in sorted(found))

    def holder(self, country: str, office: str, on: str | None) -> Term | None:
        """The one who held a country's office on a date; None where nobody is known, or two are."""
        now = [t for t in self.posts.get((country, office), ()) if t.covers(on)]
        if len({t.person for t in now}) > 1:  # the day of a handover
            now = [t for t in now if t.since != on and (on is None or t.until[:10] != on)] or now
        return now[0] if len({t.person for t in now}) == 1 else None

    def leader(self, country: str, on: str | None) -> Term | None:
        """Whoever led a state on a date."""
        office = self.leaders.get(country)
        if office is not None:
            return self.holder(country, office, on)
        return next((t for office in ("president", "king", "prime minister") if (t := self.holder(country, office, on))), None)


@functools.lru_cache(maxsize=32768)  # the same few names come in every sentence of a report
def fold(name: str, spellings: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    """The key of a name's spellings: lower case, no accents, variants of transliteration made one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    for pattern, replacement in spellings:
        plain = pattern.sub(replacement, plain)
    return plain.strip()


def load_offices(library: Library) -> Offices:
    """All terms. Rows without a country (heads of international bodies) are checked and left out; unusable ones go to `library.reject`."""
    spellings = _spellings(library)
    named: dict[str, list[Term]] = defaultdict(list)
    keyed: dict[str, list[Term]] = defaultdict(list)
    surnames: dict[str, list[Term]] = defaultdict(list)
    posts: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for row in library.rows("actors/offices.tsv", _COLUMNS):
        if (
            not row["office"]
            or not row["person"]
            or not _DATE.fullmatch(row["from"])
            or not (row["to"] == "" or _DATE.fullmatch(row["to"]))
        ):
            library.reject(row.error("expected an office, a person, and dates as YYYY, YYYY-MM or YYYY-MM-DD"))
            continue
        if row["to"] and row["to"] < row["from"][: len(row["to"])]:
            library.reject(row.error(f"the term ends ({row['to']}) before it begins ({row['from']})"))
            continue
        if not row["country"]:
            continue
        term = Term(row["country"], row["office"], row["person"], row["from"], row["to"], f"{row.source}:{row.line}", row["wikidata"])
        posts[term.country, term.office].append(term)
        for name in (row["person"], *row.many("aliases")):
            if " " in name:
                named[name].append(term)
                key = fold(name, spellings)
                if term not in keyed[key]:
                    keyed[key].append(term)
        words = row["person"].split()
        family = words[0] if term.country in FAMILY_NAME_FIRST and len(words) > 1 else words[-1]
        surnames[fold(family, spellings)].append(term)
    leaders = {row["country"]: row["office"] for row in library.rows("actors/leaders.tsv", ("country", "office", "note"))}
    return Offices(_frozen(named), _frozen(keyed), _frozen(surnames), _frozen(posts), leaders, spellings)


def _frozen(found: Mapping[_K, list[Term]]) -> dict[_K, tuple[Term, ...]]:
    return {name: tuple(terms) for name, terms in found.items()}


def _spellings(library: Library) -> tuple[tuple[re.Pattern[str], str], ...]:
    made = []
    for row in library.rows("actors/transliteration.tsv", ("pattern", "replacement", "note")):
        try:
            made.append((re.compile(row["pattern"]), row["replacement"]))
        except re.error as error:
            library.reject(row.error(f"{row['pattern']!r} is no regular expression: {error}"))
    return tuple(made)


def held(terms: Mapping[str, Sequence[Term]], name: str, on: str | None) -> tuple[Term, bool] | None:
    """The term that a full name tells of on a date, and whether the office was held then; None where nobody or several are meant.

    Who has left office is known by the last one held before that date, with False.
    """
    own = terms.get(name, ())
    if len({(t.person, t.country) for t in own}) > 1:
        own = [t for t in own if t.covers(on)]
        if len({(t.person, t.country) for t in own}) != 1:
            return None
    now = [t for t in own if t.covers(on)]
    if now:
        return now[0], True
    before = [t for t in own if on is None or t.since <= on]
    return (max(before, key=lambda t: t.since), False) if before else None
