"""Dictionaries of other event coders: what their lines mean, and that a broken one costs only itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge.dictionaries import ActorRecord, AgentRecord, Format, Kind, Record, decoded, read_dictionary, readable

Heard = list[tuple[int | None, str]]


def read(
    folder: Path, text: str | bytes, form: Format | None = None, kind: Kind | None = None, name: str = "own.txt"
) -> tuple[list[Record], Heard, Heard]:
    """The records of a text, the complaints and the remarks."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    complaints: list[KnowledgeError] = []
    remarks: list[KnowledgeError] = []
    records = read_dictionary(path, complaints.append, remarks.append, form, kind)
    assert all(e.source == str(path) for e in (*complaints, *remarks))
    return records, [(e.line, e.reason) for e in complaints], [(e.line, e.reason) for e in remarks]


def terms(records: list[Record]) -> list[tuple[str, str, str, str]]:
    return [(r.name, r.code, r.since, r.until) for r in records if isinstance(r, ActorRecord)]


@pytest.mark.parametrize(
    ("brackets", "expected"),
    [
        ("[QQQGOV]", [("QQQGOV", "", "")]),
        ("[QQQGOV <900101]", [("QQQGOV", "", "1989-12-31")]),
        ("[QQQGOV >20010203]", [("QQQGOV", "2001-02-03", "")]),
        ("[QQQGOV 900101-991231]", [("QQQGOV", "1990-01-01", "1999-12-31")]),
        ("[QQQGOV 19900101 - 20051231]", [("QQQGOV", "1990-01-01", "2005-12-31")]),
        ("[QQQGOV 290101-290301]", [("QQQGOV", "2029-01-01", "2029-03-01")]),
        ("[QQQGOV 300101-310301]", [("QQQGOV", "1930-01-01", "1931-03-01")]),
        ("[QQQGOV 19900000-19920200]", [("QQQGOV", "1990-01-01", "1992-02-29")]),
        ("[QQQGOV 19900101-99991231]", [("QQQGOV", "1990-01-01", "")]),
        # the day on which one ends and another begins is the later one's
        ("[QQQGOV 331108-730717][QQQELI >730717]", [("QQQGOV", "1933-11-08", "1973-07-16"), ("QQQELI", "1973-07-17", "")]),
        ("[QQQREB <19990427] [QQQGOV >19990427]", [("QQQREB", "", "1999-04-26"), ("QQQGOV", "1999-04-27", "")]),
        # a code without dates holds where no dated one does
        (
            "[QQQELI][QQQGOV 900101-991231]",
            [("QQQGOV", "1990-01-01", "1999-12-31"), ("QQQELI", "", "1989-12-31"), ("QQQELI", "2000-01-01", "")],
        ),
    ],
)
def test_times(tmp_path: Path, brackets: str, expected: list[tuple[str, str, str]]) -> None:
    together, complaints, remarks = read(tmp_path, f"ADA_EXAMPLE_ {brackets} ; a remark [XXX]\n")
    below, _, _ = read(tmp_path, "ADA_EXAMPLE_\n\t" + brackets.replace("]", "]\n\t") + "\n")
    assert terms(together) == [("ADA EXAMPLE", *e) for e in expected]
    assert terms(below) == terms(together)
    assert (complaints, remarks) == ([], [])


def test_overlapping_times_are_the_first_codes(tmp_path: Path) -> None:
    records, complaints, remarks = read(tmp_path, "ADA [QQQGOV 900101-991231]\n  [QQQMIL 950101-051231]\n  [QQQOPP 960101-970101]\n")
    assert terms(records) == [("ADA", "QQQGOV", "1990-01-01", "1999-12-31"), ("ADA", "QQQMIL", "2000-01-01", "2005-12-31")]
    assert [line for line, _ in complaints] == [3]
    assert [line for line, _ in remarks] == [2]


TABARI = """\
Created: 12 May 2009
<FIRST=19790101>
; the sea kingdoms
<!-- not yet
ATLANTIS_ [ATL]
-->
LEMURIA_ [LEM] ; sunk
AL=DORADO_LEAGUE [LEMREB] # open at the end
"""


def test_comments_headers_and_hyphens(tmp_path: Path) -> None:
    records, complaints, _ = read(tmp_path, TABARI)
    assert [(r.line, r.name) for r in records if isinstance(r, ActorRecord)] == [(7, "LEMURIA"), (8, "AL-DORADO LEAGUE")]
    assert complaints == []


