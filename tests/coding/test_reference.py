"""Who is meant by pronouns, descriptions and bare surnames; and what stays open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from dateline.model import CodedReport, EventMention, Participant

Coded = Callable[..., CodedReport]
DAY = dt.date(2022, 3, 1)


def _actors(coded: Coded, text: str, trigger: str, day: dt.date = DAY) -> list[Participant]:
    found: list[EventMention] = [e for e in coded(text, day).events or () if e.trigger.text == trigger]
    assert found, "no such event"
    return list(found[0].actors)


@pytest.mark.parametrize(
    ("text", "trigger", "names"),
    [
        (
            "Volodymyr Zelenskiy met Emmanuel Macron in Kyiv. The two leaders signed an agreement.",
            "signed",
            ["Volodymyr Zelenskiy", "Emmanuel Macron"],
        ),
        ("Kenya and Uganda held talks. Both countries signed a trade agreement.", "signed", ["Kenya", "Uganda"]),
        ("Kenya and Uganda held talks on Monday. The two countries signed a trade agreement.", "signed", ["Kenya", "Uganda"]),
        ("Hezbollah shelled a village. The group threatened Israel with more attacks.", "threatened", ["Hezbollah"]),
        ("Turkish police detained Ali Demir, a lawyer. He criticised the government on Friday.", "criticised", ["Ali Demir"]),
        ("Finnish Foreign Minister Pekka Aalto met farmers. Aalto criticised Russia.", "criticised", ["Pekka Aalto"]),
        ("The group has bases in Lebanon. Hezbollah shelled a village.", "shelled", ["Hezbollah"]),
    ],
)
def test_who_is_meant(coded: Coded, text: str, trigger: str, names: list[str]) -> None:
    assert [p.name for p in _actors(coded, text, trigger)] == names


def test_members_of_a_plural_share_its_words_and_say_where_the_fuller_ones_stand(coded: Coded) -> None:
    text = "Kenya and Uganda held talks. The two countries signed a trade agreement."
    one, other = _actors(coded, text, "signed")
    assert (one.start, one.end) == (other.start, other.end)
    assert text[one.start : one.end] == "The two countries"
    assert one.refers_to is not None
    assert text[one.refers_to.start : one.refers_to.end] == "Kenya"
    assert one.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Ann Reed met Carla Fonseca and Ines Duarte. They sat down. She criticised the government.", "criticised"),
        ("Kenya, Uganda and Rwanda held talks. The two countries signed an agreement.", "signed"),
        ("The man left the town. The group criticised the army.", "criticised"),
        ("A minister spoke in Oslo. The president criticised the army.", "criticised"),
    ],
)
def test_what_is_not_clear_stays_open(coded: Coded, text: str, trigger: str) -> None:
    for p in _actors(coded, text, trigger):
        assert p.refers_to is None
        assert p.name is None


@pytest.mark.parametrize(
    ("day", "holder"),
    [(dt.date(2009, 3, 1), "Dmitry Medvedev"), (dt.date(2015, 3, 1), "Vladimir Putin"), (dt.date(1995, 3, 1), "Boris Yeltsin")],
)
def test_an_office_means_its_holder_on_the_day(coded: Coded, day: dt.date, holder: str) -> None:
    (actor,) = _actors(coded, "The Russian president criticised Norway.", "criticised", day)
    assert (actor.name, actor.code, actor.title) == (holder, "RUSGOV", "president")
    assert "offices.tsv" in actor.reason


def test_a_former_president_holds_no_office(coded: Coded) -> None:
    (actor,) = _actors(coded, "The former Russian president criticised Norway.", "criticised")
    assert actor.name is None
    assert actor.title != "president"
    (actor,) = _actors(coded, "Boris Yeltsin criticised Norway.", "criticised", dt.date(2003, 1, 1))
    assert (actor.code, actor.title) == ("RUSELI", None)


def test_a_surname_alone_is_the_holder_only_if_the_report_names_the_country(coded: Coded) -> None:
    (actor,) = _actors(coded, "Germany is a partner. Scholz criticised the bank.", "criticised")
    assert (actor.name, actor.country) == ("Olaf Scholz", "DEU")
    (actor,) = _actors(coded, "Scholz criticised the bank.", "criticised")
    assert actor.code is None


def test_kims_father_is_not_kim(coded: Coded) -> None:
    text = "North Korea opened a museum. It honours Kim's father, Kim Jong Il. Kim criticised Japan."
    (actor,) = _actors(coded, text, "criticised", dt.date(2024, 6, 19))
    assert actor.name == "Kim Jong-un"


def test_a_title_is_that_of_the_events_day(coded: Coded) -> None:
    text = "In 2009, Dmitry Medvedev criticised Georgia."
    (actor,) = _actors(coded, text, "criticised", dt.date(2024, 6, 19))
    assert (actor.code, actor.title) == ("RUSGOV", "president")


def test_i_in_a_quotation_is_its_speaker(coded: Coded) -> None:
    text = '"I condemn the attack on the village," Emmanuel Macron said on Monday.'
    (actor,) = _actors(coded, text, "condemn")
    assert actor.name == "Emmanuel Macron"
    assert actor.text == "I"


@pytest.mark.parametrize("name", ["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy", "Volodimir Zelensky"])
def test_spellings_of_one_name(coded: Coded, name: str) -> None:
    (actor,) = _actors(coded, f"{name} criticised Hungary.", "criticised")
    assert actor.code == "UKRGOV"


def test_a_name_that_several_share_is_decided_by_the_country_or_left_open(coded: Coded) -> None:
    (actor,) = _actors(coded, "Nova Scotia lies in Canada. The Green Party criticised the dam.", "criticised")
    assert actor.code == "CANPTY"
    (actor,) = _actors(coded, "The Green Party criticised the dam.", "criticised")
    assert actor.code is None
    assert len(actor.candidates) > 2
