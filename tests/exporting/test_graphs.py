"""GraphML, JSON-LD and FollowTheMoney: who takes part in what, and whence it is known."""

from __future__ import annotations

import json
from collections.abc import Callable

from lxml import etree

from dateline.exporting import graphml
from dateline.exporting.collection import Collection, collect
from dateline.merging.model import EventLink, MergedEvent, MergedParticipant
from dateline.model import PromisedAct

Write = Callable[..., bytes]
Make = Callable[..., MergedEvent]
NS = {"g": graphml.NAMESPACE}

# Of FollowTheMoney's own description (model 4.11): the properties that each schema has, own and inherited, of those that we use.
FTM = {
    "Article": {"fileName", "title", "author", "language", "sourceUrl", "publisher", "publishedAt", "bodyText"},
    "LegalEntity": {"name", "alias", "country", "wikidataId"},
    "Event": {"name", "date", "location", "country", "involved", "proof", "keywords", "recordId", "sourceUrl", "publisher", "summary"},
}
REQUIRED = {"Article": {"fileName"}, "LegalEntity": {"name"}, "Event": {"name"}}


def person(name: str | None, ident: str | None = None, text: str = "he") -> MergedParticipant:
    return MergedParticipant(name, text, "FRAGOV" if name else None, "FRA", ("GOV",), ident, "Q1" if ident else None, None, None, ())


def test_graphml_has_declared_data_and_edges_between_nodes_that_are_there(story: Collection, write: Write) -> None:
    root = etree.fromstring(write("graphml", story))
    keys = {k.get("id"): k for k in root.findall("g:key", NS)}
    assert [k.get("attr.name") for k in keys.values()] == [name for name, _ in (*graphml.NODE_KEYS, *graphml.EDGE_KEYS)]
    nodes = {n.get("id"): {d.get("key"): d.text for d in n} for n in root.iterfind(".//g:node", NS)}
    assert {key for data in nodes.values() for key in data} <= set(keys)
    event = nodes[story.events[0].id]
    assert event["node_kind"] == "event"
    assert event["node_type"] == "ASSAULT"
    assert event["node_latitude"] == "-0.10221"
    edges = [(e.get("source"), e.get("target"), e[0].text) for e in root.iterfind(".//g:edge", NS)]
    assert [role for *_, role in edges] == ["actor", "actor", "recipient"]  # the link leads to an event that is not among these
    assert all(source in nodes and target in nodes for source, target, _ in edges)
    ids = [e.get("id") for e in root.iterfind(".//g:edge", NS)]
    assert len(set(ids)) == len(ids)


def test_a_known_person_is_one_node_in_all_events_and_a_description_one_in_each(changed: Make, write: Write) -> None:
    leader, guard = person("Emmanuel Macron", "macron"), person(None, text="police")
    whole = changed(id="m-whole", actors=(leader,), recipients=(guard,), links=())
    part = changed(id="m-part", actors=(leader, leader), recipients=(guard,), links=(EventLink("part-of", "m-whole"),))
    root = etree.fromstring(write("graphml", collect([whole, part])))
    people = [n for n in root.iterfind(".//g:node", NS) if n[0].text == "participant"]
    assert len(people) == 3
    roles = [(e.get("source"), e.get("target"), e[0].text) for e in root.iterfind(".//g:edge", NS)]
    assert ("m-part", "m-whole", "part-of") in roles
    assert len(roles) == 5


def test_jsonld_says_what_where_and_from_which_reports(story: Collection, write: Write) -> None:
    document = json.loads(write("jsonld", story))
    assert document["@context"]["schema"] == "https://schema.org/"
    nodes = {node["@id"]: node for node in document["@graph"]}
    event = nodes[f"urn:dateline:event:{story.events[0].id}"]
    assert event["@type"] == ["schema:Event", "prov:Entity"]
    assert event["schema:startDate"] == event["schema:endDate"] == "2024-06-17"
    assert event["schema:location"]["schema:geo"]["schema:latitude"] == -0.10221
    assert event["prov:wasDerivedFrom"] == [{"@id": "urn:dateline:report:daily-1"}, {"@id": "urn:dateline:report:post-9"}]
    assert event["schema:superEvent"] == [{"@id": "urn:dateline:event:m-whole"}]
    assert [a["dl:code"] for a in event["dl:actor"]] == ["KENCOP", "KENMIL"]
    assert [v["dl:value"]["@value"]["high"] for v in event["dl:differs"][0]["dl:version"]] == [3, 5]
    article = nodes["urn:dateline:report:daily-1"]
    assert article["schema:publisher"]["schema:name"] == "The Daily"
    assert article["schema:datePublished"] == "2024-06-18T07:30:00+03:00"
    prefixes = {key.split(":")[0] for node in document["@graph"] for key in node if not key.startswith("@")}
    assert prefixes <= set(document["@context"])


def test_jsonld_gives_no_date_where_there_is_only_a_bound(changed: Make, write: Write) -> None:
    from dateline.model import When

    event = changed(when=When(None, "2024-06-18", "unknown", "publication"), act=PromisedAct("AID"))
    node = json.loads(write("jsonld", collect([event])))["@graph"][-1]
    assert "schema:startDate" not in node
    assert "schema:endDate" not in node
    assert node["dl:latest"] == "2024-06-18"
    assert node["dl:act"] == {"dl:type": "AID"}


def test_followthemoney_entities_have_known_properties_and_point_to_each_other(story: Collection, write: Write) -> None:
    entities = [json.loads(line) for line in write("followthemoney", story).splitlines()]
    by_id = {e["id"]: e for e in entities}
    assert len(by_id) == len(entities)
    assert [e["schema"] for e in entities] == ["Article"] * 2 + ["LegalEntity"] * 3 + ["Event"]
    for entity in entities:
        assert set(entity) == {"id", "schema", "properties"}
        assert REQUIRED[entity["schema"]] <= set(entity["properties"]) <= FTM[entity["schema"]]
        assert all(values and all(isinstance(v, str) and v for v in values) for values in entity["properties"].values())
    event = entities[-1]["properties"]
    assert {by_id[i]["schema"] for i in event["involved"]} == {"LegalEntity"}
    assert {by_id[i]["schema"] for i in event["proof"]} == {"Article"}
    assert event["date"] == ["2024-06-17"]
    assert event["country"] == ["ke"]
    assert event["name"] == ["Kenyan police, Kenya Defence Forces ASSAULT/firearms → marchers"]


def test_the_full_text_is_in_only_where_it_was_asked_for(story: Collection, write: Write, report: object, event: MergedEvent) -> None:
    text = story.reports["daily-1"].report.text
    asked = collect([event], [story.reports["daily-1"]], texts=True)
    entities = [json.loads(line) for line in write("followthemoney", asked).splitlines()]
    assert [t for e in entities for t in e["properties"].get("bodyText", [])] == [text]
    assert [n["schema:articleBody"] for n in json.loads(write("jsonld", asked))["@graph"] if "schema:articleBody" in n] == [text]
    for name in ("csv", "followthemoney", "gdelt-events", "gdelt-mentions", "geojson", "graphml", "icews", "jsonl", "jsonld", "polecat"):
        assert "gathered at dawn" not in write(name, story).decode("utf-8")
