"""docs/cli.md is what the commands say of themselves, and every command and option says something."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import click
import pytest

from dateline.cli.main import group

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = tool("cli_reference")
COMMANDS: dict[str, click.Command] = dict(REFERENCE.commands(group, "dateline"))


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == REFERENCE.page(group), "run: python tools/cli_reference.py"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_documented(path: str) -> None:
    command = COMMANDS[path]
    assert command.help, path
    assert "Example" in command.help, path
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{path} {option.opts[0]}"
    assert f"`{path}`" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_links_out_of_the_docs_become_words_on_the_site() -> None:
    outside = tool("mkdocs_hooks").outside
    assert outside("see [README](../src/x/README.md), [here](merging.md)") == "see README (`src/x/README.md`), [here](merging.md)"


def test_pages_that_nobody_listed_are_in_the_navigation(tmp_path: Path) -> None:
    for name in ("index.md", "new.md"):
        (tmp_path / name).write_text("# x")
    config = tool("mkdocs_hooks").on_config({"docs_dir": str(tmp_path), "nav": [{"Home": "index.md"}]})
    assert config["nav"] == [{"Home": "index.md"}, {"Further": ["new.md"]}]
    assert tool("mkdocs_hooks").on_config(config) == config
