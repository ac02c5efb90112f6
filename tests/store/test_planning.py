"""How the database is asked: by the indexes that are there, and of a crowd the same as of a few."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from store_helpers import add, report
from test_regrouping import made_up

from dateline.store import leafing, quoting, schema
from dateline.store.filters import is_meant, meant
from dateline.store.opening import Store
from dateline.store.quoting import QuoteFilters


def test_merging_leaves_statistics_for_the_database(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL keeps its statistics by itself")
    add(store, *made_up(1, 12))
    with store.reading() as connection:
        told = set(connection.exec_driver_sql("SELECT tbl FROM sqlite_stat1").scalars())
    assert {"reports", "quotes", "events", "participants"} <= told


@pytest.mark.parametrize("who", ["RUS", "UKRMIL", "North Korea", "troops", "Russian troops", "korea north", "nobody at all"])
def test_a_row_of_actors_is_meant_just_where_it_is_among_those_meant(store: Store, who: str) -> None:
    add(store, *made_up(2, 20), report("South Korea visited North Korea on 2024-06-03.", id="s"))
    with store.reading() as connection:
        listed = set(connection.execute(meant(who)).scalars())
        asked = set(connection.execute(sa.select(schema.actors.c.id).where(is_meant(who))).scalars())
    assert asked == listed
    assert bool(listed) == (who not in ("korea north", "nobody at all"))


def test_of_many_quotes_the_days_are_gone_through_and_the_answer_is_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, *made_up(3, 40))
    asked = QuoteFilters(act=None)
    few = [leafing.quotes(store, asked, about, 50, None) for about in (None, "RUS", "Poland")]
    monkeypatch.setattr(quoting, "_MANY", 1)
    monkeypatch.setattr(leafing, "_CROWD", 1)
    statements: list[tuple[str, Any]] = []

    def heard(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any) -> None:
        statements.append((statement, parameters))

    sa.event.listen(store.engine, "before_cursor_execute", heard)
    many = [leafing.quotes(store, asked, about, 50, None) for about in (None, "RUS", "Poland")]
    sa.event.remove(store.engine, "before_cursor_execute", heard)
    assert many == few
    assert all(found for found, _ in few)
    if store.is_sqlite:
        dated = [(s, p) for s, p in statements if "ORDER BY reports.day DESC" in s]
        assert len(dated) == 3
        with store.reading() as connection:
            for statement, parameters in dated:
                plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
                assert "ix_reports_day_report" in plan
                assert "SCAN quotes" not in plan
