"""`dateline schema`: the JSON Schema of what `dateline code` writes."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a coded report (one line of what `dateline code` writes).

    \b
    Example:
      dateline schema > coded-report.schema.json
    """
    from dateline.exporting.schema import schema as generate

    click.echo(json.dumps(generate(), indent=2))
