"""The command line: one verb a command, one file a verb."""

from dateline.cli.main import main

__all__ = ["main"]
