"""What must hold of any bytes that are read as reports or as a dictionary. Without atheris, so that the tests can ask it too."""
# ruff: noqa: INP001, S101  # a script's folder; assert is how a target says that it was hit

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from dateline.cli.read import json_line
from dateline.errors import KnowledgeError, UnreadableInput
from dateline.knowledge.dictionaries import ActorRecord, read_dictionary
from dateline.model import Report
from dateline.reading import ReadOptions, read

SUFFIXES = (
    *(".txt", ".jsonl", ".json", ".html", ".gz", ".csv", ".tsv", ".xml", ".warc", ".eml", ".zip", ".tar", ".zst", ".parquet", ".pdf"),
    *(".txt.gz", ".jsonl.zst", ".tgz"),
)
_OPTIONS = (
    ReadOptions(keep_other_languages=True, max_bytes=20_000),
    ReadOptions(language="en", separator="---", published=dt.date(2024, 6, 19), columns=(("text", "body"), ("published", "day"))),
)


def readers(data: bytes, folder: Path) -> None:
    """The first line of `data` is a suffix, or none of ours and then part of the rest, which is read as a file of that name."""
    first, _, rest = data.partition(b"\n")
    suffix = first.decode("ascii", "replace")
    path = folder / f"input{suffix if suffix in SUFFIXES else ''}"
    path.write_bytes(rest if suffix in SUFFIXES else data)
    try:
        for options in _OPTIONS:
            found = _read(path, options)
            assert found == _read(path, options), "read twice, two answers"
    finally:
        path.unlink()


def _read(path: Path, options: ReadOptions) -> tuple[list[Report], list[str]]:
    skipped: list[UnreadableInput] = []
    reports = list(read([str(path)], options, on_skip=skipped.append))
    assert reports or skipped, "neither a report nor a problem"
    for problem in skipped:
        assert isinstance(problem, UnreadableInput)
        assert str(problem).isprintable(), repr(str(problem))
    for report in reports:
        _check(report)
    again: list[UnreadableInput] = []
    path.with_suffix(".again").write_text("".join(json_line(report) + "\n" for report in reports), encoding="utf-8")
    lines = ReadOptions(keep_other_languages=True)
    back = [*read([str(path.with_suffix(".again"))], lines, on_skip=again.append)] if reports else []
    path.with_suffix(".again").unlink()
    assert not again, str(again[0])
    assert [_shown(r) for r in back] == [_shown(r) for r in reports], "written and read again, another report"
    return reports, [str(problem) for problem in skipped]


def _check(report: Report) -> None:
    report.text.encode("utf-8")
    assert report.text.strip()
    assert report.id
    assert report.published is None or 1600 <= report.published.year < 3000
    for pair in report.pairs:
        for span in (*pair.actor, *pair.recipient):
            assert 0 <= span.start < span.end <= len(report.text)
    json.dumps(dict(report.extra), default=str)


def _shown(report: Report) -> tuple[object, ...]:
    return (report.id, report.text, report.outlet, report.title, report.url, report.language, report.published, report.pairs)


def dictionaries(data: bytes, folder: Path) -> None:
    """`data` is read as a dictionary of each format and kind."""
    path = folder / "dictionary.txt"
    path.write_bytes(data)
    for form, kind in ((None, None), ("tabari", "actors"), ("petrarch", "agents"), ("csv", None)):
        told: list[KnowledgeError] = []
        for record in read_dictionary(path, told.append, told.append, form, kind):
            name = record.name if isinstance(record, ActorRecord) else record.noun
            assert any(c.isalpha() for c in name), record
            assert 0 < record.line <= data.count(b"\n") + data.count(b"\r") + 1
            if isinstance(record, ActorRecord) and record.since and record.until:
                assert record.since[: len(record.until)] <= record.until, record
        assert all(isinstance(error, KnowledgeError) and "\n" not in str(error) for error in told)
