"""Look-alikes that are two events, and what looks otherwise and is one."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import pytest

from dateline.merging import MergedEvent, Rules, Tables
from dateline.merging.features import draw
from dateline.merging.relating import story as told
from dateline.merging.similarity import BARRED, likeness
from dateline.model import CodedReport, PromisedAct

Merged = Callable[..., list[MergedEvent]]
Make = Callable[..., CodedReport]
Deeds = Callable[..., object]
Alike = Callable[[CodedReport, CodedReport], float]


@pytest.fixture
def alike(rules: Rules, tables: Tables) -> Alike:
    """How alike the first mentions of two reports are."""

    def compare(one: CodedReport, other: CodedReport) -> float:
        a, b = (draw(c, tables.stemmer, tables.rarity, rules) for c in (one, other))
        return likeness(a.mentions[0], b.mentions[0], told(a, b), rules.weights)

    return compare


def test_another_deed_between_the_same_two_is_another_event(merged: Merged, tell: Make, deed: Deeds) -> None:
    condemned = deed("condemned", "ACCUSE", "disapprove", ("Turkey",), ("Greece",), ("2024-04-08", "2024-04-08"))
    threatened = deed("threatened", "THREATEN", "restrict", ("Turkey",), ("Greece",))
    one = tell("a", "Turkey condemned Greece on Monday over the arrest of fishermen.", condemned, published="2024-04-09", outlet="One")
    other = tell("b", "Turkey threatened to close its border with Greece.", threatened, published="2024-04-10", outlet="Two")
    assert len(merged([one, other])) == 2


def test_the_same_done_to_another_country_is_another_event(merged: Merged, tell: Make, deed: Deeds) -> None:
    day = ("2024-07-01", "2024-07-01")
    first, second = (
        tell(
            country,
            f"Turkey imposed sanctions on {country} on Monday over its exports.",
            deed("imposed", "SANCTION", None, ("Turkey",), (country,), day),
            published="2024-07-02",
        )
        for country in ("Greece", "Kenya")
    )
    assert len(merged([first, second])) == 2


def arrest(tell: Make, deed: Deeds, ident: str, who: str, more: str = "") -> CodedReport:
    text = f"Police arrested {who} on suspicion of inciting violence at a rally.{more}"
    return tell(ident, text, deed("arrested", "COERCE", "arrest", ("Police",), (who,)), published="2024-07-02", outlet=ident)


@pytest.mark.parametrize(
    ("who", "more", "events"),
    [
        ("Grace Wanjiru", "", 2),  # someone else
        ("Peter Kamau", "", 1),
        ("a lawmaker", "", 1),  # it is not said who
        ("a lawmaker", " Kamau was later freed.", 1),
    ],
)
def test_whom_the_other_report_does_not_know_is_someone_else(
    merged: Merged, tell: Make, deed: Deeds, who: str, more: str, events: int
) -> None:
    assert len(merged([arrest(tell, deed, "a", "Peter Kamau"), arrest(tell, deed, "b", who, more)])) == events


def test_a_name_spelt_otherwise_may_be_the_same_name(alike: Alike, tell: Make, deed: Deeds) -> None:
    kamau, kamao, wanjiru = (arrest(tell, deed, who, who) for who in ("Peter Kamau", "Petr Kamao", "Grace Wanjiru"))
    assert alike(kamau, kamao) > 0
    assert alike(kamau, wanjiru) == BARRED


def test_who_meets_whom_has_no_sides(alike: Alike, tell: Make, deed: Deeds) -> None:
    text = "Peter Kamau met Grace Wanjiru. Later Grace Wanjiru was again meeting Peter Kamau."
    one = tell("a", text, deed("met", "CONSULT", None, ("Peter Kamau",), ("Grace Wanjiru",)), published="2024-03-05")
    other = tell("a", text, deed("meeting", "CONSULT", None, ("Grace Wanjiru",), ("Peter Kamau",)), published="2024-03-05")
    assert alike(one, other) > 0.9


def test_an_announced_visit_is_told_as_a_promise_and_as_a_visit(alike: Alike, tell: Make, deed: Deeds) -> None:
    sides = (("Kemal Arda",), ("Greece",))
    came = tell("a", "Kemal Arda flew to Greece on Tuesday.", deed("flew", "CONSULT", "visit", *sides), published="2024-03-05")
    due = deed("due", "AGREE", None, *sides, act=PromisedAct("CONSULT", "visit"))
    signed = deed("due", "AGREE", None, *sides)
    text = "Talks of Kemal Arda in Greece are due."
    assert alike(came, tell("b", text, due, published="2024-03-05")) > 0
    assert alike(came, tell("b", text, signed, published="2024-03-05")) == BARRED


@pytest.mark.parametrize(("days", "events"), [((4, 4), 1), ((4, 5), 1), ((4, 6), 2), ((7, 1), 1), ((1, 6), 2)])
def test_weekdays_of_undated_reports_are_compared(
    merged: Merged, tell: Make, deed: Deeds, days: tuple[int, int], events: int, rules: Rules
) -> None:
    text = "Turkey attacked Greece near Izmir and took three boats."
    reports = [
        tell(ident, text, deed("attacked", "ASSAULT", None, ("Turkey",), ("Greece",), where="Izmir", weekday=day))
        for ident, day in zip("ab", days, strict=True)
    ]
    # Days of a week that miss each other by no more than what any days may; those farther apart exclude each other at any threshold.
    assert len(merged(reports, dataclasses.replace(rules, threshold=0.1) if events == 2 else rules)) == events


@pytest.mark.parametrize(("second", "events"), [("2024-04-10", 1), ("2024-04-16", 1), ("2024-04-18", 2), ("2024-04-22", 2)])
def test_undated_news_of_another_week_is_other_news(merged: Merged, tell: Make, deed: Deeds, second: str, events: int) -> None:
    text = "Turkey attacked Greece near Izmir and took three boats."
    reports = [
        tell(day, text + f" It was sunny, said {outlet}.", deed("attacked", "ASSAULT", None, ("Turkey",), ("Greece",)), published=day)
        for day, outlet in (("2024-04-09", "one"), (second, "two"))
    ]
    assert len(merged(reports)) == events


def test_what_the_news_goes_back_to_may_be_older(merged: Merged, tell: Make, deed: Deeds) -> None:
    attacked = deed("attacked", "ASSAULT", None, ("Turkey",), ("Greece",))
    one = tell("a", "Turkey attacked Greece near Izmir and took three boats.", attacked, published="2024-04-09")
    later = tell("b", "Three boats are back after Turkey attacked Greece near Izmir.", attacked, published="2024-04-22")
    below = tell("c", "Three boats are back. All are well. Turkey attacked Greece near Izmir.", attacked, published="2024-04-22")
    assert len(merged([one, later])) == 1
    assert len(merged([one, below])) == 1


def test_places_far_apart_that_one_report_alone_names_are_two(alike: Alike, tell: Make, deed: Deeds) -> None:
    def protest(ident: str, where: str, more: str = "") -> CodedReport:
        text = f"Thousands protested in {where} on Sunday against the trade deal.{more}"
        day = ("2024-03-03", "2024-03-03")
        return tell(ident, text, deed("protested", "PROTEST", "demo", when=day, where=where), published="2024-03-04")

    assert alike(protest("a", "Izmir"), protest("b", "Athens")) == BARRED
    # A report that names both may have been read wrongly: there the place counts as one aspect among others.
    assert (
        0 < alike(protest("a", "Izmir"), protest("b", "Athens", " Izmir was calm.")) < alike(protest("a", "Izmir"), protest("b", "Izmir"))
    )


@pytest.mark.parametrize(
    ("sides", "two"),
    [
        ((("gunmen",), ("soldiers",)), False),
        ((("soldiers",), ("rebels",)), True),  # on either side stands another
        ((("soldiers",), ()), False),  # one side may have been read wrongly
        ((("soldiers",), ("a man",)), False),  # "a man" may be anyone
        ((("soldiers",), ("Peter Kamau",)), True),
    ],
)
def test_who_does_it_and_who_suffers_it(
    alike: Alike, tell: Make, deed: Deeds, sides: tuple[tuple[str, ...], tuple[str, ...]], two: bool
) -> None:
    def killing(ident: str, actors: tuple[str, ...], recipients: tuple[str, ...]) -> CodedReport:
        text = f"Near the base {' '.join(actors)} killed {' '.join(recipients)} at dawn."
        return tell(ident, text, deed("killed", "ASSAULT", None, actors, recipients), published="2024-03-05")

    found = alike(killing("a", ("gunmen",), ("soldiers",)), killing("b", *sides))
    assert (found == BARRED) is two


def test_it_does_not_matter_which_of_two_is_asked_first(
    story: list[CodedReport], tell: Make, deed: Deeds, rules: Rules, tables: Tables
) -> None:
    both = deed("arrested", "COERCE", "arrest", ("Police", "gunmen"), ("a man", "Peter Kamau"))
    more = [arrest(tell, deed, "k", "Peter Kamau"), tell("l", "Police and gunmen arrested a man and Peter Kamau.", both)]
    drawn = [draw(c, tables.stemmer, tables.rarity, rules) for c in (*story, *more)]
    pairs = 0
    for one, other in itertools.product(drawn, repeat=2):
        for a, b in itertools.product(one.mentions, other.mentions):
            pairs += 1
            assert likeness(a, b, told(one, other), rules.weights) == likeness(b, a, told(other, one), rules.weights)
    assert pairs == 121
