"""Events told in sentences like a given one, the likest first: by the vectors that the encoder gave them, whatever the words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.merging.model import MergedEvent
from dateline.store import remerging, schema
from dateline.store.filters import Filters, conditions
from dateline.store.opening import Store
from dateline.store.texts import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    Array = NDArray[Any]

_WIDTH = 64
"""Signed bytes of a vector."""
_MAIN = 16
"""The last so many numbers of a vector stand for the directions in which sentences differ most (`training/train.py`)."""
_IN_FULL = 20_000
"""Vectors that are compared in all their numbers: of more, those that are nearest by the main ones."""
_AT_ONCE = 50_000
"""Vectors compared at once: as floats 3 MB of them."""
_FIRST_LOOK = 400
"""Sentences whose events are looked up at first; four times as many if the filters leave too few."""


@dataclass(frozen=True, slots=True)
class Like:
    """An event, and how like its likest sentence is: a cosine, 1 for the same."""

    likeness: float
    event: MergedEvent


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of a store, in the order in which they came: 80 bytes each. A server keeps them, a command reads them once."""

    mark: tuple[int, int]
    """The last coding that was read, and how often something had been forgotten by then."""
    coding: Array
    start: Array
    end: Array
    vector: Array
    """Signed bytes, a row each."""
    main: Array
    """The last of them, which say most, side by side."""
    length: Array
    """Of each vector."""

    def nearest(self, vector: bytes, number: int, among: Array | None = None) -> list[tuple[float, int]]:
        """The rows nearest to a vector with their cosines, the nearest first, of equally near ones the first that came.

        Of many rows those are compared in full that are nearest by the numbers that say most. `among` are the rows that are wanted.
        """
        asked = np.frombuffer(vector, dtype=np.int8).astype(np.float32)
        asked /= max(float(np.linalg.norm(asked)), 1.0)
        rows = np.arange(len(self.coding)) if among is None else among
        if len(rows) > _IN_FULL:
            main = self.main if among is None else self.main[among]
            roughly = np.empty(len(rows), dtype=np.float32)
            for at in range(0, len(rows), _AT_ONCE):
                roughly[at : at + _AT_ONCE] = _products(main[at : at + _AT_ONCE], asked[-_MAIN:])
            rows = rows[_highest(roughly, _IN_FULL)]
        alike = np.round(_products(self.vector[rows], asked) / self.length[rows], 4)
        chosen = _highest(alike, number)
        chosen = chosen[np.argsort(-alike[chosen], kind="stable")][:number]
        return [(round(float(alike[n]), 4), int(rows[n])) for n in chosen]


def _products(vectors: Array, asked: Array) -> Array:
    """The product of each row with one vector. By `einsum`, since threads of a BLAS wait for each other longer than this takes."""
    found: Array = np.einsum("ij,j->i", vectors.astype(np.float32), asked)
    return found


def _highest(values: Array, number: int) -> Array:
    """Where the highest so many stand, in order, with those that are as high as the last of them."""
    if len(values) <= number:
        return np.arange(len(values))
    return np.flatnonzero(values >= np.partition(values, len(values) - number)[len(values) - number])


def load(connection: Connection, known: Vectors | None = None) -> Vectors:
    """The vectors as they are now; only those that came since are read where `known` is what they were."""
    t, buried = schema.sentence_vectors, schema.tombstones
    last = int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(t.c.coding_id), 0))).scalar_one())
    forgotten = int(connection.execute(sa.select(sa.func.count()).select_from(buried)).scalar_one())
    mark = (last, forgotten)
    if known is not None and known.mark == mark:
        return known
    before = known if known is not None and known.mark[1] == forgotten else _part(())
    asked = sa.select(t.c.coding_id, t.c.start, t.c.end, t.c.vector).where(t.c.coding_id > before.mark[0])
    found = connection.execute(asked.order_by(t.c.coding_id, t.c.start), execution_options={"yield_per": _AT_ONCE})
    parts = [before, *(_part(rows) for rows in found.partitions(_AT_ONCE))]
    columns = (np.concatenate([getattr(p, name) for p in parts]) for name in ("coding", "start", "end", "vector", "main", "length"))
    return Vectors(mark, *columns)


