"""Two processes against one, and against spaCy's full small pipeline with two, over the same texts in one run; and the memory of each.

usage: bulk.py [FILE.jsonl] [ROUNDS]     by default ../shared/dev/places.jsonl, one round

Each run starts its processes anew; what is measured is from the first quarter of the texts to five before the last, so that loading, which
a run of an hour pays once, is left out. By the clock, two processes are worth what the machine leaves of its second core. So the processor
time of all processes for a thousand words is printed too (Linux only): twice what one process needs, by what two need together, is the
ratio by the clock of a machine with nothing else to do, but for what the two cores take from each other.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import spacy

from dateline.bulk import SetAside, code_reports
from dateline.bulk.written import written
from dateline.coding.coder import Settings, load_coder
from dateline.model import Report
from dateline.parsing.parser import DEFAULT_MODEL

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "dev" / "places.jsonl"
VARIANTS: dict[str, Settings] = {
    "events, rules alone": Settings(layers=("events",), encoder=False),
    "default layers": Settings(),
}
SPACY = "spaCy, full small pipeline"
_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Run:
    """Words a second by the clock, processor seconds for a thousand words, megabytes of the largest process that codes."""

    rate: float
    cost: float
    memory: float


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if not path.is_file():
        sys.exit(f"{path} is not here; name a JSONL file with texts")
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    machine = f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, spaCy {version('spacy')}"
    print(f"{len(texts)} texts, {sum(len(t.split()) for t in texts):,} words; {machine}; load {_load()}")
    runs: dict[tuple[str, int], list[Run]] = {}
    for _ in range(rounds):
        for workers in (1, 2):
            runs.setdefault((SPACY, workers), []).append(_by_spacy(texts, workers))
            for name, settings in VARIANTS.items():
                runs.setdefault((name, workers), []).append(_by_dateline(texts, settings, workers))
    middle = {key: Run(*(statistics.median(getattr(r, f) for r in found) for f in Run.__annotations__)) for key, found in runs.items()}
    base = middle[SPACY, 2]
    for name in (SPACY, *VARIANTS):
        one, two = middle[name, 1], middle[name, 2]
        print(
            f"{name:<28} one {one.rate:>6,.0f} words/s, two {two.rate:>6,.0f} ({two.rate / one.rate:.2f} times);"
            f" processor seconds for 1,000 words {one.cost:.3f}, {two.cost:.3f} ({2 * one.cost / two.cost:.2f} times);"
            f" with two, of spaCy with two: {two.rate / base.rate:.2f} by the clock, {base.cost / two.cost:.2f} by processor time;"
            f" memory {one.memory:,.0f}, {two.memory:,.0f} MB"
        )
    print(f"load {_load()}")


def _load() -> str:
    return ", ".join(f"{x:.1f}" for x in os.getloadavg())


def _by_spacy(texts: Sequence[str], workers: int) -> Run:
    nlp = spacy.load(DEFAULT_MODEL)
    return _measured(len(texts), (len(doc.text.split()) for doc in nlp.pipe(texts, batch_size=16, n_process=workers)))


def _by_dateline(texts: Sequence[str], settings: Settings, workers: int) -> Run:
    reports = (Report(id=str(n), text=text) for n, text in enumerate(texts))
    results = code_reports(reports, functools.partial(load_coder, settings), written, workers=workers, on_set_aside=_lost)
    return _measured(len(texts), (result.counts.words for result in results))


def _measured(number: int, words: Iterator[int]) -> Run:
    started = used = rate = cost = memory = 0.0
    counted = 0
    for place, count in enumerate(words):
        if place == number // 4:
            started, used = time.perf_counter(), _used()
        elif number // 4 < place < number - 5:
            counted += count
        elif place == number - 5:
            rate, cost = counted / (time.perf_counter() - started), (_used() - used) / counted * 1000
            memory = max(map(_peak, [*_children()] or [os.getpid()]))
    return Run(rate, cost, memory)


def _lost(lost: SetAside) -> None:
    sys.exit(f"{lost.report.id}: {lost.reason}")


def _used() -> float:
    """Processor seconds of this process and of those that it started and that run."""
    return time.process_time() + sum(sum(map(int, _stat(pid)[11:13])) / _TICK for pid in _children())


def _children() -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        if _stat(int(entry.name))[1:2] == [str(os.getpid())]:
            yield int(entry.name)


def _stat(pid: int) -> list[str]:
    """What Linux tells of a process, from its state on; nothing for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
