"""Figures on the development sets in ../shared/dev, taken by ../shared/scoring/score.py: one line a task.

usage: accuracy.py [TASK ...]     tasks: relations dates places attributions factuality coreference (all of them by default)

For coreference the coded reports are merged first; beside the figures stand those of the naive rule, one event per five-letter stem.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
LAYERS = {
    "relations": "events,pairs",
    "dates": "times",
    "places": "places",
    "attributions": "attributions",
    "factuality": "clauses",
    "coreference": "events,attributions",
}
DATELINE = Path(sys.executable).with_name("dateline")


def main() -> None:
    """Code each set with the command line, score it, print the figures."""
    if not (SHARED / "dev").is_dir():
        sys.exit(f"the development sets are not here ({SHARED / 'dev'}); nothing to measure")
    for task in sys.argv[1:] or LAYERS:
        gold = SHARED / "dev" / f"{task}.jsonl"
        with tempfile.TemporaryDirectory() as folder:
            coded = Path(folder) / "coded.jsonl"
            command = [str(DATELINE), "code", str(gold), "-o", str(coded), "--layers", LAYERS[task], "--language", "en", "-q"]
            if task == "coreference":
                subprocess.run([*command, "--with-text"], check=True)
                figures = _merged(gold, coded, Path(folder))
            else:
                subprocess.run(command, check=True)
                figures = _score(task, gold, coded)
        print(json.dumps(figures), flush=True)


def _score(task: str, gold: Path, written: Path) -> dict[str, Any]:
    command = [sys.executable, str(SHARED / "scoring" / "score.py"), task, str(gold), str(written)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def _merged(gold: Path, coded: Path, folder: Path) -> dict[str, Any]:
    """The figures of merged events, and over the same mentions those of the naive rule."""
    merged, naive = folder / "merged.jsonl", folder / "naive.jsonl"
    subprocess.run([str(DATELINE), "merge", str(coded), "-o", str(merged), "-q"], check=True)
    by_stem: dict[str, list[dict[str, Any]]] = {}
    for line in coded.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for event in record["events"]:
            trigger = event["trigger"]
            mention = {"report": record["report"]["id"], "start": trigger["start"], "end": trigger["end"]}
            by_stem.setdefault(trigger["text"][:5].casefold(), []).append(mention)
    with naive.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": stem, "mentions": mentions}) + "\n" for stem, mentions in by_stem.items())
    return {**_score("coreference", gold, merged), "naive_of_covered": _score("coreference", gold, naive)["of_covered"]}


if __name__ == "__main__":
    main()
