"""XML as feeds and NewsML have it → its items one by one, without holding the document. A document type is refused, entities with it."""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder  # builds only; what parses is below, and knows no entities
from xml.parsers import expat

from dateline.reading.encoding import declared_encoding
from dateline.reading.stream import ByteStream

_MOST_ELEMENTS = 20_000
"""Elements of one item; a long article has a thousand."""
_DEEPEST = 250
"""Elements inside each other."""
_LONGEST_TOKEN = 1_000_000
"""Bytes of one tag or comment: the parser looks at an unfinished one anew with every chunk."""
_LONGEST_HEAD = 2_000
"""Characters of a text outside the items that is kept, such as the title of a feed."""
_HEAD_FIELDS = 200
_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_UNFINISHED = re.compile(r"&[A-Za-z0-9]{0,32}\Z")
_NAMED = {
    name.removesuffix(";"): value for name, value in html.entities.html5.items() if name.endswith(";") and not set("<>&\"'") & set(value)
}
"""The characters that HTML names, which feeds use though XML does not know them; none that could be markup."""
_WESTERN = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?:iso-8859-1|latin-?1|windows-1252|cp1252|us-ascii)[\"']", re.IGNORECASE)
_ROOT = re.compile(
    rb"(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE(?>[^>\[]*+(?:\[(?>.*?\]\s*+(?=>)))?+>))*+<([\w.:-]{1,50})[\s/>]",
    re.DOTALL | re.IGNORECASE,
)
_DOCTYPE = "holds a document type declaration (DTD), which is not read; take the line <!DOCTYPE …> out if you trust it"


@dataclass(frozen=True, slots=True)
class XmlItem:
    """An element that was asked for, with the line where it starts; `element` is None where there is a `reason` that it cannot be used.

    `head` holds texts that stood before it outside any item, by path: `rss/channel/title`.
    """

    line: int
    element: Element | None
    head: dict[str, str]
    reason: str = ""


class _Refused(Exception):
    """The document cannot be read on; its text is the reason."""


def xml_items(stream: ByteStream, names: frozenset[str], limit: int) -> Iterator[XmlItem]:
    """The elements with these local names, in order. One of more than `limit` characters, or of too many elements, gives a problem.

    Prefixes stay in the names of what is inside (`content:encoded`), except the root's own. Where the document breaks off or is no
    XML, what came before is given, then the problem.
    """
    parser = _Parser(names, limit)
    decoder = _decoder(stream.sample())
    tail = ""
    try:
        for chunk in stream:
            text = tail + decoder.decode(chunk)
            cut = _UNFINISHED.search(text)
            tail = text[cut.start() :] if cut else ""
            parser.feed(_cleaned(text[: cut.start()] if cut else text))
            yield from parser.taken()
        parser.feed(_cleaned(tail + decoder.decode(b"", final=True)), final=True)
        yield from parser.taken()
    except _Refused as refused:
        yield from parser.taken()
        yield XmlItem(parser.line, None, {}, str(refused))


def root_of(sample: bytes) -> bytes:
    """The name of the element with which a source begins, perhaps after a declaration, comments and a document type; b"" for none."""
    match = _ROOT.match(sample[:32_768])
    return match[1] if match else b""


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _decoder(sample: bytes) -> codecs.IncrementalDecoder:
    declared = declared_encoding(sample)
    if declared is None and _WESTERN.match(sample.lstrip()):
        # Western encodings stand in templates: believed only where the bytes are not UTF-8.
        try:
            codecs.getincrementaldecoder("utf-8")().decode(sample)
        except UnicodeDecodeError:
            declared = "cp1252"
    return codecs.getincrementaldecoder(declared or "utf-8")(errors="replace")


def _cleaned(text: str) -> str:
    text = text.translate(_CONTROLS)
    return _ENTITY.sub(lambda m: _NAMED.get(m[1], m[0]), text) if "&" in text else text


@dataclass(slots=True)
class _Open:
    """The item at hand."""

    line: int
    depth: int
    builder: TreeBuilder = field(default_factory=TreeBuilder)
    elements: int = 0
    size: int = 0
    reason: str = ""


class _Parser:
    """expat with our handlers: it builds the items, and refuses what a feed does not need."""

    def __init__(self, names: frozenset[str], limit: int) -> None:
        self._names = names
        self._limit = limit
        self._path: list[str] = []
        self._prefix = ""
        self._item: _Open | None = None
        self._head: dict[str, str] = {}
        self._closed: set[str] = set()
        self._done: list[XmlItem] = []
        self._fed = 0
        self._expat = expat.ParserCreate("utf-8")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._text
        self._expat.StartDoctypeDeclHandler = self._doctype

    @property
    def line(self) -> int:
        return self._expat.CurrentLineNumber

    def feed(self, text: str, *, final: bool = False) -> None:
        data = text.encode("utf-8", "replace")
        self._fed += len(data)
        try:
            self._expat.Parse(data, final)
        except expat.ExpatError as error:
            raise _Refused(f"is no well-formed XML from here on ({expat.ErrorString(error.code)}); what follows is not read") from error
        if self._fed - self._expat.CurrentByteIndex > _LONGEST_TOKEN:
            raise _Refused(f"holds a tag or comment of more than {_LONGEST_TOKEN:,} bytes; what follows is not read")

    def taken(self) -> Iterator[XmlItem]:
        done, self._done = self._done, []
        yield from done

    def _doctype(self, *_: Any) -> None:
        raise _Refused(_DOCTYPE)

    def _plain(self, name: str) -> str:
        return name.removeprefix(self._prefix) if self._prefix else name

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path and ":" in name:
            self._prefix = name.partition(":")[0] + ":"
        name = self._plain(name)
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise _Refused(f"has elements nested more than {_DEEPEST} deep; what follows is not read")
        if self._item is None and local(name) in self._names:
            self._item = _Open(self.line, len(self._path))
        item = self._item
        if item is None:
            self._remember_attributes(attributes)
            return
        item.elements += 1
        item.size += sum(len(k) + len(v) for k, v in attributes.items())
        if item.elements > _MOST_ELEMENTS:
            item.reason = f"the item has more than {_MOST_ELEMENTS:,} elements, too many for one report"
        if not item.reason:
            item.builder.start(name, attributes)

    def _text(self, text: str) -> None:
        item = self._item
        if item is None:
            path = "/".join(self._path)
            known = self._head.get(path, "")
            if path in self._closed:  # the first of a path counts
                return
            if len(known) < _LONGEST_HEAD and (known or len(self._head) < _HEAD_FIELDS) and (known or text.strip()):
                self._head[path] = known + text[:_LONGEST_HEAD]
            return
        item.size += len(text)
        if item.size > self._limit:
            item.reason = f"the item is larger than {self._limit:,} characters, the bound for one report with its markup"
        if not item.reason:
            item.builder.data(text)
        else:
            item.builder = TreeBuilder()

    def _end(self, name: str) -> None:
        item = self._item
        if item is not None:
            if not item.reason:
                item.builder.end(self._plain(name))
            if len(self._path) == item.depth:
                element = None if item.reason else item.builder.close()
                self._done.append(XmlItem(item.line, element, dict(self._head), item.reason))
                self._item = None
        else:
            path = "/".join(self._path)
            if path in self._head:
                self._closed.add(path)
        self._path.pop()

    def _remember_attributes(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if len(self._head) < _HEAD_FIELDS:
                self._head.setdefault("/".join(self._path) + "@" + key, value[:_LONGEST_HEAD])
