"""Where the time of coding goes: each question's share of the whole, one process, the default layers.

usage: cost.py [TEXTS]     TEXTS: how many texts of ../shared/dev/places.jsonl (default 150)

The functions that answer a question are wrapped with a clock; what one calls inside another is counted once, for the outer one. The aims:
when and where together below 15 %, resolving participants below 5 %.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dateline.coding import attribution, coder, linking, places, reference, what, when, where
from dateline.model import Report
from dateline.parsing import parser

SHARED = Path(__file__).resolve().parents[2] / "shared"
QUESTIONS: dict[str, list[tuple[Any, str]]] = {
    "parse": [(parser.Parser, "parse")],
    "when": [(coder, "find_times"), (when, "event_time")],
    "where": [(places, "locate"), (where, "located"), (where, "event_place")],
    "who": [(reference, "resolve"), (reference, "first_persons")],
    "what": [(what, "find")],
    "according to whom": [(attribution, "find")],
    "how many, links": [(linking, "finish")],
}


def main() -> None:
    """Code the texts once with clocks, and once without to see what the clocks cost."""
    path = SHARED / "dev" / "places.jsonl"
    if not path.is_file():
        sys.exit(f"{path} is not here; nothing to measure")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:count]]
    reports = [Report(id=str(n), text=row["text"]) for n, row in enumerate(rows)]
    loaded = coder.load_coder()
    plain = _timed(loaded, reports)
    spent: dict[str, float] = defaultdict(float)
    depth = [0]
    for question, functions in QUESTIONS.items():
        for owner, name in functions:
            setattr(owner, name, _clocked(getattr(owner, name), question, spent, depth))
    whole = _timed(loaded, reports)
    words = sum(len(r.text.split()) for r in reports)
    print(f"{len(reports)} texts, {words} words, {words / plain:.0f} words/s (with the clocks {words / whole:.0f})")
    for question, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{question:<20} {seconds / whole:6.1%}")
    print(f"{'the rest':<20} {1 - sum(spent.values()) / whole:6.1%}")


def _timed(loaded: coder.Coder, reports: list[Report]) -> float:
    start = time.perf_counter()
    for report in reports:
        loaded.code(report)
    return time.perf_counter() - start


def _clocked(function: Callable[..., Any], question: str, spent: dict[str, float], depth: list[int]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        depth[0] += 1
        result = function(*arguments, **named)
        if question == "parse":  # a generator: its work is done as it is read
            result = list(result)
        depth[0] -= 1
        if depth[0] == 0:
            spent[question] += time.perf_counter() - start
        return result

    return run


if __name__ == "__main__":
    main()
