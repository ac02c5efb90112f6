from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.coding.overlaps import Overlaps

SPANS = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 1500)).map(lambda p: (p[0], p[0] + p[1])), max_size=40)


@given(SPANS, SPANS)
def test_it_finds_what_a_look_at_all_would_find_in_the_order_of_adding(spans: list[tuple[int, int]], asked: list[tuple[int, int]]) -> None:
    overlaps = Overlaps((a, b, number) for number, (a, b) in enumerate(spans))
    for start, end in asked:
        assert overlaps.at(start, end) == [n for n, (a, b) in enumerate(spans) if a < end and start < b]
