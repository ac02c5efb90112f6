"""Which mentions are one event, within a report and across reports, among those that have to do with each other.

Facts are merged with facts and plans with plans: what is to be is no proof of what was. A denial joins the deed that it denies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.merging.clustering import clusters
from dateline.merging.features import Drawn, Features, Key
from dateline.merging.parties import participants
from dateline.merging.relating import story
from dateline.merging.rules import Rules
from dateline.merging.similarity import BARRED, likeness

Pair = tuple[Key, Key]


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares mentions of reports that are at hand; how much two reports tell one story is kept."""

    reports: Mapping[str, Drawn]
    rules: Rules
    _stories: dict[tuple[str, str], float | None] = field(default_factory=dict)

    def alike(self, a: Features, b: Features) -> float:
        """How alike two mentions are, whatever they say of whether it took place."""
        pair = (a.report, b.report) if a.report <= b.report else (b.report, a.report)
        if pair not in self._stories:
            self._stories[pair] = story(self.reports[pair[0]], self.reports[pair[1]])
        return likeness(a, b, self._stories[pair], self.rules.weights)

    def one_event(self, a: Features, b: Features) -> float:
        """How likely two mentions are one event: a fact and a plan are not."""
        return BARRED if a.reality != b.reality else self.alike(a, b)


def group(mentions: Sequence[Features], same: Iterable[Pair], denies: Iterable[Pair], comparing: Comparing) -> list[list[Features]]:
    """The mentions of each event, in the order of their keys, events in the order of their first mentions.

    `mentions` are whole components: all that are the same as one of them, or denied by one of them, are there. `same` and `denies` are
    pairs of their keys.
    """
    ordered = sorted(mentions, key=lambda m: m.key)
    place = {m.key: number for number, m in enumerate(ordered)}

    def compare(i: int, j: int) -> float:
        return comparing.one_event(ordered[i], ordered[j])

    pairs = sorted((min(place[a], place[b]), max(place[a], place[b])) for a, b in same)
    groups = clusters(len(ordered), [(pair, compare(*pair)) for pair in pairs], compare, comparing.rules.threshold)
    return _with_denials([[ordered[i] for i in g] for g in groups], denies, comparing)


def _with_denials(groups: Sequence[list[Features]], denies: Iterable[Pair], comparing: Comparing) -> list[list[Features]]:
    """Each group of denials put into the group of the deed that it denies, if there is one among those that it has to do with."""
    owner = {m.key: number for number, g in enumerate(groups) for m in g}
    near: dict[int, set[int]] = {}
    for a, b in denies:
        for one, other in ((owner[a], owner[b]), (owner[b], owner[a])):
            if groups[one][0].reality == "denied" and groups[other][0].reality == "fact":
                near.setdefault(one, set()).add(other)
    found = {number: list(g) for number, g in enumerate(groups)}
    for number in sorted(near):
        best, most = None, comparing.rules.denial_threshold
        for other in sorted(near[number]):
            value = _average(groups[number][:5], groups[other][:5], comparing)
            if value >= most and (best is None or value > most):
                best, most = other, value
        if best is not None:
            found[best].extend(found.pop(number))
    return sorted((sorted(g, key=lambda m: m.key) for g in found.values()), key=lambda g: g[0].key)


def _average(one: Sequence[Features], other: Sequence[Features], comparing: Comparing) -> float:
    total = 0.0
    for a in one:
        for b in other:
            who = participants(a, b)
            if (who is not None and who < 0.5) or (not a.trigger & b.trigger and a.mention.mode != b.mention.mode):
                return BARRED
            total += comparing.alike(a, b)
    return total / (len(one) * len(other))
