"""What stands before everything else: by whose name the server is called, who asks, how large a body is; and headers that guard a browser.

The name matters since any page on the web may have its own name lead to this machine and then ask as if it were ours (DNS rebinding).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from dateline.reading.inputs import printable
from dateline.serving import deadline
from dateline.serving.failing import encoded, told

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dateline.serving.settings import ServeSettings

_LOG = logging.getLogger("dateline.serving")
API = "/api/v1"
CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""What a page may load: from here alone, and nothing that stands in the page itself."""
HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


class TooLarge(HTTPException):
    """A body went on beyond its limit; the framework lets its own kind of exception through while it reads one."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"a body may hold {most:,} bytes")


class Guard:
    """The outermost layer of the application.

    It puts into `scope["state"]`: `role` (None for who shows no token where one is needed), `token` (whether one was shown), and
    `writes` (whether what is asked may change something: see `docs/api.md`).
    """

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self.app = app
        self.settings = settings
        self.hosts = frozenset(h.lower() for h in (*_LOCAL, _bracketed(settings.host), *settings.allowed_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                held = {name for name, _ in message["headers"]}
                message = {**message, "headers": [*message["headers"], *(h for h in HEADERS if h[0] not in held)]}
            await send(message)

        headers = _headers(scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await _answer(guarded, *refused)
            return
        current = deadline.current.set(deadline.Deadline(self.settings.query_seconds))
        try:
            await self.app(scope, self._bounded(receive), guarded)
        except TooLarge as error:
            if not started:
                await _answer(guarded, 413, "too_large", error.detail)
        except Exception as error:  # noqa: BLE001  # the last one who can answer
            found = told(error)
            if found.status == 500:
                # Nobody foresaw it: the log has the details, who asked has none.
                _LOG.exception("an answer failed: %s %s", scope["method"], printable(scope["path"]))
            if not started:
                await _answer(guarded, found.status, found.code, found.message)
        finally:
            deadline.current.reset(current)

    def _refused(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, str, str] | None:
        if _host(headers.get(b"host", b"")) not in self.hosts:
            return 421, "wrong_host", "this server is not called by that name; start it with --allow-host NAME if it is meant"
        length = headers.get(b"content-length", b"0")
        if not length.isdigit():
            return 400, "bad_request", "the length of the body is no number"
        if int(length) > self.settings.body_bytes:
            return 413, "too_large", f"a body may hold {self.settings.body_bytes:,} bytes"
        state: dict[str, Any] = scope.setdefault("state", {})
        given = headers.get(b"authorization")
        role = None
        if given is not None:
            kind, _, token = given.decode("latin-1").partition(" ")
            role = self.settings.role_of(token.strip()) if kind.lower() == "bearer" else None
            if role is None and self.settings.tokens and scope["path"].startswith(API):
                return 401, "no_token", "this token is not known here"
        state["token"] = role is not None
        if role is None and self.settings.open_reading:
            role = "reader" if self.settings.tokens else "reviewer"
        state["role"] = role
        state["meant"] = headers.get(b"x-dateline") == b"1" and _same_origin(headers)
        return None

    def _bounded(self, receive: Receive) -> Receive:
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > self.settings.body_bytes:
                    raise TooLarge(self.settings.body_bytes)
            return message

        return bounded


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return dict(scope["headers"])


def _host(value: bytes) -> str:
    """The name in a Host header, without its port."""
    text = value.decode("latin-1").lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]


def _same_origin(headers: dict[bytes, bytes]) -> bool:
    """Whether a browser says that the request comes from our own pages; programs say nothing."""
    site = headers.get(b"sec-fetch-site")
    if site is not None and site not in (b"same-origin", b"none"):
        return False
    origin = headers.get(b"origin")
    return origin is None or origin.partition(b"://")[2] == headers.get(b"host", b"")


async def _answer(send: Send, status: int, code: str, message: str) -> None:
    body = encoded(code, message)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="dateline"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
