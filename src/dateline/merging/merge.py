"""Coded reports in, merged events out: asks what is one event, whose word each report is, what holds of the event, and what links events.

Pure: the same reports, settings and tables give the same events, in whatever order the reports come. What two reports have to do with
each other depends on these two alone (`relating.py`), and an event on what is connected to it: so a store may add reports without
beginning anew, and gets the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dateline.exporting.jsonl import to_line
from dateline.knowledge.tables import Library
from dateline.merging import candidates, coreference, features, links, relating, sources
from dateline.merging.consolidate import consolidate
from dateline.merging.coreference import Comparing
from dateline.merging.features import Drawn, Features, Key
from dateline.merging.links import Merged
from dateline.merging.model import MergedEvent
from dateline.merging.relating import Kind
from dateline.merging.rules import Rules
from dateline.merging.sources import Origin, Outlets, moment
from dateline.merging.told import Context, told
from dateline.merging.words import Rarity, Stemmer, load_rarity, load_stemmer
from dateline.model import CodedReport

T = TypeVar("T", bound=Hashable)
Related = tuple[Kind, Key, Key]
"""Two mentions that have to do with each other, and how."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that merging reads: irregular forms of words, how common words are, and outlets."""

    stemmer: Stemmer
    rarity: Rarity
    outlets: Outlets


def load_tables(library: Library | None = None) -> Tables:
    """The tables, ours or those of a user's folder."""
    stemmer = load_stemmer(library)
    return Tables(stemmer, load_rarity(stemmer, library), sources.load_outlets(library))


def merge(
    reports: Iterable[CodedReport], rules: Rules, tables: Tables, *, embeddings: Mapping[str, Sequence[float]] | None = None
) -> list[MergedEvent]:
    """The events that the reports tell, in the order in which they were first reported.

    A report that comes twice counts once; of two records with one report id the one published later counts. `embeddings` may give a
    vector for a mention by its id; it counts by the weight of the settings where both mentions have one.
    """
    known = [features.draw(c, tables.stemmer, tables.rarity, rules, embeddings) for c in distinct(reports)]
    copies, related = relate(known, rules)
    by_id = {d.ident: d for d in known}
    origins = origins_of(components(by_id, copies), by_id, tables.outlets)
    mentions = {m.key: m for d in known for m in d.mentions}
    merged = assemble(mentions, related, by_id, origins, rules, tables)
    merged.sort(key=lambda m: (m.event.first_reported or "9", m.mentions[0].order))
    return links.linked(merged, related, rules)


def relate(known: Sequence[Drawn], rules: Rules) -> tuple[list[tuple[str, str]], list[Related]]:
    """Which reports, by their ids, are copies of one text, and which mentions have to do with each other."""
    copies: list[tuple[str, str]] = []
    related: list[Related] = []
    near = candidates.looked_at([candidates.blocks(d, rules) for d in known])
    for i, j in (*((n, n) for n in range(len(known))), *near):
        one, other = known[i], known[j]
        if i != j and relating.are_copies(one, other, rules):
            copies.append((one.ident, other.ident))
        found = relating.relations(one, other, rules)
        related += ((r.kind, one.mentions[r.one].key, other.mentions[r.other].key) for r in found)
    return copies, related


def components(nodes: Iterable[T], pairs: Iterable[tuple[T, T]]) -> list[list[T]]:
    """The nodes in groups that pairs connect."""
    parent: dict[T, T] = {node: node for node in nodes}

    def root(node: T) -> T:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in pairs:
        one, other = root(a), root(b)
        if one != other:
            parent[other] = one
    found: dict[T, list[T]] = {}
    for node in parent:
        found.setdefault(root(node), []).append(node)
    return list(found.values())


def origins_of(groups: Iterable[Sequence[str]], reports: Mapping[str, Drawn], outlets: Outlets) -> dict[str, Origin]:
    """For each report what it rests on; `groups` are ids of reports that are copies of one text."""
    found = {}
    for group in groups:
        origin = sources.origin([reports[ident].coded.report for ident in group], outlets)
        found.update(dict.fromkeys(group, origin))
    return found


def assemble(
    mentions: Mapping[Key, Features],
    related: Iterable[Related],
    reports: Mapping[str, Drawn],
    origins: Mapping[str, Origin],
    rules: Rules,
    tables: Tables,
) -> list[Merged]:
    """The events of mentions, without links, in no order. Every mention that is the same as one of them, or denies it, must be there."""
    same: dict[Key, list[tuple[Key, Key]]] = {}
    denies: dict[Key, list[tuple[Key, Key]]] = {}
    pairs: list[tuple[Key, Key]] = []
    for kind, a, b in related:
        held = same if kind == "same" else denies if kind == "denies" else None
        if held is not None and a in mentions and b in mentions:
            held.setdefault(a, []).append((a, b))
            pairs.append((a, b))
    context = Context(
        reports={ident: d.coded for ident, d in reports.items()},
        said={ident: {a.id: a for a in d.coded.attributions or ()} for ident, d in reports.items()},
        origins=origins,
        outlets=tables.outlets,
    )
    comparing = Comparing(reports, rules)
    merged = []
    for keys in components(mentions, pairs):
        here = [mentions[key] for key in keys]
        ties = [[pair for key in keys for pair in held.get(key, ())] for held in (same, denies)]
        for group in coreference.group(here, ties[0], ties[1], comparing):
            telling = told(group, context)
            merged.append(Merged(consolidate(telling, rules, context), tuple(telling)))
    return merged


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
