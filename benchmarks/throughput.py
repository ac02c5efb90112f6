"""Words a second of `dateline code` beside spaCy's own full pipeline over the same texts, in turn, in one run.

usage: throughput.py [FILE.jsonl] [ROUNDS]     by default the texts of ../shared/dev/places.jsonl, three rounds

All run in this process on one core, models loaded before the clock starts. They take turns every 20 texts, so that what else the machine
does falls on all alike; the ratio of each round is what counts. Words a second are of processor time, which other work beside disturbs
least: what a core with nothing else to do would give by the clock. The ratio by the clock stands beside.

Then the cost of a report by its length, up to a book; then how long `import dateline` takes, and one short report from start to result, as
a whole process, interpreter and models included.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import spacy

from dateline.coding.coder import Coder, Settings, load_coder
from dateline.model import Layer, Report
from dateline.parsing.parser import DEFAULT_MODEL

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "dev" / "places.jsonl"
DEFAULT: tuple[Layer, ...] = ("events", "attributions", "times", "places")
VARIANTS: dict[str, Settings] = {
    "events, rules alone": Settings(layers=("events",), encoder=False),
    "events": Settings(layers=("events",)),
    "default layers, rules alone": Settings(layers=DEFAULT, encoder=False),
    "default layers": Settings(layers=DEFAULT),
    "clauses": Settings(layers=("clauses",)),
}
SPACY = "spaCy, full small pipeline"
SHORT = "Russian troops attacked a Ukrainian town on Monday, officials in Kyiv said."
_AT_A_TIME = 20
_LENGTHS = (1_000, 10_000, 100_000)
"""Words of a report: long for news, a small book, a large one."""

Times = dict[str, tuple[float, float]]
"""Seconds of processor time and by the clock, by name."""


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    if not path.is_file():
        sys.exit(f"{path} is not here; name a JSONL file with texts")
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    words = sum(len(text.split()) for text in texts)
    machine = f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, spaCy {version('spacy')}"
    print(f"{len(texts)} texts, {words:,} words; {machine}; load {', '.join(f'{x:.1f}' for x in os.getloadavg())}")
    coders = {name: load_coder(settings) for name, settings in VARIANTS.items()}
    runs = _runs(coders)
    for run in runs.values():
        run(texts[:5])
    measured = [_round(texts, runs) for _ in range(rounds)]
    for name in runs:
        rates = sorted(words / times[name][0] for times in measured)
        by_processor, by_clock = (statistics.median(times[SPACY][k] / times[name][k] for times in measured) for k in (0, 1))
        print(
            f"{name:<38} {statistics.median(rates):>8,.0f} words/s ({rates[0]:,.0f} to {rates[-1]:,.0f})"
            f"   {by_processor:.2f} of spaCy (by the clock {by_clock:.2f})"
        )
    _by_length(texts, coders["default layers"])
    _starts(rounds)


def _runs(coders: dict[str, Coder]) -> dict[str, Callable[[Sequence[str]], None]]:
    nlp = spacy.load(DEFAULT_MODEL)

    def by_spacy(texts: Sequence[str]) -> None:
        for _doc in nlp.pipe(texts, batch_size=64):
            pass

    def by(coder: Coder) -> Callable[[Sequence[str]], None]:
        def run(texts: Sequence[str]) -> None:
            for _coded in coder.code_all(Report(id=str(i), text=text) for i, text in enumerate(texts)):
                pass

        return run

    return {SPACY: by_spacy, **{f"dateline, {name}": by(coder) for name, coder in coders.items()}}


def _round(texts: Sequence[str], runs: dict[str, Callable[[Sequence[str]], None]]) -> Times:
    spent = dict.fromkeys(runs, (0.0, 0.0))
    for start in range(0, len(texts), _AT_A_TIME):
        for name, run in runs.items():
            processor, clock = time.process_time(), time.perf_counter()
            run(texts[start : start + _AT_A_TIME])
            before = spent[name]
            spent[name] = (before[0] + time.process_time() - processor, before[1] + time.perf_counter() - clock)
    return spent


def _by_length(texts: Sequence[str], coder: Coder) -> None:
    """What a word costs in reports of growing length, made of the texts put one after the other."""
    costs = []
    for length in _LENGTHS:
        text, have, at = [], 0, 0
        while have < length:
            text.append(texts[at % len(texts)])
            have += len(text[-1].split())
            at += 1
        report = Report(id="long", text="\n\n".join(text))
        start = time.process_time()
        coder.code(report)
        costs.append(f"{have:,} words {(time.process_time() - start) / have * 1e6:,.0f}")
    print(f"one report, default layers, microseconds a word: {'; '.join(costs)}")


def _starts(rounds: int) -> None:
    """The time of whole processes."""
    program = Path(sys.executable)
    commands = {
        "import dateline": [str(program), "-c", "import dateline"],
        "an empty Python": [str(program), "-c", ""],
        "dateline code, one short report": [str(program.with_name("dateline")), "code", "-", "--format", "jsonl", "-q"],
    }
    for name, command in commands.items():
        seconds = []
        for _ in range(max(rounds, 5)):
            start = time.perf_counter()
            subprocess.run(command, input=SHORT.encode(), check=True, capture_output=True)
            seconds.append(time.perf_counter() - start)
        print(f"{name}, whole process: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})")


if __name__ == "__main__":
    main()
