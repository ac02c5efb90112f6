"""The kinds of input, in one table: a new kind is a module with a reader, and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from dateline.reading.found import Item
from dateline.reading.jsonl import is_json, is_jsonl, read_json, read_jsonl
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream
from dateline.reading.text import read_text
from dateline.reading.web import is_html, read_html


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that is read: its suffixes, how a sample of its bytes is recognised where the suffix says nothing, and its reader.

    A kind that is `plain_to_see` is recognised by its bytes even where the suffix says something else.
    """

    name: str
    suffixes: tuple[str, ...]
    recognised: Callable[[bytes], bool]
    read: Callable[[ByteStream, ReadOptions, str], Iterator[Item]]
    plain_to_see: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKind:
    """A kind that is not read: its name with article, suffixes, how its bytes begin (letters in lower case), and what to do instead."""

    name: str
    suffixes: tuple[str, ...] = ()
    beginnings: tuple[bytes, ...] = ()
    instead: str = "save its text as plain text (.txt) or JSONL (.jsonl)"


KINDS = (
    Kind("HTML", (".html", ".htm", ".xhtml"), is_html, read_html, plain_to_see=True),
    Kind("JSONL", (".jsonl", ".ndjson"), is_jsonl, read_jsonl),
    Kind("JSON", (".json",), is_json, read_json),
    Kind("plain text", (".txt", ".text", ".md"), lambda _: True, read_text),
)
"""The kinds that are read, the most particular first: the first that recognises a sample reads it."""

FOREIGN_KINDS = (
    ForeignKind("an archive of a web page", (".mhtml", ".mht"), (), "save the page as HTML (.html)"),
    ForeignKind("XML or a feed", (".xml", ".rss", ".atom", ".newsml", ".nitf"), (b"<?xml", b"<rss", b"<feed")),
    ForeignKind("a table", (".csv", ".tsv"), (), "turn each row into a JSONL line with the field 'text'"),
    ForeignKind("a Parquet file", (".parquet",), (b"par1",), "turn each row into a JSONL line with the field 'text'"),
    ForeignKind("a web archive", (".warc", ".arc", ".wacz"), (b"warc/",)),
    ForeignKind("a PDF file", (".pdf",), (b"%pdf-",)),
    ForeignKind("an RTF file", (".rtf",), (b"{\\rtf",)),
    ForeignKind("an office document", (".doc", ".docx", ".odt", ".xls", ".xlsx", ".ppt", ".pptx"), (b"\xd0\xcf\x11\xe0",)),
    ForeignKind("an image", (".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff"), (b"\x89png", b"\xff\xd8\xff", b"gif8")),
    ForeignKind("a database", (".db", ".sqlite", ".sqlite3", ".duckdb"), (b"sqlite format 3",)),
    ForeignKind(
        "an archive",
        (".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst"),
        (b"pk\x03\x04", b"pk\x05\x06", b"7z\xbc\xaf", b"rar!", b"bzh", b"\xfd7zxz", b"\x28\xb5\x2f\xfd", b"\x1f\x8b"),
        "unpack it and name the files inside",
    ),
)
"""Kinds that folders of news hold and that are not read, so that a message can name them. Bytes before suffixes."""


def suffix_of(source: str) -> str:
    """The suffix that tells the kind, in lower case, that of gzip left out: `.jsonl` of `news.JSONL.gz`."""
    path = PurePath(source)
    suffix = path.suffix.lower()
    return PurePath(path.stem).suffix.lower() if suffix == ".gz" else suffix


def foreign(sample: bytes, suffix: str) -> ForeignKind | None:
    """The kind that is not read and that these bytes, or else this suffix, show."""
    if _plain(sample) is not None:
        return None
    start = sample[:64].lstrip().lower()
    for kind in FOREIGN_KINDS:
        if start.startswith(kind.beginnings):
            return kind
    return next((kind for kind in FOREIGN_KINDS if suffix in kind.suffixes), None)


def kind_of(sample: bytes, suffix: str) -> Kind:
    """The kind that is plain to see; else that of the suffix; where that says nothing, by the look of its first bytes."""
    by_suffix = next((kind for kind in KINDS if suffix in kind.suffixes), None)
    return _plain(sample) or by_suffix or next(kind for kind in KINDS if kind.recognised(sample))


def _plain(sample: bytes) -> Kind | None:
    return next((kind for kind in KINDS if kind.plain_to_see and kind.recognised(sample)), None)
