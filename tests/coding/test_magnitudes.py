"""How many, of what, of which event."""

from __future__ import annotations

import pytest

from dateline.coding.coder import Coder
from dateline.coding.magnitudes import Measured, as_told, magnitudes, tied
from dateline.coding.quantities import quantities
from dateline.coding.times import find_times
from dateline.model import Attribution, Span
from dateline.parsing.tree import Sentence

Row = tuple[str, float | None, float | None, str | None, str, str]
"""Kind, low, high, unit, the figure's words, the predicate's word."""


def parsed(coder: Coder, text: str) -> Sentence:
    return next(iter(coder.parser.parse(text, [Span(0, len(text))])))


def read(coder: Coder, text: str) -> tuple[Sentence, tuple[Measured, ...]]:
    s = parsed(coder, text)
    return s, magnitudes(s, coder.knowledge.magnitudes)


HARM: list[tuple[str, list[Row]]] = [
    ("An attack that left 12 dead shook Kabul.", [("killed", 12, 12, None, "12", "left")]),
    ("The bombing, in which 20 people died, was claimed by the group.", [("killed", 20, 20, None, "20", "died")]),
    ("A strike killing at least nine people hit Rafah.", [("killed", 9, None, None, "at least nine", "killing")]),
    ("At least 12 people, including 3 children, were killed.", [("killed", 12, None, None, "At least 12", "killed")]),
    (
        "12 people were killed and 30 wounded.",
        [("killed", 12, 12, None, "12", "killed"), ("injured", 30, 30, None, "30", "wounded")],
    ),
    (
        "A bomb exploded in Mosul, killing 7 and wounding dozens.",
        [("killed", 7, 7, None, "7", "killing"), ("injured", 24, 99, None, "dozens", "wounding")],
    ),
    ("The attack killed between 20 and 30 soldiers.", [("killed", 20, 30, None, "between 20 and 30", "killed")]),
    ("20-30 fighters died.", [("killed", 20, 30, None, "20-30", "died")]),
    ("Twenty to thirty fighters died in the raid.", [("killed", 20, 30, None, "Twenty to thirty", "died")]),
    ("The death toll rose to 45 from 30.", [("killed", 45, 45, None, "45", "toll")]),
    ("The death toll from the attack stood at 31.", [("killed", 31, 31, None, "31", "toll")]),
    ("The ministry put the death toll at 17.", [("killed", 17, 17, None, "17", "toll")]),
    ("The number of people killed in the clashes reached 45.", [("killed", 45, 45, None, "45", "killed")]),
    ("The attack caused 45 deaths.", [("killed", 45, 45, None, "45", "deaths")]),
    ("The explosion claimed at least 30 lives.", [("killed", 30, None, None, "at least 30", "claimed")]),
    ("The army lost 40 soldiers in the battle.", [("killed", 40, 40, None, "40", "lost")]),
    ("The accident killed as many as 60 migrants.", [("killed", None, 60, None, "as many as 60", "killed")]),
    ("The rebels killed no fewer than 30 civilians.", [("killed", 30, None, None, "no fewer than 30", "killed")]),
    ("20 people are feared dead.", [("killed", 20, 20, None, "20", "dead")]),
    ("Six people were shot dead in the camp.", [("killed", 6, 6, None, "Six", "shot")]),
    ("Nearly 4,000 people have been killed in the fighting.", [("killed", 4000, 4000, None, "Nearly 4,000", "killed")]),
    ("The airstrikes in 2019 killed 2000 people.", [("killed", 2000, 2000, None, "2000", "killed")]),
    ("Iran said 56 of its soldiers had died in the war.", [("killed", 56, 56, None, "56", "died")]),
    ("Of the 50 passengers, 12 died.", [("killed", 12, 12, None, "12", "died")]),
    ("A suicide bomber killed himself and 6 others.", [("killed", 6, 6, None, "6", "killed")]),
    ("No one was hurt in the blast.", [("injured", 0, 0, None, "No one", "hurt")]),
    ("Nobody was injured in the attack.", [("injured", 0, 0, None, "Nobody", "injured")]),
    ("The attack wounded several people.", [("injured", 3, 9, None, "several", "wounded")]),
    (
        "The shelling wounded four civilians, two of them seriously.",
        [("injured", 4, 4, None, "four", "wounded")],
    ),
    (
        "The strike left four dead and scores wounded.",
        [("killed", 4, 4, None, "four", "left"), ("injured", 40, 99, None, "scores", "left")],
    ),
    (
        "At least three people are dead and 10 are missing.",
        [("killed", 3, None, None, "At least three", "dead"), ("missing", 10, 10, None, "10", "missing")],
    ),
    ("Officials said 23 people were missing after the attack.", [("missing", 23, 23, None, "23", "missing")]),
    ("Dozens of soldiers are missing.", [("missing", 24, 99, None, "Dozens", "missing")]),
]

