"""A real server on loopback, on a store that was made once with the real coder by rules; tests that write get a copy of it."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from dateline.coding.coder import Coder
from dateline.model import CodedReport, EventMention, Report, SentenceVector
from dateline.parsing.sentences import split
from dateline.reading import read, report_from_fields
from dateline.reading.options import ReadOptions
from dateline.store.opening import Store, connect
from dateline.store.running import run
from dateline.store.stamps import stamp_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "reports.jsonl"
HOSTILE = (
    "Turkish police arrested <script>alert(1)</script> protesters in Ankara on Sunday, <img src=x onerror=alert(1)> officials said.\n"
    "=cmd|' /C calc'!A0 Turkey condemned Greece on Sunday. \u202egnitset \x1b[31mred\x00 '; DROP TABLE events; --"
)
FIELDS: tuple[dict[str, Any], ...] = (
    {
        "id": "strike/wire 1",
        "outlet": "Northern Wire",
        "published": "2024-03-04",
        "title": "Missiles hit Odesa",
        "url": "https://wire.example/odesa",
        "text": "Russian missiles struck the Ukrainian port of Odesa on Monday, killing 12 people, the Ukrainian military said.\n"
        '"They hit a house while people slept," Ukrainian President Volodymyr Zelenskiy said.\nIt rained in the evening.',
    },
    {
        "id": "strike-own",
        "outlet": "Baltic Observer",
        "published": "2024-03-05",
        "title": "Twenty killed in Odesa",
        "text": "Russian missiles struck Odesa on Monday, killing 20 people, rescue workers said. Poland condemned the attack.",
    },
    {
        "id": "talks",
        "outlet": "Northern Wire",
        "published": "2024-06-19",
        "title": "Talks in Pyongyang",
        "text": "Russian President Vladimir Putin met North Korean leader Kim Jong Un in Pyongyang on Wednesday.\n"
        "South Korea accused Russia of breaking sanctions.",
    },
    {
        "id": "plan",
        "outlet": "Seoul Post",
        "published": "2024-06-12",
        "title": "A visit",
        "text": "Russian President Vladimir Putin will visit North Korea next week, the Kremlin said on Wednesday.",
    },
    {
        "id": "threat",
        "outlet": "Ankara Post",
        "published": "2024-05-01",
        "title": "Sanctions to come",
        "text": "Turkey will impose sanctions on Greece next week.",
    },
    {
        "id": "done",
        "outlet": "Northern Wire",
        "published": "2024-05-10",
        "title": "Sanctions imposed",
        "text": "Turkey imposed sanctions on Greece on Monday.",
    },
    {
        "id": "nairobi",
        "outlet": "Nairobi Star",
        "published": "2024-06-25",
        "title": "Police fire on protesters",
        "text": "Kenyan police arrested 50 protesters in Nairobi on Tuesday. The United States called on Kenya to investigate.",
    },
    {"id": "hostile", "outlet": "=1+1", "published": "2024-06-30", "title": "<b>bold</b>", "url": "javascript:alert(1)", "text": HOSTILE},
    {
        "id": "undated",
        "outlet": "Baltic Observer",
        "title": "No day",
        "text": "Germany gave Sudan aid. France criticised Mali and expelled its ambassador.",
    },
)

Serve = Callable[..., httpx.Client]


def reports() -> Iterator[Report]:
    """What the store is made of."""

    def skip(problem: object) -> None:
        raise AssertionError(problem)

    yield from read([str(EXAMPLES)], ReadOptions(), on_skip=skip)
    yield from (report_from_fields({"language": "en", **fields}) for fields in FIELDS)


@dataclass(frozen=True, slots=True)
class Vectored:
    """A coder that gives each event's sentence a vector, as the encoder would: here out of its type, and a little of its words."""

    coder: Coder

    def code(self, report: Report) -> CodedReport:
        """The coded report."""
        coded = self.coder.code(report)
        told = {s: e for s in split(report.text) for e in coded.events or () if s.start <= e.trigger.start < s.end}
        return dataclasses.replace(coded, vectors=tuple(SentenceVector(s.start, s.end, _vector(e)) for s, e in told.items()))


def _vector(event: EventMention) -> str:
    digest = hashlib.sha512(event.id.encode()).digest()
    kind = sum(event.type.encode()) % 64
    return bytes(120 if n == kind else b % 16 for n, b in enumerate(digest)).hex()


@pytest.fixture(scope="session")
def made_store(coder: Coder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the store, which no test alters."""
    path = tmp_path_factory.mktemp("served") / "store.db"
    store = connect(path)
    run(store, reports(), Vectored(coder), stamp_of(coder))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@contextlib.contextmanager
def served(store: Store, coder: Coder, **settings: Any) -> Iterator[str]:
    """A server on a store; its address."""
    from dateline.serving import ServeSettings, create_app
    from dateline.serving.listening import bound

    given = ServeSettings(**{"encoder": False, "poll_seconds": 0.0, "remerge_after": 0.05, **settings})
    listening = bound("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(store, given, coder=coder), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the server ended"
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def api(made_store: Path, coder: Coder) -> Iterator[httpx.Client]:
    """A client of a server that is only read."""
    store = connect(made_store)
    with served(store, coder) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=30) as client:
        yield client
    store.close()


@pytest.fixture
def serve(made_store: Path, tmp_path: Path, coder: Coder) -> Iterator[Serve]:
    """Starts servers on a copy of the store, with settings; gives clients that send what writing needs."""
    with contextlib.ExitStack() as stack:

        def start(*, meant: bool = True, **settings: Any) -> httpx.Client:
            store = connect(shutil.copy(made_store, tmp_path / "store.db"))
            stack.callback(store.close)
            address = stack.enter_context(served(store, coder, **settings))
            headers = {"X-Dateline": "1"} if meant else {}
            return stack.enter_context(httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=30))

        yield start


def until(answer: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what a thread of the server brings about."""
    end = time.monotonic() + seconds
    while not answer():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


@pytest.fixture
def eventually() -> Callable[..., None]:
    return until
