"""Every column of the formats of other projects, in their order, by name: what fills it for one event, and that the rest is empty.

The names are written out here once more, from the descriptions of those data sets, so that a slip in the code is seen.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline import __version__
from dateline.exporting import gdelt_events, gdelt_mentions, icews, phoenix, polecat
from dateline.exporting.collection import Collection, numbers

Rows = Callable[..., list[list[str]]]

ACTOR = [
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
]
GEO = ["Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
GDELT = (
    ["GlobalEventID", "Day", "MonthYear", "Year", "FractionDate"]
    + ["Actor1" + name for name in ACTOR]
    + ["Actor2" + name for name in ACTOR]
    + [
        "IsRootEvent",
        "EventCode",
        "EventBaseCode",
        "EventRootCode",
        "QuadClass",
        "GoldsteinScale",
        "NumMentions",
        "NumSources",
        "NumArticles",
        "AvgTone",
    ]
    + ["Actor1Geo_" + name for name in GEO]
    + ["Actor2Geo_" + name for name in GEO]
    + ["ActionGeo_" + name for name in GEO]
    + ["DATEADDED", "SOURCEURL"]
)
MENTIONS = [
    "GlobalEventID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
]
POLECAT = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
]
ICEWS = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
]
PHOENIX = [
    "id",
    "date",
    "year",
    "month",
    "day",
    "source",
    "source_root",
    "source_agent",
    "source_others",
    "target",
    "target_root",
    "target_agent",
    "target_others",
    "code",
    "root_code",
    "quad_class",
    "goldstein",
    "issues",
    "lat",
    "lon",
    "placename",
    "statename",
    "countryname",
    "ids",
    "urls",
    "sources",
]


@pytest.mark.parametrize(
    ("module", "names", "count"),
    [
        (gdelt_events, GDELT, 61),
        (gdelt_mentions, MENTIONS, 16),
        (polecat, POLECAT, 40),
        (icews, ICEWS, 20),
        (phoenix, PHOENIX, 26),
    ],
)
def test_the_columns_are_those_of_the_data_set_in_its_order(module: object, names: list[str], count: int) -> None:
    assert list(module.COLUMNS) == names  # type: ignore[attr-defined]
    assert len(names) == count


def test_gdelt_events(story: Collection, tsv: Rows) -> None:
    (row,) = tsv("gdelt-events", story)
    assert len(row) == 61
    filled = {name: cell for name, cell in zip(GDELT, row, strict=True) if cell}
    assert filled == {
        "GlobalEventID": str(numbers(story.events)[story.events[0].id]),
        "Day": "20240617",
        "MonthYear": "202406",
        "Year": "2024",
        "FractionDate": "2024.4575",  # (5 months of 30 days + 17) / 365
        "Actor1Code": "KENCOP",
        "Actor1Name": "KENYAN POLICE",
        "Actor1CountryCode": "KEN",
        "Actor1Type1Code": "COP",
        "Actor2Code": "KENCVL",
        "Actor2Name": "MARCHERS",
        "Actor2CountryCode": "KEN",
        "Actor2Type1Code": "CVL",
        "Actor2Type2Code": "OPP",
        "IsRootEvent": "1",
        "EventCode": "190",
        "EventBaseCode": "190",
        "EventRootCode": "19",
        "QuadClass": "4",
        "GoldsteinScale": "-10",
        "NumMentions": "2",
        "NumSources": "2",
        "NumArticles": "2",
        "ActionGeo_Type": "4",
        "ActionGeo_Fullname": "Kisumu, Kisumu County, Kenya",
        "ActionGeo_CountryCode": "KE",
        "ActionGeo_Lat": "-0.10221",
        "ActionGeo_Long": "34.76171",
        "DATEADDED": "20240618043000",  # 07:30 in Nairobi
        "SOURCEURL": "https://daily.example/2024/06/18/kisumu",
    }


def test_gdelt_mentions(story: Collection, tsv: Rows) -> None:
    first, second = (dict(zip(MENTIONS, row, strict=True)) for row in tsv("gdelt-mentions", story))
    assert {name: cell for name, cell in first.items() if cell} == {
        "GlobalEventID": str(numbers(story.events)[story.events[0].id]),
        "EventTimeDate": "20240618043000",
        "MentionTimeDate": "20240618043000",
        "MentionType": "1",
        "MentionSourceName": "The Daily",
        "MentionIdentifier": "https://daily.example/2024/06/18/kisumu",
        "SentenceID": "1",
        "Actor1CharOffset": "0",
        "Actor2CharOffset": "23",
        "ActionCharOffset": "14",
        "InRawText": "1",
        "Confidence": "80",
        "MentionDocLen": str(len(story.reports["daily-1"].report.text)),
    }
    assert {name: cell for name, cell in second.items() if cell} == {  # its report was not given: what only that holds is empty
        "GlobalEventID": first["GlobalEventID"],
        "EventTimeDate": "20240618043000",
        "MentionTimeDate": "20240619000000",
        "MentionType": "2",
        "MentionSourceName": "The Post",
        "MentionIdentifier": "post-9",
        "ActionCharOffset": "40",
        "Confidence": "70",
    }


def test_polecat(story: Collection, tsv: Rows) -> None:
    header, row = tsv("polecat", story)
    assert header == POLECAT
    assert {name: cell for name, cell in zip(POLECAT, row, strict=True) if cell} == {
        "Event ID": story.events[0].id,
        "Event Date": "2024-06-17",
        "Event Type": "ASSAULT",
        "Event Mode": "firearms",
        "Intensity": "-9",
        "Quad Code": "MATERIAL CONFLICT",
        "Contexts": "human_rights; repression",
        "Actor Country": "KEN",
        "Actor COW": "501",
        "Primary Actor Sector": "COP",
        "Actor Sectors": "COP",
        "Actor Name Raw": "Kenyan police",
        "Recipient Country": "KEN",
        "Recipient COW": "501",
        "Primary Recipient Sector": "CVL",
        "Recipient Sectors": "CVL; OPP",
        "Recipient Name Raw": "marchers",
        "Placename": "Kisumu",
        "City": "Kisumu",
        "Province": "Kisumu County",
        "Country": "KEN",
        "Latitude": "-0.10221",
        "Longitude": "34.76171",
        "GeoNames ID": "191245",
        "Raw Placename": "Kisumu",
        "Source": "The Daily; The Post",
        "Publication Date": "2024-06-18",
        "Story Locations": "Kisumu",
        "Language": "en",
        "Version": f"dateline {__version__}",
    }


def test_icews(story: Collection, tsv: Rows) -> None:
    header, row = tsv("icews", story)
    assert header == ICEWS
    assert {name: cell for name, cell in zip(ICEWS, row, strict=True) if cell} == {
        "Event ID": str(numbers(story.events)[story.events[0].id]),
        "Event Date": "2024-06-17",
        "Source Name": "Kenyan police",
        "Source Sectors": "Police",
        "Source Country": "Kenya",
        "Event Text": "Use conventional military force",
        "CAMEO Code": "190",
        "Intensity": "-10",
        "Target Name": "marchers",
        "Target Sectors": "Civilians,Opposition",
        "Target Country": "Kenya",
        "Story ID": "daily-1",
        "Sentence Number": "1",
        "Publisher": "The Daily; The Post",
        "City": "Kisumu",
        "Province": "Kisumu County",
        "Country": "Kenya",
        "Latitude": "-0.10221",
        "Longitude": "34.76171",
    }


def test_phoenix(story: Collection, tsv: Rows) -> None:
    (row,) = tsv("phoenix", story)
    assert {name: cell for name, cell in zip(PHOENIX, row, strict=True) if cell} == {
        "id": story.events[0].id,
        "date": "20240617",
        "year": "2024",
        "month": "6",
        "day": "17",
        "source": "KENCOP",
        "source_root": "KEN",
        "source_agent": "COP",
        "target": "KENCVL",
        "target_root": "KEN",
        "target_agent": "CVL",
        "code": "190",
        "root_code": "19",
        "quad_class": "4",
        "goldstein": "-10",
        "lat": "-0.10221",
        "lon": "34.76171",
        "placename": "Kisumu",
        "statename": "Kisumu County",
        "countryname": "Kenya",
        "ids": "daily-1;post-9",
        "urls": "https://daily.example/2024/06/18/kisumu",
        "sources": "The Daily;The Post",
    }
