"""On whom a report rests: the agency whose text it prints, else its outlet; and, for one event, the outlet or agency that it only cites.

The directory of outlets (`actors/outlets.tsv`) says which names are one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge.tables import Library
from dateline.model import Attribution, Date, EventMention, Participant, Report

_AGENCIES = frozenset({"agency", "state_media"})


@dataclass(frozen=True, slots=True)
class Outlets:
    """Names of outlets and agencies, in lower case, and the id and kind of each."""

    ids: Mapping[str, str]
    names: Mapping[str, str]
    agencies: frozenset[str]

    def find(self, name: str | None) -> str | None:
        """The id of an outlet by any of its names."""
        return self.ids.get(_plain(name)) if name else None

    def key(self, name: str) -> str:
        """What an outlet is called where sources are counted: its name in the directory, else the name as given."""
        found = self.find(name)
        return self.names[found] if found else " ".join(name.split())


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report rests on: `key` is the same for all that rest on one; `agency` the agency credited.

    `since` is when its text was first printed, by this report or one that it copies ("" if not known); None where it only cites another.
    """

    key: str
    agency: str | None
    since: str | None


def load_outlets(library: Library | None = None) -> Outlets:
    """The directory of outlets, by name and alias."""
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    agencies: set[str] = set()
    for row in (library or Library()).rows("actors/outlets.tsv", ("id", "name", "aliases", "kind")):
        names.setdefault(row["id"], row["name"])
        if row["kind"] in _AGENCIES:
            agencies.add(row["id"])
        for name in (row["name"], *row.many("aliases")):
            ids.setdefault(_plain(name), row["id"])
    return Outlets(ids, names, frozenset(agencies))


def moment(published: Date | None) -> str:
    """A publication date as ISO 8601 that sorts by time: with a time zone in UTC, "" where it is not known."""
    if isinstance(published, dt.datetime) and published.tzinfo is not None:
        return published.astimezone(dt.UTC).isoformat()
    return published.isoformat() if published is not None else ""


def _plain(name: str) -> str:
    words = " ".join(name.casefold().split())
    return words.removeprefix("the ")


def origin(group: Sequence[Report], outlets: Outlets) -> Origin:
    """What a report and all its copies rest on.

    Copies of one text rest on the agency that one of them credits, else on the one published first. A report of its own rests on the
    agency that it credits, else on its outlet; where that is unknown, on itself.
    """
    ordered = sorted(group, key=lambda r: (moment(r.published) or "9", r.id))
    credited = sorted({outlets.key(r.wire) for r in ordered if r.wire})
    if not credited:
        credited = sorted({outlets.key(r.outlet) for r in ordered if r.outlet and outlets.find(r.outlet) in outlets.agencies})
    since = moment(ordered[0].published)
    if credited:
        return Origin(credited[0], credited[0], since)
    named = next((outlets.key(r.outlet) for r in ordered if r.outlet), None)
    return Origin(named or f"report {ordered[0].id}", None, since)


def resting_on(
    mentions: Iterable[tuple[str, EventMention]], said: Mapping[str, Mapping[str, Attribution]], own: Mapping[str, Origin], outlets: Outlets
) -> dict[str, Origin]:
    """For each report that tells an event what it rests on there: itself, or the outlet it cites if it tells the event by that alone.

    `mentions` are those of the event with their reports; `said` the attributions of each report by id; `own` what each rests on else.
    """
    cited: dict[str, list[Origin | None]] = defaultdict(list)
    for report, mention in mentions:
        attributions = [said[report][a] for a in mention.attributions if a in said.get(report, {})]
        cited[report].append(next((o for o in (_cited(a, outlets) for a in attributions) if o is not None), None))
    answer = {}
    for report, found in cited.items():
        known = sorted({o.key: o for o in found if o is not None}.items())
        answer[report] = known[0][1] if known and None not in found else own[report]
    return answer


def _cited(attribution: Attribution, outlets: Outlets) -> Origin | None:
    """The outlet or agency through which an attribution comes, the outermost first: "officials told Reuters" is Reuters' word here."""
    for who in (*reversed(attribution.via), attribution.source):
        ident = _outlet(who, outlets) if who is not None else None
        if ident is not None:
            name = outlets.names[ident]
            return Origin(name, name if ident in outlets.agencies else None, None)
    return None


def _outlet(who: Participant, outlets: Outlets) -> str | None:
    if who.id is not None and who.id in outlets.names:
        return who.id
    return outlets.find(who.name) or outlets.find(who.text)
