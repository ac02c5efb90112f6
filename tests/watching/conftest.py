"""Each test has a server of its own, and a watch with a clock that only the test moves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from watching_bench import Bench
from watching_server import News

from dateline.coding.coder import Coder
from dateline.store.opening import connect


@pytest.fixture
def news() -> Iterator[News]:
    server = News()
    yield server
    server.close()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds nothing: copying it is cheaper than making one."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    connect(path).close()
    return path


@pytest.fixture
def bench(coder: Coder, empty_store: Path, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Make a watch of these feeds, on one store and state; closed at the end."""
    made: list[Bench] = []
    db = tmp_path / "news.db"
    shutil.copyfile(empty_store, db)

    def make(*feeds: str, **settings: Any) -> Bench:
        made.append(Bench(db, coder, feeds, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()
