"""A real scheduler and real worker processes on this machine; some of them are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

distributed = pytest.importorskip("distributed")

from dateline.cluster import Manifest, Order, Ran, code_on_cluster, manifests  # noqa: E402
from dateline.coding.coder import Settings, load_coder  # noqa: E402
from dateline.errors import UnreadableInput, WrongUsage  # noqa: E402
from dateline.exporting.jsonl import to_line  # noqa: E402
from dateline.reading import ReadOptions, read  # noqa: E402
from dateline.store.stamps import stamp_of  # noqa: E402

DATELINE = Path(sys.executable).with_name("dateline")
SETTINGS = Settings(layers=("events",), encoder=False)
PLACES = ("Ankara", "Nairobi", "Lima", "Oslo", "Hanoi", "Quito", "Accra")
LONG = " ".join(f"Police in {PLACES[n % 7]} arrested {n + 2} protesters on Monday, the minister said." for n in range(4000))
"""Seconds of work."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1", silence_logs=50
    ) as made:
        yield made


@pytest.fixture(scope="module")
def stamp() -> str:
    return stamp_of(load_coder(SETTINGS)).id


def texts(number: int) -> list[dict[str, str]]:
    said = "Police in {} arrested {} students on Monday. The mayor condemned the arrests."
    return [{"id": f"n{n}", "text": said.format(PLACES[n % 7], n + 2), "outlet": "A"} for n in range(number)]


