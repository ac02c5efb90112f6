"""PostgreSQL that is stopped and started while a run writes: what is kept stays kept, and the same command goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

Seen = dict[str, list[Any]]
Command = Callable[..., subprocess.CompletedProcess[str]]
Started = Callable[..., subprocess.Popen[str]]
FAST, AT_ONCE = signal.SIGINT, signal.SIGQUIT
"""What asks PostgreSQL to stop: rolling back what is open, or as if the machine had failed."""


class Server:
    """A PostgreSQL of its own, that can be stopped and started."""

    def __init__(self, binary: Path, folder: Path, as_user: list[str]) -> None:
        self.url = f"postgresql://dateline@/postgres?host={folder}"
        self._command: list[str | Path] = [
            *as_user,
            binary / "postgres",
            "-D",
            folder / "data",
            "-k",
            folder,
            "-clisten_addresses=",
            "-cshared_buffers=32MB",
        ]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, wait: Callable[[str], None]) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder)
        wait(self.url)

    def stop(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(60)


@pytest.fixture
def server(starting: ModuleType) -> Iterator[Server]:
    binary = starting._server()
    if binary is None:
        pytest.skip("no PostgreSQL that can be started and stopped: install Debian's package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-", dir="/tmp"))  # the path of a socket must be short
    try:
        as_user = starting._other_user(folder)
        options = ["-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(
            [*as_user, binary / "initdb", "-D", folder / "data", *options], check=True, capture_output=True, cwd=folder, timeout=120
        )
        found = Server(binary, folder, as_user)
        found.start(starting._wait)
        yield found
        found.stop(FAST)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("how", [FAST, AT_ONCE])
def test_a_run_ends_as_if_the_server_had_not_been_restarted(
    server: Server,
    starting: ModuleType,
    toy: Command,
    toy_begun: Started,
    source: Path,
    undisturbed: Seen,
    said_by: Callable[..., Seen],
    how: signal.Signals,
    times: int,
) -> None:
    chance = random.Random(how)
    met = 0
    for number in range(times):
        name = f"t{os.getpid()}_{number}"
        engine = sa.create_engine(make_url(server.url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        engine.dispose()
        url = make_url(server.url).set(database=name).render_as_string()
        process = toy_begun(url, source)
        time.sleep(chance.uniform(0.05, 0.4))
        server.stop(how)
        _, errors = process.communicate(timeout=120)
        if process.returncode:
            met += 1
            last = errors.splitlines()[-1]
            assert last.startswith("dateline.errors.StoreUnusable"), errors
            assert name in last
        server.start(starting._wait)
        again = toy(url, source)
        assert again.returncode == 0, again.stderr
        assert said_by(url) == undisturbed
    assert met
