"""Many reports in processes, with a coder of toy that does what a text tells it: die, raise, wait."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.bulk import SetAside, code_each, code_reports
from dateline.bulk.worker import Outcome, code_one
from dateline.bulk.written import whole, written
from dateline.errors import DatelineError, ModelMissing, WrongUsage
from dateline.model import CodedReport, Counts, Report


class Toy:
    """Codes by doing what the text says."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def code(self, report: Report) -> CodedReport:
        what, _, rest = report.text.partition(" ")
        if what == "die":
            os._exit(9)
        if what == "die-once" and self.folder is not None and not (self.folder / rest).exists():
            (self.folder / rest).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "raise":
            raise ValueError(f"no\n{rest}")
        if what == "wait":
            time.sleep(float(rest))
        if what == "hang":
            re.match("(a+)+$", "a" * 60 + "b")  # holds the interpreter for longer than there are stars
        if what == "memory":
            raise MemoryError
        return CodedReport(report=report, counts=Counts(words=os.getpid()))


def toy(folder: Path | None = None) -> Toy:
    return Toy(folder)


def broken(kind: str) -> Toy:
    if kind == "die":
        os._exit(3)
    raise ModelMissing("the model is not there; install it")


def text_of(coded: CodedReport) -> str:
    return coded.report.text


def reports(*texts: str) -> list[Report]:
    return [Report(id=str(n), text=text) for n, text in enumerate(texts)]


def coded(*texts: str, folder: Path | None = None, workers: int = 2) -> tuple[list[str], list[SetAside]]:
    lost: list[SetAside] = []
    got = code_reports(reports(*texts), functools.partial(toy, folder), text_of, workers=workers, on_set_aside=lost.append)
    return list(got), lost


def test_results_come_in_the_order_of_the_reports() -> None:
    texts = [f"wait {0.2 if n % 7 == 0 else 0.001} {n}".rsplit(" ", 1)[0] if n % 2 else f"text {n}" for n in range(40)]
    assert coded(*texts) == (texts, [])


@pytest.mark.parametrize("workers", [1, 2])
def test_a_report_on_which_the_coder_fails_is_set_aside(workers: int) -> None:
    got, lost = coded("a", "raise this", "b", "memory", "c", workers=workers)
    assert got == ["a", "b", "c"]
    assert [s.report.id for s in lost] == ["1", "3"]
    assert lost[0].reason.startswith("coding it failed: ValueError: no this (test_bulk.py:")
    assert "more memory than there is" in lost[1].reason


def test_what_a_dead_worker_had_is_done_again(tmp_path: Path) -> None:
    texts = [f"a{n}" for n in range(10)]
    texts[3:3] = ["die-once x"]
    texts[9:9] = ["die-once y"]
    assert coded(*texts, folder=tmp_path) == (texts, [])


def test_a_report_that_kills_twice_is_set_aside_and_the_rest_goes_on() -> None:
    texts = ["a", "b", "die now", "c", "d", "die again", "e"]
    got, lost = coded(*texts)
    assert got == ["a", "b", "c", "d", "e"]
    assert [s.report.text for s in lost] == ["die now", "die again"]
    assert all("killed a worker process twice" in s.reason for s in lost)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_report_that_takes_too_long_is_set_aside_whatever_it_is_at(workers: int) -> None:
    lost: list[SetAside] = []
    source = reports("a", "hang", "b", "wait 60", "c")
    got = code_reports(source, toy, text_of, workers=workers, time_limit=1.5, on_set_aside=lost.append)
    assert list(got) == ["a", "b", "c"]
    assert [s.report.text for s in lost] == ["hang", "wait 60"]
    assert all("takes longer than the limit of 1.5 seconds" in s.reason for s in lost)
    with pytest.raises(WrongUsage, match="no time to code"):
        code_reports(source, toy, text_of, time_limit=0, on_set_aside=lost.append)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_needs_no_coding_keeps_its_place(workers: int) -> None:
    source = [(f"k{n}", None if n % 3 == 1 else Report(id=str(n), text="raise it" if n % 5 == 0 else f"t{n}")) for n in range(40)]
    got = list(code_each(source, toy, text_of, workers=workers))
    assert [key for key, _ in got] == [key for key, _ in source]
    for (_, report), (_, outcome) in zip(source, got, strict=True):
        assert (outcome is None) == (report is None)
        if report is not None and outcome is not None:
            assert outcome.value == (None if report.text == "raise it" else report.text)
            assert bool(outcome.reason) == (report.text == "raise it")


def test_only_so_many_are_on_their_way() -> None:
    drawn = 0

    def source() -> Iterator[Report]:
        nonlocal drawn
        for report in reports(*(f"text {n}" for n in range(1_000))):
            drawn += 1
            yield report

    results = code_reports(source(), toy, text_of, workers=2, on_set_aside=pytest.fail)  # type: ignore[arg-type]
    assert drawn == 0
    next(results)
    assert drawn == 16
    for _ in range(100):
        next(results)
    assert drawn <= 117
    results.close()


def test_long_texts_are_fewer_on_their_way() -> None:
    drawn: list[str] = []

    def source() -> Iterator[Report]:
        for n in range(6):
            drawn.append(str(n))
            yield Report(id=str(n), text="x" * 15_000_000)

    results = code_reports(source(), toy, written_length, workers=2, on_set_aside=pytest.fail)  # type: ignore[arg-type]
    next(results)
    assert len(drawn) == 2
    assert len(list(results)) == 5


def written_length(coded: CodedReport) -> int:
    return len(coded.report.text)


def test_a_coder_that_cannot_be_loaded_is_told_at_once() -> None:
    with pytest.raises(DatelineError, match="the model is not there; install it"):
        code_reports([], functools.partial(broken, "missing"), text_of, workers=2, on_set_aside=pytest.fail)  # type: ignore[arg-type]
    with pytest.raises(DatelineError, match="died while it loaded the coder"):
        code_reports([], functools.partial(broken, "die"), text_of, workers=2, on_set_aside=pytest.fail)  # type: ignore[arg-type]
    with pytest.raises(WrongUsage):
        code_reports([], toy, text_of, workers=0, on_set_aside=pytest.fail)  # type: ignore[arg-type]


def test_what_is_written_comes_with_its_counts() -> None:
    source = reports("a", "b")
    lines = list(code_reports(source, toy, written, workers=2, on_set_aside=pytest.fail))  # type: ignore[arg-type]
    assert [json.loads(w.line)["report"]["id"] for w in lines] == ["0", "1"]
    assert all(w.counts.words != os.getpid() for w in lines)
    assert [c.report for c in code_reports(source, toy, whole, on_set_aside=pytest.fail)] == source  # type: ignore[arg-type]


def test_one_report_here() -> None:
    assert code_one(Report(id="x", text="a"), Toy(), text_of) == Outcome("a")


def children(pid: int) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[1]) == pid and stat[0] != "Z":
                found.add(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_workers_leave_when_their_parent_is_killed() -> None:
    program = (
        "import test_bulk as t, time\n"
        "if __name__ == '__main__':\n"
        "    got = t.code_reports(t.reports(*['wait 60'] * 4), t.toy, t.text_of, workers=2, on_set_aside=print)\n"
        "    import threading; threading.Timer(0.5, lambda: print('ready', flush=True)).start(); next(got)\n"
    )
    folder = Path(__file__).parent
    path = folder.parent / "bulk"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(path)}, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        workers = children(parent.pid)
        parent.kill()
    assert len(workers) >= 2
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers):
            return
        time.sleep(0.1)
    pytest.fail("workers stayed behind")
