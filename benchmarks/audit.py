"""An audit by reading: draw coded events at random, write a sheet to judge, and count the judgements.

usage: audit.py draw N SEED SHEET GOLD CODED [CODED ...]     a sheet (TSV) of N events of each coded file, mixed, with their sentences
       audit.py count JUDGED...                              precision by file and type, with intervals

GOLD is the JSONL that was coded (it has the texts). The sheet says of each event: a number, its type, trigger, actors, recipients, and the
text around it; whoever judges writes right, type (something political happened between them, but not this) or none (no political event)
in the first column, without knowing which file it is from. `judgements/` keeps what was judged as ids and offsets, without the texts.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "judgements"
AROUND = 320
"""Characters of text shown to each side of the trigger."""
COLUMNS = ("verdict", "key", "type", "mode", "auxiliary", "trigger", "actors", "recipients", "text")


def main() -> int:
    """Draw or count."""
    if len(sys.argv) > 5 and sys.argv[1] == "draw":
        return draw(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]), [Path(p) for p in sys.argv[6:]])
    if len(sys.argv) > 2 and sys.argv[1] == "count":
        return count([Path(p) for p in sys.argv[2:]])
    print(__doc__)
    return 2


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def draw(number: int, seed: int, sheet: Path, gold: Path, coded: list[Path]) -> int:
    """Write the sheet, and beside it `.key`, which says from which files each event is."""
    texts = {row["id"]: row["text"] for row in rows(gold)}
    chance = random.Random(seed)
    asked: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    events: dict[tuple[Any, ...], tuple[str, dict[str, Any]]] = {}
    for path in coded:
        found = [(r["report"]["id"], e) for r in rows(path) for e in r["events"]]
        for ident, event in chance.sample(found, min(number, len(found))):
            key = (ident, event["trigger"]["start"], event["trigger"]["end"], event["type"], event["mode"] or "")
            asked[key].append(path.stem)
            events[key] = (ident, event)
    order = sorted(asked)
    chance.shuffle(order)
    lines, keys = ["\t".join(COLUMNS)], []
    for n, key in enumerate(order, start=1):
        ident, event = events[key]
        at, end, text = event["trigger"]["start"], event["trigger"]["end"], texts[ident]
        shown = text[max(0, at - AROUND) : at] + "«" + text[at:end] + "»" + text[end : end + AROUND]
        sides = ["; ".join(p["text"] for p in event[side]) for side in ("actors", "recipients")]
        cells = ["", str(n), event["type"], event["mode"] or "", ",".join(event["auxiliary"]), event["trigger"]["text"], *sides, shown]
        lines.append("\t".join(" ".join(c.split()) for c in cells))
        keys.append("\t".join([str(n), *map(str, key), ",".join(sorted(set(asked[key])))]))
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sheet.with_suffix(".key").write_text("\n".join(keys) + "\n", encoding="utf-8")
    print(f"{len(order)} events to judge in {sheet}")
    return 0


def count(judged: list[Path]) -> int:
    """Print precision by file and type. A judged file has: verdict, report, start, end, type, mode, files."""
    by: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for path in judged:
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            verdict, _, _, _, kind, _, files = line.split("\t")
            for name in files.split(","):
                by[name, "all"].append(verdict == "right")
                by[name, kind].append(verdict == "right")
    for (name, kind), own in sorted(by.items(), key=lambda item: (item[0][0], item[0][1] != "all", -len(item[1]))):
        low, high = wilson(sum(own), len(own))
        print(f"{name:<24} {kind:<10} {sum(own):>4} of {len(own):>4} right: {sum(own) / len(own):.2f} ({low:.2f} to {high:.2f})")
    return 0


def wilson(right: int, total: int) -> tuple[float, float]:
    """The interval of 95 % for a share (Wilson 1927)."""
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half


if __name__ == "__main__":
    sys.exit(main())
