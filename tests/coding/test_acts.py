"""What is promised, planned, possible, past: PLOVER's type, the act, and the auxiliary modes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.model import EventMention

Events = Callable[..., list[EventMention]]

# sentence, type, mode ('' any), act ('' none, 'TYPE' or 'TYPE/mode'), auxiliary
CASES = [
    ("The Danish premier visited Iceland.", "CONSULT", "visit", "", ()),
    ("The Danish premier will visit Iceland next week.", "AGREE", "", "CONSULT/visit", ()),
    ("Germany promised to send arms to Ukraine.", "AGREE", "", "AID", ()),
    ("Sweden could send arms to Ukraine.", "AID", "", "", ("hypothetical",)),
    ("The army will withdraw its troops from Syria.", "CONCEDE", "", "RETREAT/withdraw", ()),
    ("The army agreed to withdraw its troops from Syria.", "AGREE", "", "RETREAT/withdraw", ()),
    ("The rebels are willing to release the hostages.", "AGREE", "", "RETREAT/release", ()),
    ("Unions will march against the government on Friday.", "PROTEST", "", "", ("future",)),
    ("The United States will impose sanctions on Russia.", "SANCTION", "", "", ("future",)),
    ("The militants threatened to bomb the city.", "THREATEN", "violence", "", ()),
    ("Cuba refused to meet the envoys.", "REJECT", "meet", "", ()),
    ("Lebanon demanded the release of the hostages.", "REQUEST", "yield", "", ()),
    ("Israel did not attack Iran.", "ASSAULT", "", "", ("negation",)),
    ("If Russian troops attack Ukraine, the alliance will act.", "ASSAULT", "", "", ("hypothetical",)),
    ("The president had visited China in 2000.", "CONSULT", "visit", "", ("historical",)),
]


@pytest.mark.parametrize(("sentence", "kind", "mode", "act", "auxiliary"), CASES, ids=[c[0] for c in CASES])
def test_act_and_auxiliary(events: Events, sentence: str, kind: str, mode: str, act: str, auxiliary: tuple[str, ...]) -> None:
    found = events(sentence)
    shown = [(e.type, e.mode, e.act, e.auxiliary) for e in found]
    fitting = [e for e in found if e.type == kind and (not mode or e.mode == mode) and e.auxiliary == auxiliary]
    assert fitting, shown
    acts = {f"{e.act.type}/{e.act.mode}" if e.act and e.act.mode else e.act.type if e.act else "" for e in fitting}
    assert any(a == act or (act and a.startswith(act)) for a in acts), shown


def test_an_accusation_is_fact_and_what_it_alleges_is_not(events: Events) -> None:
    found = events("Colombia accused Venezuela of arming the rebels.")
    assert [e.auxiliary for e in found if e.type == "ACCUSE"] == [()]
    assert all(e.auxiliary == ("hypothetical",) for e in found if e.type != "ACCUSE")


def test_what_is_condemned_has_happened(events: Events) -> None:
    found = events("The bishops condemned the killing of two nurses by soldiers.")
    assert [(e.type, e.auxiliary) for e in found] == [("ACCUSE", ()), ("ASSAULT", ())]


@pytest.mark.parametrize("verb", ["killed", "had killed", "have been killing"])
def test_what_an_allegation_says_is_only_alleged(events: Events, verb: str) -> None:
    found = events(f"There were allegations that soldiers {verb} nurses in Oran.")
    assert [e.auxiliary for e in found if e.type == "ASSAULT"] == [("hypothetical",)]


def test_the_last_to_do_it_has_done_it(events: Events) -> None:
    assert [(e.type, e.auxiliary) for e in events("Malta became the last state to ratify the treaty with Libya.")] == [("SUPPORT", ())]


def test_what_was_refused_is_no_event_of_its_own(events: Events) -> None:
    assert [e.type for e in events("Cuba refused to meet the envoys.")] == ["REJECT"]
