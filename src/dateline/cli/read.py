"""`dateline read`: what would be coded, as a list for people or as the JSONL that `dateline code` reads."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from dateline.cli.options import about_tables, about_texts
from dateline.cli.output import opened, printable
from dateline.errors import UnreadableInput
from dateline.model import Report

_WIDEST = 160
"""Columns of the list where nothing says how many there are."""
_OUTLET = 22


@dataclass(slots=True)
class _Tally:
    """What the summary tells."""

    reports: int = 0
    words: int = 0
    undated: int = 0
    others: Counter[str] = field(default_factory=Counter)
    skipped: int = 0

    def add(self, report: Report, *, coded: bool) -> None:
        self.reports += 1
        if not coded:
            self.others[report.language or ""] += 1
            return
        self.words += len(report.text.split())
        self.undated += report.published is None

    def lines(self) -> Iterator[str]:
        from dateline.reading.language import name_of

        english = self.reports - sum(self.others.values())
        undated = f", {self.undated} of them without a date" if self.undated else ""
        yield f"{english} reports would be coded ({self.words:,} words{undated}), {self.skipped} skipped"
        if self.others:
            told = ", ".join(f"{name_of(code)} {n}" for code, n in sorted(self.others.items(), key=lambda o: (-o[1], o[0])))
            yield f"{sum(self.others.values())} in other languages than English, which are not coded: {told}"


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", default="-", metavar="FILE", help="Where to write; '-' (the default) is standard output.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    help="A list for people or JSONL for programs. Without it: a list on a terminal, else JSONL.",
)
@click.option("--quiet", "-q", is_flag=True, help="No summary; problems are still named.")
@about_tables
@about_texts
def read(
    inputs: tuple[str, ...],
    output: str,
    form: str | None,
    quiet: bool,
    columns: tuple[tuple[str, str], ...],
    published: dt.date | None,
    outlet: str | None,
    title: str | None,
    language: str | None,
    separator: str | None,
) -> int:
    """Show what would be coded: every report of the inputs with its date, language, outlet and title, and why others are left out.

    Into a pipe or file it writes one report a line, with the fields that `dateline code` reads. Reports in other languages are kept and
    counted; `dateline code` leaves them out.

    \b
    Examples:
      dateline read CC-NEWS-20240619.warc.gz
      dateline read table.csv --columns text=body,published=date,outlet=source
      dateline read feed.xml archive.zip -o reports.jsonl
      dateline read news.tar.zst | dateline code - -o coded.jsonl

    \b
    Exit statuses: 0 all read, 1 some input skipped, 2 wrong usage, 3 nothing could be read.
    """
    from dateline.reading import ReadOptions
    from dateline.reading import read as read_all

    tally = _Tally()

    def skip(problem: UnreadableInput) -> None:
        tally.skipped += 1
        click.echo(f"skipped: {printable(str(problem))}", err=True)

    options = ReadOptions(
        published=published,
        outlet=outlet,
        title=title,
        language=language,
        separator=separator,
        keep_other_languages=True,
        columns=columns,
    )
    as_table = form == "table" or (form is None and output == "-" and sys.stdout.isatty())
    with opened(output) as out:
        width = shutil.get_terminal_size((_WIDEST, 0)).columns if out.isatty() else _WIDEST
        if as_table:
            out.write(_cut(f"{'published':<10}  {'lang':<4}  {'words':>7}  {'outlet':<{_OUTLET}}  title, or first words", width) + "\n")
        for report in read_all(inputs, options, on_skip=skip, stdin=sys.stdin.buffer if "-" in inputs else None):
            tally.add(report, coded=_is_coded(report))
            out.write((_cut(_row(report), width) if as_table else json_line(report)) + "\n")
    if not quiet:
        for line in tally.lines():
            click.echo(line, err=True)
    return 3 if not tally.reports else 1 if tally.skipped else 0


def json_line(report: Report) -> str:
    """A report as one line of the JSONL that is read: its fields, those that are not known beside them."""
    from dateline.exporting.jsonl import plain, report_dict

    fields: dict[str, Any] = report_dict(report, with_text=True)
    extra = fields.pop("extra", {})
    kept = {name: value for name, value in fields.items() if value is not None}
    if report.pairs:
        kept["pairs"] = plain([{s: [[x.start, x.end] for x in getattr(p, s)] for s in ("actor", "recipient")} for p in report.pairs])
    return json.dumps(kept | {name: value for name, value in extra.items() if name not in kept}, ensure_ascii=False)


def _is_coded(report: Report) -> bool:
    from dateline.reading.language import ENGLISH, code_of

    return code_of(report.language) == ENGLISH


def _row(report: Report) -> str:
    day = report.published.isoformat()[:10] if report.published else "unknown"
    words = f"{len(report.text.split()):,}"
    name = printable(report.title or report.text[:200])
    language = (report.language or "")[:4]
    coded = "" if _is_coded(report) else "[not coded] "
    return f"{day:<10}  {language:<4}  {words:>7}  {_cut(printable(report.outlet or 'unknown'), _OUTLET):<{_OUTLET}}  {coded}{name}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
