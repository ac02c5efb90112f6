from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.cluster.shards import Shard, as_file, fingerprint, shards_of
from dateline.errors import UnreadableInput, WrongUsage


def cut(path: Path, size: int) -> list[Shard]:
    found = list(shards_of([str(path)], size))
    assert all(isinstance(s, Shard) for s in found)
    return [s for s in found if isinstance(s, Shard)]


def held(shard: Shard) -> bytes:
    with as_file(shard) as path:
        return Path(path).read_bytes()


@given(st.lists(st.text(alphabet="ab\r", max_size=30), max_size=40), st.integers(1, 60), st.booleans())
def test_slices_are_whole_lines_and_together_the_file(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int, closed: bool
) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.jsonl"
    content = "\n".join(lines).encode() + (b"\n" if closed else b"")
    path.write_bytes(content)
    shards = cut(path, size)
    parts = [held(s) for s in shards]
    assert b"".join(parts) == content
    assert all(part.endswith(b"\n") for part in parts[:-1])
    assert [s.number for s in shards] == list(range(1, len(shards) + 1))
    assert [fingerprint(s) for s in shards] == [(hashlib.sha256(part).hexdigest(), len(part)) for part in parts]


def test_lines_added_at_the_end_leave_earlier_slices_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(b"%05d\n" % n for n in range(1000)))
    before = cut(path, 500)
    with path.open("ab") as out:
        out.write(b"more\n" * 300)
    after = cut(path, 500)
    assert len(after) > len(before) > 10
    assert after[: len(before) - 1] == before[:-1]


def test_a_line_longer_than_a_shard_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * 3_000_000 + b"\nshort\n")
    assert [len(held(s)) for s in cut(path, 1_000_000)] == [3_000_001, 6]


def test_other_files_are_one_shard_each_and_names_keep_the_order(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(b"text\n" + b"a line\n" * 1000)
    (tmp_path / "a b\u00fc.txt").write_bytes(b"text " * 1000)
    (tmp_path / "c.jsonl").write_bytes(b"{}\n" * 1000)
    shards = [s for s in shards_of([str(tmp_path)], 1200) if isinstance(s, Shard)]
    assert [s.name for s in shards] == ["0000001-a-b-.txt", "0000002-b.csv", "0000003-c", "0000004-c", "0000005-c"]
    assert [s.end is None for s in shards] == [True, True, False, False, False]


def test_what_is_not_there_is_named_and_standard_input_refused(tmp_path: Path) -> None:
    (found,) = shards_of([str(tmp_path / "none.jsonl")])
    assert isinstance(found, UnreadableInput)
    with pytest.raises(WrongUsage, match="standard input"):
        list(shards_of(["-"]))
