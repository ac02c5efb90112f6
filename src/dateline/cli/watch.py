"""`dateline watch`: poll feeds, and code, keep and merge what they tell of."""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from dateline.cli.options import about_coding_to_keep
from dateline.cli.store_options import about_db
from dateline.errors import WrongUsage
from dateline.model import Layer

if TYPE_CHECKING:
    from dateline.watching.settings import Pages
    from dateline.watching.telling import Form
    from dateline.watching.watcher import Totals

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_WRONG = ("gone", "robots", "failed", "no_feed", "waiting")


class DurationType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """A number of seconds, or one with a unit: 90s, 10m, 2h, 1d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds, or a usage error that says what was expected."""
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"\s*(\d{1,7}(?:\.\d{1,3})?)\s*([smhd]?)\s*", value, re.ASCII)
        if match is None:
            self.fail(f"{value!r} is no duration; expected a number with s, m, h or d, such as 10m", param, ctx)
        return float(match[1]) * _UNITS[match[2] or "s"]


class PlaceType(click.ParamType):  # type: ignore[type-arg]  # likewise
    """A port, or HOST:PORT; the host is this machine alone unless told."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Host and port, or a usage error that says what was expected."""
        if isinstance(value, tuple):
            return value
        host, _, port = value.rpartition(":")
        if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > 65_535:
            self.fail(f"{value!r} is no address to serve at; expected HOST:PORT such as 127.0.0.1:9477", param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


@click.command()
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@about_db
@click.option("--every", type=DurationType(), default="10m", show_default=True, help="From one poll of a feed to the next.")
@click.option("--once", is_flag=True, help="One round, then end: for cron, or to try a list.")
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="What was seen; without it a file beside the store.")
@click.option("--no-text", is_flag=True, help="Make a store that keeps spans, hashes and short extracts, and no texts.")
@click.option("--metrics", type=PlaceType(), metavar="HOST:PORT", help="Serve figures for Prometheus there, e.g. 127.0.0.1:9477.")
@click.option(
    "--pages",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Fetch the pages of articles: where the feed has no full text, always, or never.",
)
@click.option("--gap", type=DurationType(), default="1s", show_default=True, help="From one request to a host to the next, at least.")
@click.option("--hosts", "at_once", type=click.IntRange(1, 64), default=4, show_default=True, help="Hosts that are asked at once.")
@click.option("--timeout", type=DurationType(), default="30s", show_default=True, help="The longest that one request may take.")
@click.option(
    "--back-off", type=DurationType(), default="1m", show_default=True, help="The first wait after a failure; it doubles up to a day."
)
@click.option("--allow-private", is_flag=True, help="Follow addresses into private networks and to this machine, too.")
@click.option("--user-agent", help="What to call ourselves to servers; best NAME/VERSION with a way to reach you.")
@click.option("--retry-gone", is_flag=True, help="Poll again what was gone for good, and what failed, without waiting.")
@click.option("--quiet", "-q", is_flag=True, help="Only what goes wrong.")
@click.option(
    "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Lines for people, or for programs."
)
@about_coding_to_keep
def watch(
    feeds: tuple[str, ...],
    db: str,
    every: float,
    once: bool,
    state: Path | None,
    no_text: bool,
    metrics: tuple[str, int] | None,
    pages: Pages,
    gap: float,
    at_once: int,
    timeout: float,
    back_off: float,
    allow_private: bool,
    user_agent: str | None,
    retry_gone: bool,
    quiet: bool,
    log_format: Form,
    layers: tuple[Layer, ...],
    model: str | None,
    knowledge_dir: Path | None,
    encoder: bool,
    min_confidence: float,
) -> int:
    """Watch RSS and Atom feeds: poll them politely, fetch the articles, and code, merge and keep them in a store.

    A feed is an address, or a file with one address a line ('#' begins a comment). What was seen is remembered beside the store: stopped or
    killed at any moment, the same command goes on where it was, and nothing is kept twice or lost. Interrupt it once to end after the
    report in hand and a last merging, twice to end at once.

    \b
    Examples:
      dateline watch https://example.org/rss.xml
      dateline watch feeds.txt --db /data/dateline.db --every 15m --metrics 127.0.0.1:9477
      dateline watch feeds.txt --once

    \b
    Exit statuses: 0 ended as told; 2 wrong usage, or the store or the state cannot be used.
    With --once also 1: a feed or an article gave nothing; 3: no feed could be read.
    """
    from dateline.coding.coder import Settings as Coding
    from dateline.coding.coder import load_coder
    from dateline.parsing.parser import DEFAULT_MODEL
    from dateline.store.opening import connect
    from dateline.store.stamps import stamp_of
    from dateline.watching.addresses import feeds_of
    from dateline.watching.assembling import assemble
    from dateline.watching.metrics import Metrics
    from dateline.watching.settings import USER_AGENT, Settings
    from dateline.watching.state import State
    from dateline.watching.telling import Teller
    from dateline.watching.watcher import watch as go

    settings = Settings(
        every=_positive("--every", every),
        gap=gap,
        at_once=at_once,
        timeout=_positive("--timeout", timeout),
        back_off=_positive("--back-off", back_off),
        pages=pages,
        user_agent=_header(user_agent or USER_AGENT),
        allow_private=allow_private,
    )
    addresses = feeds_of(feeds)
    stop = threading.Event()
    with ExitStack() as stack:
        figures = Metrics() if metrics else None
        if figures is not None and metrics is not None:
            server = figures.serve(*metrics)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        store = connect(db, keep_text=False if no_text else None)
        stack.callback(store.close)
        kept = State(state or _beside(db))
        stack.callback(kept.close)
        teller = Teller(lambda line: click.echo(line, err=True), log_format, quiet)
        if retry_gone:
            for feed in addresses:
                kept.revive(feed)
        coder = load_coder(Coding(layers, model or DEFAULT_MODEL, knowledge_dir, min_confidence, encoder))
        made = assemble(addresses, store, kept, coder, stamp_of(coder), settings, teller, stop=stop, metrics=figures, inputs=feeds)
        with _stopping(stop):
            totals = go(made, once=once)
    return _status(totals) if once else 0


def _status(totals: Totals) -> int:
    fine = totals.polled["ok"] + totals.polled["unchanged"]
    if not fine:
        return 3
    return 1 if any(totals.polled[o] for o in _WRONG) or totals.reports["skipped"] or totals.reports["failed"] else 0


def _positive(name: str, seconds: float) -> float:
    if seconds <= 0:
        raise WrongUsage(f"{name} {seconds:g}: expected more than nothing, such as 10m")
    return seconds


def _header(text: str) -> str:
    if not (text.isascii() and text.isprintable() and 0 < len(text) <= 200):
        raise WrongUsage("--user-agent: expected up to 200 printable characters of ASCII, such as 'mynews/1.0 (+https://example.org)'")
    return text


def _beside(db: str) -> Path:
    """Where the state is unless told: beside the file of the store; in this folder for a store on a server."""
    from urllib.parse import urlsplit

    if "://" not in db:
        return Path(db + ".watch")
    if db.startswith("sqlite:///"):
        return Path(db.removeprefix("sqlite:///") + ".watch")
    return Path(f"{urlsplit(db).path.strip('/').replace('/', '_') or 'dateline'}.watch")


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM ask to stop; the second one ends at once, which harms nothing."""

    def asked(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            sys.exit(128 + number)
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
