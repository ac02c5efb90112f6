"""Two hundred readers at once: how long each answer of the API takes, and whether any is a failure of the server.

usage: load.py --db PATH [--readers N] [--seconds N] [--think SECONDS] [--seed N] [--every-page-new]

A server of its own is started on the store, as `dateline serve` starts it. Each reader asks as the pages do: a look at the record, filters,
the next page, an event, an actor, the map, and so on, with a pause of `--think` seconds on average before each: people read what they got.
Ten unless told otherwise, so that 200 readers ask about 20 questions a second. It begins when the server has read the store. Filters are
drawn from what is in the store, by frequency, so that some answers are remembered and most are not; with `--every-page-new` none is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx


@dataclass(slots=True)
class Tally:
    """Times by kind of question, and statuses."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stock:
    """What questions are made from."""

    events: list[str]
    actors: list[str]
    codes: list[str]
    countries: list[str]
    types: list[str]
    days: list[str]
    words: list[str]


def stock(api: httpx.Client) -> Stock:
    """A little of everything that is in the store."""
    meta = api.get("/meta").json()
    events: list[dict[str, Any]] = []
    for sort in ("-day", "day", "confidence", "sources"):
        events += api.get("/events", params={"sort": sort, "limit": 100}).json()["items"]
    actors = api.get("/actors", params={"limit": 200}).json()["items"]
    reports = api.get("/reports", params={"limit": 200}).json()["items"]
    words = [w for r in reports for w in (r["title"] or "").split() if len(w) > 4 and w.isalpha()]
    return Stock(
        events=[e["id"] for e in events],
        actors=[a["id"] for a in actors],
        codes=[a["code"] for a in actors if a["code"]] or ["USA"],
        countries=sorted({e["country"] for e in events if e["country"]}) or ["USA"],
        types=[t["type"] for t in meta["types"]],
        days=sorted({e["first_day"] for e in events if e["first_day"]}) or ["2024-01-01"],
        words=words or ["police"],
    )


def filters(draw: random.Random, found: Stock) -> dict[str, Any]:
    """One or two filters, as somebody would set them."""
    kinds: list[dict[str, Any]] = [
        {"participant": draw.choice(found.codes)[:3]},
        {"actor": draw.choice(found.codes), "type": draw.choice(found.types)},
        {"country": draw.choice(found.countries)},
        {"type": draw.choice(found.types), "since": draw.choice(found.days)},
        {"quad": draw.randint(1, 4), "until": draw.choice(found.days)},
        {"text": draw.choice(found.words)},
        {"min_confidence": draw.choice((0.5, 0.7, 0.9)), "country": draw.choice(found.countries)},
    ]
    return draw.choice(kinds)


def question(draw: random.Random, found: Stock) -> tuple[str, str, dict[str, Any]]:
    """What a page asks: a name for the table, the path, the parameters."""
    asked = filters(draw, found) if draw.random() < 0.8 else {}
    kind = draw.choices(
        ("events", "sorted", "timeline", "places", "event", "actor", "actors", "network", "quotes", "reports", "search", "meta"),
        (24, 8, 14, 10, 14, 6, 4, 4, 4, 4, 4, 4),
    )[0]
    if kind == "events":
        return kind, "/events", {**asked, "limit": 50}
    if kind == "sorted":
        return kind, "/events", {**asked, "limit": 50, "sort": draw.choice(("confidence", "sources", "recorded", "day"))}
    if kind == "timeline":
        return kind, "/timeline", {**asked, "period": draw.choice(("month", "week", "year"))}
    if kind == "places":
        return kind, "/places", asked
    if kind == "event":
        return kind, f"/events/{draw.choice(found.events)}", {}
    if kind == "actor":
        return kind, f"/actors/{draw.choice(found.actors)}", {}
    if kind == "actors":
        return kind, "/actors", {"q": draw.choice(found.codes)}
    if kind == "network":
        return kind, "/network", asked
    if kind == "quotes":
        return kind, "/quotes", {"since": draw.choice(found.days), "limit": 50}
    if kind == "search":
        return kind, "/search", {"q": draw.choice(found.words)}
    return kind, f"/{kind}", {"limit": 50} if kind == "reports" else {}


