"""A report on its way into the store: which report it is, whether its content is known, and whether it may come in at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from dateline.model import Report, report_id
from dateline.store import schema
from dateline.store.opening import last_moment, moment
from dateline.store.texts import column
from dateline.store.tombstones import Tombstones, forgotten, masked

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Kind = Literal["report", "correction", "retraction"]

_COMPUTED = re.compile(r"r-[0-9a-f]{16}(?:-\d+)?")
_ARTICLE = re.compile(r"https?://[^/?#]+(?:/[^/?#]|/?\?)", re.IGNORECASE)
"""An address that can be an article's: the bare address of a site stands on many."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A report with what its input says of it. `content_hash` is that of the report as it came, `report` is without forgotten names."""

    report: Report
    content_hash: str
    bytes_hash: str
    kind: Kind
    notice: str | None
    retrieved_at: str | None
    archive_url: str | None
    modified_at: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of a report: the id that it goes by there, and the version of this very content, if it is one."""

    ident: str
    version_id: int | None
    versions: int


def arriving(report: Report, tombstones: Tombstones) -> Arriving | None:
    """What is kept of a report, or None if it has been forgotten."""
    ident = column(report.id) or ""
    computed = report_id(report.text, outlet=report.outlet, url=report.url, published=report.published)
    if ident.startswith(computed + "-"):  # equal content is one report, however often it stands in the input
        ident = computed
    if forgotten(tombstones, ident, report.url, report.text):
        return None
    kind, notice = _correction(report.extra)
    published = report.published.isoformat() if report.published else None
    told = (report.text, report.title, report.outlet, published, report.byline, report.dateline, report.wire, kind, notice)
    content = _hash("\0".join(part or "" for part in told))
    given = report.extra.get("sha256")
    raw = given.lower() if isinstance(given, str) and re.fullmatch(r"[0-9a-fA-F]{64}", given) else _hash(report.text)
    kept = masked(report, tombstones, ident)
    retrieved = _moment(_first(report.extra, "retrieved_at", "retrieved"))
    modified = _moment(_first(report.extra, "modified", "modified_at", "updated"))
    archive = _first(report.extra, "archive_url", "archive")
    notice = masked_notice(notice, tombstones)
    return Arriving(kept, content, raw, kind, notice, retrieved, archive, modified)


def masked_notice(notice: str | None, tombstones: Tombstones) -> str | None:
    """A notice without forgotten names."""
    return tombstones.mask(notice) if notice else notice


def identify(connection: Connection, item: Arriving) -> Known:
    """Which report of the store it is: by id, else by its address, unless both have ids of their own."""
    t = schema.reports
    report = item.report
    ident = report.id
    rows = _versions(connection, ident)
    url = column(report.url)
    if not rows and url and _ARTICLE.match(url):
        for other in connection.execute(sa.select(t.c.report).where(t.c.url == url).order_by(t.c.id)).scalars():
            if not (_is_own(ident) and _is_own(other)):
                ident, rows = other, _versions(connection, other)
                break
    same = next((row.id for row in rows if row.content_hash == item.content_hash), None)
    return Known(ident, same, len(rows))


def _versions(connection: Connection, ident: str) -> Sequence[Any]:
    t = schema.reports
    return connection.execute(sa.select(t.c.id, t.c.content_hash).where(t.c.report == ident).order_by(t.c.version)).all()


def public_from(connection: Connection, item: Arriving, known: Known, recorded: str) -> str:
    """The moment from which anybody could know this version.

    That is when it was published, or, if the outlet says so, modified. For a version that claims no other date than another version it is
    when it was retrieved, or recorded: what an outlet changed without saying when was not known before somebody saw it. The same holds
    where no date is known.
    """
    seen = min(item.retrieved_at or recorded, recorded)
    if item.report.published is None:
        return seen
    t = schema.reports
    published = item.report.published.isoformat()
    held = sa.select(t.c.published).where(t.c.report == known.ident)
    others = connection.execute(held).scalars().all() if known.versions else ()
    claimed = last_moment(item.report.published)
    if item.modified_at is not None and item.modified_at > claimed:
        return item.modified_at
    return max(claimed, seen) if published in others else claimed


def _is_own(ident: str) -> bool:
    return not _COMPUTED.fullmatch(ident)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _correction(extra: Mapping[str, Any]) -> tuple[Kind, str | None]:
    """Whether the outlet corrects or retracts with this version, and its words: the fields `retraction`, `retracted`, `correction`."""
    for name, kind in (
        ("retraction", "retraction"),
        ("retracted", "retraction"),
        ("correction", "correction"),
        ("corrected", "correction"),
    ):
        value = extra.get(name)
        if value is True or (isinstance(value, str) and value.strip()):
            return kind, value if isinstance(value, str) else None  # type: ignore[return-value]  # the kinds are those above
    return "report", None


def _first(extra: Mapping[str, Any], *names: str) -> str | None:
    return next((v for name in names if isinstance(v := extra.get(name), str) and v.strip()), None)


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return last_moment(dt.date.fromisoformat(text)) if len(text) == 10 else moment(dt.datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
