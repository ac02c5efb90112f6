"""What: each construction with a sentence of our own, the event that a careful reader writes down, and who stands where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.model import EventMention

Events = Callable[..., list[EventMention]]

# sentence, type, mode ('' any), words of an actor ('' none), words of a recipient ('' none)
CASES = [
    # active and passive
    ("Turkey condemned Syria on Monday.", "ACCUSE", "disapprove", "Turkey", "Syria"),
    ("The rebels were attacked by Ethiopian troops.", "ASSAULT", "", "Ethiopian troops", "The rebels"),
    ("Twelve students were arrested in Minsk.", "COERCE", "arrest", "", "Twelve students"),
    ("The journalist was jailed by a court in Cairo.", "COERCE", "arrest", "a court", "The journalist"),
    # reciprocal
    ("The foreign ministers of Chile and Peru met in Lima.", "CONSULT", "", "foreign ministers", ""),
    ("India held talks with Bangladesh.", "CONSULT", "", "India", "Bangladesh"),
    ("Talks between Serbia and Kosovo resumed in Brussels.", "CONSULT", "", "Serbia", ""),
    ("Sudanese soldiers clashed with rebels near the border.", "ASSAULT", "", "Sudanese soldiers", ""),
    # nominal
    ("Israel's attack on Iran alarmed the region.", "ASSAULT", "", "Israel", "Iran"),
    ("An Algerian delegation paid a visit to Mali.", "CONSULT", "visit", "Algerian delegation", "Mali"),
    ("The army launched an offensive against the separatists.", "ASSAULT", "", "The army", "the separatists"),
    ("The student arrests of last May were illegal.", "COERCE", "arrest", "", "student"),
    ("Amnesty condemned the journalist arrests in Baku.", "COERCE", "arrest", "", "journalist"),
    ("Gang assaults on shopkeepers rose in Karachi.", "ASSAULT", "", "Gang", "shopkeepers"),
    ("The school board asked the mayor to close the road.", "REQUEST", "", "The school board", "the mayor"),
    # phrases
    ("The United States imposed sanctions on Belarus.", "SANCTION", "", "The United States", "Belarus"),
    ("Workers took to the streets against the government.", "PROTEST", "", "Workers", "the government"),
    ("Ghana's president stepped down on Friday.", "RETREAT", "resign", "Ghana's president", ""),
    ("Kenya withdrew its troops from Somalia.", "RETREAT", "withdraw", "Kenya", "Somalia"),
    # coordination
    ("Police arrested and deported two activists.", "COERCE", "deport", "Police", "two activists"),
    ("Russia, China and Iran condemned Israel.", "ACCUSE", "", "Iran", "Israel"),
    # relative and participial clauses
    ("The soldiers who shelled the villagers have fled.", "ASSAULT", "", "The soldiers", "the villagers"),
    ("Rebels fighting the Malian army seized the town.", "ASSAULT", "", "Rebels", "the town"),
    # control and embedding
    ("France agreed to send tanks to Ukraine.", "AGREE", "", "France", "Ukraine"),
    ("Poland refused to meet the Hungarian minister.", "REJECT", "meet", "Poland", "the Hungarian minister"),
    ("The general threatened to bomb the port of the rebels.", "THREATEN", "violence", "The general", "rebels"),
    ("Norway urged Myanmar to release the prisoners.", "REQUEST", "yield", "Norway", "Myanmar"),
    ("Ukraine accused Russia of shelling a hospital.", "ACCUSE", "", "Ukraine", "Russia"),
    ("The opposition called for the president's resignation.", "REQUEST", "change", "The opposition", "president"),
    ("Iran agreed that inspectors may visit the site.", "AGREE", "", "Iran", "inspectors"),
    ("Norway is ready to mediate between Mali and the rebels.", "AGREE", "", "Norway", "Mali"),
    ("Britain offered Kenya two patrol boats.", "AGREE", "", "Britain", "Kenya"),
    ("France will not meet the rebels.", "REJECT", "meet", "France", "the rebels"),
    # the other types
    ("Japan praised Australia for its help.", "SUPPORT", "", "Japan", "Australia"),
    ("Jordan and Israel signed a peace treaty.", "SUPPORT", "", "Jordan", ""),
    ("Canada delivered food aid to Haiti.", "AID", "", "Canada", "Haiti"),
    ("Thailand extradited the suspect to the United States.", "COOPERATE", "", "Thailand", "the United States"),
    ("The king pardoned forty prisoners.", "CONCEDE", "", "The king", "forty prisoners"),
    ("The guerrillas freed two hostages.", "RETREAT", "release", "The guerrillas", "two hostages"),
    ("China deployed warships near Taiwan.", "MOBILIZE", "", "China", ""),
    ("Mexico expelled the Ecuadorian ambassador.", "SANCTION", "expel", "Mexico", "the Ecuadorian ambassador"),
    ("Teachers went on strike against the ministry.", "PROTEST", "strike", "Teachers", "ministry"),
]


def words(side: tuple[object, ...]) -> str:
    return " | ".join(getattr(p, "text", "") for p in side)


@pytest.mark.parametrize(("sentence", "kind", "mode", "actor", "recipient"), CASES, ids=[c[0] for c in CASES])
def test_event(events: Events, sentence: str, kind: str, mode: str, actor: str, recipient: str) -> None:
    found = events(sentence)
    fitting = [
        e
        for e in found
        if e.type == kind
        and (not mode or e.mode == mode)
        and actor in words(e.actors)
        and (bool(e.actors) or not actor)
        and recipient in words((*e.recipients, *(e.actors if not recipient else ())))
    ]
    assert fitting, [(e.type, e.mode, words(e.actors), words(e.recipients), e.rule) for e in found]


NOTHING = [
    "His arrival was met with a warm reception.",
    "The minister said the harvest was good.",
    "The team beat its rivals in the final.",
    "Negotiators struck a balance between the two aims.",
    "The company released its annual report on Tuesday.",
    "The storm hit the coast on Sunday.",
    "Officials were fighting a fire in the hills.",
    "He suffered a heart attack at home.",
    "The senator asked the minister whether the report was true.",
    "Police declined to identify the driver.",
    "The clinic offers classes in first aid.",
    "The mayor agreed that the road was dangerous.",
    "The suspect shot himself on Friday.",
    "Escoe said after the meeting that he was tired.",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_only_looks_like_an_event_is_none(events: Events, sentence: str) -> None:
    assert [(e.type, e.rule) for e in events(sentence)] == []


def test_saying_alone_is_no_event(events: Events) -> None:
    assert events("The president said that the economy was growing, officials told reporters.") == []


def test_every_offset_indexes_the_text(coded: Callable[..., object]) -> None:
    text = "“We condemn the attack,” Poland’s foreign minister told reporters. Poland’s army then arrested two men."
    record = coded(text)
    for event in record.events:  # type: ignore[attr-defined]
        for thing in (event.trigger, *event.actors, *event.recipients):
            assert text[thing.start : thing.end] == thing.text


def test_the_rule_names_file_line_and_words(events: Events) -> None:
    (event,) = events("Turkey condemned Syria on Monday.")
    assert event.rule.startswith("lexicon/accuse.tsv:")
    assert event.rule.endswith("condemn")
