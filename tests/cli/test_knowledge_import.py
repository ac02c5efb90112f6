"""`dateline knowledge import` as a user runs it, and what the coder makes of the tables."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.coding.coder import Coder
from dateline.errors import KnowledgeError
from dateline.knowledge import load
from dateline.knowledge.check import doubles
from dateline.knowledge.tables import Library
from dateline.model import Report

DATELINE = Path(sys.executable).with_name("dateline")

ACTORS = """\
; written for this test
TARIK_VELMONT_ [AFGGOV <20100601][AFGREB >20100601]
LEAGUE_OF_UN_FRIENDS_
+LUF_
+AL=WIDAD_LEAGUE_
    [NGOLUF]
GUILD_OF_FERRYMEN_ [AFGLABXQZ]
GUILD_OF_PORTERS_ [AFGXQZ]
AFGHANISTAN_ [AFG]
RUSSIAN_ [RUS]
KABUL_ [AFGGOV]
TALIBAN_ [AFGREB]
+TALIBAN_OF_THE_NORTH_
BROKEN_ [AFGGOV <991399]
NO_CODE_AT_ALL_
"""
AGENTS = """\
SOLDIER_ [~MIL]
SOLDIERS_ [~MIL]
VILLAGE_CROSSBOWMAN_ {MEN} [~MIL]
GUNMAN_ {GUNMEN_} [~COP]
REEVE_ [JUD~]
STRANGER_ [~XQZ]
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DATELINE, "knowledge", "import", *arguments], capture_output=True, check=False, cwd=cwd, text=True, timeout=120)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def write(folder: Path) -> None:
    (folder / "My-Actors.txt").write_text(ACTORS, encoding="utf-8")
    (folder / "nouns.txt").write_text(AGENTS, encoding="utf-8")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder with two dictionaries and what came of them in `own/`."""
    folder = tmp_path_factory.mktemp("dictionaries")
    write(folder)
    return folder, run("My-Actors.txt", "nouns.txt", "--into", "own", cwd=folder)


def test_the_tables_of_actors(imported: tuple[Path, object]) -> None:
    rows = table(imported[0] / "own/actors/imported_my_actors.tsv")
    shown = [(r["name"], r["aliases"], r["code"], r["country"], r["sectors"], r["from"], r["to"]) for r in rows]
    assert shown == [
        ("Tarik Velmont", "TARIK VELMONT", "AFGGOV", "AFG", "GOV", "", "2010-05-31"),
        ("Tarik Velmont", "TARIK VELMONT", "AFGREB", "AFG", "REB", "2010-06-01", ""),
        (
            "League of UN Friends",
            "LEAGUE OF UN FRIENDS|LUF|al-Widad League|Al-Widad League|AL-WIDAD LEAGUE",
            "NGOLUF",
            "",
            "NGO",
            "",
            "",
        ),
        ("Guild of Ferrymen", "GUILD OF FERRYMEN", "AFGLABXQZ", "AFG", "LAB", "", ""),
        ("Guild of Porters", "GUILD OF PORTERS", "AFGXQZ", "AFG", "", "", ""),
        ("Taliban of the North", "TALIBAN OF THE NORTH", "AFGREB", "AFG", "REB", "", ""),
    ]
    assert len({r["id"] for r in rows}) == len(rows)


def test_the_table_of_nouns(imported: tuple[Path, object]) -> None:
    rows = table(imported[0] / "own/actors/agents.tsv")
    assert [(r["noun"], r["plural"], r["sector"], r["kind"]) for r in rows] == [
        ("village crossbowman", "village crossbowmen", "MIL", "person"),
        ("gunman", "gunmen", "COP", "person"),
        ("reeve", "", "JUD", "person"),
    ]


def test_each_problem_is_one_line_with_file_and_line(imported: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    done = imported[1]
    assert done.returncode == 1
    places = sorted(line.split(": ")[0] for line in done.stderr.splitlines())
    assert places == ["My-Actors.txt:14", "My-Actors.txt:15", "My-Actors.txt:7", "nouns.txt:6"]
    assert done.stderr.count("'XQZ' is no sector of ours; it stays in the code (said once)") == 1
    assert "imported_my_actors.tsv: 6 rows" in done.stdout
    assert "5 left out" in done.stdout  # three names of countries, two nouns
    assert "3 skipped" in done.stdout


def test_the_folder_passes_the_check(imported: tuple[Path, object]) -> None:
    complaints: list[KnowledgeError] = []
    library = Library(imported[0] / "own", complaints.append)
    load(library=library)
    complaints.extend(doubles(library))
    assert [str(c) for c in complaints] == []


@pytest.mark.parametrize(("day", "code"), [(dt.date(2010, 5, 31), "AFGGOV"), (dt.date(2010, 6, 1), "AFGREB")], ids=["before", "after"])
def test_a_name_is_coded_by_the_reports_date(imported: tuple[Path, object], coder: Coder, day: dt.date, code: str) -> None:
    own = dataclasses.replace(coder, knowledge=load(imported[0] / "own"))
    coded = own.code(Report(id="r", text="Tarik Velmont condemned Belarus.", published=day))
    (event,) = coded.events or ()
    assert event.actors[0].code == code
    assert "imported_my_actors.tsv" in (event.actors[0].reason or "")


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    write(tmp_path)
    there = tmp_path / "own/actors/agents.tsv"
    there.parent.mkdir(parents=True)
    there.write_text("mine", encoding="utf-8")
    refused = run("My-Actors.txt", "nouns.txt", "--into", "own", cwd=tmp_path)
    assert refused.returncode == 2
    assert "agents.tsv: is there already; use --force" in refused.stderr
    assert [p.name for p in there.parent.iterdir()] == ["agents.tsv"]
    assert there.read_text(encoding="utf-8") == "mine"
    assert run("My-Actors.txt", "nouns.txt", "--into", "own", "--force", cwd=tmp_path).returncode == 1
    first = {p.name: p.read_bytes() for p in there.parent.iterdir()}
    assert set(first) == {"agents.tsv", "imported_my_actors.tsv"}
    run("My-Actors.txt", "nouns.txt", "--into", "own", "--force", cwd=tmp_path)
    assert {p.name: p.read_bytes() for p in there.parent.iterdir()} == first


def test_a_name_with_another_code_than_ours_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("name,code,from,to\nHezbollah,LBNPTY,,\nNew Body,LBNPTY,2001,2002\nNew Body,LBNPTY,2001,\n")
    done = run("own.csv", "--into", "own", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("own.csv:2: 'Hezbollah' stands as LBNREB at actors/armed_groups.tsv:")
    assert [r["code"] for r in table(tmp_path / "own/actors/imported_own.tsv")] == ["LBNPTY", "LBNPTY"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("NAME_ [AFG]\n")
    (tmp_path / "a.csv").write_text("name,code\nName,AFG\n")
    done = run("a.txt", "a.csv", "--into", "own", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "own").exists()


def test_help_has_an_example(tmp_path: Path) -> None:
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "dateline knowledge import ministers.csv --into my-knowledge/" in done.stdout
