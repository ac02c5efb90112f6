"""Review through the API: judging, correcting, taking back; blind seconds; agreement; the gold set goes through `dateline score`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from dateline.cli.main import group
from dateline.coding.coder import Coder
from dateline.exporting.jsonl import to_line
from dateline.model import CodedReport
from dateline.scoring.reading import read_coded, read_gold
from dateline.scoring.records import score_records
from dateline.store import selecting
from dateline.store.opening import connect
from dateline.store.selecting import Limits

if TYPE_CHECKING:
    import httpx

Serve = Callable[..., "httpx.Client"]
Eventually = Callable[[Callable[[], bool]], None]


def judge(api: httpx.Client, mention: str, verdict: str = "accept", who: str = "ada", **more: Any) -> httpx.Response:
    return api.post("/review", json={"mention": mention, "reviewer": who, "verdict": verdict, **more})


def waiting(api: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/review/queue", params={"limit": 500, **asked}).json()["items"]
    return found


def of_report(api: httpx.Client, report: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/reports/{report}").json()
    return found


def test_a_correction_wins_and_is_taken_back(serve: Serve, eventually: Eventually) -> None:
    api = serve()
    mention = next(m for m in of_report(api, "nairobi")["mentions"] if m["type"] == "COERCE")
    before = api.get(f"/events/{mention['event']}").json()["row"]
    actor = next(w for w in waiting(api) if w["mention"] == mention["mention"])["actors"][0]
    fields = {
        "type": "assault",
        "mode": "crowd-control",
        "actors": [{"start": actor["start"], "end": actor["end"], "name": "Kenya Police Service", "code": "KENCOP"}],
        "recipients": [{"name": "the marchers", "code": "KENCVL"}],
        "when": {"start": "2024-06-24", "end": "2024-06-24"},
        "where": {"name": "Mombasa", "country": "KEN", "latitude": -4.05, "longitude": 39.67},
        "auxiliary": [],
    }
    answer = judge(api, mention["mention"], "correct", fields=fields, note="seen on film")
    assert answer.status_code == 201
    review = answer.json()
    assert review["fields"]["type"] == "ASSAULT"
    assert of_report(api, "nairobi")["mentions"][0]["review"] == review, "seen at once"
    eventually(lambda: api.get(f"/events/{mention['event']}").json()["row"]["type"] == "ASSAULT")
    row = api.get(f"/events/{mention['event']}").json()["row"]
    assert (row["type"], row["mode"], row["quad"], row["first_day"], row["place"]) == (
        "ASSAULT",
        "crowd-control",
        4,
        "2024-06-24",
        "Mombasa",
    )
    assert row["corrected"]
    assert row["actors"] == [{"name": "Kenya Police Service", "text": "Kenyan police", "code": "KENCOP", "country": "KEN"}]
    assert row["recipients"] == [{"name": "the marchers", "text": "the marchers", "code": "KENCVL", "country": "KEN"}]
    assert of_report(api, "nairobi")["mentions"][0]["type"] == "COERCE", "the coder's answer is kept beside it"
    assert mention["event"] in {e["id"] for e in api.get("/events", params={"type": "ASSAULT/crowd-control"}).json()["items"]}
    undone = api.delete(f"/review/{review['id']}")
    assert undone.json() == {**review, "withdrawn": True}
    eventually(lambda: api.get(f"/events/{mention['event']}").json()["row"]["type"] == "COERCE")
    after = api.get(f"/events/{mention['event']}").json()
    assert {**after["row"], "version": before["version"]} == before
    assert [h["version"] for h in after["history"]] == [1, 2, 3]


def test_what_is_rejected_goes_and_its_event_with_it(serve: Serve, eventually: Eventually) -> None:
    api = serve()
    mention = of_report(api, "nairobi")["mentions"][0]
    assert judge(api, mention["mention"], "reject").status_code == 201
    eventually(lambda: api.get(f"/events/{mention['event']}").json()["gone"])
    assert mention["event"] not in {e["id"] for e in api.get("/events?limit=500").json()["items"]}
    assert of_report(api, "nairobi")["mentions"][0]["review"]["verdict"] == "reject"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"type": "NONSENSE"}, "fields.type"),
        ({"mode": "visit"}, "fields.mode"),
        ({"contexts": ["nonsense"]}, "fields.contexts"),
        ({"actors": [{}]}, "fields.actors"),
        ({"actors": [{"start": 5, "end": 5}]}, "fields.actors"),
        ({"actors": [{"start": 0, "end": 100_000}]}, "fields.actors"),
        ({"actors": [{"name": "x", "code": "lower"}]}, "fields.actors.0.code"),
        ({"when": {"start": "2024-06-02", "end": "2024-06-01"}}, "fields.when"),
        ({"when": {"start": "June"}}, "fields.when.start"),
        ({"where": {"name": "X", "latitude": 5}}, "fields.where"),
        ({"where": {"name": "X", "latitude": 91, "longitude": 0}}, "fields.where.latitude"),
        ({"auxiliary": ["maybe"]}, "fields.auxiliary.0"),
        ({"rule": "x"}, "fields.rule"),
        ({}, "fields"),
    ],
)
def test_what_the_codebook_and_the_text_do_not_have_is_refused(serve: Serve, fields: dict[str, Any], field: str) -> None:
    api = serve()
    mention = next(m for m in of_report(api, "nairobi")["mentions"] if m["type"] == "COERCE")
    answer = judge(api, mention["mention"], "correct", fields=fields)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


def test_a_second_reviewer_is_blind_and_agreement_is_measured(serve: Serve) -> None:
    api = serve()
    mentions = [w["mention"] for w in waiting(api, reviewer="ada")][:6]
    for number, mention in enumerate(mentions):
        judge(api, mention, "reject" if number == 0 else "accept", "ada")
    left = waiting(api, reviewer="ada")
    assert not {w["mention"] for w in left} & set(mentions)
    blind = waiting(api, reviewer="bob", blind=True)
    assert {w["mention"] for w in blind} >= set(mentions)
    assert all(w["reviews"] == [] for w in blind)
    assert any(w["reviews"] for w in waiting(api, reviewer="bob"))
    for number, mention in enumerate(mentions):
        judge(api, mention, "reject" if number < 2 else "accept", "bob")
    found = api.get("/review/summary").json()
    assert found["reviewers"] == [{"reviewer": "ada", "judged": 6, "accepted": 5}, {"reviewer": "bob", "judged": 6, "accepted": 4}]
    assert found["pairs"] == 6
    assert found["alpha"]["verdict"] == pytest.approx(1 - 11 * 2 / (144 - 9**2 - 3**2), abs=1e-4)
    assert (found["overall"]["judged"], found["overall"]["right"]) == (6, 4)
    assert found["overall"]["low"] < found["overall"]["share"] < found["overall"]["high"]
    assert sum(p["judged"] for p in found["precision"]) == 6


def test_gold_is_what_dateline_score_reads(serve: Serve, tmp_path: Path, coder: Coder) -> None:
    api = serve()
    for report in ("strike%2Fwire%201", "strike-own", "nairobi"):
        for number, m in enumerate(of_report(api, report)["mentions"]):
            if number == 0 and report == "nairobi":
                judge(api, m["mention"], "reject")
            elif number == 0 and report == "strike-own":
                judge(api, m["mention"], "correct", fields={"type": "ASSAULT", "mode": "aerial"})
            else:
                judge(api, m["mention"])
    answer = api.get("/review/gold")
    assert answer.headers["content-type"] == "application/x-ndjson"
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(answer.content)
    task, records = read_gold(gold)
    assert task == "record"
    assert {r["report"]["id"] for r in records} == {"strike/wire 1", "strike-own", "nairobi"}
    coded = tmp_path / "coded.jsonl"
    names = [r["report"]["id"] for r in records]
    with coded.open("w", encoding="utf-8") as out:
        for record in _as_coded(tmp_path / "store.db", names):
            out.write(to_line(record) + "\n")
    scores = score_records(records, read_coded(coded)[0], samples=0)
    figures = scores.figures
    assert figures["event"]["R"] == 1
    assert figures["event"]["P"] == pytest.approx(
        1 - 1 / sum(len(r.events or ()) for r in _as_coded(tmp_path / "store.db", names)), abs=1e-4
    )
    assert figures["mode"]["F1"] < 1, "the corrected mode differs"
    result = CliRunner().invoke(group, ["score", str(gold), str(coded), "--format", "json", "--samples", "0"], standalone_mode=False)
    assert result.return_value == 0, result.output
    assert json.loads(result.stdout)["task"] == "record"


def _as_coded(path: Path, names: list[str]) -> list[CodedReport]:
    """The reports as the coder read them, before any correction."""
    import dataclasses

    store = connect(path)
    with store.reading() as connection:
        parts = [dataclasses.replace(part, reviews=()) for part in selecting.chosen(connection, Limits(), names)]
        found = list(selecting.load(connection, parts))
    store.close()
    return found
