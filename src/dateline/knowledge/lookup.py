"""What the actor tables know by a name, on a date: for `dateline actors` and for whoever checks a record by hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.knowledge.actors import Actor, Actors
from dateline.knowledge.offices import Term, fold


@dataclass(frozen=True, slots=True)
class Known:
    """One answer: who bears the name, as what, from when to when ('' is open), and the file and line that says so.

    `valid` says whether it holds on the date asked for; without a date, whether it holds still.
    """

    name: str
    what: str
    code: str
    country: str
    since: str
    until: str
    valid: bool
    id: str
    wikidata: str
    rule: str


def look_up(actors: Actors, name: str, on: str | None = None) -> list[Known]:
    """Everything the tables hold by a name in any spelling: named actors, terms of office by full name, surname or office, nouns.

    `on` is an ISO date. What holds on that date comes first; the order is otherwise by date, then name. "The Russian president" and
    "president of Russia" give the terms of that office.
    """
    wanted = _plain(name.removeprefix("the ").removeprefix("The "))
    found = [*_named(actors, wanted, on), *_terms(actors, name, wanted, on), *_nouns(actors, wanted)]
    unique = {(k.rule, k.what, k.name): k for k in found}
    return sorted(unique.values(), key=lambda k: (not k.valid, k.since, k.name, k.rule))


def _plain(text: str) -> str:
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(folded.replace("\u2019", "'").split())


def _named(actors: Actors, wanted: str, on: str | None) -> Iterator[Known]:
    for group in actors.buckets.values():
        for alias, form, rows in group:
            if _plain(alias) == wanted:
                for row in rows:
                    yield _of_actor(row, form, on)


def _of_actor(row: Actor, form: str, on: str | None) -> Known:
    what = row.kind if form == "name" else f"{row.kind}, by its {form}"
    sectors = f" {'|'.join(row.sectors)}" if row.sectors else ""
    members = f"; {len(row.members)} members" if row.members else ""
    valid = row.existed(on) if on else not row.until
    return Known(row.name, f"{what}{sectors}{members}", row.code, row.country, row.since, row.until, valid, row.id, row.wikidata, row.rule)


def _terms(actors: Actors, name: str, wanted: str, on: str | None) -> Iterator[Known]:
    offices = actors.offices
    key = fold(name, offices.spellings)
    terms = [*offices.keyed.get(key, ()), *(offices.surnames.get(key, ()) if " " not in name.strip() else ())]
    post = _post(actors, wanted)
    if post is not None:
        terms += offices.posts.get(post, ())
    for term in dict.fromkeys(terms):
        yield _of_term(term, on)


def _post(actors: Actors, wanted: str) -> tuple[str, str] | None:
    """Country and office of "russian president" or "president of russia"."""
    words = wanted.split()
    for group in actors.buckets.values():
        for alias, _, rows in group:
            country = _plain(alias)
            if rows[0].kind != "country" or country not in wanted:
                continue
            rest = words[len(country.split()) :] if wanted.startswith(country + " ") else None
            if rest is None and wanted.endswith(" of " + country):
                rest = words[: -len(country.split()) - 1]
            if rest and (rows[0].country, " ".join(rest)) in actors.offices.posts:
                return rows[0].country, " ".join(rest)
    return None


def _of_term(term: Term, on: str | None) -> Known:
    what = f"{term.office}, {term.country}"
    return Known(
        term.person, what, term.country + "GOV", term.country, term.since, term.until, term.covers(on), "", term.wikidata, term.rule
    )


def _nouns(actors: Actors, wanted: str) -> Iterator[Known]:
    noun = wanted if wanted in actors.agents else actors.plurals.get(wanted, wanted)
    agent = actors.agents.get(noun)
    if agent is not None:
        relational = ", relational" if agent.relational else ""
        yield Known(agent.noun, f"noun: {agent.kind}{relational}", agent.sector, "", "", "", True, "", "", agent.rule)
