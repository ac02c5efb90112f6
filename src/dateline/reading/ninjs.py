"""ninjs, the JSON of IPTC for news: an object of it → the fields of our input JSONL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dateline.reading.fragments import WithoutText, dated, line_of, text_of

_BODIES = ("body_text", "body_xhtml", "body_html", "bodies")
_WITHDRAWN = ("canceled", "cancelled", "withheld")


def is_ninjs(fields: Mapping[str, Any]) -> bool:
    """Whether an object is a news item of ninjs: it has an address and a body, and no text as our JSONL has it."""
    return "text" not in fields and isinstance(fields.get("uri"), str) and any(name in fields for name in _BODIES)


def from_ninjs(item: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a report. Versions 1 to 3 are read. Raises `WithoutText` for an item without text, or withdrawn by its agency."""
    status = str(_first(item, "pubstatus", "pubStatus") or "")
    if status.lower() in _WITHDRAWN:
        raise WithoutText(f"was withdrawn by its agency (publication status: {status})")
    version = str(item.get("version") or "")
    created, this = _first(item, "firstcreated", "firstCreated"), _first(item, "versioncreated", "versionCreated")
    claims = [("firstcreated", _string(created))]
    if version in ("", "1"):  # a later version's date is one of change
        claims.append(("versioncreated", _string(this)))
    claims.append(("contentcreated", _string(_first(item, "contentcreated", "contentCreated"))))
    dates = dated(claims)
    fields: dict[str, Any] = {
        "text": _text(item),
        "title": line_of(_string(item.get("headline"))) or _value(item.get("headlines")) or line_of(_string(item.get("title"))),
        "outlet": _outlet(item),
        "byline": line_of(_string(item.get("byline"))) or _value(item.get("bylines")),
        "dateline": line_of(_string(item.get("located"))),
        "language": _string(item.get("language")),
        "url": _string(item.get("uri")) if str(item.get("uri")).startswith(("http://", "https://")) else None,
        **dates,
        "guid": item["uri"],
    }
    if isinstance(this, str) and dates["published_basis"] == "firstcreated" and this != created:
        fields["modified"] = this
    for name in ("version", "usageterms", "copyrightholder", "copyrightnotice"):
        if item.get(name):
            fields[name] = item[name]
    if status:
        fields["status"] = status
    return fields


def _text(item: Mapping[str, Any]) -> str:
    kind = _string(item.get("type"))
    if kind not in (None, "text", "composite", "article"):
        raise WithoutText(f"is of the type {kind[:40]!r}, which holds no text" if kind else "holds no text")
    plain = _string(item.get("body_text"))
    if plain and plain.strip():
        return plain
    for name in ("body_xhtml", "body_html"):
        if (markup := _string(item.get(name))) and (text := text_of(markup)):
            return text
    bodies = item.get("bodies")
    for body in bodies if isinstance(bodies, list) else ():
        if not isinstance(body, Mapping) or not (value := _string(body.get("value"))):
            continue
        told = _string(_first(body, "contenttype", "contentType")) or "text/plain"
        text = text_of(value) if "html" in told or "xml" in told else value
        if text.strip():
            return text
    raise WithoutText("has no text in body_text, body_xhtml, body_html or bodies")


def _outlet(item: Mapping[str, Any]) -> str | None:
    for name in ("source", "infosources", "infosource", "infoSources", "copyrightholder"):
        value = item.get(name)
        found = line_of(value) if isinstance(value, str) else _value(value)
        if found:
            return found
    return None


def _value(values: Any) -> str | None:
    """The first text in a list of objects with `value` or `name`."""
    for one in values if isinstance(values, list) else ():
        if isinstance(one, Mapping) and (line := line_of(_string(_first(one, "value", "name", "literal")))):
            return line
    return None


def _first(item: Mapping[str, Any], *names: str) -> Any:
    return next((item[name] for name in names if item.get(name) is not None), None)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None
