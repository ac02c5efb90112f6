"""CSV, Parquet, GeoJSON, JSONL: the same columns, typed as each can, and the same values when they are read back."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import math
import string
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyarrow import parquet

from dateline.exporting import flat
from dateline.exporting.cells import spreadsheet, tidy
from dateline.exporting.collection import Collection, collect
from dateline.exporting.delimited import cell
from dateline.exporting.gathering import merged_from_dict
from dateline.exporting.parquet import schema as parquet_schema
from dateline.exporting.parquet import value as parquet_value
from dateline.exporting.schema import merged_schema
from dateline.merging.model import MergedEvent, MergedParticipant
from dateline.model import When, Where

Write = Callable[..., bytes]
Make = Callable[..., MergedEvent]

EXPECTED: dict[str, Any] = {
    "type": "ASSAULT",
    "mode": "firearms",
    "act_type": None,
    "act_mode": None,
    "contexts": ["human_rights", "repression"],
    "cameo": "190",
    "quad": 4,
    "score": -9.0,
    "goldstein": -10.0,
    "status": "corroborated",
    "auxiliary": [],
    "certainty": "certain",
    "polarity": "positive",
    "factuality": 3.0,
    "actor_names": ["Kenyan police", "Kenya Defence Forces"],
    "actor_codes": ["KENCOP", "KENMIL"],
    "actor_countries": ["KEN", "KEN"],
    "actor_sectors": ["COP", "MIL"],
    "actor_titles": [None, None],
    "actor_ids": [None, None],
    "actor_wikidata": [None, None],
    "recipient_names": ["marchers"],
    "recipient_codes": ["KENCVL"],
    "recipient_countries": ["KEN"],
    "recipient_sectors": ["CVL OPP"],
    "recipient_titles": [None],
    "recipient_ids": [None],
    "recipient_wikidata": [None],
    "day": "2024-06-17",
    "start": "2024-06-17",
    "end": "2024-06-17",
    "time_precision": "day",
    "time_basis": "tense",
    "place": "Kisumu",
    "place_precision": "place",
    "admin1": "Kisumu County",
    "country": "KEN",
    "latitude": -0.10221,
    "longitude": 34.76171,
    "geonames_id": 191245,
    "killed_low": 3.0,
    "killed_high": 5.0,
    "injured_low": None,
    "injured_high": None,
    "arrested_low": None,
    "arrested_high": None,
    "participants_low": None,
    "participants_high": None,
    "figures": ["killed 3..5"],
    "words": ["fired", "shot at"],
    "according_to": ["the county hospital"],
    "mention_count": 2,
    "report_count": 2,
    "source_count": 2,
    "first_reported": "2024-06-18",
    "last_reported": "2024-06-19",
    "outlets": ["The Daily", "The Post"],
    "report_ids": ["daily-1", "post-9"],
    "urls": ["https://daily.example/2024/06/18/kisumu"],
    "differs": ["magnitudes.killed (disputed)"],
    "links": ["part-of m-whole"],
    "confidence": 0.94,
    "rules": "dateline-1",
}


def test_the_flat_row_column_by_column(story: Collection) -> None:
    assert flat.record(story.events[0], story) == {"id": story.events[0].id, **EXPECTED}
    assert flat.names() == ("id", *EXPECTED)


def test_csv_has_a_header_and_the_values_as_text(story: Collection, write: Write) -> None:
    header, row = csv.reader(io.StringIO(write("csv", story).decode("utf-8")))
    assert header == list(flat.names())
    found = dict(zip(header, row, strict=True))
    assert found["actor_names"] == "Kenyan police; Kenya Defence Forces"
    assert found["score"] == "-9"  # a number is no formula
    assert found["latitude"] == "-0.10221"
    assert found["injured_low"] == ""
    assert found["actor_titles"] == "; "  # two participants, of whom neither has a title
    assert found["auxiliary"] == ""


def test_parquet_has_types(story: Collection, write: Write) -> None:
    table = parquet.read_table(io.BytesIO(write("parquet", story)))
    assert table.schema.equals(parquet_schema())
    assert table.schema.field("first_reported").type == pa.date32()
    assert table.schema.field("actor_names").type == pa.list_(pa.string())
    (row,) = table.to_pylist()
    days = {name: dt.date.fromisoformat(EXPECTED[name]) for name in ("day", "first_reported", "last_reported")}
    assert row == {"id": story.events[0].id, **EXPECTED, **days}


def test_parquet_of_no_events_still_has_its_columns(write: Write) -> None:
    assert parquet.read_table(io.BytesIO(write("parquet", collect([])))).column_names == list(flat.names())


def test_geojson_is_a_point_longitude_first_and_nothing_where_the_place_is_not_known(
    story: Collection, write: Write, changed: Make
) -> None:
    document = json.loads(write("geojson", story))
    (feature,) = document["features"]
    assert document["type"] == "FeatureCollection"
    assert feature["geometry"] == {"type": "Point", "coordinates": [34.76171, -0.10221]}
    assert feature["id"] == story.events[0].id
    assert feature["properties"] == {
        "id": story.events[0].id,
        **{name: v for name, v in EXPECTED.items() if name not in ("latitude", "longitude")},
    }
    for where in (None, Where("somewhere"), Where("nowhere on earth", None, None, 91.0, 0.0), Where("x", None, None, 0.0, math.nan)):
        assert json.loads(write("geojson", collect([changed(where=where)])))["features"][0]["geometry"] is None
    assert json.loads(write("geojson", collect([]))) == {"type": "FeatureCollection", "features": []}


def test_jsonl_is_what_merging_writes(story: Collection, write: Write) -> None:
    (line,) = write("jsonl", story).decode("utf-8").splitlines()
    record = json.loads(line)
    Draft202012Validator(merged_schema()).validate(record)
    assert merged_from_dict(record) == story.events[0]


def test_a_number_that_is_not_finite_is_null_and_not_bad_json(changed: Make, write: Write) -> None:
    event = changed(score=math.inf, confidence=math.nan)
    record = json.loads(write("jsonl", collect([event])), parse_constant=pytest.fail)
    assert record["score"] is None
    assert b",inf," not in write("csv", collect([event]))


# --- any text, any number, there and back

ANY_TEXT = st.text(max_size=30) | st.sampled_from(["=1+1", "-a", "@x", "\t=2", '"', "a,b", "x; y", "\r\n", "\x1b[31m", "\ud800", "<b>"])
PARTICIPANTS = st.builds(
    MergedParticipant,
    name=st.none() | ANY_TEXT,
    text=ANY_TEXT,
    code=st.none() | st.text(string.ascii_uppercase, min_size=3, max_size=9),
    country=st.none() | st.sampled_from(["KEN", "FRA", "XXX"]),
    sectors=st.lists(st.sampled_from(["GOV", "MIL", "CVL"]), max_size=2).map(tuple),
    id=st.none() | ANY_TEXT,
    wikidata=st.none() | st.from_regex(r"Q[0-9]{1,6}", fullmatch=True),
    title=st.none() | ANY_TEXT,
    backer=st.none(),
    mentions=st.just(()),
)
FIELDS = st.fixed_dictionaries(
    {
        "mode": st.none() | ANY_TEXT,
        "score": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "actors": st.lists(PARTICIPANTS, max_size=3).map(tuple),
        "recipients": st.lists(PARTICIPANTS, max_size=2).map(tuple),
        "when": st.builds(When, start=st.none() | st.dates().map(str), end=st.none() | st.dates().map(str)),
        "where": st.none()
        | st.builds(
            Where, name=ANY_TEXT, latitude=st.none() | st.floats(-90, 90), longitude=st.none() | st.floats(-180, 180), admin1=ANY_TEXT
        ),
        "first_reported": st.none() | st.dates().map(str),
        "outlets": st.lists(ANY_TEXT, max_size=3).map(tuple),
    }
)
FAST = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


@given(fields=FIELDS)
@FAST
def test_csv_there_and_back(fields: dict[str, Any], changed: Make, write: Write) -> None:
    story = collect([changed(**fields)])
    header, row = csv.reader(io.StringIO(write("csv", story).decode("utf-8"), newline=""))
    record = flat.record(story.events[0], story)
    for column, found in zip(flat.COLUMNS, row, strict=True):
        assert found == _without_surrogates(cell(record[column.name], column.kind)), column.name
        if column.kind == "texts":
            values = record[column.name] or []
            parts = found.split("; ") if found or len(values) == 1 else []
            assert len(parts) == len(values) or not values, column.name
            assert parts == [spreadsheet((v or "").replace(";", ",")) for v in values], column.name
        elif column.kind in ("number", "integer"):
            assert (float(found) if found else None) == record[column.name]
        else:
            assert found in ((t := tidy(record[column.name])), "'" + t)
    assert header[0] == "id"


@given(fields=FIELDS)
@FAST
def test_parquet_there_and_back(fields: dict[str, Any], changed: Make, write: Write) -> None:
    story = collect([changed(**fields)])
    (row,) = parquet.read_table(io.BytesIO(write("parquet", story))).to_pylist()
    record = flat.record(story.events[0], story)
    assert row == {column.name: parquet_value(record[column.name], column.kind) for column in flat.COLUMNS}


@given(fields=FIELDS)
@FAST
def test_jsonl_there_and_back(fields: dict[str, Any], changed: Make, write: Write) -> None:
    event = changed(**fields)
    data = write("jsonl", collect([event]))
    assert data.count(b"\n") == 1
    back = merged_from_dict(json.loads(data))
    written = json.dumps(dataclasses.asdict(event), ensure_ascii=False)
    assert json.dumps(dataclasses.asdict(back), ensure_ascii=False) == written.replace("\ud800", "\ufffd")
