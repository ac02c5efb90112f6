"""The document of a feed → its entries: what each says of its article, by what it is known again, and whether its text is whole."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element  # a type; what parses knows no entities (reading/xml_items.py)

from dateline.model import stable_hash
from dateline.reading.feeds import is_feed
from dateline.reading.feeds import item_fields as fields_of
from dateline.reading.fragments import WithoutText, line_of
from dateline.reading.kinds import foreign, suffix_of
from dateline.reading.stream import ByteStream
from dateline.reading.unpacking import BrokenStream
from dateline.reading.web import NoArticle, is_html, tree_of
from dateline.reading.xml_items import XmlItem, xml_items
from dateline.watching.addresses import is_own, joined, key_of

MOST_ENTRIES = 2_000
"""Entries of one document that are read; feeds have 10 to 100."""
_ITEMS = frozenset(("item", "entry"))
_WHOLE = frozenset(("content:encoded", "content"))
"""Where feeds have whole texts; elsewhere they have extracts."""
_LEAST_WORDS = 80
"""A text with fewer words is taken for an extract wherever it stands."""
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading)[\s\])»>]*$", re.IGNORECASE)
_MOST_MINUTES = 7 * 24 * 60


class NoFeed(ValueError):
    """A document that is no feed, or cannot be read; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article.

    `key` is by what it is known again, `print` changes when its title, text or date of change does. `page` is the address of its page,
    None where it has none of its own. `fields` are those of input JSONL; `text` is missing where the feed has none. `whole` tells a
    text that needs no page.
    """

    key: str
    print: str
    page: str | None
    fields: Mapping[str, Any]
    whole: bool

    def as_json(self) -> dict[str, Any]:
        """The entry as it is written down."""
        return {"key": self.key, "print": self.print, "page": self.page, "fields": dict(self.fields), "whole": self.whole}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Entry:
        """What `as_json` gave."""
        return cls(told["key"], told["print"], told["page"], told["fields"], told["whole"])


@dataclass(frozen=True, slots=True)
class Document:
    """The entries of a feed, the oldest last as feeds have them; what could not be read; minutes that it asks readers to wait (`ttl`)."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    ttl: float | None = None


def read_document(body: bytes, address: str, max_bytes: int) -> Document:
    """The entries of the document that a feed gave. Raises `NoFeed`. A document that breaks off gives what came before, and a problem."""
    stream = ByteStream(io.BytesIO(body))
    try:
        sample = stream.sample()
        _check(sample, address)
        told: list[dict[str, Any]] = []
        size = 0
        problems: list[str] = []
        ttl: float | None = None
        for item in xml_items(stream, _ITEMS, max_bytes):
            if item.element is None:
                problems.append(item.reason)
                continue
            ttl = _ttl(item.head) if ttl is None else ttl
            told.append(_told(item.element, item, address))
            size += sum(len(value) for value in told[-1].values() if isinstance(value, str))
            if len(told) >= MOST_ENTRIES or size > max_bytes:
                problems.append(f"has more than {MOST_ENTRIES:,} items, or more than {max_bytes:,} characters; the others are not read")
                break
    except BrokenStream as broken:
        raise NoFeed(str(broken)) from None
    if not told and problems:
        raise NoFeed(problems[0])
    shared = Counter(page for page, ident in {(fields["url"], fields["guid"] or str(n)) for n, fields in enumerate(told)} if page)
    entries: dict[str, Entry] = {}
    for fields in told:
        entry = _entry(fields, address, alone=shared[fields["url"]] == 1)
        entries.setdefault(entry.key, entry)
    return Document(tuple(entries.values()), tuple(problems), ttl)


def _check(sample: bytes, address: str) -> None:
    if is_feed(sample):
        return
    if not sample.strip():
        raise NoFeed("is empty; expected RSS or Atom")
    if is_html(sample):
        raise NoFeed(f"is a web page, no feed{_named_feed(sample, address)}")
    other = foreign(sample, suffix_of(""))
    raise NoFeed(f"is {other.name if other else 'neither RSS nor Atom'}; expected RSS or Atom")


def _named_feed(page: bytes, address: str) -> str:
    """The feed that a page names as its own, to be shown."""
    try:
        tree = tree_of(page.decode("utf-8", "replace"))
    except NoArticle:
        return ""
    for link in tree.iter("link"):
        named = joined(address, link.get("href") or "")
        if "alternate" in (link.get("rel") or "").lower() and re.search(r"rss|atom", link.get("type") or "") and named:
            return f"; it names this one: {named}"
    return ""


def _told(element: Element, item: XmlItem, address: str) -> dict[str, Any]:
    """The fields of an item, `text` and `guid` None where it has none, `url` made whole."""
    try:
        fields = fields_of(element, item)
    except WithoutText:
        # The title, the address and the date are wanted all the same.
        stand_in = Element("description")
        stand_in.text = "-"
        element[:] = [stand_in, *(child for child in element if child.tag not in _WHOLE)]
        try:
            fields = fields_of(element, item)
        except WithoutText:
            fields = {"title": line_of(element.findtext("title")), "url": None}
        fields |= {"text": None, "text_from": None}
    url = fields.get("url")
    fields["url"] = joined(address, url) if isinstance(url, str) else None
    fields.setdefault("guid", None)
    if isinstance(fields.get("published"), dt.date):
        fields["published"] = fields["published"].isoformat()
    return fields


def _entry(fields: dict[str, Any], address: str, *, alone: bool) -> Entry:
    """`alone`: no other entry of the document has its address, so that it can be that of an article."""
    text, url, guid = fields["text"], fields["url"], fields["guid"]
    own = url is not None and alone and is_own(url)
    if own:
        key = key_of(url)
    else:
        told = guid or f"{fields.get('title')}\0{text}"
        key = f"{address}#{stable_hash(str(told))}"
        if guid:
            fields["id"] = "f-" + stable_hash(address, guid)
        if url is not None:
            fields["link"], fields["url"] = url, None
    look = stable_hash(str(fields.get("title")), str(text), str(fields.get("modified")))
    whole = bool(text) and fields["text_from"] in _WHOLE and len(text.split()) >= _LEAST_WORDS and not _CUT.search(text)
    return Entry(key, look, url if own else None, {k: v for k, v in fields.items() if v is not None}, whole)


def _ttl(head: Mapping[str, str]) -> float | None:
    told = head.get("rss/channel/ttl", "").strip()
    return min(float(told), _MOST_MINUTES) * 60 if re.fullmatch(r"\d{1,6}", told) else None
