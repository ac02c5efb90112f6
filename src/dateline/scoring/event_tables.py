"""ACLED and UCDP GED tables (CSV) → happenings. A row that cannot be used is named by file, line and column, and the rest goes on."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dateline.errors import UnreadableInput
from dateline.reading.inputs import printable
from dateline.scoring.happenings import Happening
from dateline.scoring.names import Name, name_of

_MOST_BYTES = 512_000_000
_ACLED = ("event_id_cnty", "event_date", "event_type", "actor1", "latitude", "longitude")
_UCDP = ("id", "date_start", "date_end", "type_of_violence", "side_a", "side_b", "latitude", "longitude")
_FORMS: Mapping[str, tuple[str, ...]] = {"acled": _ACLED, "ucdp": _UCDP}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_BY_SUBTYPE: Mapping[str, frozenset[str]] = {
    "abduction/forced disappearance": frozenset({"ASSAULT", "COERCE"}),
    "agreement": frozenset({"AGREE", "SUPPORT", "CONCEDE", "RETREAT"}),
    "arrests": frozenset({"COERCE"}),
    "change to group/activity": frozenset({"MOBILIZE", "RETREAT", "COOPERATE"}),
    "disrupted weapons use": frozenset({"COERCE", "MOBILIZE", "ASSAULT"}),
    "headquarters or base established": frozenset({"MOBILIZE"}),
    "looting/property destruction": frozenset({"ASSAULT", "COERCE"}),
    "non-violent transfer of territory": frozenset({"RETREAT", "MOBILIZE", "COERCE"}),
    "protest with intervention": frozenset({"PROTEST", "COERCE", "ASSAULT"}),
    "excessive force against protesters": frozenset({"PROTEST", "COERCE", "ASSAULT"}),
}
"""PLOVER types that fit ACLED's sub-events, where they differ from those of the event type."""
_BY_TYPE: Mapping[str, frozenset[str]] = {
    "battles": frozenset({"ASSAULT"}),
    "explosions/remote violence": frozenset({"ASSAULT"}),
    "violence against civilians": frozenset({"ASSAULT", "COERCE"}),
    "protests": frozenset({"PROTEST"}),
    "riots": frozenset({"PROTEST", "ASSAULT"}),
    "strategic developments": frozenset({"MOBILIZE", "COERCE", "RETREAT", "AGREE"}),
}
_VIOLENCE: Mapping[str, str] = {"1": "state-based", "2": "non-state", "3": "one-sided"}
_WINDOW = {"1": 0, "2": 3, "3": 15}
"""Days that ACLED's time_precision leaves open on either side: the day, the week, the month."""


def form_of(path: Path) -> str | None:
    """`acled` or `ucdp`, by the columns of a CSV file; None for anything else."""
    try:
        with path.open("rb") as file:
            first = file.readline(100_000).decode("utf-8-sig", "replace")
    except OSError as error:
        raise UnreadableInput(printable(str(path)), f"cannot be read ({error.strerror or error}); check that it exists") from error
    columns = {c.strip().strip('"').lower() for c in first.replace(";", ",").replace("\t", ",").split(",")}
    return next((form for form, needed in _FORMS.items() if set(needed) <= columns), None)


