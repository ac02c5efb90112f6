"""What was known then is what merging the reports that were known then gives, however the store came to what it is now."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from store_helpers import Clock, add, keep_unmerged, report, snapshot, tables
from store_toy import Toy
from test_regrouping import RULES, at_once, current, made_up

from dateline.merging import features
from dateline.store import comparable, judging, querying, reviewing, schema, selecting
from dateline.store.as_of import known_then
from dateline.store.filters import Filters
from dateline.store.forgetting import forget_report
from dateline.store.opening import Store, in_memory
from dateline.store.remerging import keep_rules, remerge
from dateline.store.running import recode
from dateline.store.selecting import Limits


def _judge(store: Store, chance: random.Random) -> None:
    """A verdict on a mention drawn by lot."""
    with store.reading() as connection:
        counts = [c.coding_id for c in selecting.chosen(connection, Limits()) if c.coding_id is not None]
        m = schema.mentions
        mentions = sorted(set(connection.execute(sa.select(m.c.mention).where(m.c.coding_id.in_(counts))).scalars()))
    judged, _, _ = judging.find(store, chance.choice(mentions))
    if chance.random() < 0.5:
        reviewing.add(store, judged, "ada", "reject", {}, {}, None)
    else:
        fields = {"type": "ACCUSE", "mode": None}
        reviewing.add(store, judged, "ada", "correct", fields, fields, None)


def _lived(store: Store, clock: Clock, seed: int) -> Iterator[None]:
    """A store that goes through changes, retractions, verdicts, another coder and forgetting; stops after each."""
    chance = random.Random(seed)
    keep_rules(store, RULES)
    add(store, *made_up(seed, 30))
    yield
    others, toy = made_up(seed + 70, 40), Toy()
    for step in range(8):
        clock.day(step)
        drawn, n = chance.random(), chance.randrange(30)
        if drawn < 0.3:
            add(store, others[n], toy=toy)
        elif drawn < 0.4:
            add(store, report("All was wrong.", id=f"r{n:03}", published="2024-06-08", retracted=True), toy=toy)
        elif drawn < 0.6:
            _judge(store, chance)
            if chance.random() < 0.5:
                remerge(store, tables())
        elif drawn < 0.7 and step > 3:
            toy = Toy(2)
            recode(store, toy, toy.stamp, tables=tables())
        elif drawn < 0.8:
            with store.reading() as connection:
                there = connection.execute(sa.select(schema.reports.c.report).distinct()).scalars().all()
            if f"r{n:03}" in there:
                forget_report(store, f"r{n:03}")
        else:
            keep_unmerged(store, *others[30 + step : 32 + step], toy=toy)
            if chance.random() < 0.5:
                comparable.bring_up_to_date(store, RULES, tables())  # and then the program died
        yield


@pytest.mark.parametrize("seed", range(8))
def test_any_day_gives_what_merging_what_was_known_gives(store: Store, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    made = 0
    for _ in _lived(store, clock, seed):
        with store.reading() as connection:
            coder = chance.choice(sorted(connection.execute(sa.select(schema.coders.c.id)).scalars()))
        day = dt.date(2024, 6, chance.randint(1, 12))
        for limits in (
            Limits(as_of=day),
            Limits(as_of=day + dt.timedelta(days=30)),
            Limits(as_of=day, recorded_as_of=clock.time),
            Limits(as_of=day, recorded_as_of=clock.time - dt.timedelta(days=2)),
            Limits(coder=coder),
        ):
            then = known_then(store, limits, tables())
            expected = at_once(store, limits)
            assert sorted(current(then)) == expected, limits
            for event in querying.events(then, Filters()):
                assert len(querying.event(then, event.id).evidence) == len(event.mentions)
            made += len(expected)
            then.close()
    assert made > 100


def test_what_was_carried_over_is_what_was_made(store: Store, clock: Clock) -> None:
    """Row by row: a store that had everything and one that had only what was known then."""
    keep_rules(store, RULES)
    reports = made_up(11, 60)
    add(store, *reports)
    then = known_then(store, Limits(as_of=dt.date(2024, 6, 7)), tables())
    found = snapshot(then)
    early = [r for r in reports if r.published is not None and r.published.isoformat()[:10] <= "2024-06-07"]
    assert len(found["events"]) > 10
    alone = in_memory(clock, "alone", keeps_text=True)
    keep_rules(alone, RULES)
    add(alone, *early)
    expected = snapshot(alone)
    for part in ("codings", "events", "sides", "members"):
        assert found[part] == expected[part], part
    alone.close()
    then.close()


def test_only_what_differs_is_merged_again(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, *made_up(12, 30))
    add(store, report("Russia denounced Poland on 2024-06-20. The walnut lay still.", id="late", published="2024-07-05"))
    drawn: set[str] = set()
    draw = features.draw

    def watched(coded: Any, *more: Any) -> Any:
        drawn.add(coded.report.id)
        return draw(coded, *more)

    monkeypatch.setattr(features, "draw", watched)
    nothing_touched = known_then(store, Limits(as_of=dt.date(2024, 7, 4)), tables())
    assert drawn == set()
    assert len(current(nothing_touched)) == len(current(store)) - 1
    nothing_touched.close()
    known_then(store, Limits(as_of=dt.date(2024, 6, 11)), tables()).close()
    assert 0 < len(drawn) < 30
