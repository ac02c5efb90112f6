"""The gazetteer: its file, its names, its tables, and what it costs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge import places
from dateline.knowledge.places import Gazetteer, key, load_places, open_gazetteer, pack
from dateline.knowledge.tables import Library


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_places(Library())


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("St. Louis", "saint louis"),
        ("Île-de-France", "ile de france"),
        ("Mt. Pleasant", "mount pleasant"),
        ("Coeur d'Alene", "coeur dalene"),
    ],
)
def test_names_are_folded(name: str, folded: str) -> None:
    assert key(name) == folded


@pytest.mark.parametrize(
    ("name", "kind", "country", "latitude", "longitude"),
    [
        ("Nairobi", "place", "KEN", -1.28, 36.82),
        ("Zürich", "place", "CHE", 47.37, 8.55),
        ("Zurich", "place", "CHE", 47.37, 8.55),
        ("Orange County", "admin2", "USA", 33.8, -117.9),
        ("Queensland", "admin1", "AUS", -20, 145),
        ("Kenya", "country", "KEN", 1, 38),
        ("Donbas", "region", "UKR", 48.2, 38.3),
        ("Strait of Hormuz", "water", "", 26.6, 56.3),
        ("Gaza Strip", "region", "PSE", 31.4, 34.4),
    ],
)
def test_what_it_holds(gazetteer: Gazetteer, name: str, kind: str, country: str, latitude: float, longitude: float) -> None:
    found = next(p for p in gazetteer.find(name) if p.kind == kind)
    assert found.country == country
    assert abs(found.latitude - latitude) < 0.6
    assert abs(found.longitude - longitude) < 0.6


def test_the_larger_place_of_a_name_comes_first(gazetteer: Gazetteer) -> None:
    found = [p for p in gazetteer.find("Birmingham") if p.kind == "place"]
    assert [p.population for p in found] == sorted((p.population for p in found), reverse=True)
    assert {"GBR", "USA"} <= {p.country for p in found}


def test_a_town_knows_its_regions(gazetteer: Gazetteer) -> None:
    town = next(p for p in gazetteer.find("Tucson") if p.kind == "place")
    assert (town.country, town.admin1) == ("USA", "Arizona")
    assert [gazetteer.place(i).kind for i in town.above] == ["admin2", "admin1", "country"]


@pytest.mark.parametrize("name", ["", " ", "Xyzzyville", "\ud800", "a" * 5000, "\x00", "ÿÿÿ"])
def test_what_is_no_name_is_not_found(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name) == ()


def test_opening_and_looking_up_are_fast() -> None:
    started = time.perf_counter()
    bare = open_gazetteer(Path(places.__file__).parent / "data/places/gazetteer.bin")
    assert bare.find("Nairobi")
    assert time.perf_counter() - started < 0.25


def test_it_fits_into_the_package() -> None:
    assert (Path(places.__file__).parent / "data/places/gazetteer.bin").stat().st_size < 25_000_000


def test_packing_and_opening_agree(tmp_path: Path) -> None:
    facts = [(10.0, 20.0, 7, 900, places.NOBODY, "country", "Ruritania"), (10.5, 20.25, 8, 500, 0, "place", "Strelsau")]
    path = tmp_path / "small.bin"
    path.write_bytes(pack(facts, {"ruritania": [0], "strelsau": [1], "zenda": [1]}, ["RUR"]))
    (found,) = open_gazetteer(path).find("Zenda")
    assert (found.name, found.country, found.latitude, found.longitude, found.geonames_id) == ("Strelsau", "RUR", 10.5, 20.25, 8)


def test_a_file_of_another_layout_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.bin").write_bytes(b"something else")
    with pytest.raises(KnowledgeError, match="layout"):
        open_gazetteer(tmp_path / "old.bin")
    with pytest.raises(KnowledgeError, match="missing"):
        open_gazetteer(tmp_path / "none.bin")


def test_a_user_adds_places_and_bad_rows_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "places"
    folder.mkdir()
    header = "name\taliases\tkind\tcountry\tlatitude\tlongitude\tnote\n"
    rows = "Camp Zenith\tZenith Base\tsite\tKEN\t1.5\t38.5\t\nNowhere\t\tsite\t\t95\t0\t\nOdd\t\tplanet\t\t5\t0\t\n"
    (folder / "own.tsv").write_text(header + rows, encoding="utf-8")
    complaints: list[KnowledgeError] = []
    gazetteer = load_places(Library(tmp_path, complaints.append))
    (camp,) = gazetteer.find("Zenith Base")
    assert (camp.name, camp.country, camp.latitude) == ("Camp Zenith", "KEN", 1.5)
    assert gazetteer.find("Donbas")
    assert len(complaints) == 2
