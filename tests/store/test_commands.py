"""The commands on a store as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from store_helpers import add, report

from dateline.cli.main import group
from dateline.errors import DatelineError, NotInStore, StoreUnusable
from dateline.store.opening import connect

DATELINE = Path(sys.executable).with_name("dateline")
HOSTILE = "=cmd|calc \x1b[31m\x07"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False, catch_exceptions=True)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with a few reports, one of which means harm."""
    path = tmp_path_factory.mktemp("commands") / "store.db"
    store = connect(path)
    add(
        store,
        report(
            "Russian troops attacked Ukraine in Kharkiv on 2024-06-10, killing 3, police said.",
            id="a",
            outlet="Alpha",
            published="2024-06-11",
        ),
        report("Poland visited Ukraine on 2024-06-20.", id="b", outlet=HOSTILE, title=HOSTILE, published="2024-06-21"),
    )
    store.close()
    return str(path)


def test_run_keeps_what_code_reads_and_says_what_it_did(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    first = {
        "id": "t1",
        "text": "Turkish police arrested twelve students in Ankara on Monday.",
        "published": "2024-06-19",
        "outlet": "The Daily",
    }
    source.write_text(json.dumps(first) + "\n{broken\n")
    db = str(tmp_path / "news.db")

    def dateline(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([DATELINE, *arguments, "--db", db], capture_output=True, text=True, check=False, timeout=120)

    done = dateline("run", str(source))
    assert done.returncode == 1
    assert "in.jsonl:2" in done.stderr
    assert "1 reports read: 1 new, 0 changed, 0 known, 1 skipped" in done.stderr
    events = [json.loads(line) for line in run("events", "--actor", "TUR", "--type", "COERCE", "--db", db).stdout.splitlines()]
    assert [e["type"] for e in events] == ["COERCE"]
    detail = json.loads(run("event", events[0]["id"], "--db", db).stdout)
    assert detail["evidence"][0]["sentence"] == first["text"]


def test_events_as_lines_table_and_csv(db: str) -> None:
    lines = run("events", "--db", db)
    assert lines.return_value == 0
    assert [json.loads(line)["type"] for line in lines.stdout.splitlines()] == ["ASSAULT", "CONSULT"]
    table = run("events", "--db", db, "--format", "table")
    assert "ASSAULT, killed 3" in table.stdout
    rows = list(csv.DictReader(io.StringIO(run("events", "--db", db, "--format", "csv").stdout)))
    assert [row["actor_codes"] for row in rows] == ["RUSMIL", "POL"]
    assert rows[1]["outlets"].startswith("'")
    assert run("events", "--db", db, "--actor", "FRA").return_value == 3


def test_what_reports_say_is_data_wherever_it_is_shown(db: str) -> None:
    event = json.loads(run("events", "--db", db, "--type", "CONSULT").stdout)["id"]
    for arguments in (
        ("event", event, "--format", "text"),
        ("events", "--format", "table"),
        ("events", "--format", "csv"),
        ("timeline", "--format", "table"),
        ("panel", "--format", "csv", "--coverage", "outlets"),
        ("event", event),
        ("events",),
    ):
        shown = run(*arguments, "--db", db)
        assert shown.exception is None, arguments
        assert "\x1b" not in shown.output, arguments
        assert "\x07" not in shown.output, arguments


def test_one_event_for_people(db: str) -> None:
    event = json.loads(run("events", "--db", db, "--type", "ASSAULT").stdout)["id"]
    shown = run("event", event, "--format", "text", "--db", db).stdout
    for words in ("killed: 3 to 3", "Alpha · 2024-06-11 · a", "according to police (said) ← Alpha", "version 1, recorded"):
        assert words in shown
    with pytest.raises(NotInStore):
        raise run("event", "m-none", "--db", db).exception or AssertionError


def test_quotes_timeline_and_panel(db: str) -> None:
    (quote,) = map(json.loads, run("quotes", "--speaker", "police", "--db", db).stdout.splitlines())
    assert (quote["speaker"], quote["words"]) == ("police", "Russian troops attacked Ukraine in Kharkiv on 2024-06-10")
    told = [json.loads(line) for line in run("timeline", "--db", db, "--participant", "UKR").stdout.splitlines()]
    assert [(t["day"], t["words"]) for t in told] == [
        ("2024-06-10", "Russian troops attacked Ukraine in Kharkiv on 2024-06-10, killing 3, police said."),
        ("2024-06-20", "Poland visited Ukraine on 2024-06-20."),
    ]
    panel = run(
        "panel", "--unit", "country", "--period", "week", "--since", "2024-06-03", "--until", "2024-06-16", "--db", db, "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(panel.stdout)))
    assert [(r["country"], r["period"], r["material_conflict"], r["reports"]) for r in rows] == [
        ("UKR", "2024-06-03", "0", "0"),
        ("UKR", "2024-06-10", "1", "1"),
    ]
    assert "by dateline 0.1 (c-" in panel.stderr


def test_as_of_on_the_command_line(db: str) -> None:
    assert len(run("events", "--db", db, "--as-of", "2024-06-20").stdout.splitlines()) == 1
    assert run("events", "--db", db, "--recorded-as-of", "2001-01-01").return_value == 3


def test_forgetting_asks_first(tmp_path: Path) -> None:
    store = connect(tmp_path / "s.db")
    add(store, report("Jane Doe visited Poland on 2024-06-20.", id="x"))
    store.close()
    db = str(tmp_path / "s.db")
    assert CliRunner().invoke(group, ["forget", "--name", "Jane Doe", "--db", db], input="n\n").exit_code == 1
    assert run("forget", "--name", "Jane Doe", "--yes", "--db", db).return_value == 0
    assert "Doe" not in run("events", "--db", db).stdout
    assert run("forget", "--report", "x", "--yes", "--db", db).return_value == 0
    assert run("events", "--db", db).return_value == 3


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("events", "--db", "nowhere.db"), StoreUnusable),
        (("panel", "--db", "nowhere.db"), StoreUnusable),
        (("forget", "--yes"), DatelineError),
    ],
)
def test_what_is_not_there_is_named(
    arguments: tuple[str, ...], kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(run(*arguments).exception, kind)
    assert list(tmp_path.iterdir()) == []


def test_events_like_one_and_like_words(db: str) -> None:
    (visit,) = (json.loads(line)["id"] for line in run("events", "--db", db, "--type", "CONSULT").output.splitlines() if line[:1] == "{")
    found = [json.loads(line) for line in run("similar", visit, "--db", db).output.splitlines()]
    assert [f["event"]["type"] for f in found] == ["CONSULT", "ASSAULT"]
    assert found[0]["likeness"] == 1 > found[1]["likeness"]
    words = run("similar", "an army shells a town", "--db", db, "--limit", "1", "--format", "csv").output.splitlines()
    assert words[0].startswith("likeness,event_id,")
    assert len(words) == 2
    assert isinstance(run("similar", "m-nosuch", "--db", db).exception, NotInStore)