HELD_AND_FLED: list[tuple[str, list[Row]]] = [
    ("Police arrested 14 people, including two journalists.", [("arrested", 14, 14, None, "14", "arrested")]),
    ("More than 100 protesters were detained.", [("arrested", 100, None, None, "More than 100", "detained")]),
    ("Twenty-one migrants were arrested.", [("arrested", 21, 21, None, "Twenty-one", "arrested")]),
    ("Police made 15 arrests.", [("arrested", 15, 15, None, "15", "arrests")]),
    ("The arrest of 14 opposition members drew protests.", [("arrested", 14, 14, None, "14", "arrest")]),
    ("Security forces rounded up dozens of activists.", [("arrested", 24, 99, None, "dozens", "rounded")]),
    ("Police detained several hundred protesters at a march.", [("arrested", 300, 999, None, "several hundred", "detained")]),
    ("Police said 17 people had been taken into custody.", [("arrested", 17, 17, None, "17", "taken")]),
    ("Up to 200,000 people have been displaced by the fighting.", [("displaced", None, 200000, None, "Up to 200,000", "displaced")]),
    ("Tens of thousands of people fled the city.", [("displaced", 20000, 99999, None, "Tens of thousands", "fled")]),
    ("More than 1.5 million people have fled Sudan.", [("displaced", 1500000, None, None, "More than 1.5 million", "fled")]),
    ("Half a million people fled the fighting.", [("displaced", 500000, 500000, None, "Half a million", "fled")]),
    ("Authorities evacuated more than 10,000 residents.", [("displaced", 10000, None, None, "more than 10,000", "evacuated")]),
    ("Floods forced 30,000 people from their homes.", [("displaced", 30000, 30000, None, "30,000", "forced")]),
]

CROWDS_AND_TROOPS: list[tuple[str, list[Row]]] = [
    ("A protest of some 5,000 people blocked the bridge.", [("participants", 5000, 5000, None, "some 5,000", "protest")]),
    ("Thousands marched through Minsk.", [("participants", 2000, 9999, None, "Thousands", "marched")]),
    ("Some 300 people attended the rally in Minsk.", [("participants", 300, 300, None, "Some 300", "attended")]),
    ("The rally drew about 3,000 people.", [("participants", 3000, 3000, None, "about 3,000", "drew")]),
    ("The protest was attended by 400 people.", [("participants", 400, 400, None, "400", "attended")]),
    ("A 10,000-strong crowd gathered outside parliament.", [("participants", 10000, 10000, None, "10,000", "crowd")]),
    ("About 2,000 protesters blocked the road.", [("participants", 2000, 2000, None, "About 2,000", "blocked")]),
    ("Between 2,000 and 3,000 people protested in Tunis.", [("participants", 2000, 3000, None, "Between 2,000 and 3,000", "protested")]),
    ("France sent 300 troops to Niger.", [("troops", 300, 300, None, "300", "sent")]),
    ("NATO sent an additional 1,000 soldiers to Kosovo.", [("troops", 1000, 1000, None, "an additional 1,000", "sent")]),
    ("The United States will withdraw about 2,500 troops from Iraq.", [("troops", 2500, 2500, None, "about 2,500", "withdraw")]),
    ("Five hundred policemen were deployed in the capital.", [("troops", 500, 500, None, "Five hundred", "deployed")]),
    ("A 300-strong force landed on the island.", [("troops", 300, 300, None, "300", "force")]),
    ("North Korea fired 12 missiles into the sea.", [("weapons", 12, 12, None, "12", "fired")]),
    (
        "Russia launched 40 drones and 12 cruise missiles at Kyiv overnight.",
        [("weapons", 40, 40, None, "40", "launched"), ("weapons", 12, 12, None, "12", "launched")],
    ),
    ("Poland delivered a dozen tanks to Ukraine.", [("weapons", 12, 12, None, "a dozen", "delivered")]),
    ("Air defences shot down 30 of 45 drones.", [("weapons", 30, 30, None, "30", "shot")]),
]

