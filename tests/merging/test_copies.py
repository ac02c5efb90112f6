"""Reports that are one text, and on whom a report rests."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

from dateline.merging import Rules, Tables, copies
from dateline.merging.sources import origins
from dateline.model import CodedReport, Report

WORDS = [f"{a}{b}" for a in ("ka", "lo", "mi", "ru", "sen", "tor", "vel", "zan") for b in ("bar", "dek", "fil", "gos", "hul", "jin", "pel")]


def text(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def groups(rules: Rules, *texts: str) -> list[int]:
    return copies.groups([Report(f"r{i:04}", t) for i, t in enumerate(texts)], rules.copies)


def test_copies_cut_and_framed_are_found_and_others_are_not(rules: Rules) -> None:
    wire = text(1, 300)
    cut, framed, recased = " ".join(wire.split()[:60]), "From our desk. " + wire + " All rights reserved.", wire.upper()
    assert groups(rules, wire, text(2, 300), cut, framed, recased, text(3, 200), "") == [0, 1, 0, 0, 0, 5, 6]


def test_a_shared_quotation_makes_no_copy(rules: Rules) -> None:
    quoted = text(9, 30)
    assert groups(rules, f"{text(1, 150)} {quoted}", f"{quoted} {text(2, 150)}") == [0, 1]


def test_short_texts_are_copies_only_if_equal(rules: Rules) -> None:
    assert groups(rules, "Troops entered Izmir.", "troops entered Izmir", "Troops left Izmir.") == [0, 0, 2]


def test_hundreds_of_copies_are_one_group(rules: Rules) -> None:
    wire = text(1, 120)
    assert set(groups(rules, *(f"{wire} {i}" for i in range(300)))) == {0}


def test_on_whom_a_report_rests(rules: Rules, tables: Tables, tell: Callable[..., CodedReport]) -> None:
    wire = text(1, 100)
    reports = [
        tell("a", wire, outlet="Daily One", published="2024-03-05"),
        tell("b", wire + " more", outlet="Evening Two", wire="AFP", published="2024-03-06"),
        tell("c", text(2, 100), outlet="The Daily One", published="2024-03-05"),
        tell("d", text(3, 100), outlet="Paper", wire="Agence France-Presse", published="2024-03-05"),
        tell("e", text(4, 100)),
        tell("f", text(5, 100), outlet="associated press"),
    ]
    keys = [o.key for o in origins(reports, tables.outlets, rules)]
    agency = "Agence France-Presse"
    assert keys == [agency, agency, "The Daily One", agency, "report e", "Associated Press"]
    strict = dataclasses.replace(rules, copies=dataclasses.replace(rules.copies, jaccard=1.0, containment=1.0))
    assert [o.key for o in origins(reports[:1], tables.outlets, strict)] == ["Daily One"]
