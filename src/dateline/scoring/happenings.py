"""One happening, as ACLED, UCDP or a coded record tells it: what is compared when events are matched across data sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.scoring.model import Record
from dateline.scoring.names import Name, name_of

_UNREAL_STATUS = frozenset({"announced", "denied"})


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with what matching looks at. `types` are the PLOVER types that fit; `label` is the source's own word for it.

    `first` and `last` bound its day; `point` is where, None where only `country` is known or nothing. `deaths` is low and high. `source`
    says where it stands ("acled.csv:17", a report's id); `words` tell it to people.
    """

    id: str
    source: str
    label: str
    types: frozenset[str]
    sides: tuple[Name, ...]
    first: dt.date
    last: dt.date
    point: tuple[float, float] | None
    country: str | None
    deaths: tuple[float | None, float | None] | None
    words: str
    exact_day: bool = True
    exact_place: bool = True


def from_coded(records: Iterable[Record], countries: Mapping[str, str]) -> tuple[list[Happening], int, int]:
    """The plain facts with a day in coded reports or merged events; how many had no day; how many are no plain fact.

    What is planned, denied, only possible or background is not compared: a data set of events does not list it.
    """
    found: list[Happening] = []
    undated = unreal = 0
    for record in records:
        events = record.get("events") or () if "report" in record else (record,)
        report = record["report"]["id"] if "report" in record else ""
        for number, event in enumerate(events):
            if event.get("auxiliary") or event.get("status") in _UNREAL_STATUS:
                unreal += 1
                continue
            happening = _happening(event, report, number, countries)
            if happening is None:
                undated += 1
            else:
                found.append(happening)
    return found, undated, unreal


def _happening(event: Mapping[str, Any], report: str, number: int, countries: Mapping[str, str]) -> Happening | None:
    when = event.get("when") or {}
    first, last = _day(when.get("start")), _day(when.get("end"))
    day_first, day_last = first or last, last or first
    if day_first is None or day_last is None:
        return None
    where = event.get("where") or {}
    precise = where.get("precision") not in ("country", "admin1")
    point = (float(where["latitude"]), float(where["longitude"])) if _has_point(where) and where.get("precision") != "country" else None
    kind = str(event.get("type"))
    return Happening(
        id=str(event.get("id") or f"{report}#{number}"),
        source=report or str(event.get("id")),
        label=kind + (f"/{event['mode']}" if event.get("mode") else ""),
        types=frozenset({kind}),
        sides=tuple(_side(p, countries) for role in ("actors", "recipients") for p in event.get(role) or () if isinstance(p, dict)),
        first=day_first,
        last=day_last,
        point=point,
        country=where.get("country"),
        deaths=_deaths(event),
        words=_words(event),
        exact_day=first is not None and first == last,
        exact_place=precise,
    )


def _side(p: Mapping[str, Any], countries: Mapping[str, str]) -> Name:
    sectors = tuple(str(s) for s in p.get("sectors") or ())
    return name_of(str(p.get("name") or p.get("text") or ""), countries, country=p.get("country"), sectors=sectors)


def _deaths(event: Mapping[str, Any]) -> tuple[float | None, float | None] | None:
    return next(((m.get("low"), m.get("high")) for m in event.get("magnitudes") or () if m.get("kind") == "killed"), None)


def _words(event: Mapping[str, Any]) -> str:
    sides = [", ".join(str(p.get("name") or p.get("text")) for p in event.get(role) or ()) for role in ("actors", "recipients")]
    place = (event.get("where") or {}).get("name")
    return f"{sides[0] or 'nobody'} {event.get('type')} {sides[1] or 'nobody'}" + (f" in {place}" if place else "")


def _has_point(where: Mapping[str, Any]) -> bool:
    return all(isinstance(where.get(k), int | float) for k in ("latitude", "longitude"))


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
