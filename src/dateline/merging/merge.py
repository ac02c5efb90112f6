"""Coded reports in, merged events out: asks what is one event, whose word each report is, what holds of the event, and what links events.

Pure: the same reports, settings and tables give the same events, in whatever order the reports come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.exporting.jsonl import to_line
from dateline.knowledge.tables import Library
from dateline.merging import coreference, features, links, sources
from dateline.merging.consolidate import consolidate
from dateline.merging.model import MergedEvent
from dateline.merging.rules import Rules
from dateline.merging.sources import Outlets, moment
from dateline.merging.told import Context, told
from dateline.merging.words import Stemmer, load_stemmer
from dateline.model import CodedReport


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that merging reads: irregular forms of words, and outlets."""

    stemmer: Stemmer
    outlets: Outlets


def load_tables(library: Library | None = None) -> Tables:
    """The tables, ours or those of a user's folder."""
    return Tables(load_stemmer(library), sources.load_outlets(library))


def merge(
    reports: Iterable[CodedReport], rules: Rules, tables: Tables, *, embeddings: Mapping[str, Sequence[float]] | None = None
) -> list[MergedEvent]:
    """The events that the reports tell, in the order in which they were first reported.

    A report that comes twice counts once; of two records with one report id the one published later counts. `embeddings` may give a
    vector for a mention by its id; it counts by the weight of the settings where both mentions have one.
    """
    known = distinct(reports)
    material = features.draw(known, tables.stemmer, recent_days=rules.recent_days, embeddings=embeddings)
    context = Context(
        reports={c.report.id: c for c in known},
        said={c.report.id: {a.id: a for a in c.attributions or ()} for c in known},
        origins={c.report.id: o for c, o in zip(known, sources.origins(known, tables.outlets, rules), strict=True)},
        outlets=tables.outlets,
    )
    merged = []
    for group in coreference.group(material, rules):
        mentions = told(group, context)
        merged.append(links.Merged(consolidate(mentions, rules, context), tuple(mentions)))
    merged.sort(key=lambda m: (m.event.first_reported or "9", m.mentions[0].order))
    return links.linked(merged, rules)


def distinct(reports: Iterable[CodedReport]) -> list[CodedReport]:
    """The reports in the order of their ids, each id once."""
    found: dict[str, CodedReport] = {}
    for coded in reports:
        met = found.get(coded.report.id)
        if met is None:
            found[coded.report.id] = coded
        elif met != coded:
            found[coded.report.id] = max(met, coded, key=lambda c: (moment(c.report.published), to_line(c, with_text=True)))
    return [found[ident] for ident in sorted(found)]
