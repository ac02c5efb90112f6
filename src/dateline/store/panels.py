"""Events counted and scored by unit and period, zeros where nothing was reported; beside them how much was reported at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.errors import WrongUsage
from dateline.store import remerging, schema
from dateline.store.classes import DEFAULT, EventClass
from dateline.store.filters import Filters, conditions
from dateline.store.opening import Store
from dateline.store.periods import Period, between, day_of, start_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

UnitKind = Literal["dyad", "country", "admin1", "grid"]
Coverage = Literal["total", "outlets", "none"]
Unit = tuple[Any, ...]

COLUMNS: dict[UnitKind, tuple[str, ...]] = {
    "dyad": ("source", "target"),
    "country": ("country",),
    "admin1": ("country", "admin1"),
    "grid": ("cell", "latitude", "longitude"),
}
CELL = 0.5
"""Degrees of a grid cell, numbered as PRIO-GRID does: from 1 in the south-west, eastwards, then northwards."""
_MOST = 10_000_000
_FEW = 20_000
_AT_ONCE = 400
_COARSE = ("country", "admin1", "unknown")


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """What a panel counts.

    Only what reports give as fact is counted, denials and mere possibilities never; `planned`, `historical` bring in what is announced
    and what is background, `corroborated` leaves out what only one independent source tells. `undirected` counts a dyad in one row,
    whoever acts. `include` are units that get rows whatever happened (`RUS>UKR`, `UKR`). Without `since` and `until` the panel runs from
    the first to the last day on which a report was published.
    """

    unit: UnitKind = "dyad"
    period: Period = "month"
    classes: tuple[EventClass, ...] = DEFAULT
    planned: bool = False
    historical: bool = False
    corroborated: bool = False
    undirected: bool = False
    coverage: Coverage = "total"
    include: tuple[str, ...] = ()
    filters: Filters = dataclasses.field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows by unit and period. `made_by` names the coders and rules; `left_out` says why how many events are in no row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    made_by: str
    left_out: tuple[tuple[str, int], ...]

    def dicts(self) -> list[dict[str, Any]]:
        """Each row with its columns' names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> Any:
        """A pandas data frame."""
        from dateline.store.frames import to_pandas

        return to_pandas(self.dicts(), self.columns)

    def to_polars(self) -> Any:
        """A Polars data frame."""
        from dateline.store.frames import to_polars

        return to_polars(self.dicts(), self.columns)


@dataclass(slots=True)
class _Cell:
    count: int = 0
    scores: list[float] = dataclasses.field(default_factory=list)
    goldsteins: list[float] = dataclasses.field(default_factory=list)


def panel(store: Store, asked: PanelSettings) -> Panel:
    """The panel of a store."""
    with store.reading() as connection:
        coverage = _coverage(connection, asked.filters)
        reported = [day for day, _ in coverage]
        rows = connection.execute(_events(connection, asked)).all()
        countries = _countries(connection, [row.id for row in rows]) if asked.unit == "dyad" else {}
        rules = remerging.stored_rules(connection).version
        coders = connection.execute(
            sa.select(schema.coders.c.version, schema.coders.c.id)
            .where(schema.coders.c.id.in_(sa.select(schema.codings.c.coder).distinct()))
            .order_by(schema.coders.c.recorded_at, schema.coders.c.id)
        ).all()
    left: dict[str, int] = defaultdict(int)
    cells: dict[tuple[Unit, dt.date], list[_Cell]] = defaultdict(lambda: [_Cell() for _ in asked.classes])
    first, last = _range(asked, reported, rows)
    for row in rows:
        if (reason := _unwanted(row, asked)) is not None:
            left[reason] += 1
            continue
        day, end = day_of(row.first_day), day_of(row.last_day)
        if day is None or end is None or start_of(day, asked.period) != start_of(end, asked.period):
            left[f"on no one {asked.period}"] += 1
            continue
        if first is None or last is None or not first <= day <= last:
            left["outside the days of the panel"] += 1
            continue
        units = _units(row, asked, countries)
        if not units:
            left[f"of no {asked.unit}"] += 1
        for unit in units:
            _add(cells[unit, start_of(day, asked.period)], row, asked.classes)
    made = f"dateline {', '.join(f'{c.version} ({c.id})' for c in coders) or '-'}; rules {rules}"
    return _written(asked, cells, coverage, (first, last), (made, tuple(sorted(left.items()))))


