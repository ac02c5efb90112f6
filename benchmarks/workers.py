"""Words a second of `dateline code` with two workers against one, in the same run; memory of each process; and the bytes compared.

usage: workers.py [FILE.jsonl] [ROUNDS] [WORKERS]     by default ../shared/dev/places.jsonl, three rounds, two workers

Each round codes the texts with one worker and then with many, processes started anew; the clock runs over the last three quarters of the
texts, so that loading the coders, which a run of an hour pays once, is left out. The ratio of a round is what counts:
machines drift, and other work beside takes from the second core first.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from dateline.bulk import SetAside, code_reports
from dateline.bulk.written import written
from dateline.coding.coder import Settings, load_coder
from dateline.model import Report

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "dev" / "places.jsonl"
VARIANTS: dict[str, Settings] = {
    "default layers": Settings(),
    "default layers, rules alone": Settings(encoder=False),
    "events, rules alone": Settings(layers=("events",), encoder=False),
}


@dataclass(frozen=True)
class Run:
    """One run: words a second over the last three quarters, seconds before the first, megabytes, and the lines.

    `own` is the processor time of this process over these, `cost` that of all from start to end, loading included.
    """

    rate: float
    start: float
    own: float
    cost: float
    workers: tuple[float, ...]
    lines: tuple[str, ...]


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    many = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    if not path.is_file():
        sys.exit(f"{path} is not here; name a JSONL file with texts")
    with path.open(encoding="utf-8") as lines:
        reports = [Report(id=str(n), text=json.loads(line)["text"]) for n, line in enumerate(lines)]
    words = sum(len(report.text.split()) for report in reports)
    machine = f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, spaCy {version('spacy')}"
    print(f"{len(reports)} texts, {words:,} words; {machine}; load {', '.join(f'{x:.1f}' for x in os.getloadavg())}")
    for name, settings in VARIANTS.items():
        pairs = [(code(reports, settings, 1), code(reports, settings, many)) for _ in range(rounds)]
        ratios = sorted(b.rate / a.rate for a, b in pairs)
        one, more = (statistics.median(r.rate for r in side) for side in zip(*pairs, strict=True))
        same = all(a.lines == b.lines for a, b in pairs)
        memory = max(m for _, b in pairs for m in b.workers)
        print(
            f"{name:<28} one {one:>7,.0f} words/s, {many} workers {more:>7,.0f}: {statistics.median(ratios):.2f} times"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f}); same bytes: {same};"
            f" first result after {statistics.median(b.start for _, b in pairs):.1f} s; largest worker {memory:,.0f} MB;"
            f" processor time {statistics.median(a.cost for a, _ in pairs):.1f} s, {statistics.median(b.cost for _, b in pairs):.1f} s,"
            f" of which {statistics.median(b.own for _, b in pairs):.2f} s outside the workers"
        )


def code(reports: list[Report], settings: Settings, workers: int) -> Run:
    """Code all reports once."""
    started, before = time.perf_counter(), _cost()
    results = code_reports(iter(reports), functools.partial(load_coder, settings), written, workers=workers, on_set_aside=fail)
    lines, words = [], 0
    first = own = waited = 0.0
    used: tuple[float, ...] = ()
    for place, result in enumerate(results):
        if not place:
            waited = time.perf_counter() - started
        if place == len(reports) // 4:
            first, own = time.perf_counter(), time.process_time()
        elif place > len(reports) // 4:
            words += result.counts.words
        if place == len(reports) - 5:
            used = tuple(sorted(_peak(pid) for pid in _children(os.getpid())))
        lines.append(result.line)
    rate, own = words / (time.perf_counter() - first), time.process_time() - own
    return Run(rate, waited, own, _cost() - before, used or (_peak(os.getpid()),), tuple(lines))


def _cost() -> float:
    """Processor seconds of this process and of its children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def fail(lost: SetAside) -> None:
    """No report of a benchmark is lost."""
    sys.exit(f"{lost.report.id}: {lost.reason}")


def _children(pid: int) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == pid:
                yield int(entry.name)
        except OSError:
            continue


def _peak(pid: int) -> float:
    """The most memory that a process has had, in megabytes (VmHWM of Linux); 0 where that is not told."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
