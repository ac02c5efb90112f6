"""The group of commands, and the one place where our exceptions become one line and an exit status."""

from __future__ import annotations

import sys

import click

from dateline import __version__
from dateline.cli.actors import actors
from dateline.cli.code import code
from dateline.cli.explain import explain
from dateline.cli.knowledge import knowledge
from dateline.cli.schema import schema
from dateline.errors import DatelineError

ALL_CODED, SOME_SKIPPED, WRONG_USAGE, NOTHING_CODED = 0, 1, 2, 3
"""Exit statuses, as `--help` explains them."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dateline")
def group() -> None:
    """Turn news reports into an attributed record of events: who did what to whom, when and where, according to whom, how certainly.

    \b
    Examples:
      dateline code examples/reports.jsonl          a table on the terminal
      dateline code news.jsonl -o coded.jsonl       one coded report a line
      dateline explain report.txt                   why each event was coded
      dateline actors "Russian president"           who is known by a name, from when to when

    \b
    Exit statuses: 0 all coded, 1 some input skipped, 2 wrong usage, 3 nothing could be coded.
    """


for command in (actors, code, explain, knowledge, schema):
    group.add_command(command)


def main() -> None:
    """Entry point of `dateline`."""
    try:
        status = group.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("dateline: stopped", err=True)
        sys.exit(130)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_USAGE)
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(WRONG_USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else ALL_CODED)
