"""Relations: the type of what one marked participant does to the other.

`found`: the coder finds event and participants itself, and an event counts where it has both (two different ones). `given`: the coder is
told both, through `pairs`, and answers with a type. CONCEDE and RETREAT count as one, YIELD, as the gold has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.scoring.measures import Counts, Key, ratio
from dateline.scoring.model import Mark, Miss, Observed, Record, Task
from dateline.scoring.spans import naming, spans_of, words

YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
QUAD = {
    "AGREE": 1,
    "CONSULT": 1,
    "SUPPORT": 1,
    "YIELD": 2,
    "COOPERATE": 2,
    "AID": 2,
    "REQUEST": 3,
    "ACCUSE": 3,
    "REJECT": 3,
    "THREATEN": 3,
    "PROTEST": 4,
    "SANCTION": 4,
    "MOBILIZE": 4,
    "COERCE": 4,
    "ASSAULT": 4,
}
"""The quad class of each type of the gold; score.py has the same table."""
_NONE = "NONE"
_N: Key = ("texts", "", "n")


def observe(gold: Sequence[Record], coded: Mapping[str, Record]) -> list[Observed]:
    """Count, sentence by sentence, what was found between the marked participants."""
    return [_sentence(g, coded.get(g["id"], {})) for g in gold]


def _sentence(g: Record, record: Record) -> Observed:
    events = record.get("events") or []
    best = _best(g, events)
    found = _type(best) if best else _NONE
    pairs = record.get("pairs") or []
    given = _type(pairs[0]) if pairs else _NONE
    counts: Counter[Key] = Counter({_N: 1, ("found", "", "both"): best is not None, ("found", "", "events"): len(events)})
    confusions = {("found", g["gold"], found): 1}
    _count(counts, "found", g["gold"], found)
    _count(counts, "given", g["gold"], given)
    if pairs:
        counts["given", "", "answered"] = 1
        confusions["given", g["gold"], given] = 1
    misses = [Miss(_kind("found", found), g["id"], g["gold"], _got(found, best, events), _marks(g, best))] if found != g["gold"] else []
    if pairs and given != g["gold"]:
        misses.append(Miss("given: wrong type", g["id"], g["gold"], given, _marks(g, None)))
    return Observed(g["id"], counts, confusions, tuple(misses))


def _best(g: Record, events: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The surest event that has both participants."""
    best, best_rank = None, (False, 0.0)
    for e in events:
        rank = (_has_both(g, e), float(e.get("confidence") or 0))
        if rank[0] and rank > best_rank:
            best, best_rank = e, rank
    return best


def _has_both(g: Record, e: Mapping[str, Any]) -> bool:
    actors, recipients = spans_of(e.get("actors")), spans_of(e.get("recipients"))
    if recipients or not g["recipient"] or not g["actor"]:
        acts = bool(naming(actors, g["actor"])) if g["actor"] else True
        return acts and (bool(naming(recipients, g["recipient"])) if g["recipient"] else True)
    # reciprocal: all sides are actors, and the two must be different ones
    one, other = naming(actors, g["actor"]), naming(actors, g["recipient"])
    return bool(one and other) and len(one | other) > 1


def _type(answer: Mapping[str, Any]) -> str:
    kind = str(answer["type"])
    return YIELD.get(kind, kind)


def _count(counts: Counter[Key], field: str, gold: str, coded: str) -> None:
    counts[field, gold, "gold"] += 1
    counts[field, "", "quad"] += QUAD.get(gold) == QUAD.get(coded, 0)
    if coded != _NONE or gold == _NONE:
        counts[field, coded, "coded"] += 1
    if coded == gold:
        counts[field, gold, "right"] += 1


def _kind(field: str, answer: str) -> str:
    return f"{field}: {'nothing between the two' if answer == _NONE else 'wrong type'}"


def _got(found: str, best: Mapping[str, Any] | None, events: Sequence[Mapping[str, Any]]) -> str:
    if best is not None:
        trigger = (best.get("trigger") or {}).get("text", "")
        return f"{found} “{trigger}”" + (f", {best['rule']}" if best.get("rule") else "")
    others = ", ".join(f"{e['type']} “{(e.get('trigger') or {}).get('text', '')}”" for e in events)
    return f"{found}; coded elsewhere in the sentence: {others}" if others else f"{found}; no event coded in the sentence"


def _marks(g: Record, best: Mapping[str, Any] | None) -> tuple[Mark, ...]:
    marks = [Mark(start, end, "gold") for side in ("actor", "recipient") for start, end in g[side]]
    trigger = (best or {}).get("trigger") or {}
    if trigger.get("start") is not None:
        marks.append(Mark(trigger["start"], trigger["end"], "coded"))
    return tuple(marks)


def figures(counts: Counts) -> dict[str, Any]:
    """The figures that score.py prints for relations."""
    n = counts.get(_N, 0)
    return {
        "n": int(n),
        "found": _figures(counts, "found", n),
        "both_participants": ratio(counts.get(("found", "", "both"), 0), n),
        "events_per_text": round(counts.get(("found", "", "events"), 0) / n, 2) if n else 0.0,
        "given": _figures(counts, "given", n) if counts.get(("given", "", "answered"), 0) else None,
    }


def _figures(counts: Counts, field: str, n: float) -> dict[str, float]:
    labels = sorted(label for name, label, what in counts if name == field and what == "gold" and counts[name, label, what])
    scores, right = [], 0.0
    for label in labels:
        tp = counts.get((field, label, "right"), 0)
        both = counts[field, label, "gold"] + counts.get((field, label, "coded"), 0)
        scores.append(2 * tp / both if tp else 0.0)
        right += tp
    return {
        "macro_f1": round(sum(scores) / len(scores), 4) if scores else 0.0,
        "accuracy": ratio(right, n),
        "quad_accuracy": ratio(counts.get((field, "", "quad"), 0), n),
    }


def marked_words(g: Record) -> str:
    """The marked participants in words, for people: "Ankara → twelve students"."""
    return f"{words(g['text'], g['actor']) or '?'} → {words(g['text'], g['recipient']) or '?'}"


TASK = Task("relations", ("events", "pairs"), observe, figures)
"""Types between two marked participants."""
