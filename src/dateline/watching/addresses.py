"""Addresses of feeds and articles: how they are told apart, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from dateline.errors import WrongUsage

_LONGEST = 4_000
"""Characters of an address that is followed."""
_MOST_FEEDS = 100_000
_CAMPAIGN = re.compile(
    r"utm_\w+|fbclid|gclid|mc_[ce]id|at_(?:medium|campaign|link_\w+|bbc_team|format|ptr_name)|ns_(?:mchannel|campaign|source)"
)
"""Parameters that say from where a reader came, and that no page depends on."""
_PORTS = {"http": 80, "https": 443}


def feeds_of(named: Iterable[str]) -> tuple[str, ...]:
    """The addresses of feeds that a user named: addresses, and files with one a line (`#` begins a comment). Each once, in order.

    Raises `WrongUsage` for what is neither.
    """
    found: dict[str, None] = {}
    for given in named:
        if is_web(given):
            found[given] = None
            continue
        if "://" in given:
            raise WrongUsage(f"{shown(given)}: expected the address of a feed that begins with http:// or https://")
        for number, line in enumerate(_lines(given), start=1):
            address = re.sub(r"(?:^|\s)#.*", "", line).strip()
            if not address:
                continue
            if not is_web(address):
                raise WrongUsage(
                    f"{given}:{number}: {address[:80]!r} is no address; expected one a line that begins with http:// or https://"
                )
            found[address] = None
    if not found:
        raise WrongUsage("no feed is named; give the address of one, or a file with one a line")
    if len(found) > _MOST_FEEDS:
        raise WrongUsage(f"{len(found):,} feeds are more than the {_MOST_FEEDS:,} that are watched at a time; split the file")
    return tuple(found)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is no text in UTF-8"
        raise WrongUsage(f"{path}: cannot be read ({why}); give the address of a feed, or a file with one address a line") from error


def is_web(address: str) -> bool:
    """Whether it can be fetched: http or https with a host, and not too long."""
    if len(address) > _LONGEST or re.search(r"[\x00-\x20\x7f]", address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in _PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def joined(base: str, address: str) -> str | None:
    """An address as it stands in a document or a redirect, made whole; None where it is none that can be fetched."""
    try:
        whole = urljoin(base, address.strip().replace(" ", "%20"))
    except ValueError:
        return None
    return whole if is_web(whole) else None


def host_of(address: str) -> str:
    """Host and port, which are asked as one: `example.org:443`."""
    parts = urlsplit(address)
    return f"{(parts.hostname or '').lower()}:{parts.port or _PORTS.get(parts.scheme.lower(), 0)}"


def origin_of(address: str) -> str:
    """Scheme, host and port, to which one robots.txt applies."""
    return f"{urlsplit(address).scheme.lower()}://{host_of(address)}"


def is_own(address: str) -> bool:
    """Whether it can be the address of one article: the bare address of a site stands on many."""
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query)


def key_of(address: str) -> str:
    """What addresses of one article have in common: no fragment, no campaign, the host in lower case, http as https."""
    parts = urlsplit(address)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _CAMPAIGN.fullmatch(k)])
    return urlunsplit(("", host_of(address).removesuffix(":443").removesuffix(":80"), parts.path or "/", query, ""))


def same_site(one: str, other: str) -> bool:
    """Whether a page may say that its address is the other: the same host, or one within the other (`www.example.org`)."""
    a, b = (host_of(address).rpartition(":")[0].removeprefix("www.") for address in (one, other))
    return a == b or (a.endswith("." + b) and "." in b) or (b.endswith("." + a) and "." in a)


def shown(address: str) -> str:
    """An address as it may be shown: no password, no control characters, not too long."""
    text = re.sub(r"(?<=://)[^/@\s]*@", "", "".join(c if c.isprintable() else " " for c in address))
    return text if len(text) <= 120 else text[:119] + "…"