def read_table(path: Path, form: str, countries: Mapping[str, str], *, on_skip: Callable[[UnreadableInput], None]) -> list[Happening]:
    """The happenings of an ACLED or UCDP GED table, in its order. Raises `UnreadableInput` where the file as a whole is none."""
    name = printable(str(path))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableInput(name, f"is larger than {_MOST_BYTES:,} bytes; cut it to the period and countries that were coded")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInput(name, f"cannot be read ({error.strerror or error}); check that it exists and may be read") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(name, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    columns = {c: (c or "").strip().lower() for c in rows.fieldnames or ()}
    missing = [c for c in _FORMS[form] if c not in columns.values()]
    if missing:
        raise UnreadableInput(name, f"has no column {missing[0]}; expected the columns of {form.upper()}", 1)
    make = _acled if form == "acled" else _ucdp
    found: list[Happening] = []
    try:
        for row in rows:
            cells = {columns[c]: (v or "").strip() for c, v in row.items() if c in columns and isinstance(v, str | None)}
            try:
                found.append(make(cells, f"{name}:{rows.line_num}", countries))
            except ValueError as wrong:
                on_skip(UnreadableInput(name, str(wrong), rows.line_num))
    except csv.Error as error:
        raise UnreadableInput(name, f"is no CSV from here on ({error})", rows.line_num) from None
    return found


def _acled(row: Mapping[str, str], source: str, countries: Mapping[str, str]) -> Happening:
    kind, sub = row["event_type"], row.get("sub_event_type", "")
    types = _BY_SUBTYPE.get(sub.casefold()) or _BY_TYPE.get(kind.casefold())
    if types is None:
        raise ValueError(f"event_type: {kind!r} is none of ACLED's")
    day, window = _day(row["event_date"], "event_date"), dt.timedelta(days=_WINDOW.get(row.get("time_precision", "1"), 0))
    actors = [row[c] for c in ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2") if row.get(c)]
    deaths = _number(row.get("fatalities", ""), "fatalities")
    return Happening(
        id=row["event_id_cnty"] or source,
        source=source,
        label=f"{kind}: {sub}" if sub else kind,
        types=types,
        sides=_sides(actors, countries),
        first=day - window,
        last=day + window,
        point=_point(row),
        country=_country(row, countries),
        deaths=None if deaths is None else (deaths, deaths),
        words=f"{kind}: {row['actor1']} – {row.get('actor2') or 'nobody'} in {row.get('location') or '?'}",
        exact_day=not window,
        exact_place=row.get("geo_precision", "1") in ("", "1"),
    )


def _ucdp(row: Mapping[str, str], source: str, countries: Mapping[str, str]) -> Happening:
    kind = _VIOLENCE.get(row["type_of_violence"])
    if kind is None:
        raise ValueError(f"type_of_violence: {row['type_of_violence']!r} is none of 1, 2, 3")
    first, last = _day(row["date_start"], "date_start"), _day(row["date_end"], "date_end")
    if last < first:
        raise ValueError(f"date_end: {last} lies before date_start, {first}")
    low, high = _number(row.get("low", ""), "low"), _number(row.get("high", ""), "high")
    return Happening(
        id=row["id"] or source,
        source=source,
        label=kind,
        types=frozenset({"ASSAULT"}),
        sides=_sides([row["side_a"], row["side_b"]], countries),
        first=first,
        last=last,
        point=_point(row),
        country=_country(row, countries),
        deaths=None if low is None and high is None else (low, high),
        words=f"{kind}: {row['side_a']} – {row['side_b']} in {row.get('where_coordinates') or '?'}",
        exact_day=first == last,
        exact_place=row.get("where_prec", "1") in ("", "1", "2"),
    )


def _sides(actors: Sequence[str], countries: Mapping[str, str]) -> tuple[Name, ...]:
    return tuple(name_of(part.strip(), countries) for actor in actors for part in actor.split(";") if part.strip())


def _country(row: Mapping[str, str], countries: Mapping[str, str]) -> str | None:
    if not row.get("country"):
        return None
    # UCDP writes "Russia (Soviet Union)".
    return name_of(row["country"].split("(")[0], countries).country


def _point(row: Mapping[str, str]) -> tuple[float, float] | None:
    latitude, longitude = (_number(row.get(c, ""), c) for c in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"latitude, longitude: {latitude}, {longitude} is no point of the earth")
    return latitude, longitude


def _number(value: str, column: str) -> float | None:
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"{column}: {value[:40]!r} is no number") from None
    if not math.isfinite(number):
        raise ValueError(f"{column}: {value[:40]!r} is no number")
    return number


def _day(value: str, column: str) -> dt.date:
    """A day as these tables have it: 2024-06-19 with or without a time, or "19 June 2024"."""
    parts = value.replace("-", " ").split()
    try:
        if len(parts) == 3 and parts[1][:3].casefold() in _MONTHS:
            year = int(parts[2])
            return dt.date(year + 2000 if year < 100 else year, _MONTHS.index(parts[1][:3].casefold()) + 1, int(parts[0]))
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        raise ValueError(f"{column}: {value[:40]!r} is no day; expected 2024-06-19 or 19 June 2024") from None
