"""`dateline watch` as a user runs it: real processes, killed, stopped, measured and misused."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from watching_server import FIRST, Asked, News, Reply, item, page, rss

from dateline.cli.main import group
from dateline.coding.coder import Coder
from dateline.errors import WrongUsage
from dateline.store import schema
from dateline.store.opening import connect
from dateline.watching.state import StateUnusable

TESTS = Path(__file__).parents[1]
DATELINE = Path(sys.executable).with_name("dateline")
KILLS = int(os.environ.get("DATELINE_KILLS", "4"))
QUICK = ("--allow-private", "--no-encoder", "--gap", "0", "--layers", "events")
TOWNS = ("Izmir", "Ankara", "Bursa", "Adana", "Konya", "Mersin", "Trabzon", "Samsun", "Erzurum", "Antalya", "Malatya", "Kayseri")


def begin(db: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [str(DATELINE), "watch", *QUICK, "--db", str(db), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def begin_toy(db: Path, how: str, *feeds: str) -> subprocess.Popen[str]:
    """The same with the store's toy coder, up to where it begins."""
    folders = os.pathsep.join(str(TESTS / name) for name in ("store", "watching"))
    command = [sys.executable, str(TESTS / "watching" / "watching_toy.py"), str(db), how, *feeds]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": folders}
    )
    assert process.stdout is not None
    if not process.stdout.readline():
        raise AssertionError(process.communicate(timeout=30)[1])
    return process


def finish(process: subprocess.Popen[str]) -> str:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return errors


