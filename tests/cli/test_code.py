"""`dateline code` as a user runs it: a process, files, pipes and exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dateline.exporting.schema import schema
from dateline.model import LAYERS

DATELINE = Path(sys.executable).with_name("dateline")
REPORT = "Turkish police arrested twelve students in Ankara on Monday. The mayor condemned the arrests."


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([DATELINE, *arguments], input=stdin, capture_output=True, check=False, cwd=cwd, timeout=120)


def test_standard_input_to_standard_output_is_one_json_line() -> None:
    done = run("code", "-", "--published", "2024-06-19", "--outlet", "The Daily", "-q", stdin=REPORT.encode())
    assert done.returncode == 0
    assert done.stderr == b""
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["report"]["outlet"] == "The Daily"
    assert record["report"]["published"] == "2024-06-19"
    assert {e["type"] for e in record["events"]} >= {"COERCE"}


def test_every_layer_fits_the_schema(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    pair = {"actor": [[0, 14]], "recipient": [[24, 39]]}
    source.write_text(json.dumps({"text": REPORT, "published": "2024-06-19", "desk": {"id": 7}, "pairs": [pair]}) + "\n")
    done = run("code", str(source), "--layers", ",".join(LAYERS), "-q")
    assert done.returncode == 0
    record = json.loads(done.stdout)
    Draft202012Validator(schema()).validate(record)
    assert set(LAYERS) <= set(record)
    assert record["report"]["extra"] == {"desk": {"id": 7}}
    assert record["pairs"][0]["type"] == "COERCE"
    assert record["pairs"][0]["actor"] == pair["actor"]


def test_layers_not_asked_for_are_absent() -> None:
    record = json.loads(run("code", "-", "--layers", "times", "-q", stdin=REPORT.encode()).stdout)
    assert "times" in record
    assert "events" not in record


def test_a_folder_of_bad_files_names_each_and_codes_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a_empty.txt").write_bytes(b"")
    (tmp_path / "b_binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "c_latin.txt").write_bytes("Policía: police arrested José Muñoz in Bogotá on Monday.".encode("latin-1"))
    lines = '{"text": "Kenyan troops attacked the rebels on Monday."}\n{"text": broken\n{"id": "x"}\n'
    (tmp_path / "d_lines.jsonl").write_text(lines)
    (tmp_path / "e_russian.txt").write_text(
        "Президент России прибыл в столицу во вторник и провёл переговоры с министром.", encoding="utf-8"
    )
    (tmp_path / "f_huge.txt").write_bytes(b"Troops moved north again. " * 800_000)
    (tmp_path / "g_good.txt").write_text("Iraqi forces attacked the militants near Mosul.")
    done = run("code", str(tmp_path), "--format", "jsonl")
    assert done.returncode == 1
    errors = done.stderr.decode()
    skipped = [line for line in errors.splitlines() if line.startswith("skipped: ")]
    for name in ("a_empty.txt", "b_binary.txt", "d_lines.jsonl:2", "d_lines.jsonl:3", "e_russian.txt", "f_huge.txt"):
        assert sum(name in line for line in skipped) == 1, name
    assert len(skipped) == 6
    coded = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(coded) == 3
    assert all(record["events"] for record in coded)
    assert "6 skipped" in errors


def test_nothing_to_code_is_status_3(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    assert run("code", str(tmp_path / "empty.txt"), "-q").returncode == 3


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("code", "-", "--layers", "evnts"), "evnts"),
        (("code", "-", "--published", "yesterday"), "YYYY-MM-DD"),
        (("code",), "INPUT"),
        (("code", "-", "--model", "no_such_model"), "no_such_model"),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_was_expected(arguments: tuple[str, ...], word: str) -> None:
    done = run(*arguments, stdin=REPORT.encode())
    assert done.returncode == 2
    assert word in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_an_output_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run("code", "-", "-o", str(out), "-q", stdin=REPORT.encode()).returncode == 0
    assert json.loads(out.read_text())["events"]
    assert list(tmp_path.iterdir()) == [out]


def test_order_and_equal_texts_are_kept_and_bytes_repeat(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    texts = [REPORT, "Chad expelled the French ambassador.", REPORT]
    source.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
    first, second = run("code", str(source), "-q"), run("code", str(source), "-q")
    assert first.stdout == second.stdout
    ids = [json.loads(line)["report"]["id"] for line in first.stdout.splitlines()]
    assert len(ids) == len(set(ids)) == 3
    assert ids[2].startswith(ids[0])


def test_the_table_shows_text_as_data() -> None:
    hostile = "Police arrested \x1b[31m[bold]Omar Hassan[/bold]\x07 in Cairo on Monday, officials said."
    done = run("code", "-", "--format", "table", "-q", stdin=hostile.encode())
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert b"\x07" not in done.stdout
    assert "COERCE/arrest" in done.stdout.decode()


def test_help_has_an_example_for_every_command() -> None:
    for command in ((), ("code",), ("explain",), ("knowledge",), ("knowledge", "check"), ("schema",)):
        done = run(*command, "--help")
        assert done.returncode == 0
        assert "Example" in done.stdout.decode()


def test_explain_names_rule_and_reasons() -> None:
    done = run("explain", "-", stdin=REPORT.encode())
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "lexicon/coerce.tsv:" in text
    assert "Turkish police" in text
    assert "TURCOP" in text
