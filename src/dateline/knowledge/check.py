"""What only a check asks: entries that stand twice, and so say nothing or contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.errors import KnowledgeError
from dateline.knowledge.actors import OTHER_TABLES
from dateline.knowledge.tables import Library


def doubles(library: Library) -> Iterator[KnowledgeError]:
    """Lexicon rows whose words, part of speech and frame stand in the same file already, and ids of actors that stand twice."""
    for name in library.names("lexicon"):
        seen: dict[tuple[str, str, str], int] = {}
        for row in library.rows(name, ("words", "pos", "frame")):
            key = (row["words"], row["pos"], row["frame"])
            if key in seen:
                yield row.error(f"{row['words']!r} stands already on line {seen[key]} with the same frame; remove one")
            seen.setdefault(key, row.line)
    ids: dict[str, str] = {}
    for name in library.names("actors"):
        if name in OTHER_TABLES:
            continue
        for row in library.rows(name, ("id",)):
            if row["id"] in ids:
                yield row.error(f"the id {row['id']!r} stands already at {ids[row['id']]}; ids must be unique")
            ids.setdefault(row["id"], f"{row.source}:{row.line}")
