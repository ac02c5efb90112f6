"""What a server may do and how much of it; and who may ask."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dateline.errors import WrongUsage
from dateline.reading.inputs import printable

Role = Literal["reader", "reviewer"]
ROLES: tuple[Role, ...] = ("reader", "reviewer")
_LEAST_TOKEN = 16
PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class Token:
    """Who holds a token: kept as a hash, so that no message and no dump shows it."""

    hash: bytes = field(repr=False)
    role: Role


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """The settings of a server. Times are in seconds, sizes in bytes.

    `query_seconds` bounds each request's work in the database; `as_of_reports` is the greatest number of reports from which a store as
    of a date is made, `as_of_kept` how many of those are kept; `export_events` bounds a download. `poll_seconds` is how often the store is
    looked at for changes that webhooks are told of, 0 for never.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    tokens: tuple[Token, ...] = ()
    require_token: bool = False
    allowed_hosts: tuple[str, ...] = ()
    allow_private: bool = False
    query_seconds: float = 10.0
    threads: int = 3
    body_bytes: int = 1_000_000
    cache_bytes: int = 64_000_000
    as_of_reports: int = 50_000
    as_of_kept: int = 4
    export_events: int = 100_000
    waiting_to_code: int = 8
    remerge_after: float = 1.0
    poll_seconds: float = 30.0
    encoder: bool = True
    pages: Path = PAGES

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def open_reading(self) -> bool:
        """Whether reading needs no token."""
        return self.on_loopback and not self.require_token

    def check(self) -> None:
        """Raises `WrongUsage` for a server that would be open to others."""
        if not self.tokens and not self.open_reading:
            why = "asks for tokens" if self.on_loopback else f"can be reached from other machines at {printable(self.host)}"
            raise WrongUsage(f"a server that {why} needs --token-file FILE (lines such as 'reader TOKEN' and 'reviewer TOKEN')")

    def role_of(self, token: str) -> Role | None:
        """The role of whoever shows a token; None for a token that nobody has."""
        shown = hash_of(token)
        found: Role | None = None
        for known in self.tokens:  # all are compared, so that time tells nothing
            if hmac.compare_digest(known.hash, shown):
                found = known.role
        return found


def is_loopback(host: str) -> bool:
    """Whether an address to listen at is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def hash_of(token: str) -> bytes:
    """A token as it is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def load_tokens(path: Path) -> tuple[Token, ...]:
    """The tokens of a file: a role and a token a line, parted by a blank; lines that begin with `#` are notes."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{printable(str(path))}: the token file cannot be read; check that it exists and is text") from error
    found = tuple(_token(path, number, line.split()) for number, line in enumerate(lines, start=1) if line.strip() and line[0] != "#")
    if not found:
        raise WrongUsage(f"{printable(str(path))}: holds no token; write a line such as: reviewer {'x' * _LEAST_TOKEN}")
    return found


def _token(path: Path, number: int, words: Sequence[str]) -> Token:
    place = f"{printable(str(path))}:{number}"
    if len(words) != 2 or words[0] not in ROLES:
        raise WrongUsage(f"{place}: expected a role (reader or reviewer), a blank, and a token")
    if len(words[1]) < _LEAST_TOKEN or not words[1].isascii():
        raise WrongUsage(f"{place}: the token must have at least {_LEAST_TOKEN} plain characters, such as: openssl rand -hex 24")
    return Token(hash_of(words[1]), "reader" if words[0] == "reader" else "reviewer")
