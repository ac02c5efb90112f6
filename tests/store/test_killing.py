"""A run that is killed anywhere and begun again ends as if nothing had happened. Two runs at once, too.

DATELINE_KILLS sets how often in all, five times a store (`make soak`: 100).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_helpers import Clock, snapshot
from store_toy import VERBS, WHO

from dateline.store.opening import Store, connect

Undisturbed = tuple[Path, dict[str, list[Any]], float]
EACH = 5
ROUNDS = max(1, int(os.environ.get("DATELINE_KILLS", "5")) // EACH)
SCRIPT = Path(__file__).with_name("store_toy.py")


@pytest.fixture
def url(fresh_url: str) -> str:
    """Here the store itself is made."""
    return fresh_url


def write_input(path: Path, number: int, seed: int) -> None:
    chance = random.Random(seed)
    names, verbs = sorted(WHO), sorted(VERBS)
    lines = []
    for n in range(number):
        told = []
        for _ in range(4):
            day = chance.randint(1, 28)
            who, verb, whom = chance.choice(names), chance.choice(verbs), chance.choice(names)
            told.append(f"{who} {verb} {whom} on 2024-06-{day:02}, killing {n}, police said.")
        fields = {"id": f"r{n % (number * 4 // 5)}", "outlet": f"O{n % 5}", "published": f"2024-06-{chance.randint(1, 28):02}"}
        lines.append(json.dumps({"text": " ".join(told), **fields}))
    path.write_text("\n".join(lines) + "\n")


def begin(url: str, source: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", SCRIPT, url, source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """An input, what a run that nobody disturbs makes of it, and how long it takes once it has begun."""
    source = tmp_path_factory.mktemp("undisturbed") / "in.jsonl"
    write_input(source, 50, seed=3)
    path = source.with_name("store.db")
    process = begin(str(path), source)
    assert process.stdout is not None
    process.stdout.readline()
    started = time.monotonic()
    finish(process)
    seconds = time.monotonic() - started
    store = connect(path, clock=Clock())
    expected = snapshot(store)
    store.close()
    return source, expected, seconds


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_at_random_moments_it_ends_as_if_undisturbed(
    url: str, opens: Callable[..., Store], undisturbed: Undisturbed, number: int
) -> None:
    source, expected, seconds = undisturbed
    chance = random.Random(number)
    killed = 0
    for _ in range(EACH):
        process = begin(url, source)
        if chance.random() > 0.15:  # else while the store is being made or opened
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, seconds / 2))
        else:
            time.sleep(chance.uniform(0, 1))
        process.kill()
        process.communicate(timeout=30)
        killed += process.returncode < 0
    finish(begin(url, source))
    assert killed
    store = opens()
    assert snapshot(store) == expected


def test_two_that_write_at_once_end_as_one_after_the_other(
    url: str, opens: Callable[..., Store], tmp_path: Path, undisturbed: Undisturbed
) -> None:
    both, expected, _ = undisturbed
    one, other = (tmp_path / f"{name}.jsonl" for name in ("one", "other"))
    lines = both.read_text().splitlines(keepends=True)
    # Versions of one report stay with one of the two: which of them came first is the record's business.
    one.write_text("".join(line for line in lines if int(json.loads(line)["id"][1:]) % 2))
    other.write_text("".join(line for line in lines if int(json.loads(line)["id"][1:]) % 2 == 0))
    # Both at once make the store, too.
    processes = [begin(url, one), begin(url, other)]
    for process in processes:
        finish(process)
    found = snapshot(opens(), history=False)
    assert [(e["event"], e["record"]) for e in found["events"]] == [
        (e["event"], e["record"]) for e in expected["events"] if e["superseded_at"] is None
    ]
    assert found["codings"] == expected["codings"]
    assert found["reports"] == expected["reports"]
