"""Heavy things are made once for all tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.coding.coder import Coder, Settings, load_coder
from dateline.knowledge import Knowledge
from dateline.model import LAYERS, CodedReport, EventMention, Report, report_id

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def coder() -> Coder:
    return load_coder(Settings(layers=LAYERS, encoder=False))  # what rules say; tests/encoding has the encoder's part


@pytest.fixture(scope="session")
def knowledge(coder: Coder) -> Knowledge:
    return coder.knowledge


@pytest.fixture
def coded(coder: Coder) -> Callable[..., CodedReport]:
    """Code one text, published on Wednesday 2024-06-19 unless told otherwise."""

    def run(text: str, published: dt.date | None = dt.date(2024, 6, 19)) -> CodedReport:
        return coder.code(Report(id=report_id(text), text=text, published=published))

    return run


@pytest.fixture
def events(coded: Callable[..., CodedReport]) -> Callable[..., list[EventMention]]:
    """The events of one text."""

    def run(text: str, published: dt.date | None = dt.date(2024, 6, 19)) -> list[EventMention]:
        return list(coded(text, published).events or ())

    return run
