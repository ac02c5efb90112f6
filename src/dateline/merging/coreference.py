"""Which mentions are one event, within a report and across reports.

Facts are merged with facts and plans with plans: what is to be is no proof of what was. A denial joins the deed that it denies.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.merging import candidates
from dateline.merging.clustering import clusters
from dateline.merging.features import Features, Material
from dateline.merging.rules import Rules
from dateline.merging.similarity import BARRED, likeness, participants

_LEAST_STORY = 0.1
"""The cosine below which two reports tell different stories; their mentions are then compared only if they share who or where."""


def group(material: Material, rules: Rules) -> list[list[Features]]:
    """The mentions of each event, in the order of their keys, events in the order of their first mentions."""
    mentions = material.mentions
    alike = candidates.stories(material.stories, _LEAST_STORY)

    def compare(i: int, j: int) -> float:
        a, b = mentions[i], mentions[j]
        if a.reality != b.reality:
            return BARRED
        return likeness(a, b, _story(material, alike, a.report, b.report), rules.weights)

    scored = [(pair, compare(*pair)) for pair in candidates.pairs(material, alike)]
    groups = clusters(len(mentions), scored, compare, rules.threshold)
    return _with_denials([[mentions[i] for i in g] for g in groups], material, alike, rules)


def _story(material: Material, alike: dict[tuple[int, int], float], a: int, b: int) -> float | None:
    if a == b or not material.stories[a] or not material.stories[b]:
        return None
    return alike.get((min(a, b), max(a, b)), 0.0)


def _with_denials(
    groups: Sequence[list[Features]], material: Material, alike: dict[tuple[int, int], float], rules: Rules
) -> list[list[Features]]:
    """Each group of denials put into the group of the deed that it denies, if there is one."""
    deeds = [list(g) for g in groups if g[0].reality != "denied"]
    left: list[list[Features]] = []
    by_type: dict[str, list[int]] = {}
    for number, deed in enumerate(deeds):
        if deed[0].reality == "fact":
            for kind in sorted({m.mention.type for m in deed}):
                by_type.setdefault(kind, []).append(number)
    told = [list(d) for d in deeds]
    for denial in (g for g in groups if g[0].reality == "denied"):
        best, most = None, rules.denial_threshold
        for number in sorted({n for m in denial for n in by_type.get(m.mention.type, ())}):
            value = _average(denial[:5], told[number][:5], material, alike, rules)
            if value >= most and (best is None or value > most):
                best, most = number, value
        if best is None:
            left.append(denial)
        else:
            deeds[best].extend(denial)
    return sorted((sorted(g, key=lambda m: m.key) for g in (*deeds, *left)), key=lambda g: g[0].key)


def _average(
    one: Sequence[Features], other: Sequence[Features], material: Material, alike: dict[tuple[int, int], float], rules: Rules
) -> float:
    total = 0.0
    for a in one:
        for b in other:
            who = participants(a, b)
            if (who is not None and who < 0.5) or (not a.trigger & b.trigger and a.mention.mode != b.mention.mode):
                return BARRED
            total += likeness(a, b, _story(material, alike, a.report, b.report), rules.weights)
    return total / (len(one) * len(other))