def _events(connection: Connection, asked: PanelSettings) -> sa.Select[Any]:
    t = schema.events
    names = ("id", "type", "mode", "cameo", "quad", "score", "goldstein", "first_day", "last_day", "country", "admin1", "latitude")
    columns = [t.c[n] for n in (*names, "longitude", "precision", "status", "auxiliary", "sources")]
    return sa.select(*columns).where(*conditions(asked.filters, connection.dialect.name)).order_by(t.c.event)


def _countries(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """For each event the countries on its sides."""
    a, e = schema.actors, schema.event_actors
    asked = sa.select(e.c.event_id, e.c.role, a.c.country).join(a, a.c.id == e.c.actor_id).where(a.c.country.is_not(None))
    wanted = set(ids)
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"actor": [], "recipient": []})
    # Few are looked up; many are picked out of all.
    parts = [ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE)] if len(ids) <= _FEW else [None]
    for part in parts:
        for event, role, country in connection.execute(asked if part is None else asked.where(e.c.event_id.in_(part))):
            if event in wanted:
                found[event][role].append(country)
    return found


def _coverage(connection: Connection, asked: Filters) -> list[tuple[dt.date, tuple[str, int]]]:
    """Reports published, by day and outlet. A report counts once on a day, whatever its versions."""
    t = schema.reports
    counted = sa.select(t.c.day, t.c.outlet, sa.func.count(t.c.report.distinct())).where(t.c.day.is_not(None))
    if asked.since is not None:
        counted = counted.where(t.c.day >= asked.since.isoformat()[:10])
    if asked.until is not None:
        counted = counted.where(t.c.day <= asked.until.isoformat()[:10])
    found = []
    for day, outlet, number in connection.execute(counted.group_by(t.c.day, t.c.outlet).order_by(t.c.day, t.c.outlet)):
        known = day_of(day)
        if known is not None:
            found.append((known, (outlet or "unknown", number)))
    return found


def _range(asked: PanelSettings, reported: Sequence[dt.date], rows: Sequence[Row[Any]]) -> tuple[dt.date | None, dt.date | None]:
    days = sorted(reported) or sorted(d for row in rows if (d := day_of(row.first_day)) is not None)
    first = day_of(asked.filters.since.isoformat()) if asked.filters.since else days[0] if days else None
    last = day_of(asked.filters.until.isoformat()) if asked.filters.until else days[-1] if days else None
    return first, last


def _unwanted(row: Row[Any], asked: PanelSettings) -> str | None:
    auxiliary = row.auxiliary.split()
    if row.status == "denied" or "negation" in auxiliary:
        return "denied"
    if "hypothetical" in auxiliary:
        return "only possible"
    if not asked.planned and (row.status == "announced" or "future" in auxiliary):
        return "planned"
    if not asked.historical and "historical" in auxiliary:
        return "historical"
    return "not corroborated" if asked.corroborated and row.sources < 2 else None


def _units(row: Row[Any], asked: PanelSettings, countries: dict[int, dict[str, list[str]]]) -> list[Unit]:
    if asked.unit == "dyad":
        sides = countries.get(row.id, {"actor": [], "recipient": []})
        pairs = {(a, b) for a, b in itertools.product(sides["actor"], sides["recipient"]) if a != b}
        return sorted({(min(p), max(p)) for p in pairs} if asked.undirected else pairs)
    if asked.unit == "country":
        return [(row.country,)] if row.country else []
    if asked.unit == "admin1":
        return [(row.country, row.admin1)] if row.country and row.admin1 else []
    if row.latitude is None or row.longitude is None or row.precision in _COARSE:
        return []
    return [cell_of(row.latitude, row.longitude)]


