"""RSS and Atom: the text that each item carries itself. No address in it is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # a type; what parses knows no entities (xml_items.py)

from dateline.errors import UnreadableInput
from dateline.reading.found import Found, Item
from dateline.reading.fragments import WithoutText, dated, line_of, text_of, text_of_element
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream
from dateline.reading.xml_items import XmlItem, root_of, xml_items

_ROOT = re.compile(rb"(?:\w+:)?feed|rss|rdf:RDF")
_ITEMS = frozenset(("item", "entry"))
_FACTOR = 4
"""An item may have this many times the bytes of a text: its markup needs room."""
_TEXTS = ("content:encoded", "content", "description", "summary", "dc:description", "media:description")
"""Where an item's text may stand, the fullest first."""


def is_feed(sample: bytes) -> bool:
    """Whether the beginning of a source is that of RSS or Atom, perhaps after comments and a document type."""
    return _ROOT.fullmatch(root_of(sample)) is not None


def read_feed(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The reports of a feed's items. `text_from` says where an item's text stood: what feeds call description is often an extract."""
    empty = True
    for item in xml_items(stream, _ITEMS, _FACTOR * options.max_bytes):
        empty = False
        if item.element is None:
            yield UnreadableInput(source, item.reason, item.line)
            continue
        try:
            yield Found(item_fields(item.element, item), item.line)
        except WithoutText as reason:
            yield UnreadableInput(source, f"the item {reason}", item.line)
    if empty:
        yield UnreadableInput(source, "is a feed without items")


def item_fields(element: Element, item: XmlItem) -> dict[str, Any]:
    """The fields of an item. Raises `WithoutText` where it has no text of its own."""
    told = {child.tag: child for child in reversed(element)}
    text, where = _text(told)
    fields: dict[str, Any] = {
        "text": text,
        "text_from": where,
        "title": _line(told, "title", "dc:title", "media:title"),
        "outlet": _line(told, "dc:publisher") or _outlet(told, item.head),
        "url": _url(element),
        "byline": _byline(element),
        "language": _language(element, told),
        **dated((kind, _line(told, kind)) for kind in ("pubDate", "published", "dc:date", "issued", "dcterms:issued")),
    }
    for name, kinds in (("guid", ("guid", "id")), ("modified", ("updated", "atom:updated", "dcterms:modified"))):
        if (value := _line(told, *kinds)) is not None:
            fields[name] = value
    subjects = [line for child in element if child.tag in ("category", "dc:subject") and (line := _subject(child))]
    if subjects:
        fields["categories"] = subjects
    return fields


def _text(told: dict[str, Element]) -> tuple[str, str]:
    for name in _TEXTS:
        if (child := told.get(name)) is None:
            continue
        if child.get("src") is not None and not len(child) and not (child.text or "").strip():
            continue  # Atom's content elsewhere
        kind = child.get("type", "")
        if len(child):  # XHTML, or HTML that nobody escaped
            text = text_of_element(child)
        elif name == "content" and kind in ("", "text", "text/plain"):
            text = (child.text or "").strip()
        elif kind and not kind.startswith(("html", "text", "xhtml", "application/xhtml", "plain")):
            continue  # a picture or the like, in base64
        else:
            text = text_of(child.text or "")
        if text.strip():
            return text, name
    raise WithoutText("has no text of its own, only its title and address; save the page that it links to")


def _line(told: dict[str, Element], *names: str) -> str | None:
    for name in names:
        if (child := told.get(name)) is not None and (line := line_of("".join(child.itertext()))) is not None:
            return line
    return None


def _outlet(told: dict[str, Element], head: dict[str, str]) -> str | None:
    source = told.get("source")
    if source is not None:  # the feed from which an aggregator has the item
        name = source.findtext("title") if len(source) else source.text
        if line := line_of(name):
            return line
    return line_of(next((head[path] for path in ("rss/channel/title", "RDF/channel/title", "feed/title") if path in head), None))


def _url(element: Element) -> str | None:
    links = [child for child in element if child.tag == "link"]
    for child in links:
        if child.text and child.text.strip():
            return child.text.strip()
    for child in links:
        if child.get("rel", "alternate") == "alternate" and child.get("href"):
            return child.get("href")
    guid = element.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true" and (guid.text or "").strip().startswith(("http://", "https://")):
        return (guid.text or "").strip()
    return element.get("rdf:about")


def _byline(element: Element) -> str | None:
    names = []
    for child in element:
        if child.tag in ("author", "dc:creator", "creator"):
            name = child.findtext("name") if len(child) else child.text
            if (line := line_of(name)) is not None:
                names.append(line)
    return ", ".join(dict.fromkeys(names)) or None


def _language(element: Element, told: dict[str, Element]) -> str | None:
    # What a feed's template says of all its items is not asked: the words of each tell better.
    return _line(told, "dc:language", "language") or element.get("xml:lang")


def _subject(child: Element) -> str | None:
    return line_of(child.get("label") or child.get("term") or child.text)
