"""`dateline knowledge`: look at, check and import knowledge files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dateline.cli.knowledge_import import import_
from dateline.errors import KnowledgeError


@click.group()
def knowledge() -> None:
    """Look at, check and import knowledge files: codebook, lexicon, actors, cues.

    \b
    Examples:
      dateline knowledge check my-knowledge/
      dateline knowledge import Phoenix.actors.txt --into my-knowledge/
    """


@knowledge.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Read every knowledge file, ours and those in FOLDER, and name each line that cannot be used. Exit status 1 if there is one.

    \b
    Examples:
      dateline knowledge check
      dateline knowledge check my-knowledge/
    """
    from dateline.knowledge.base import fingerprint, load
    from dateline.knowledge.check import doubles
    from dateline.knowledge.tables import Library

    complaints: list[KnowledgeError] = []
    library = Library(folder, complaints.append)
    known = load(folder, library=library)
    complaints.extend(doubles(library))
    for complaint in complaints:
        click.echo(str(complaint), err=True)
    by_type: dict[str, int] = {}
    for entries in known.lexicon.by_head.values():
        for entry in entries:
            by_type[entry.type] = by_type.get(entry.type, 0) + 1
    click.echo(f"lexicon: {known.lexicon.size} entries")
    for kind, count in sorted(by_type.items()):
        click.echo(f"  {kind:<10} {count:>5}")
    names = len({a.id for group in known.actors.buckets.values() for _, _, actors in group for a in actors})
    aliases = sum(len(group) for group in known.actors.buckets.values())
    click.echo(f"actors: {names} by {aliases} names; {len(known.actors.agents)} agent nouns")
    click.echo(f"codebook: {len(known.codebook.types)} types, {len(known.codebook.modes)} modes, {len(known.codebook.cameo)} CAMEO codes")
    click.echo(f"fingerprint: {fingerprint(folder)}")
    click.echo(f"{len(complaints)} lines cannot be used" if complaints else "every line can be used")
    sys.exit(1 if complaints else 0)


knowledge.add_command(import_)
