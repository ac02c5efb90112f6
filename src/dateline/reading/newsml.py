"""NewsML-G2: news items as agencies send them, alone or many in one message, with NITF, XHTML or plain text inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # a type; what parses knows no entities (xml_items.py)

from dateline.errors import UnreadableInput
from dateline.reading.found import Found, Item
from dateline.reading.fragments import WithoutText, dated, line_of, text_of, text_of_element
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream
from dateline.reading.xml_items import local, root_of, xml_items

_ITEMS = frozenset(("newsItem",))
_OTHERS = {"packageItem": "a package of references", "conceptItem": "a concept", "knowledgeItem": "a list of concepts"}
_ROOTS = frozenset((b"newsItem", b"newsMessage", *(name.encode() for name in _OTHERS)))
_FACTOR = 4
"""An item may have this many times the bytes of a text: its markup needs room."""
_WITHDRAWN = ("canceled", "cancelled", "withheld")


def is_newsml(sample: bytes) -> bool:
    """Whether the beginning of a source is that of NewsML-G2."""
    return root_of(sample).rpartition(b":")[2] in _ROOTS


def read_newsml(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The reports of the news items; one that its agency has withdrawn is named and left out."""
    empty = True
    for item in xml_items(stream, _ITEMS, _FACTOR * options.max_bytes):
        empty = False
        if item.element is None:
            yield UnreadableInput(source, item.reason, item.line)
            continue
        try:
            yield Found(_fields(item.element), item.line)
        except WithoutText as reason:
            yield UnreadableInput(source, f"the item {reason}", item.line)
    if empty:
        yield UnreadableInput(source, "is NewsML without a news item; packages and concepts hold no text")


def _fields(item: Element) -> dict[str, Any]:
    _plain_names(item)
    meta, about = item.find("itemMeta"), item.find("contentMeta")
    status = _status(meta)
    if status in _WITHDRAWN:
        raise WithoutText(f"was withdrawn by its agency (publication status: {status})")
    version = item.get("version", "")
    created, this = _at(meta, "firstCreated"), _at(meta, "versionCreated")
    claims = [("firstCreated", created)]
    if version in ("", "1"):  # a later version's date is one of change
        claims.append(("versionCreated", this))
    claims.append(("contentCreated", _at(about, "contentCreated")))
    dates = dated(claims)
    fields: dict[str, Any] = {
        "text": _text(item),
        "title": _at(about, "headline") or _at(meta, "title"),
        "outlet": _named(meta, "provider") or _named(item, "rightsInfo/copyrightHolder"),
        "wire": _at(about, "creditline") or _named(about, "infoSource"),
        "byline": _at(about, "by") or _named(about, "creator"),
        "dateline": _at(about, "dateline"),
        "language": _language(about),
        **dates,
    }
    url = next((link.get("href") for link in item.iter("link") if (link.get("rel") or "").endswith("alternate") and link.get("href")), None)
    if url:
        fields["url"] = url
    if this and dates["published_basis"] == "firstCreated" and this != created:
        fields["modified"] = this
    return fields | {name: value for name, value in (("guid", item.get("guid")), ("version", version), ("status", status)) if value}


def _plain_names(item: Element) -> None:
    """Names without prefixes: what agencies call `nar:`, `newsml:` or nothing is one vocabulary."""
    for element in item.iter():
        element.tag = local(element.tag)


def _text(item: Element) -> str:
    contents = item.find("contentSet")
    if contents is None:
        raise WithoutText("has no contentSet, and so no text")
    for content in contents:
        kind = content.get("contenttype", "").lower()
        if content.tag == "inlineXML":
            body = next((e for name in ("body.content", "body") for e in content.iter(name)), content)
            text = text_of_element(body)
        elif content.tag == "inlineData":
            if content.get("encoding"):
                continue  # base64: a picture or a document of an office
            raw = content.text or ""
            text = text_of(raw) if "html" in kind else raw.strip()
        else:
            continue
        if text.strip():
            return text
    raise WithoutText("has no text of its own; what it refers to is not opened")


def _at(element: Element | None, path: str) -> str | None:
    found = element.find(path) if element is not None else None
    return line_of("".join(found.itertext())) if found is not None else None


def _named(element: Element | None, path: str) -> str | None:
    """Whom an element names: by a name, by a literal, or by its code (`nprov:REUTERS` gives REUTERS)."""
    found = element.find(path) if element is not None else None
    if found is None:
        return None
    name = found.find("name")
    if name is not None and (line := line_of("".join(name.itertext()))):
        return line
    return found.get("literal") or local(found.get("qcode", "")) or None


def _status(meta: Element | None) -> str:
    found = meta.find("pubStatus") if meta is not None else None
    return local(found.get("qcode") or found.get("uri", "").replace("/", ":")).lower() if found is not None else ""


def _language(about: Element | None) -> str | None:
    found = about.find("language") if about is not None else None
    return found.get("tag") if found is not None else None
