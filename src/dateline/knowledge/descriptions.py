"""Nouns that stand for somebody named elsewhere in a report: `actors/descriptions.tsv`."""

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
