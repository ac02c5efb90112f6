"""Knowledge files: ours are sound, a user's extend or replace them, and what cannot be used is named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge, load
from dateline.knowledge.check import doubles
from dateline.knowledge.tables import Library

HEADER = "words\tpos\tframe\tmode\tcameo\tcontexts\tnote\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_line_of_ours_can_be_used() -> None:
    complaints: list[KnowledgeError] = []
    library = Library(None, complaints.append)
    load(library=library)
    complaints.extend(doubles(library))
    assert [str(c) for c in complaints] == []


def test_the_lexicon_has_every_type_and_at_least_1800_entries(knowledge: Knowledge) -> None:
    kinds = {e.type for entries in knowledge.lexicon.by_head.values() for e in entries}
    assert set(knowledge.codebook.types) <= kinds
    assert knowledge.lexicon.size >= 1800


def test_a_users_rows_are_added_before_ours(tmp_path: Path) -> None:
    write(tmp_path, "lexicon/accuse.tsv", HEADER + "tut-tut\tv\tA:subj R!:at\tdisapprove\t111\t\t\n")
    known = load(tmp_path)
    assert known.lexicon.by_head["tut-tut", "v"][0].type == "ACCUSE"
    assert ("condemn", "v") in known.lexicon.by_head


def test_a_users_file_may_replace_ours(tmp_path: Path) -> None:
    write(tmp_path, "lexicon/accuse.tsv", "#! replace\n" + HEADER + "tut\tv\t-\t\t\t\t\n")
    known = load(tmp_path)
    assert ("tut", "v") in known.lexicon.by_head
    assert not any(e.type == "ACCUSE" for e in known.lexicon.by_head.get(("condemn", "v"), ()))


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("slam\tx\t-\t\t\t\t", "expected v (verb)"),
        ("slam\tv\tA:subj Q:obj\t\t\t\t", "ROLE:place"),
        ("slam\tv\t-\tsulk\t\t\t", "modes: allege, disapprove, investigate"),
        ("slam\tv\t-\t\t999\t\t", "no CAMEO code"),
        ("slam\tv\t-\t\t\tgossip\t", "no context"),
        ("slam\tv\t-\t\t\t\t\textra\tcells", "cells"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, row: str, word: str) -> None:
    path = write(tmp_path, "lexicon/accuse.tsv", HEADER + "# a comment\n" + row + "\n")
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert word in str(caught.value)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    write(tmp_path, "actors/agents.tsv", "noun\tsector\nfrond\tGOV\n")
    with pytest.raises(KnowledgeError, match="the header lacks plural, kind, note"):
        load(tmp_path)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "lexicon/accuse.tsv", "")
    path.write_bytes(HEADER.encode() + "décrier\tv\t-\t\t\t\t\n".encode("latin-1"))
    with pytest.raises(KnowledgeError, match="is not UTF-8"):
        load(tmp_path)


def test_a_whole_other_codebook(tmp_path: Path) -> None:
    """A user's types take the place of PLOVER's; our lexicon of types that are gone is then complained of, not used."""
    write(
        tmp_path,
        "codebook/types.tsv",
        "#! replace\ntype\tquad\tscore\tactor\trecipient\tannounced_as\trefused_as\tmeaning\nSNUB\t3\t-1\tyes\tno\t\t\tsnubs\n",
    )
    for name in ("modes", "contexts", "cameo", "embedding"):
        columns = {
            "modes": "type\tmode\tscore",
            "contexts": "context",
            "cameo": "code\tlabel\ttype\tmode\tcontexts\tgoldstein",
            "embedding": "outer\tinner\tinner_mode\tmode\tkeep",
        }[name]
        write(tmp_path, f"codebook/{name}.tsv", f"#! replace\n{columns}\n")
    write(tmp_path, "lexicon/snub.tsv", HEADER + "snub\tv\tA:subj R!:obj\t\t\t\t\n")
    complaints: list[KnowledgeError] = []
    known = load(tmp_path, library=Library(tmp_path, complaints.append))
    assert [e.type for e in known.lexicon.by_head["snub", "v"]] == ["SNUB"]
    assert set(known.codebook.types) == {"SNUB"}
    assert complaints
