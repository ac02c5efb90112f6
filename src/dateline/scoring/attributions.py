"""Attributions: who says, thinks, intends or finds what: source, cue and content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.scoring.measures import Counts, Key, Spans, length, overlap, prf_of, ratio
from dateline.scoring.model import Mark, Miss, Observed, Record, Task
from dateline.scoring.spans import spans_of, words

_PARTS = ("source", "cue", "content")
_SAME_CONTENT = 0.5
"""Contents are one where they share half of the characters of both (intersection over union)."""


@dataclass(frozen=True, slots=True)
class _Said:
    source: Spans
    cue: Spans
    content: Spans

    def part(self, name: str) -> Spans:
        return self.source if name == "source" else self.cue if name == "cue" else self.content


def observe(gold: Sequence[Record], coded: Mapping[str, Record]) -> list[Observed]:
    """Count, text by text, contents found, and sources right where they were."""
    return [_text(g, coded.get(g["id"], {})) for g in gold]


def _text(g: Record, record: Record) -> Observed:
    said = [_said(q) for q in record.get("attributions") or ()]
    counts: Counter[Key] = Counter()
    for field in ("attribution", "content"):
        counts[field, "", "coded"] = len(said)
        counts[field, "", "gold"] = len(g["gold"])
    confusions: Counter[tuple[str, str, str]] = Counter()
    misses = []
    used: set[int] = set()
    text = g.get("text") or ""
    for a in g["gold"]:
        best = _best(a["content"], said, used)
        expected, marks = words(text, a["source"]) or "no source", tuple(Mark(s, e, "gold") for part in _PARTS for s, e in a[part])
        if best is None:
            confusions["source", _source_kind(a["source"]), "content missed"] += 1
            misses.append(Miss("missed", g["id"], expected, "nothing", marks))
            continue
        used.add(best)
        theirs = said[best].source
        right = bool(overlap(a["source"], theirs)) if a["source"] else not theirs
        counts["content", "", "right"] += 1
        counts["attribution", "", "right"] += right
        confusions["source", _source_kind(a["source"]), "right" if right else "none" if not theirs else "another"] += 1
        if not right:
            shown = (*marks, *(Mark(s, e, "coded") for s, e in theirs))
            misses.append(Miss("wrong source", g["id"], expected, words(text, theirs) or "no source", shown))
    for i, q in enumerate(said):
        if i not in used:
            marks = tuple(Mark(s, e, "coded") for part in _PARTS for s, e in q.part(part))
            misses.append(Miss("spurious", g["id"], "nothing", words(text, q.source) or "no source", marks))
    for part in _PARTS:
        _characters(counts, part, [a[part] for a in g["gold"]], [q.part(part) for q in said])
    return Observed(g["id"], counts, confusions, tuple(misses))


def _said(q: Mapping[str, Any]) -> _Said:
    source, cue = q.get("source"), q.get("cue")
    return _Said(spans_of([source] if source else []), spans_of([cue] if cue else []), spans_of(q.get("content")))


def _best(content: Spans, said: Sequence[_Said], used: set[int]) -> int | None:
    best, best_share = None, 0.0
    for i, q in enumerate(said):
        if i in used:
            continue
        both = overlap(content, q.content)
        share = both / (length(content) + length(q.content) - both) if both else 0.0
        if share > best_share:
            best, best_share = i, share
    return best if best_share >= _SAME_CONTENT else None


def _source_kind(source: Spans) -> str:
    return "source named" if source else "no source"


def _characters(counts: Counter[Key], part: str, gold: Sequence[Spans], coded: Sequence[Spans]) -> None:
    ours = {c for spans in gold for start, end in spans for c in range(start, end)}
    theirs = {c for spans in coded for start, end in spans for c in range(start, end)}
    field = f"{part}_characters"
    counts[field, "", "right"] = len(ours & theirs)
    counts[field, "", "coded"] = len(theirs)
    counts[field, "", "gold"] = len(ours)


def figures(counts: Counts) -> dict[str, Any]:
    """The figures that score.py prints for attributions."""
    return {
        "n": int(counts.get(("attribution", "", "gold"), 0)),
        "attribution": prf_of(counts, "attribution"),
        "content": prf_of(counts, "content"),
        "source_given_content": ratio(counts.get(("attribution", "", "right"), 0), counts.get(("content", "", "right"), 0)),
        **{f"{part}_characters": prf_of(counts, f"{part}_characters") for part in _PARTS},
    }


TASK = Task("attributions", ("attributions",), observe, figures)
"""Who says what."""
