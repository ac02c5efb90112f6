"""The Python door to a store: what is in it now, or what was known at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dateline.errors import WrongUsage
from dateline.merging.model import MergedEvent
from dateline.model import Date, Report
from dateline.record import as_report
from dateline.store import comparing, likeness, opening, panels, querying, quoting, running
from dateline.store.as_of import known_then
from dateline.store.filters import Filters
from dateline.store.frames import EVENT_COLUMNS, event_row, to_pandas, to_polars
from dateline.store.likeness import Like
from dateline.store.opening import Clock, Store
from dateline.store.panels import Panel, PanelSettings
from dateline.store.querying import EventDetail
from dateline.store.quoting import Quote, QuoteFilters
from dateline.store.selecting import Limits
from dateline.store.stamps import stamp_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from dateline.coding.coder import Coder


@dataclass(frozen=True, slots=True, repr=False)
class Events(Sequence[MergedEvent]):
    """Merged events, in the order of their days."""

    found: tuple[MergedEvent, ...]

    def __iter__(self) -> Iterator[MergedEvent]:
        """The events."""
        return iter(self.found)

    def __len__(self) -> int:
        """How many events."""
        return len(self.found)

    def __getitem__(self, place: Any) -> Any:
        """One event, or a slice of them."""
        return Events(self.found[place]) if isinstance(place, slice) else self.found[place]

    def __repr__(self) -> str:
        """How many events."""
        return f"<Events: {len(self.found)}>"

    def rows(self) -> list[dict[str, Any]]:
        """One flat dictionary an event; lists are joined by `;`."""
        return [event_row(e) for e in self.found]

    def to_pandas(self) -> pd.DataFrame:
        """A pandas data frame with one row an event."""
        return to_pandas(self.rows(), EVENT_COLUMNS)

    def to_polars(self) -> pl.DataFrame:
        """A Polars data frame with one row an event."""
        return to_polars(self.rows(), EVENT_COLUMNS)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A store, or what was known of it at a time: every question takes the same filters as the command line.

    `as_of` gives another one that holds only what was known then; make it once and ask it as often as needed.
    """

    store: Store

    def events(self, **filters: Any) -> Events:
        """Events by the fields of `dateline.store.filters.Filters`: `actor="RUSGOV"`, `types=("CONSULT",)`, `since=…`."""
        return Events(tuple(querying.events(self.store, _fields(Filters, filters))))

    def event(self, ident: str) -> EventDetail:
        """One event with its mentions, who says so, and its history. Raises `NotInStore`."""
        return querying.event(self.store, ident)

    def similar(self, what: str | bytes, *, limit: int = 20, **filters: Any) -> tuple[Like, ...]:
        """The events told in sentences like that of an event (its id) or like a vector (`Encoder.read_whole`), the likest first."""
        asked = _fields(Filters, filters)
        if isinstance(what, str):
            return tuple(likeness.like_event(self.store, what, asked, limit))
        return tuple(likeness.similar(self.store, what, asked, limit))

    def quotes(self, **filters: Any) -> tuple[Quote, ...]:
        """Who said what, by the fields of `QuoteFilters`."""
        return tuple(quoting.quotes(self.store, _fields(QuoteFilters, filters)))

    def panel(self, **settings: Any) -> Panel:
        """Events by unit and period, by the fields of `PanelSettings`."""
        return panels.panel(self.store, _fields(PanelSettings, settings))

    def compare(self, one: str, other: str) -> comparing.Comparison:
        """What changed between two coders."""
        return comparing.compare(self.store, one, other)

    def as_of(self, published: Date | None = None, *, recorded: Date | None = None, coder: str | None = None) -> StoredRecord:
        """What was known from reports published, and recorded, by then, and read by one coder; in memory."""
        return StoredRecord(known_then(self.store, Limits(published, recorded, coder)))

    def add(self, reports: Iterable[Report | str | Mapping[str, Any]], coder: Coder) -> running.Progress:
        """Code reports and keep them, and merge: `dateline run` from Python."""
        return running.run(self.store, map(as_report, reports), coder, stamp_of(coder))

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def __enter__(self) -> Self:
        """Itself, closed at the end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the store."""
        self.close()


def open_store(url: str | Path = opening.DEFAULT, *, clock: Clock = opening.now, keep_text: bool | None = None) -> StoredRecord:
    """Open a store, made if there is none: the path of its file, or `postgresql://USER@HOST/NAME`. See `docs/store.md`."""
    return StoredRecord(opening.connect(url, clock=clock, keep_text=keep_text))


def _fields(kind: Any, given: Mapping[str, Any]) -> Any:
    try:
        return functools.partial(kind, **given)()
    except TypeError:
        known = ", ".join(kind.__dataclass_fields__)
        wrong = next((name for name in given if name not in kind.__dataclass_fields__), "?")
        raise WrongUsage(f"{wrong!r} is no filter here; known: {known}") from None
