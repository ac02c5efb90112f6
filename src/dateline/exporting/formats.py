"""The formats by name, what each cannot hold, and which events go into each."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Iterable
from collections.abc import Collection as Several
from dataclasses import dataclass
from typing import BinaryIO, Literal, get_args

from dateline.errors import WrongUsage
from dateline.exporting.collection import Collection
from dateline.exporting.derived import mutual, on_publication, one_day
from dateline.merging.model import MergedEvent

Unreal = Literal["planned", "hypothetical", "negated", "historical"]
"""What an event may be other than a plain fact of the news: it is to come, only possible, said not to be, or background."""
UNREAL: tuple[Unreal, ...] = get_args(Unreal)
_BY_AUXILIARY: dict[str, Unreal] = {
    "future": "planned",
    "hypothetical": "hypothetical",
    "negation": "negated",
    "historical": "historical",
}
_BY_STATUS: dict[str, Unreal] = {"announced": "planned", "denied": "negated"}

EVERYTHING = frozenset(UNREAL)
FACTS: frozenset[Unreal] = frozenset()

MODULES = {
    "csv": "delimited",
    "followthemoney": "followthemoney",
    "gdelt-events": "gdelt_events",
    "gdelt-mentions": "gdelt_mentions",
    "geojson": "geojson",
    "graphml": "graphml",
    "icews": "icews",
    "jsonl": "lines",
    "jsonld": "jsonld",
    "parquet": "parquet",
    "phoenix": "phoenix",
    "polecat": "polecat",
}
"""The module that writes each format; it is loaded when it is asked for."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `write` puts a collection into a binary stream; `losses` say, a phrase each, what it cannot hold.

    `holds` are the kinds of events that it can mark as what they are; others stay out unless asked for. `cameo`: a row needs a CAMEO
    code. `one_each`: a row has one actor, one recipient and one day. `texts`: it has a place for a report's full text. `binary`: it is
    nothing to show on a terminal. `streams`: a line is an event as it was written and nothing else, so that no collection is needed.
    """

    name: str
    what: str
    losses: tuple[str, ...]
    holds: frozenset[Unreal]
    write: Callable[[Collection, BinaryIO], None]
    cameo: bool = False
    one_each: bool = False
    texts: bool = False
    binary: bool = False
    streams: bool = False


def load_format(name: str) -> Format:
    """The format of a name. Raises `WrongUsage` for a name that is none."""
    if name not in MODULES:
        raise WrongUsage(f"{name} is no format; choose out of {', '.join(MODULES)}")
    found = importlib.import_module(f"dateline.exporting.{MODULES[name]}").FORMAT
    assert isinstance(found, Format)  # noqa: S101  # each module of the table has one; this tells the type checker
    return found


def unreal(event: MergedEvent) -> frozenset[Unreal]:
    """In which ways an event is no plain fact of the news; empty for one that is."""
    return unreal_by(event.auxiliary, event.status)


def unreal_by(auxiliary: Iterable[str], status: str) -> frozenset[Unreal]:
    """The same, of an event of which these two are known."""
    found = {_BY_AUXILIARY[a] for a in auxiliary}
    if status in _BY_STATUS:
        found.add(_BY_STATUS[status])
    return frozenset(found)


def left_out(number: int, kinds: Several[Unreal], *, asked: bool) -> str:
    """The line that says how many events were left out for being what kinds; `asked`: the kinds to take in were named."""
    shown = sorted(kinds, key=UNREAL.index)
    hint = "" if asked else f"; --include {','.join(shown)} takes them in"
    return f"{number} events left out that are {' or '.join(shown)}{hint}"


def select(collection: Collection, form: Format, include: Several[Unreal] | None = None) -> tuple[Collection, tuple[str, ...]]:
    """The events that go into a format, and a line for each thing that some of them lose there.

    `include` names the kinds of events beside plain facts; without it those that the format can mark as what they are.
    """
    wanted = form.holds if include is None else frozenset(include)
    kept = [e for e in collection.events if unreal(e) <= wanted]
    notes = []
    number = len(collection.events) - len(kept)
    if number:
        kinds = {k for e in collection.events for k in unreal(e) - wanted}
        notes.append(left_out(number, kinds, asked=include is not None))
    if form.cameo:
        coded = [e for e in kept if e.cameo]
        if len(coded) < len(kept):
            notes.append(f"{len(kept) - len(coded)} events left out that have no CAMEO code")
        kept = coded
    if form.one_each:
        crowded = sum(_crowded(e) for e in kept)
        undated = sum(one_day(e, collection)[2] is None for e in kept)
        lent = sum(on_publication(e) for e in kept)
        if crowded:
            notes.append(f"{crowded} events have further actors or recipients, of whom only one each stands here")
        if undated:
            hint = "" if collection.as_published or not lent else f"; --undated-as-published gives {lent} of them that of publication"
            notes.append(f"{undated} events whose day is not known have no day here{hint}")
        if lent and collection.as_published:
            notes.append(f"{lent} events whose words give no time stand on the day on which they were first reported")
    return dataclasses.replace(collection, events=tuple(kept)), tuple(notes)


def _crowded(event: MergedEvent) -> bool:
    if mutual(event):
        return len(event.actors) > 2
    return len(event.actors) > 1 or len(event.recipients) > 1
