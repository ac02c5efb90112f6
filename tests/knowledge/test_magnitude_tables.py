"""The tables of magnitudes: ours are sound, a user's rows extend them, and what cannot be used is named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import Knowledge
from dateline.knowledge.magnitudes import CLASSES, KINDS, load_magnitudes
from dateline.knowledge.tables import Library

HEADERS = {
    "words": "words\tlow\thigh\tnote",
    "scales": "word\tvalue\tform\tnote",
    "approximators": "words\tplace\teffect\tnote",
    "currencies": "words\tcode\tplace\tnote",
    "kinds": "kind\tword\tpos\tslots\tnouns\tnote",
    "nouns": "noun\tclass\tnote",
}


def write(folder: Path, table: str, row: str, first: str = "") -> None:
    path = folder / "magnitudes" / f"{table}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{first}{HEADERS[table]}\n{row}\n", encoding="utf-8")


def test_ours_say_what_the_readme_says(knowledge: Knowledge) -> None:
    tables = knowledge.magnitudes
    assert list(tables.vague["dozens",]) == [24, 99]
    assert list(tables.vague["tens", "of", "thousands"]) == [20000, 99999]
    assert tables.numbers["twelve"] == 12
    assert tables.scales["crore"].value == 10_000_000
    assert tables.approximators["before", ("up", "to")] == "high"
    assert tables.currencies["before", ("€",)] == "EUR"
    assert {m.kind for rows in tables.measures.values() for m in rows} == set(KINDS) - {"money"}
    assert set().union(*tables.nouns.values()) == CLASSES
    assert "people" in tables.nouns["teacher"]


def test_agent_nouns_are_people(knowledge: Knowledge) -> None:
    assert "people" in load_magnitudes(Library(), {"zzz-monger"}).nouns["zzz-monger"]
    assert "zzz-monger" not in knowledge.magnitudes.nouns


def test_a_users_rows_go_before_ours(tmp_path: Path) -> None:
    write(tmp_path, "words", "dozens\t20\t120\t")
    write(tmp_path, "kinds", "killed\tsnuff out\tv\tobject\t\t")
    tables = load_magnitudes(Library(tmp_path))
    assert list(tables.vague["dozens",]) == [20, 120]
    assert list(tables.vague["scores",]) == [40, 99]
    assert [(m.kind, m.second) for m in tables.measures["snuff", "v"]] == [("killed", "out")]


def test_a_users_table_may_replace_ours(tmp_path: Path) -> None:
    write(tmp_path, "words", "oodles\t50\t\t", first="#! replace\n")
    assert load_magnitudes(Library(tmp_path)).vague == {("oodles",): (50, None)}


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("words", "oodles\tlots\t\t", "low is 'lots'; expected a whole number or nothing"),
        ("words", "oodles\t\t\t", "low and high are both empty"),
        ("words", "oodles\t9\t3\t", "expected low to be no more than high"),
        ("words", "\t3\t9\t", "words is empty"),
        ("scales", "gazillion\tbig\tword\t", "value is 'big'; expected a whole number above 1"),
        ("scales", "gazillion\t10\tlong\t", "form is 'long'; expected word or short"),
        ("approximators", "circa\tabove\texact\t", "place is 'above'; expected before or after"),
        ("approximators", "circa\tbefore\troughly\t", "effect is 'roughly'; expected one of low, high, exact"),
        ("approximators", "\tbefore\tlow\t", "words is empty"),
        ("currencies", "doubloon\tdbl\tafter\t", "expected three capitals as in ISO 4217"),
        ("currencies", "doubloon\tXDB\tbeside\t", "place is 'beside'"),
        ("kinds", "eaten\teat\tv\tobject\t\t", "kind is 'eaten'; expected one of killed"),
        ("kinds", "killed\tslay\tx\tobject\t\t", "pos is 'x'; expected v (verb), n (noun) or a (adjective)"),
        ("kinds", "killed\t\tv\tobject\t\t", "word is empty"),
        ("kinds", "killed\tslay\tv\t\t\t", "slots is empty"),
        ("kinds", "killed\tslay\tv\tself\t\t", "a verb has no self"),
        ("kinds", "killed\tslaying\tn\tobject\t\t", "a noun or adjective has no object"),
        ("kinds", "killed\tslay\tv\tobject\tghosts\t", "nouns is 'ghosts'; expected some of"),
        ("nouns", "ghost\tspectre\t", "class is 'spectre'; expected some of crowd"),
        ("nouns", "ghost\t\t", "class is ''"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, table: str, row: str, message: str) -> None:
    write(tmp_path, table, row)
    with pytest.raises(KnowledgeError) as error:
        load_magnitudes(Library(tmp_path))
    assert f"{table}.tsv" in str(error.value)
    assert ":2" in str(error.value)
    assert message in str(error.value)
    complaints: list[KnowledgeError] = []
    load_magnitudes(Library(tmp_path, complaints.append))
    assert len(complaints) == 1
