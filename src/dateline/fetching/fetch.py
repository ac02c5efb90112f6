"""An address → what stands there, within limits of time, size and redirects, and never inside a private network unless allowed.

Every address that a host's name leads to is checked, anew after each redirect, and the connection is made to the address that was checked:
a name that leads elsewhere a moment later changes nothing. Proxies of the environment are not used, since they would look names up
themselves.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

import httpx

from dateline.errors import DatelineError
from dateline.fetching.addresses import Resolve, is_public, resolve
from dateline.reading.inputs import printable

Kind = Literal["address", "private", "unreachable", "redirects", "too_large", "too_slow", "encoding"]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65536


class FetchFailed(DatelineError):
    """An address could not be fetched, or was not asked. `kind` says why, for programs."""

    def __init__(self, url: str, kind: Kind, reason: str) -> None:
        self.url = printable(url)[:500]
        self.kind = kind
        self.reason = reason
        super().__init__(f"{self.url}: {reason}")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits. `seconds` is for all of it, redirects included; `most_bytes` of the body, unpacked. `accept` names types wanted.

    Without `follow` a redirect is the answer. `resolve` looks hosts up and `is_public` judges their addresses: whoever knows more than
    the system does gives others.
    """

    seconds: float = 20.0
    most_bytes: int = 10_000_000
    most_redirects: int = 5
    allow_private: bool = False
    user_agent: str = "dateline"
    accept: str = "*/*"
    follow: bool = True
    resolve: Resolve = field(default=resolve, repr=False)
    is_public: Callable[[str], bool] = field(default=is_public, repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, whatever its status. `url` is the last address, after `redirects`; `headers` have lower-case names."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[tuple[int, str], ...] = ()

    @property
    def content_type(self) -> str:
        """The media type, in lower case and without parameters; "" where none is given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def etag(self) -> str | None:
        """What stands for this state of the answer, to be given back with the next asking."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """When it changed last, as the server says it, likewise."""
        return self.headers.get("last-modified")


def fetch(
    url: str,
    settings: FetchSettings,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Fetched:
    """What stands at an address; with `etag` or `last_modified` of an earlier answer, status 304 where nothing changed.

    Statuses are not judged: a 404 is an answer. Raises `FetchFailed`.
    """
    given = dict(headers or {})
    if etag is not None:
        given["If-None-Match"] = _header(url, etag)
    if last_modified is not None:
        given["If-Modified-Since"] = _header(url, last_modified)
    return _run(url, settings, "GET", given, None)


def post(url: str, body: bytes, headers: Mapping[str, str], settings: FetchSettings) -> Fetched:
    """Send a body to an address, under the same limits. A redirect is not followed: it is the answer. Raises `FetchFailed`."""
    return _run(url, settings, "POST", dict(headers), body)


def _header(url: str, value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise FetchFailed(url, "address", "an etag or date of an earlier answer holds characters that no header may")
    return value


def _run(url: str, settings: FetchSettings, method: str, headers: dict[str, str], body: bytes | None) -> Fetched:
    async def limited() -> Fetched:
        async with asyncio.timeout(settings.seconds):
            return await _follow(url, settings, method, headers, body)

    try:
        return asyncio.run(limited())
    except TimeoutError:
        raise FetchFailed(url, "too_slow", f"took longer than {settings.seconds:g} seconds; try again later") from None


async def _follow(url: str, settings: FetchSettings, method: str, headers: dict[str, str], body: bytes | None) -> Fetched:
    passed: list[tuple[int, str]] = []
    at = url
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=settings.seconds, verify=_trusted()) as client:
        while True:
            answer = await _one(client, at, settings, method, headers, body, passed)
            target = answer.headers.get("location")
            if method != "GET" or not settings.follow or answer.status not in _REDIRECTS or not target:
                return answer
            if len(passed) >= settings.most_redirects:
                raise FetchFailed(url, "redirects", f"leads on more than {settings.most_redirects} times; give the last address")
            passed.append((answer.status, at))
            try:
                at = urljoin(at, target)
            except ValueError:
                raise FetchFailed(url, "address", "leads on to something that is no address") from None


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: that costs more than a request."""
    return httpx.create_ssl_context(trust_env=False)


async def _one(
    client: httpx.AsyncClient,
    url: str,
    settings: FetchSettings,
    method: str,
    headers: dict[str, str],
    body: bytes | None,
    passed: list[tuple[int, str]],
) -> Fetched:
    parsed = _parsed(url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    host = parsed.raw_host.decode("ascii")
    last: Exception | None = None
    for address in await _addresses(url, host, port, settings):
        sent = {
            "Host": parsed.netloc.decode("ascii"),
            "User-Agent": settings.user_agent,
            "Accept": settings.accept,
            "Accept-Encoding": "gzip",
            **headers,
        }
        request = client.build_request(
            method,
            parsed.copy_with(host=address, fragment=None),
            headers=sent,
            content=body,
            extensions={"sni_hostname": host, "timeout": httpx.Timeout(settings.seconds).as_dict()},
        )
        try:
            answer = await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            last = error
            continue
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise FetchFailed(url, "unreachable", f"did not answer soundly ({_short(error)})") from error
        try:
            read = await _body(url, answer, settings)
        except httpx.HTTPError as error:
            raise FetchFailed(url, "unreachable", f"broke off its answer ({_short(error)})") from error
        finally:
            await answer.aclose()
        kept = {name.lower(): value for name, value in answer.headers.items()}
        return Fetched(url, answer.status_code, kept, read, tuple(passed))
    raise FetchFailed(url, "unreachable", f"cannot be reached ({_short(last)}); check the address") from last


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise FetchFailed(url, "address", "is no address; expected https://HOST/PATH") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchFailed(url, "address", "is no address of the web; expected http:// or https://")
    if parsed.userinfo:
        raise FetchFailed(url, "address", "holds a user name or password; give the address without it")
    return parsed


async def _addresses(url: str, host: str, port: int, settings: FetchSettings) -> list[str]:
    """All addresses of the host, every one of them allowed."""
    bare = host.strip("[]")
    try:
        found = [str(ipaddress.ip_address(bare))]
    except ValueError:
        try:
            found = list(await asyncio.get_running_loop().run_in_executor(None, settings.resolve, bare, port))
        except (OSError, UnicodeError) as error:
            raise FetchFailed(url, "unreachable", "its host is not known; check the address") from error
    if not found:
        raise FetchFailed(url, "unreachable", "its host has no address; check it")
    if not settings.allow_private and not all(map(settings.is_public, found)):
        raise FetchFailed(url, "private", "leads into a private network; allow that with --allow-private if it is meant")
    return found


async def _body(url: str, answer: httpx.Response, settings: FetchSettings) -> bytes:
    """The body, unpacked, as long as it stays within the limit."""
    packing = answer.headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchFailed(url, "encoding", f"is packed as {printable(packing)[:20]!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=47) if packing in ("gzip", "x-gzip", "deflate") else None
    parts: list[bytes] = []
    size = 0
    async for raw in answer.aiter_raw(_CHUNK):
        for part in _unpacked(url, unpacker, raw):
            size += len(part)
            if size > settings.most_bytes:
                raise FetchFailed(url, "too_large", f"is larger than {settings.most_bytes:,} bytes")
            parts.append(part)
    return b"".join(parts)


def _unpacked(url: str, unpacker: zlib._Decompress | None, raw: bytes) -> Iterator[bytes]:
    """A piece of the body unpacked, a part at a time: it may be a thousand times as long."""
    if unpacker is None:
        yield raw
        return
    try:
        while raw and not unpacker.eof:
            yield unpacker.decompress(raw, _CHUNK)
            raw = unpacker.unconsumed_tail
    except zlib.error:
        raise FetchFailed(url, "encoding", "is not packed as it says") from None


def _short(error: Exception | None) -> str:
    return printable(str(error) or type(error).__name__)[:160]
