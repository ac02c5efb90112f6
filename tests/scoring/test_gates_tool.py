"""tools/gates.py: what it says, writes and exits with; the coding itself is put in place by what it measured."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dateline.scoring.gates import Floor, TaskFloors, read_floors, sha256_of, to_toml

Run = Callable[..., int]
TOOL = Path(__file__).resolve().parents[2] / "tools" / "gates.py"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool with a set, floors and a history of its own."""
    spec = importlib.util.spec_from_file_location("gates_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "dates.jsonl").write_text("{}\n")
    for name, path in (("ROOT", ""), ("DEV", "dev"), ("FLOORS", "floors.toml"), ("HISTORY", "history.tsv")):
        monkeypatch.setattr(module, name, tmp_path / path)
    floors = TaskFloors("dates", "dates.jsonl", sha256_of(module.DEV / "dates.jsonl"), "why", (Floor("value.F1", "higher", 0.01, 0.8),))
    module.FLOORS.write_text(to_toml([floors], module.HEADER))
    monkeypatch.setattr(module, "_coder", lambda: None)
    return module


@pytest.fixture
def run(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run it where this was measured."""

    def call(measured: float, *arguments: str) -> int:
        figures: dict[str, Any] = {"value": {"F1": measured}}
        monkeypatch.setattr(tool, "measure", lambda *_: figures)
        monkeypatch.setattr(sys, "argv", ["gates.py", *arguments])
        status = tool.main()
        assert isinstance(status, int)
        return status

    return call


def floor(tool: ModuleType) -> float | None:
    return read_floors(tool.FLOORS)[0].floors[0].value


def test_a_figure_below_its_floor_fails_and_changes_nothing(tool: ModuleType, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(0.795) == 0
    assert run(0.7) == 1
    assert "dates value.F1 0.7: FAILS, floor 0.8 (tolerance 0.01)" in capsys.readouterr().out
    assert run(0.7, "--raise") == 1
    assert floor(tool) == 0.8
    assert not tool.HISTORY.exists()


def test_floors_rise_and_fall_as_they_are_told(tool: ModuleType, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(0.9) == 0
    assert floor(tool) == 0.8
    assert run(0.9, "--raise") == 0
    assert floor(tool) == 0.9
    assert run(0.7, "--lower", "dates") == 2
    assert "only with a reason" in capsys.readouterr().err
    assert run(0.7, "--lower", "dates", "--reason", "a rule that fitted one text is gone") == 0
    assert floor(tool) == 0.7
    assert read_floors(tool.FLOORS)[0].lowered[0].reason == "a rule that fitted one text is gone"


def test_other_data_fails_until_it_is_taken(tool: ModuleType, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (tool.DEV / "dates.jsonl").write_text("{}\n{}\n")
    assert run(0.9) == 1
    assert "other data than the floors were set on" in capsys.readouterr().out
    assert run(0.9, "--lower", "dates", "--reason", "two texts were added") == 0
    assert run(0.9) == 0


def test_a_run_is_recorded_only_when_told(tool: ModuleType, run: Run) -> None:
    assert run(0.85, "--record") == 0
    header, row = tool.HISTORY.read_text().splitlines()
    assert header.split("\t") == ["date", "version", "knowledge", "python", "spacy", "dates.value.F1"]
    assert row.endswith("\t0.85")


def test_what_is_not_there_is_said(tool: ModuleType, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(0.9, "weather") == 2
    assert "weather has no floors; choose out of dates" in capsys.readouterr().err
    (tool.DEV / "dates.jsonl").unlink()
    assert run(0.9) == 0
    assert "dates: skipped" in capsys.readouterr().out
    tool.DEV.rmdir()
    assert run(0.9) == 0
    assert "nothing was measured and nothing is proven" in capsys.readouterr().out
