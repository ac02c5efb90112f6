from __future__ import annotations

import codecs
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Report, report_id
from dateline.reading import ReadOptions, read

Reading = Callable[..., tuple[list[Report], list[str]]]
ENGLISH = "Kenyan police arrested nine traders at the port of Mombasa on Monday, and the governor said that he would free them."


def one(path: Path, **options: str) -> Report:
    (report,) = read([str(path)], ReadOptions(**options), on_skip=pytest.fail)  # type: ignore[arg-type]
    return report


def test_options_say_what_a_text_does_not(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ENGLISH)
    report = one(path, outlet="The Daily", title="Nine held", language="en")
    assert (report.outlet, report.title, report.language, report.published) == ("The Daily", "Nine held", "en", None)
    assert report.id == report_id(ENGLISH, outlet="The Daily")


@pytest.mark.parametrize("name", ["a", "a.text", "a.md", "a.TXT", "a.2024"])
def test_suffixes_of_plain_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(ENGLISH)
    assert one(tmp_path / name).text == ENGLISH


def test_line_breaks_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "\r\n  Troops left.\r\n\r\nThe mayor said so.\rHe was there.\n"
    path.write_bytes(text.encode())
    assert one(path).text == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(tmp_path: Path, mark: bytes, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = "“We left Malmö,” the minister said. 🙂\r\n" * 5000
    path.write_bytes(mark + text.encode(encoding))
    assert one(path).text == text


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_old_western_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = "Police in Córdoba arrested Señor Muñoz at a café on Monday." + (" “No,” he said — twice." if encoding == "cp1252" else "")
    path.write_bytes(text.encode(encoding))
    assert one(path).text == text


def test_bytes_that_windows_1252_leaves_open_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"The \x93caf\xe9\x94 was closed on Monday \x81 by the police.")
    assert one(path).text == "The “café” was closed on Monday \x81 by the police."


def test_utf8_with_a_broken_byte_stays_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("“No,” the man said. “Never,” he said.".encode() + b" \xff The end of the talks.")
    assert one(path).text == "“No,” the man said. “Never,” he said. \ufffd The end of the talks."


def test_another_script_in_an_old_encoding_is_told(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(("Министр обороны прибыл в столицу во вторник и провёл переговоры с послом. " * 3).encode("cp1251"))
    assert reading(path)[1] == [f"{path}: the text is in Russian (ru); only English is coded"]


def test_binaries_are_refused(tmp_path: Path, reading: Reading) -> None:
    for name, data, reason in [
        ("a.txt", bytes(range(256)) * 20, "is binary, not text"),
        ("b", b"\x01\x02\x03\x04\x05\x06\x07abc" * 50, "is binary, not text"),
        ("c.txt", b"One stray \x00 in a text about the police and the mayor of the town, who was not there.", "holds NUL bytes"),
        ("d.txt", ENGLISH.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        ("e.txt", b"%PDF-1.7 and so on", "the PDF file cannot be read"),
        ("f.dat", b"PK\x03\x04 and so on", "the zip archive cannot be read"),
        ("g.jsonl", b"\x89PNG\r\n\x1a\n", "is an image"),
        ("h.mhtml", b"From: <Saved by a browser>\n<p>The police left.</p>", "is an archive of a web page"),
        ("i.txt", b"<?xml version='1.0'?><svg></svg>", "is XML that is neither a feed nor NewsML-G2"),
        ("j.csv", b"id,text\n", "holds no reports; expected a row with the names"),
    ]:
        (tmp_path / name).write_bytes(data)
        reports, skipped = reading(tmp_path / name)
        assert reports == []
        assert len(skipped) == 1
        assert skipped[0].startswith(f"{tmp_path / name}: ")
        assert reason in skipped[0]


def test_empty_and_blank_files(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b" \r\n\t\n")
    (tmp_path / "c.txt").write_bytes(codecs.BOM_UTF8)
    reports, skipped = reading(tmp_path)
    assert reports == []
    assert [line.rpartition(": ")[2].partition(";")[0] for line in skipped] == ["is empty", "the text is empty", "is empty"]


def test_a_text_of_20_megabytes_is_skipped(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "a.txt").write_bytes(b"Troops moved north again. " * 800_000)
    (tmp_path / "b.txt").write_text(ENGLISH)
    reports, skipped = reading(tmp_path)
    assert len(reports) == 1
    assert skipped == [
        f"{tmp_path / 'a.txt'}: the text is larger than 5,000,000 bytes, the bound for one report; split it into its reports"
    ]
    assert reading(tmp_path / "b.txt", max_bytes=len(ENGLISH))[1] == []
    assert len(reading(tmp_path / "b.txt", max_bytes=len(ENGLISH) - 1)[1]) == 1


def test_a_separator_splits_a_file(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"---\r\nTroops left.\r\n--- \r\n\r\n---\r\nThe mayor -- or ---- stayed.\n---x\n ---\nPolice came.")
    reports, skipped = reading(path, separator="---")
    assert skipped == []
    assert [r.text for r in reports] == ["Troops left.\r\n", "The mayor -- or ---- stayed.\n---x\n", "Police came."]
    assert len(reading(path)[0]) == 1


def test_one_bad_piece_does_not_spoil_the_others(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.txt"
    pieces = ["Troops left.", "x" * 50 + "\n" + "y" * 60, "z" * 200, "Министр обороны прибыл в столицу.", "Police came."]
    path.write_text("\n===\n".join(pieces), encoding="utf-8")
    reports, skipped = reading(path, separator="===", max_bytes=100)
    assert [r.text.strip() for r in reports] == ["Troops left.", "Police came."]
    assert [s.removeprefix(f"{path}:").partition(": ")[0] for s in skipped] == ["3", "6", "8"]
    assert "larger than 100 bytes" in skipped[0]
    assert "larger than 100 bytes" in skipped[1]
    assert "Russian" in skipped[2]


def test_nothing_between_separators(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.txt"
    path.write_text("---\n---\n")
    reports, skipped = reading(path, separator="---")
    assert reports == []
    assert "holds no text between the separators" in skipped[0]


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\r\n\t"), max_size=300)


@settings(deadline=None, max_examples=150)
@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_any_text_is_given_as_it_was_encoded(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    expected = data.decode("utf-8-sig") if encoding == "utf-8" else text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(data)
        reports = list(read([str(path)], ReadOptions(language="en"), on_skip=lambda _: None))
    foreign = expected.lstrip().lower().startswith(("<", "%pdf", "{\\rtf", "warc/", "par1", "bzh", "rar!", "gif8", "sqlite"))
    if expected.strip() and not foreign:
        assert [r.text for r in reports] == [expected]


@settings(deadline=None, max_examples=150)
@given(st.lists(TEXTS, max_size=6))
def test_pieces_are_exact_slices(pieces: list[str]) -> None:
    kept = [p.replace("@@@", "") for p in pieces]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(b"The start.\n@@@\n" + "".join(f"{p}\n@@@\n" for p in kept).encode())
        reports = list(read([str(path)], ReadOptions(language="en", separator="@@@"), on_skip=lambda _: None))
    assert [r.text for r in reports] == ["The start.\n", *(p + "\n" for p in kept if p.strip())]
