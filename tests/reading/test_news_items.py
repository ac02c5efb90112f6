"""NewsML-G2 and ninjs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.model import Report

Reading = Callable[..., tuple[list[Report], list[str]]]
TEXT = "Police in Mombasa arrested nine traders on Monday, and the governor said that he would free them."
NITF = f"""<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>No</title></head>
<body><body.head><hedline><hl1>Nine held</hl1></hedline><byline>By X</byline></body.head>
<body.content><media><media-caption>A picture</media-caption></media><p>{TEXT}</p><p>He left.</p></body.content></body>
</nitf></inlineXML>"""
XHTML = f"""<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>No</title></head>
<body><p>{TEXT}</p></body></html></inlineXML>"""
PLAIN = f'<inlineData contenttype="text/plain">{TEXT}</inlineData>'


def item(content: str = NITF, *, version: str = "1", status: str = "stat:usable", prefix: str = "") -> str:
    text = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire:1" version="{version}" standard="NewsML-G2">
<rightsInfo><copyrightHolder literal="Wire Ltd"/></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:COASTWIRE"/><versionCreated>2024-06-18T09:00:00Z</versionCreated>
<firstCreated>2024-06-17T08:30:00Z</firstCreated><pubStatus qcode="{status}"/></itemMeta>
<contentMeta><by>Amina Odhiambo</by><dateline>MOMBASA, Kenya</dateline><creditline>CW</creditline><language tag="en-GB"/>
<headline>Nine held</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"""
    return text.replace("</", "</" + prefix).replace("<", "<" + prefix).replace(f"<{prefix}/", "</") if prefix else text


@pytest.mark.parametrize(("content", "after"), [(NITF, "\n\nHe left."), (XHTML, ""), (PLAIN, "")])
def test_an_item(tmp_path: Path, reading: Reading, content: str, after: str) -> None:
    (tmp_path / "a.xml").write_text("<?xml version='1.0'?>" + item(content))
    (report,), skipped = reading(tmp_path / "a.xml")
    assert skipped == []
    assert report.text == TEXT + after
    assert (report.title, report.outlet, report.wire, report.byline) == ("Nine held", "COASTWIRE", "CW", "Amina Odhiambo")
    assert (report.dateline, report.language) == ("MOMBASA, Kenya", "en-GB")
    assert report.published == dt.datetime(2024, 6, 17, 8, 30, tzinfo=dt.UTC)
    assert report.extra == {
        "published_basis": "firstCreated",
        "modified": "2024-06-18T09:00:00Z",
        "guid": "urn:newsml:wire:1",
        "version": "1",
        "status": "usable",
    }


def test_a_message_of_many_items(reading: Reading) -> None:
    empty = item('<remoteContent href="http://x.example/a.jpg"/>')
    items = [item(), item(status="stat:canceled"), empty, item(PLAIN, version="3").replace("firstCreated", "xCreated")]
    message = f"<newsMessage><header><sent>2024-06-19</sent></header><itemSet>{''.join(items)}<packageItem/></itemSet></newsMessage>"
    reports, skipped = reading("-", stdin=message.encode())
    assert len(reports) == 2
    assert reports[1].published is None
    assert "withdrawn by its agency (publication status: canceled)" in skipped[0]
    assert "no text of its own" in skipped[1]
    assert "without a news item" in reading("-", stdin=b"<packageItem></packageItem>")[1][0]
    assert "document type" in reading("-", stdin=b"<!DOCTYPE newsMessage []>" + message.encode())[1][0]


NINJS: dict[str, Any] = {
    "uri": "https://wire.example/1",
    "type": "text",
    "version": "1",
    "firstcreated": "2024-06-17T08:30:00Z",
    "versioncreated": "2024-06-18T08:30:00Z",
    "pubstatus": "usable",
    "headline": "Nine held",
    "byline": "Amina Odhiambo",
    "located": "Mombasa",
    "language": "en",
    "body_xhtml": f"<p>{TEXT}</p><p>He left.</p>",
    "source": "Coast Wire",
    "subject": [{"name": "crime"}],
}


def test_ninjs(tmp_path: Path, reading: Reading) -> None:
    second = {
        "uri": "urn:2",
        "standard": {"name": "ninjs", "version": "2.0"},
        "headlines": [{"value": "Nine"}],
        "bodies": [{"contentType": "text/html", "value": f"<p>{TEXT}</p>"}],
        "infoSources": [{"name": "Coast Wire"}],
        "contentCreated": "2024-06-17",
    }
    items = [
        NINJS,
        NINJS | {"pubstatus": "canceled"},
        NINJS | {"type": "picture"},
        second,
        NINJS | {"body_text": "Troops left.\n\nHe too."},
    ]
    (tmp_path / "a.json").write_text(json.dumps(items))
    reports, skipped = reading(tmp_path / "a.json")
    assert [r.text for r in reports] == [f"{TEXT}\n\nHe left.", TEXT, "Troops left.\n\nHe too."]
    first, later, _ = reports
    assert (first.title, first.outlet, first.byline, first.dateline) == ("Nine held", "Coast Wire", "Amina Odhiambo", "Mombasa")
    assert first.url == "https://wire.example/1"
    assert first.extra["modified"] == "2024-06-18T08:30:00Z"
    assert (later.title, later.outlet, later.published) == ("Nine", "Coast Wire", dt.date(2024, 6, 17))
    assert "withdrawn" in skipped[0]
    assert "of the type 'picture'" in skipped[1]
    piped, _ = reading("-", stdin="\n".join(map(json.dumps, items)).encode())
    assert piped == reports
