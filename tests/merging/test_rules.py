"""The settings file: what it may say, and what each rule chooses."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.merging import MergedEvent, Rules, load_rules
from dateline.model import CodedReport

Merged = Callable[..., list[MergedEvent]]


@pytest.mark.parametrize(
    ("rule", "count"),
    [("latest", 18), ("earliest", 12), ("highest", 20), ("lowest", 12), ("median", 12), ("majority", 18)],
)
def test_which_count_is_chosen(merged: Merged, story: list[CodedReport], rules: Rules, rule: str, count: int) -> None:
    event = merged(story, dataclasses.replace(rules, magnitudes={"other": rule}))[0]
    (figure,) = event.magnitudes
    assert (figure.low, figure.rule) == (count, rule)


def test_a_users_file_changes_what_it_names_and_says_so(merged: Merged, story: list[CodedReport], tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('version = "mine-3"\n[magnitudes]\nkilled = "highest"\n', encoding="utf-8")
    rules = load_rules(own)
    assert rules.fields == load_rules().fields
    event = merged(story, rules)[0]
    assert event.rules == "mine-3"
    assert event.magnitudes[0].low == 20


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("version = ", "is no TOML"),
        ("[weights]\nstory = 1\n", "the version is missing"),
        ('version = ""', "version: expected a text"),
        ('version = "x"\n[wieghts]\n', "[wieghts] is no section"),
        ('version = "x"\n[weights]\nstroy = 1\n', "[weights] stroy is no setting"),
        ('version = "x"\n[weights]\nstory = -1\n', "[weights] story: expected a number from 0 to 100"),
        ('version = "x"\n[fields]\nwhen = "union"\n', "[fields] when: 'union' is no rule"),
        ('version = "x"\n[fields]\nwhen = "highest"\n', "[fields] when: 'highest' is no rule"),
        ('version = "x"\n[magnitudes]\nkilled = "sum"\n', "[magnitudes] killed: 'sum' is no rule"),
        ('version = "x"\nmerging = 3\n', "merging: expected a section"),
        ('version = "x"\n[parts]\nwhole = "CONSULT"\n', "[parts] whole: expected a list"),
        ('version = "x"\n[merging]\nthreshold = true\n', "[merging] threshold: expected a number"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    own = tmp_path / "bad.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_rules(own)
    assert str(raised.value).startswith(f"{own}: {complaint}")


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'version = "\xe9"')
    with pytest.raises(KnowledgeError, match="is not UTF-8"):
        load_rules(tmp_path / "latin.toml")
