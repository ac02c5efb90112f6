"""A mention with all that choosing needs: who holds it, on whom its report rests, and when that was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.merging.features import Features
from dateline.merging.model import Holder
from dateline.merging.sources import Origin, Outlets, moment, resting_on
from dateline.model import Attribution, CodedReport, EventMention, Report


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the reports of a merge: each by id, its attributions by id, on whom it rests; and the directory of outlets."""

    reports: Mapping[str, CodedReport]
    said: Mapping[str, Mapping[str, Attribution]]
    origins: Mapping[str, Origin]
    outlets: Outlets


@dataclass(frozen=True, slots=True)
class Told:
    """One mention, its report, the independent source that it rests on for this event, and when it was published ("" if not known).

    `since` is when the word that it rests on was first published: a copy printed days later is no later news.
    """

    features: Features
    report: Report
    origin: Origin
    published: str
    since: str

    @property
    def mention(self) -> EventMention:
        """The mention as it was coded."""
        return self.features.mention

    @property
    def order(self) -> tuple[str, tuple[str, int, int, str]]:
        """By publication, then by report and place in the text. What has no date comes last: it may be of any."""
        return (self.published or "9", self.features.key)

    @property
    def day(self) -> str | None:
        """The day of publication."""
        return self.published[:10] or None

    @property
    def news_day(self) -> str:
        """The day of the word that it rests on, "" if not known."""
        return self.since[:10]


def told(group: Sequence[Features], context: Context) -> list[Told]:
    """The mentions of one event, as published."""
    rests = resting_on([(m.key[0], m.mention) for m in group], context.said, context.origins, context.outlets)
    own: dict[str, set[str]] = {}
    for origin in rests.values():
        if origin.since:
            own.setdefault(origin.key, set()).add(origin.since)
    made = []
    for m in group:
        report = context.reports[m.key[0]].report
        origin, published = rests[report.id], moment(report.published)
        # Who only cites another tells no later news than the other had told by then.
        known = origin.since if origin.since is not None else max((s for s in own.get(origin.key, ()) if s <= published), default=published)
        made.append(Told(m, report, origin, published, known))
    return sorted(made, key=lambda t: t.order)


def holder(item: Told, context: Context, attribution: str | None = None) -> Holder:
    """Who holds what a mention says: the source that the report names for it, the innermost of them, else the outlet.

    `attribution` is that of a figure, which may have another source than its event.
    """
    said = context.said.get(item.report.id, {})
    ids = [attribution] if attribution is not None else [*item.mention.attributions]
    known = [said[a] for a in ids if a in said]
    if not known:
        return Holder("outlet", context.outlets.key(item.report.outlet) if item.report.outlet else None, None, (item.report.id,))
    inner = min(known, key=lambda a: (sum(c.end - c.start for c in a.content), a.id))
    if inner.source is None:
        return Holder("source", None, None, (item.report.id,))
    return Holder("source", inner.source.name or inner.source.text, inner.source.code, (item.report.id,))


def together(holders: Sequence[Holder]) -> tuple[Holder, ...]:
    """Each holder once, with all its reports, in the order given."""
    found: dict[tuple[str, str], Holder] = {}
    for h in holders:
        # A holder without a name is nobody in particular: those of two reports are not one.
        key = (h.kind, h.name.casefold() if h.name else "report " + h.reports[0])
        met = found.get(key)
        found[key] = h if met is None else Holder(h.kind, met.name, met.code or h.code, tuple(sorted({*met.reports, *h.reports})))
    return tuple(found.values())
