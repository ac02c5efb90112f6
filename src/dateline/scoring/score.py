"""The door of this room: score coded records against gold, and give figures, intervals, rows, confusions and errors."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.errors import WrongUsage
from dateline.scoring import attributions, coreference, dates, factuality, places, relations
from dateline.scoring.bootstrap import SAMPLES, SEED, intervals, row_figures, total
from dateline.scoring.model import Observed, Record, Row, Scores, Task, confusions_of, rows_of

TASKS: Mapping[str, Task] = {
    task.name: task for task in (relations.TASK, dates.TASK, places.TASK, attributions.TASK, factuality.TASK, coreference.TASK)
}
"""The kinds of gold sets, by name; score.py has the same."""


def score(task: str, gold: Sequence[Record], coded: Mapping[str, Record], *, samples: int = SAMPLES, seed: int = SEED) -> Scores:
    """Score coded reports (merged events for `coreference`) by id against gold texts.

    A text missing from `coded` counts as coded with nothing. `samples` is how many samples the bootstrap takes (0: no intervals), `seed`
    its beginning.
    """
    if task not in TASKS:
        raise WrongUsage(f"{task} is no task; choose out of {', '.join(TASKS)}")
    kind = TASKS[task]
    more = kind.whole(gold, coded) if kind.whole is not None else {}
    scores = assess(kind, kind.observe(gold, coded), samples=samples, seed=seed, more=more)
    missing = 0 if task == "coreference" else sum(g["id"] not in coded for g in gold)
    notes = (f"{missing} of {len(gold)} texts were not coded and count as coded with nothing",) if missing else ()
    return dataclasses.replace(scores, texts=len(gold), notes=notes)


def assess(task: Task, observed: Sequence[Observed], *, samples: int, seed: int, more: Mapping[str, Any]) -> Scores:
    """What observations amount to."""
    counts = total(observed)
    found = intervals(observed, lambda c: {"figures": task.figures(c), "rows": row_figures(c)}, samples=samples, seed=seed)
    by_row = {path.removeprefix("rows."): between for path, between in found.items() if path.startswith("rows.")}
    return Scores(
        task=task.name,
        texts=len(observed),
        figures={**task.figures(counts), **more},
        intervals={path.removeprefix("figures."): between for path, between in found.items() if path.startswith("figures.")},
        rows=tuple(_with_interval(row, by_row) for row in rows_of(counts)),
        confusions=confusions_of(observed),
        misses=tuple(miss for item in observed for miss in item.misses),
    )


def _with_interval(row: Row, by_row: Mapping[str, tuple[float, float]]) -> Row:
    between = by_row.get(f"{row.field}/{row.label}")
    return dataclasses.replace(row, interval=between) if row.f1 is not None and between is not None else row