def wait_for(true: Any, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def count(db: Path) -> int:
    """How many reports are in a store, which may be in the making."""
    connection = sqlite3.connect(db)
    try:
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def kept(db: Path) -> dict[str, list[Any]]:
    """What is in a store that does not depend on when it was done."""
    store = connect(db, create=False)
    r, e, c = schema.reports, schema.events, schema.codings
    with store.reading() as connection:
        found: dict[str, list[Any]] = {
            "reports": sorted(connection.execute(sa.select(r.c.report, r.c.version, r.c.url, r.c.content_hash)).all()),
            "codings": sorted(
                connection.execute(sa.select(r.c.report, r.c.version, c.c.record).join_from(c, r, c.c.report_id == r.c.id)).all()
            ),
            "events": sorted(connection.execute(sa.select(e.c.event, e.c.record).where(e.c.superseded_at.is_(None))).all()),
        }
    store.close()
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


@pytest.fixture
def outlet(news: News) -> News:
    """Two feeds with twelve articles, most of which have to be fetched, slowly; the feeds say 304 to whoever has seen them."""
    told = []
    for n, town in enumerate(TOWNS):
        text = f"Russian troops attacked Ukraine near {town} on 2024-06-{n + 2:02}, killing {n}, police said. " * 8
        told.append(item(f"{news.url}/{n}", f"Arrests in {town}", text if n % 4 == 0 else "An extract.", whole=n % 4 == 0, guid=town))
        slow = page(text, f"Arrests in {town}")
        news.routes[f"/{n}"] = Reply(slow.body, kind=slow.kind, before=0.1)

    def feed(*items: str) -> Any:
        def answer(asked: Asked) -> Reply:
            return Reply(status=304) if "If-None-Match" in asked.headers else Reply(rss(*items), headers={"ETag": '"1"'})

        return answer

    news.routes |= {"/one": feed(*told[:7]), "/two": feed(*told[5:])}  # two articles are in both
    return news


def test_killed_at_random_moments_nothing_is_lost_and_nothing_twice(outlet: News, tmp_path: Path) -> None:
    feeds = f"{outlet.url}/one", f"{outlet.url}/two"
    calm = tmp_path / "calm.db"
    finish(begin_toy(calm, "once", *feeds))
    expected = kept(calm)
    assert len(expected["reports"]) == len(TOWNS)
    assert expected["events"]
    db = tmp_path / "killed.db"
    chance = random.Random(7)
    left = [0]
    for number in range(KILLS):
        wanted = min(left[-1] + chance.randint(0, 3), number * len(TOWNS) // KILLS + 1)
        process = begin_toy(db, "on", *feeds)
        wait_for(lambda process=process, wanted=wanted: count(db) >= wanted or process.poll() is not None)
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        _, errors = process.communicate(timeout=30)
        assert process.returncode == -signal.SIGKILL, errors
        left.append(count(db))
    assert len(set(left)) > 2  # kills at different moments
    finish(begin_toy(db, "once", *feeds))
    assert kept(db) == expected


def test_asked_to_stop_it_ends_after_the_report_in_hand_with_all_merged(outlet: News, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    feeds = f"{outlet.url}/one", f"{outlet.url}/two"
    with subprocess.Popen(
        [DATELINE, "watch", *QUICK, "--db", db, *feeds], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_for(lambda: sum(path[1:].isdigit() for path in outlet.paths()) >= 3)
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        said = finish(process)
        assert time.monotonic() - started < 20
    assert "articles still to come" in said
    some = kept(db)
    assert 0 < len(some["reports"]) < len(TOWNS)
    assert some["events"]


def test_metrics_are_served_here_and_count_what_was_done(outlet: News, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = begin(
        tmp_path / "news.db", f"{outlet.url}/one", f"{outlet.url}/nothing", "--metrics", f"127.0.0.1:{port}", "--log-format", "json"
    )

    def read() -> str:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()  # type: ignore[no-any-return]
        except OSError:
            return ""

    try:
        wait_for(lambda: "dateline_watch_last_round_timestamp_seconds 1." in read())
        figures = dict(line.rsplit(" ", 1) for line in read().splitlines() if not line.startswith("#"))
    finally:
        process.send_signal(signal.SIGINT)
        said = finish(process)
    expected = {
        'polls_total{outcome="ok"}': 1,
        'polls_total{outcome="failed"}': 1,
        'items_total{what="new"}': 7,
        'reports_total{outcome="new"}': 7,
        'feeds{state="failing"}': 1,
        "stored_reports": 7,
        "pending": 0,
        "request_seconds_count": 8,
    }
    assert {name: float(figures[f"dateline_watch_{name}"]) for name in expected} == expected
    host = outlet.url.removeprefix("http://")
    assert time.time() - float(figures[f'dateline_watch_last_success_timestamp_seconds{{host="{host}"}}']) < 100
    told = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in told] == ["feed", "feed", "round"]
    assert told[0]["reports"] == {"new": 7}
    assert told[1]["outcome"] == "failed"


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(group, ["watch", *arguments], standalone_mode=False)


@pytest.fixture
def here(tmp_path: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dateline.coding.coder.load_coder", lambda _: coder)  # loaded once is enough
    return tmp_path


def test_one_round_and_its_exit_statuses(news: News, here: Path) -> None:
    good = item(None, FIRST["title"], FIRST["text"], guid="1", whole=True)
    news.routes |= {"/good": Reply(rss(good)), "/page": Reply("<html></html>"), "/bad": Reply(rss(item(f"{news.url}/x", text=None)))}
    assert invoke(f"{news.url}/good", "--once", *QUICK).return_value == 0
    assert (here / "dateline.db").exists()
    assert (here / "dateline.db.watch").exists()
    assert invoke(f"{news.url}/good", f"{news.url}/page", "--once", *QUICK).return_value == 1
    assert invoke(f"{news.url}/bad", "--once", *QUICK).return_value == 1
    result = invoke(f"{news.url}/page", "--once", "--quiet", "--retry-gone", *QUICK)
    assert result.return_value == 3
    assert "no feed: is a web page, no feed" in result.stderr
    assert "round" not in result.stderr
    result = invoke(f"{news.url}/page", "--once", *QUICK)
    assert result.return_value == 3  # it failed, so it is left alone
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ftp://x/"], "begins with http"),
        (["https://x.example/", "--user-agent", "a\nb: c"], "printable characters of ASCII"),
        (["https://x.example/", "--every", "0"], "expected more than nothing"),
        (["https://x.example/", "--every", "soon"], "is no duration"),
        (["https://x.example/", "--metrics", "here"], "is no address to serve at"),
        (["https://x.example/", "--metrics", "203.0.113.9:9477"], "cannot be served there"),
        (["https://x.example/", "--state", "no/such/folder/s"], "folder does not exist"),
    ],
)
def test_wrong_usage_is_named(here: Path, arguments: list[str], reason: str) -> None:
    result = invoke(*arguments)
    assert result.exception is not None
    assert reason in str(getattr(result.exception, "message", result.exception)) + result.output


def test_two_watches_of_one_store_do_not_go(news: News, here: Path) -> None:
    from dateline.watching.state import State

    state = State(here / "dateline.db.watch")
    with pytest.raises(StateUnusable, match="another 'dateline watch' uses it"):
        CliRunner().invoke(group, ["watch", f"{news.url}/x"], standalone_mode=False, catch_exceptions=False)
    state.close()
    with pytest.raises(WrongUsage):
        CliRunner().invoke(group, ["watch", "nothing"], standalone_mode=False, catch_exceptions=False)
