"""`dateline read` as a user runs it, and what it gives to `dateline code`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.cli.main import group
from dateline.errors import UnreadableInput
from dateline.reading import ReadOptions, read
from dateline.reading.columns import parse_columns

DATELINE = Path(sys.executable).with_name("dateline")
TEXT = "Turkish police arrested twelve students in Ankara on Monday. The mayor condemned the arrests."
RUSSIAN = "Министр обороны прибыл в столицу во вторник и провёл переговоры с послом соседней страны."


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(f'body,date,desk\n"{TEXT}",2024-06-19,7\n"{RUSSIAN}",2024-06-19,8\nonly one\n')
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr(
            "c.jsonl",
            json.dumps({"id": "x", "text": TEXT, "outlet": "The\x1b[31m Daily", "pairs": [{"actor": [[0, 14]], "recipient": [[24, 39]]}]}),
        )
    return folder


def test_into_a_pipe_it_writes_what_code_reads(inputs: Path) -> None:
    done = subprocess.run([DATELINE, "read", inputs, "--columns", "text=body,published=date"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    first, russian, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["text"], first["published"], first["desk"], first["language"]) == (TEXT, "2024-06-19", "7", "en")
    assert russian["language"] == "ru"
    assert (second["id"], second["outlet"]) == ("x", "The\x1b[31m Daily")
    errors = done.stderr.decode()
    assert "a.csv:4: the row has 1 fields where the first row names 3" in errors
    assert "2 reports would be coded (28 words, 1 of them without a date), 1 skipped" in errors
    assert "1 in other languages than English, which are not coded: Russian (ru) 1" in errors
    options = ReadOptions(columns=parse_columns("text=body,published=date"))
    skipped: list[UnreadableInput] = []
    again = list(read(["-"], ReadOptions(), on_skip=skipped.append, stdin=io.BytesIO(done.stdout)))
    assert again == list(read([str(inputs)], options, on_skip=lambda _: None))
    assert len(again) == 2
    assert again[1].pairs
    assert "the text is in Russian" in skipped[0].reason


def test_the_list_for_people(inputs: Path) -> None:
    done = CliRunner().invoke(group, ["read", str(inputs), "--columns", "text=body", "--format", "table", "-q"], standalone_mode=False)
    assert done.return_value == 1
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["published", "lang", "words", "outlet", "title,", "or", "first", "words"]
    assert "[not coded] Министр" in lines[2]
    assert "\x1b" not in done.stdout
    assert "Turkish police" in lines[3]


def test_wrong_columns_are_wrong_usage(inputs: Path) -> None:
    done = subprocess.run([DATELINE, "read", inputs, "--columns", "headline=x"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "expected FIELD=COLUMN" in done.stderr.decode()


def test_nothing_to_read_is_status_3(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<rss></rss>")
    assert CliRunner().invoke(group, ["read", str(tmp_path)], standalone_mode=False).return_value == 3
    assert "Examples" in CliRunner().invoke(group, ["read", "--help"]).stdout
