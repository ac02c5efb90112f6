"""Review by keyboard, a second reviewer who does not see the first, and what comes of it in the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_QUEUE = "/review?participant=ARM"


def _sentence(page: Page) -> str:
    page.locator(".card .sentence .sentence").wait_for()
    return page.locator(".card .sentence .sentence").inner_text()


def _as(page: Page, name: str, address: str) -> None:
    page.goto("/code")
    page.evaluate("name => localStorage.setItem('dateline.reviewer', name)", name)
    page.goto(address)


def _press(page: Page, key: str, said: str) -> None:
    page.keyboard.press(key)
    page.locator("main [role=status]", has_text=said).wait_for()


def test_accept_undo_reject_and_move_by_keyboard(page: Page) -> None:
    _as(page, "keys", _QUEUE)
    first = _sentence(page)
    assert page.locator("mark.trigger").count() == 1
    _press(page, "a", "Accepted")
    assert _sentence(page) != first or page.locator(".card .notice").count() == 0
    _press(page, "u", "Taken back")
    assert _sentence(page) == first
    page.keyboard.press("j")
    second = page.locator(".card").inner_text()
    page.keyboard.press("k")
    assert _sentence(page) == first
    assert page.locator(".card").inner_text() != second
    _press(page, "r", "Rejected")
    _press(page, "u", "Taken back")


def test_a_correction_wins_in_the_record_and_can_be_taken_back(page: Page) -> None:
    _as(page, "corrects", "/review?text=armoured")
    sentence = _sentence(page)
    assert "France promised" in sentence
    page.keyboard.press("c")
    form = page.get_by_role("form", name="Correct the fields")
    form.get_by_role("combobox", name="Type").select_option("SUPPORT")
    form.get_by_label("Place").fill("Paris")
    form.get_by_label("Its country").fill("FRA")
    form.get_by_role("button", name="Save the correction").click()
    page.locator("main [role=status]", has_text="Corrected").wait_for()

    listed = page.context.new_page()
    for _ in range(20):  # the record is merged anew a moment after a verdict
        listed.goto("/?text=armoured&type=SUPPORT")
        listed.locator(".sum strong").wait_for()
        if listed.locator(".sum strong").inner_text() == "1 event":
            break
        listed.wait_for_timeout(250)
    row = listed.get_by_role("table", name="Events that meet the filters").locator("tbody tr").first
    assert "corrected" in row.inner_text()
    row.get_by_role("link").click()
    listed.get_by_text("corrected by corrects").wait_for()
    assert "Paris" in listed.locator("main").inner_text()

    _press(page, "u", "Taken back")
    for _ in range(20):
        listed.goto("/?text=armoured&type=SUPPORT")
        listed.locator(".sum strong").wait_for()
        if listed.locator(".sum strong").inner_text() == "0 events":
            break
        listed.wait_for_timeout(250)
    assert listed.locator(".sum strong").inner_text() == "0 events"
    listed.close()


def test_the_second_reviewer_is_blind_and_agreement_is_told(page: Page) -> None:
    address = "/review?text=prisoners"
    _as(page, "one", address)
    sentence = _sentence(page)
    _press(page, "a", "Accepted")
    _as(page, "two", address)
    assert _sentence(page) == sentence
    assert "one" not in page.locator(".card .notice").all_inner_texts()
    _press(page, "a", "Accepted")
    aside = page.get_by_role("complementary", name="Agreement and precision")
    aside.get_by_text("two: 1 judged").wait_for()
    assert "95 % interval" in aside.inner_text()
    with page.expect_download() as told:
        aside.get_by_role("link", name="gold set").click()
    lines = told.value.path().read_text("utf-8").splitlines()
    assert lines
    assert all(json.loads(line)["report"] for line in lines)
    _as(page, "three", address + "&blind=false")
    page.locator(".card .notice", has_text="accepted by").first.wait_for()


def test_an_unchanged_correction_is_not_sent(page: Page) -> None:
    _as(page, "careful", _QUEUE)
    _sentence(page)
    page.keyboard.press("c")
    page.get_by_role("button", name="Save the correction").click()
    page.get_by_text("Nothing was changed").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Accept").wait_for()
