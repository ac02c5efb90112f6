"""Fetching what a stranger's address leads to, from a server that misbehaves."""

from __future__ import annotations

import gzip
import http.server
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from dateline.fetching import FetchFailed, FetchSettings, fetch, post
from dateline.fetching.addresses import is_public

LIMITS = FetchSettings(seconds=3, most_bytes=10_000, allow_private=True, user_agent="test")


class _Handler(http.server.BaseHTTPRequestHandler):
    """Each path misbehaves in its way."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        kind = self.path.strip("/").partition("/")[0]
        if kind == "page":
            if self.headers.get("If-None-Match") == '"v1"' or self.headers.get("If-Modified-Since"):
                self._send(b"", 304, ETag='"v1"')
            else:
                seen = f"{self.headers['Host']} {self.headers['User-Agent']} {self.headers.get('Cookie')}"
                self._send(
                    seen.encode(),
                    ETag='"v1"',
                    Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT",
                    Set_Cookie="a=b",
                    Content_Type="text/HTML; charset=x",
                )
        elif kind == "to":
            self._send(b"", 302, Location=self.path.removeprefix("/to/") or "/page")
        elif kind == "round":
            self._send(b"", 302, Location="/round")
        elif kind == "large":
            self._send(b"x" * 20_000)
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            self._on_and_on(b"x" * 1000, 0.001)
        elif kind == "bomb":
            self._send(gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
        elif kind == "packed":
            self._send(gzip.compress(b"told"), Content_Encoding="gzip")
        elif kind == "unsound":
            self._send(b"no gzip", Content_Encoding="gzip")
        elif kind == "brotli":
            self._send(b"?", Content_Encoding="br")
        elif kind == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self._on_and_on(b"x", 0.2)
        elif kind == "headers":
            self._on_and_on(b"HTTP/1.1 200 OK\r\nX: "[:1], 0.2)
        elif kind == "rubbish":
            self.wfile.write(b"\x00\x01 no answer\r\n\r\n")
            self.close_connection = True
        else:
            self._send(b"gone", 410)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/to":
            self._send(b"", 302, Location="/page")
        else:
            self._send(body + self.headers["X-Test"].encode())

    def _on_and_on(self, piece: bytes, pause: float) -> None:
        end = time.monotonic() + 8
        while time.monotonic() < end:
            try:
                self.wfile.write(piece)
            except OSError:
                return
            time.sleep(pause)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def resolving(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


def test_a_page_is_fetched_with_its_headers(site: str) -> None:
    found = fetch(f"{site}/page", LIMITS)
    assert (found.status, found.content_type, found.etag) == (200, "text/html", '"v1"')
    assert found.body.decode() == f"{site.removeprefix('http://')} test None"
    assert found.last_modified is not None
    for same in ({"etag": found.etag}, {"last_modified": found.last_modified}):
        assert fetch(f"{site}/page", LIMITS, **same).status == 304
    assert fetch(f"{site}/none", LIMITS).status == 410, "a status is an answer"
    with pytest.raises(FetchFailed):
        fetch(f"{site}/page", LIMITS, etag='"a"\r\nX-Evil: 1')


def test_redirects_are_followed_and_told(site: str) -> None:
    found = fetch(f"{site}/to/{site}/to//page", LIMITS)
    assert found.url == f"{site}/page"
    assert [status for status, _ in found.redirects] == [302, 302]


def test_the_connection_goes_to_the_address_that_was_checked(site: str) -> None:
    port = site.rpartition(":")[2]
    asked: list[str] = []

    def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    limits = FetchSettings(seconds=3, allow_private=True, user_agent="test", resolve=resolve)
    found = fetch(f"http://news.example:{port}/page", limits)
    assert asked == ["news.example"]
    assert found.body.decode() == f"news.example:{port} test None", "the name is still the host that is asked"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("round", "redirects"),
        ("large", "too_large"),
        ("endless", "too_large"),
        ("bomb", "too_large"),
        ("drip", "too_slow"),
        ("headers", "too_slow"),
        ("unsound", "encoding"),
        ("brotli", "encoding"),
        ("rubbish", "unreachable"),
        ("to/ftp://example.org/x", "address"),
        ("to/http://[x", "address"),
    ],
)
def test_what_misbehaves_is_given_up_in_time(site: str, path: str, kind: str) -> None:
    started = time.monotonic()
    with pytest.raises(FetchFailed) as failed:
        fetch(f"{site}/{path}", LIMITS)
    assert failed.value.kind == kind
    assert time.monotonic() - started < LIMITS.seconds + 2
    assert fetch(f"{site}/packed", LIMITS).body == b"told"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1"),  # noqa: S104
        *(
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ),
        *("64:ff9b:1::1", "2001:0:7f00:1::", "255.255.255.255", "192.0.2.1", "198.18.0.1", "no address"),
    ],
)
def test_private_addresses_are_not_public_and_not_asked(address: str) -> None:
    assert not is_public(address)
    limits = FetchSettings(seconds=2, resolve=resolving(address))
    with pytest.raises(FetchFailed) as failed:
        fetch("http://news.example/", limits)
    assert failed.value.kind == "private"


def test_public_addresses_are_public() -> None:
    assert all(map(is_public, ("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1")))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(FetchFailed) as failed:
        fetch("http://news.example/", FetchSettings(seconds=2, resolve=resolving("93.184.216.34", "127.0.0.1")))
    assert failed.value.kind == "private"


def test_redirects_into_private_networks_are_refused(site: str) -> None:
    def resolve(host: str, _: int) -> list[str]:
        return ["127.0.0.1"] if host == "public.example" else ["10.0.0.1"]

    # The server of this test stands for a public one.
    limits = FetchSettings(seconds=2, resolve=resolve, is_public=lambda address: address == "127.0.0.1")
    port = site.rpartition(":")[2]
    assert fetch(f"http://public.example:{port}/to//page", limits).status == 200
    for target in (
        "http://inner.example/",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "http://0xa000001/",
        "http://167772161/",
        "//inner.example/",
    ):
        with pytest.raises(FetchFailed) as failed:
            fetch(f"http://public.example:{port}/to/{target}", limits)
        assert failed.value.kind == "private"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://u:p@example.org/",
        "http://exa mple.org/",
        "\0",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, FetchSettings(seconds=2, resolve=resolving()))
    assert failed.value.kind in ("address", "unreachable")


def test_a_message_is_sent_and_its_redirect_not_followed(site: str) -> None:
    assert post(f"{site}/x", b"body", {"X-Test": "!"}, LIMITS).body == b"body!"
    assert post(f"{site}/to", b"body", {"X-Test": "!"}, LIMITS).status == 302
    with pytest.raises(FetchFailed):
        post(f"{site}/x", b"", {}, FetchSettings())
