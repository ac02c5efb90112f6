"""Merging what is new with what is there gives what merging all at once gives: in whatever order, in however many runs."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from store_helpers import Clock, add, keep_unmerged, report, snapshot, tables
from store_toy import Toy

from dateline.exporting.merged import to_line
from dateline.merging import load_rules, merge
from dateline.merging.merge import assemble
from dateline.model import Report
from dateline.store import comparable, querying, schema, selecting
from dateline.store.filters import Filters
from dateline.store.forgetting import forget_report
from dateline.store.opening import Store, in_memory
from dateline.store.remerging import keep_rules, remerge
from dateline.store.running import recode
from dateline.store.selecting import Limits

WHO = ("Russian troops", "Ukrainian forces", "Poland", "North Korea", "rebels", "Russia", "Ukraine")
WORDS = ("harbour", "orchard", "quarry", "lantern", "saddle", "meadow", "gravel", "copper", "velvet", "thimble", "walnut", "anchor")


def _sentence(chance: random.Random) -> str:
    one, other = chance.sample(WHO, 2)
    verb = chance.choice(["attacked", "visited", "met", "accused", "aided", "attacked", "visited"])
    plan = chance.choice(["", "", "", "will have ", "allegedly "])
    where = chance.choice(["", " in Kharkiv", " in Warsaw"])
    day = f" on 2024-06-{chance.randint(1, 6):02}" if chance.random() < 0.6 else ""
    killed = f", killing {chance.randint(1, 9)}" if verb == "attacked" and chance.random() < 0.5 else ""
    said = f", {chance.choice(WHO)} said" if chance.random() < 0.3 else ""
    return f"{one} {plan}{verb} {other}{where}{day}{killed}{said}."


def made_up(seed: int, number: int) -> list[Report]:
    """Reports on few events, some of them copies, some undated, some on several events."""
    chance = random.Random(seed)
    texts: list[str] = []
    found = []
    for n in range(number):
        if texts and chance.random() < 0.3:
            text = chance.choice(texts) + chance.choice(["", " Read more."])
        else:
            filler = " ".join(chance.choice(WORDS) for _ in range(chance.randint(4, 14)))
            text = " ".join(_sentence(chance) for _ in range(chance.randint(1, 4))) + f" The {filler} lay still."
        texts.append(text)
        published = f"2024-06-{chance.randint(1, 12):02}" if chance.random() < 0.9 else None
        wire = "Reuters" if chance.random() < 0.2 else None
        found.append(report(text, id=f"r{n:03}", outlet=f"Outlet {chance.randint(1, 4)}", published=published, wire=wire))
    return found


RULES = dataclasses.replace(load_rules(), version="more-parts", parts=("CONSULT", "AID", "ACCUSE"))
"""So that the toy's language tells parts of visits."""


def current(store: Store) -> list[str]:
    return list(querying.lines(store, Filters()))


def at_once(store: Store, limits: Limits = Limits()) -> list[str]:  # noqa: B008  # frozen
    """What merging all that counts, as far as the limits allow, at once gives, in the order of a query."""
    with store.reading() as connection:
        parts = selecting.merged_from(selecting.chosen(connection, limits))
        events = merge(selecting.load(connection, parts), RULES, tables())
    return sorted(to_line(event) for event in events)


def _in_runs(store: Store, reports: Sequence[Report], chance: random.Random) -> None:
    left = list(reports)
    while left:
        size = chance.choice([1, 1, 2, 3, 7, 20])
        add(store, *left[:size])
        del left[:size]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_in_any_runs_gives_the_same_bytes(store: Store, clock: Clock, seed: int) -> None:
    reports = made_up(seed, 40)
    chance = random.Random(seed)
    chance.shuffle(reports)
    keep_rules(store, RULES)
    _in_runs(store, reports, chance)
    whole = in_memory(clock, "whole", keeps_text=True)
    keep_rules(whole, RULES)
    add(whole, *made_up(seed, 40))
    assert current(store) == current(whole)
    assert sorted(current(store)) == at_once(store)
    whole.close()


