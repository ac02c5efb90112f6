"""The side that orders: shards are handed to a Dask cluster, a few more than it has workers for, and what became of each is told.

Nothing is kept here but what is on its way: a run that is killed and begun again finds what is done by the manifests.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dateline.cluster.coding import JOURNALS, AnotherCoder, code_shard
from dateline.cluster.journal import clear
from dateline.cluster.manifest import Manifest, Order, write_whole
from dateline.cluster.shards import SHARD_BYTES, Shard, shards_of
from dateline.cluster.sinks import OUTPUTS
from dateline.errors import DatelineError, UnreadableInput, WrongUsage

TRIES = 5
"""How often a shard that comes to nothing is handed out: its workers were killed, or files could not be read or written."""
_WAIT = 30
"""Seconds in which the scheduler has to answer, and then a worker to be there."""


@dataclass(slots=True)
class Ran:
    """What a run has done so far. `known` shards were done before; `set_aside`: those that came to nothing, with the reason.

    `strays`, counted at the end: outputs in the folder that are of none of its shards, but of another run into the same folder.
    """

    shards: int = 0
    done: int = 0
    known: int = 0
    coded: int = 0
    skipped: int = 0
    events: int = 0
    words: int = 0
    strays: int = 0
    set_aside: dict[str, str] = field(default_factory=dict)


def code_on_cluster(
    address: str,
    inputs: Sequence[str],
    order: Order,
    *,
    shard_bytes: int = SHARD_BYTES,
    on_skip: Callable[[UnreadableInput], None],
    on_done: Callable[[Ran, Manifest, bool], None] = lambda *_: None,
) -> Ran:
    """Code the shards of `inputs` on the cluster whose scheduler is at `address`, into `order.folder`.

    What is done already, of the same input by the same coder, is not done again. A shard that comes to nothing `TRIES` times is set
    aside with its reason and goes to `on_skip`, as do inputs that name nothing; the rest goes on. `on_done` is told each shard that is
    finished, and whether it was before. At the end `index.json` in the folder names all of them in order.

    The workers have to see inputs and folder under the same paths. Raises `WrongUsage` where there is no cluster or they do not, and
    `AnotherCoder` where one has another version.
    """
    client = _connected(address)
    try:
        _check(client, Path(order.folder))
        return _run(client, inputs, order, shard_bytes, on_skip, on_done)
    finally:
        client.close()


def _dask() -> Any:  # it tells few of its types
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise WrongUsage("--cluster needs Dask; install it here and on the workers with: pip install 'dateline[cluster]'") from error


def _connected(address: str) -> Any:
    try:
        client = _dask().Client(address, timeout=_WAIT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        said = " ".join(str(error).split())[:200]
        raise WrongUsage(f"no Dask scheduler answers at {address} ({said}); start one with: dask scheduler") from error
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError as error:
        client.close()
        raise WrongUsage(f"the scheduler at {address} has no workers; start some with: dask worker {address} --nthreads 1") from error
    return client


def _check(client: Any, folder: Path) -> None:
    """Have every worker look at the folder, under the same path as here."""
    token = folder / ".seen-by-all"
    try:
        write_whole(token, b"dateline\n")
    except OSError as error:
        raise WrongUsage(f"{folder}: cannot be written ({error.strerror}); name a folder for the shards with --output") from error
    seen: dict[str, bool] = client.run(_sees, str(token))
    token.unlink(missing_ok=True)
    blind = sorted(worker for worker, sees in seen.items() if not sees)
    if blind:
        raise WrongUsage(f"{len(blind)} workers, such as {blind[0]}, do not see {folder}; name a folder on a file system that all share")


def _sees(path: str) -> bool:
    return Path(path).is_file()


def _run(
    client: Any,
    inputs: Sequence[str],
    order: Order,
    shard_bytes: int,
    on_skip: Callable[[UnreadableInput], None],
    on_done: Callable[[Ran, Manifest, bool], None],
) -> Ran:
    ran, folder = Ran(), Path(order.folder)
    finished: dict[int, dict[str, Any]] = {}
    source = _shards(inputs, shard_bytes, on_skip)
    on_way: dict[str, tuple[Shard, int]] = {}
    results = _dask().as_completed(loop=client.loop, raise_errors=False)

    def hand_out(shard: Shard, number: int) -> None:
        # Its key must be new each time: Dask takes the answer of a key that it knows for this one's.
        future = client.submit(code_shard, shard, order, key=f"{shard.name}-{number}-{id(ran)}", pure=False)
        on_way[future.key] = (shard, number)
        results.add(future)

    def more() -> None:
        while len(on_way) < _room(client) and (shard := next(source, None)) is not None:
            ran.shards += 1
            clear(folder / JOURNALS, shard.name)  # of a run that was ended, with all its workers perhaps
            hand_out(shard, 1)

    more()
    while on_way:
        future = next(results)
        shard, number = on_way.pop(future.key)
        error = future.exception() if future.status != "finished" else None
        if error is None:
            made, known = future.result()
            _count(ran, made, known=known)
            finished[shard.number] = {"shard": shard.name, "outputs": [o.path for o in made.outputs], "coded": made.coded}
            on_done(ran, made, known)
        elif isinstance(error, DatelineError):
            raise error
        elif number < TRIES:
            hand_out(shard, number + 1)
        else:
            reason = f"it came to nothing {TRIES} times, at last: {_told(error)}"
            ran.set_aside[shard.name] = reason
            on_skip(UnreadableInput(shard.place, reason))
        future.release()
        more()
    own = {path for entry in finished.values() for path in entry["outputs"]}
    ran.strays = sum(path.relative_to(folder).as_posix() not in own for kind in OUTPUTS for path in (folder / kind).glob("[0-9]*"))
    _index(folder, order, ran, finished)
    return ran


def _shards(inputs: Sequence[str], shard_bytes: int, on_skip: Callable[[UnreadableInput], None]) -> Iterator[Shard]:
    for found in shards_of(inputs, shard_bytes):
        if isinstance(found, UnreadableInput):
            on_skip(found)
        else:
            yield found


def _room(client: Any) -> int:
    """How many shards may be on their way: one for each worker, and half as many that wait."""
    workers = len(client.nthreads())
    return workers + max(1, workers // 2)


def _count(ran: Ran, made: Manifest, *, known: bool) -> None:
    ran.done += 1
    ran.known += known
    ran.coded += made.coded
    ran.skipped += made.skipped
    ran.events += made.events
    ran.words += made.words


def _told(error: BaseException) -> str:
    if isinstance(error, _dask().KilledWorker):
        return "the workers that had it were killed"
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def _index(folder: Path, order: Order, ran: Ran, finished: dict[int, dict[str, Any]]) -> None:
    index = {
        "coder": order.coder,
        "wanted": order.wanted(),
        "coded": ran.coded,
        "skipped": ran.skipped,
        "events": ran.events,
        "words": ran.words,
        "set_aside": ran.set_aside,
        "shards": [finished[number] for number in sorted(finished)],
    }
    write_whole(folder / "index.json", json.dumps(index, ensure_ascii=False, indent=1).encode() + b"\n")


__all__ = ["TRIES", "AnotherCoder", "Ran", "code_on_cluster"]
