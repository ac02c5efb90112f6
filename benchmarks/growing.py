"""How fast a store merges what is added to it, a hundred reports at a time, when so many reports are there already.

usage: growing.py [REPORTS ...]     by default 2000 10000 20000

Reports are made up (`synthetic.py`), kept without coding, merged once, and then a hundred at a time are added and merged, five times.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dateline.merging import load_tables
from dateline.model import CodedReport
from dateline.store import stamps, writing
from dateline.store.arriving import arriving
from dateline.store.opening import Store, connect
from dateline.store.remerging import remerge
from dateline.store.tombstones import Tombstones
from million import STAMP, Ticking
from synthetic import World


def main() -> None:
    """Fill stores of growing size, and add to each."""
    tables = load_tables()
    for number in [int(n) for n in sys.argv[1:]] or [2000, 10_000, 20_000]:
        with tempfile.TemporaryDirectory(prefix="dateline-growing-") as folder:
            store = connect(Path(folder) / "store.db", clock=Ticking())
            source = _reports(World())
            with store.writing() as connection:
                stamps.register(connection, STAMP, store.recorded())
            _keep(store, source, number)
            at, used = time.perf_counter(), time.process_time()
            merged = remerge(store, tables)
            taken = f"{time.perf_counter() - at:.1f} s ({time.process_time() - used:.1f} s of one core)"
            print(f"{number:,} reports merged at once: {taken}, {merged.events:,} events", flush=True)
            for _ in range(5):
                _keep(store, source, 100)
                at, used = time.perf_counter(), time.process_time()
                merged = remerge(store, tables)
                seconds, own = time.perf_counter() - at, time.process_time() - used
                rate = f"{100 / own:.0f} reports/s of one core, {merged.changed} versions written"
                print(f"  100 more: {seconds:.2f} s ({own:.2f} s of one core): {rate}", flush=True)
            print(f"  at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB of memory so far")
            store.close()


def _reports(world: World) -> Iterator[CodedReport]:
    while True:
        yield from world.story()[0]


def _keep(store: Store, source: Iterator[CodedReport], number: int) -> None:
    with store.writing() as connection:
        for _ in range(number):
            coded = next(source)
            item = arriving(coded.report, Tombstones())
            assert item is not None  # noqa: S101  # nothing was forgotten
            writing.keep_on(connection, store, item, coded, STAMP)


if __name__ == "__main__":
    main()
