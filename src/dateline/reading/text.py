"""Plain text: a file is one report, or several between separator lines."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.errors import UnreadableInput
from dateline.reading.encoding import NoText, decode
from dateline.reading.found import Found, Item, too_large
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream


def read_text(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The reports of a plain text. With a separator, pieces without any words between two separators are left out."""
    if options.separator is not None:
        yield from _pieces(stream, options, options.separator, source)
        return
    data = stream.whole(options.max_bytes)
    yield too_large(source, options.max_bytes) if data is None else _one(data, source, None)


def _pieces(stream: ByteStream, options: ReadOptions, separator: str, source: str) -> Iterator[Item]:
    marks = {separator.strip().encode("utf-8", "surrogateescape")}
    parts: list[bytes] = []
    size, first, found = 0, 1, False

    def piece() -> Iterator[Item]:
        if size > options.max_bytes:
            yield too_large(source, options.max_bytes, first)
        elif size and (data := b"".join(parts)).strip():
            yield _one(data, source, first)

    for line in stream.lines(options.max_bytes):
        if line.data is not None and line.data.strip() in marks:
            for item in piece():
                found = True
                yield item
            parts.clear()
            size, first = 0, line.number + 1
            continue
        size += options.max_bytes + 1 if line.data is None else len(line.data)
        if line.data is None or size > options.max_bytes:
            parts.clear()
        else:
            parts.append(line.data)
    for item in piece():
        found = True
        yield item
    if not found:
        yield UnreadableInput(source, "holds no text between the separators; expected the text of a report")


def _one(data: bytes, source: str, line: int | None) -> Item:
    try:
        text = decode(data)
    except NoText as reason:
        return UnreadableInput(source, str(reason), line)
    return Found({"text": text}, line)
