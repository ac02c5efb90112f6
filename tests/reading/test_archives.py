from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from dateline.model import Report
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police arrested the mayor of the town on Monday."
LINE = json.dumps({"text": TEXT}).encode() + b"\n"


def zipped(path: Path, *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def tarred(*members: tuple[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MEMBERS = (
    ("news/a.jsonl", LINE * 2),
    ("news/b.txt", TEXT.encode()),
    ("news/.hidden.txt", b"Nothing."),
    ("__MACOSX/b.txt", b"Nothing."),
    ("news/c.jsonl.gz", gzip.compress(LINE)),
    ("news/d.txt.zst", zstd.compress(TEXT.encode())),
    ("news/" + "long" * 60 + "/e.txt", TEXT.encode()),
    ("news/f.bin", bytes(range(256)) * 10),
    ("news/g.jsonl", b'{"text": "Troops left."}\nno json\n'),
)


def test_zstd_in_frames(tmp_path: Path, reading: Reading) -> None:
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    (tmp_path / "a.jsonl.zst").write_bytes(zstd.compress(LINE * 2) + skippable + zstd.compress(LINE))
    reports, skipped = reading(tmp_path / "a.jsonl.zst")
    assert [r.text for r in reports] == [TEXT] * 3
    assert skipped == []
    assert len(reading("-", stdin=zstd.compress(LINE * 3))[0]) == 3


def test_a_broken_zstd_archive_gives_what_came_before(tmp_path: Path, reading: Reading) -> None:
    lines = b"".join(json.dumps({"text": f"{TEXT} {n * 7919 % 100_003}"}).encode() + b"\n" for n in range(4_000))
    packed = zstd.compress(lines)
    (tmp_path / "a.jsonl.zst").write_bytes(packed + packed[: len(packed) // 2])
    reports, skipped = reading(tmp_path / "a.jsonl.zst")
    assert len(reports) > 1_000
    assert "the zstd archive ends too early" in skipped[-1]
    (tmp_path / "a.jsonl.zst").write_bytes(packed + b"and something")
    reports, skipped = reading(tmp_path / "a.jsonl.zst")
    assert len(reports) == 4_000
    assert "the zstd archive is broken" in skipped[-1]


@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, None])
@pytest.mark.parametrize("piped", [False, True])
def test_members_are_read_and_named(tmp_path: Path, reading: Reading, kind: int | None, piped: bool) -> None:
    path = tmp_path / "news"
    members = MEMBERS if kind != tarfile.USTAR_FORMAT else tuple((n.replace("long" * 60, "long" * 20), d) for n, d in MEMBERS)
    if kind is None:
        zipped(path, *members)
    else:
        path.write_bytes(gzip.compress(tarred(*members, kind=kind)) if kind == tarfile.GNU_FORMAT else tarred(*members, kind=kind))
    reports, skipped = reading("-", stdin=path.read_bytes()) if piped else reading(path)
    assert [r.text for r in reports] == [*[TEXT] * 6, "Troops left."]
    assert len({r.id for r in reports}) == 7
    place = "<stdin>" if piped else str(path)
    assert skipped[0].startswith(f"{place}!news/f.bin: is binary")
    assert skipped[1].startswith(f"{place}!news/g.jsonl:2: the line is no JSON")
    assert len(skipped) == 2


def test_names_that_lead_elsewhere_write_and_read_nothing(tmp_path: Path, reading: Reading) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("A secret that nobody should read in the news of the day.")
    inside = tmp_path / "in"
    inside.mkdir()
    names = ("../outside.txt", "/etc/x.txt", "a\x1b[31m.txt", "../../../../../../tmp/y.txt")
    before = sorted(tmp_path.iterdir())
    zipped(inside / "a.zip", *((name, TEXT.encode()) for name in names))
    (inside / "b.tar").write_bytes(tarred(*((name, TEXT.encode()) for name in names)))
    reports, skipped = reading(inside)
    assert [r.text for r in reports] == [TEXT] * 8
    assert skipped == []
    assert sorted(tmp_path.iterdir()) == before


def test_links_in_archives_are_not_followed(tmp_path: Path, reading: Reading) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            info = tarfile.TarInfo(f"link{kind.decode()}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    info_zip = zipfile.ZipInfo("link.txt")
    info_zip.create_system, info_zip.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr(info_zip, "/etc/passwd")
    reports, skipped = reading(tmp_path)
    assert reports == []
    assert sum("is a link, which is not followed" in line for line in skipped) == 3


def test_an_archive_in_an_archive_is_refused(tmp_path: Path, reading: Reading) -> None:
    inner = zipped(tmp_path / "in.zip", ("a.txt", TEXT.encode())).read_bytes()
    (tmp_path / "in.zip").unlink()
    zipped(tmp_path / "a.zip", ("in.zip", inner), ("in.tar", tarred(("a.txt", TEXT.encode()))), ("b.txt", TEXT.encode()))
    reports, skipped = reading(tmp_path / "a.zip")
    assert len(reports) == 1
    assert len(skipped) == 2
    assert all("is an archive inside an archive" in line for line in skipped)


def test_bombs_are_one_line(tmp_path: Path, reading: Reading) -> None:
    zeros = b"a" * 1_000_000
    bomb = io.BytesIO()
    with gzip.open(bomb, "wb", 9) as out:
        for _ in range(80):
            out.write(zeros)
    nested = gzip.compress(bomb.getvalue())
    zipped(tmp_path / "a.zip", *((f"{n}.jsonl", zeros * 20) for n in range(6)), ("last.txt", TEXT.encode()))
    (tmp_path / "b.tar.gz").write_bytes(gzip.compress(tarred(("a.jsonl.gz", bomb.getvalue()), ("b.jsonl.gz", bomb.getvalue()))))
    (tmp_path / "c.txt.zst").write_bytes(zstd.compress(zeros * 80))
    (tmp_path / "d.gz").write_bytes(nested)
    tracemalloc.start()
    reports, skipped = reading(tmp_path, max_bytes=1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reports == []
    assert peak < 40_000_000
    for name in ("a.zip", "b.tar.gz"):
        assert sum("times its size" in line for line in skipped if name in line) == 1, name
    for name in ("c.txt.zst", "d.gz"):
        assert sum(name in line for line in skipped) == 1, name


def test_a_member_that_is_broken_does_not_spoil_the_others(tmp_path: Path, reading: Reading) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", TEXT.encode() * 50), ("b.txt", TEXT.encode()), method=zipfile.ZIP_STORED)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"mayor", b"major", 1))
    reports, skipped = reading(path)
    assert [r.text for r in reports] == [TEXT]
    assert skipped[0].startswith(f"{path}!a.txt: is broken in the archive (Bad CRC-32")


def test_methods_and_passwords_that_are_not_read(tmp_path: Path, reading: Reading) -> None:
    zipped(tmp_path / "a.zip", ("a.txt", TEXT.encode()), method=zipfile.ZIP_LZMA)
    path = zipped(tmp_path / "b.zip", ("a.txt", TEXT.encode()))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    reports, skipped = reading(tmp_path)
    assert reports == []
    assert "is packed by the method 'lzma'" in skipped[0]
    assert "is encrypted" in skipped[1]


@pytest.mark.parametrize("cut", [100, 700, 1100, 1600])
def test_a_tar_that_ends_too_early(tmp_path: Path, reading: Reading, cut: int) -> None:
    data = tarred(("a.txt", TEXT.encode()), ("b.txt", TEXT.encode()), kind=tarfile.USTAR_FORMAT)
    (tmp_path / "a.tar").write_bytes(data[:cut])
    reports, skipped = reading(tmp_path / "a.tar")
    assert len(reports) == (cut > 600) + (cut > 1590)
    assert len(skipped) == 1


def test_tar_headers_that_lie(tmp_path: Path, reading: Reading) -> None:
    data = bytearray(tarred(("a.txt", TEXT.encode()), kind=tarfile.USTAR_FORMAT))

    def with_size(size: bytes, kind: bytes = b"0") -> bytes:
        header = data[:512]
        header[124:136], header[156:157] = size.ljust(12, b"\0"), kind
        header[148:156] = b" " * 8
        header[148:156] = f"{sum(header):06o}\0 ".encode()
        return bytes(header) + bytes(data[512:])

    for size, kind, reason in (
        (b"-0000000100", b"0", "a length is no number"),
        (b"77777777777", b"0", "ends too early"),
        (b"77777777777", b"x", "has a header of"),
        (b"\x80" + b"\xff" * 11, b"0", "ends too early"),
        (b"00000000060", b"S", "sparse file"),
    ):
        (tmp_path / "a.tar").write_bytes(with_size(size, kind))
        reports, skipped = reading(tmp_path / "a.tar")
        assert reports == []
        assert len(skipped) >= 1
        assert reason in skipped[-1]


def test_archives_are_read_lazily() -> None:
    class Endless(io.RawIOBase):
        """A tar that goes on for ever."""

        member = tarred(("a.txt", TEXT.encode()), kind=tarfile.USTAR_FORMAT)[:1024]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            data = (self.member * 100)[: len(buffer) // 1024 * 1024]
            buffer[: len(data)] = data
            return len(data)

    reports = read(["-"], ReadOptions(), on_skip=pytest.fail, stdin=io.BufferedReader(Endless(), 1 << 16))  # type: ignore[arg-type]
    assert next(reports).text == TEXT


def test_an_office_document_is_named_as_one(tmp_path: Path, reading: Reading) -> None:
    zipped(tmp_path / "a.docx", ("word/document.xml", b"<x/>"))
    assert "is an office document" in reading(tmp_path / "a.docx")[1][0]
    zipped(tmp_path / "b.zip")
    assert "holds no files" in reading(tmp_path / "b.zip")[1][0]
