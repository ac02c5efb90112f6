"""The kinds of input, in one table: a new kind is a module with a reader, and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from dateline.reading.eml import is_eml, read_eml
from dateline.reading.feeds import is_feed, read_feed
from dateline.reading.found import Item
from dateline.reading.jsonl import is_json, is_jsonl, read_json, read_jsonl
from dateline.reading.newsml import is_newsml, read_newsml
from dateline.reading.options import ReadOptions
from dateline.reading.parquet import is_parquet, read_parquet
from dateline.reading.pdf import is_pdf, read_pdf
from dateline.reading.stream import ByteStream
from dateline.reading.tables import read_table
from dateline.reading.text import read_text
from dateline.reading.warc import is_warc, read_warc
from dateline.reading.web import is_html, read_html


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that is read: its suffixes, how a sample of its bytes is recognised where the suffix says nothing, and its reader.

    A kind that is `plain_to_see` is recognised by its bytes even where the suffix says something else. One that is `binary` may hold
    bytes that no text has.
    """

    name: str
    suffixes: tuple[str, ...]
    recognised: Callable[[bytes], bool]
    read: Callable[[ByteStream, ReadOptions, str], Iterator[Item]]
    plain_to_see: bool = False
    binary: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKind:
    """A kind that is not read: its name with article, suffixes, how its bytes begin (letters in lower case), and what to do instead."""

    name: str
    suffixes: tuple[str, ...] = ()
    beginnings: tuple[bytes, ...] = ()
    instead: str = "save its text as plain text (.txt) or JSONL (.jsonl)"


KINDS = (
    Kind("a web archive", (), is_warc, read_warc, plain_to_see=True, binary=True),
    Kind("Parquet", (), is_parquet, read_parquet, plain_to_see=True, binary=True),
    Kind("PDF", (), is_pdf, read_pdf, plain_to_see=True, binary=True),
    Kind("HTML", (".html", ".htm", ".xhtml"), is_html, read_html, plain_to_see=True),
    Kind("a feed", (), is_feed, read_feed, plain_to_see=True),
    Kind("NewsML-G2", (), is_newsml, read_newsml, plain_to_see=True),
    Kind("a table", (".csv", ".tsv"), lambda _: False, read_table),
    Kind("mail", (".eml",), is_eml, read_eml, binary=True),
    Kind("JSONL", (".jsonl", ".ndjson"), is_jsonl, read_jsonl),
    Kind("JSON", (".json",), is_json, read_json),
    Kind("plain text", (".txt", ".text", ".md"), lambda _: True, read_text),
)
"""The kinds that are read, the most particular first: the first that recognises a sample reads it."""

OFFICE = (".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp", ".epub", ".jar", ".apk")
"""Kinds that are zip archives inside, some of them, and that nobody means as archives of news."""

FOREIGN_KINDS = (
    ForeignKind("an archive of a web page", (".mhtml", ".mht"), (), "save the page as HTML (.html)"),
    ForeignKind(
        "XML that is neither a feed nor NewsML-G2", (".xml", ".rss", ".atom", ".rdf", ".newsml", ".nitf"), (b"<?xml", b"<rss", b"<feed")
    ),
    ForeignKind("named as Parquet but does not begin as such a file does", (".parquet",), (), "fetch it again"),
    ForeignKind("named as a web archive but does not begin as one does", (".warc", ".arc", ".wacz"), (), "fetch it again as WARC"),
    ForeignKind("named as a PDF file but does not begin as one does", (".pdf",), (), "fetch it again"),
    ForeignKind("an RTF file", (".rtf",), (b"{\\rtf",)),
    ForeignKind("an office document", OFFICE, (b"\xd0\xcf\x11\xe0",)),
    ForeignKind("an image", (".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff"), (b"\x89png", b"\xff\xd8\xff", b"gif8")),
    ForeignKind("a database", (".db", ".sqlite", ".sqlite3", ".duckdb"), (b"sqlite format 3",)),
    ForeignKind(
        "an archive",
        (".zip", ".tar", ".7z", ".rar", ".bz2", ".xz"),
        (b"7z\xbc\xaf", b"rar!", b"bzh", b"\xfd7zxz", b"\x28\xb5\x2f\xfd", b"\x1f\x8b"),
        "unpack it and name the files inside",
    ),
)
"""Kinds that folders of news hold and that are not read, so that a message can name them. Bytes before suffixes."""


def suffix_of(source: str) -> str:
    """The suffix that tells the kind, in lower case, that of gzip and zstd left out: `.jsonl` of `news.JSONL.gz`."""
    path = PurePath(source)
    suffix = path.suffix.lower()
    if suffix in (".tgz", ".tzst"):
        return ".tar"
    return PurePath(path.stem).suffix.lower() if suffix in (".gz", ".zst", ".zstd") else suffix


def foreign(sample: bytes, suffix: str) -> ForeignKind | None:
    """The kind that is not read and that these bytes, or else this suffix, show."""
    if _plain(sample) is not None:
        return None
    start = sample[:64].lstrip().lower()
    for kind in FOREIGN_KINDS:
        if start.startswith(kind.beginnings):
            return kind
    return next((kind for kind in FOREIGN_KINDS if suffix in kind.suffixes), None)


def kind_of(sample: bytes, suffix: str, *, columns: bool = False) -> Kind:
    """The kind that is plain to see; else that of the suffix; where that says nothing, by the look of its first bytes.

    With `columns`, what a user has named the columns of, and no suffix or bytes show to be something else, is a table.
    """
    by_suffix = next((kind for kind in KINDS if suffix in kind.suffixes), None)
    if (found := _plain(sample) or by_suffix) is not None:
        return found
    found = next(kind for kind in KINDS if kind.recognised(sample))
    return next(kind for kind in KINDS if kind.read is read_table) if columns and found.read is read_text else found


def _plain(sample: bytes) -> Kind | None:
    return next((kind for kind in KINDS if kind.plain_to_see and kind.recognised(sample)), None)
