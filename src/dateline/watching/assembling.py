"""Everything that a watch is made of, put together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from dateline.store.opening import Store
from dateline.store.running import Codes
from dateline.store.stamps import Stamp
from dateline.watching.asking import Asker
from dateline.watching.hosts import Hosts
from dateline.watching.keeping import Keeper
from dateline.watching.metrics import Metrics
from dateline.watching.robots import Robots
from dateline.watching.settings import Settings
from dateline.watching.state import State
from dateline.watching.telling import Teller
from dateline.watching.watcher import Watch


def assemble(
    feeds: Sequence[str],
    store: Store,
    state: State,
    coder: Codes,
    stamp: Stamp,
    settings: Settings,
    teller: Teller,
    *,
    stop: threading.Event,
    metrics: Metrics | None = None,
    inputs: Sequence[str] = (),
    now: Callable[[], float] = time.time,
) -> Watch:
    """A watch of these feeds, which takes up what the state remembers. `inputs` is what the store notes of its runs.

    Store and state stay the caller's, who closes them. Raises `WrongUsage` where a package is missing.
    """
    hosts = Hosts(settings, stop, now)
    for host in state.hosts():
        hosts.known(*host)
    robots = Robots(settings.robot, {origin: (text, until) for origin, text, until in state.robots(now())})
    asker = Asker(settings, hosts, robots, stop, metrics.requested if metrics is not None else lambda _: None, now)

    def problem(what: str, reason: str) -> None:
        teller.problem(what, reason, now())

    keeper = Keeper(store, coder, stamp, state, asker, settings, stop, problem, inputs or feeds, now=now)
    return Watch(feeds, keeper, asker, hosts, robots, teller, metrics, now)