MONEY: list[tuple[str, list[Row]]] = [
    ("Washington approved a $3.5 billion arms package for Taiwan.", [("money", 3500000000, 3500000000, "USD", "$3.5 billion", "package")]),
    ("The two countries signed a deal worth $3 billion.", [("money", 3000000000, 3000000000, "USD", "$3 billion", "deal")]),
    ("Germany pledged €200m in aid to Ukraine.", [("money", 200000000, 200000000, "EUR", "€200m", "pledged")]),
    ("India gave Rs 500 crore to Nepal.", [("money", 5000000000, 5000000000, "INR", "Rs 500 crore", "gave")]),
    ("Britain promised £5bn.", [("money", 5000000000, 5000000000, "GBP", "£5bn", "promised")]),
    ("The EU gave 10 million euros to Sudan.", [("money", 10000000, 10000000, "EUR", "10 million euros", "gave")]),
    ("Japan offered 200 billion yen in loans.", [("money", 200000000000, 200000000000, "JPY", "200 billion yen", "offered")]),
    ("The company paid a ransom of $2 million.", [("money", 2000000, 2000000, "USD", "$2 million", "ransom")]),
    ("Canada pledged up to $3-5 billion.", [("money", None, 5000000000, "USD", "up to $3-5 billion", "pledged")]),
]

DURATIONS: list[tuple[str, list[Row]]] = [
    ("The three-day strike ended on Monday.", [("duration", 3, 3, "day", "three-day", "strike")]),
    ("The court handed him a 10-year sentence.", [("duration", 10, 10, "year", "10-year", "sentence")]),
    ("The minister began a two-day visit to Ankara.", [("duration", 2, 2, "day", "two-day", "visit")]),
    ("He was sentenced to 15 years in prison.", [("duration", 15, 15, "year", "15 years", "sentenced")]),
    ("He was jailed for at least five years.", [("duration", 5, None, "year", "at least five years", "jailed")]),
    ("The talks lasted more than three hours.", [("duration", 3, None, "hour", "more than three hours", "lasted")]),
    ("Iran shelled the town for several hours.", [("duration", 3, 9, "hour", "several hours", "shelled")]),
    ("After three days of talks, the two sides signed a truce.", [("duration", 3, 3, "day", "three days", "talks")]),
    ("The ceasefire was extended by two weeks.", [("duration", 2, 2, "week", "two weeks", "extended")]),
]

NOTHING: list[tuple[str, list[Row]]] = [
    ("They met for the first time in ten years.", []),
    ("The president met 12 ministers.", []),
    ("The storm destroyed 300 houses.", []),
    ("A 45-year-old man was arrested.", []),
    ("The vote was 30-12.", []),
    ("The troops killed 5% of the cattle.", []),
    ("At 30, he was killed in 2015.", []),
    ("Oil sold for $80 a barrel.", []),
    ("The train carried 500 pounds of explosives.", []),
    ("Three G20 members bought AK-47 rifles.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), [*HARM, *HELD_AND_FLED, *CROWDS_AND_TROOPS, *MONEY, *DURATIONS, *NOTHING])
def test_what_is_measured_and_by_which_word(coder: Coder, text: str, expected: list[Row]) -> None:
    s, found = read(coder, text)
    assert [(m.kind, m.low, m.high, m.unit, text[m.start : m.end], s.tokens[m.predicate].text) for m in found] == expected


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("two hundred and fifty", 250, 250, None),
        ("two thousand three hundred and five", 2305, 2305, None),
        ("three hundred thousand", 300000, 300000, None),
        ("one and a half million", 1500000, 1500000, None),
        ("half a dozen", 6, 6, None),
        ("1,200,000", 1200000, 1200000, None),
        ("5,00,000", 500000, 500000, None),
        ("4.2 million", 4200000, 4200000, None),
        ("several dozen", 36, 99, None),
        ("100 or more", 100, None, None),
        ("20+", 20, None, None),
        ("five or six", 5, 6, None),
        ("10 to 20 thousand", 10000, 20000, None),
        ("US$1.2bn", 1200000000, 1200000000, "USD"),
        ("A$200 million", 200000000, 200000000, "AUD"),
        ("Rs. 200", 200, 200, "INR"),
        ("$1.5 to $2 billion", 1500000000, 2000000000, "USD"),
        ("hundreds of millions of dollars", 200000000, 999999999, "USD"),
        ("3 million Swiss francs", 3000000, 3000000, "CHF"),
        ("10-million-euro", 10000000, 10000000, "EUR"),
    ],
)
def test_how_many(coder: Coder, words: str, low: float, high: float | None, unit: str | None) -> None:
    text = f"They counted {words} in all."
    found = quantities(parsed(coder, text), coder.knowledge.magnitudes)
    assert [(q.low, q.high, q.unit, text[q.start : q.end]) for q in found] == [(low, high, unit, words)]


