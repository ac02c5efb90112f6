"""The socket that a server listens at."""

from __future__ import annotations

import socket

from dateline.errors import WrongUsage
from dateline.reading.inputs import printable

_WAITING = 1024


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at an address. Raises `WrongUsage` where that cannot be."""
    bare = host.strip("[]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(_WAITING)  # who comes before the server is up waits for it
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no host"
        raise WrongUsage(f"{printable(host)}:{port}: cannot be listened at ({reason}); choose another with --host or --port") from error
    return found


def shown(host: str, listening: socket.socket) -> str:
    """The address for people, with the port that was taken."""
    port = listening.getsockname()[1]
    bare = host.strip("[]")
    return f"http://{f'[{bare}]' if ':' in bare else bare}:{port}"
