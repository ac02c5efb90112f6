"""Floors rise with the figure and fall only with a reason."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from dateline.errors import WrongUsage
from dateline.scoring.gates import Floor, TaskFloors, history_with, judge, lowered, raised, read_floors, sha256_of, to_toml
from dateline.scoring.score import TASKS

FLOORS = Path(__file__).resolve().parents[2] / "benchmarks" / "floors.toml"
DEV = Path(__file__).resolve().parents[3] / "shared" / "dev"
TASK = TaskFloors(
    "dates", "dates.jsonl", "0" * 64, "two of 500", (Floor("value.F1", "higher", 0.004, 0.8), Floor("mae", "lower", 0.01, 0.4))
)


def figures(value: float, mae: float) -> dict[str, object]:
    return {"value": {"F1": value}, "mae": mae}


@pytest.mark.parametrize(
    ("value", "mae", "states"),
    [
        (0.8, 0.4, ["passes", "passes"]),
        (0.796, 0.41, ["passes", "passes"]),
        (0.7959, 0.4, ["fails", "passes"]),
        (0.9, 0.4101, ["passes", "fails"]),
    ],
)
def test_a_figure_may_miss_its_floor_by_the_tolerance_and_no_more(value: float, mae: float, states: list[str]) -> None:
    assert [v.state for v in judge(TASK, figures(value, mae))] == states


def test_floors_rise_and_never_fall_by_raise() -> None:
    lifted = raised(TASK, judge(TASK, figures(0.85, 0.45)))
    assert [f.value for f in lifted.floors] == [0.85, 0.4]
    unset = TaskFloors("dates", "d", "s", "w", (Floor("value.F1", "higher", 0.004, None),))
    (verdict,) = judge(unset, figures(0.1, 0))
    assert (verdict.state, raised(unset, [verdict]).floors[0].value) == ("open", 0.1)


def test_floors_fall_only_with_a_reason_which_is_kept() -> None:
    verdicts = judge(TASK, figures(0.7, 0.3))
    with pytest.raises(WrongUsage, match="--reason"):
        lowered(TASK, verdicts, " ", "2024-06-19", TASK.sha256)
    fallen = lowered(TASK, verdicts, 'the gold was "mended"', "2024-06-19", "1" * 64)
    assert [f.value for f in fallen.floors] == [0.7, 0.4]
    assert [(n.figure, n.before, n.after) for n in fallen.lowered] == [("value.F1", 0.8, 0.7), ("data", None, 0.0)]
    assert fallen.sha256 == "1" * 64


def test_the_file_reads_back(tmp_path: Path) -> None:
    fallen = lowered(TASK, judge(TASK, figures(0.7, 0.3)), 'a "quoted" \\ reason\n in two lines', "2024-06-19", TASK.sha256)
    path = tmp_path / "floors.toml"
    path.write_text(to_toml([fallen, TaskFloors("places", "p", "s", "w", ())], "Two\n\nlines"), encoding="utf-8")
    assert read_floors(path) == (fallen, TaskFloors("places", "p", "s", "w", ()))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[dates", "is no TOML"),
        ("[dates]\ndata = 3", r"\[dates\]: data: expected a text"),
        (
            '[dates]\ndata = "d"\nsha256 = "s"\nwhy = "w"\n[[dates.floors]]\nfigure = "f"\nbetter = "more"\ntolerance = 1',
            "better: expected",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text)
    with pytest.raises(WrongUsage, match=complaint):
        read_floors(path)


def test_a_figure_that_was_not_measured_is_named() -> None:
    with pytest.raises(WrongUsage, match=r"value\.F1 was not measured"):
        judge(TASK, {"mae": 1.0})


def test_the_history_keeps_what_was_and_takes_new_figures() -> None:
    first = history_with("", {"date": "2024-06-19", "version": "1"}, {"dates.value.F1": 0.8})
    assert first == "date\tversion\tdates.value.F1\n2024-06-19\t1\t0.8\n"
    second = history_with(first, {"date": "2024-06-20", "version": "2"}, {"dates.value.F1": 0.8123, "places.tagged": 0.9})
    assert second.splitlines()[1:] == ["2024-06-19\t1\t0.8\t", "2024-06-20\t2\t0.8123\t0.9"]
    assert history_with(second, {"date": "2024-06-21"}, {}).splitlines()[-1] == "2024-06-21\t\t\t"


def test_our_floors_cover_every_task_and_explain_their_tolerance() -> None:
    floors = read_floors(FLOORS)
    assert [f.task for f in floors] == list(TASKS)
    for task in floors:
        assert len(task.why) > 80
        assert task.floors
        assert all(f.tolerance < 0.05 for f in task.floors)
        assert all(dt.date.fromisoformat(note.date) and note.reason for note in task.lowered)
    tomllib.loads(FLOORS.read_text(encoding="utf-8"))


@pytest.mark.skipif(not DEV.is_dir(), reason="the development sets (../shared/dev) are not here")
def test_our_floors_are_of_the_data_that_is_here() -> None:
    for task in read_floors(FLOORS):
        assert sha256_of(DEV / task.data) == task.sha256, f'{task.task}: tools/gates.py --lower {task.task} --reason "..." takes new data'