@pytest.mark.parametrize("words", ["5%", "5 per cent", "12:30", "G20", "AK-47", "12th", "1/2", "two-thirds", "3-1"])
def test_what_is_no_quantity(coder: Coder, words: str) -> None:
    assert quantities(parsed(coder, f"They saw {words}."), coder.knowledge.magnitudes) == ()


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("An attack that left 12 dead shook Kabul.", "attack"),
        ("The bombing, in which 20 people died, was claimed by the group.", "bombing"),
        ("A bomb exploded in Mosul, killing 7.", "exploded"),
        ("Turkey carried out two airstrikes, killing 5 fighters.", "airstrikes"),
        ("Nobody was injured in the attack.", "attack"),
        ("Hundreds of people were injured when the army stormed the camp.", "stormed"),
        ("The army attacked the village and 12 people were killed.", "attacked"),
        ("The attack caused 45 deaths.", "attack"),
        ("The toll from the attack rose to 45.", "attack"),
        ("The protest was attended by 400 people.", "protest"),
        ("The two countries signed a deal worth $3 billion.", "signed"),
        ("The minister began a two-day visit to Ankara.", "began"),
    ],
)
def test_a_figure_goes_to_the_nearest_event_up_or_down(coder: Coder, text: str, trigger: str) -> None:
    s, found = read(coder, text)
    at = next(t.i for t in s.tokens if t.text == trigger)
    assert tied(found, {at: "e-1"}) == {"e-1": found}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The mayor condemned an attack that killed 12 people.", "condemned"),
        ("Officials said 23 people were missing.", "said"),
        ("The blast, which killed one person, was condemned by the mayor.", "condemned"),
        ("After three days of talks, the two sides signed a truce.", "signed"),
        ("The talks collapsed after 20 people were killed.", "collapsed"),
    ],
)
def test_no_figure_goes_to_an_event_that_it_does_not_measure(coder: Coder, text: str, trigger: str) -> None:
    s, found = read(coder, text)
    at = next(t.i for t in s.tokens if t.text == trigger)
    assert tied(found, {at: "e-1"}) == {}


def test_each_event_gets_its_own_figures(coder: Coder) -> None:
    s, found = read(coder, "Police arrested 40 people and fired tear gas after rebels killed 3 officers.")
    at = {t.text: t.i for t in s.tokens}
    got = tied(found, {at["arrested"]: "e-1", at["killed"]: "e-2"})
    assert [(m.kind, m.low) for m in got["e-1"]] == [("arrested", 40)]
    assert [(m.kind, m.low) for m in got["e-2"]] == [("killed", 3)]


def test_offsets_are_those_of_the_report_and_times_may_be_given(coder: Coder) -> None:
    text = "It was quiet. The three-day strike ended. He killed 12 people."
    spans = [Span(14, 41), Span(42, len(text))]
    times = find_times(text, None)
    found = [m for s in coder.parser.parse(text, spans) for m in magnitudes(s, coder.knowledge.magnitudes, times)]
    assert [text[m.start : m.end] for m in found] == ["three-day", "12"]
    assert found == [m for s in coder.parser.parse(text, spans) for m in magnitudes(s, coder.knowledge.magnitudes)]


def test_the_innermost_speaker_gives_the_figure(coder: Coder) -> None:
    text = "The ministry said police had reported that 12 people were killed."
    _, (m,) = read(coder, text)

    def said(ident: str, start: int) -> Attribution:
        return Attribution(ident, None, None, (Span(start, len(text) - 1),), "said", "indirect", (), ())

    told = as_told(m, [said("a-outer", 18), said("a-inner", 38)])
    assert (told.kind, told.low, told.high, told.attribution) == ("killed", 12, 12, "a-inner")
    assert as_told(m, [said("a-later", 50)]).attribution is None
