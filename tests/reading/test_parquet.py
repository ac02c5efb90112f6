from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from dateline.cli.read import json_line
from dateline.model import Report
from dateline.reading.columns import parse_columns

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police in Mombasa arrested nine traders on Monday, number {}."


def written(path: Path, rows: int = 300) -> Path:
    columns = {
        "desk": pa.array(["city"] * rows).dictionary_encode(),
        "body": pa.array([None if n == 3 else TEXT.format(n) for n in range(rows)], pa.large_string()),
        "date": pa.array([dt.date(2024, 6, 17)] * rows),
        "seen": pa.array([1_718_600_000_000_000_001] * rows, pa.timestamp("ns", "UTC")),
        "score": pa.array([float("nan") if n % 2 else 0.5 for n in range(rows)]),
        "tags": pa.array([["a", "b"]] * rows),
        "picture": pa.array([b"\x00\x01"] * rows),
    }
    parquet.write_table(pa.table(columns), path, row_group_size=100)
    return path


def test_rows_are_reports(tmp_path: Path, reading: Reading) -> None:
    path = written(tmp_path / "a.parquet")
    reports, skipped = reading(path, columns=parse_columns("text=body,published=date"))
    assert len(reports) == 299
    assert skipped == [f"{path}:4: the field 'text' is missing; expected the text of the report"]
    assert [r.text for r in reports[:2]] == [TEXT.format(0), TEXT.format(1)]
    assert reports[0].published == dt.date(2024, 6, 17)
    line = json.loads(json_line(reports[0]))
    assert line["seen"].startswith("2024-06-17")
    assert {k: line[k] for k in ("desk", "score", "tags")} == {"desk": "city", "score": 0.5, "tags": ["a", "b"]}
    assert "score" not in reports[1].extra
    assert "picture" not in line
    piped, _ = reading("-", stdin=path.read_bytes(), columns=parse_columns("text=body,published=date"))
    assert piped == reports


def test_no_text_column(tmp_path: Path, reading: Reading) -> None:
    assert "has no column 'text'" in reading(written(tmp_path / "a.parquet", 5))[1][0]


@pytest.mark.parametrize("cut", [4, 10, 200, 2_000, -4])
def test_truncated_files(tmp_path: Path, reading: Reading, cut: int) -> None:
    path = written(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes()[:cut])
    reports, skipped = reading(path, columns=parse_columns("text=body"))
    assert reports == []
    assert len(skipped) == 1
    assert "ends too early" in skipped[0]


def test_spoilt_bytes_raise_nothing(tmp_path: Path, reading: Reading) -> None:
    path = written(tmp_path / "a.parquet", 50)
    data = path.read_bytes()
    for place in range(4, len(data) - 8, len(data) // 60):
        path.write_bytes(data[:place] + bytes(b ^ 0xFF for b in data[place : place + 8]) + data[place + 8 :])
        reports, skipped = reading(path, columns=parse_columns("text=body"))
        assert reports or skipped


def test_a_footer_that_lies(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + b"x" * 100 + (2_000_000_000).to_bytes(4, "little") + b"PAR1")
    assert "more than it can have" in reading(path)[1][0]


def test_a_table_that_unpacks_for_ever(tmp_path: Path, reading: Reading) -> None:
    text = pa.array(["Troops left the town. " * 5_000]).dictionary_encode()
    many = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), text.dictionary)
    parquet.write_table(pa.table({"text": many}), tmp_path / "a.parquet")
    reports, skipped = reading(tmp_path / "a.parquet", max_bytes=50_000)
    assert reports == []
    assert sum("times its size" in line for line in skipped) == 1
