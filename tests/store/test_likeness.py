"""Events by what their sentences mean: the likest first, by filters, as of any day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import sqlalchemy as sa
from store_helpers import add, known, report
from store_toy import vector

from dateline.errors import NotInStore
from dateline.store import likeness, querying, schema
from dateline.store.filters import Filters
from dateline.store.forgetting import forget_name, forget_report
from dateline.store.opening import Store
from dateline.store.record import StoredRecord

REPORTS = [
    report(
        "Russian troops attacked Ukraine in Kharkiv on 2024-05-30. Ukraine denounced Russia on 2024-05-31.", id="a", published="2024-06-01"
    ),
    report("Jane Doe attacked Poland in Warsaw on 2024-06-20. Poland met Ukraine on 2024-06-10.", id="b", published="2024-06-21"),
]


@pytest.fixture
def told(store: Store) -> Store:
    add(store, *REPORTS)
    return store


def like(store: Store, verb: str, recipient: str, limit: int = 9, **asked: object) -> list[tuple[str, str | None]]:
    found = likeness.similar(store, bytes.fromhex(vector(verb, recipient)), Filters(**asked), limit)  # type: ignore[arg-type]
    assert [f.likeness for f in found] == sorted((f.likeness for f in found), reverse=True)
    return [(f.event.type, f.event.recipients[0].name if f.event.recipients else None) for f in found]


def test_the_likest_come_first(told: Store) -> None:
    assert like(told, "attacked", "Poland", 2) == [("ASSAULT", "Poland"), ("ASSAULT", "Ukraine")]
    assert like(told, "attacked", "Ukraine", 1) == [("ASSAULT", "Ukraine")]
    assert like(told, "met", "Ukraine", 1) == [("CONSULT", "Ukraine")]
    assert len(like(told, "met", "Ukraine")) == 4


def test_filters_leave_out_and_do_not_cut_short(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "_FIRST_LOOK", 1)
    assert like(told, "attacked", "Poland", 1, types=("CONSULT",)) == [("CONSULT", "Ukraine")]


def test_of_many_the_nearest_by_the_main_numbers_are_compared_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(7)
    rows = [(n, 0, 9, chance.integers(-120, 120, 64, dtype=np.int8).tobytes()) for n in range(3000)]
    vectors = likeness._part(rows)
    exact = vectors.nearest(rows[77][3], 5)
    monkeypatch.setattr(likeness, "_IN_FULL", 1500)
    assert vectors.nearest(rows[77][3], 5)[0] == exact[0] == (1.0, 77)
    some = np.array([5, 77, 2000])
    assert vectors.nearest(rows[77][3], 2, some)[0] == (1.0, 77)


def test_like_an_event_by_its_id(told: Store) -> None:
    (attack,) = querying.events(told, Filters(types=("ASSAULT",), place="Warsaw"))
    found = StoredRecord(told).similar(attack.id, limit=2)
    assert [f.event.id for f in found][:1] == [attack.id]
    assert found[0].likeness == 1
    assert found[1].event.type == "ASSAULT"
    with pytest.raises(NotInStore, match="no event"):
        likeness.vector_of(told, "m-nosuch")


def test_an_event_without_a_vector_says_so(told: Store) -> None:
    (attack,) = querying.events(told, Filters(types=("ASSAULT",), place="Warsaw"))
    with told.writing() as connection:
        connection.execute(schema.sentence_vectors.delete())
    assert likeness.vector_of(told, attack.id) is None
    with pytest.raises(NotInStore, match="recode"):
        StoredRecord(told).similar(attack.id)


def test_what_was_not_known_then_is_not_found(told: Store) -> None:
    then = known(told, as_of=dt.date(2024, 6, 2))
    assert like(then, "attacked", "Poland") == [("ASSAULT", "Ukraine"), ("REJECT", "Russia")]


def test_what_is_forgotten_is_like_nothing(told: Store) -> None:
    forget_report(told, "b", reason="asked for")
    assert ("ASSAULT", "Poland") not in like(told, "attacked", "Poland")
    with told.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.sentence_vectors)).scalar_one() == 2


def test_the_vectors_of_a_report_go_with_a_name_in_it(told: Store) -> None:
    forget_name(told, "Jane Doe")
    with told.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.sentence_vectors)).scalar_one() == 2
