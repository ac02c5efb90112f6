"""Offices held, by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from dateline.knowledge.offices import Term, held
from dateline.model import EventMention

TERMS = {
    "Ada Example": (
        Term("XAA", "president", "Ada Example", "2001-05-01", "2005-05-01", "t:1"),
        Term("XAA", "prime minister", "Ada Example", "2010", "", "t:2"),
    ),
    "Same Name": (
        Term("XAA", "president", "Same Name Sr.", "1989", "1993", "t:3"),
        Term("XAA", "president", "Same Name Jr.", "2001", "2009", "t:4"),
    ),
}


@pytest.mark.parametrize(
    ("name", "on", "rule", "now"),
    [
        ("Ada Example", "2003-01-01", "t:1", True),
        ("Ada Example", "2007-01-01", "t:1", False),
        ("Ada Example", "2015-01-01", "t:2", True),
        ("Ada Example", None, "t:2", True),
        ("Same Name", "1990-06-01", "t:3", True),
        ("Same Name", "2005-06-01", "t:4", True),
    ],
)
def test_the_term_that_covers_a_date(name: str, on: str | None, rule: str, *, now: bool) -> None:
    found = held(TERMS, name, on)
    assert found is not None
    assert (found[0].rule, found[1]) == (rule, now)


def test_two_persons_of_one_name_are_left_open_where_the_date_does_not_decide() -> None:
    assert held(TERMS, "Same Name", "2015-01-01") is None


def test_before_any_office_a_name_is_only_a_name() -> None:
    assert held(TERMS, "Ada Example", "1990-01-01") is None


@pytest.mark.parametrize(
    ("year", "code", "title"), [(2012, "USAGOV", "president"), (2018, "USAELI", None)], ids=["in office", "after office"]
)
def test_a_full_name_without_title(events: Callable[..., list[EventMention]], year: int, code: str, title: str | None) -> None:
    (event,) = events("Barack Obama condemned Belarus.", published=dt.date(year, 6, 1))
    assert (event.actors[0].code, event.actors[0].title) == (code, title)
