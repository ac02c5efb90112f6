"""What an analyst does first: find, filter, choose days, open, follow to the sentence, take a file along."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from pages_reports import FORMULA, HOSTILE_WORDS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def _query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _total(page: Page) -> int:
    said = page.locator(".sum strong")
    said.wait_for()
    found = re.match(r"([\d,]+) event", said.inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))


def _settled(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")


def _rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Events that meet the filters").locator("tbody tr")


def test_find_filter_brush_open_and_follow_to_the_sentence(page: Page) -> None:
    page.goto("/")
    everything = _total(page)
    assert everything > 15

    page.get_by_label("Participant").fill("RUS")
    page.get_by_label("Participant").press("Enter")
    page.wait_for_url("**/?participant=RUS")
    page.wait_for_function("n => parseInt(document.querySelector('.sum strong').innerText) < n", arg=everything)
    russia = _total(page)
    assert 0 < russia < everything

    bars = page.locator(".histogram svg")
    box = bars.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=*")
    assert _query(page)["participant"] == ["RUS"]
    assert _query(page)["since"][0] < _query(page)["until"][0]
    page.wait_for_function("n => parseInt(document.querySelector('.sum strong').innerText) < n", arg=russia)
    assert _total(page) < russia
    chips = page.get_by_role("list", name="Filters in use")
    assert chips.get_by_role("listitem").count() == 3

    chips.get_by_role("button", name="Take away From").click()
    chips.get_by_role("button", name="Take away To").click()
    page.wait_for_function("n => parseInt(document.querySelector('.sum strong').innerText) === n", arg=russia)

    page.get_by_label("Words in the reports").fill("apartment")
    page.get_by_label("Words in the reports").press("Enter")
    page.wait_for_url("**text=apartment*")
    _settled(page)
    link = _rows(page).get_by_role("link").first
    link.click()
    page.wait_for_url("**/event/m-*")
    page.locator("h1").wait_for()
    assert page.locator("mark.trigger").first.inner_text() in ("struck", "killing", "condemned", "hit")

    page.locator("a.title", has_text="Missiles hit Odesa").first.click()
    page.wait_for_url("**/report?id=odesa-1&at=*")
    mark = page.locator("[data-at]")
    mark.wait_for()
    assert mark.evaluate("e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }")
    mark.click()
    page.wait_for_url("**/event/m-*")
    page.go_back()
    page.wait_for_url("**/report?id=odesa-1*")


def test_the_address_alone_gives_the_same_answer_and_back_goes_back(page: Page) -> None:
    page.goto("/?country=KEN&quad=4")
    _rows(page).first.wait_for()
    assert (
        page.get_by_role("group", name="Classes of events").get_by_role("button", name="material conflict").get_attribute("aria-pressed")
        == "true"
    )
    kenya = _total(page)
    page.get_by_role("button", name="Take away Class: material conflict").click()
    page.wait_for_url("**/?country=KEN")
    _settled(page)
    assert _total(page) >= kenya
    page.go_back()
    page.wait_for_url("**quad=4")
    page.get_by_role("button", name="Clear all filters").click()
    page.wait_for_url(re.compile(r"/$"))


def test_days_can_be_chosen_by_keyboard(page: Page) -> None:
    page.goto("/?period=month")
    handle = page.get_by_role("slider", name="First day shown")
    handle.focus()
    before = handle.get_attribute("aria-valuetext")
    handle.press("ArrowRight")
    page.wait_for_url("**since=*")
    assert handle.get_attribute("aria-valuetext") != before
    handle.press("Escape")
    page.wait_for_url(lambda url: "since=" not in url)


def test_the_map_and_its_list_filter_the_table(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Places as a list").click()
    page.get_by_role("listitem").get_by_role("button", name="Ankara").click()
    page.wait_for_url("**place=Ankara*")
    assert _query(page)["country"] == ["TUR"]
    page.wait_for_function("() => document.querySelectorAll('tbody tr').length < 8")
    assert all("Ankara" in text for text in _rows(page).all_inner_texts())
    assert page.locator("figure circle").count() == 1


def test_wrong_and_empty_questions_say_what_to_do(page: Page) -> None:
    page.goto("/?text=zeppelin")
    page.get_by_text("No event meets these filters").wait_for()
    page.get_by_label("Country").fill("Atlantis")
    page.get_by_label("Country").press("Tab")
    assert page.get_by_label("Country").get_attribute("aria-invalid") == "true"
    assert "country=" not in page.url


def test_export_gives_a_csv_in_which_nothing_is_a_formula(page: Page) -> None:
    page.goto("/?participant=Turkish police")
    _settled(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as told:
        page.get_by_role("link", name="CSV: a row an event").click()
    with told.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) >= 2
    cells = [cell for row in rows for cell in row]
    assert any("Turkish police" in cell or "TUR" in cell for cell in cells)
    assert any("'=Evil & Co" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in ("=", "@", "\t", "\r")]


def test_a_report_that_tries_to_be_html_is_text(page: Page) -> None:
    page.goto("/report?id=files/hostile.v1.txt")
    page.locator(".text").wait_for()
    assert page.locator("h1").inner_text() == FORMULA
    assert HOSTILE_WORDS in page.locator(".text").inner_text()
    assert page.locator(".text script, .text img, main script").count() == 0
    assert page.title() == f"{FORMULA} · Dateline"
    # Behind two characters that JavaScript counts as four, marks still stand where they belong.
    triggers = page.locator(".text .trigger").all_inner_texts()
    assert "condemned" in triggers
    assert "arrested" in triggers
    assert "Turkey" in page.locator(".text .recipient").all_inner_texts()
    page.goto("/search?q=Greece")
    page.get_by_role("heading", name="Reports").wait_for()
    assert FORMULA in page.locator("main").inner_text()
    assert page.title() == "Search · Dateline"
