"""`dateline export` as a user runs it, and the reading of what the other commands wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli.export import FORMATS, KINDS, export
from dateline.cli.main import group
from dateline.errors import DatelineError, UnreadableInput, WrongUsage
from dateline.exporting.formats import MODULES, UNREAL
from dateline.exporting.gathering import gather, merged_from_dict
from dateline.exporting.jsonl import to_line as coded_line
from dateline.exporting.merged import to_dict, to_line
from dateline.merging.model import MergedEvent
from dateline.model import CodedReport

DATELINE = Path(sys.executable).with_name("dateline")


@pytest.fixture
def files(tmp_path: Path, event: MergedEvent, report: CodedReport) -> tuple[str, str]:
    """Merged events and coded reports as files."""
    merged, coded = tmp_path / "events.jsonl", tmp_path / "coded.jsonl"
    merged.write_text(to_line(event) + "\n", encoding="utf-8")
    coded.write_text(coded_line(report, with_text=True) + "\n", encoding="utf-8")
    return str(merged), str(coded)


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(export, arguments, input=stdin, standalone_mode=False)


def test_the_names_that_help_shows_are_those_that_there_are() -> None:
    assert list(FORMATS) == sorted(MODULES)
    assert KINDS == UNREAL


def test_help_has_examples_and_is_in_the_group() -> None:
    done = CliRunner().invoke(group, ["export", "--help"])
    assert "dateline export events.jsonl coded.jsonl --format gdelt-events" in done.output
    assert "Exit statuses" in done.output


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_to_a_file(name: str, files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(*files, "--format", name, "-o", str(out))
    assert done.return_value == 0
    assert out.stat().st_size > 100
    assert not out.with_name("out.partial").exists()
    assert done.stderr.count("cannot hold") == 1
    assert f"1 events written as {name}, 0 skipped" in done.stderr
    assert "gathered at dawn" not in out.read_bytes().decode("latin-1")


def test_as_a_process_from_standard_input_to_standard_output(files: tuple[str, str]) -> None:
    data = b"".join(Path(f).read_bytes() for f in files)
    command = [str(DATELINE), "export", "-", "--format", "icews", "-q"]
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 2
    wrong = subprocess.run([*command, "--with-text"], input=data, capture_output=True, check=False, timeout=60)
    assert wrong.returncode == 2
    assert b"no place for full texts" in wrong.stderr


def test_coded_reports_alone_give_a_row_a_mention(files: tuple[str, str]) -> None:
    done = run(files[1], "--format", "csv")
    assert done.stdout.splitlines()[1].endswith(",single")


def test_the_order_of_the_inputs_does_not_matter(files: tuple[str, str]) -> None:
    assert run(*files, "--format", "polecat").stdout == run(*files[::-1], "--format", "polecat").stdout


def test_the_full_text_comes_in_where_it_is_asked_for(files: tuple[str, str]) -> None:
    assert "gathered at dawn" in run(*files, "--format", "jsonld", "--with-text").stdout


def test_what_is_empty_only_for_want_of_input_is_said(files: tuple[str, str], report: CodedReport, tmp_path: Path) -> None:
    assert "2 of 2 reports were not given as coded reports" in run(files[0], "--format", "csv").stderr
    silent = tmp_path / "silent.jsonl"
    silent.write_text(coded_line(report) + "\n", encoding="utf-8")
    assert "1 reports came without their text" in run(str(silent), "--format", "jsonld", "--with-text").stderr
    assert run(files[0], "--format", "csv", "-q").stderr == ""


def test_a_lone_surrogate_in_the_input_becomes_a_mark(files: tuple[str, str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(Path(files[0]).read_text(encoding="utf-8").replace("Kisumu County", r"Kis\ud800umu"), encoding="utf-8")
    assert "Kis\ufffdumu" in run(str(bad), "--format", "icews").stdout


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(files: tuple[str, str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    lines = [
        "no json",
        "[1]",
        '{"text": "not coded"}',
        '{"mentions": []}',
        '{"schema": "1", "mentions": []}',
        '{"schema": "1", "mentions": NaN}',
        '{"report": 1}',
        "[" * 100_000,
    ]
    bad.write_bytes("\n".join(lines).encode() + b"\n\xff\n\n")
    done = run(str(bad), files[0], "nowhere.jsonl", "--format", "csv", "--include", "none")
    assert done.return_value == 1
    assert [line.partition(": ")[2].partition(": ")[0] for line in done.stderr.splitlines()[:9]] == [f"{bad}:{n}" for n in range(1, 10)]
    assert "run 'dateline code' first" in done.stderr
    assert "nowhere.jsonl: no such file" in done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_nothing_that_can_be_read_is_three(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    out = tmp_path / "out.csv"
    done = run(str(empty), "--format", "csv", "-o", str(out))
    assert done.return_value == 3
    assert "is empty" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "csv", "--include", "everything"),
        ("--format", "csv", "--include", ""),
        ("--format", "xlsx"),
        (),
        ("--format", "csv", "--undated-as-published"),
        ("--format", "csv", "-o", "."),
        ("--format", "csv", "-o", "no/such/folder/x.csv"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], files: tuple[str, str]) -> None:
    done = run(*files, *arguments)
    assert done.exception is not None
    assert isinstance(done.exception, WrongUsage) or type(done.exception).__module__.startswith("click")


def test_include_takes_all_none_and_several(files: tuple[str, str]) -> None:
    for value in ("all", "none", "planned,historical", " negated , hypothetical "):
        assert run(*files, "--format", "csv", "--include", value).return_value == 0


def test_a_merged_event_reads_back_and_a_wrong_one_is_named(event: MergedEvent) -> None:
    record = json.loads(to_line(event))
    assert merged_from_dict(record) == event
    changes: list[tuple[dict[str, object], str]] = [
        ({"schema": "0"}, "schema"),
        ({"id": ""}, "id"),
        ({"id": "a b"}, "id"),
        ({"confidence": "high"}, "confidence"),
        ({"status": "sure"}, "status"),
        ({"mentions": [{"report": 1}]}, "mentions"),
        ({"more": 1}, "more"),
    ]
    for change, told in changes:
        with pytest.raises(UnreadableInput, match=told):
            merged_from_dict({**to_dict(event), **change}, source="x", line=3)


def test_gathering_tells_the_two_apart_by_content(files: tuple[str, str], tmp_path: Path) -> None:
    both = tmp_path / "both.jsonl"
    both.write_bytes(b"".join(Path(f).read_bytes() for f in files))

    def never(problem: DatelineError) -> None:
        pytest.fail(str(problem))

    found = gather([str(both)], on_skip=never)
    assert (len(found.events), len(found.reports)) == (1, 1)
