"""One event: who says so, what reports differ on, what was known when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def _open(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.get_by_role("table", name="Events that meet the filters").get_by_role("link", name=words).first.click()
    page.wait_for_url("**/event/m-*")
    page.locator("h1").wait_for()


def test_versions_stand_side_by_side_with_who_holds_them(page: Page) -> None:
    _open(page, "/?type=ASSAULT&participant=RUS&sort=sources", "Russia")
    cards = page.locator(".card")
    assert cards.count() == 2
    said = " ".join(cards.all_inner_texts())
    assert "Northern Wire" in said
    assert "Baltic Observer" in said
    assert page.locator(".card mark.trigger").count() == 2
    chain = page.get_by_role("list", name="Who says so").first
    assert "military" in chain.inner_text() or "rescue workers" in chain.inner_text()
    differ = page.get_by_role("region", name="What reports differ on")
    assert "12" in differ.inner_text()
    assert "20" in differ.inner_text()


def test_the_slider_shows_what_was_known_when(page: Page) -> None:
    _open(page, "/?type=ASSAULT&participant=RUS&sort=sources", "Russia")
    slider = page.get_by_role("slider", name="As known on")
    slider.wait_for()
    assert page.locator(".card").count() == 2
    slider.press("ArrowLeft")
    page.wait_for_url("**as_of=2024-03-04*")
    page.wait_for_function("() => document.querySelectorAll('.card').length === 1")
    assert "Northern Wire" in page.locator(".card").inner_text()
    assert page.get_by_role("slider", name="As known on").get_attribute("aria-valuetext", timeout=5000) is not None
    slider.press("ArrowRight")
    page.wait_for_function("() => document.querySelectorAll('.card').length === 2")
    assert "as_of" not in page.url


def test_a_mention_is_reviewed_from_its_event(page: Page) -> None:
    _open(page, "/?type=CONSULT&participant=ARM", "Pashinyan")
    page.locator(".card").get_by_role("link", name="Review").click()
    page.wait_for_url("**/review?mention=*")
    page.get_by_role("region", name="Sentence 1").wait_for()
    assert "Pashinyan" in page.locator(".card .sentence .sentence").inner_text()
    assert "1 of 1" in page.locator(".card").inner_text()


def test_an_event_that_is_not_there_says_so(page: Page) -> None:
    complaints = []
    page.on("response", lambda response: complaints.append(response.status) if response.status >= 400 else None)
    page.goto("/event/m-0000000000000000")
    alert = page.get_by_role("alert").first
    alert.wait_for()
    assert "m-0000000000000000" in alert.inner_text()
    assert 404 in complaints


def test_read_and_not_coded_is_visible_with_the_reason(page: Page) -> None:
    page.goto("/report?id=odesa-1")
    grey = page.locator(".text .uncoded", has_text="The weather in the region was mild")
    grey.wait_for()
    assert "not coded" in (grey.get_attribute("title") or "")
    page.get_by_role("checkbox", name="read, not coded").uncheck()
    assert page.locator(".text .uncoded").count() == 0
