from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import UnreadableInput
from dateline.model import Report
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police arrested the mayor of the town on Monday."
LINE = json.dumps({"text": TEXT}).encode() + b"\n"


def test_both_kinds_packed(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINE) + gzip.compress(LINE) + b"\0" * 64)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode("utf-16")))
    (tmp_path / "c.gz").write_bytes(gzip.compress(LINE))
    reports, skipped = reading(tmp_path)
    assert skipped == []
    assert [r.text for r in reports] == [TEXT] * 4
    assert len(reading("-", stdin=gzip.compress(LINE * 3))[0]) == 3


def test_a_broken_archive_gives_what_came_before(tmp_path: Path, reading: Reading) -> None:
    lines = b"".join(json.dumps({"text": f"{TEXT} {n * 7919 % 10007}"}).encode() + b"\n" for n in range(6_000))
    packed = gzip.compress(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    reports, skipped = reading(tmp_path)
    assert len(reports) > 1_000
    assert "the gzip archive ends too early" in skipped[-1]
    (tmp_path / "a.jsonl.gz").write_bytes(packed[:-8] + b"\1\2\3\4" + packed[-4:])
    reports, skipped = reading(tmp_path)
    assert len(reports) > 5_000
    assert "the gzip archive is broken" in skipped[0]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz"])
def test_an_archive_that_unpacks_for_ever(tmp_path: Path, name: str) -> None:
    packer = zlib.compressobj(9, wbits=31)
    with (tmp_path / name).open("wb") as out:
        for _ in range(200):
            out.write(packer.compress(b"a" * 1_000_000))
        out.write(packer.flush())
    problems: list[UnreadableInput] = []
    assert list(read([str(tmp_path / name)], ReadOptions(), on_skip=problems.append)) == []
    assert len(problems) == 1
    assert "larger than" in problems[0].reason or "times its size" in problems[0].reason


def test_one_level_only(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(gzip.compress(LINE)))
    reports, skipped = reading(tmp_path)
    assert reports == []
    assert "is an archive" in skipped[0]
