"""docs/exports.md names every format, every column and every loss."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from dateline.exporting import flat, graphml
from dateline.exporting.formats import MODULES, load_format

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `([a-z-]+)`\n(.*?)(?=^## |\Z)", DOCS, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_format_has_its_section_with_its_losses(name: str) -> None:
    form = load_format(name)
    assert f"Lost: {'; '.join(form.losses)}." in SECTIONS[name]
    assert f"| `{name}` | {form.what} | {'marked' if form.holds else 'left out'} |" in DOCS


@pytest.mark.parametrize("name", ["gdelt-events", "gdelt-mentions", "icews", "phoenix", "polecat"])
def test_each_column_of_other_projects_is_described(name: str) -> None:
    columns = importlib.import_module(f"dateline.exporting.{MODULES[name]}").COLUMNS
    described = re.findall(r"`([^`]+)`", "".join(line.split("|")[1] for line in SECTIONS[name].splitlines() if line.startswith("| `")))
    assert sorted(described) == sorted(columns)


def test_each_column_of_ours_is_described() -> None:
    for column in flat.COLUMNS:
        assert f"| `{column.name}` | {column.kind} | {column.meaning} |" in SECTIONS["csv"]
    for key, _ in (*graphml.NODE_KEYS, *graphml.EDGE_KEYS):
        assert f"`{key}`" in SECTIONS["graphml"]


def test_each_term_of_our_own_is_described() -> None:
    source = Path(str(importlib.import_module("dateline.exporting.jsonld").__file__)).read_text(encoding="utf-8")
    used = set(re.findall(r'"(dl:[a-zA-Z]+)"', source))
    assert used <= set(re.findall(r"`(dl:[a-zA-Z-]+)`", SECTIONS["jsonld"]))
