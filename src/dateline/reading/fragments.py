"""Pieces of markup, as feeds, newsletters and news items carry them → their text: paragraphs with blank lines between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dateline.reading.dates import parse_published
from dateline.reading.web import NoArticle, tree_of

_BLOCKS = frozenset(
    (
        *("address", "article", "block", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset", "footer", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hl2", "hr", "li", "main", "nitf", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
    )
)
_BREAKS = frozenset(("br", "lb"))
_LEFT_OUT = frozenset(
    (
        *("script", "style", "head", "template", "noscript", "iframe", "svg", "math", "button", "select", "textarea", "figure", "object"),
        *("video", "audio", "body.head", "body.end", "media", "figcaption", "title"),
    )
)
"""What is no text of the article: scripts, captions, and in NITF the headline and byline, which are fields of their own."""
_MARKUP = re.compile(r"<(?:[A-Za-z/]|!--|!\[)|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NO_WIDTH = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
_SHOWN = 40


class WithoutText(ValueError):
    """Markup that gives no text; its text is the reason."""


def text_of(markup: str) -> str:
    """The text of a piece of HTML, or of what is plain already, which keeps its lines. Raises `WithoutText` for markup that is not read."""
    if _MARKUP.search(markup) is None:
        return markup.strip()
    try:
        tree = tree_of(f"<div>{markup}</div>".replace("\0", " "))
    except NoArticle as reason:
        raise WithoutText(str(reason)) from None
    return text_of_element(tree)


def line_of(markup: str | None) -> str | None:
    """A title or a name on one line, without markup; None where there is nothing."""
    if markup is None:
        return None
    try:
        return " ".join(text_of(markup).split()) or None
    except WithoutText:
        return None


def text_of_element(element: Any) -> str:
    """The text under an element of HTML, XHTML or NITF, whatever the prefix of its names."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        name = node.tag.rpartition(":")[2].rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
        if name in _BREAKS:
            parts.append("\n")
        if name in _LEFT_OUT or not name:
            return
        own = name in _BLOCKS
        if own:
            parts.append("\n\n")
        if node.text:
            parts.append(_spaced(node.text))
        for child in node:
            walk(child)
            if child.tail:
                parts.append(_spaced(child.tail))
        if own:
            parts.append("\n\n")

    walk(element)
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def dated(told: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    """`published` and `published_basis` from claims (kind, text) in the order of trust: the first that can be read counts."""
    wrong = ""
    for kind, text in told:
        if text is None or not text.strip():
            continue
        try:
            return {"published": parse_published(text), "published_basis": kind}
        except ValueError:
            wrong = wrong or f": {' '.join(text.split())[:_SHOWN]!r} ({kind}) is no date that can be read"
    return {"published": None, "published_basis": f"none{wrong}"}


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_NO_WIDTH))
