from __future__ import annotations

from pathlib import Path

import pytest

from dateline.cluster.journal import Journal, journal


def die_at(folder: Path, *numbers: int, word: bytes = b"") -> None:
    """What a process leaves that died at the last of these reports."""
    left = Journal(folder, "0000001-a")
    for number in numbers:
        left.begin(number)
    left.file.write(word)
    left.file.close()


def failing(folder: Path) -> None:
    with journal(folder, "0000001-a") as tries:
        tries.begin(9)
        raise OSError("disk")


def test_a_report_that_two_processes_died_at_is_left_out(tmp_path: Path) -> None:
    die_at(tmp_path, 0, 1, 2)
    with journal(tmp_path, "0000001-a") as tries:
        assert tries.why_not(2) == ""
    die_at(tmp_path, 0, 1, 2)
    die_at(tmp_path, 0, 1, 2)
    die_at(tmp_path, 0)
    with journal(tmp_path, "0000001-a") as tries:
        assert "killed a worker 2 times" in tries.why_not(2)
        assert tries.why_not(0) == tries.why_not(1) == ""
        assert tries.tries == 3
    assert list(tmp_path.iterdir()) == []


def test_one_that_took_too_long_is_not_tried_again(tmp_path: Path) -> None:
    die_at(tmp_path, 0, 7, word=b"Timeout (0:00:02)!\nThread 0x1 (most recent call first):\n  File x, line 1 in y\n")
    with journal(tmp_path, "0000001-a") as tries:
        assert "--time-limit" in tries.why_not(7)
        assert tries.why_not(0) == ""


def test_what_raises_is_no_death_and_other_shards_are_none_of_its_business(tmp_path: Path) -> None:
    die_at(tmp_path, 4)
    with pytest.raises(OSError, match="disk"):
        failing(tmp_path)
    with journal(tmp_path, "0000001-ab") as tries:
        assert tries.tries == 0
    with journal(tmp_path, "0000001-a") as tries:
        assert tries.tries == 1
