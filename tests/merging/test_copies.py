"""Reports that are one text, and on whom a report rests."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable, Sequence

import pytest

from dateline.merging import Rules, Tables
from dateline.merging.features import Drawn, draw
from dateline.merging.merge import components, origins_of, relate
from dateline.model import CodedReport, Report

WORDS = [f"{a}{b}" for a in ("ka", "lo", "mi", "ru", "sen", "tor", "vel", "zan") for b in ("bar", "dek", "fil", "gos", "hul", "jin", "pel")]


def text(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def drawn(reports: Sequence[CodedReport], rules: Rules, tables: Tables) -> list[Drawn]:
    return [draw(c, tables.stemmer, tables.rarity, rules) for c in reports]


@pytest.fixture
def groups(rules: Rules, tables: Tables) -> Callable[..., list[int]]:
    """For each text the place of the first of its copies."""

    def found(*texts: str, days: Sequence[str] = ()) -> list[int]:
        published: list[dt.date | None] = [dt.date.fromisoformat(day) for day in days]
        published = published or [None] * len(texts)
        reports = [CodedReport(Report(f"{i:04}", t, published=p)) for i, (t, p) in enumerate(zip(texts, published, strict=True))]
        known = drawn(reports, rules, tables)
        firsts = {}
        for group in components([d.ident for d in known], relate(known, rules)[0]):
            firsts.update(dict.fromkeys(map(int, group), min(map(int, group))))
        return [firsts[i] for i in range(len(texts))]

    return found


def test_copies_cut_and_framed_are_found_and_others_are_not(groups: Callable[..., list[int]]) -> None:
    wire = text(1, 300)
    cut, framed, recased = " ".join(wire.split()[:60]), "From our desk. " + wire + " All rights reserved.", wire.upper()
    assert groups(wire, text(2, 300), cut, framed, recased, text(3, 200), "") == [0, 1, 0, 0, 0, 5, 6]


def test_a_shared_quotation_makes_no_copy(groups: Callable[..., list[int]]) -> None:
    quoted = text(9, 30)
    assert groups(f"{text(1, 150)} {quoted}", f"{quoted} {text(2, 150)}") == [0, 1]


def test_short_texts_are_copies_only_if_equal(groups: Callable[..., list[int]]) -> None:
    assert groups("Troops entered Izmir.", "troops entered Izmir", "Troops left Izmir.") == [0, 0, 2]


def test_hundreds_of_copies_are_one_group(groups: Callable[..., list[int]]) -> None:
    wire = text(1, 120)
    assert set(groups(*(f"{wire} {i}" for i in range(300)))) == {0}


def test_a_text_that_is_printed_a_month_later_is_no_copy(groups: Callable[..., list[int]]) -> None:
    wire = text(1, 120)
    assert groups(wire, wire, wire, days=("2024-03-01", "2024-03-31", "2024-05-01")) == [0, 0, 2]


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

    def keys_of(settings: Rules, *reports: CodedReport) -> list[str]:
        known = {d.ident: d for d in drawn(reports, settings, tables)}
        origins = origins_of(components(known, relate(list(known.values()), settings)[0]), known, tables.outlets)
        return [origins[ident].key for ident in sorted(origins)]

    keys = keys_of(rules, *reports)
    agency = "Agence France-Presse"
    assert keys == [agency, agency, "The Daily One", agency, "report e", "Associated Press"]
    strict = dataclasses.replace(rules, copies=dataclasses.replace(rules.copies, jaccard=1.0, containment=1.0))
    altered = tell("g", " ".join(wire.split()[:90]) + " and so on", outlet="Evening Two", wire="AFP", published="2024-03-06")
    assert keys_of(rules, reports[0], altered) == [agency, agency]
    assert keys_of(strict, reports[0], altered) == ["Daily One", agency]
