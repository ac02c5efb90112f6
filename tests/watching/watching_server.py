"""A server of news on this machine that does whatever a test asks of it, good or bad, and writes down what it was asked."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

FIRST = {
    "title": "Six held in Izmir",
    "text": "Turkish police arrested six students in Izmir on Monday, the governor said. " * 8,
}
SECOND = {
    "title": "Minister in Warsaw",
    "text": "The German foreign minister visited Poland on Tuesday and met her counterpart. " * 8,
}
THIRD = {
    "title": "Shells on Kherson",
    "text": "Russian troops shelled Kherson on Tuesday, killing two people, Ukrainian officials said. " * 8,
}


@dataclass(frozen=True)
class Asked:
    """A request: when (a clock that is not set), for what, with which headers, and how many others were being answered."""

    at: float
    path: str
    headers: Mapping[str, str]
    others: int


@dataclass(frozen=True)
class Reply:
    """An answer. `pieces` come after the body, one every `pause` seconds; without a length the connection closes at the end."""

    body: bytes | str = b""
    status: int = 200
    kind: str = "application/rss+xml"
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[bytes]] | None = None
    pause: float = 0.0
    before: float = 0.0

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


class News:
    """The server. `routes` are answers by path, or functions of the request; the rest is 404."""

    def __init__(self) -> None:
        self.routes: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self._busy = 0
        self._lock = threading.Lock()
        news = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with contextlib.suppress(OSError):
                    news._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Whoever was killed does not take the answer."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [a.path for a in self.asked if robots or a.path != "/robots.txt"]

    def count(self, path: str) -> int:
        return self.paths(robots=True).count(path)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            asked = Asked(time.monotonic(), handler.path, dict(handler.headers.items()), self._busy)
            self.asked.append(asked)
            self._busy += 1
        try:
            route = self.routes.get(handler.path, Reply("not here", 404, "text/plain"))
            reply = route(asked) if callable(route) else route
            time.sleep(reply.before)
            handler.send_response_only(reply.status)  # no Date: the clock is the test's
            handler.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            if reply.pieces is None:
                if reply.status != 304:
                    handler.send_header("Content-Length", str(len(reply.data)))
            else:
                handler.send_header("Connection", "close")
                handler.close_connection = True
            handler.end_headers()
            handler.wfile.write(reply.data)
            for piece in reply.pieces() if reply.pieces else ():
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(reply.pause)
        finally:
            with self._lock:
                self._busy -= 1


def item(
    link: str | None,
    title: str = FIRST["title"],
    text: str | None = "An extract.",
    *,
    published: str | None = "Wed, 19 Jun 2024 08:00:00 GMT",
    guid: str | None = None,
    whole: bool = False,
    more: str = "",
) -> str:
    """An item of RSS."""
    name = "content:encoded" if whole else "description"
    parts = [
        f"<title>{escape(title)}</title>",
        f"<link>{escape(link)}</link>" if link else "",
        f"<guid isPermaLink='false'>{escape(guid)}</guid>" if guid else "",
        f"<pubDate>{published}</pubDate>" if published else "",
        f"<{name}>{escape(text)}</{name}>" if text is not None else "",
        more,
    ]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, title: str = "The Izmir Post", more: str = "") -> str:
    """A feed."""
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title>{more}{''.join(items)}</channel></rss>"
    )


def page(text: str, title: str = FIRST["title"], head: str = "") -> Reply:
    """The page of an article."""
    paragraphs = "".join(f"<p>{escape(s)}.</p>" for s in text.split(". ") if s.strip())
    body = f"<head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{paragraphs}</article></body>"
    return Reply(f"<!doctype html><html lang=en>{body}</html>", kind="text/html; charset=utf-8")
