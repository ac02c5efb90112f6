"""What a shard is written to: JSONL, plain or in zstd, or Parquet. Nothing stands under its name before it is whole."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dateline.cluster.manifest import Form, Output
from dateline.errors import WrongUsage
from dateline.exporting.jsonl import to_dict, to_line
from dateline.model import CodedReport

if TYPE_CHECKING:
    import pyarrow as pa

OUTPUTS = ("coded", "reports", "events")
"""The folders of a run that hold what came out."""
_GROUP = 1000
"""Reports of a row group, which is what is held in memory."""
_LEVEL = 6


class Sink(Protocol):
    """Takes coded reports one after the other."""

    def add(self, coded: CodedReport) -> None:
        """Write one."""

    def close(self) -> None:
        """Write what is left."""


class _Bytes(Protocol):
    def write(self, data: bytes, /) -> int: ...

    def close(self) -> None: ...


class _Lines:
    def __init__(self, out: _Bytes, *, with_text: bool) -> None:
        self._out, self._with_text = out, with_text

    def add(self, coded: CodedReport) -> None:
        self._out.write(to_line(coded, with_text=self._with_text).encode("utf-8", "backslashreplace") + b"\n")

    def close(self) -> None:
        self._out.close()


class _Tables:
    """Two tables: reports, each with its whole record as JSON, and events, flat."""

    def __init__(self, reports: Path, events: Path, *, with_text: bool) -> None:
        from pyarrow import parquet

        self._with_text = with_text
        self._types = (reports_schema(), events_schema())
        self._writers = [
            parquet.ParquetWriter(path, types, compression="zstd") for path, types in zip((reports, events), self._types, strict=True)
        ]
        self._rows: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])

    def add(self, coded: CodedReport) -> None:
        record = to_dict(coded, with_text=self._with_text)
        self._rows[0].append(_report_row(record, to_line(coded, with_text=self._with_text)))
        self._rows[1].extend(_event_row(record["report"], event) for event in record.get("events") or ())
        if len(self._rows[0]) == _GROUP:
            self._write()

    def close(self) -> None:
        self._write()
        for writer in self._writers:
            writer.close()

    def _write(self) -> None:
        import pyarrow as pa

        for writer, rows, types in zip(self._writers, self._rows, self._types, strict=True):
            if rows:
                writer.write_table(pa.Table.from_pylist(rows, schema=types))
            rows.clear()


def paths(form: Form, name: str) -> tuple[str, ...]:
    """The files of a shard below the run's folder."""
    if form == "parquet":
        return f"reports/{name}.parquet", f"events/{name}.parquet"
    return (f"coded/{name}.{form}",)


@contextmanager
def sink(folder: Path, form: Form, name: str, *, with_text: bool) -> Iterator[tuple[Sink, list[Output]]]:
    """A sink, and a list that holds its files once it is left without an exception. Raises `WrongUsage` where a library is missing."""
    wanted = [folder / path for path in paths(form, name)]
    for path in wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
    partial = [path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial") for path in wanted]
    outputs: list[Output] = []
    try:
        opened = _opened(form, partial, with_text=with_text)
        try:
            yield opened, outputs
        finally:
            opened.close()
        for path, whole in zip(partial, wanted, strict=True):
            outputs.append(_kept(path, whole, folder))
    finally:
        for path in partial:
            path.unlink(missing_ok=True)


def _opened(form: Form, partial: list[Path], *, with_text: bool) -> Sink:
    if form == "parquet":
        try:
            return _Tables(partial[0], partial[1], with_text=with_text)
        except ImportError as error:
            raise WrongUsage("Parquet needs pyarrow; install it with: pip install 'dateline[parquet]'") from error
    if form == "jsonl.zst":
        from backports import zstd

        return _Lines(zstd.open(partial[0], "wb", level=_LEVEL), with_text=with_text)
    return _Lines(partial[0].open("wb"), with_text=with_text)


def _kept(partial: Path, whole: Path, folder: Path) -> Output:
    with partial.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        os.fsync(file.fileno())
    partial.replace(whole)
    return Output(whole.relative_to(folder).as_posix(), digest, size)


def reports_schema() -> pa.Schema:
    """The columns of `reports/`: what is asked for most, and `record`, the line of JSONL as `dateline code` writes it."""
    import pyarrow as pa

    texts, number = pa.string(), pa.int64()
    names = ("report", "outlet", "title", "url", "language", "published")
    counts = ("sentences", "words", "events")
    fields = [pa.field(n, texts) for n in names] + [pa.field(n, number) for n in counts] + [pa.field("record", texts)]
    return pa.schema(fields)


def events_schema() -> pa.Schema:
    """The columns of `events/`, one row an event as one report tells it."""
    import pyarrow as pa

    text, texts, number, whole = pa.string(), pa.list_(pa.string()), pa.float64(), pa.int64()
    types = {
        **dict.fromkeys(("report", "outlet", "published", "event", "type", "mode", "cameo"), text),
        "quad": whole,
        **dict.fromkeys(("score", "goldstein"), number),
        "contexts": texts,
        "trigger": text,
        "trigger_start": whole,
        "trigger_end": whole,
        **dict.fromkeys(("actors", "actor_codes", "recipients", "recipient_codes"), texts),
        **dict.fromkeys(("when_start", "when_end", "when_precision", "when_basis", "where", "country", "admin1"), text),
        **dict.fromkeys(("latitude", "longitude"), number),
        "geonames_id": whole,
        **dict.fromkeys(("certainty", "polarity"), text),
        "factuality": number,
        **dict.fromkeys(("auxiliary", "attributions"), texts),
        "confidence": number,
        "rule": text,
    }
    return pa.schema([pa.field(name, kind) for name, kind in types.items()])


def _report_row(record: dict[str, Any], line: str) -> dict[str, Any]:
    report, counts = record["report"], record["counts"]
    row = {name: report.get(name) for name in ("outlet", "title", "url", "language", "published")}
    known = {"sentences": counts["sentences"], "words": counts["words"], "events": len(record.get("events") or ())}
    return {"report": report["id"], **row, **known, "record": line}


def _event_row(report: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    when, where, factuality, trigger = event["when"] or {}, event["where"] or {}, event["factuality"] or {}, event["trigger"]
    return {
        "report": report["id"],
        "outlet": report["outlet"],
        "published": report["published"],
        "event": event["id"],
        **{name: event[name] for name in ("type", "mode", "cameo", "quad", "score", "goldstein", "confidence", "rule")},
        "contexts": event["contexts"],
        "trigger": trigger["text"],
        "trigger_start": trigger["start"],
        "trigger_end": trigger["end"],
        **{side: [p["name"] or p["text"] for p in event[side]] for side in ("actors", "recipients")},
        "actor_codes": [p["code"] for p in event["actors"]],
        "recipient_codes": [p["code"] for p in event["recipients"]],
        **{f"when_{name}": when.get(name) for name in ("start", "end", "precision", "basis")},
        "where": where.get("name"),
        **{name: where.get(name) for name in ("country", "admin1", "latitude", "longitude", "geonames_id")},
        "certainty": factuality.get("certainty"),
        "polarity": factuality.get("polarity"),
        "factuality": factuality.get("score"),
        "auxiliary": event["auxiliary"],
        "attributions": event["attributions"],
    }
