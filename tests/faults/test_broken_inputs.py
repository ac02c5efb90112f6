"""Inputs that cannot be read, break off, or go away while they are read: each is named, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.errors import UnreadableInput
from dateline.model import Report
from dateline.reading import ReadOptions, read

Command = Callable[..., subprocess.CompletedProcess[str]]
SEEDS = Path(__file__).resolve().parents[2] / "fuzz" / "seeds" / "readers"
TEXT = "Osterby police arrested two ferrymen on Monday, the harbour office said."


def take(*inputs: Path | str, met: Callable[[Report], None] = lambda _: None) -> tuple[list[Report], list[str]]:
    skipped: list[UnreadableInput] = []
    reports = []
    for report in read([str(i) for i in inputs], ReadOptions(keep_other_languages=True), on_skip=skipped.append):
        met(report)
        reports.append(report)
    return reports, [str(problem) for problem in skipped]


def test_every_kind_cut_off_anywhere_is_read_as_far_as_it_goes(tmp_path: Path, times: int) -> None:
    chance = random.Random(7)
    seeds = sorted(SEEDS.iterdir())
    assert len(seeds) > 15
    for seed in seeds:
        suffix, _, data = seed.read_bytes().partition(b"\n")
        path = tmp_path / f"half{suffix.decode()}"
        for _ in range(6 * times):
            path.write_bytes(data[: chance.randrange(len(data))])
            reports, skipped = take(path)
            assert reports or skipped, (seed.name, path.stat().st_size)
            assert all(text.isprintable() and str(path) in text for text in skipped), (seed.name, skipped)


@pytest.mark.parametrize("whole", [0, 1, 25])
def test_lines_before_the_break_are_given(tmp_path: Path, whole: int) -> None:
    line = json.dumps({"text": TEXT}) + "\n"
    path = tmp_path / "half.jsonl"
    path.write_text(line * whole + line[: len(line) // 2])
    reports, skipped = take(path)
    assert len(reports) == whole
    assert len(skipped) == 1
    assert skipped[0].startswith(f"{path}:{whole + 1}: the line is no JSON")


def test_what_was_packed_before_the_break_is_given(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"{TEXT} {n} {random.Random(n).getrandbits(4000):x}"}) + "\n" for n in range(500))
    data = gzip.compress(lines.encode())
    path = tmp_path / "half.jsonl.gz"
    path.write_bytes(data[: len(data) // 2])
    reports, skipped = take(path)
    assert 200 < len(reports) < 300
    assert skipped[-1] == f"{path}: the gzip archive ends too early; fetch it again"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no file here that can be opened and not read")
def test_a_file_that_gives_an_error_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    after = tmp_path / "after.txt"
    after.write_text(TEXT)
    reports, skipped = take("/proc/self/mem", tmp_path, after)  # opening it is allowed, reading its first byte is not
    assert [r.text for r in reports] == [TEXT, TEXT]
    assert skipped == ["/proc/self/mem: cannot be read (Input/output error); check that it exists and may be read"]


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can enter."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_file_and_a_folder_that_may_not_be_read_are_named(public: Path) -> None:
    (public / "closed").mkdir()
    (public / "closed.txt").write_text(TEXT)
    (public / "open.txt").write_text(TEXT)
    take(public / "open.txt")  # loads what is loaded when it is needed
    (public / "closed").chmod(0)
    (public / "closed.txt").chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything
        os.seteuid(65534)
    try:
        reports, skipped = take(public)
    finally:
        os.seteuid(user)
        (public / "closed").chmod(0o700)
    assert [r.text for r in reports] == [TEXT]
    assert skipped == [
        f"{public}/closed: the folder cannot be listed (Permission denied); check its permissions",
        f"{public}/closed.txt: cannot be read (Permission denied); check that it exists and may be read",
    ]


def test_a_folder_that_vanishes_while_it_is_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / "news" / name).mkdir(parents=True)
        for n in range(3):
            (tmp_path / "news" / name / f"{n}.txt").write_text(f"{TEXT} {name}{n}")

    def vanish(report: Report) -> None:
        if report.text.endswith("a0"):
            shutil.rmtree(tmp_path / "news" / "b")
            (tmp_path / "news" / "a" / "2.txt").unlink()

    reports, skipped = take(tmp_path / "news", met=vanish)
    assert [r.text[-2:] for r in reports] == ["a0", "a1", "c0", "c1", "c2"]
    assert [text.removeprefix(str(tmp_path)) for text in skipped] == [
        "/news/a/2.txt: is no regular file; expected a file of text",
        "/news/b: is no regular file; expected a file of text",
    ]


def test_a_file_that_shrinks_while_it_is_read_ends_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps({"id": n, "text": f"{TEXT} {'x' * 2000}"}) + "\n" for n in range(400)))

    def shrink(report: Report) -> None:
        if report.id == "0":
            os.truncate(path, 1000)

    reports, _ = take(path, met=shrink)
    assert 1 <= len(reports) < 400
    assert [r.id for r in reports] == [str(n) for n in range(len(reports))]


def test_a_folder_of_nothing_but_broken_files_ends_with_status_3(tmp_path: Path, dateline: Command) -> None:
    for suffix in (".jsonl", ".pdf", ".parquet", ".zip", ".gz", ".warc"):
        (tmp_path / f"x{suffix}").write_bytes(random.Random(suffix).randbytes(300))
    done = dateline("read", tmp_path, "-q")
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 6
    assert all(line.startswith("skipped: ") for line in done.stderr.splitlines())
