"""An entry of a feed, and the page that it links to → a report, with what each claims of its date weighed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dateline.errors import UnreadableInput
from dateline.model import Date, Report
from dateline.reading import ReadOptions, language, report_from_fields
from dateline.reading.dates import parse_published
from dateline.reading.encoding import NoText, declared_encoding, decode
from dateline.reading.found import Found
from dateline.reading.kinds import foreign, kind_of, suffix_of
from dateline.reading.stream import ByteStream
from dateline.reading.unpacking import BrokenStream
from dateline.reading.web import NoArticle, page_fields
from dateline.watching.addresses import joined, same_site, shown
from dateline.watching.items import Entry

_AHEAD = dt.timedelta(days=1)
"""So far a date may lie after the moment when it was read: time zones reach no further."""
_FIRST = dt.date(1990, 1, 1)
"""No feed is older: an earlier date of an entry is what a system writes that has none."""
_KINDS = frozenset(("HTML", "PDF", "plain text"))
_FALLBACKS = ("title", "outlet", "byline", "language")


class Unfit(ValueError):
    """There is no report to be had; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of an article as it was fetched; `address` is where it was found in the end."""

    body: bytes
    address: str
    content_type: str = ""


def report_of(entry: Entry, feed: str, page: Page | None, *, without: str = "", now: dt.datetime, options: ReadOptions) -> Report:
    """The report of an entry. `without` is why there is no page, where one was wanted; the feed's own text has to do then.

    `retrieved_at` is now; `sha256` is that of the page's bytes. What the page says of itself counts before what the feed says of it.
    Raises `Unfit` where there is no text, or not in English.
    """
    fields = dict(entry.fields)
    fields["feed"] = shown(feed)
    if page is not None:
        try:
            fields = _joined(fields, _page_fields(page, options), page)
        except Unfit as reason:
            without = str(reason)
    if not fields.get("text"):
        raise Unfit(without or "has no text of its own")
    if without:
        fields["page_missing"] = without
    fields["retrieved_at"] = now.isoformat(timespec="seconds")
    if "url" not in fields and entry.page is not None:
        fields["url"] = entry.page
    _settle_dates(fields, now)
    try:
        return _spoken(report_from_fields(fields, options, source=shown(fields.get("url") or feed)), options)
    except UnreadableInput as problem:
        raise Unfit(problem.reason) from None


def _page_fields(page: Page, options: ReadOptions) -> dict[str, Any]:
    """What the page says. Raises `Unfit` where it holds no article."""
    stream = ByteStream(io.BytesIO(page.body))
    try:
        sample = stream.sample()
        if not sample.strip():
            raise Unfit("the page is empty")
        kind, other = kind_of(sample, suffix_of("")), foreign(sample, suffix_of(""))
        if (
            other is not None
            or kind.name not in _KINDS
            or (kind.name == "plain text" and "html" not in page.content_type and not _is_text(page))
        ):
            raise Unfit(f"the page is {other.name if other else kind.name if kind.name not in _KINDS else 'no text'}, no article")
        if kind.name == "HTML" or (kind.name == "plain text" and "html" in page.content_type):
            data = stream.whole(len(page.body) * 100) or b""
            return page_fields(decode(data, declared_encoding(data) or _declared(page)), options)
        found = next(iter(kind.read(stream, options, page.address)))
    except (BrokenStream, NoText, NoArticle) as reason:
        raise Unfit(f"the page {reason}") from None
    if not isinstance(found, Found):
        raise Unfit(f"the page {found.reason}")
    return dict(found.fields)


def _is_text(page: Page) -> bool:
    return page.content_type.startswith("text/plain")


def _declared(page: Page) -> str | None:
    """The encoding that the server names, by the same rules as one that a page names."""
    return declared_encoding(
        b'<meta charset="' + page.content_type.partition("charset=")[2].strip(" \"';").encode("ascii", "replace") + b'">'
    )


def _joined(told: Mapping[str, Any], found: dict[str, Any], page: Page) -> dict[str, Any]:
    """What the page says, and what the feed says where the page is silent."""
    fields = {k: v for k, v in found.items() if v is not None}
    for name in _FALLBACKS:
        if name not in fields and told.get(name):
            fields[name] = told[name]
    kept = ("feed", "guid", "categories", "link", "id")
    fields |= {name: told[name] for name in kept if name in told}
    fields["feed_published"], fields["feed_published_basis"] = told.get("published"), told.get("published_basis")
    # A page that claims an address elsewhere would pass for a version of what stands there.
    claimed = joined(page.address, str(fields.get("url") or ""))
    fields["url"] = claimed if claimed and fields.get("url") and same_site(claimed, page.address) else page.address
    fields["text_from"] = "page"
    fields["sha256"] = hashlib.sha256(page.body).hexdigest()
    return fields


def _settle_dates(fields: dict[str, Any], now: dt.datetime) -> None:
    """`published` is the page's date, else the feed's; one that cannot be is none, with the reason in `published_basis`."""
    own, basis = _possible(fields.get("published"), fields.get("published_basis"), now)
    if "feed_published" in fields:
        told, told_basis = _possible(fields.pop("feed_published"), fields.pop("feed_published_basis"), now)
        if own is None and told is not None:
            own, basis = told, f"feed: {told_basis}; of the page: {basis}"
    fields["published"], fields["published_basis"] = own, basis
    modified = fields.get("modified")
    if modified is not None and (date := _read(modified)) is not None and _possible(date, "", now)[0] is None:
        # The store would take it for the moment from which this could be known.
        fields["modified_claimed"] = fields.pop("modified")


def _possible(value: Any, basis: Any, now: dt.datetime) -> tuple[Date | None, str]:
    date, told = _read(value), str(basis or "none")
    if date is None:
        return None, told if told.startswith("none") else "none"
    moment = date if isinstance(date, dt.datetime) else dt.datetime.combine(date, dt.time())
    try:
        ahead = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - now
    except OverflowError:
        ahead = dt.timedelta.max
    if ahead > _AHEAD:
        return None, f"none: {date.isoformat()} ({told}) lies after {now.isoformat(timespec='seconds')}, when it was read; a clock is wrong"
    if moment.date() < _FIRST:
        return None, f"none: {date.isoformat()} ({told}) is what systems write that have no date"
    return date, told


def _read(value: Any) -> Date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return parse_published(value) if isinstance(value, str) and value.strip() else None
    except ValueError:
        return None


def _spoken(report: Report, options: ReadOptions) -> Report:
    given = language.code_of(report.language)
    code = given or language.detect(report.text)
    if code != language.ENGLISH and not options.keep_other_languages:
        raise Unfit(
            "the language of the text cannot be told"
            if code == language.UNKNOWN
            else f"is in {language.name_of(code)}; only English is coded"
        )
    return report if given else dataclasses.replace(report, language=code)
