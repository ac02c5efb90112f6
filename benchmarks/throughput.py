"""Words a second of `dateline code` beside spaCy's own full pipeline over the same texts, in turn, in one run.

usage: throughput.py [FILE.jsonl] [ROUNDS]     by default the texts of ../shared/dev/places.jsonl, three rounds

Both run in this process on one core, models loaded before the clock starts. The ratio of each round is what counts: machines drift.
Then the time from start to result of one short report, as a whole process, interpreter and models included.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import spacy

from dateline.coding.coder import Settings, load_coder
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
    print(f"{len(texts)} texts, {words:,} words; {machine}")
    nlp = spacy.load(DEFAULT_MODEL)
    coders = {name: load_coder(settings) for name, settings in VARIANTS.items()}
    reports = [Report(id=str(i), text=text) for i, text in enumerate(texts)]
    rates: dict[str, list[float]] = {"spaCy, full small pipeline": [], **{f"dateline, {name}": [] for name in VARIANTS}}
    for _ in range(rounds):
        start = time.perf_counter()
        for _doc in nlp.pipe(texts, batch_size=64):
            pass
        rates["spaCy, full small pipeline"].append(words / (time.perf_counter() - start))
        for name, coder in coders.items():
            start = time.perf_counter()
            for _coded in coder.code_all(reports):
                pass
            rates[f"dateline, {name}"].append(words / (time.perf_counter() - start))
    base = rates["spaCy, full small pipeline"]
    for name, values in rates.items():
        ratios = [value / other for value, other in zip(values, base, strict=True)]
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:<38} {middle:>8,.0f} words/s ({low:,.0f} to {high:,.0f})   {statistics.median(ratios):.2f} of spaCy")
    short = "Russian troops attacked a Ukrainian town on Monday, officials in Kyiv said."
    command = [str(Path(sys.executable).with_name("dateline")), "code", "-", "--format", "jsonl", "-q"]
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, input=short.encode(), check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    print(f"one short report, whole process: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})")


if __name__ == "__main__":
    main()
