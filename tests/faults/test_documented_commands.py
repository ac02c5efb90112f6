"""Every command that the documentation shows is one that the program takes: its name, its options, their values."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dateline.cli.main import group

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name != "cli.md")]
"""`cli.md` is made from the commands themselves."""
_FIRST = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\S*/)?dateline(?= )")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]|\bINPUT\.\.\.")


def commands(page: str) -> Iterator[str]:
    """The commands on lines of code: indented by four or between fences, comments and what other programs do left out."""
    fenced = False
    for line in page.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            continue
        text = line.strip()
        if not (fenced or line.startswith("    ")) or text.startswith(("Usage:", "#")):
            continue
        for part in re.split(r" \|\|? | && |; |`", text.split("   #")[0]):
            found = _FIRST.match(part.strip())
            if found is not None:
                yield part.strip()[found.end() :].strip()


def problem(words: list[str]) -> str | None:
    """Why the program does not take these words; a file that is not here is no reason."""
    if words[0].startswith("-"):
        return None
    parent, command, rest = click.Context(group), group.commands.get(words[0]), words[1:]
    while isinstance(command, click.Group) and rest:
        parent, command = click.Context(command, parent=parent), command.commands.get(rest.pop(0))
    if command is None:
        return "no such command"
    try:
        command.make_context(words[0], rest, parent=parent).close()
    except click.exceptions.Exit:
        return None
    except click.UsageError as error:
        return None if "does not exist" in error.format_message() else error.format_message()
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_of_a_page_are_commands_of_the_program(page: Path) -> None:
    wrong = {}
    for command in commands(page.read_text(encoding="utf-8")):
        words = shlex.split(re.split(r"\s[<>]+\s?\S", _OPTIONAL.sub("x", command))[0], comments=True)
        reason = problem(words) if words else None
        if reason is not None:
            wrong[command] = reason
    assert not wrong


def test_the_commands_are_found() -> None:
    found = [command for page in PAGES for command in commands(page.read_text(encoding="utf-8"))]
    assert len(found) > 60
    assert problem(["code", "x.jsonl", "--no-such-option"]) is not None
    assert problem(["no-such-command"]) is not None
    assert problem(["panel", "--unit", "no-such-unit"]) is not None