def _part(rows: Sequence[Any]) -> Vectors:
    places = np.array([(row[0], row[1], row[2]) for row in rows], dtype=np.int64).reshape(-1, 3)
    vector = np.frombuffer(b"".join(bytes(row[3]) for row in rows), dtype=np.int8).reshape(-1, _WIDTH)
    length = np.maximum(np.linalg.norm(vector.astype(np.float32), axis=1), 1.0)
    start, end = places[:, 1].astype(np.int32), places[:, 2].astype(np.int32)
    return Vectors((0, 0), places[:, 0], start, end, vector, np.ascontiguousarray(vector[:, -_MAIN:]), length)


def like_event(store: Store, ident: str, asked: Filters, limit: int) -> list[Like]:
    """The events most like one, itself the first. Raises `NotInStore` where there is no such event, or it has no vector."""
    vector = vector_of(store, ident)
    if vector is None:
        raise NotInStore(
            f"event {ident!r} has no vector (its reports were coded by rules alone, or by an older version); dateline recode adds it"
        )
    return similar(store, vector, asked, limit)


def similar(store: Store, vector: bytes, asked: Filters, limit: int, held: Vectors | None = None) -> list[Like]:
    """The events told in the sentences nearest to a vector (`Encoder.read_whole`), by filters, at most `limit`.

    `held` are the vectors where they have just been read.
    """
    with store.reading() as connection:
        vectors = held if held is not None else load(connection)
        wanted = conditions(asked, connection.dialect.name)
        among = None if asked == Filters() else np.flatnonzero(np.isin(vectors.coding, _told_in(connection, wanted)))
        look = max(_FIRST_LOOK, limit)
        while True:
            near = vectors.nearest(vector, look, among)
            found = _events(connection, vectors, near, wanted, limit)
            if len(found) >= limit or len(near) < look:
                return found
            look *= 4


def vector_of(store: Store, ident: str) -> bytes | None:
    """The vector of the sentence that tells an event first; None where its reports have none. Raises `NotInStore` for no event."""
    e, m, v = schema.events, schema.members, schema.sentence_vectors
    current = sa.and_(e.c.event == ident, e.c.superseded_at.is_(None))
    with store.reading() as connection:
        row = connection.execute(sa.select(e.c.id, e.c.record).where(current)).first()
        if row is None:
            raise NotInStore(f"no event {ident!r} in this store; 'dateline events' lists them with their ids")
        place = _mentions(row.record)
        for told in connection.execute(sa.select(m.c.coding_id, m.c.mention).where(m.c.event_id == row.id).order_by(m.c.number)):
            at = place.get(told.mention, -1)
            here = sa.and_(v.c.coding_id == told.coding_id, v.c.start <= at, v.c.end > at)
            found = connection.execute(sa.select(v.c.vector).where(here)).first()
            if found is not None:
                return bytes(found.vector)
    return None


def _told_in(connection: Connection, wanted: Sequence[sa.ColumnElement[bool]]) -> Array:
    """The codings that tell events which the filters let through."""
    e, m = schema.events, schema.members
    asked = sa.select(m.c.coding_id).join_from(m, e, e.c.id == m.c.event_id).where(*wanted).distinct()
    return np.fromiter(connection.execute(asked).scalars(), dtype=np.int64)


def _events(
    connection: Connection, vectors: Vectors, near: Sequence[tuple[float, int]], wanted: Sequence[sa.ColumnElement[bool]], limit: int
) -> list[Like]:
    found: dict[str, Like] = {}
    for likeness, row in near:
        for event in _told(connection, int(vectors.coding[row]), int(vectors.start[row]), int(vectors.end[row]), wanted):
            found.setdefault(event.id, Like(likeness, event))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _told(connection: Connection, coding: int, start: int, end: int, wanted: Sequence[sa.ColumnElement[bool]]) -> Iterator[MergedEvent]:
    """The events that one sentence tells."""
    e, m = schema.events, schema.members
    asked = sa.select(e.c.record, m.c.mention).join_from(m, e, e.c.id == m.c.event_id).where(m.c.coding_id == coding, *wanted)
    for row in connection.execute(asked.order_by(e.c.event)):
        if start <= _mentions(row.record).get(row.mention, -1) < end:
            yield remerging.event_from(row.record)


def _mentions(record: bytes) -> dict[str, int]:
    """Where an event's mentions begin, by their ids. To read the event in full takes ten times as long."""
    return {mention["id"]: mention["start"] for mention in json.loads(unpack(record))["mentions"]}
