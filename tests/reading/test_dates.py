from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.reading.dates import parse_published

UTC = dt.UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-06-19", dt.date(2024, 6, 19)),
        (" 2024-06-19\n", dt.date(2024, 6, 19)),
        ("20240619", dt.date(2024, 6, 19)),
        ("2024-06-19T08:30:00Z", dt.datetime(2024, 6, 19, 8, 30, tzinfo=UTC)),
        ("2024-06-19 08:30", dt.datetime(2024, 6, 19, 8, 30)),  # noqa: DTZ001  # a time without zone stays without
        ("2024-06-19T08:30:00+03:00", dt.datetime(2024, 6, 19, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=3)))),
        ("Wed, 19 Jun 2024 08:30:00 GMT", dt.datetime(2024, 6, 19, 8, 30, tzinfo=UTC)),
        ("19 Jun 2024 08:30 +0000 (UTC)", dt.datetime(2024, 6, 19, 8, 30, tzinfo=UTC)),
        ("Wed, 19 Jun 2024", dt.date(2024, 6, 19)),
    ],
)
def test_dates_as_sources_write_them(text: str, expected: dt.date) -> None:
    found = parse_published(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "text", ["", "June", "2024", "2024-06", "19/06/2024", "2024-13-01", "tomorrow", "1718785800", "31 Feb 2024", "0300-01-01"]
)
def test_what_is_no_date_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match="expected an ISO 8601 date"):
        parse_published(text)


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        assert isinstance(parse_published(text), dt.date)
    except ValueError as error:
        assert "\n" not in str(error)  # noqa: PT017


@given(st.dates(dt.date(1600, 1, 1), dt.date(2999, 12, 31)))
def test_every_iso_date_is_itself(day: dt.date) -> None:
    assert parse_published(day.isoformat()) == day
