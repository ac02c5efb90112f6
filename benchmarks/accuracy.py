"""Figures on the development sets in ../shared/dev, taken by ../shared/scoring/score.py: one line a task.

usage: accuracy.py [TASK ...]     tasks: relations dates places attributions factuality (all of them by default)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
LAYERS = {"relations": "events,pairs", "dates": "times", "places": "places", "attributions": "attributions", "factuality": "clauses"}


def main() -> None:
    """Code each set with the command line, score it, print the figures."""
    if not (SHARED / "dev").is_dir():
        sys.exit(f"the development sets are not here ({SHARED / 'dev'}); nothing to measure")
    dateline = Path(sys.executable).with_name("dateline")
    for task in sys.argv[1:] or LAYERS:
        gold = SHARED / "dev" / f"{task}.jsonl"
        with tempfile.TemporaryDirectory() as folder:
            coded = Path(folder) / "coded.jsonl"
            command = [str(dateline), "code", str(gold), "-o", str(coded), "--layers", LAYERS[task], "--language", "en", "-q"]
            subprocess.run(command, check=True)
            score = [sys.executable, str(SHARED / "scoring" / "score.py"), task, str(gold), str(coded)]
            figures = json.loads(subprocess.run(score, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