async def reader(client: httpx.AsyncClient, number: int, found: Stock, tally: Tally, options: argparse.Namespace, end: float) -> None:
    """One reader until the end."""
    draw = random.Random(f"{options.seed}-{number}")
    await asyncio.sleep(min(draw.random() * options.think, options.seconds))
    while time.monotonic() < end:
        name, path, asked = question(draw, found)
        if options.every_page_new and path.startswith(("/events", "/timeline", "/places", "/network")) and "m-" not in path:
            asked = {**asked, "min_confidence": round(draw.random() * 0.2, 6)}
        started = time.perf_counter()
        try:
            answer = await client.get(path, params=asked)
        except httpx.HTTPError as error:
            tally.failures.append(f"{path} {asked}: {type(error).__name__} {error}")
            continue
        tally.times[name].append(time.perf_counter() - started)
        tally.statuses[answer.status_code] += 1
        if answer.status_code != 200:
            tally.failures.append(f"{answer.status_code} {path} {asked}: {answer.text[:160]}")
        pause = draw.expovariate(1 / options.think) if options.think else 0
        await asyncio.sleep(min(pause, max(0, end - time.monotonic())))


async def load(address: str, found: Stock, options: argparse.Namespace) -> Tally:
    """All readers at once."""
    tally = Tally()
    end = time.monotonic() + options.seconds
    limits = httpx.Limits(max_connections=options.readers, max_keepalive_connections=options.readers)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as client:
        await asyncio.gather(*(reader(client, n, found, tally, options, end) for n in range(options.readers)))
    return tally


def show(tally: Tally, seconds: float) -> None:
    """The table."""
    print(f"{'question':12} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    every = [t for times in tally.times.values() for t in times]
    for name, times in [*sorted(tally.times.items()), ("all", every)]:
        ordered = sorted(times)
        if ordered:
            p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
            print(f"{name:12} {len(ordered):6} {statistics.median(ordered) * 1000:8.1f} {p95 * 1000:8.1f} {ordered[-1] * 1000:8.1f}")
    failed = sum(n for status, n in tally.statuses.items() if status >= 500)
    print(f"{len(every) / seconds:.1f} answers a second; statuses {dict(sorted(tally.statuses.items()))}; {failed} of 5xx")
    for failure in tally.failures[:10]:
        print(f"  {failure}")


def wait_until_ready(api: httpx.Client) -> None:
    """Until the server has its columns in memory: then it counts what nobody asked before in no time."""
    for number in range(300):
        at = time.perf_counter()
        answer = api.get("/places", params={"min_confidence": 0.9 + number / 10_000})
        if answer.status_code == 200 and time.perf_counter() - at < 0.7:
            return
        time.sleep(1)
    raise TimeoutError("the server is not ready after five minutes")


def memory(process: int) -> str:
    """How much memory a process has, on Linux; empty elsewhere."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return ""
    held = next((line.split()[1] for line in lines if line.startswith("VmRSS")), "0")
    return f"{int(held) / 1024:,.0f} MB of memory"


def cpu_seconds(process: int) -> float:
    """The time that a process has had of the processors, on Linux; 0 elsewhere. It does not depend on what else the machine does."""
    try:
        parts = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Start the server, ask, print, stop it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--think", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-page-new", action="store_true")
    options = parser.parse_args()
    command = [
        sys.executable,
        "-c",
        "from dateline.cli import main; main()",
        "serve",
        "--db",
        str(options.db),
        "--port",
        "0",
        "--poll",
        "0",
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        line = (server.stderr.readline() if server.stderr else "").split()
        address = next(word for word in line if word.startswith("http://")) + "/api/v1"
        with httpx.Client(base_url=address, timeout=120) as api:
            started = time.perf_counter()
            wait_until_ready(api)
            print(f"ready after {time.perf_counter() - started:.1f} s, {cpu_seconds(server.pid):.1f} s of a core")
            found = stock(api)
            print(f"first looks: {time.perf_counter() - started:.1f} s; {api.get('/meta').json()['counts']}; {memory(server.pid)}")
        before = cpu_seconds(server.pid)
        tally = asyncio.run(load(address, found, options))
        used = cpu_seconds(server.pid) - before
        show(tally, options.seconds)
        share = used / max(sum(tally.statuses.values()), 1) * 1000
        print(f"the server had {used:.1f} s of a core: {share:.1f} ms an answer; load of the machine {os.getloadavg()[0]:.1f}")
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
