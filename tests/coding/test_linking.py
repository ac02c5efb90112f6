"""Events put together: links, exchanges, magnitudes with who gives them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.model import CodedReport

Coded = Callable[..., CodedReport]


@pytest.mark.parametrize(
    ("text", "one", "kind", "other"),
    [
        ("Germany expelled two Russian diplomats in response to the arrest of a journalist.", "expelled", "responds-to", "arrest"),
        ("Teachers marched in Lima over the arrest of a union leader.", "marched", "responds-to", "arrest"),
        ("Turkish jets bombed villages after rebels attacked a police station.", "bombed", "follows", "attacked"),
        ("Israel released 30 prisoners in exchange for the release of three hostages.", "released", "in-exchange-for", "release"),
    ],
)
def test_a_link(coded: Coded, text: str, one: str, kind: str, other: str) -> None:
    events = {e.trigger.text: e for e in coded(text).events or ()}
    assert [(link.kind, link.event) for link in events[one].links] == [(kind, events[other].id)]


def test_an_exchange_links_both_ways_and_gives_each_side_what_the_other_gives(coded: Coded) -> None:
    text = "The deal could expand transfers of weapons to Cairo in exchange for supplies of grain that Ankara badly needs."
    events = {e.trigger.text: e for e in coded(text).events or ()}
    there, back = events["transfers"], events["supplies"]
    assert [p.country for p in there.actors] == ["TUR"]
    assert [p.country for p in there.recipients] == ["EGY"]
    assert [p.country for p in back.actors] == ["EGY"]
    assert [p.country for p in back.recipients] == ["TUR"]
    assert there.auxiliary == back.auxiliary == ("hypothetical",)
    assert back.links[0].event == there.id


def test_events_that_only_stand_together_are_not_linked(coded: Coded) -> None:
    events = coded("Police arrested a lawyer in Ankara and soldiers shot a farmer in Van.").events or ()
    assert len(events) == 2
    assert all(not e.links for e in events)


def test_a_figure_belongs_to_its_event_and_names_who_gives_it(coded: Coded) -> None:
    record = coded("Police said at least 12 people were killed in the bombing of a market.")
    figures = {e.trigger.text: e.magnitudes for e in record.events or ()}
    (killed,) = figures["killed"]
    assert (killed.kind, killed.low, killed.high) == ("killed", 12, None)
    said = {a.id: a for a in record.attributions or ()}
    assert killed.attribution is not None
    source = said[killed.attribution].source
    assert source is not None
    assert source.text == "Police"
