"""docs/cli.md out of what each command says of itself with --help.

usage: cli_reference.py [--check]     write the page; with --check only say whether it is current
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_WIDTH = 100
"""Columns of the help: that of the command line itself (`max_content_width`)."""
_HEAD = """# Commands and settings

<!-- Written by tools/cli_reference.py out of --help. Change the command, then run `make docs`. -->

Every command takes `--help`. Exit statuses: 0 all done, 1 some input skipped, 2 wrong usage, 3 nothing to do or to show.
What a command is told wrongly is answered in one line on standard error that says what was expected.
"""


def page(group: click.Group, name: str = "dateline") -> str:
    """The page: every command of the group with its help, in the order of `dateline --help`."""
    parts = [_HEAD]
    for path, command in commands(group, name):
        level = "##" if len(path.split()) <= 2 else "###"
        parts.append(f"{level} `{path}`\n\n```text\n{_help(command, path, group)}\n```\n")
    return "\n".join(parts)


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """The group and all commands under it, with how each is called."""
    yield name, group
    for one in sorted(group.commands):
        command = group.commands[one]
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {one}")
        else:
            yield f"{name} {one}", command


def _help(command: click.Command, path: str, group: click.Group) -> str:
    settings = {**group.context_settings, "max_content_width": _WIDTH, "terminal_width": _WIDTH}
    with click.Context(command, info_name=path, **settings) as context:
        return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def main() -> int:
    """Write or check the page."""
    from dateline.cli.main import group

    text = page(group)
    current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    if "--check" in sys.argv[1:]:
        if current != text:
            print(f"{PAGE}: is not what --help says; run: python tools/cli_reference.py", file=sys.stderr)
            return 1
        return 0
    if current != text:
        PAGE.write_text(text, encoding="utf-8")
        print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
