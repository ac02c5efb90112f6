"""Press releases as PDF: the text that stands in the file, by pypdf (the extra `dateline[pdf]`). Scanned pages have none."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dateline.errors import UnreadableInput
from dateline.reading.found import Found, Item, too_large
from dateline.reading.fragments import WithoutText
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream

if TYPE_CHECKING:
    from pypdf import PdfReader

_FACTOR = 4
"""A file may have this many times the bytes of a text: fonts and pictures need room."""
_MOST_PAGES = 200
_LARGEST_PAGE = 3_000_000
"""Bytes of the drawing of one page; a page of text has 10,000. The library takes a second for a million."""
_SHORT_LINE = 0.85
"""A line that closes a sentence and has less than this share of the longest line's length closes a paragraph."""
_CLOSED = re.compile(r"[.!?:]['\"”’)\]]*$")
_HYPHEN = re.compile(r"(?<=[a-z])-$")


def is_pdf(sample: bytes) -> bool:
    """Whether the bytes begin as a PDF file does."""
    return sample[:1024].lstrip().startswith(b"%PDF-")


def read_pdf(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The report of a PDF file. `created` is when the file was made, which is never taken for its publication."""
    try:
        import pypdf  # noqa: F401  # asked for here, so that the message can say what to install
    except ImportError:
        yield UnreadableInput(source, "is a PDF file, which needs pypdf; install it with: pip install 'dateline[pdf]'")
        return
    limit = _FACTOR * options.max_bytes
    data = stream.whole(limit)
    if data is None:
        yield too_large(source, limit, what="the PDF file")
        return
    try:
        yield Found(_fields(data))
    except WithoutText as reason:
        yield UnreadableInput(source, f"the PDF file {reason}")


def _fields(data: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    log = logging.getLogger("pypdf")
    if not log.handlers:  # what it has to say is said by our reasons, not on standard error
        log.addHandler(logging.NullHandler())
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        _check(reader)
        pages = [_page(page) for page in reader.pages]
        about = reader.metadata
        told = {name: _clean(getattr(about, name, None)) for name in ("title", "author")} if about else {}
        created = about.creation_date if about else None
    except WithoutText:
        raise
    except Exception as error:  # whatever a stranger's file makes of it, the other inputs are to be read
        raise WithoutText(f"cannot be read ({type(error).__name__}); save its text as plain text (.txt)") from error
    text = "\n\n".join(_paragraphs(_without_furniture(pages)))
    if not text:
        raise WithoutText("holds no text, as a scan; save its text as plain text (.txt)")
    fields: dict[str, Any] = {"text": text, "title": told.get("title"), "byline": told.get("author"), "published_basis": "none"}
    if created is not None:
        fields["created"] = created.isoformat()
    return fields


def _check(reader: PdfReader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise WithoutText("is encrypted; save it without its password")
    if len(reader.pages) > _MOST_PAGES:
        raise WithoutText(f"has {len(reader.pages):,} pages, where {_MOST_PAGES} is the most; save its text as plain text (.txt)")


def _page(page: Any) -> list[str]:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > _LARGEST_PAGE:
        raise WithoutText(f"has a page drawn by more than {_LARGEST_PAGE:,} bytes; save its text as plain text (.txt)")
    return [" ".join(line.replace("\0", "").split()) for line in page.extract_text().split("\n")]


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """The lines, without those that head or foot most pages, and without page numbers."""
    edges = Counter(re.sub(r"\d+", "#", line) for page in pages for line in {*page[:2], *page[-2:]} if line)
    often = {line for line, times in edges.items() if len(pages) > 2 and times > len(pages) / 2}
    lines = []
    for page in pages:
        last = len(page) - 1
        for place, line in enumerate(page):
            if (place < 2 or place > last - 2) and (
                re.sub(r"\d+", "#", line) in often or re.fullmatch(r"(?:[Pp]age )?\d{1,3}(?: of \d+)?", line)
            ):
                continue
            lines.append(line)
    return lines


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines as a page breaks them → paragraphs, since only the length of lines tells where one ends."""
    longest = max(map(len, lines), default=0)
    found: list[str] = []
    open_ = ""
    for line in lines:
        if not line:
            found.append(open_)
            open_ = ""
            continue
        hyphen = _HYPHEN.search(open_) is not None and line[0].islower()
        open_ = open_[:-1] + line if hyphen else f"{open_} {line}".lstrip()
        short = len(line) < _SHORT_LINE * longest
        if short and (_CLOSED.search(line) or (not found and len(line) < longest / 2 + 10)):  # the first short line is a title
            found.append(open_)
            open_ = ""
    return [paragraph for paragraph in (*found, open_) if paragraph]


def _clean(value: Any) -> str | None:
    text = " ".join(str(value).replace("\0", "").split()) if value else ""
    return text if text and text.lower() not in ("(unspecified)", "(anonymous)", "untitled", "anonymous") else None
