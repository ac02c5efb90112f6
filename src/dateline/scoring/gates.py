"""Gates: floors under the figures of the development sets, so that no change lets a figure fall unseen.

`benchmarks/floors.toml` holds, for each task, the sha256 of its data, why the tolerance is what it is, and the floors. A figure passes
while it is no worse than its floor by more than the tolerance. A floor rises with the figure (`raised`), and falls only by `lowered`, which
keeps the reason. The table of results over time (`benchmarks/history.tsv`) gets a row by `history_with`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dateline.errors import WrongUsage
from dateline.scoring.bootstrap import leaves

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Floor:
    """One gated figure: which way is better, the floor (None: not set yet), and by how much a figure may miss it."""

    figure: str
    better: Better
    tolerance: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Lowering:
    """A floor that was let down, when, from what to what, and why."""

    date: str
    figure: str
    before: float | None
    after: float
    reason: str


@dataclass(frozen=True, slots=True)
class TaskFloors:
    """The floors of one task, and of which data."""

    task: str
    data: str
    sha256: str
    why: str
    floors: tuple[Floor, ...]
    lowered: tuple[Lowering, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a figure is worth beside its floor: `passes`, `fails`, or `open` where no floor is set; `rises` where it beats it."""

    task: str
    floor: Floor
    measured: float
    state: Literal["passes", "fails", "open"]
    rises: bool


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def read_floors(path: Path) -> tuple[TaskFloors, ...]:
    """The floors of a file. Raises `WrongUsage`, which names the task and the key, for what cannot be used."""
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUsage(f"{path}: cannot be read ({error.strerror or error})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{path}: is no TOML ({error})") from error
    return tuple(_task(path, task, entry) for task, entry in loaded.items())


def judge(floors: TaskFloors, figures: Mapping[str, Any]) -> list[Verdict]:
    """Each gated figure of a task beside its floor. Raises `WrongUsage` for a figure that was not measured."""
    measured = dict(leaves(figures))
    found = []
    for floor in floors.floors:
        if floor.figure not in measured:
            raise WrongUsage(f"{floors.task}: {floor.figure} was not measured; there are: {', '.join(measured)}")
        value = measured[floor.figure]
        if floor.value is None:
            found.append(Verdict(floors.task, floor, value, "open", rises=True))
            continue
        gain = value - floor.value if floor.better == "higher" else floor.value - value
        # A ten-thousandth of a ten-thousandth forgives that 0.54 - 0.535 is a hair more than 0.005.
        found.append(Verdict(floors.task, floor, value, "passes" if gain >= -floor.tolerance - 1e-8 else "fails", rises=gain > 0))
    return found


def raised(floors: TaskFloors, verdicts: Sequence[Verdict]) -> TaskFloors:
    """The floors lifted to the figures that beat them; none falls."""
    by_figure = {v.floor.figure: v for v in verdicts}
    lifted = [dataclasses.replace(f, value=by_figure[f.figure].measured) if by_figure[f.figure].rises else f for f in floors.floors]
    return dataclasses.replace(floors, floors=tuple(lifted))


def lowered(floors: TaskFloors, verdicts: Sequence[Verdict], reason: str, date: str, sha256: str) -> TaskFloors:
    """The floors let down to the figures that miss them, with the reason kept, and the data as it is now."""
    if not reason.strip():
        raise WrongUsage('a floor falls only with a reason: --reason "..."')
    by_figure = {v.floor.figure: v for v in verdicts}
    floor_list, notes = [], list(floors.lowered)
    for floor in floors.floors:
        verdict = by_figure[floor.figure]
        if verdict.rises or verdict.measured == floor.value:
            floor_list.append(floor)
            continue
        floor_list.append(dataclasses.replace(floor, value=verdict.measured))
        notes.append(Lowering(date, floor.figure, floor.value, verdict.measured, " ".join(reason.split())))
    if sha256 != floors.sha256:
        notes.append(Lowering(date, "data", None, 0.0, " ".join(reason.split())))
    return dataclasses.replace(floors, floors=tuple(floor_list), lowered=tuple(notes), sha256=sha256)


def to_toml(tasks: Sequence[TaskFloors], header: str) -> str:
    """The floors as a file; `header` is its first lines, without the number signs."""
    lines = [f"# {line}".rstrip() for line in header.splitlines()]
    for task in tasks:
        lines += ["", f"[{task.task}]", f"data = {_quoted(task.data)}", f"sha256 = {_quoted(task.sha256)}", f"why = {_quoted(task.why)}"]
        for floor in task.floors:
            value = "" if floor.value is None else f", floor = {floor.value!r}"
            fields = f"figure = {_quoted(floor.figure)}, better = {_quoted(floor.better)}, tolerance = {floor.tolerance!r}{value}"
            lines += ["", f"[[{task.task}.floors]]", *fields.split(", ")]
        for note in task.lowered:
            lines += ["", f"[[{task.task}.lowered]]", f"date = {_quoted(note.date)}", f"figure = {_quoted(note.figure)}"]
            lines += [] if note.before is None else [f"before = {note.before!r}"]
            lines += [f"after = {note.after!r}", f"reason = {_quoted(note.reason)}"]
    return "\n".join(lines) + "\n"


def history_with(text: str, stamp: Mapping[str, str], figures: Mapping[str, float]) -> str:
    """The table of results over time with one more row. A figure not met before becomes a column, empty in the rows before."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    header = rows[0] if rows else list(stamp)
    new = [name for name in (*stamp, *figures) if name not in header]
    header = [*header, *new]
    values = {**stamp, **{name: f"{value:g}" for name, value in figures.items()}}
    body = [[*row, *[""] * (len(header) - len(row))] for row in rows[1:]]
    body.append([values.get(name, "") for name in header])
    return "".join("\t".join(row) + "\n" for row in (header, *body))


def _task(path: Path, task: str, entry: Any) -> TaskFloors:
    try:
        return TaskFloors(
            task=task,
            data=_text(entry, "data"),
            sha256=_text(entry, "sha256"),
            why=_text(entry, "why"),
            floors=tuple(_floor(item) for item in entry.get("floors", ())),
            lowered=tuple(
                Lowering(_text(i, "date"), _text(i, "figure"), i.get("before"), float(i.get("after", 0)), _text(i, "reason"))
                for i in entry.get("lowered", ())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongUsage(f"{path}: [{task}]: {error}") from error


def _floor(item: Mapping[str, Any]) -> Floor:
    better = _text(item, "better")
    if better not in ("higher", "lower"):
        raise ValueError(f"better: expected higher or lower, got {better!r}")
    value = item.get("floor")
    return Floor(
        _text(item, "figure"), "lower" if better == "lower" else "higher", float(item["tolerance"]), None if value is None else float(value)
    )


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise TypeError(f"{key}: expected a text, got {value!r}")
    return value


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