def cell_of(latitude: float, longitude: float) -> tuple[int, float, float]:
    """The grid cell of a place: its number, and the degrees of its centre."""
    line = min(math.floor((latitude + 90) / CELL), 359)
    place = math.floor((longitude + 180) / CELL) % 720
    return line * 720 + place + 1, line * CELL - 90 + CELL / 2, place * CELL - 180 + CELL / 2


def _add(cells: list[_Cell], row: Row[Any], classes: Sequence[EventClass]) -> None:
    for cell, kind in zip(cells, classes, strict=True):
        if kind.holds(row.type, row.mode, row.cameo, row.quad):
            cell.count += 1
            if row.score is not None:
                cell.scores.append(row.score)
            if row.goldstein is not None:
                cell.goldsteins.append(row.goldstein)


def _written(
    asked: PanelSettings,
    cells: dict[tuple[Unit, dt.date], list[_Cell]],
    coverage: Sequence[tuple[dt.date, tuple[str, int]]],
    span: tuple[dt.date | None, dt.date | None],
    made: tuple[str, tuple[tuple[str, int], ...]],
) -> Panel:
    first, last = span
    units = sorted({unit for unit, _ in cells} | set(_included(asked)))
    starts = list(between(first, last, asked.period)) if first is not None and last is not None else []
    if len(units) * len(starts) > _MOST:
        raise WrongUsage(f"the panel would have {len(units) * len(starts):,} rows; choose longer periods, or days with --since and --until")
    names, told = _coverage_columns(asked, coverage, span)
    columns = (*COLUMNS[asked.unit], "period", *(c.name for c in asked.classes), *names)
    empty = [_Cell() for _ in asked.classes]
    rows = []
    for unit in units:
        for start in starts:
            found = cells.get((unit, start), empty)
            values = (c.of(x.scores, x.goldsteins, x.count) for c, x in zip(asked.classes, found, strict=True))
            rows.append((*unit, start.isoformat(), *values, *told.get(start, (0,) * len(names))))
    return Panel(columns, tuple(rows), *made)


def _coverage_columns(
    asked: PanelSettings, coverage: Sequence[tuple[dt.date, tuple[str, int]]], span: tuple[dt.date | None, dt.date | None]
) -> tuple[tuple[str, ...], dict[dt.date, tuple[int, ...]]]:
    """The names of the columns of coverage and their values by period."""
    if asked.coverage == "none":
        return (), {}
    first, last = span
    by: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, (outlet, number) in coverage:
        if first is not None and last is not None and first <= day <= last:
            by[start_of(day, asked.period)][outlet] += number
    outlets = sorted({o for found in by.values() for o in found}) if asked.coverage == "outlets" else []
    told = {start: (sum(found.values()), len(found), *(found.get(o, 0) for o in outlets)) for start, found in by.items()}
    return ("reports", "outlets", *(f"reports: {o}" for o in outlets)), told


def _included(asked: PanelSettings) -> Iterator[Unit]:
    for written in asked.include:
        parts = tuple(p.strip() for p in written.split(">"))
        if asked.unit == "grid":
            if not written.isdigit() or not 1 <= int(written) <= 259_200:
                raise WrongUsage(f"{written!r} is no grid cell; expected a number from 1 to 259200")
            line, place = divmod(int(written) - 1, 720)
            yield int(written), line * CELL - 90 + CELL / 2, place * CELL - 180 + CELL / 2
        elif len(parts) != len(COLUMNS[asked.unit]) or not all(parts):
            raise WrongUsage(f"{written!r} is no {asked.unit}; expected {'>'.join(COLUMNS[asked.unit])}, such as RUS>UKR for a dyad")
        else:
            yield tuple(sorted(parts)) if asked.undirected and asked.unit == "dyad" else parts
