"""zip and tar → their members one after the other, streamed; nothing is ever written where a member's name says."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from dateline.errors import UnreadableInput
from dateline.reading.inputs import printable
from dateline.reading.pieces import Pieces
from dateline.reading.stream import ByteStream, Raw
from dateline.reading.unpacking import BrokenStream, Gauge

_BLOCK = 512
_LONGEST_HEADER = 65_536
"""Bytes of a tar header that holds a long name or PAX fields; real ones have a few hundred."""
_MOST_MEMBERS = 1_000_000
"""Members of a zip archive that is read: their list is held in memory, some 500 bytes each."""
_LIST_ENTRY = 46
"""The least bytes that a member takes in the list of a zip archive (APPNOTE.TXT, 4.3.12)."""
_ZIPPED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""The other methods (LZMA, bzip2, …) are rare, and LZMA takes as much memory as the archive says."""
_UNIX = 3
"""The system whose file modes a zip archive keeps."""
_OCTAL = re.compile(rb"[0-7]{1,12}")
_PAX = re.compile(rb"(\d{1,6}) ")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as shown, and its bytes, to be read before the next member is asked for."""

    name: str
    raw: Raw


def is_zip(sample: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return sample.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(sample: bytes) -> bool:
    """Whether the bytes begin with a tar header whose sum is right."""
    return len(sample) >= _BLOCK and _sum_is_right(sample[:_BLOCK])


def members(stream: ByteStream, source: str) -> Iterator[Member | UnreadableInput]:
    """The files in an archive in its order, hidden ones left out, and a problem for each that cannot be read. Raises `BrokenStream`."""
    yield from (_zip(stream, source) if is_zip(stream.sample()) else _tar(stream, source))


def member_of(source: str, name: str) -> str:
    """How a member is named in messages: `news.zip!2024/a.txt`."""
    return f"{source}!{printable(name)}"


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _zip(stream: ByteStream, source: str) -> Iterator[Member | UnreadableInput]:
    with stream.seekable() as file:
        # The members are read from anywhere, so that the archive's size is known by its length and not by what was taken.
        stream.gauge.packed = max(stream.gauge.packed, file.seek(0, 2))
        try:
            _check_list(file)
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError) as error:
            raise BrokenStream(f"the zip archive cannot be read ({error}); fetch it again") from error
        empty = True
        with archive:
            for info in archive.infolist():
                if info.is_dir() or _is_hidden(info.filename):
                    continue
                empty = False
                yield from _zip_member(archive, info, source, stream.gauge)
        if empty:
            raise BrokenStream("the zip archive holds no files; hidden files are left out")


def _check_list(file: IO[bytes]) -> None:
    # ZipFile makes an object of each entry as it opens: how many there can be is asked before.
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001  # there is no other way to ask
    if end and end[5] > _LIST_ENTRY * _MOST_MEMBERS:
        raise ValueError(f"its list of members is larger than {_LIST_ENTRY * _MOST_MEMBERS:,} bytes")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str, gauge: Gauge) -> Iterator[Member | UnreadableInput]:
    name = member_of(source, info.filename)
    if info.flag_bits & 0x1:
        yield UnreadableInput(name, "is encrypted; unpack the archive with its password")
    elif info.create_system == _UNIX and (info.external_attr >> 16) & 0o170000 == 0o120000:
        yield UnreadableInput(name, "is a link, which is not followed")
    elif info.compress_type not in _ZIPPED:
        method = zipfile.compressor_names.get(info.compress_type, str(info.compress_type))  # type: ignore[attr-defined]
        yield UnreadableInput(name, f"is packed by the method {method!r}, which is not read; unpack the archive")
    else:
        try:
            opened = archive.open(info)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError) as error:
            yield UnreadableInput(name, f"cannot be read ({error}); fetch the archive again")
            return
        with opened:
            yield Member(name, _Zipped(opened, gauge))


class _Zipped:
    """A member of a zip archive, with the errors of zlib and zipfile as our own."""

    def __init__(self, file: IO[bytes], gauge: Gauge) -> None:
        self._file = file
        self._gauge = gauge

    def read(self, size: int, /) -> bytes:
        try:
            data = self._file.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise BrokenStream(f"is broken in the archive ({error}); fetch it again") from error
        self._gauge.add(len(data), "zip archive")
        return data


def _tar(stream: ByteStream, source: str) -> Iterator[Member | UnreadableInput]:
    pieces = Pieces(stream)
    name: bytes | None = None
    size: int | None = None
    empty = True
    while len(header := pieces.exactly(_BLOCK)) == _BLOCK and header.count(0) < _BLOCK:
        if not _sum_is_right(header):
            raise BrokenStream("the tar archive is broken (a header's sum is wrong); fetch it again")
        kind, length = header[156:157], _number(header[124:136])
        if length is None:
            raise BrokenStream("the tar archive is broken (a length is no number); fetch it again")
        padding = -length % _BLOCK
        if kind in b"xgLK":
            if length > _LONGEST_HEADER:
                raise BrokenStream(f"the tar archive has a header of {length:,} bytes; unpack it first if you trust it")
            extra = pieces.exactly(length)
            pieces.skip(padding)
            if kind == b"L":
                name = extra.rstrip(b"\0")
            elif kind == b"x":
                fields = _pax(extra)
                name = fields.get(b"path", name)
                size = int(fields[b"size"]) if fields.get(b"size", b"").isdigit() else size
            continue
        given = name or _name(header)
        if size is not None:  # what does not fit the header's eleven digits
            length, padding = size, -size % _BLOCK
        name = size = None
        shown = given.decode("utf-8", "replace")
        label = member_of(source, shown)
        if kind in b"\x000127" and _is_hidden(shown):
            pieces.skip(length + padding)
        elif kind in b"\x0007" and not shown.endswith("/"):
            empty = False
            section = pieces.section(length, "the tar archive")
            yield Member(label, section)
            section.rest()
            pieces.skip(padding)
        elif kind in b"12":  # links have no bytes, whatever their length says
            empty = False
            yield UnreadableInput(label, "is a link, which is not followed")
        elif kind == b"S":
            raise BrokenStream(f"the tar archive holds a sparse file ({printable(shown)}), which is not read; unpack it first")
        else:
            pieces.skip(length + padding)
    if len(header) < _BLOCK:  # two blocks of zeros have to end it
        raise BrokenStream("the tar archive ends too early; fetch it again")
    if empty:
        raise BrokenStream("the tar archive holds no files; hidden files are left out")


def _name(header: bytes) -> bytes:
    name = header[:100].split(b"\0", 1)[0]
    prefix = header[345:500].split(b"\0", 1)[0] if header[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _number(field: bytes) -> int | None:
    """A number of a header: octal digits, or, from GNU, the bytes of a large one. None where it is neither."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if not digits:
        return 0
    return int(digits, 8) if _OCTAL.fullmatch(digits) else None


def _sum_is_right(header: bytes) -> bool:
    told = _number(header[148:156])
    return bool(told) and told == sum(header[:148]) + 8 * 0x20 + sum(header[156:])


def _pax(data: bytes) -> dict[bytes, bytes]:
    """The fields of a PAX header: lines of the form `LENGTH KEY=VALUE`."""
    fields = {}
    place = 0
    while (match := _PAX.match(data, place)) is not None:
        end = place + int(match[1])
        if not match.end() < end <= len(data):
            break
        key, _, value = data[match.end() : end - 1].partition(b"=")
        fields[key] = value
        place = end
    return fields
