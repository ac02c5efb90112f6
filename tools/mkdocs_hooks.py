"""What mkdocs.yml asks of us while the site is built: pages that nobody listed get a place, links out of docs/ become words.

Pages are read in the repository too, where a link to a source file works; a site has no such file, and `--strict` allows no dead link.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_LINK = re.compile(r"\[([^\]\[]+)\]\((\.\./[^)\s]+)\)")
_FURTHER = "Further"


def on_config(config: Any) -> Any:
    """Every page of docs/ is in the navigation: what mkdocs.yml does not list comes last."""
    listed = set(_pages(config["nav"] or []))
    missing = sorted(path.name for path in Path(config["docs_dir"]).glob("*.md") if path.name not in listed)
    if missing:
        config["nav"] = [*(config["nav"] or []), {_FURTHER: missing}]
    return config


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Links to files outside docs/ as the words of the link and the path."""
    return outside(markdown)


def outside(markdown: str) -> str:
    """A page's text with `[README](../src/x.md)` as "README (`src/x.md`)"."""
    return _LINK.sub(lambda found: f"{found[1]} (`{found[2].removeprefix('../')}`)", markdown)


def _pages(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    if isinstance(nav, dict):
        return [page for value in nav.values() for page in _pages(value)]
    return [page for item in nav for page in _pages(item)]
