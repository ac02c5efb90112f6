"""Which addresses of the network a stranger's link may lead to: public ones only, unless private ones are allowed."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence

Resolve = Callable[[str, int], Sequence[str]]
"""A host's name and a port → all addresses that it has."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, each once, in the order in which the system would try them. Raises `OSError`."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(text: str) -> bool:
    """Whether an address is one of the public network: not private, loopback, link-local, reserved, multicast, nor one that hides such."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return _is_public(address)


def _is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not isinstance(address, ipaddress.IPv6Address) or all(map(_is_public, _inside(address)))


def _inside(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The addresses of version 4 that one of version 6 leads to; those of NAT64 are reserved, and so refused already."""
    found = [a for a in (address.ipv4_mapped, address.sixtofour) if a is not None]
    if address.teredo is not None:
        found += address.teredo
    return found
