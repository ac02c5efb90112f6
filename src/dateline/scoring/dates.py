"""Dates: time expressions with TimeML TIMEX3 type and value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Counts, Key, overlap, prf_of
from dateline.scoring.model import Mark, Miss, Observed, Record, Task

_SUFFIX = re.compile(r"(-XX)+$")
_WEEK = re.compile(r"-W(\d)(?!\d)")
_FIELDS = ("relaxed", "strict", "value", "type")


def observe(gold: Sequence[Record], coded: Mapping[str, Record]) -> list[Observed]:
    """Count, text by text, the expressions found and what was made of them."""
    return [_text(g, coded.get(g["id"], {})) for g in gold]


def one_spelling(value: str | None) -> str:
    """A value without trailing unknown parts, with two-digit weeks: what is only spelled otherwise is the same."""
    return _WEEK.sub(r"-W0\1", _SUFFIX.sub("", value or ""))


def _text(g: Record, record: Record) -> Observed:
    left = list(record.get("times") or [])
    counts: Counter[Key] = Counter()
    confusions: Counter[tuple[str, str, str]] = Counter()
    misses: list[Miss] = []
    for field in _FIELDS:
        counts[field, "", "coded"] = len(left)
        counts[field, "", "gold"] = len(g["gold"])
    for p in left:
        counts["value", str(p.get("type")), "coded"] += 1
    for t in g["gold"]:
        counts["value", t["type"], "gold"] += 1
        place = _best(t, left)
        expected = f"{t['type']} {t['value']}"
        if place is None:
            confusions["type", t["type"], "–"] += 1
            misses.append(Miss("missed", g["id"], expected, "nothing", (Mark(t["start"], t["end"], "gold"),)))
            continue
        hit = left.pop(place)
        same_span = hit["start"] == t["start"] and hit["end"] == t["end"]
        same_value, same_type = one_spelling(hit.get("value")) == one_spelling(t["value"]), hit.get("type") == t["type"]
        for field, good in zip(_FIELDS, (True, same_span, same_value, same_type), strict=True):
            counts[field, "", "right"] += good
        counts["value", t["type"], "right"] += same_value and same_type
        confusions["type", t["type"], str(hit.get("type"))] += 1
        if not (same_span and same_value and same_type):
            kind = "wrong value" if not same_value else "wrong type" if not same_type else "wrong span"
            marks = (Mark(t["start"], t["end"], "gold"), Mark(hit["start"], hit["end"], "coded"))
            misses.append(Miss(kind, g["id"], expected, f"{hit.get('type')} {hit.get('value')}", marks))
    for p in left:
        confusions["type", "–", str(p.get("type"))] += 1
        there = (Mark(p["start"], p["end"], "coded"),)
        misses.append(Miss("spurious", g["id"], "nothing", f"{p.get('type')} {p.get('value')}", there))
    return Observed(g["id"], counts, confusions, tuple(misses))


def _best(t: Mapping[str, Any], left: Sequence[Mapping[str, Any]]) -> int | None:
    """The place in `left` of what meets a gold expression best: the very span, else the most shared characters."""
    span = [[t["start"], t["end"]]]
    hits = [i for i, p in enumerate(left) if overlap([[p["start"], p["end"]]], span)]
    return max(
        hits,
        key=lambda i: (left[i]["start"] == t["start"] and left[i]["end"] == t["end"], overlap([[left[i]["start"], left[i]["end"]]], span)),
        default=None,
    )


def figures(counts: Counts) -> dict[str, Any]:
    """The figures that score.py prints for dates."""
    return {"n": int(counts.get(("relaxed", "", "gold"), 0)), **{field: prf_of(counts, field) for field in _FIELDS}}


TASK = Task("dates", ("times",), observe, figures)
"""Time expressions."""
