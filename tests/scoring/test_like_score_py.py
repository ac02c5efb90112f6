"""The figures are those of ../shared/scoring/score.py, on the development sets and on made-up answers of every kind."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scoring_helpers import write

from dateline.coding.coder import Coder
from dateline.exporting.jsonl import to_dict
from dateline.exporting.merged import to_dict as merged_dict
from dateline.merging import load_rules, load_tables, merge
from dateline.reading import report_from_fields
from dateline.scoring.reading import read_coded, read_gold
from dateline.scoring.score import TASKS, score

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCORE_PY = SHARED / "scoring" / "score.py"
KINDS = ["AGREE", "AID", "CONCEDE", "ASSAULT", "RETREAT", "PROTEST"]

needs_script = pytest.mark.skipif(not SCORE_PY.is_file(), reason="../shared/scoring/score.py is not here to compare with")
needs_sets = pytest.mark.skipif(not (SHARED / "dev").is_dir(), reason="the development sets (../shared/dev) are not here")


def theirs(task: str, gold: Path, coded: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, SCORE_PY, task, gold, coded], check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert figures.pop("task") == task
    return figures


def ours(task: str, gold: Path, coded: Path) -> dict[str, Any]:
    _, texts = read_gold(gold, task)
    records, _ = read_coded(coded, merged=task == "coreference")
    return dict(score(task, texts, records, samples=0).figures)


@needs_script
@needs_sets
@pytest.mark.parametrize("task", TASKS)
def test_on_texts_of_the_development_sets(task: str, coder: Coder, tmp_path: Path) -> None:
    lines = (SHARED / "dev" / f"{task}.jsonl").read_text(encoding="utf-8").split("\n")
    rows = sorted((json.loads(line) for line in lines if line), key=lambda row: (len(row["text"]), row["id"]))[10:22]
    gold = write(tmp_path / "gold.jsonl", rows)
    layered = dataclasses.replace(coder, settings=dataclasses.replace(coder.settings, layers=TASKS[task].layers))
    # A few are left uncoded: they count as coded with nothing.
    done = [layered.code(report_from_fields(row)) for row in rows[:-2]]
    records = [merged_dict(e) for e in merge(done, load_rules(), load_tables())] if task == "coreference" else [to_dict(c) for c in done]
    coded = write(tmp_path / "coded.jsonl", records)
    assert ours(task, gold, coded) == theirs(task, gold, coded)


def some_spans(rng: random.Random, most: int) -> list[list[int]]:
    starts = sorted(rng.sample(range(0, 190, 10), rng.randint(0, most)))
    return [[s, s + rng.randint(1, 9)] for s in starts]


def made_up(task: str, rng: random.Random, ident: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A gold text and an answer that have something and not everything in common."""

    def moved(spans: list[list[int]]) -> list[list[int]]:
        return [[max(0, s + rng.choice([0, 0, 0, 2])), e + rng.choice([0, 0, 3, 30])] for s, e in spans if rng.random() < 0.8]

    def things(spans: list[list[int]], **fields: Any) -> list[dict[str, Any]]:
        return [{"start": s, "end": e, **{k: v() for k, v in fields.items()}} for s, e in spans]

    spans = some_spans(rng, 6)
    gold: dict[str, Any] = {"id": ident, "text": "x" * 240}
    record: dict[str, Any] = {"report": {"id": ident}}
    if task == "relations":
        gold |= {"actor": some_spans(rng, 1), "recipient": some_spans(rng, 1), "gold": rng.choice(["AGREE", "AID", "ASSAULT", "YIELD"])}
        sides = [things(moved(gold[side])) for side in ("actor", "recipient")]
        mutual = [*sides[0], *sides[1]]
        record["events"] = [
            {"type": rng.choice(KINDS), "confidence": rng.choice([None, 0.5, 0.9]), "actors": a, "recipients": r}
            for a, r in (sides, (mutual, []), (things(some_spans(rng, 2)), things(some_spans(rng, 2))))
            if rng.random() < 0.7
        ]
        record["pairs"] = [{"type": rng.choice([*KINDS, "NONE"])}] if rng.random() < 0.8 else []
    elif task == "dates":
        value, kind = (lambda: rng.choice(["1968-XX", "1968", "2020-W7", "2020-W07"])), (lambda: rng.choice(["DATE", "SET"]))
        gold["gold"] = things(spans, type=kind, value=value)
        record["times"] = things(moved(spans), type=kind, value=value)
    elif task == "places":
        lat, lon = (lambda: rng.choice([None, 1.0])), (lambda: 2.0)
        gold["gold"] = things(spans, lat=lat, lon=lon)
        record["places"] = things(moved(spans), latitude=lambda: rng.choice([None, 1.0, 3.0]), longitude=lon)
    elif task == "attributions":
        gold["gold"] = [{part: some_spans(rng, 2) for part in ("source", "cue", "content")} for _ in range(4)]
        record["attributions"] = [
            {
                "source": next(iter(things(moved(a["source"]))), None),
                "cue": next(iter(things(moved(a["cue"]))), None),
                "content": things(moved(a["content"])),
            }
            for a in gold["gold"]
            if rng.random() < 0.8
        ]
    elif task == "factuality":
        gold["gold"] = things(spans, score=lambda: rng.choice([-3.0, 0.4, 3.0]))
        record["clauses"] = things(moved(spans), factuality=lambda: rng.choice([-3, 0.0, 1.5, 3]))
    else:
        gold["gold"] = things(spans, cluster=lambda: rng.choice("ABCDE"))
        record = {"id": ident, "mentions": [{"report": f"t{rng.randint(0, 30)}", "start": s, "end": e} for s, e in some_spans(rng, 8)]}
    return gold, record


@needs_script
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("seed", range(3))
def test_on_made_up_answers(task: str, seed: int, tmp_path: Path) -> None:
    rng = random.Random(f"{task} {seed}")
    both = [made_up(task, rng, f"t{i}") for i in range(30)]
    gold = write(tmp_path / "gold.jsonl", [g for g, _ in both])
    coded = write(tmp_path / "coded.jsonl", [c for _, c in both[:27]])
    assert ours(task, gold, coded) == theirs(task, gold, coded)
