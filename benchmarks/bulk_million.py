"""What a million articles cost: measured on some ten thousands, made of the places set with changed names and dates, one process.

usage: bulk_million.py [ARTICLES] [WORKERS]     by default 20,000 with one worker, default layers

Prints words a second by the clock and memory at every twentieth part of the run, so that one that slows down or grows is seen; then words
a second of processor time, and the estimate that follows. The lines of `dateline code` are written to a temporary file.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import platform
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from dateline.bulk import SetAside, code_reports
from dateline.bulk.written import written
from dateline.coding.coder import Settings, load_coder
from dateline.model import Report

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "dev" / "places.jsonl"
_GIVEN = re.compile(
    r"\b(?:Smith|Johnson|Williams|Brown|Jones|Miller|Davis|Wilson|Anderson|Taylor|Thomas|Moore|Martin|White|Clark|Lewis|Hall|Young|John|James"
    r"|Robert|Michael|David|William|Richard|Joseph|Charles|Daniel|Mary|Linda|Susan)\b"
)
_OTHER = (
    "Ames",
    "Brook",
    "Carver",
    "Doyle",
    "Ellis",
    "Finch",
    "Grant",
    "Hale",
    "Irwin",
    "Jarvis",
    "Kemp",
    "Lowry",
    "Marsh",
    "Reyes",
    "Yates",
)


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if not TEXTS.is_file():
        sys.exit(f"{TEXTS} is not here; nothing to make articles of")
    machine = f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, spaCy {version('spacy')}"
    print(f"{number:,} articles, {workers} workers; {machine}; load {os.getloadavg()[0]:.1f}", flush=True)
    started, words, events = time.perf_counter(), 0, 0
    with tempfile.TemporaryFile("w", encoding="utf-8") as out:
        results = code_reports(articles(number), functools.partial(load_coder, Settings()), written, workers=workers, on_set_aside=_lost)
        begun = time.perf_counter() - started
        for place, result in enumerate(results, start=1):
            out.write(result.line + "\n")
            words += result.counts.words
            events += len(result.types)
            if place % max(1, number // 20) == 0:
                seconds = time.perf_counter() - started - begun
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
                rate = f"{words:>11,} words {seconds:>7,.0f} s {words / seconds:>7,.0f} words/s"
                print(f"{place:>8,} articles {rate} {peak:>5,.0f} MB", flush=True)
        size = out.tell()
    seconds = time.perf_counter() - started - begun
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = time.process_time() + ended.ru_utime + ended.ru_stime
    print(
        f"{events:,} events; {words / number:.0f} words and {size / number:,.0f} bytes of output an article; loading took {begun:.1f} s;"
        f" {words / processor:,.0f} words for a second of processor time, loading included"
    )
    print(
        f"a million such articles: {seconds / number * 1e6 / 3600:.1f} hours at this speed,"
        f" {processor / number * 1e6 / 3600:.1f} hours of one core with nothing else to do"
    )


def articles(number: int) -> Iterator[Report]:
    """The articles, the same each time."""
    with TEXTS.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    chance = random.Random(5)
    for n in range(number):
        text = _GIVEN.sub(lambda _: chance.choice(_OTHER), texts[n % len(texts)])
        yield Report(id=f"a{n}", text=text, published=dt.date(2020, 1, 1) + dt.timedelta(days=n % 1500))


def _lost(lost: SetAside) -> None:
    sys.exit(f"{lost.report.id}: {lost.reason}")


if __name__ == "__main__":
    main()
