"""One cell, one JSON text: what a report's words become before they are written where a program or a person reads them.

Text of a report is data. No control character gets into a cell, no cell of text begins as a spreadsheet's formula does, and JSON is
escaped so far that no character of it acts on a terminal.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable
from typing import Any

from dateline.exporting.table import clean

LIST_SEPARATOR = "; "
"""Between the values of a cell that holds several."""

_FORMULA = frozenset("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula; some take the full-width forms too. Tab and CR are gone by then (`tidy`)."""
# Characters that json.dumps leaves as they are though they act on terminals, on the direction of a line, or end a line for some readers.
_ACTING = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


def tidy(text: str | None) -> str:
    """Text on one line, without control characters (each becomes U+FFFD); nothing for None."""
    if not text:
        return ""
    if text.isprintable() and "  " not in text and text[0] != " " and text[-1] != " ":
        return text  # nearly all text: the loop below costs a hundred times more
    return clean(text)


def spreadsheet(text: str | None) -> str:
    """Text that a spreadsheet shows and never computes: an apostrophe stands before what would begin a formula."""
    shown = tidy(text)
    return "'" + shown if shown[:1] in _FORMULA else shown


def listed(values: Iterable[str | None]) -> str:
    """Several values in one cell. A semicolon inside one becomes a comma, so that they can be told apart again."""
    return LIST_SEPARATOR.join(spreadsheet((value or "").replace(";", ",")) for value in values)


def tabbed(text: str | None) -> str:
    """Text for a tab-separated file. Straight double quotes become single ones: half of all readers take them as quoting, half do not."""
    return spreadsheet(text).replace('"', "'")


def number(value: float | None) -> str:
    """A number as short as it can be written without loss; nothing for None and for what is no finite number."""
    if value is None or not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def tsv_line(cells: Iterable[str]) -> bytes:
    """One line of a tab-separated file out of cells that `tabbed` or `number` made."""
    return ("\t".join(cells) + "\n").encode("utf-8", "replace")


def csv_line(cells: Iterable[str]) -> bytes:
    """One line of a comma-separated file, quoted as RFC 4180 has it, with a line feed."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(list(cells))
    return line.getvalue().encode("utf-8", "replace")


def json_text(value: Any) -> str:
    """JSON on one line. Escapes lose nothing: read back it is the same; a number that is not finite becomes null."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(", ", ": "), allow_nan=False)
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def tidied(value: Any) -> Any:
    """A value for JSON with `tidy` text all the way down."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {tidy(str(key)): tidied(item) for key, item in value.items()}
    return [tidied(item) for item in value] if isinstance(value, list | tuple) else value


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value
