"""Pronouns that grammar resolves, and those it leaves open."""

from __future__ import annotations

from collections.abc import Callable

from dateline.model import EventMention, Span

Events = Callable[..., list[EventMention]]


def test_the_subject_of_what_somebody_says_is_the_speaker(events: Events) -> None:
    text = "Turkey said on Monday that it had arrested twelve students."
    event = next(e for e in events(text) if e.type == "COERCE")
    (actor,) = event.actors
    assert (actor.text, actor.code) == ("it", "TUR")
    assert actor.refers_to == Span(0, 6)


def test_a_pronoun_that_does_not_agree_stays_open(events: Events) -> None:
    event = next(e for e in events("Turkey said that they had arrested twelve students.") if e.type == "COERCE")
    assert all(p.code is None for p in event.actors)
