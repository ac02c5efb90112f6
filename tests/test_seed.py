"""The two reports of ../shared/seed, row by row, against what its README says a careful human coder writes down."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest

from dateline.coding.coder import Coder, load_coder
from dateline.model import EventMention, Report
from dateline.parsing.sentences import split

SHARED = Path(__file__).resolve().parents[2] / "shared"

SEED = SHARED / "seed" / "reports.jsonl"
pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="../shared/seed is not here")


@pytest.fixture(scope="module", params=["rules alone", "with the encoder"])
def rows(request: pytest.FixtureRequest, coder: Coder) -> dict[str, list[EventMention]]:
    """The events of each sentence, by report and number of the sentence: 'A1' is the first of report A."""
    if request.param == "with the encoder":
        coder = load_coder()
    found: dict[str, list[EventMention]] = {}
    for letter, line in zip("AB", SEED.read_text(encoding="utf-8").splitlines(), strict=True):
        fields = json.loads(line)
        text = fields["text"]
        coded = coder.code(Report(id=fields["id"], text=text, published=dt.date.fromisoformat(fields["published"])))
        lines = [0]
        for part in text.splitlines(keepends=True):
            lines.append(lines[-1] + len(part))
        for number, (start, end) in enumerate(itertools.pairwise(lines), start=1):
            found[f"{letter}{number}"] = [e for e in coded.events or () if start <= e.trigger.start < end]
        assert split(text)
    return found


def countries(side: tuple[object, ...]) -> set[str | None]:
    return {getattr(p, "country", None) for p in side}


def test_a1_one_visit_and_no_meeting(rows: dict[str, list[EventMention]]) -> None:
    (visit,) = [e for e in rows["A1"] if e.type == "CONSULT"]
    assert visit.mode == "visit"
    assert countries(visit.actors) == {"RUS"}
    assert countries(visit.recipients) <= {"PRK"}
    assert visit.auxiliary == ()
    assert all(e.trigger.text not in ("met", "reception") for e in rows["A1"])


def test_a2_deliveries_are_no_fact(rows: dict[str, list[EventMention]]) -> None:
    (aid,) = rows["A2"]
    assert (aid.type, aid.auxiliary) == ("AID", ("hypothetical",))
    assert countries(aid.actors) == {"PRK"}
    assert countries(aid.recipients) == {"RUS"}
    assert aid.factuality.certainty in ("probable", "possible")
    assert aid.attributions


def test_a3_a5_a6_the_programme_is_announced_not_done(rows: dict[str, list[EventMention]]) -> None:
    for row in ("A3", "A5", "A6"):
        (planned,) = rows[row]
        assert planned.type == "AGREE", row
        assert planned.act is not None
        assert planned.act.type == "CONSULT"
        assert countries((*planned.actors, *planned.recipients)) == {"RUS", "PRK"}
        assert all(p.confidence < 0.5 for p in planned.actors), "nobody is named there"
    assert rows["A3"][0].when.start == "2024-06-19"
    assert rows["A3"][0].attributions


def test_a4_a_meeting_on_a_square(rows: dict[str, list[EventMention]]) -> None:
    (meeting,) = rows["A4"]
    assert meeting.type == "CONSULT"
    assert countries(meeting.actors) == {"RUS", "PRK"}
    assert {p.text for p in meeting.actors} == {"Putin", "Kim"}
    assert meeting.where is None or meeting.where.name != "Kim"


def test_b1_an_agreement_signed(rows: dict[str, list[EventMention]]) -> None:
    signed = [e for e in rows["B1"] if e.type == "SUPPORT"]
    assert signed
    assert countries(signed[0].actors) == {"RUS", "PRK"}
    (visit,) = [e for e in rows["B1"] if e.type == "CONSULT"]
    assert (countries(visit.actors), countries(visit.recipients)) == ({"RUS"}, {"PRK"})
    for event in rows["B1"]:
        if event.type in ("COOPERATE", "AID"):
            assert event.auxiliary, event
        if event.type == "SANCTION":
            assert "USA" not in countries(event.recipients)


def test_b2_transfers_are_only_possible(rows: dict[str, list[EventMention]]) -> None:
    assert [e.type for e in rows["B2"]] == ["AID", "AID"]
    assert all(e.auxiliary == ("hypothetical",) for e in rows["B2"])
    assert {(*countries(e.actors), *countries(e.recipients)) for e in rows["B2"]} == {("RUS", "PRK"), ("PRK", "RUS")}
    assert all(link.kind == "in-exchange-for" for e in rows["B2"] for link in e.links)
    assert all(e.links for e in rows["B2"])


def test_b3_promised_support(rows: dict[str, list[EventMention]]) -> None:
    promised = [e for e in rows["B3"] if e.type == "AGREE"]
    assert promised
    assert promised[0].act is not None
    assert promised[0].act.type == "SUPPORT"
    assert (countries(promised[0].actors), countries(promised[0].recipients)) == ({"PRK"}, {"RUS"})
    assert [e.mode for e in rows["B3"] if e.type == "MOBILIZE"] == ["weapons"]
    assert all(e.type in ("AGREE", "MOBILIZE", "SUPPORT") or e.auxiliary for e in rows["B3"]), rows["B3"]


def test_b5_the_visit_of_2000_is_history(rows: dict[str, list[EventMention]]) -> None:
    assert rows["B5"]
    for event in rows["B5"]:
        assert event.type == "CONSULT"
        assert "Kim Jong Il" in {p.name for p in event.actors}
        assert event.auxiliary == ("historical",)
        assert event.when.start is not None
        assert event.when.start.startswith("2000")


def test_b6_nobody_is_guessed_for_he(rows: dict[str, list[EventMention]]) -> None:
    for event in rows["B6"]:
        assert all(p.name is None or p.confidence < 0.5 for p in (*event.actors, *event.recipients) if p.text.lower() == "he")


def test_b7_b8_a_ceremony_is_no_political_event(rows: dict[str, list[EventMention]]) -> None:
    assert rows["B8"] == []
    assert all(e.type == "CONSULT" for e in rows["B7"])


def test_b9_summit_talks(rows: dict[str, list[EventMention]]) -> None:
    talks = [e for e in rows["B9"] if e.type == "CONSULT"]
    assert talks
    assert {p.text for p in talks[0].actors} == {"Kim", "Putin"}


def test_b10_praise_quoted(rows: dict[str, list[EventMention]]) -> None:
    praise = rows["B10"][0]
    assert praise.type == "SUPPORT"
    assert (countries(praise.actors), countries(praise.recipients)) == ({"RUS"}, {"PRK"})
    assert praise.attributions


def test_b11_an_accusation_and_not_the_outlets_own(rows: dict[str, list[EventMention]]) -> None:
    (accused,) = [e for e in rows["B11"] if e.type == "ACCUSE"]
    assert (countries(accused.actors), countries(accused.recipients)) == ({"RUS"}, {"USA"})
    assert accused.attributions
    for event in rows["B11"]:
        if event.type in ("ASSAULT", "SANCTION", "COERCE"):
            assert event.attributions or event.auxiliary, event


def test_times_and_squares(coder: Coder) -> None:
    first, second = (json.loads(line) for line in SEED.read_text(encoding="utf-8").splitlines())
    coded = [coder.code(Report(id=f["id"], text=f["text"], published=dt.date(2024, 6, 19))) for f in (first, second)]
    values = [{t.text: t.value for t in c.times or ()} for c in coded]
    assert values[0]["Wednesday"] == "2024-06-19"
    assert values[0]["two-day"] == "P2D"
    assert (values[1]["24 years"], values[1]["2000"]) == ("P24Y", "2000")
    square = next(p for p in coded[0].places or () if p.text == "Kim Il Sung Square")
    assert square.latitude is not None
    assert abs(square.latitude - 39.03) < 0.1
