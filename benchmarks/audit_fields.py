"""An audit of every field by reading: draw coded events and sentences at random, write sheets to judge, and count the judgements.

usage: audit_fields.py draw EVENTS SENTENCES SEED FOLDER GOLD=CODED [GOLD=CODED ...]
       audit_fields.py keep FOLDER OUT             judgements without texts, as ids and offsets, for `judgements/`
       audit_fields.py count JUDGED                a table of precision and recall by field, with intervals of 95 %

GOLD is the JSONL that was coded (it has the texts). `draw` writes FOLDER/events.tsv, one event a line with its text around it and a
cell for each field, and FOLDER/sentences.tsv, one sentence a line with the events coded in it. The judge writes into the cells of an event

    r  right: what stands there is what a careful reader reads      w  wrong
    m  missed: nothing stands there, but the text says it           -  nothing stands there, rightly

Where there is no political event at all, w for the type and nothing else; for a sentence the types of missing events, by commas.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audit import rows, wilson
from dateline.parsing.sentences import split

FIELDS = ("type", "mode", "actors", "recipients", "when", "where", "factuality", "attribution", "magnitudes")
AROUND = 700
"""Characters of text shown to each side of the trigger."""


def main() -> int:
    """Draw, keep or count."""
    match sys.argv[1:]:
        case ["draw", events, sentences, seed, folder, first, *more]:
            return draw(int(events), int(sentences), int(seed), Path(folder), [first, *more])
        case ["keep", folder, out]:
            return keep(Path(folder), Path(out))
        case ["count", judged]:
            return count(Path(judged))
    print(__doc__)
    return 2


def draw(events: int, sentences: int, seed: int, folder: Path, sets: Sequence[str]) -> int:
    """Write the two sheets; each set gives an equal part of the events and of the sentences."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    asked: list[list[str]] = []
    read: list[list[str]] = []
    for given in sets:
        gold, _, coded = given.partition("=")
        texts = {row["id"]: row for row in rows(Path(gold))}
        reports = rows(Path(coded))
        found = [(report, event) for report in reports for event in report["events"]]
        for report, event in chance.sample(found, min(events // len(sets), len(found))):
            asked.append(_event(Path(gold).stem, texts[report["report"]["id"]], report, event))
        spans = [
            (report, s.start, s.end) for report in reports for s in split(texts[report["report"]["id"]]["text"]) if s.end - s.start > 40
        ]
        for report, start, end in chance.sample(spans, min(sentences // len(sets), len(spans))):
            read.append(_sentence(Path(gold).stem, texts[report["report"]["id"]]["text"], report, start, end))
    chance.shuffle(asked)
    chance.shuffle(read)
    _write(folder / "events.tsv", (*FIELDS, "set", "report", "start", "end", "told", "published", "text"), asked)
    _write(folder / "sentences.tsv", ("missing", "set", "report", "start", "end", "coded", "text"), read)
    print(f"{len(asked)} events and {len(read)} sentences to judge in {folder}")
    return 0


def _event(name: str, gold: dict[str, Any], report: dict[str, Any], event: dict[str, Any]) -> list[str]:
    at, end, text = event["trigger"]["start"], event["trigger"]["end"], gold["text"]
    said = {a["id"]: a for a in report.get("attributions") or ()}
    sources = [(said[i]["source"] or {}).get("text", "nobody named") for i in event["attributions"] if i in said]
    when, where = event["when"], event["where"] or {}
    told = {
        "type": event["type"] + (f" (promises {event['act']['type']})" if event["act"] else ""),
        "mode": event["mode"],
        "actors": [f"{p['text']} = {p['name'] or ''} {p['code'] or ''}" for p in event["actors"]],
        "recipients": [f"{p['text']} = {p['name'] or ''} {p['code'] or ''}" for p in event["recipients"]],
        "when": f"{when['start']} to {when['end']} ({when['basis']})" if when["start"] or when["end"] else None,
        "where": f"{where.get('name')}, {where.get('country')}" if where else None,
        "factuality": f"{event['factuality']['certainty']} {event['factuality']['polarity']} {','.join(event['auxiliary'])}",
        "attribution": sources,
        "magnitudes": [f"{m['kind']} {m['low']} {m['high']} {m['unit'] or ''}" for m in event["magnitudes"]],
    }
    shown = text[max(0, at - AROUND) : at] + "«" + text[at:end] + "»" + text[end : end + AROUND]
    published = str(gold.get("published") or "unknown")
    return [*("" for _ in FIELDS), name, gold["id"], str(at), str(end), json.dumps(told, ensure_ascii=False), published, shown]


def _sentence(name: str, text: str, report: dict[str, Any], start: int, end: int) -> list[str]:
    here = [e for e in report["events"] if start <= e["trigger"]["start"] < end]
    coded = "; ".join(f"{e['type']} «{e['trigger']['text']}»" for e in here)
    return ["", name, report["report"]["id"], str(start), str(end), coded, text[start:end]]


def _write(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    cells = ("\t".join(" ".join(cell.split()) for cell in line) for line in [header, *lines])
    path.write_text("\n".join(cells) + "\n", encoding="utf-8")


def keep(folder: Path, out: Path) -> int:
    """Write the judgements without the texts: a line an event, then a line a sentence."""
    lines = ["kind\tset\treport\tstart\tend\t" + "\t".join(FIELDS) + "\tcoded\tmissing"]
    for row in _table(folder / "events.tsv"):
        coded = json.loads(row["told"])["type"].split()[0]
        lines.append("\t".join(["event", *(row[c] for c in ("set", "report", "start", "end", *FIELDS)), coded, ""]))
    for row in _table(folder / "sentences.tsv"):
        coded = ",".join(part.split()[0] for part in row["coded"].split(";") if part.strip())
        places = (row[c] for c in ("set", "report", "start", "end"))
        lines.append("\t".join(["sentence", *places, *("" for _ in FIELDS), coded, row["missing"].replace(" ", "")]))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def count(judged: Path) -> int:
    """Print precision (right of what stands there) and recall (right of what the text says) by field, and what sentences lack."""
    table = _table(judged)
    events = [row for row in table if row["kind"] == "event"]
    real = [row for row in events if row["type"] == "r"]
    print(f"{len(events)} events, {len(real)} of a right type; the other fields are those of these\n")
    print("| field | stands there | precision | the text says it | recall |\n|---|---|---|---|---|")
    for field in FIELDS:
        marks = Counter(row[field] for row in (events if field == "type" else real))
        there, said = marks["r"] + marks["w"], marks["r"] + marks["w"] + marks["m"]
        recall = "" if field == "type" else f"{said} | {_share(marks['r'], said)}"
        print(f"| {field} | {there} | {_share(marks['r'], there)} | {recall or ' | '} |")
    read = [row for row in table if row["kind"] == "sentence"]
    missing = Counter(kind for row in read for kind in row["missing"].split(",") if kind)
    coded = sum(len([k for k in row["coded"].split(",") if k]) for row in read)
    print(f"\n{len(read)} sentences: {coded} events coded in them, {missing.total()} missed: {dict(missing.most_common())}")
    return 0


def _share(right: int, total: int) -> str:
    if not total:
        return "-"
    low, high = wilson(right, total)
    return f"{right / total:.2f} ({low:.2f} to {high:.2f})"


def _table(path: Path) -> list[dict[str, str]]:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


if __name__ == "__main__":
    sys.exit(main())
