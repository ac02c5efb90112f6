"""Answers that are still right are not made twice: ETags for whoever has one already, and a bounded memory for everybody else.

An answer depends on the address, on who asks, and on the state of the store. The state is one short text; as long as it is the same, the
same address has the same answer.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from dateline.serving.guarding import API

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST = 4_000_000
_FRESH = (f"{API}/docs", f"{API}/openapi.json")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was sent."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class Memory:
    """Answers by what they depend on, the least used dropped first."""

    def __init__(self, most_bytes: int) -> None:
        self.most = most_bytes
        self.size = 0
        self.kept: OrderedDict[str, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """The answer, if there is one."""
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer."""
        with self.lock:
            old = self.kept.pop(key, None)
            self.size += len(kept.body) - (len(old.body) if old is not None else 0)
            self.kept[key] = kept
            while self.size > self.most and self.kept:
                _, dropped = self.kept.popitem(last=False)
                self.size -= len(dropped.body)


class Remembering:
    """Gives every GET of the API an ETag, answers 304 to who has it, and from memory what was asked before.

    `state` gives the state of the store, `seen` what is known of it without asking, None if that is too old.
    """

    def __init__(self, app: ASGIApp, state: Callable[[], str], seen: Callable[[], str | None], most_bytes: int) -> None:
        self.app = app
        self.state = state
        self.seen = seen
        self.memory = Memory(most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or let the request through and remember the answer."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(API) or path in _FRESH:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        state = self.seen()
        if state is None:
            state = await run_in_threadpool(self.state)
        key, tag = _key(scope, headers, state)
        known = self.memory.get(key)
        if _has(headers.get(b"if-none-match"), tag):  # only a whole answer to the same asker ever bore this tag
            await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", tag), *_CACHING]})
            await send({"type": "http.response.body", "body": b""})
        elif known is not None:
            await send({"type": "http.response.start", "status": 200, "headers": known.headers})
            await send({"type": "http.response.body", "body": known.body})
        else:
            await self._make(scope, receive, send, key, tag)

    async def _make(self, scope: Scope, receive: Receive, send: Send, key: str, tag: bytes) -> None:
        start: dict[str, Any] = {}
        parts: list[bytes] = []
        size = 0
        passing = False

        async def collect(message: Message) -> None:
            nonlocal size, passing
            if message["type"] == "http.response.start":
                start.update(message)
                if message["status"] == 200:
                    own = [(n, v) for n, v in message["headers"] if n not in (b"etag", b"cache-control", b"vary")]
                    start["headers"] = [*own, (b"etag", tag), *_CACHING]
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body, more = message.get("body", b""), message.get("more_body", False)
            if passing:
                await send(message)
                return
            parts.append(body)
            size += len(body)
            if more and size <= _LARGEST and start["status"] == 200:
                return
            whole = b"".join(parts)
            if not more and start["status"] == 200 and size <= _LARGEST:
                self.memory.put(key, Kept(start["headers"], whole))
            passing = True
            await send(start)
            await send({"type": "http.response.body", "body": whole, "more_body": more})

        await self.app(scope, receive, collect)


_CACHING = [(b"cache-control", b"private, no-cache"), (b"vary", b"Authorization, Accept, Accept-Encoding")]


def _key(scope: Scope, headers: dict[bytes, bytes], state: str) -> tuple[str, bytes]:
    packed = b"gzip" if b"gzip" in headers.get(b"accept-encoding", b"") else b"plain"
    asked = scope["state"]
    who = f"{asked.get('role')}{asked.get('token')}{asked.get('meant')}".encode()
    parts = (
        state.encode(),
        scope.get("raw_path") or scope["path"].encode(),
        scope["query_string"],
        headers.get(b"accept", b""),
        who,
        packed,
    )
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    return digest, f'W/"{digest}"'.encode()


def _has(given: bytes | None, tag: bytes) -> bool:
    if given is None:
        return False
    return any(part.strip() in (tag, tag[2:]) for part in given.split(b","))
