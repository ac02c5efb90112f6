"""How much a panel changes if reports were merged by other rules. Nothing is written to the store: all is done on a copy in memory."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dateline.merging import MergedEvent, Rules, Tables, load_tables, merge
from dateline.merging.rules import CHOICES, CopyRules
from dateline.store import panels, remerging, schema, selecting
from dateline.store.as_of import known_then
from dateline.store.opening import Store
from dateline.store.panels import Panel, PanelSettings
from dateline.store.selecting import Limits

if TYPE_CHECKING:
    from dateline.model import CodedReport

BASE = "base"
Key = tuple[Any, ...]
Cells = Mapping[tuple[Key, str], float]
"""What a panel holds by unit with period, and class; a mean of nothing is left out."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Rules under a name; `what` says in a few words how they differ from those of the store."""

    name: str
    what: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a variant makes of the same reports. `merged` is the number of events with more than one report, `held` the panel's cells."""

    variant: Variant
    events: int
    merged: int
    corroborated: int
    disputed: int
    held: Cells


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the panel under each variant, by the names of the variants; `spread` is the greatest less the smallest."""

    key: Key
    kind: str
    values: Mapping[str, float | None]
    spread: float


def built_in(base: Rules) -> tuple[Variant, ...]:
    """Variants of the rules of a store: more and less willing to merge, every report for itself, and one for each rule of choosing."""

    def version(name: str) -> str:
        return f"{base.version}/{name}"

    def threshold(name: str, by: float, days: int) -> Rules:
        level = round(min(1.0, max(0.0, base.threshold + by)), 4)
        weights = dataclasses.replace(base.weights, days=max(0, base.weights.days + days))
        return dataclasses.replace(base, version=version(name), threshold=level, weights=weights)

    strict, loose = threshold("strict", 0.15, -1), threshold("loose", -0.15, 2)
    exact = CopyRules(jaccard=1.0, containment=1.0, shingle=base.copies.shingle)
    found = [
        Variant("strict", f"merges less: threshold {strict.threshold:g}, days_apart {strict.weights.days}", strict),
        Variant("loose", f"merges more: threshold {loose.threshold:g}, days_apart {loose.weights.days}", loose),
        Variant(
            "no-copies",
            "copies are only texts of which one holds the other whole",
            dataclasses.replace(base, version=version("no-copies"), copies=exact),
        ),
    ]
    for rule in CHOICES:
        chosen = dataclasses.replace(base, version=version(rule), fields=dict.fromkeys(base.fields, rule))
        found.append(Variant(rule, f"every field by {rule}", chosen))
    return tuple(found)


def outcomes(
    store: Store,
    asked: PanelSettings,
    variants: Sequence[Variant],
    *,
    limits: Limits | None = None,
    tables: Tables | None = None,
    watch: Callable[[str], None] = lambda _: None,
) -> Iterator[Outcome]:
    """The panel by the store's own rules first, then by each variant, from the reports that the limits allow."""
    tables = tables or load_tables()
    settings = dataclasses.replace(asked, coverage="none")
    watch("reading the reports")
    then = known_then(store, limits or Limits(), tables)
    try:
        with then.reading() as connection:
            parts = selecting.merged_from(selecting.chosen(connection, Limits()))
            reports: list[CodedReport] = list(selecting.load(connection, parts))
            base = remerging.stored_rules(connection)
        for variant in (Variant(BASE, "the rules of this store", base), *variants):
            watch(f"merging by {variant.name}")
            events = merge(reports, variant.rules, tables)
            with then.writing() as connection:
                for table in (schema.members, schema.event_actors, schema.events):
                    connection.execute(table.delete())
                remerging.append(connection, events, parts, then.recorded())
            yield _outcome(variant, events, panels.panel(then, settings), settings)
    finally:
        then.close()


