"""The actor tables as a whole: terms that overlap, names that lead to two rows, and how names are looked up."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from pathlib import Path

import pytest

from dateline.knowledge import Knowledge, load
from dateline.knowledge.lookup import look_up
from dateline.knowledge.tables import Library, Row

OFFICES = ("country", "office", "person", "aliases", "from", "to", "wikidata", "note")
ACTORS = ("id", "name", "aliases", "code", "country", "sectors", "kind", "from", "to", "members", "wikidata", "note")
NO_NAMES = ("agents", "countries", "descriptions", "epithets", "facilities", "leaders", "offices", "transliteration")


def _day(text: str, *, last: bool) -> dt.date:
    """The first or last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    if not text:
        return dt.date.max if last else dt.date.min
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    if len(parts) == 2:
        following = dt.date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return following - dt.timedelta(days=1) if last else dt.date(parts[0], parts[1], 1)
    return dt.date(parts[0], 12, 31) if last else dt.date(parts[0], 1, 1)


def test_terms_of_one_office_do_not_overlap_unless_it_is_shared() -> None:
    """Terms dated only by month or year may seem to overlap within that month or year."""
    by_post: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in Library().rows("actors/offices.tsv", OFFICES):
        if row["country"] and "shared" not in row["note"] and "acting" not in row["note"]:
            by_post[row["country"], row["office"]].append(row)
    wrong = []
    for rows in by_post.values():
        rows.sort(key=lambda r: r["from"])
        for one, other in itertools.pairwise(rows):
            ends, begins = _day(one["to"], last=False) if one["to"] else dt.date.max, _day(other["from"], last=True)
            if (ends - begins).days > 31:
                wrong.append(
                    f"{other.source}:{one.line},{other.line} {one['country']} {one['office']}: {one['person']} / {other['person']}"
                )
    assert wrong == []


def test_no_name_leads_silently_to_two_rows() -> None:
    """Two rows may share a name if a note says "shared" or their dates part them; the coder then asks the country, or leaves it open."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    ids: dict[str, str] = {}
    for name in Library().names("actors"):
        if Path(name).stem in NO_NAMES:
            continue
        for row in Library().rows(name, ACTORS):
            assert row["id"] not in ids, f"{row.source}:{row.line}: the id {row['id']} stands at {ids[row['id']]} already"
            ids[row["id"]] = f"{row.source}:{row.line}"
            for alias in {row["name"], *row.many("aliases")}:
                by_name[alias].append(row)
    silent = []
    for alias, rows in by_name.items():
        for i, one in enumerate(rows):
            for other in rows[i + 1 :]:
                together = _day(one["from"], last=False) <= _day(other["to"], last=True) and _day(other["from"], last=False) <= _day(
                    one["to"], last=True
                )
                if together and "shar" not in one["note"] + other["note"]:
                    silent.append(f"{alias}: {one.source}:{one.line} and {other.source}:{other.line}")
    assert silent == []


@pytest.mark.parametrize(
    ("name", "on", "first"),
    [
        ("Russian president", "2009-05-01", "Dmitry Medvedev"),
        ("president of Russia", "1995-01-01", "Boris Yeltsin"),
        ("Zelenskyy", "2022-01-01", "Volodymyr Zelensky"),
        ("MOAMMAR GADHAFI", "2005-01-01", "Muammar Gaddafi"),
        ("Kremlin", None, "Kremlin"),
        ("gunmen", None, "gunman"),
    ],
)
def test_a_name_is_looked_up_in_any_spelling(knowledge: Knowledge, name: str, on: str | None, first: str) -> None:
    found = look_up(knowledge.actors, name, on)
    assert found[0].name == first
    assert found[0].valid
    assert found[0].rule.startswith("actors/")


def test_what_no_longer_holds_says_so(knowledge: Knowledge) -> None:
    (yeltsin, *_) = [k for k in look_up(knowledge.actors, "Boris Yeltsin", "2009-05-01") if k.what.startswith("president")]
    assert not yeltsin.valid


def test_nobody_is_known_by_nonsense(knowledge: Knowledge) -> None:
    assert look_up(knowledge.actors, "Qwertz Uiop") == []


def test_a_users_row_goes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    header = "\t".join(ACTORS)
    (tmp_path / "actors" / "mine.tsv").write_text(f"{header}\nmy_hamas\tHamas\t\tPSEGOV\tPSE\tGOV\tgovernment\t\t\t\t\t\n")
    match = load(tmp_path).actors.at("Hamas said", 0)
    assert match is not None
    assert [a.code for a in match.actors] == ["PSEGOV"]
