"""Krippendorff's alpha and Wilson's interval, against published values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.serving.agreement import alpha, wilson

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", sections A, B and C; None is a missing value.
BINARY = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))
NOMINAL = (tuple("aabbdcccedda"), tuple("babbbcccEddd".lower()))
MISSING = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)


def units(judges: Any) -> list[list[Any]]:
    return [[value for value in unit if value is not None] for unit in zip(*judges, strict=True)]


@pytest.mark.parametrize(("judges", "published"), [(BINARY, 0.095), (NOMINAL, 0.692), (MISSING, 0.743)])
def test_alpha_is_the_published_one(judges: Any, published: float) -> None:
    found = alpha(units(judges))
    assert found is not None
    assert round(found, 3) == published


def test_alpha_is_not_known_where_nothing_can_be_compared() -> None:
    assert alpha([]) is None
    assert alpha([["a"], ["b"]]) is None
    assert alpha([["a", "a"], ["a", "a"]]) is None, "one value alone leaves nothing to disagree on"
    assert alpha([["a", "a"], ["b", "b"]]) == 1
    assert alpha([["a", "b"], ["b", "a"]]) == pytest.approx(-0.5)


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12))
def test_alpha_does_not_depend_on_order(found: list[list[str]]) -> None:
    one, other = alpha(found), alpha([list(reversed(unit)) for unit in reversed(found)])
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one == pytest.approx(other)
        assert one <= 1 + 1e-9


# Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_the_published_one(right: int, judged: int, low: float, high: float) -> None:
    found = wilson(right, judged)
    assert found is not None
    assert [round(v, 4) for v in found] == [low, high]


def test_wilson_of_nothing_is_not_known() -> None:
    assert wilson(0, 0) is None
