"""The page of errors: text is data there."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.scoring.model import Mark, Miss, Scores
from dateline.scoring.page import marked, to_html

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt;",
    "\x1b[2J\x00",
    "\u202eevil\u202c",
    "]]><!--",
    "\ud800",
]


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(text: str, marks: tuple[Mark, ...] = (Mark(0, 3, "gold"),)) -> Tags:
    miss = Miss(text, text, text, text, marks)
    scores = Scores(text, 1, {text: 1}, {}, (), (), (miss,), (text,))
    tags = Tags()
    written = to_html(scores, {text: text}, title=text)
    written.encode("utf-8")
    tags.feed(written)
    return tags


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_tag_and_no_control_character(text: str) -> None:
    plain, found = page("harmless words"), page(text)
    assert found.tags == plain.tags
    assert not any(name.startswith("on") or name == "src" for name, _ in found.attributes)
    assert not any(c in "".join(found.text) for c in "\x00\x1b\u202e\u202c\ud800")


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90), st.sampled_from(["gold", "coded"])), max_size=5))
@settings(max_examples=200, deadline=None)
def test_marks_never_change_the_words(text: str, spans: list[tuple[int, int, str]]) -> None:
    plain = "".join(c for c in text if c.isalnum() and ord(c) < 128)
    tags = Tags()
    tags.feed(marked(text, [Mark(*s) for s in spans]))
    assert "".join(c for c in "".join(tags.text) if c.isalnum() and ord(c) < 128) == plain
    assert set(tags.tags) <= {"mark"}


def test_only_so_many_errors_of_a_kind_and_the_rest_is_told() -> None:
    misses = tuple(Miss("missed", f"r{n}", "x", "y") for n in range(5))
    written = to_html(Scores("dates", 5, {"n": 5}, {}, (), (), misses), {}, errors=2)
    assert written.count("<article>") == 2
    assert "3 more are not shown; --errors 5 shows all" in written


def test_marks_of_both_are_told_apart() -> None:
    assert marked("one two", [Mark(0, 3, "gold"), Mark(0, 7, "coded")]) == '<mark class="both">one</mark><mark class="coded"> two</mark>'