def test_what_is_made_up_has_links_copies_and_disputes() -> None:
    toy = Toy()
    told = " ".join(to_line(e) for seed in range(6) for e in merge(map(toy.code, made_up(seed, 40)), RULES, tables()))
    assert all(f'"kind": "{kind}"' in told for kind in ("part-of", "fulfils"))
    assert all(f'"status": "{status}"' in told for status in ("corroborated", "announced", "reported"))
    assert '"agency": "Reuters"' in told


@pytest.mark.parametrize("seed", range(4))
def test_changes_retractions_recoding_and_forgetting_leave_what_merging_at_once_gives(store: Store, clock: Clock, seed: int) -> None:
    chance = random.Random(100 + seed)
    reports = made_up(seed, 30)
    keep_rules(store, RULES)
    _in_runs(store, reports, chance)
    others = made_up(seed + 50, 30)
    toy = Toy()
    for step in range(10):
        clock.day(step)
        drawn, n = chance.random(), chance.randrange(30)
        if drawn < 0.4:
            add(store, others[n], toy=toy)  # another text under the same id
        elif drawn < 0.6:
            add(store, report("All was wrong.", id=f"r{n:03}", published="2024-06-20", retracted=True), toy=toy)
        elif drawn < 0.75 and step > 4:
            toy = Toy(2)
            recode(store, toy, toy.stamp, tables=tables())
        else:
            with store.reading() as connection:
                there = connection.execute(sa.select(schema.reports.c.report).distinct()).scalars().all()
            if f"r{n:03}" in there:
                forget_report(store, f"r{n:03}")
                remerge(store, tables())
        assert sorted(current(store)) == at_once(store), step


def test_only_what_is_connected_is_merged_again(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, report("Poland visited Ukraine on 2024-06-01. The walnut lay still.", id="a", published="2024-06-02"))
    add(store, report("Russian troops attacked rebels in Kharkiv on 2024-06-20. Copper rang out.", id="b", published="2024-06-21"))
    merged: list[list[str]] = []

    def watched(mentions: Any, *more: Any) -> Any:
        merged.append(sorted(key[0] for key in mentions))
        return assemble(mentions, *more)

    monkeypatch.setattr("dateline.store.regrouping.assemble", watched)
    add(store, report("Poland visited Ukraine on 2024-06-01. An anchor was dropped.", id="c", published="2024-06-02"))
    assert merged == [["a", "c"]]
    assert len(current(store)) == 2


def test_other_rules_and_force_begin_anew(store: Store, clock: Clock) -> None:
    add(store, *made_up(3, 12))
    before = snapshot(store)["events"]
    remerge(store, tables(), force=True)
    assert snapshot(store)["events"] == before
    strict = dataclasses.replace(load_rules(), version="strict", threshold=1.0)
    keep_rules(store, strict)
    remerge(store, tables())
    assert all('"rules": "strict"' in line for line in current(store))
    add(store, *made_up(4, 15))
    with store.reading() as connection:
        parts = selecting.merged_from(selecting.chosen(connection, selecting.Limits()))
        expected = sorted(to_line(e) for e in merge(selecting.load(connection, parts), strict, tables()))
        assert len(comparable.nodes(connection)) == len(parts)
    assert sorted(current(store)) == expected


def test_a_run_that_was_cut_off_while_comparing_is_finished_by_the_next(store: Store, clock: Clock) -> None:
    keep_rules(store, RULES)
    add(store, *made_up(5, 10))
    keep_unmerged(store, *made_up(6, 20)[10:])
    comparable.bring_up_to_date(store, RULES, tables())  # and then the program died
    assert sorted(current(store)) != at_once(store)
    remerge(store, tables())
    assert sorted(current(store)) == at_once(store)
