"""Events whose participants stand elsewhere: in the meeting told before, with the speaker, in the clause around, in a possessor."""

from __future__ import annotations

from collections.abc import Callable

from dateline.model import EventMention

Events = Callable[..., list[EventMention]]


def _at(events: list[EventMention], trigger: str) -> EventMention:
    found = [e for e in events if e.trigger.text == trigger]
    assert found, f"no event at {trigger!r}: {[e.trigger.text for e in events]}"
    return found[-1]


def test_a_planned_meeting_told_by_a_bare_noun_is_between_those_of_the_meeting_before(events: Events) -> None:
    text = "Emmanuel Macron met Olaf Scholz in Berlin on Tuesday. Further talks were planned for Thursday."
    talks = _at(events(text), "talks")
    assert talks.type == "AGREE"
    assert talks.act is not None
    assert talks.act.type == "CONSULT"
    assert [p.name for p in talks.actors] == ["Emmanuel Macron", "Olaf Scholz"]
    assert all(p.confidence < 0.5 for p in talks.actors)
    assert all(p.refers_to is not None and "nobody is named" in p.reason for p in talks.actors)


def test_a_bare_noun_where_no_meeting_was_told_is_no_event(events: Events) -> None:
    assert events("Prices rose again. Extensive negotiations were planned, starting with one-on-one talks.") == []


def test_talks_far_from_the_meeting_are_not_its_talks(events: Events) -> None:
    filler = " ".join(f"The price of bread rose by {n} percent." for n in range(2, 8))
    text = f"Emmanuel Macron met Olaf Scholz in Berlin on Tuesday. {filler} Talks were planned."
    assert not [e for e in events(text) if e.trigger.text == "Talks"]


def test_who_speaks_on_a_visit_is_the_visitor(events: Events) -> None:
    visit = _at(events("On a visit to Kenya, Finnish Foreign Minister Pekka Aalto praised the court."), "visit")
    assert [p.name for p in visit.actors] == ["Pekka Aalto"]
    assert [p.country for p in visit.recipients] == ["KEN"]


def test_a_speaker_s_word_for_what_another_does_is_an_accusation(events: Events) -> None:
    text = 'Iranian President Ebrahim Raisi said the world would end "the criminal policy of Israel".'
    accusation = _at(events(text), "policy")
    assert (accusation.type, accusation.mode) == ("ACCUSE", "disapprove")
    assert [p.country for p in accusation.actors] == ["IRN"]
    assert [p.country for p in accusation.recipients] == ["ISR"]


def test_the_outlet_s_own_word_accuses_nobody(events: Events) -> None:
    assert not [e for e in events("Many books describe the criminal policy of Portugal in Angola.") if e.type == "ACCUSE"]


def test_an_announcement_is_made_by_its_sayer(events: Events) -> None:
    released = _at(events("The Chadian government said it would free 200 rebel prisoners."), "free")
    assert released.type == "CONCEDE"
    assert [p.text for p in released.actors] == ["The Chadian government"]


def test_a_statement_s_maker_does_what_it_says(events: Events) -> None:
    found = _at(events("Norway's parliament passed a resolution on Monday criticizing Belarus for the arrests."), "criticizing")
    assert [p.code for p in found.actors] == ["NORLEG"]


def test_owners_of_one_noun_are_two_with_words_of_their_own(events: Events) -> None:
    met = _at(events("Chile and Peru's foreign ministers met in Lima."), "met")
    assert [(p.text, p.country) for p in met.actors] == [("Chile", "CHL"), ("Peru's foreign ministers", "PER")]
    joint = _at(events("The armies of Chile and Peru clashed near Arica."), "clashed")
    assert [(p.text, p.country) for p in joint.actors] == [("The armies of Chile", "CHL"), ("Peru", "PER")]


def test_what_is_fired_is_not_whom_it_is_fired_at(events: Events) -> None:
    fired = _at(events("Ugandan police fired tear gas at students in Kampala."), "fired")
    assert [p.text for p in fired.recipients] == ["students in Kampala"]


def test_those_sent_are_not_those_they_are_sent_to(events: Events) -> None:
    refused = _at(events("Portugal has refused to send peacekeepers to Mali."), "refused")
    assert [p.country for p in refused.recipients] == ["MLI"]


def test_a_country_by_its_epithet(events: Events) -> None:
    text = "North Korea said nothing. Swedish Foreign Minister Ann Linde visited the reclusive state in May."
    assert [p.country for p in _at(events(text), "visited").recipients] == ["PRK"]
    unnamed = "Swedish Foreign Minister Ann Linde visited the reclusive state in May."
    assert [p.country for p in _at(events(unnamed), "visited").recipients] == [None]


def test_the_day_of_saying_is_not_the_day_of_the_deed(events: Events) -> None:
    said = _at(events("The Chadian government said on Monday it would free 200 prisoners."), "free")
    assert said.when.value != "2024-06-24"
