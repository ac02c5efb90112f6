"""Standard streams that are full, closed, or that nobody reads any more: one line at most, and no trace of our insides."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = [("code", "INPUT", "--no-encoder", "-q"), ("read", "INPUT", "-q"), ("schema",)]
DATELINE = str(Path(sys.executable).with_name("dateline"))


def words(command: tuple[str, ...], few: Path) -> list[str]:
    return [str(few) if word == "INPUT" else word for word in command]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_standard_output_on_a_full_disk_is_one_line(dateline: Command, few: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = dateline(*words(command, few), stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == "dateline: standard output cannot be written (No space left on device); what came before may not be whole\n"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_reader_that_goes_away_is_no_error_to_speak_of(dateline: Command, few: Path, command: tuple[str, ...]) -> None:
    # `dateline ... | head -c 10`
    read, write = os.pipe()
    os.close(read)
    try:
        done = dateline(*words(command, few), stdout=write, stderr=subprocess.PIPE)
    finally:
        os.close(write)
    assert done.stderr == ""
    assert done.returncode in (0, 1)


@pytest.mark.parametrize("closing", [">&-", "<&-", "2>&-", ">&- 2>&- <&-"])
def test_a_stream_that_is_closed_is_as_one_that_leads_nowhere(few: Path, closing: str) -> None:
    command = f'"$0" read "$1" -q {closing}'
    done = subprocess.run(["bash", "-c", command, DATELINE, few], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == (0 if closing.startswith(">") else 20)


def test_standard_input_that_is_closed_is_an_empty_one() -> None:
    done = subprocess.run(["bash", "-c", '"$0" code - <&-', DATELINE], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3, done.stderr
    assert "<stdin>: is empty; expected the text of a report" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_messages_that_cannot_be_written_do_not_stop_the_work(dateline: Command, few: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Path("/dev/full").open("w") as full:
        dateline("read", few, "-q", "-o", out, stdout=subprocess.PIPE, stderr=full)
    assert len(out.read_text().splitlines()) == 20


@pytest.fixture
def coded(tmp_path: Path, dateline: Command, few: Path) -> Path:
    path = tmp_path / "coded.jsonl"
    assert dateline("code", few, "--no-encoder", "-q", "-o", path).returncode == 0
    return path


def outputs(coded: Path, few: Path) -> list[tuple[str, ...]]:
    return [("read", str(few), "-q"), ("export", str(coded), "-q", "--format", "csv")]


def test_an_output_that_is_no_regular_file_is_written_to_and_stays_what_it_is(
    dateline: Command, coded: Path, few: Path, tmp_path: Path
) -> None:
    # `-o /dev/null`, as root, put a file in the place of the device.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for command in outputs(coded, few):
        through = tmp_path / "through"
        with through.open("w") as out, subprocess.Popen(["cat", pipe], stdout=out) as reader:
            done = dateline(*command, "-o", pipe)
            assert done.returncode == 0, done.stderr
            assert pipe.is_fifo(), command
            assert reader.wait(30) == 0
        assert len(through.read_text().splitlines()) >= 20


def test_an_output_that_is_a_link_stays_one(dateline: Command, coded: Path, few: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    for command in outputs(coded, few):
        (tmp_path / "target").write_text("before\n")
        assert dateline(*command, "-o", link).returncode == 0
        assert link.is_symlink(), command
        assert len((tmp_path / "target").read_text().splitlines()) >= 20
