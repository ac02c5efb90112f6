from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import Report
from dateline.reading.datelines import recognise

Reading = Callable[..., tuple[list[Report], list[str]]]


@pytest.mark.parametrize(
    ("line", "place", "wire"),
    [
        ("NAIROBI, Kenya (AP) _", "NAIROBI, Kenya", "AP"),
        ("GENEVA, June 3 (Reuters) -", "GENEVA", "Reuters"),
        ("WASHINGTON (AP) —", "WASHINGTON", "AP"),
        ("BRUSSELS, April 4 (Example Wire) -", "BRUSSELS", "Example Wire"),
        ("BEIJING, June 19 (Xinhua) --", "BEIJING", "Xinhua"),
        ("MOSCOW, June 3. /TASS/.", "MOSCOW", "TASS"),
        ("MOSCOW. June 3 (Interfax) -", "MOSCOW", "Interfax"),
        ("Tehran, June 3, IRNA –", "Tehran", "IRNA"),
        ("Nairobi (AFP) -", "Nairobi", "AFP"),
        ("ST. PETERSBURG, Russia, 4 June 2024 (RIA Novosti) –", "ST. PETERSBURG, Russia", "RIA Novosti"),
        ("WASHINGTON/MOSCOW, Jan 5 (Reuters) -", "WASHINGTON/MOSCOW", "Reuters"),
        ("PORT-AU-PRINCE, Haiti (AP) —", "PORT-AU-PRINCE, Haiti", "AP"),
        ("McALLEN, Texas (AP) —", "McALLEN, Texas", "AP"),
        ("RIO DE JANEIRO (AP) —", "RIO DE JANEIRO", "AP"),
        ("SAN FRANCISCO -", "SAN FRANCISCO", None),
        ("N'DJAMENA, Chad —", "N'DJAMENA, Chad", None),
        ("MOSCOW—", "MOSCOW", None),
        ("MOSCOW--", "MOSCOW", None),
        ("LAHORE:", "LAHORE", None),
        ("(Reuters) -", None, "Reuters"),
        ("June 3 (Reuters) -", None, "Reuters"),
    ],
)
def test_datelines(line: str, place: str | None, wire: str | None) -> None:
    text = f" \n{line} Officials met on Monday."
    found = recognise(text)
    assert found is not None
    assert (found.place, found.wire) == (place, wire)
    assert text[found.start : found.end] == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Officials met on Monday - for the first time.",
        "NATO - the alliance - met on Monday.",
        "BREAKING - Police left the town.",
        "UPDATE 2 - Police left the town.",
        "Putin (Russia) - the president - left.",
        "PYONGYANG (North Korea) - The leader left.",
        "Iran, Russia, China (BBC) - Three countries met.",
        "The governor (Reuters photo) said: no.",
        "WASHINGTON stayed silent - for once.",
        "Headline\nMOSCOW - The president left.",
        "The talks failed. NATO - the alliance - met on Monday.",
        "NCAA: The college paid its players.",
        "REUTERS/Ann Example/File Photo Soldiers left the town.",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert recognise(text) is None


def test_a_line_that_credits_an_agency_may_follow_a_headline() -> None:
    found = recognise("President leaves\n\nBy A. Writer\r\n\r\nMOSCOW (Reuters) - The president left.")
    assert found is not None
    assert found.place == "MOSCOW"


@pytest.mark.parametrize("line", ["SALEM, Ore. --", "BATH (AP) —", "QUETTA:", "NEW HAVEN -"])
def test_a_headline_may_stand_before_it_on_its_line(line: str) -> None:
    text = f"Council votes to close bridge. {line} The council voted on Monday."
    found = recognise(text)
    assert found is not None
    assert text[found.start : found.end] == line


def test_a_town_and_a_word_may_be_joined_by_its_dash() -> None:
    found = recognise("Iloilo City--Officials met on Monday.")
    assert found is not None
    assert found.place == "Iloilo City"


def test_reports_get_it_and_keep_their_text(jsonl: Reading, reading: Reading) -> None:
    text = "NAIROBI, Kenya (AP) _ Police left the town on Monday."
    reports, _ = jsonl({"text": text}, {"text": text, "wire": "DPA"}, {"text": text, "dateline": "KISUMU", "wire": "DPA"})
    assert [(r.dateline, r.wire) for r in reports] == [("NAIROBI, Kenya", "AP"), ("NAIROBI, Kenya", "DPA"), ("KISUMU", "DPA")]
    assert {r.text for r in reports} == {text}
    assert reading("-", stdin=text.encode())[0][0].wire == "AP"


@given(st.text(st.sampled_from("AB ab,.()/-—_\n'3"), max_size=200))
def test_offsets_lie_within_the_text(text: str) -> None:
    found = recognise(text)
    assert found is None or 0 <= found.start < found.end <= len(text)