def _outcome(variant: Variant, events: Sequence[MergedEvent], panel: Panel, asked: PanelSettings) -> Outcome:
    statuses = [event.status for event in events]
    first = len(panels.COLUMNS[asked.unit]) + 1
    held: dict[tuple[Key, str], float] = {}
    for row in panel.rows:
        for kind, value in zip(asked.classes, row[first : first + len(asked.classes)], strict=True):
            if value is not None:
                held[row[:first], kind.name] = value
    several = sum(len(event.reports) > 1 for event in events)
    return Outcome(variant, len(events), several, statuses.count("corroborated"), statuses.count("disputed"), held)


def cells(found: Sequence[Outcome], asked: PanelSettings) -> list[Cell]:
    """The values that are not the same under all variants, those that differ most first."""
    means = {kind.name for kind in asked.classes if kind.value.startswith("mean-")}
    keys = sorted({key for outcome in found for key in outcome.held}, key=lambda k: (_sortable(k[0]), k[1]))
    differing = []
    for key, kind in keys:
        # A unit of which nothing is told has no rows: its counts and sums are 0, its means not known.
        values = {o.variant.name: o.held.get((key, kind), None if kind in means else 0.0) for o in found}
        known = [v for v in values.values() if v is not None]
        if len(set(values.values())) > 1:
            differing.append(Cell(key, kind, values, round(max(known) - min(known), 6)))
    return sorted(differing, key=lambda c: -c.spread)


def _sortable(key: Key) -> tuple[str, ...]:
    return tuple(f"{part:012}" if isinstance(part, int) else str(part) for part in key)


def summary(found: Sequence[Outcome], asked: PanelSettings) -> list[dict[str, Any]]:
    """A row for each variant and class of the panel.

    `events` to `disputed` are of the variant; `total` is the sum of the class's values (of means: their mean), `base` that under the
    store's own rules. `correlation` is Pearson's over the units and periods where one of the two panels is not 0, None where one of them
    does not vary; `values` is their number, `differ` the share of them that are not equal, `largest` the one that differs most, as text.
    """
    return [
        {
            "variant": outcome.variant.name,
            "what": outcome.variant.what,
            "events": outcome.events,
            "merged": outcome.merged,
            "corroborated": outcome.corroborated,
            "disputed": outcome.disputed,
            "class": kind.name,
            **_compared(found[0], outcome, kind.name, mean=kind.value.startswith("mean-")),
        }
        for outcome in found
        for kind in asked.classes
    ]


def _compared(base: Outcome, outcome: Outcome, kind: str, *, mean: bool) -> dict[str, Any]:
    here, there = ({key: value for (key, name), value in o.held.items() if name == kind} for o in (base, outcome))
    keys = sorted(here.keys() & there.keys() if mean else here.keys() | there.keys(), key=_sortable)
    pairs = [(key, here.get(key, 0.0), there.get(key, 0.0)) for key in keys]
    told = [(key, a, b) for key, a, b in pairs if a or b]
    apart = [(key, a, b) for key, a, b in told if a != b]
    largest = max(apart, key=lambda item: abs(item[2] - item[1]), default=None)
    return {
        "total": _total(there.values(), mean=mean),
        "base": _total(here.values(), mean=mean),
        "correlation": correlation([a for _, a, _ in told], [b for _, _, b in told]),
        "values": len(told),
        "differ": round(len(apart) / len(told), 4) if told else 0.0,
        "largest": f"{' '.join(str(part) for part in largest[0])}: {largest[1]:g} → {largest[2]:g}" if largest else None,
    }


def _total(values: Collection[float], *, mean: bool) -> float | None:
    total = math.fsum(values)
    if mean:
        return round(total / len(values), 6) if values else None
    return round(total, 6)


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's coefficient, None where it is not defined: fewer than two values, or one side that does not vary."""
    if len(one) < 2:
        return None
    a, b = math.fsum(one) / len(one), math.fsum(other) / len(other)
    top = math.fsum((x - a) * (y - b) for x, y in zip(one, other, strict=True))
    below = math.sqrt(math.fsum((x - a) ** 2 for x in one) * math.fsum((y - b) ** 2 for y in other))
    return round(max(-1.0, min(1.0, top / below)), 4) if below else None
