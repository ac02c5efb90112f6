"""What a watch found, as Atom (RFC 4287) and as JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from dateline.store.watching import Watch

_ATOM = "http://www.w3.org/2005/Atom"


def xml_text(text: str) -> str:
    """Text as XML can hold it: U+FFFD in place of characters that it has no way to write."""
    return "".join(
        c if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" else "\ufffd" for c in text
    )


def atom(watch: Watch, rows: Sequence[tuple[Mapping[str, Any], str]], base: str, own: str) -> bytes:
    """The feed of a watch; `rows` are rows of events with the moments at which they were recorded, `base` is the pages' address."""
    feed = ET.Element("feed", {"xmlns": _ATOM})

    def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
        found = ET.SubElement(parent, name, {k: xml_text(v) for k, v in attributes.items()})
        if text is not None:
            found.text = xml_text(text)
        return found

    add(feed, "id", f"urn:dateline:{watch.id}")
    add(feed, "title", f"Dateline: {watch.name}")
    add(feed, "updated", max((moment for _, moment in rows), default=watch.seen_at))
    add(feed, "link", rel="self", href=own)
    add(feed, "link", rel="alternate", href=base + "/")
    author = add(feed, "author")
    add(author, "name", "Dateline")
    for row, moment in rows:
        entry = add(feed, "entry")
        add(entry, "id", f"urn:dateline:{row['id']}:{row['version']}")
        add(entry, "title", row["sentence"])
        add(entry, "updated", moment)
        add(entry, "link", rel="alternate", href=address(base, row))
        add(entry, "summary", summary(row), type="text")
        add(entry, "category", term=row["type"])
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(watch: Watch, rows: Sequence[tuple[Mapping[str, Any], str]], base: str, own: str) -> dict[str, Any]:
    """Likewise as JSON Feed; each item carries the row of its event under `_dateline`."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Dateline: {watch.name}",
        "home_page_url": base + "/",
        "feed_url": own,
        "items": [
            {
                "id": f"urn:dateline:{row['id']}:{row['version']}",
                "url": address(base, row),
                "title": row["sentence"],
                "content_text": summary(row),
                "date_modified": moment,
                "tags": [row["type"], row["status"]],
                "_dateline": row,
            }
            for row, moment in rows
        ],
    }


def address(base: str, row: Mapping[str, Any]) -> str:
    """The page of an event."""
    return f"{base}/event/{quote(row['id'], safe='')}"


def summary(row: Mapping[str, Any]) -> str:
    """What a feed says below the sentence."""
    kind = row["type"] + (f"/{row['mode']}" if row["mode"] else "")
    sources = f"{row['sources']} independent source{'s' if row['sources'] != 1 else ''}"
    reports = f"{row['reports']} report{'s' if row['reports'] != 1 else ''}"
    return f"{kind}, {row['status']}, {sources}, {reports}, confidence {row['confidence']:g}."