def jsonl(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def by_one_process(path: Path) -> bytes:
    coder = load_coder(SETTINGS)
    reports = read([str(path)], ReadOptions(), on_skip=lambda _: None)
    return b"".join(to_line(coder.code(r)).encode() + b"\n" for r in reports)


def joined(folder: Path) -> bytes:
    index = json.loads((folder / "index.json").read_bytes())
    return b"".join((folder / path).read_bytes() for shard in index["shards"] for path in shard["outputs"])


class Watch:
    """Kills the worker that codes report `at` of the first shard, as soon as it is at it, so many times."""

    def __init__(self, cluster: Any, folder: Path, at: int, times: int) -> None:
        self.cluster, self.folder, self.at, self.times, self.killed = cluster, folder, at, times, set[int]()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.over = threading.Event()

    def __enter__(self) -> Any:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def run(self) -> None:
        seen: set[str] = set()
        with distributed.Client(self.cluster.scheduler_address, set_as_default=False) as client:
            while len(self.killed) < self.times and not self.over.is_set():
                time.sleep(0.05)
                for left in (self.folder / "journals").glob("0000001-*"):
                    numbers = left.read_bytes().split()
                    if left.name in seen or not numbers or int(numbers[-1]) != self.at:
                        continue
                    busy = {worker for worker, keys in client.processing().items() if any("0000001-" in str(key) for key in keys)}
                    pids = client.run(os.getpid, workers=list(busy))
                    for pid in pids.values():
                        os.kill(pid, signal.SIGKILL)
                        self.killed.add(pid)
                    seen.add(left.name)


def run(cluster: Any, path: Path, order: Order, **more: Any) -> tuple[Ran, list[tuple[Manifest, bool]], list[UnreadableInput]]:
    done: list[tuple[Manifest, bool]] = []
    lost: list[UnreadableInput] = []

    def keep(_: Ran, made: Manifest, known: bool) -> None:
        done.append((made, known))

    ran = code_on_cluster(cluster.scheduler_address, [str(path)], order, on_skip=lost.append, on_done=keep, **more)
    return ran, done, lost


def test_many_shards_give_what_one_process_gives_and_are_done_once(cluster: Any, stamp: str, tmp_path: Path) -> None:
    path, folder = jsonl(tmp_path / "in.jsonl", texts(60)), tmp_path / "out"
    with path.open("a") as out:
        out.write("no json\n")
    order = Order(str(folder), SETTINGS, ReadOptions(), stamp)
    ran, done, lost = run(cluster, path, order, shard_bytes=2000)
    assert ran.shards == ran.done > 3
    assert (ran.coded, ran.skipped, ran.known, lost) == (60, 1, 0, [])
    assert joined(folder) == by_one_process(path) == b"".join(p.read_bytes() for p in sorted((folder / "coded").iterdir()))
    (problem,) = (p for made, _ in done for p in made.problems)
    assert f"{path} [bytes" in problem
    assert "the line is no JSON" in problem
    times = {p: p.stat().st_mtime_ns for p in (folder / "coded").iterdir()}

    again, done, _ = run(cluster, path, order, shard_bytes=2000)
    assert (again.known, again.coded, [known for _, known in done]) == (ran.shards, 60, [True] * ran.shards)
    assert times == {p: p.stat().st_mtime_ns for p in (folder / "coded").iterdir()}

    changed = jsonl(path, [*texts(59), {"id": "new", "text": "Chad expelled the French ambassador on Friday.", "outlet": "A"}])
    (folder / "coded" / "0000002-in.jsonl").unlink()
    third, _, _ = run(cluster, changed, order, shard_bytes=2000)
    assert third.shards - third.known == 2  # the last, whose bytes are others, and the one whose output is gone
    assert joined(folder) == by_one_process(changed)
    assert len(list(manifests(folder))) == third.shards

    other = Settings(layers=("events", "times"), encoder=False)
    fourth, _, _ = run(cluster, changed, Order(str(folder), other, ReadOptions(), stamp_of(load_coder(other)).id), shard_bytes=2000)
    assert fourth.known == 0


def test_what_a_killed_worker_had_is_done_again(cluster: Any, stamp: str, tmp_path: Path) -> None:
    rows = texts(12)
    rows[4]["text"] = LONG
    path, folder = jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out"
    order = Order(str(folder), SETTINGS, ReadOptions(), stamp)
    with Watch(cluster, folder, at=4, times=1) as watch:
        ran, done, lost = run(cluster, path, order, shard_bytes=1_000_000)
    assert len(watch.killed) == 1
    assert (ran.coded, ran.skipped, lost, done[0][0].tries) == (12, 0, [], 2)
    assert joined(folder) == by_one_process(path)
    assert [p.name for p in folder.rglob("*.partial")] == [] or all(p.name.startswith(".") for p in folder.rglob("*.partial"))
    assert list((folder / "journals").iterdir()) == []


def test_a_report_that_kills_twice_is_left_out_and_the_rest_goes_on(cluster: Any, stamp: str, tmp_path: Path) -> None:
    rows = texts(12)
    rows[4]["text"] = LONG
    path, folder = jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out"
    with Watch(cluster, folder, at=4, times=2) as watch:
        ran, done, lost = run(cluster, path, Order(str(folder), SETTINGS, ReadOptions(), stamp), shard_bytes=1_000_000)
    assert len(watch.killed) == 2
    assert (ran.coded, ran.skipped, lost) == (11, 1, [])
    assert done[0][0].problems[0].startswith("report n4: coding it has killed a worker 2 times")
    lines = joined(folder).splitlines()
    assert [json.loads(line)["report"]["id"] for line in lines] == [row["id"] for row in rows if row["id"] != "n4"]


def test_a_report_that_takes_too_long_is_left_out(cluster: Any, stamp: str, tmp_path: Path) -> None:
    rows = texts(6)
    rows[2]["text"] = LONG * 4
    path, folder = jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out"
    order = Order(str(folder), SETTINGS, ReadOptions(), stamp, time_limit=3.0)
    ran, done, _ = run(cluster, path, order, shard_bytes=100_000_000)
    assert (ran.coded, ran.skipped) == (5, 1)
    assert done[0][0].problems == ("report n2: coding it took longer than --time-limit allows",)


def test_parquet_and_zstd_hold_the_same(cluster: Any, stamp: str, tmp_path: Path) -> None:
    from backports import zstd
    from pyarrow import parquet

    path = jsonl(tmp_path / "in.jsonl", texts(20))
    wanted = by_one_process(path)
    run(cluster, path, Order(str(tmp_path / "z"), SETTINGS, ReadOptions(), stamp, form="jsonl.zst"), shard_bytes=1500)
    packed = [zstd.decompress(p.read_bytes()) for p in sorted((tmp_path / "z" / "coded").iterdir())]
    assert len(packed) > 1
    assert b"".join(packed) == wanted
    run(cluster, path, Order(str(tmp_path / "p"), SETTINGS, ReadOptions(), stamp, form="parquet"), shard_bytes=1500)
    reports = [r for p in sorted((tmp_path / "p" / "reports").iterdir()) for r in parquet.read_table(p).to_pylist()]
    assert "".join(r["record"] + "\n" for r in reports).encode() == wanted
    rows = [r for p in sorted((tmp_path / "p" / "events").iterdir()) for r in parquet.read_table(p).to_pylist()]
    coded = [(json.loads(line), event) for line in wanted.splitlines() for event in json.loads(line)["events"]]
    assert [(r["report"], r["event"], r["type"]) for r in rows] == [(c["report"]["id"], e["id"], e["type"]) for c, e in coded]
    assert {r["type"] for r in rows} >= {"COERCE"}


def test_the_command(cluster: Any, tmp_path: Path) -> None:
    path, folder = jsonl(tmp_path / "in.jsonl", texts(20)), tmp_path / "out"
    command = [DATELINE, "code", str(path), "--cluster", cluster.scheduler_address, "--layers", "events", "--no-encoder"]
    done = subprocess.run([*command, "--shard-mb", "0.0015", "-o", str(folder)], capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert joined(folder) == by_one_process(path)
    assert b"shards: " in done.stderr
    assert b"20 reports" in done.stderr
    refused = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert refused.returncode == 2
    assert b"name one with --output" in refused.stderr
    here = subprocess.run([DATELINE, "code", str(path), "--format", "parquet"], capture_output=True, check=False, timeout=300)
    assert here.returncode == 2
    assert b"--cluster only" in here.stderr


def test_another_coder_is_refused(cluster: Any, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "in.jsonl", texts(3))
    with pytest.raises(Exception, match="c-0000000000000000 was ordered"):
        run(cluster, path, Order(str(tmp_path / "out"), SETTINGS, ReadOptions(), "c-0000000000000000"))


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.cluster.running._WAIT", 1)
    with pytest.raises(WrongUsage, match="no Dask scheduler answers"):
        code_on_cluster("tcp://127.0.0.1:9", [], Order(str(tmp_path), SETTINGS, ReadOptions(), ""), on_skip=lambda _: None)
