"""Verdicts of reviewers: they win where events are merged, are kept beside the coder's answer, and are known as of their time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from store_helpers import Clock, add, known, report, tables

from dateline.errors import NotInStore
from dateline.store import judging, listing, querying, reviewing, schema, selecting, watching
from dateline.store.filters import Filters
from dateline.store.forgetting import forget_report
from dateline.store.listing import Wanted
from dateline.store.opening import Store
from dateline.store.remerging import remerge
from dateline.store.reviewing import Verdict
from dateline.store.selecting import Limits
from dateline.store.watching import WatchGiven

A = report("Poland visited Ukraine in Warsaw on 2024-06-01. Russia accused Poland on 2024-06-02.", id="a", published="2024-06-03")
B = report("Poland visited Ukraine in Warsaw on 2024-06-01, police said.", id="b", published="2024-06-03")


def _mention(store: Store, kind: str, report_id: str = "a") -> str:
    with store.reading() as connection:
        parts = selecting.chosen(connection, Limits(), [report_id])
        coded = next(iter(selecting.load(connection, parts)))
    return next(e.id for e in coded.events or () if e.type == kind)


def _judge(store: Store, mention: str, verdict: Verdict, who: str = "ada", fields: dict[str, Any] | None = None) -> reviewing.Review:
    judged, _, _ = judging.find(store, mention)
    found = reviewing.add(store, judged, who, verdict, fields or {}, fields or {}, None)
    remerge(store, tables())
    return found


def _types(store: Store) -> list[str]:
    return sorted(e.type for e in querying.events(store, Filters()))


def test_what_is_rejected_is_left_out_and_comes_back_when_the_verdict_is_withdrawn(store: Store) -> None:
    add(store, A)
    mention = _mention(store, "ACCUSE")
    found = _judge(store, mention, "reject")
    assert _types(store) == ["CONSULT"]
    assert reviewing.withdraw(store, found.id).withdrawn
    remerge(store, tables())
    assert _types(store) == ["ACCUSE", "CONSULT"]
    with pytest.raises(NotInStore):
        reviewing.withdraw(store, "v-none")


def test_what_is_corrected_has_the_corrected_fields_and_the_coding_keeps_its_own(store: Store) -> None:
    add(store, A)
    mention = _mention(store, "ACCUSE")
    _judge(store, mention, "correct", fields={"type": "THREATEN", "quad": 3})
    assert _types(store) == ["CONSULT", "THREATEN"]
    assert judging.find(store, mention)[1]["type"] == "ACCUSE"
    _judge(store, mention, "accept")
    assert _types(store) == ["ACCUSE", "CONSULT"], "a second verdict takes the place of the first"


def test_the_last_of_several_reviewers_counts(store: Store) -> None:
    add(store, A)
    mention = _mention(store, "ACCUSE")
    _judge(store, mention, "reject", "ada")
    _judge(store, mention, "accept", "bob")
    assert _types(store) == ["ACCUSE", "CONSULT"]
    found = judging.verdicts(store)
    assert [(r.reviewer, r.verdict) for r in found[0].reviews] == [("ada", "reject"), ("bob", "accept")]


def test_verdicts_are_known_as_of_their_time(store: Store, clock: Clock) -> None:
    clock.day(0)
    add(store, A)
    mention = _mention(store, "ACCUSE")
    clock.day(2)
    found = _judge(store, mention, "reject")
    clock.day(4)
    reviewing.withdraw(store, found.id)
    remerge(store, tables())
    clock.day(6)
    for day, types in ((1, ["ACCUSE", "CONSULT"]), (3, ["CONSULT"]), (5, ["ACCUSE", "CONSULT"])):
        date = clock.time.date() - dt.timedelta(days=6 - day)
        assert _types(known(store, recorded_as_of=date)) == types
        assert _types(known(store, as_of=dt.date(2024, 6, 10), recorded_as_of=date)) == types
    _judge(store, mention, "reject")
    assert _types(known(store, as_of=dt.date(2024, 6, 10))) == ["CONSULT"], "what is held now is held of what was published then"
    with store.reading() as connection:
        coder = connection.execute(sa.select(schema.coders.c.id)).scalar_one()
    assert _types(known(store, coder=coder)) == ["ACCUSE", "CONSULT"], "what one coder read is asked without reviewers"


def test_a_verdict_is_of_the_version_that_was_judged(store: Store) -> None:
    add(store, A)
    mention = _mention(store, "ACCUSE")
    _judge(store, mention, "reject")
    add(store, report(A.text + " Rain fell.", id="a", published="2024-06-03"))
    assert _types(store) == ["ACCUSE", "CONSULT"]
    with store.reading() as connection:
        assert reviewing.standing(connection, [mention]) == {}
    waiting, _ = judging.queue(store, Wanted(), "uncertain", "ada", 50, None)
    assert mention in {w.mention["id"] for w in waiting}, "it waits for a verdict again"


def test_forgetting_a_report_forgets_its_verdicts(store: Store) -> None:
    add(store, A, B)
    _judge(store, _mention(store, "ACCUSE"), "accept")
    forget_report(store, "a")
    remerge(store, tables())
    assert judging.verdicts(store) == []


@pytest.mark.parametrize("order", ["uncertain", "disputed", "sample"])
def test_the_queue_gives_every_mention_once_and_leaves_out_what_was_judged(store: Store, order: judging.Order) -> None:
    add(
        store,
        A,
        B,
        *(report(f"Word{n} here. Poland aided Ukraine on 2024-05-{10 + n}.", id=f"x{n}", published="2024-05-30") for n in range(8)),
    )
    whole, _ = judging.queue(store, Wanted(), order, None, 500, None)
    names = [w.mention["id"] for w in whole]
    assert len(set(names)) == len(names)
    assert len(names) == (11 if order != "disputed" else len(names))
    found: list[str] = []
    after: Any = None
    while True:
        page, after = judging.queue(store, Wanted(), order, None, 2, after)
        assert len(page) <= 2
        found += [w.mention["id"] for w in page]
        if after is None:
            break
    assert found == names
    if names:
        _judge(store, names[0], "accept", "ada")
        left, _ = judging.queue(store, Wanted(), order, "ada", 500, None)
        assert [w.mention["id"] for w in left] == names[1:]
        others, _ = judging.queue(store, Wanted(), order, "bob", 500, None)
        assert [r.reviewer for r in next(w for w in others if w.mention["id"] == names[0]).reviews] == ["ada"]


def test_gold_holds_only_what_was_judged(store: Store) -> None:
    add(store, A, B)
    _judge(store, _mention(store, "ACCUSE"), "correct", fields={"type": "THREATEN"})
    assert list(judging.gold(store, partly=False)) == []
    partly = list(judging.gold(store, partly=True))
    assert [(r["report"]["id"], [e["type"] for e in r["events"]]) for r in partly] == [("a", ["THREATEN"])]
    _judge(store, _mention(store, "CONSULT"), "reject")
    whole = list(judging.gold(store, partly=False))
    assert [[e["type"] for e in r["events"]] for r in whole] == [["THREATEN"]]
    assert whole[0]["report"]["text"] == A.text


def test_watches_are_kept_changed_seen_and_dropped(store: Store, clock: Clock) -> None:
    add(store, A)
    clock.day(1)
    made = watching.add(store, WatchGiven("Poland", {"participant": "POL"}, "https://example.org/hook", "s" * 20))
    assert watching.watches(store) == [made]
    after = Wanted(Filters(participant="POL"), recorded_after=made.seen_at)
    assert listing.count(store, after) == (0, False)
    clock.day(2)
    add(store, report("Poland attacked Russia on 2024-06-20.", id="new", published="2024-06-21"))
    assert listing.count(store, after) == (1, False)
    clock.day(3)
    assert watching.seen(store, made.id).seen_at > made.seen_at
    changed = watching.change(store, made.id, WatchGiven("All", {}))
    assert (changed.name, changed.filters, changed.webhook, changed.secret) == ("All", {}, None, None)
    assert changed.feed_key == made.feed_key
    assert "s" * 20 not in repr(made), "secrets are not shown"
    watching.failed(store, made.id, "no answer")
    assert watching.watch(store, made.id).failure == "no answer"
    watching.told(store, made.id, "2024-07-09T00:00:00.000000Z")
    assert watching.watch(store, made.id).failure is None
    watching.drop(store, made.id)
    assert watching.watches(store) == []
    for gone in (lambda: watching.drop(store, made.id), lambda: watching.watch(store, made.id), lambda: watching.seen(store, made.id)):
        with pytest.raises(NotInStore):
            gone()
