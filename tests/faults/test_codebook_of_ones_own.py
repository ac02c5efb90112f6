"""A codebook of types that are not PLOVER's, as docs/tutorials/own-codebook.md makes it: our own tables emptied, its words coded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dateline.coding.coder import Settings, load_coder
from dateline.errors import KnowledgeError
from dateline.knowledge import base
from dateline.model import Report

DATA = Path(base.__file__).parent / "data"
TYPES = """\
#! replace
type\tquad\tscore\tactor\trecipient\tannounced_as\trefused_as\tmeaning
LIMIT\t4\t-4\tyes\tno\tWARN\t\ta body limits or cuts off water
SHARE\t2\t6\tyes\tno\tWARN\t\ta body shares, restores or releases water
WARN\t3\t-1\tyes\tno\t\t\ta limit or a release is announced
"""
TEXT = (
    "The county council rationed water for farmers on Monday. The council cut off farmers on Tuesday. "
    "Its officials will restore water to farmers next week."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codebook").mkdir()
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "codebook" / "types.tsv").write_text(TYPES)
    (tmp_path / "codebook" / "modes.tsv").write_text("#! replace\ntype\tmode\tscore\nLIMIT\tration\t-3\n")
    for path in (DATA / "codebook" / "cameo.tsv", DATA / "codebook" / "embedding.tsv", *(DATA / "lexicon").glob("*.tsv")):
        header = next(line for line in path.read_text().splitlines() if not line.startswith("#"))
        (tmp_path / path.relative_to(DATA)).write_text(f"#! replace\n{header}\n")
    header += "\n"
    (tmp_path / "lexicon" / "limit.tsv").write_text(header + "ration\tv\tA:subj R:for\tration\ncut off\tv\tA:subj R:obj\n")
    (tmp_path / "lexicon" / "share.tsv").write_text(header + "restore\tv\tA:subj R:to\n")
    return tmp_path


def test_only_its_words_are_coded_and_what_lies_ahead_is_announced(folder: Path) -> None:
    coder = load_coder(Settings(layers=("events",), knowledge=folder, encoder=False))
    coded = coder.code(Report("x", TEXT, published=dt.date(2024, 6, 20)))
    assert [(e.type, e.mode, e.act and e.act.type, [r.code for r in e.recipients]) for e in coded.events or ()] == [
        ("LIMIT", "ration", None, ["CVL"]),
        ("LIMIT", None, None, ["CVL"]),
        ("WARN", None, "SHARE", ["CVL"]),
    ]


def test_a_table_of_words_for_a_type_that_is_gone_is_named(folder: Path) -> None:
    (folder / "lexicon" / "assault.tsv").unlink()
    with pytest.raises(KnowledgeError, match="is named after no event type"):
        load_coder(Settings(layers=("events",), knowledge=folder, encoder=False))
