"""Nouns that stand for somebody named elsewhere in a report: `actors/descriptions.tsv`, and the adjectives of `actors/epithets.tsv`."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.knowledge.tables import Library


@dataclass(frozen=True, slots=True)
class Description:
    """What a noun may stand for: `kinds` of actor ("country", "person", a kind of named actor), a person's `titles`, '' for any.

    `relational` nouns mean somebody else than their possessor: "his host".
    """

    kinds: frozenset[str]
    titles: frozenset[str]
    relational: bool
    rule: str


def load_descriptions(library: Library) -> dict[str, Description]:
    """The nouns of the table; a row without a noun or without anything it stands for is handed to `library.reject`."""
    found: dict[str, Description] = {}
    for row in library.rows("actors/descriptions.tsv", ("noun", "stands_for", "titles", "relational", "note")):
        if not row["noun"] or not row["stands_for"] or row["relational"] not in ("", "yes"):
            library.reject(row.error("expected a noun, what it stands for, and relational yes or empty"))
            continue
        found.setdefault(
            row["noun"],
            Description(
                frozenset(row.many("stands_for")),
                frozenset(row.many("titles")),
                row["relational"] == "yes",
                f"{row.source}:{row.line} {row['noun']}",
            ),
        )
    return found


def load_epithets(library: Library) -> dict[str, frozenset[str]]:
    """The countries (ISO 3166-1 alpha-3) that an adjective may be said of; a row without either is handed to `library.reject`."""
    found: dict[str, frozenset[str]] = {}
    for row in library.rows("actors/epithets.tsv", ("adjective", "countries", "note")):
        if not row["adjective"] or not row["countries"]:
            library.reject(row.error("expected an adjective and the countries it is said of"))
            continue
        found.setdefault(row["adjective"].lower(), frozenset(row.many("countries")))
    return found
