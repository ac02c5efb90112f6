"""Who held which office when: `actors/offices.tsv`, by the holder's full name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge.tables import Library

_COLUMNS = ("country", "office", "person", "aliases", "from", "to", "wikidata", "note")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of office: `since` and `until` are ISO dates (year, month or day), `until` '' where it had not ended when entered."""

    country: str
    office: str
    person: str
    since: str
    until: str
    rule: str

    def covers(self, on: str | None) -> bool:
        """Whether the office was held on an ISO date; without a date, whether it is still held."""
        if on is None:
            return not self.until
        return self.since <= on and (not self.until or on[: len(self.until)] <= self.until)


def load_offices(library: Library) -> dict[str, tuple[Term, ...]]:
    """The terms of each full name and alias. Rows without a country (heads of international bodies) are checked and left out."""
    found: dict[str, list[Term]] = defaultdict(list)
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
        term = Term(row["country"], row["office"], row["person"], row["from"], row["to"], f"{row.source}:{row.line}")
        for name in (row["person"], *row.many("aliases")):
            if " " in name:
                found[name].append(term)
    return {name: tuple(terms) for name, terms in found.items()}


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
