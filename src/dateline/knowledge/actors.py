"""Who is known by name, and which common nouns are people who act. Formats: `data/actors/README.md`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dateline.knowledge.offices import Offices, load_offices
from dateline.knowledge.tables import Library, Row

SECTORS = frozenset(
    [
        "GOV",
        "LEG",
        "JUD",
        "MIL",
        "COP",
        "SPY",
        "PTY",
        "OPP",
        "REB",
        "UAF",
        "CVL",
        "BUS",
        "MED",
        "EDU",
        "REL",
        "LAB",
        "REF",
        "CRM",
        "JRN",
        "LGY",
        "NGO",
        "IGO",
        "ELI",
    ]
)
"""PLOVER's sectors of sub-state actors."""
Form = Literal["name", "adjective", "capital"]
THING = "thing"
"""The kind of what sounds like somebody and is a thing or an occasion: "a birthday party", "a tennis court"."""
AGENT_KINDS = frozenset({"person", "group", "office", "people", "instrument", "country", THING})
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_COUNTRY_COLUMNS = ("iso3", "iso2", "fips", "cow", "name", "aliases", "adjectives", "capital", "from", "to", "region", "note")
_ACTOR_COLUMNS = ("id", "name", "aliases", "code", "country", "sectors", "kind", "from", "to", "members", "wikidata", "note")
OTHER_TABLES = frozenset(
    {
        "actors/countries.tsv",
        "actors/agents.tsv",
        "actors/offices.tsv",
        "actors/facilities.tsv",
        "actors/leaders.tsv",
        "actors/transliteration.tsv",
        "actors/descriptions.tsv",
        "actors/epithets.tsv",
    }
)
"""Tables in `actors/` that are not of named actors."""
_RUN = re.compile(r"\w+")
"""The first word of a name: names are grouped by it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One row: a country, institution, organisation, group, party or outlet. `since` and `until` are ISO dates or ''."""

    id: str
    name: str
    code: str
    country: str
    sectors: tuple[str, ...]
    kind: str
    since: str
    until: str
    members: tuple[str, ...]
    wikidata: str
    rule: str

    def existed(self, on: str | None) -> bool:
        """Whether the row is valid on an ISO date; always where no date is known."""
        if on is None:
            return True
        return (not self.since or self.since <= on) and (not self.until or on[: len(self.until)] <= self.until)


@dataclass(frozen=True, slots=True)
class Agent:
    """A common noun for people who act, with its chief sector and kind (person, group, office, people, instrument, country, thing).

    `relational` nouns say what somebody is to another ("a U.S. ally"): the other's country is not theirs.
    """

    noun: str
    sector: str
    kind: str
    relational: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Match:
    """A known name in a text: characters `start` to `end` of the string searched, and the rows that bear it."""

    start: int
    end: int
    form: Form
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Actors:
    """All named actors by alias, and agent nouns by lemma. `longest` is the most words an agent noun has."""

    countries: Mapping[str, Actor]
    agents: Mapping[str, Agent]
    buckets: Mapping[str, tuple[tuple[str, Form, tuple[Actor, ...]], ...]]
    longest: int
    plurals: Mapping[str, str]
    lasts: frozenset[str]
    """The last words of agent nouns: what ends in none of them is none."""
    offices: Offices
    """Who held which office when."""
    facilities: frozenset[str]
    """Last words of names that are places, not persons."""

    def at(self, text: str, start: int) -> Match | None:
        """The longest known name that begins at `start` of `text` and ends where a word does."""
        first = _RUN.match(text, start)
        for alias, form, actors in self.buckets.get(first[0], ()) if first is not None else ():
            end = start + len(alias)
            if text.startswith(alias, start) and not (text[end : end + 1].isalnum() or text[end : end + 1] == "_"):
                return Match(start, end, form, actors)
        return None


