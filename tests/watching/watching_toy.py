"""A watch with the store's toy coder, for the tests that kill it: it begins in a second. watching_toy.py DB ONCE FEED..."""

from __future__ import annotations

import sys
from pathlib import Path

from store_toy import Toy
from watching_bench import Bench

from dateline.watching.watcher import watch


def _main() -> None:
    db, once, *feeds = sys.argv[1:]
    bench = Bench(Path(db), Toy(), feeds, start=None, every=0.5, back_off=0.5, at_once=2)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    watch(bench.watch, once=once == "once")
    bench.close()


if __name__ == "__main__":
    _main()
