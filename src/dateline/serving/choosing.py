"""Which of the events in `columns` are wanted: the conditions of `store/filters.py` and `store/listing.py` once more, over arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dateline.errors import WrongUsage
from dateline.serving.columns import DAY, Columns
from dateline.store import searching
from dateline.store.filters import STATUSES, meant
from dateline.store.texts import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from dateline.store.filters import Filters
    from dateline.store.listing import Wanted

    Array = NDArray[Any]
    Test = Callable[[Any], bool]


def chosen(columns: Columns, connection: Connection, wanted: Wanted) -> Array:
    """For each event whether it is wanted. Names and words are looked up in the tables, over a connection."""
    asked = wanted.filters
    found = np.ones(columns.size, bool)
    for name, test in _tests(wanted):
        values = columns.words[name]
        good = np.fromiter((test(value) for value in values), bool, len(values))
        if not good.all():
            found &= good[columns.codes[name]]
    if asked.min_confidence > 0:
        found &= columns.confidence >= asked.min_confidence
    for side, who in ((1, asked.actor), (0, asked.recipient), (None, asked.participant)):
        if who is not None:
            found &= _taking_part(columns, _meant(columns, connection, who), side)
    if asked.pair is not None:
        one, other = (_meant(columns, connection, who) for who in asked.pair)
        there = _taking_part(columns, one, 1) & _taking_part(columns, other, 0)
        found &= there | (_taking_part(columns, other, 1) & _taking_part(columns, one, 0))
    if asked.text is not None:
        found &= _told_with(columns, connection, asked.text)
    return found


def _tests(wanted: Wanted) -> list[tuple[str, Test]]:
    """What is asked of the values of columns."""
    asked = wanted.filters
    found: list[tuple[str, Test]] = [*_days(asked)]
    if wanted.recorded_after is not None:
        after = wanted.recorded_after
        found.append(("recorded_at", lambda v: v > after))
    if asked.types:
        types = [(name.upper(), mode.lower()) for name, _, mode in (kind.partition("/") for kind in asked.types)]
        found.append(("kind", lambda v: any(v[0] == name and (not mode or v[1] == mode) for name, mode in types)))
    if asked.status:
        unknown = [s for s in asked.status if s not in STATUSES]
        if unknown:
            raise WrongUsage(f"{unknown[0]!r} is no status; choose out of {', '.join(STATUSES)}")
        found.append(("kind", lambda v: v[3] in asked.status))
    if wanted.quads:
        found.append(("kind", lambda v: (v[2] in wanted.quads) or (v[2] is None and 0 in wanted.quads)))
    if wanted.planned != "all":
        only = wanted.planned == "only"
        found.append(("kind", lambda v: (v[3] == "announced" or "future" in v[4]) == only))
    if asked.place is not None:
        place = fold(asked.place)
        found.append(("where", lambda v: v[0] == place))
    if asked.country is not None:
        country = asked.country.upper()
        found.append(("where", lambda v: v[1] == country))
    if wanted.box is not None:
        box = wanted.box
        found.append(("where", lambda v: v[3] is not None and v[4] is not None and _inside(v[3], v[4], box)))
    return found


def _days(asked: Filters) -> list[tuple[str, Test]]:
    found: list[tuple[str, Test]] = []
    if asked.since is not None:
        since = asked.since.isoformat()[:DAY]
        found.append(("last_day", lambda v: v is not None and v >= since))
    if asked.until is not None:
        until = asked.until.isoformat()[:DAY]
        found.append(("first_day", lambda v: v is not None and v <= until))
    if asked.reported_since is not None:
        reported = asked.reported_since.isoformat()[:DAY]
        found.append(("last_reported", lambda v: v is not None and v >= reported))
    return found


def _inside(latitude: float, longitude: float, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    if not south <= latitude <= north:
        return False
    return west <= longitude <= east if west <= east else longitude >= west or longitude <= east


def _meant(columns: Columns, connection: Connection, who: str) -> Array:
    """For each actor by number whether they are meant."""
    return flags([row.id for row in connection.execute(meant(who))], len(columns.country_of))


def flags(numbers: Sequence[int] | Array, size: int) -> Array:
    """For each number below a size whether it is one of these."""
    found = np.zeros(size, bool)
    which = np.asarray(numbers, np.int64)
    found[which[which < size]] = True
    return found


def _taking_part(columns: Columns, who: Array, side: int | None) -> Array:
    row, actor, acting = columns.taking
    there = who[actor]
    if side is not None:
        there &= acting == side
    found = np.zeros(columns.size, bool)
    found[row[there]] = True
    return found


def _told_with(columns: Columns, connection: Connection, words: str) -> Array:
    """The events of which a version of a report tells that holds the words."""
    hits = np.fromiter(connection.execute(searching.matching(words, connection.dialect.name)).scalars(), np.int64)
    report, row = columns.telling
    found = np.zeros(columns.size, bool)
    if len(hits) and len(report):
        found[row[flags(hits, int(report.max()) + 1)[report]]] = True
    return found
