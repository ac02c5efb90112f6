from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dateline.errors import UnreadableInput
from dateline.model import Report
from dateline.reading import ReadOptions, read
from dateline.reading.inputs import expand, printable

Reading = Callable[..., tuple[list[Report], list[str]]]


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Troops left the town of {path.stem} on Monday.")


def names(items: list[str | UnreadableInput], root: Path) -> list[str]:
    return [os.path.relpath(item, root) if isinstance(item, str) else item.reason for item in items]


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    touch(tmp_path / "b.txt", tmp_path / "a" / "z.txt", tmp_path / "a" / "deep" / "x.txt", tmp_path / "c.txt")
    touch(tmp_path / ".hidden.txt", tmp_path / ".git" / "config", tmp_path / "a" / ".DS_Store")
    assert names(list(expand([str(tmp_path)])), tmp_path) == ["a/deep/x.txt", "a/z.txt", "b.txt", "c.txt"]


def test_a_hidden_file_that_is_named_is_read(tmp_path: Path) -> None:
    touch(tmp_path / ".hidden.txt")
    assert names(list(expand([str(tmp_path / ".hidden.txt")])), tmp_path) == [".hidden.txt"]


def test_inputs_keep_their_order_and_may_repeat(tmp_path: Path, reading: Reading) -> None:
    touch(tmp_path / "a.txt", tmp_path / "b.txt")
    reports, _ = reading(tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "b.txt")
    assert [r.text.split()[5] for r in reports] == ["b", "a", "b"]


def test_globs_are_expanded_sorted_and_give_each_file_once(tmp_path: Path) -> None:
    touch(tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "d.md", tmp_path / "sub" / "c.txt")
    assert names(list(expand([str(tmp_path / "*.txt")])), tmp_path) == ["a.txt", "b.txt"]
    found = names(list(expand([str(tmp_path / "**")])), tmp_path)
    assert sorted(found) == ["a.txt", "b.txt", "d.md", "sub/c.txt"]
    assert names(list(expand([str(tmp_path / "[ab].txt")])), tmp_path) == ["a.txt", "b.txt"]


def test_a_name_with_the_characters_of_a_glob_is_taken_literally(tmp_path: Path) -> None:
    touch(tmp_path / "a[1].txt", tmp_path / "a1.txt")
    assert names(list(expand([str(tmp_path / "a[1].txt")])), tmp_path) == ["a[1].txt"]


def test_what_is_not_there_is_named_and_the_rest_goes_on(tmp_path: Path, reading: Reading) -> None:
    touch(tmp_path / "good.txt")
    (tmp_path / "void").mkdir()
    reports, skipped = reading(tmp_path / "gone.txt", tmp_path / "*.pdf", tmp_path / "void", tmp_path / "good.txt", "x" * 5000)
    assert len(reports) == 1
    assert skipped[0] == f"{tmp_path / 'gone.txt'}: no such file or folder; check the path"
    assert "no file matches this pattern" in skipped[1]
    assert "the folder holds no files" in skipped[2]
    assert len(skipped) == 4


def test_a_link_to_a_folder_is_not_followed_so_that_a_loop_ends(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone")
    found = names(list(expand([str(tmp_path)])), tmp_path)
    assert found[0] == "a.txt"
    assert "a link to a folder" in found[1]
    assert "no regular file" in found[2]


def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path, reading: Reading) -> None:
    os.mkfifo(tmp_path / "pipe")
    touch(tmp_path / "a.txt")
    reports, skipped = reading(tmp_path)
    assert len(reports) == 1
    assert "no regular file" in skipped[0]


def test_a_name_that_is_no_utf8_can_be_shown() -> None:
    assert printable(os.fsdecode(b"caf\xe9\n.txt")) == "caf\ufffd .txt"


def test_standard_input(reading: Reading) -> None:
    reports, skipped = reading("-", stdin=b"Soldiers left the village on Monday.\n")
    assert [r.text for r in reports] == ["Soldiers left the village on Monday.\n"]
    assert skipped == []
    assert reading("-", stdin=b"") == ([], ["<stdin>: is empty; expected the text of a report"])


def test_reports_come_before_the_input_has_ended() -> None:
    given, taken = os.pipe()
    os.write(taken, b'{"text": "Soldiers left the village on Monday."}\n')
    problems: list[UnreadableInput] = []
    with os.fdopen(given, "rb") as stdin:
        reports = read(["-"], ReadOptions(), on_skip=problems.append, stdin=stdin)
        assert next(reports).text.startswith("Soldiers")
        os.close(taken)
        assert list(reports) == []
    assert problems == []


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt", tmp_path / "b.txt")
    problems: list[UnreadableInput] = []
    reports = read([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], ReadOptions(), on_skip=problems.append)
    next(reports)
    (tmp_path / "b.txt").unlink()
    assert list(reports) == []
    assert [p.reason for p in problems] == ["no such file or folder; check the path"]
