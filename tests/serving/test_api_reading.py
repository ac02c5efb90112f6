"""What the API answers to who reads: lists, one of each, the map, the timeline, files; strict in what it takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dateline.cli.export import FORMATS

if TYPE_CHECKING:
    import httpx

LISTS = ("/events", "/reports", "/quotes", "/actors", "/review/queue")


def get(api: httpx.Client, path: str, **asked: Any) -> Any:
    answer = api.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def first(api: httpx.Client, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = get(api, "/events", **asked)["items"][0]
    return found


def test_meta_tells_what_is_there_and_what_may_be_done(api: httpx.Client) -> None:
    meta = get(api, "/meta")
    assert meta["counts"]["reports"] == 14
    assert meta["counts"]["events"] == get(api, "/events", limit=1)["total"]
    assert (meta["role"], meta["can_write"], meta["keeps_text"]) == ("reviewer", True, True)
    assert {t["type"] for t in meta["types"]} >= {"ASSAULT", "CONSULT"}
    assert next(t for t in meta["types"] if t["type"] == "CONSULT")["modes"] == ["visit", "third-party", "multilateral", "phone"]
    assert meta["first_reported"] <= meta["last_reported"]


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_whole_and_the_same_in_pages_of_any_size(api: httpx.Client, path: str) -> None:
    whole = get(api, path, limit=500)
    assert whole["next"] is None
    assert len(whole["items"]) > 3
    names = [json.dumps(item, sort_keys=True) for item in whole["items"]]
    assert len(set(names)) == len(names)
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(api, path, limit=3, **cursor)
        found += [json.dumps(item, sort_keys=True) for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == names


@pytest.mark.parametrize("sort", ["day", "-day", "confidence", "sources", "recorded"])
def test_every_order_of_events_is_whole(api: httpx.Client, sort: str) -> None:
    whole = {e["id"] for e in get(api, "/events", limit=500)["items"]}
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(api, "/events", sort=sort, limit=4, **cursor)
        found += [e["id"] for e in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(found) == len(set(found))
    assert set(found) == whole


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({"actor": "RUS"}, lambda e: any((p["code"] or "").startswith("RUS") for p in e["actors"])),
        ({"type": ["ASSAULT", "CONSULT/visit"]}, lambda e: e["type"] == "ASSAULT" or (e["type"], e["mode"]) == ("CONSULT", "visit")),
        ({"since": "2024-06-01", "until": "2024-06-30"}, lambda e: e["last_day"] >= "2024-06-01" and e["first_day"] <= "2024-06-30"),
        ({"country": "KEN"}, lambda e: e["country"] == "KEN"),
        ({"quad": [4]}, lambda e: e["quad"] == 4),
        ({"planned": "only"}, lambda e: e["status"] == "announced" or "future" in e["auxiliary"]),
        ({"min_confidence": 0.9}, lambda e: e["confidence"] >= 0.9),
        ({"bbox": "30,-5,40,5"}, lambda e: 30 <= e["longitude"] <= 40 and -5 <= e["latitude"] <= 5),
        ({"text": "protesters"}, lambda e: e["reports"] > 0),
        ({"pair": "RUS,PRK"}, lambda e: {p["country"] for p in (*e["actors"], *e["recipients"])} >= {"RUS", "PRK"}),
    ],
)
def test_filters_let_through_what_they_say(api: httpx.Client, asked: dict[str, Any], held: Any) -> None:
    whole = get(api, "/events", limit=500)
    found = get(api, "/events", limit=500, **asked)
    assert 0 < len(found["items"]) < len(whole["items"])
    assert all(held(e) for e in found["items"])
    assert found["total"] == len(found["items"])
    by_day = get(api, "/timeline", period="day", **asked)
    assert sum(b["total"] for b in by_day["buckets"]) + by_day["undated"] + by_day["earlier"] == found["total"], "the timeline agrees"
    places = get(api, "/places", **asked)
    assert sum(p["events"] for p in places["points"]) + places["unlocated"] == found["total"], "the map agrees"


def test_an_event_has_all_that_stands_behind_it(api: httpx.Client) -> None:
    row = first(api, text="Odesa", sort="sources")
    found = get(api, f"/events/{row['id']}")
    assert found["row"] == row
    assert found["event"]["id"] == row["id"]
    assert not found["gone"]
    assert {e["report"] for e in found["evidence"]} >= {"strike/wire 1", "strike-own"}
    for e in found["evidence"]:
        report = get(api, f"/reports/{e['report'].replace('/', '%2F')}")
        text = report["report"]["text"]
        assert text[e["start"] : e["end"]] == e["words"]
        assert text[e["sentence_start"] : e["sentence_start"] + len(e["sentence"])] == e["sentence"]
        assert any(m["mention"] == e["mention"] and m["event"] == row["id"] for m in report["mentions"])
        assert e["chains"][0][-1]["kind"] == "outlet"
    assert found["history"][0]["version"] == 1
    assert found["history"][-1]["sentence"] == row["sentence"]
    assert row["sentence"].startswith("Russia ")
    assert row["sentence"].endswith(" on 4 March 2024.")


def test_ties_between_events_are_seen_from_both_ends(api: httpx.Client) -> None:
    plan = first(api, planned="only")
    linked = get(api, f"/events/{plan['id']}")["linked"]
    other = next(link for link in linked if link["kind"] == "fulfils")
    back = get(api, f"/events/{other['row']['id']}")["linked"]
    mirrored = next(link for link in back if link["row"]["id"] == plan["id"])
    assert {other["direction"], mirrored["direction"]} == {"to", "from"}


def test_what_was_known_when_grows_with_the_reports(api: httpx.Client) -> None:
    row = first(api, text="Odesa", sort="sources")
    known = get(api, f"/events/{row['id']}/known")
    assert [k["as_of"] for k in known] == ["2024-03-04", "2024-03-05"]
    assert [k["row"]["sources"] for k in known] == [1, 2]
    then = get(api, f"/events/{row['id']}", as_of="2024-03-04")
    assert then["row"]["reports"] == 1
    assert get(api, "/events", as_of="2024-03-04", limit=500)["total"] < get(api, "/events", limit=500)["total"]
    assert get(api, "/events", as_of="1999-01-01")["items"] == []


def test_events_like_one_are_others_the_likest_first(api: httpx.Client) -> None:
    row = first(api, text="Odesa", sort="sources")
    found = get(api, f"/events/{row['id']}/similar", limit=4)
    assert row["id"] not in [f["row"]["id"] for f in found]
    assert len(found) == 4
    assert [f["likeness"] for f in found] == sorted((f["likeness"] for f in found), reverse=True)
    assert api.get(f"/events/{row['id']}/similar", params={"limit": 0}).status_code == 422
    assert get(api, f"/events/{row['id']}/similar", as_of="2024-03-04") != found


def test_a_report_is_marked_and_says_what_was_not_coded(api: httpx.Client) -> None:
    found = get(api, "/reports/strike%2Fwire%201")
    text = found["report"]["text"]
    assert found["report"]["url"] == "https://wire.example/odesa"
    kinds = {m["kind"] for m in found["marks"]}
    assert kinds >= {"trigger", "actor", "recipient", "time", "place", "quote", "cue", "source"}
    assert all(0 <= m["start"] < m["end"] <= len(text) for m in found["marks"])
    assert [text[u["start"] : u["end"]].strip() for u in found["uncoded"]][-1] == "It rained in the evening."
    assert found["versions"][0]["version"] == 1


def test_hostile_text_is_data(api: httpx.Client) -> None:
    answer = api.get("/reports/hostile")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert "<script>alert(1)</script>" in found["report"]["text"]
    assert found["report"]["url"] is None, "an address that a browser would run is none"
    exported = api.get("/export", params={"format": "csv", "text": "protesters"})
    assert exported.headers["content-disposition"] == 'attachment; filename="dateline-events.csv"'
    assert not any(line.startswith(("=", "+", "-", "@")) for line in exported.text.splitlines())
    for words in ("'; DROP TABLE events; --", '"', "<script>", "\u202e", "a" * 300):
        assert api.get("/search", params={"q": words}).status_code == 200
        assert api.get("/events", params={"actor": words}).status_code == 200
    assert get(api, "/events", limit=1)["total"] > 0


def test_quotations_by_speaker_and_about_whom(api: httpx.Client) -> None:
    said = get(api, "/quotes", speaker="Zelenskiy")["items"]
    assert [q["kind"] for q in said] == ["direct"]
    about = get(api, "/quotes", about="RUS", limit=500)["items"]
    assert 0 < len(about) < len(get(api, "/quotes", limit=500)["items"])
    assert any(q["merged"] for q in about)


def test_actors_have_profiles_with_offices(api: httpx.Client) -> None:
    named = get(api, "/actors", q="putin")["items"]
    assert named[0]["name"] == "Vladimir Putin"
    profile = get(api, f"/actors/{named[0]['id']}")
    assert "president" in {o["title"] for o in profile["offices"]}
    assert sum(t["as_actor"] + t["as_recipient"] for t in profile["by_type"]) >= profile["actor"]["events"] > 0
    assert any(w["name"] == "North Korea" for w in profile["with"])
    assert get(api, f"/actors/{named[0]['id']}", type="ASSAULT")["actor"]["events"] == 0


def test_the_network_names_its_ends(api: httpx.Client) -> None:
    for level in ("country", "actor"):
        found = get(api, "/network", level=level)
        names = {n["id"] for n in found["nodes"]}
        assert found["edges"]
        assert all(e["source"] in names and e["target"] in names for e in found["edges"])


def test_panels_as_json_and_csv(api: httpx.Client) -> None:
    found = get(api, "/panel", unit="country", period="month")
    assert found["columns"][:2] == ["country", "period"]
    assert found["rows"]
    table = api.get("/panel", params={"unit": "country", "period": "month"}, headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(table.text.splitlines()) == len(found["rows"]) + 1
    assert api.get("/panel", params={"format": "csv"}).text.startswith("source,target,period")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_exported(api: httpx.Client, form: str) -> None:
    answer = api.get("/export", params={"format": form, "quad": 4})
    assert answer.status_code == 200
    assert len(answer.content) > 100
    if form == "jsonl":
        assert {json.loads(line)["quad"] for line in answer.text.splitlines()} == {4}


def test_search_finds_a_few_of_each(api: httpx.Client) -> None:
    found = get(api, "/search", q="Nairobi")
    assert found["reports"][0]["id"] == "nairobi"
    assert "Nairobi" in found["reports"][0]["snippet"]
    assert found["events"]
    assert get(api, "/search", q="Putin")["actors"][0]["name"] == "Vladimir Putin"
    assert get(api, "/search", q="?") == {"events": [], "actors": [], "reports": []}


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("/events", {"actr": "RUS"}, "actr"),
        ("/events", {"since": "yesterday"}, "since"),
        ("/events", {"since": "2024-02-31"}, "since"),
        ("/events", {"since": "1718755200"}, "since"),
        ("/events", {"limit": 501}, "limit"),
        ("/events", {"limit": 0}, "limit"),
        ("/events", {"sort": "id"}, "sort"),
        ("/events", {"pair": "RUS"}, "pair"),
        ("/events", {"bbox": "1,2,3"}, "bbox"),
        ("/events", {"bbox": "nan,0,1,1"}, "bbox"),
        ("/events", {"quad": 5}, "quad.0"),
        ("/events", {"status": "certain"}, "status.0"),
        ("/events", {"cursor": "AAAA"}, "cursor"),
        ("/events", {"cursor": "WzEsMl0"}, "cursor"),
        ("/events", {"as_of": "2024-06-20T25:00"}, "as_of"),
        ("/events", {"actor": "\0"}, "actor"),
        ("/meta", {"x": 1}, "x"),
        ("/timeline", {"period": "hour"}, "period"),
        ("/panel", {"quad": 1}, "quad"),
        ("/export", {}, "format"),
        ("/search", {}, "q"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api: httpx.Client, path: str, asked: dict[str, Any], field: str) -> None:
    answer = api.get(path, params=asked)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "field"}
    assert error["field"] == field
    assert error["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/events/m-none",
        "/events/m-none/known",
        "/events/m-none/similar",
        "/reports/none",
        "/actors/none",
        "/watches/none/new",
        "/nothing",
        "/",
    ],
)
def test_what_is_not_there_is_404_in_the_one_shape(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_cursor_of_another_order_is_refused(api: httpx.Client) -> None:
    cursor = get(api, "/events", sort="sources", limit=2)["next"]
    assert api.get("/events", params={"sort": "-day", "cursor": cursor}).status_code == 422
