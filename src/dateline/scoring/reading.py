"""Gold and coded JSONL → plain records, checked as far as scoring needs them: a wrong line is named by file, line and field.

Records are not held to the whole schema, so that what other coders write in the same form can be scored too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.errors import UnreadableInput
from dateline.reading.inputs import printable
from dateline.scoring.model import Record
from dateline.scoring.shapes import SHAPES, Complaint, gold_task

CODED_FIELDS = ("events", "attributions", "times", "places", "clauses", "pairs")


def read_gold(path: Path, task: str | None = None) -> tuple[str, list[Record]]:
    """The task (told from the form unless given) and the texts of a gold file. Raises `UnreadableInput` for a line that is none."""
    lines = list(json_lines(path))
    name = printable(str(path))
    # A text that holds nothing to find does not tell what it is gold for: the first that does decides.
    task = task or next((told for _, record in lines if (told := gold_task(record)) is not None), None)
    if not lines:
        raise UnreadableInput(name, "holds no gold texts; expected one JSON object a line")
    if task is None:
        raise UnreadableInput(name, "no gold of a known form; name it with --task, or see docs/scoring.md", lines[0][0])
    ids: set[str] = set()
    for number, record in lines:
        try:
            SHAPES[task](record)
        except Complaint as wrong:
            raise UnreadableInput(name, f"{wrong}; this is no gold for {task}, see docs/scoring.md", number) from None
        if task == "record":
            _check_coded(record, name, number)
        ident = record["report"]["id"] if task == "record" else record["id"]
        if ident in ids:
            raise UnreadableInput(name, f"id: {ident!r} stands twice; each text needs an id of its own", number)
        ids.add(ident)
    return task, [record for _, record in lines]


def read_coded(path: Path, *, merged: bool = False) -> tuple[dict[str, Record], list[str]]:
    """What was coded, by the id of the report (of the event where `merged`), and a word on ids that stand twice: the last counts."""
    found: dict[str, Record] = {}
    twice: list[str] = []
    name = printable(str(path))
    for number, record in json_lines(path):
        if merged:
            _check_merged(record, name, number)
            key = record["id"]
        else:
            _check_coded(record, name, number)
            key = record["report"]["id"]
        if key in found:
            twice.append(f"{name}:{number}: {key!r} was coded before; the last one counts")
        found[key] = record
    more = [f"{len(twice) - 1} more ids stand twice there"] if len(twice) > 1 else []
    return found, [*twice[:1], *more]


def read_events(path: Path) -> tuple[list[Record], bool]:
    """Merged events or coded reports, and whether they are merged events."""
    name = printable(str(path))
    found: list[Record] = []
    merged = True
    for number, record in json_lines(path):
        if "report" in record:
            _check_coded(record, name, number)
            merged = False
        else:
            _check_merged(record, name, number)
            problem = _layer_problem("events", {**record, "actors": [], "recipients": [], "attributions": []})
            if problem:
                raise UnreadableInput(name, problem, number)
            for side in ("actors", "recipients"):
                if not _is("objects", record.get(side) or []):
                    raise UnreadableInput(name, f"{side}: expected a list of objects", number)
        found.append(record)
    return found, merged


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file with the numbers of their lines. Raises `UnreadableInput`."""
    name = printable(str(path))
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                yield number, _object(line, name, number)
    except OSError as error:
        raise UnreadableInput(name, f"cannot be read ({error.strerror or error}); check that it exists and may be read") from error


