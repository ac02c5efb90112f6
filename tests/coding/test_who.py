"""Who: names, nationalities, capitals, agent nouns, titles; and what stays open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.model import EventMention, Participant

Events = Callable[..., list[EventMention]]

# sentence, words of the participant, code, country, sectors
CASES = [
    ("France condemned the coup.", "France", "FRA", "FRA", ()),
    ("Moscow condemned the coup.", "Moscow", "RUSGOV", "RUS", ("GOV",)),
    ("The Kremlin condemned the coup.", "The Kremlin", "RUSGOV", "RUS", ("GOV",)),
    ("Russian troops attacked the village.", "Russian troops", "RUSMIL", "RUS", ("MIL",)),
    ("Egypt's police arrested two men.", "Egypt's police", "EGYCOP", "EGY", ("COP",)),
    ("Hezbollah fighters attacked a convoy.", "Hezbollah fighters", "LBNREB", "LBN", ("REB",)),
    ("The United Nations condemned the killings.", "The United Nations", "IGOUNO", None, ("IGO",)),
    ("Dozens of Iranian protesters attacked the police.", "Dozens of Iranian protesters", "IRNCVL", "IRN", ("CVL",)),
    ("Gunmen attacked a bus.", "Gunmen", "UAF", None, ("UAF",)),
]


def all_participants(found: list[EventMention]) -> list[Participant]:
    return [p for e in found for p in (*e.actors, *e.recipients)]


@pytest.mark.parametrize(("sentence", "text", "code", "country", "sectors"), CASES, ids=[c[0] for c in CASES])
def test_resolution(events: Events, sentence: str, text: str, code: str, country: str | None, sectors: tuple[str, ...]) -> None:
    people = {p.text: p for p in all_participants(events(sentence))}
    assert text in people, list(people)
    person = people[text]
    assert (person.code, person.country) == (code, country)
    assert person.sectors[: len(sectors)] == sectors


def test_a_title_gives_sector_and_country(events: Events) -> None:
    (event,) = events("Finnish Foreign Minister Pekka Haavisto criticised Hungary.")
    person = event.actors[0]
    assert (person.name, person.code, person.title) == ("Pekka Haavisto", "FINGOV", "foreign minister")


def test_a_surname_takes_what_the_full_mention_said(events: Events) -> None:
    found = events("Finnish Foreign Minister Pekka Haavisto arrived. Haavisto criticised Hungary.")
    person = next(p for e in found if e.type == "ACCUSE" for p in e.actors)
    assert person.text == "Haavisto"
    assert (person.name, person.code) == ("Pekka Haavisto", "FINGOV")


def test_a_pronoun_nobody_is_known_for_stays_open(events: Events) -> None:
    (event,) = events("He condemned Poland.")
    assert event.actors[0].text == "He"
    assert event.actors[0].code is None
    assert event.actors[0].name is None
    assert "actors" in event.reasons


def test_members_of_a_coordinated_phrase_are_separate(events: Events) -> None:
    (event,) = events("Russia, China and Iran condemned Japan.")
    assert [p.code for p in event.actors] == ["RUS", "CHN", "IRN"]


def test_a_backer_is_no_nationality(events: Events) -> None:
    (event,) = events("Iran-backed rebels attacked a tanker.")
    rebels = event.actors[0]
    assert rebels.backer == "IRN"
    assert rebels.country is None
