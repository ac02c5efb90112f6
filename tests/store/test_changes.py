"""A change feed: whoever follows it has what the store has, whatever happens to the store meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from store_helpers import Clock, add, report, tables
from store_toy import Toy

from dateline.cli.main import group
from dateline.errors import DatelineError, WrongUsage
from dateline.store import querying
from dateline.store.changes import Changes, since_moment
from dateline.store.filters import Filters
from dateline.store.forgetting import forget_name, forget_report
from dateline.store.opening import Store, connect
from dateline.store.remerging import remerge
from dateline.store.running import recode

BEGINNING = since_moment(dt.date(1, 1, 1))


class Follower:
    """Somebody with copies, who asks now and then what has changed."""

    def __init__(self, asked: Filters) -> None:
        self.asked = asked
        self.since = BEGINNING
        self.held: dict[str, dict[str, Any]] = {}

    def follow(self, store: Store) -> list[str]:
        told: list[str] = []
        changes = Changes(store, self.asked, self.since)
        for change in changes:
            ident = change.fields["id"]
            told.append(change.change)
            if change.change == "gone":
                assert (self.held.pop(ident, None) is not None) or change.forgotten
            else:
                assert change.change == "added" or ident in self.held
                self.held[ident] = change.fields
        assert changes.until is not None
        assert changes.until >= self.since
        self.since = changes.until
        return told

    def agrees(self, store: Store) -> bool:
        wanted = [json.loads(line) for line in querying.lines(store, self.asked)]
        return self.held == {event["id"]: event for event in wanted}


def _text(chance: random.Random) -> str:
    who = chance.sample(["Russian troops", "Ukrainian forces", "Poland", "North Korea", "Jane Doe", "rebels"], 2)
    verb = chance.choice(["attacked", "visited", "met", "accused", "aided"])
    day = f" on 2024-06-{chance.randint(1, 9):02}"
    return f"{who[0]} {verb} {who[1]} in Kharkiv{day}, killing {chance.randint(1, 9)}. {chance.choice(['Rain fell.', 'Snow lay.'])}"


@pytest.mark.parametrize("seed", range(4))
def test_a_follower_has_what_the_store_has(store: Store, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    followers = [Follower(Filters()), Follower(Filters(types=("ASSAULT", "AID"))), Follower(Filters(actor="Jane Doe"))]
    known = 0
    for step in range(14):
        clock.day(step // 3)  # the clock often stands
        drawn = chance.random()
        if drawn < 0.6 or not known:
            ident = f"r{known}" if drawn < 0.45 or not known else f"r{chance.randrange(known)}"
            known += ident == f"r{known}"
            add(store, report(_text(chance), id=ident, outlet=chance.choice("ABC"), published=f"2024-06-{chance.randint(9, 12):02}"))
        elif drawn < 0.7:
            add(store, report(_text(chance), id=f"r{chance.randrange(known)}", published="2024-06-20", retracted=True))
        elif drawn < 0.8:
            recode(store, Toy(2), Toy(2).stamp, tables=tables())
        elif drawn < 0.93:
            try:
                forget_report(store, f"r{chance.randrange(known)}")
            except DatelineError:
                continue  # forgotten before
            remerge(store, tables(), force=True)
        else:
            forget_name(store, "Jane Doe")
            if chance.random() < 0.5:
                remerge(store, tables(), force=True)
        for follower in followers[: chance.randint(1, 3)]:
            follower.follow(store)
            assert follower.agrees(store), step
    for follower in followers:
        follower.follow(store)
        assert follower.agrees(store)
        assert follower.follow(store) == []


def test_added_changed_gone(store: Store, clock: Clock) -> None:
    follower = Follower(Filters())
    add(store, report("Poland visited Ukraine on 2024-06-01.", id="one", outlet="A", published="2024-06-02"))
    assert follower.follow(store) == ["added"]
    clock.day(1)
    add(store, report("Poland visited Ukraine on 2024-06-01. Rain fell.", id="two", outlet="B", published="2024-06-02"))
    assert follower.follow(store) == ["changed"]
    assert follower.follow(store) == []
    clock.day(2)
    for ident in ("one", "two"):
        add(store, report("Nothing was true.", id=ident, published="2024-06-03", retraction="We were wrong."))
    assert follower.follow(store) == ["gone"]


def test_what_came_and_went_is_not_told_and_what_no_longer_fits_is_gone(store: Store, clock: Clock) -> None:
    everything, meetings = Follower(Filters()), Follower(Filters(types=("CONSULT",)))
    add(store, report("Poland met Ukraine on 2024-06-01.", id="one", published="2024-06-02"))
    assert meetings.follow(store) == ["added"]
    clock.day(1)
    recode(store, Toy(2), Toy(2).stamp, tables=tables())  # takes the meeting for an aid
    assert meetings.follow(store) == ["gone"]
    assert everything.follow(store) == ["added"]
    add(store, report("Russia attacked Ukraine on 2024-06-01.", id="two", published="2024-06-02"))
    add(store, report("Nothing.", id="two", published="2024-06-03", retraction="We were wrong."))
    assert everything.follow(store) == []


def test_what_is_forgotten_is_told_by_its_id_alone(store: Store, clock: Clock) -> None:
    add(store, report("Poland visited Ukraine on 2024-06-01.", id="one", published="2024-06-02"))
    follower = Follower(Filters())
    follower.follow(store)
    (ident,) = follower.held
    clock.day(1)
    forget_report(store, "one")
    remerge(store, tables(), force=True)
    (change,) = Changes(store, Filters(), follower.since)
    assert change.to_dict() == {"change": "gone", "recorded_at": change.recorded_at, "id": ident, "forgotten": True}


def test_a_covered_name_is_a_change_even_before_merging(store: Store, clock: Clock) -> None:
    add(store, report("Poland met Jane Doe on 2024-06-01.", id="one", published="2024-06-02"))
    follower = Follower(Filters())
    follower.follow(store)
    forget_name(store, "Jane Doe")
    assert follower.follow(store) == ["changed"]
    assert "Jane" not in json.dumps(follower.held)


def test_moments_of_change_only_grow_even_if_the_clock_is_put_back(store: Store, clock: Clock) -> None:
    clock.day(5)
    add(store, report("Poland visited Ukraine on 2024-06-01.", id="one", published="2024-06-02"))
    follower = Follower(Filters())
    follower.follow(store)
    clock.day(1)
    add(store, report("Russia attacked Poland on 2024-06-01.", id="two", published="2024-06-02"))
    assert follower.follow(store) == ["added"]


# --- as a user runs it


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["export", *arguments], standalone_mode=False, catch_exceptions=True)


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "store.db"
    store = connect(path)
    texts = (
        ("a", "Russian troops attacked Ukraine in Kharkiv on 2024-06-10, killing 3, police said.", "2024-06-11"),
        ("b", "Poland will have visited Ukraine on 2024-06-20.", "2024-06-12"),
        ("c", "North Korea aided Russia.", None),
    )
    add(store, *(report(text, id=ident, outlet="Alpha", published=day, url=f"https://example.org/{ident}") for ident, text, day in texts))
    store.close()
    return str(path)


def test_every_format_out_of_a_store_is_what_it_is_out_of_files(db: str, tmp_path: Path) -> None:
    from dateline.exporting.formats import MODULES
    from dateline.exporting.jsonl import to_line
    from dateline.store.exported import gathered

    store = connect(db)
    _, reports = gathered(store, Filters())
    store.close()
    coded, merged = tmp_path / "coded.jsonl", tmp_path / "merged.jsonl"
    coded.write_text("".join(to_line(c, with_text=True) + "\n" for c in reports), encoding="utf-8")
    assert run("--db", db, "--format", "jsonl", "-o", str(merged)).return_value == 0
    for form in MODULES:
        one, other = tmp_path / "one", tmp_path / "other"
        assert run("--db", db, "--format", form, "-o", str(one)).return_value == 0
        assert run(str(merged), str(coded), "--format", form, "-o", str(other)).return_value == 0
        assert one.read_bytes() == other.read_bytes(), form
        assert one.stat().st_size > 50


def test_filters_and_as_of(db: str) -> None:
    lines = run("--db", db, "--format", "jsonl", "--actor", "RUSMIL").stdout.splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["ASSAULT"]
    assert len(run("--db", db, "--format", "jsonl", "--as-of", "2024-06-11").stdout.splitlines()) == 1
    assert len(run("--db", db, "--format", "csv", "--limit", "1").stdout.splitlines()) == 2
    done = run("--db", db, "--format", "jsonl", "--include", "none")
    assert len(done.stdout.splitlines()) == 2
    assert "1 events left out that are planned" in done.stderr
    assert run("--db", db, "--format", "csv", "--actor", "nobody at all").return_value == 3
    assert "https://example.org/a" in run("--db", db, "--format", "gdelt-events").stdout


def test_a_feed_with_a_state(db: str, tmp_path: Path) -> None:
    state, out = tmp_path / "feed.json", tmp_path / "changes.jsonl"

    def follow(*more: str) -> list[dict[str, Any]]:
        done = run("--db", db, "--format", "jsonl", "--state", str(state), "-o", str(out), *more)
        assert done.exception is None, done.exception
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    assert [c["change"] for c in follow()] == ["added", "added", "added"]
    assert follow() == []
    store = connect(db)
    add(store, report("Poland denounced Russia on 2024-06-14.", id="d", published="2024-06-14"))
    store.close()
    (change,) = follow()
    assert (change["change"], change["type"], list(change)[:3]) == ("added", "REJECT", ["change", "recorded_at", "schema"])
    with pytest.raises(WrongUsage, match="other filters"):
        raise run("--db", db, "--format", "jsonl", "--state", str(state), "--actor", "RUS").exception or AssertionError
    state.write_text("{}", encoding="utf-8")
    with pytest.raises(WrongUsage, match="no state of a change feed"):
        raise run("--db", db, "--format", "jsonl", "--state", str(state)).exception or AssertionError
    done = run("--db", db, "--format", "jsonl", "--since-recorded", "2999-01-01")
    assert done.stdout == ""
    assert "next time: --since-recorded 2998-12-31T23:59:59.999999Z" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x.jsonl", "--format", "csv", "--actor", "RUS"), "--actor: for a store only"),
        (("x.jsonl", "--format", "csv", "--db", "y"), "--db: for a store only"),
        (("--format", "csv", "--since-recorded", "2024-01-01"), "a change feed is JSONL"),
        (("--format", "jsonl", "--since-recorded", "2024-01-01", "--limit", "3"), "leave --limit and --include out"),
        (("--format", "jsonl", "--since-recorded", "2024-01-01", "--as-of", "2024-01-01"), "leave --as-of"),
    ],
)
def test_what_cannot_be_asked_is_said(db: str, arguments: tuple[str, ...], message: str) -> None:
    more = () if arguments[0] == "x.jsonl" else ("--db", db)
    with pytest.raises(WrongUsage, match=message):
        raise run(*arguments, *more).exception or AssertionError
