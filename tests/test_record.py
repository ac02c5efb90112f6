"""The Python door."""

from __future__ import annotations

import subprocess
import sys

import pytest

import dateline
from dateline.coding.coder import Coder

TEXT = "Turkish police arrested twelve students in Ankara on Monday."


def test_code_takes_texts_dictionaries_and_reports(coder: Coder) -> None:
    report = dateline.Report(id="mine", text=TEXT)
    record = dateline.code([TEXT, {"text": TEXT, "id": "theirs", "published": "2024-06-19", "desk": "world"}, report], coder=coder)
    assert [c.report.id for c in record][1:] == ["theirs", "mine"]
    assert record.reports[1].report.extra == {"desk": "world"}
    assert len(record) == 3
    assert len(record.events) == 3
    assert repr(record) == "<Record: 3 reports, 3 events: COERCE 3>"


def test_to_pandas_has_a_row_an_event(coder: Coder) -> None:
    frame = dateline.code(TEXT, coder=coder).to_pandas()
    assert list(frame["event_type"]) == ["COERCE"]
    assert list(frame["actor_codes"]) == ["TURCOP"]
    assert frame["event_id"].is_unique


def test_what_is_no_report_is_refused(coder: Coder) -> None:
    with pytest.raises(dateline.DatelineError, match="expected a text"):
        dateline.code([42], coder=coder)  # type: ignore[list-item]  # on purpose
    with pytest.raises(dateline.DatelineError, match="text"):
        dateline.code([{"title": "no text"}], coder=coder)


def test_importing_loads_nothing_heavy() -> None:
    script = "import sys, dateline; print(sorted(m for m in ('spacy', 'numpy', 'rich', 'sentencex') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