def _object(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise UnreadableInput(name, f"the line is not UTF-8 (byte {error.start})", number) from None
    except json.JSONDecodeError as error:
        raise UnreadableInput(name, f"the line is no JSON ({error.msg}, character {error.pos + 1})", number) from None
    except RecursionError:
        raise UnreadableInput(name, "the line is nested too deeply", number) from None
    except ValueError as error:
        raise UnreadableInput(name, f"the line cannot be used: {error}", number) from None
    if not isinstance(record, dict):
        raise UnreadableInput(name, "expected a JSON object", number)
    return record


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _check_coded(record: Mapping[str, Any], name: str, number: int) -> None:
    report = record.get("report")
    if not isinstance(report, dict) or not isinstance(report.get("id"), str):
        hint = ""
        if "mentions" in record:
            hint = "; this is a merged event, which --task coreference, acled and ucdp take"
        elif "text" in record:
            hint = "; this is a report not yet coded: run 'dateline code' first"
        raise UnreadableInput(name, f"report.id: expected the id of a report{hint}", number)
    for layer in CODED_FIELDS:
        value = record.get(layer)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            raise UnreadableInput(name, f"{layer}: expected a list of objects", number)
        for place, item in enumerate(value or ()):
            problem = _layer_problem(layer, item)
            if problem:
                raise UnreadableInput(name, f"{layer}[{place}].{problem}", number)


_FIELDS: Mapping[str, Mapping[str, str]] = {
    "times": {"start": "offset", "end": "offset", "type": "text?", "value": "text?"},
    "places": {"start": "offset", "end": "offset", "latitude": "number?", "longitude": "number?"},
    "clauses": {"start": "offset", "end": "offset", "factuality": "number"},
    "pairs": {"type": "text"},
    "attributions": {"content": "spans", "source": "span?", "cue": "span?"},
    "events": {
        "type": "text",
        "mode": "text?",
        "confidence": "number?",
        "trigger": "span?",
        "actors": "spans",
        "recipients": "spans",
        "when": "object?",
        "where": "object?",
        "act": "object?",
        "factuality": "object?",
        "contexts": "texts",
        "auxiliary": "texts",
        "attributions": "texts",
        "magnitudes": "objects",
    },
}
"""What scoring reads of each layer, and of what kind it must be; other fields are not looked at."""


def _layer_problem(layer: str, item: Mapping[str, Any]) -> str | None:
    """What in an item of a layer the figures cannot be taken from."""
    for field, kind in _FIELDS.get(layer, {}).items():
        value = item.get(field)
        optional = kind.endswith(("?", "s"))
        if value is None and optional:
            continue
        if not _is(kind.removesuffix("?"), value):
            return f"{field}: expected {_KINDS[kind.removesuffix('?')]}, got {ascii(value)[:40]}"
    return None


_COMPARED = (
    "name",
    "text",
    "code",
    "country",
    "geonames_id",
    "latitude",
    "longitude",
    "precision",
    "certainty",
    "polarity",
    "type",
    "kind",
    "low",
    "high",
    "unit",
    "start",
    "end",
)
"""Fields of objects that are compared or shown."""
_KINDS: Mapping[str, str] = {
    "offset": "a whole number",
    "number": "a number",
    "text": "a text",
    "texts": "a list of texts",
    "object": "an object",
    "objects": "a list of objects",
    "span": "an object with start and end",
    "spans": "a list of objects with start and end",
}


def _is(kind: str, value: Any) -> bool:
    if kind.endswith("s"):
        return isinstance(value, list) and all(_is(kind.removesuffix("s"), item) for item in value)
    if kind == "offset":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    if not isinstance(value, dict):
        return False
    # What is compared must be plain: a list where a code is expected is nothing that a set can hold.
    if any(isinstance(value.get(k), list | dict) for k in _COMPARED):
        return False
    return kind == "object" or all(value.get(k) is None or _is("offset", value[k]) for k in ("start", "end"))


def _check_merged(record: Mapping[str, Any], name: str, number: int) -> None:
    if not isinstance(record.get("id"), str) or not isinstance(record.get("mentions"), list):
        hint = "; this is a coded report: run 'dateline merge' first" if "report" in record else ""
        raise UnreadableInput(name, f"id, mentions: expected a merged event{hint}", number)
    for place, mention in enumerate(record["mentions"]):
        good = isinstance(mention, dict) and isinstance(mention.get("report"), str)
        if not good or not (_is("offset", mention.get("start")) and _is("offset", mention.get("end"))):
            raise UnreadableInput(name, f"mentions[{place}]: expected report, start and end", number)