def test_synonyms_belong_to_the_name_before_them(tmp_path: Path) -> None:
    text = "SEA_GUARD_ ; root\n+GUARD_OF_THE_SEA_\n+SEA=GUARD_\n\t[LEMMIL]\nFISHERS_UNION_ [LEMLAB]\n+FISHERS_\n"
    records, complaints, _ = read(tmp_path, text)
    assert [(r.name, r.aliases) for r in records if isinstance(r, ActorRecord)] == [
        ("SEA GUARD", ("GUARD OF THE SEA", "SEA-GUARD")),
        ("FISHERS UNION", ("FISHERS",)),
    ]
    assert complaints == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CONSTABLE_ [~COP]", ("constable", (), "COP")),
        ("CONSTABLE_ {CONSTABLES_} [~COP]", ("constable", (), "COP")),
        ("CROSSBOWMAN_ {MEN} [~MIL]", ("crossbowman", ("crossbowmen",), "MIL")),
        ("FERRY_OFFICER {OFFICERS} [~COP]", ("ferry officer", (), "COP")),
        ("FAMULUS {FAMULI_, FAMULUSES_} [~EDU]", ("famulus", ("famuli", "famuluses"), "EDU")),
        ("WATCHFOLK_ {} [~COP]", ("watchfolk", ("watchfolk",), "COP")),
        ("REEVE_ [JUD~]", ("reeve", (), "JUD")),
        ("SEA=REEVE_ [~GOVJUD]", ("sea-reeve", (), "GOVJUD")),
    ],
)
def test_agents(tmp_path: Path, line: str, expected: tuple[str, tuple[str, ...], str]) -> None:
    (record,), complaints, remarks = read(tmp_path, line)
    assert isinstance(record, AgentRecord)
    assert (record.noun, record.plurals, record.code) == expected
    assert (complaints, remarks) == ([], [])


def test_markers_are_passed_over_with_a_word(tmp_path: Path) -> None:
    records, complaints, remarks = read(tmp_path, "!FOLK! = MAN, WOMAN\nREEVE_ !PARTIC! [~JUD]\nFERRY_!FOLK!_ [~BUS]\n")
    assert [r.noun for r in records if isinstance(r, AgentRecord)] == ["reeve"]
    assert [line for line, _ in remarks] == [1, 2]
    assert [line for line, _ in complaints] == [3]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("BROKEN_ [LEMGOV", "cannot read"),
        ("BROKEN_ LEMGOV]", "expected NAME_ [CODE]"),
        ("BROKEN_", "has no code"),
        ("BROKEN_ [LEMG]", "is no code"),
        ("BROKEN_ [---]", "empty code"),
        ("BROKEN_ [LEM/ATL]", "several actors"),
        ("BROKEN_ [LEMGOV 991331]", "is no time"),
        ("BROKEN_ [LEMGOV <991331]", "'991331' is no date"),
        ("BROKEN_ [LEMGOV <99123]", "'99123' is no date"),
        ("BROKEN_ [LEMGOV 991231-900101]", "before it begins"),
        ("BROKEN_ [LEMGOV] and more", "cannot read"),
        ("BROKEN_ [~COP 900101-910101]", "no dates"),
        ("___ [LEMGOV]", "is no name"),
        ("+SYN_ [LEMGOV]", "no code of its own"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: str, word: str) -> None:
    records, complaints, _ = read(tmp_path, f"FIRST_ [LEM]\n{line}\n\nLAST_ [ATL]\n")
    assert terms(records) == [("FIRST", "LEM", "", ""), ("LAST", "ATL", "", "")]
    ((number, reason),) = complaints
    assert number == 2
    assert word in reason


def test_what_follows_a_broken_name_is_not_given_to_the_name_before(tmp_path: Path) -> None:
    records, complaints, _ = read(tmp_path, "FIRST_ [LEM 900101-910101]\nBRO]KEN\n[ATL >950101]\n")
    assert terms(records) == [("FIRST", "LEM", "1990-01-01", "1991-01-01")]
    assert [line for line, _ in complaints] == [2]


def test_lines_before_any_name_and_open_comments_are_named(tmp_path: Path) -> None:
    _, complaints, _ = read(tmp_path, "[LEM]\n+SYN_\nNAME_ [LEM]\n<!-- open\nLOST_ [LEM]\n")
    assert [line for line, _ in complaints] == [1, 2, 4]


def test_another_encoding_costs_its_line(tmp_path: Path) -> None:
    records, complaints, _ = read(tmp_path, b"CAF\xc9_ [LEMBUS]\r\nLAST_ [ATL]\r\n")
    assert terms(records) == [("LAST", "ATL", "", "")]
    assert [(line, "UTF-8" in reason) for line, reason in complaints] == [(1, True)]
    records, complaints, _ = read(tmp_path, "NAME_ [LEM]".encode("utf-16"))
    assert (records, [line for line, _ in complaints]) == ([], [None])