def load_actors(library: Library) -> Actors:
    """Read the tables in `actors/`. Unusable rows are handed to `library.complain`, or raised."""
    aliases: dict[tuple[str, Form], list[Actor]] = defaultdict(list)
    countries: dict[str, Actor] = {}
    for row in library.rows("actors/countries.tsv", _COUNTRY_COLUMNS):
        if not row["name"] or len(row["iso3"]) != 3 or not _dates_fit(row):
            library.reject(row.error("expected a name, a three-letter iso3, and dates as YYYY, YYYY-MM or YYYY-MM-DD"))
            continue
        country = Actor(
            id=row["name"].lower().replace(" ", "_"),
            name=row["name"],
            code=row["iso3"],
            country=row["iso3"],
            sectors=(),
            kind="country",
            since=row["from"],
            until=row["to"],
            members=(),
            wikidata="",
            rule=f"{row.source}:{row.line}",
        )
        countries.setdefault(row["iso3"], country)
        for alias in (row["name"], *row.many("aliases")):
            aliases[alias, "name"].append(country)
        for alias in row.many("adjectives"):
            aliases[alias, "adjective"].append(country)
        for alias in row.many("capital"):
            aliases[alias, "capital"].append(country)
    for name in library.names("actors"):
        if name in OTHER_TABLES:
            continue
        for row in library.rows(name, _ACTOR_COLUMNS):
            actor = _actor(row, library)
            if actor is not None:
                for alias in (actor.name, *row.many("aliases")):
                    aliases[alias, "name"].append(actor)
    if library.folder is not None:  # a user's row goes before ours of the same name
        for key, rows in aliases.items():
            aliases[key] = [a for a in rows if a.rule.startswith(str(library.folder))] or rows
    agents, plurals = _agents(library)
    return Actors(
        countries=countries,
        agents=agents,
        buckets=_buckets(aliases),
        longest=max((len(noun.split()) for noun in agents), default=1),
        plurals=plurals,
        lasts=frozenset(noun.split()[-1] for noun in agents),
        offices=load_offices(library),
        facilities=frozenset(row["word"] for row in library.rows("actors/facilities.tsv", ("word", "note"))),
    )


def _dates_fit(row: Row) -> bool:
    return all(not row[side] or _DATE.fullmatch(row[side]) for side in ("from", "to"))


def _actor(row: Row, library: Library) -> Actor | None:
    problem = ""
    if not row["id"] or not row["name"]:
        problem = "id and name must not be empty"
    elif unknown := [sector for sector in row.many("sectors") if sector not in SECTORS]:
        problem = f"{unknown[0]!r} is no sector; known: {' '.join(sorted(SECTORS))}"
    elif not _dates_fit(row):
        problem = "from and to must be YYYY, YYYY-MM or YYYY-MM-DD"
    if problem:
        library.reject(row.error(problem))
        return None
    return Actor(
        id=row["id"],
        name=row["name"],
        code=row["code"],
        country=row["country"],
        sectors=row.many("sectors"),
        kind=row["kind"],
        since=row["from"],
        until=row["to"],
        members=row.many("members"),
        wikidata=row["wikidata"],
        rule=f"{row.source}:{row.line}",
    )


def _agents(library: Library) -> tuple[dict[str, Agent], dict[str, str]]:
    agents: dict[str, Agent] = {}
    plurals: dict[str, str] = {}
    for row in library.rows("actors/agents.tsv", ("noun", "plural", "sector", "kind", "note")):
        if row["sector"] and row["sector"] not in SECTORS:
            library.reject(row.error(f"{row['sector']!r} is no sector; known: {' '.join(sorted(SECTORS))}"))
            continue
        if not row["noun"] or row["kind"] not in AGENT_KINDS:
            library.reject(row.error(f"expected a noun and a kind out of {', '.join(sorted(AGENT_KINDS))}"))
            continue
        noun = row["noun"].lower().replace("-", " - ").replace("  ", " ")
        agents.setdefault(
            noun,
            Agent(row["noun"], row["sector"], row["kind"], row["note"].startswith("relational"), f"{row.source}:{row.line} {row['noun']}"),
        )
        for plural in row.many("plural"):
            plurals.setdefault(plural.lower(), noun)
    return agents, plurals


def _buckets(
    aliases: Mapping[tuple[str, Form], list[Actor]],
) -> dict[str, tuple[tuple[str, Form, tuple[Actor, ...]], ...]]:
    grouped: dict[str, list[tuple[str, Form, tuple[Actor, ...]]]] = defaultdict(list)
    rank = {"name": 0, "adjective": 1, "capital": 2}
    for (alias, form), actors in aliases.items():
        straight = alias.replace("\u2019", "'").strip()
        first = _RUN.match(straight)
        if len(straight) >= 2 and first is not None:
            grouped[first[0]].append((straight, form, tuple(actors)))
    return {key: tuple(sorted(group, key=lambda g: (-len(g[0]), rank[g[1]]))) for key, group in grouped.items()}
