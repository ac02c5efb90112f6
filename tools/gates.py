"""The gates: code every set of ../shared/dev, score it, and hold the figures to benchmarks/floors.toml.

usage: gates.py [TASK ...]                       check; exit status 1 where a figure fell below its floor
       gates.py --raise [TASK ...]               lift floors to figures that beat them, and set those not set yet
       gates.py --lower TASK --reason "..."      let floors of one task down to what was measured, keeping the reason; takes new data too
       gates.py --record                         append the figures to benchmarks/history.tsv as well
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import platform
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import DatelineError, WrongUsage
from dateline.scoring import gates

if TYPE_CHECKING:
    from dateline.coding.coder import Coder

ROOT = Path(__file__).resolve().parents[1]
DEV = ROOT.parent / "shared" / "dev"
FLOORS = ROOT / "benchmarks" / "floors.toml"
HISTORY = ROOT / "benchmarks" / "history.tsv"
HEADER = """Floors under the figures of the development sets (../shared/dev). `make gates` codes the sets and holds each figure to its
floor.

Written by tools/gates.py: a floor rises with the figure by `--raise`, and falls only by `--lower TASK --reason "..."`, which keeps the
reason here. `sha256` pins the data: on other data the floors say nothing. A figure fails when it is worse than its floor by more than
`tolerance`; `why` explains the tolerance of each task."""


def main() -> int:
    """Check, raise or lower; print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="only these tasks")
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift floors to figures that beat them")
    parser.add_argument("--lower", metavar="TASK", help="let this task's floors down to what is measured")
    parser.add_argument("--reason", default="", help="why they fall")
    parser.add_argument("--record", action="store_true", help=f"append the figures to {HISTORY.relative_to(ROOT)}")
    asked = parser.parse_args()
    if not DEV.is_dir():
        print(f"gates: skipped, the development sets are not here ({DEV}); nothing was measured and nothing is proven")
        return 0
    try:
        return _run(asked)
    except DatelineError as error:
        print(f"gates: {error}", file=sys.stderr)
        return 2


def _run(asked: argparse.Namespace) -> int:
    floors = gates.read_floors(FLOORS)
    names = [f.task for f in floors]
    wanted = [asked.lower] if asked.lower else asked.tasks or names
    unknown = [task for task in wanted if task not in names]
    if unknown:
        raise WrongUsage(f"{', '.join(unknown)} has no floors; choose out of {', '.join(names)}")
    if asked.lower and not asked.reason.strip():
        raise WrongUsage('a floor falls only with a reason: --lower TASK --reason "..."')
    if asked.record and set(wanted) != set(names):
        raise WrongUsage("--record wants all tasks: a row of the history is one whole run")
    coder = _coder()
    kept, failed, figures = [], 0, {}
    for task in floors:
        if task.task not in wanted:
            kept.append(task)
            continue
        changed, misses, measured = _gate(task, coder, asked)
        kept.append(changed)
        failed += misses
        figures.update(measured)
    if asked.lift or asked.lower:
        _replace(FLOORS, gates.to_toml(kept, HEADER))
    if asked.record:
        _record(figures)
    return 1 if failed else 0


def _gate(task: gates.TaskFloors, coder: Coder, asked: argparse.Namespace) -> tuple[gates.TaskFloors, int, dict[str, float]]:
    """One task: its floors as they are to be kept, how many figures failed, and the figures by "task.figure"."""
    data = DEV / task.data
    if not data.is_file():
        print(f"{task.task}: skipped, {data} is not here")
        return task, 0, {}
    sha256, started = gates.sha256_of(data), time.perf_counter()
    if sha256 != task.sha256 and asked.lower != task.task:
        print(
            f'{task.task}: FAILS, {task.data} is other data than the floors were set on; --lower {task.task} --reason "new data" takes it'
        )
        return task, 1, {}
    verdicts = gates.judge(task, measure(task.task, data, coder))
    seconds = time.perf_counter() - started
    for v in verdicts:
        floor = "no floor yet: --raise sets it" if v.floor.value is None else f"floor {v.floor.value:g} (tolerance {v.floor.tolerance:g})"
        print(f"{task.task} {v.floor.figure} {v.measured:g}: {'FAILS' if v.state == 'fails' else v.state}, {floor}")
    print(f"{task.task}: {seconds:.1f} s", flush=True)
    figures = {f"{task.task}.{v.floor.figure}": v.measured for v in verdicts}
    if asked.lower == task.task:
        return gates.lowered(task, verdicts, asked.reason, _today(), sha256), 0, figures
    return gates.raised(task, verdicts) if asked.lift else task, sum(v.state == "fails" for v in verdicts), figures


def measure(task: str, data: Path, coder: Coder) -> Mapping[str, Any]:
    """The figures of one task, coded as `dateline code --language en` codes it."""
    from dateline.exporting.jsonl import to_dict
    from dateline.reading import ReadOptions, report_from_fields
    from dateline.scoring.reading import read_gold
    from dateline.scoring.score import TASKS, score

    _, gold = read_gold(data, task)
    layered = dataclasses.replace(coder, settings=dataclasses.replace(coder.settings, layers=TASKS[task].layers))
    coded = layered.code_all(report_from_fields(fields, ReadOptions(language="en"), source=str(data)) for fields in gold)
    if task == "coreference":
        from dateline.exporting.merged import to_dict as merged_dict
        from dateline.merging import load_rules, load_tables, merge

        records = {e.id: merged_dict(e) for e in merge(list(coded), load_rules(None), load_tables())}
    else:
        records = {c.report.id: to_dict(c) for c in coded}
    return score(task, gold, records, samples=0).figures


def _coder() -> Coder:
    from dateline.coding.coder import Settings, load_coder

    return load_coder(Settings())


def _record(figures: Mapping[str, float]) -> None:
    import spacy

    from dateline import __version__
    from dateline.knowledge.base import fingerprint

    stamp = {
        "date": _today(),
        "version": __version__,
        "knowledge": fingerprint(),
        "python": platform.python_version(),
        "spacy": spacy.__version__,
    }
    before = HISTORY.read_text(encoding="utf-8") if HISTORY.is_file() else ""
    _replace(HISTORY, gates.history_with(before, stamp, figures))
    print(f"recorded in {HISTORY.relative_to(ROOT)}")


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


if __name__ == "__main__":
    sys.exit(main())
