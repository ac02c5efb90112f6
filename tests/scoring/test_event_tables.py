"""ACLED and UCDP tables against a coded record: matched by actor, days and distance."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import UnreadableInput
from dateline.scoring.event_tables import form_of, read_table
from dateline.scoring.happenings import Happening, from_coded
from dateline.scoring.matching import Window, score_table
from dateline.scoring.model import Scores
from dateline.scoring.names import agree, country_names, name_of

COUNTRIES = country_names()
ACLED = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,location,latitude,longitude,geo_precision,"
    "fatalities"
)
BATTLE = "KEN1,17 June 2024,1,Battles,Armed clash,Military Forces of Kenya (2022-),Al Shabaab,Kenya,Lamu,-2.27,40.90,1,4"
UCDP = "id;type_of_violence;side_a;side_b;country;latitude;longitude;date_start;date_end;best;low;high;where_prec"


def table(tmp_path: Path, *lines: str) -> tuple[list[Happening], list[str]]:
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    form = form_of(path)
    assert form is not None
    skipped: list[UnreadableInput] = []
    return read_table(path, form, COUNTRIES, on_skip=skipped.append), [str(s) for s in skipped]


def clash(**fields: Any) -> dict[str, Any]:
    return {
        "id": "m-1",
        "mentions": [],
        "type": "ASSAULT",
        "mode": None,
        "auxiliary": [],
        "status": "reported",
        "actors": [{"text": "Kenyan troops", "name": None, "country": "KEN", "sectors": ["MIL"]}],
        "recipients": [{"text": "al-Shabaab militants", "name": "al-Shabaab", "country": "SOM", "sectors": ["REB"]}],
        "when": {"start": "2024-06-18", "end": "2024-06-18"},
        "where": {"name": "Lamu", "country": "KEN", "latitude": -2.27, "longitude": 40.9, "precision": "place"},
        "magnitudes": [{"kind": "killed", "low": 3, "high": 5}],
        **fields,
    }


def scored(rows: list[Happening], *events: dict[str, Any]) -> Scores:
    return score_table("acled", rows, from_coded(events, COUNTRIES)[0], Window(), samples=0)


def test_a_battle_is_found_and_compared(tmp_path: Path) -> None:
    rows, skipped = table(tmp_path, ACLED, BATTLE)
    assert skipped == []
    scores = scored(rows, clash())
    assert scores.figures["event"] == {"P": 1, "R": 1, "F1": 1}
    assert (scores.figures["every_actor"], scores.figures["same_day"], scores.figures["deaths"]) == (1, 0, 1)
    assert [miss.kind for miss in scores.misses] == ["not: same day"]


@pytest.mark.parametrize(
    "changed",
    [
        {"when": {"start": "2024-06-25", "end": "2024-06-25"}},
        {"where": {"name": "Nairobi", "country": "KEN", "latitude": -1.28, "longitude": 36.82, "precision": "place"}},
        {"actors": [{"text": "Ugandan troops", "country": "UGA"}], "recipients": [{"text": "cattle raiders", "country": "UGA"}]},
        {"type": "CONSULT"},
    ],
)
def test_what_is_too_far_in_days_place_actors_or_type_is_missed(tmp_path: Path, changed: dict[str, Any]) -> None:
    rows, _ = table(tmp_path, ACLED, BATTLE)
    assert scored(rows, clash(**changed)).figures["event"]["R"] == 0


def test_each_row_and_each_event_once_and_precision_only_over_what_could_be_listed(tmp_path: Path) -> None:
    rows, _ = table(tmp_path, ACLED, BATTLE)
    elsewhere = clash(id="m-3", where={"name": "Goma", "country": "COD", "latitude": -1.7, "longitude": 29.2})
    scores = scored(rows, clash(), clash(id="m-2"), elsewhere, clash(id="m-4", type="CONSULT"))
    assert scores.figures["event"] == {"P": 0.5, "R": 1, "F1": 0.6667}
    assert scores.figures["coded_events"] == 4
    assert sorted(m.kind for m in scores.misses) == ["not in the table", "not: same day"]


def test_only_plain_facts_with_a_day_are_compared() -> None:
    events = [clash(), clash(auxiliary=["future"]), clash(status="denied"), clash(when={"start": None, "end": None})]
    found, undated, unreal = from_coded(events, COUNTRIES)
    assert (len(found), undated, unreal) == (1, 1, 2)
    report = {"report": {"id": "r"}, "events": [clash()]}
    assert from_coded([report], COUNTRIES)[0][0].source == "r"


def test_a_region_is_matched_by_its_country(tmp_path: Path) -> None:
    rows, _ = table(tmp_path, ACLED, BATTLE.replace(",1,4", ",3,4"))
    vague = clash(where={"name": "Coast", "country": "KEN", "latitude": -4.0, "longitude": 39.0, "precision": "admin1"})
    assert scored(rows, vague).figures["event"]["R"] == 1
    assert scored(rows, clash(where={"name": "Kenya", "country": "KEN", "precision": "country"})).figures["event"]["R"] == 1


def test_without_a_place_both_sides_must_agree(tmp_path: Path) -> None:
    rows, _ = table(tmp_path, ACLED, BATTLE)
    assert scored(rows, clash(where=None)).figures["event"]["R"] == 1
    assert scored(rows, clash(where=None, recipients=[])).figures["event"]["R"] == 0


def test_ucdp_with_semicolons(tmp_path: Path) -> None:
    lines = (UCDP, "7;1;Government of Kenya;Al-Shabaab;Kenya;-2.27;40.90;2024-06-17 00:00:00.000;2024-06-18;4;2;9;1")
    rows, skipped = table(tmp_path, *lines)
    assert skipped == []
    assert (rows[0].first, rows[0].last, rows[0].deaths) == (dt.date(2024, 6, 17), dt.date(2024, 6, 18), (2, 9))
    assert scored(rows, clash()).figures["event"]["R"] == 1


def test_a_bad_row_is_named_by_column_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows, skipped = table(
        tmp_path,
        ACLED,
        BATTLE.replace("17 June 2024", "soon"),
        BATTLE.replace("Battles", "Weather").replace("Armed clash", "Rain"),
        BATTLE.replace("-2.27", "north"),
        BATTLE.replace("-2.27", "97"),
        BATTLE.replace("-2.27", "nan"),
        BATTLE,
    )
    assert len(rows) == 1
    columns = ("event_date: 'soon'", "event_type: 'Weather'", "latitude: 'north'", "latitude, longitude: 97.0", "latitude: 'nan'")
    for number, (line, column) in enumerate(zip(skipped, columns, strict=True), start=2):
        assert f"table.csv:{number}: {column}" in line


def test_what_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    assert form_of(path) is None
    with pytest.raises(UnreadableInput, match="has no column event_id_cnty"):
        read_table(path, "acled", COUNTRIES, on_skip=lambda _: None)
    path.write_bytes(b"a,\xff\n")
    with pytest.raises(UnreadableInput, match="not UTF-8"):
        read_table(path, "acled", COUNTRIES, on_skip=lambda _: None)
    with pytest.raises(UnreadableInput, match="cannot be read"):
        form_of(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Military Forces of Kenya (2022-)", "Kenyan troops", True),
        ("Police Forces of Kenya (2022-)", "Kenyan troops", False),
        ("Al Shabaab", "al-Shabaab", True),
        ("Protesters (Kenya)", "demonstrators", True),
        ("Civilians (Kenya)", "Ugandan villagers", False),
        ("Wagner Group", "Azov Regiment", False),
        ("Government of Côte d'Ivoire", "Ivory Coast", True),
    ],
)
def test_names_agree(one: str, other: str, same: bool) -> None:
    assert agree(name_of(one, COUNTRIES), name_of(other, COUNTRIES)) is same
