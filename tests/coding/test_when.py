"""When: the event's own time, and what is said where the words give none. Reports are of Wednesday 2024-06-19."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.model import EventMention

Events = Callable[..., list[EventMention]]

CASES = [
    ("Police arrested two men on Wednesday.", "2024-06-19", "2024-06-19", "tense"),
    ("Police arrested two men on Friday.", "2024-06-14", "2024-06-14", "tense"),
    ("Unions will march against the government on Friday.", "2024-06-21", "2024-06-21", "tense"),
    ("The army shelled the rebels on 3 May 2024.", "2024-05-03", "2024-05-03", "stated"),
    ("In 2011, soldiers arrested the president.", "2011-01-01", "2011-12-31", "stated"),
]


@pytest.mark.parametrize(("sentence", "start", "end", "basis"), CASES, ids=[c[0] for c in CASES])
def test_own_time(events: Events, sentence: str, start: str, end: str, basis: str) -> None:
    (event,) = events(sentence)
    assert ((event.when.start or "")[:10], (event.when.end or "")[:10], event.when.basis) == (start, end, basis)
    assert event.when.span is not None


def test_without_a_time_the_publication_is_only_a_bound(events: Events) -> None:
    (event,) = events("Police arrested two men in Minsk.")
    assert (event.when.start, event.when.end, event.when.basis) == (None, "2024-06-19", "publication")
    assert "when" in event.reasons


def test_without_a_publication_date_nothing_is_dated(events: Events) -> None:
    (event,) = events("Police arrested two men in Minsk.", published=None)
    assert (event.when.start, event.when.end, event.when.basis) == (None, None, "unknown")


def test_a_time_in_another_clause_is_not_the_events(events: Events) -> None:
    (event,) = events("Police arrested the general, who came to power in 2011.")
    assert event.when.basis == "publication"


def test_long_ago_is_background(events: Events) -> None:
    (event,) = events("In 2011, soldiers arrested the president.")
    assert event.auxiliary == ("historical",)


def test_since_lasts_until_the_report(events: Events) -> None:
    (event,) = events("The war has killed thousands of civilians since 2014.")
    assert ((event.when.start or "")[:10], (event.when.end or "")[:10]) == ("2014-01-01", "2024-06-19")
    assert event.auxiliary == ()
