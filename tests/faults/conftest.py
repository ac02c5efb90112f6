"""What the tests of faults share: the toy coder as a program, an input, a disk that is too small.

DATELINE_FAULTS multiplies how often things are tried (`make soak`: 20). The store's helpers are those of tests/store.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_STORE = Path(__file__).resolve().parents[1] / "store"
if str(_STORE) not in sys.path:
    sys.path.insert(0, str(_STORE))

from store_helpers import Clock, snapshot  # noqa: E402  # found once its folder is on the path
from store_toy import VERBS, WHO  # noqa: E402

from dateline.store.opening import connect  # noqa: E402

TIMES = int(os.environ.get("DATELINE_FAULTS", "1"))

Command = Callable[..., subprocess.CompletedProcess[str]]
Started = Callable[..., subprocess.Popen[str]]
Seen = dict[str, list[Any]]


def _stores_conftest() -> ModuleType:
    """The fixtures of tests/store start PostgreSQL; the functions that do so serve here too."""
    spec = importlib.util.spec_from_file_location("conftest_of_store", _STORE / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def starting() -> ModuleType:
    """How tests/store starts PostgreSQL."""
    return _stores_conftest()


@pytest.fixture(scope="session")
def times() -> int:
    """How often a fault is tried, for each time that it is tried in CI."""
    return TIMES


def _write_reports(path: Path, number: int, *, seed: int = 3, words: int = 0) -> None:
    """Reports that the toy coder understands; `words` makes each longer by so many words that no packing makes small."""
    chance = random.Random(seed)
    names, verbs = sorted(WHO), sorted(VERBS)
    with path.open("w") as out:
        for n in range(number):
            told = []
            for _ in range(4):
                day = chance.randint(1, 28)
                who, verb, whom = chance.choice(names), chance.choice(verbs), chance.choice(names)
                told.append(f"{who} {verb} {whom} on 2024-06-{day:02}, killing {n}, police said.")
            text = " ".join([*told, *(f"{chance.getrandbits(64):x}" for _ in range(words))])
            fields = {"id": f"r{n}", "text": text, "language": "en", "outlet": f"O{n % 5}", "published": f"2024-06-{1 + n % 28:02}"}
            out.write(json.dumps(fields) + "\n")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty reports, about 4 kB each as they are kept."""
    path = tmp_path_factory.mktemp("faults") / "in.jsonl"
    _write_reports(path, 40, words=400)
    return path


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty short reports."""
    path = tmp_path_factory.mktemp("few") / "in.jsonl"
    _write_reports(path, 20)
    return path


def _command(store: str | Path, source: Path) -> list[str]:
    return [sys.executable, "-W", "ignore", str(_STORE / "store_toy.py"), str(store), str(source)]


@pytest.fixture(scope="session")
def toy() -> Command:
    """The toy coder's `run` on a store and an input, to its end; options go to subprocess.run."""

    def run(store: str | Path, source: Path, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(_command(store, source), capture_output=True, text=True, timeout=120, check=False, **options)

    return run


@pytest.fixture
def toy_begun() -> Iterator[Started]:
    """The same, begun: the store is open, or will soon be; whoever asked for it has to end it by `communicate`."""
    begun: list[subprocess.Popen[str]] = []

    def start(store: str | Path, source: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(_command(store, source), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        begun.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start
    for process in begun:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, source: Path, said_by: Callable[[str | Path], Seen]) -> Seen:
    """What the store says after a run that nothing disturbed."""
    path = tmp_path_factory.mktemp("undisturbed") / "store.db"
    subprocess.run(_command(path, source), check=True, capture_output=True, timeout=120)
    return said_by(path)


@pytest.fixture(scope="session")
def said_by() -> Callable[[str | Path], Seen]:
    """All that a store says."""

    def said(store: str | Path) -> Seen:
        opened = connect(store, clock=Clock())
        try:
            return snapshot(opened)
        finally:
            opened.close()

    return said


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a disk of so many kilobytes, or give the one that is there this size."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = False

    def sized(kilobytes: int) -> Path:
        nonlocal mounted
        options = f"{'remount,' if mounted else ''}size={kilobytes}k"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("a disk of a few megabytes cannot be mounted here: it takes root and the right to mount")
        mounted = True
        return folder

    yield sized
    if mounted:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def dateline() -> Command:
    """Run the command as its users do; options go to subprocess.run."""

    def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("dateline")), *map(str, arguments)]
        if not {"stdout", "stderr", "capture_output"} & set(options):
            options["capture_output"] = True
        return subprocess.run(command, text=True, timeout=120, check=False, **options)

    return run
