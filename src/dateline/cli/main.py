"""The group of commands, and the one place where our exceptions become one line and an exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dateline import __version__
from dateline.cli.actors import actors
from dateline.cli.code import code
from dateline.cli.compare import compare
from dateline.cli.event import event
from dateline.cli.events import events
from dateline.cli.explain import explain
from dateline.cli.export import export
from dateline.cli.forget import forget
from dateline.cli.knowledge import knowledge
from dateline.cli.merge import merge
from dateline.cli.output import discard_standard_output
from dateline.cli.panel import panel
from dateline.cli.quotes import quotes
from dateline.cli.read import read
from dateline.cli.recode import recode
from dateline.cli.run import run
from dateline.cli.schema import schema
from dateline.cli.score import score
from dateline.cli.sensitivity import sensitivity
from dateline.cli.serve import serve
from dateline.cli.similar import similar
from dateline.cli.timeline import timeline
from dateline.cli.watch import watch
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
      dateline merge coded.jsonl -o events.jsonl    one event a line, however many reports tell it
      dateline explain report.txt                   why each event was coded
      dateline run news.jsonl                       all of it into a store, dateline.db
      dateline events --actor RUS --since 2024-06-01   events out of the store
      dateline serve --open                         the store in your browser
      dateline watch feeds.txt                      feeds, polled politely, into the store
      dateline actors "Russian president"           who is known by a name, from when to when

    \b
    Exit statuses: 0 all coded, 1 some input skipped, 2 wrong usage, 3 nothing could be coded.
    """


for command in (
    actors,
    code,
    compare,
    event,
    events,
    explain,
    export,
    forget,
    knowledge,
    merge,
    panel,
    quotes,
    read,
    recode,
    run,
    schema,
    score,
    serve,
    similar,
    sensitivity,
    timeline,
    watch,
):
    group.add_command(command)


def main() -> None:
    """Entry point of `dateline`."""
    _open_closed_streams()
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
    except OSError as error:
        if error.filename is not None:
            raise
        discard_standard_output()  # a stream and no file: what else than a disk that is full beneath it
        click.echo(f"dateline: standard output cannot be written ({error.strerror or error}); what came before may not be whole", err=True)
        sys.exit(WRONG_USAGE)
    sys.exit(status if isinstance(status, int) else ALL_CODED)


def _open_closed_streams() -> None:
    """A standard stream that was closed (`>&-`) is as the null device: nothing comes from it, and what goes into it is lost."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # as long as the program runs
