"""`dateline schema`: the JSON Schemas of what `dateline code` and `dateline merge` write."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--merged", is_flag=True, help="The schema of a merged event (one line of what `dateline merge` writes).")
def schema(merged: bool) -> None:
    """Print the JSON Schema of a coded report (one line of what `dateline code` writes), or of a merged event.

    \b
    Examples:
      dateline schema > coded-report.schema.json
      dateline schema --merged > merged-event.schema.json
    """
    from dateline.exporting.schema import merged_schema
    from dateline.exporting.schema import schema as coded_schema

    click.echo(json.dumps(merged_schema() if merged else coded_schema(), indent=2))