def test_the_kind_may_be_told(tmp_path: Path) -> None:
    text = "REEVE_ [~JUD]\nLEMURIA_ [LEM]\n"
    actors, complaints, _ = read(tmp_path, text, kind="actors")
    assert terms(actors) == [("LEMURIA", "LEM", "", "")]
    assert [line for line, _ in complaints] == [1]
    agents, _, _ = read(tmp_path, text, kind="agents")
    assert [r.code for r in agents] == ["JUD", "LEM"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_a_header_in_any_order(tmp_path: Path, separator: str) -> None:
    rows = [
        ["code", "name", "aliases", "to", "from", "colour"],
        ["LEMGOV", "Ada Example", "A. Example|Ada", "2005", "20010203", "red"],
        ["LEM", "Bad Date", "", "", "3 May", ""],
        ["LEMG", "Bad Code"],
        ["LEM", "Too", "many", "", "", "cells", "here"],
        ["LEM", "Short Row"],
    ]
    text = "\ufeff# ours\n" + "".join(separator.join(row) + "\n" for row in rows)
    records, complaints, remarks = read(tmp_path, text)
    assert terms(records) == [("Ada Example", "LEMGOV", "2001-02-03", "2005"), ("Short Row", "LEM", "", "")]
    assert isinstance(records[0], ActorRecord)
    assert records[0].aliases == ("A. Example", "Ada")
    assert [line for line, _ in complaints] == [4, 5, 6]
    assert [line for line, _ in remarks] == [2]


def test_quoted_cells_and_a_quote_that_is_not_closed(tmp_path: Path) -> None:
    records, complaints, _ = read(tmp_path, 'name,code\n"Example, Ada",LEMGOV\n"Open,LEM\nLast,ATL\n')
    assert [r.name for r in records if isinstance(r, ActorRecord)] == ["Example, Ada", "Last"]
    assert [line for line, _ in complaints] == [3]


def test_a_table_of_nouns(tmp_path: Path) -> None:
    records, complaints, _ = read(tmp_path, "noun,sector,kind\nSea-Reeve,JUD,\nferryman,~BUS,person\nodd,BUS,planet\n")
    assert [(r.noun, r.code, r.kind) for r in records if isinstance(r, AgentRecord)] == [
        ("sea-reeve", "JUD", ""),
        ("ferryman", "BUS", "person"),
    ]
    assert [line for line, _ in complaints] == [4]


def test_a_table_that_lacks_what_it_must_have(tmp_path: Path) -> None:
    records, complaints, _ = read(tmp_path, "who,what\nAda,LEM\n", form="csv")
    assert records == []
    assert complaints[0][0] == 1
    assert "lacks name" in complaints[0][1]


@pytest.mark.parametrize(
    ("code", "country", "sectors", "unknown"),
    [
        ("AFGGOVMIL", "AFG", ("GOV", "MIL"), ()),
        ("AFG", "AFG", (), ()),
        ("IGOUNO", "", ("IGO",), ()),
        ("REBXYZ", "", ("REB",), ("XYZ",)),
        ("AFGINSpsh", "AFG", (), ("INS", "PSH")),
    ],
)
def test_codes_taken_apart(code: str, country: str, sectors: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    found = decoded(code, {"AFG"})
    assert (found.country, found.sectors, found.unknown) == (country, sectors, unknown)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("BANK OF ENGLAND", "Bank of England"),
        ("THE HAGUE", "The Hague"),
        ("AL-QAEDA", "al-Qaeda"),
        ("JAMAL AL-OMARI", "Jamal al-Omari"),
        ("UN FORCE", "UN Force"),
        ("PKK", "PKK"),
        ("ANA", "ANA"),
        ("ANA PALACIO", "Ana Palacio"),
        ("U.N. FORCE", "U.N. Force"),
        ("O'NEILL MCDONALD III", "O'Neill McDonald III"),
        ("ST JOHN", "St John"),
        ("XI MING", "Xi Ming"),
        ("ÉMILE ŽUPAN", "Émile Župan"),
        ("van der Berg", "van der Berg"),
    ],
)
def test_names_in_capitals_become_readable(name: str, shown: str) -> None:
    assert readable(name, {"UN", "ANA"}, {"UN"}) == shown


def test_nothing_that_a_file_may_hold_raises(tmp_path: Path) -> None:
    dice = random.Random(7)
    pieces = ["NAME_", "[", "]", "{", "}", "~", "LEM", "COP", " ", "\t", "\n", "\n", "<", ">", "-", "900101", "00000000", "99991231"]
    pieces += ["+", "!", "=", ";", "#", "<!--", "-->", ",", '"', "name,code\n", "noun,sector\n", "é", "\u2028", "\x0b", "|", "²²²²"]
    for _ in range(2000):
        text = "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 40)))
        for form in (None, "csv"):
            read(tmp_path, text, form)
