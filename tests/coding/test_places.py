"""Places: what is one, which one of its name, and where an event took place. Sentences and towns are our own choice."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from dateline.coding.coder import Coder
from dateline.model import CodedReport, EventMention, PlaceMention, Report

Coded = Callable[..., CodedReport]
Events = Callable[..., list[EventMention]]


def named(report: CodedReport, text: str) -> list[PlaceMention]:
    return [p for p in report.places or () if p.text == text]


@pytest.mark.parametrize(
    ("text", "name", "country", "latitude"),
    [
        ("A bridge collapsed in Springfield, Ill., on Monday.", "Springfield", "USA", 39.8),
        ("A bridge collapsed in Springfield, Mo., on Monday.", "Springfield", "USA", 37.2),
        ("Police in Cambridge, Ontario, searched the house.", "Cambridge", "CAN", 43.4),
        ("Farmers in Kent and Canterbury said they feared for the harvest, and Maidstone did too.", "Canterbury", "GBR", 51.3),
        ("The flood reached Santa Fe after Albuquerque and the rest of New Mexico.", "Santa Fe", "USA", 35.7),
        ("Troops left Tripoli for Misrata and Benghazi.", "Tripoli", "LBY", 32.9),
        ("Protesters in Tripoli, the second city of Lebanon, blocked the road to Beirut.", "Tripoli", "LBN", 34.4),
        ("The ship left Valparaiso for Santiago and Concepcion in Chile.", "Concepcion", "CHL", -36.8),
        ("The mayor of London, Ontario, resigned.", "London", "CAN", 43.0),
        ("Tourists flocked to London.", "London", "GBR", 51.5),
    ],
)
def test_which_one_of_its_name(coded: Coded, text: str, name: str, country: str, latitude: float) -> None:
    (place, *_) = named(coded(text), name)
    assert place.country == country
    assert place.latitude is not None
    assert abs(place.latitude - latitude) < 0.2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Paris Hilton told Michael Jordan that she would sing.", "Paris"),
        ("Mr. Lincoln said he was sorry.", "Lincoln"),
        ("Judge Washington heard the case.", "Washington"),
        ("He told the WHO that it was over.", "WHO"),
    ],
)
def test_what_is_no_place(coded: Coded, text: str, name: str) -> None:
    assert not named(coded(text), name)


def test_roles(coded: Coded) -> None:
    report = coded("Washington said that Russian planes had bombed a bridge in Washington.")
    assert [(p.text, p.role) for p in report.places or ()] == [
        ("Washington", "metonymic"),
        ("Russian", "adjectival"),
        ("Washington", "literal"),
    ]


def test_a_county_and_the_region_behind_it(coded: Coded) -> None:
    (county,) = named(coded("The sheriff of Maricopa County, Ariz., resigned."), "Maricopa County")
    assert county.latitude is not None
    assert abs(county.latitude - 33.5) < 0.5


def test_a_hamlet_the_gazetteer_lacks_takes_its_region(coded: Coded) -> None:
    (hamlet,) = named(coded("A barn burned in Qworthbury, Ohio, on Friday."), "Qworthbury")
    assert (hamlet.country, hamlet.geonames_id) == ("USA", None)


@pytest.mark.parametrize(
    ("text", "place", "precision"),
    [
        ("Gunmen killed two policemen in the northern town of Kunduz.", "Kunduz", "place"),
        ("In Nairobi, police arrested twenty protesters.", "Nairobi", "place"),
        ("Separatists attacked a checkpoint in the Donbas.", "Donbas", "admin1"),
        ("The Italian prime minister visited Beirut on Tuesday.", "Beirut", "place"),
        ("Rebels killed a priest in Kenya.", "Kenya", "country"),
    ],
)
def test_where_an_event_took_place(events: Events, text: str, place: str, precision: str) -> None:
    where = next(e.where for e in events(text) if e.where)
    assert (where.name, where.precision) == (place, precision)
    assert where.latitude is not None


def test_the_country_of_an_actor_is_no_place(events: Events) -> None:
    assert all(e.where is None for e in events("Russian troops attacked a village."))


def test_a_landmark_takes_its_town_and_says_so(events: Events) -> None:
    found = [e for e in events("Thousands of people protested at Kim Il Sung Square in Pyongyang.") if e.where]
    assert found
    assert found[0].where is not None
    assert found[0].where.country == "PRK"


def test_the_scene_serves_an_event_whose_words_name_no_place(events: Events) -> None:
    text = "A fire broke out in Mombasa on Friday. Gunmen then killed two guards."
    event = next(e for e in events(text) if e.type == "ASSAULT")
    assert event.where is not None
    assert event.where.name == "Mombasa"
    assert "scene" in event.reasons["where"]


def test_the_outlet_and_the_dateline_say_where(coder: Coder) -> None:
    text = "A Paris man was arrested on Tuesday."
    plain = coder.code(Report(id="a", text=text))
    texan = coder.code(Report(id="b", text=text, dateline="DALLAS, Texas"))
    assert [p.country for p in plain.places or ()] == ["FRA"]
    assert [p.country for p in texan.places or ()] == ["USA"]


def test_nothing_raises_and_spans_hold(coder: Coder) -> None:
    chance = random.Random(7)
    pieces = [
        "Paris",
        ",",
        "Ill.",
        "St.",
        "in",
        "County",
        "—",
        "\n",
        "D-",
        "Ohio",
        "“",
        "New",
        "York",
        "(",
        "U.S.",
        "É",
        "🙂",
        "of",
        "WHO",
        ".",
    ]
    for _ in range(40):
        text = " ".join(chance.choice(pieces) for _ in range(chance.randrange(1, 40)))
        for p in coder.code(Report(id="x", text=text)).places or ():
            assert text[p.start : p.end] == p.text or "\n" in text[p.start : p.end]


def test_the_abbreviation_of_a_body_is_no_village(coder: Coder) -> None:
    coded = coder.code(Report(id="un", text="U.N. officials met envoys of NATO in Geneva, the AP reported."))
    assert [p.name for p in coded.places or ()] == ["Geneva"]
