"""What a watch counts, for Prometheus: on an address of this machine unless another is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dateline.errors import WrongUsage
from dateline.watching.addresses import host_of
from dateline.watching.keeping import Kept
from dateline.watching.polling import Told

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_MOST_HOSTS = 500
"""Hosts with a series of their own; the others share one, `other`."""
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60)
_LONG = (1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)


class Metrics:
    """The figures. Nothing is served until `serve`."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry: CollectorRegistry = CollectorRegistry()

        def make(kind: Any, name: str, what: str, labels: tuple[str, ...] = (), **more: Any) -> Any:
            return kind(f"dateline_watch_{name}", what, labels, registry=self.registry, **more)

        self._polls = make(Counter, "polls", "Polls of feeds.", ("outcome",))
        self._items = make(Counter, "items", "Items that polled feeds listed.", ("what",))
        self._reports = make(Counter, "reports", "Articles by what became of them.", ("outcome",))
        self._mentions = make(Counter, "mentions", "Mentions of events coded.")
        self._changed = make(Counter, "events_changed", "Versions of merged events written.")
        self._events = make(Gauge, "events", "Merged events in the store.")
        self._stored = make(Gauge, "stored_reports", "Reports in the store.")
        self._requests = make(Histogram, "request_seconds", "Seconds of each request, robots.txt and redirects too.", buckets=_SECONDS)
        self._rounds = make(Histogram, "round_seconds", "Seconds of each round of polling, coding and merging.", buckets=_LONG)
        self._merges = make(Histogram, "merge_seconds", "Seconds of each merging.", buckets=_LONG)
        self._success = make(Gauge, "last_success_timestamp_seconds", "When a feed of the host was last polled with success.", ("host",))
        self._last = make(Gauge, "last_round_timestamp_seconds", "When the last round ended.")
        self._pending = make(Gauge, "pending", "Articles that feeds told of and that are not kept yet.")
        self._feeds = make(Gauge, "feeds", "Feeds by their state.", ("state",))
        self._hosts: set[str] = set()

    def serve(self, host: str, port: int) -> Any:
        """Serve the figures at /metrics; gives the server, whose `shutdown` ends it. Raises `WrongUsage` where the address is taken."""
        from prometheus_client import start_http_server

        try:
            server, _ = start_http_server(port, addr=host, registry=self.registry)
        except (OSError, OverflowError) as error:
            raise WrongUsage(f"--metrics {host}:{port}: cannot be served there ({error}); name another address") from error
        return server

    def requested(self, seconds: float) -> None:
        """A request took so long."""
        self._requests.observe(seconds)

    def polled(self, told: Told, now: float) -> None:
        """A feed was polled."""
        self._polls.labels(told.outcome).inc()
        for what, count in told.counts.items():
            self._items.labels(what).inc(count)
        if told.outcome in ("ok", "unchanged"):
            self._success.labels(self._host(told.feed)).set(now)

    def kept(self, kept: Kept) -> None:
        """Articles were kept and merged."""
        for outcome, count in kept.counts.items():
            self._reports.labels(outcome).inc(count)
        self._mentions.inc(kept.mentions)
        if kept.merged is not None:
            self._changed.inc(kept.merged.changed)
            self._events.set(kept.merged.events)
            self._stored.set(kept.merged.reports)
            self._merges.observe(kept.merge_seconds)

    def ended(self, seconds: float, now: float, pending: int, feeds: Mapping[str, int]) -> None:
        """A round ended."""
        self._rounds.observe(seconds)
        self._last.set(now)
        self._pending.set(pending)
        for state, count in feeds.items():
            self._feeds.labels(state).set(count)

    def _host(self, feed: str) -> str:
        host = host_of(feed)
        if host not in self._hosts and len(self._hosts) >= _MOST_HOSTS:
            return "other"
        self._hosts.add(host)
        return host
