"""Actors, the network, quotes, watches, coding a text, and the frame around all pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_actors_are_found_and_their_profile_leads_to_events(page: Page) -> None:
    page.goto("/actors")
    page.get_by_label("Name or code").fill("Azerbaijan")
    page.wait_for_url("**q=Azerbaijan*")
    page.get_by_role("link", name="Azerbaijan", exact=True).first.click()
    page.wait_for_url("**/actor?id=*")
    page.get_by_role("heading", name="Azerbaijan", exact=True).wait_for()
    assert "Armenia" in page.get_by_role("region", name="With whom").inner_text()
    page.get_by_role("region", name="What it does").get_by_role("link").first.click()
    page.wait_for_url("**type=*")
    page.get_by_role("table", name="Events that meet the filters").wait_for()


def test_the_network_and_its_table_say_the_same(page: Page) -> None:
    page.goto("/network")
    page.locator(".graph canvas").first.wait_for()
    ties = page.get_by_role("region", name="Strongest ties")
    assert "Armenia – Azerbaijan" in ties.inner_text() or "Azerbaijan – Armenia" in ties.inner_text()
    page.get_by_label("Who to whom").check()
    page.wait_for_url("**directed=true*")
    ties.get_by_role("link", name=re.compile("→")).first.click()
    page.wait_for_url("**actor=*recipient=*")
    page.get_by_role("table", name="Events that meet the filters").wait_for()


def test_quotes_lead_to_the_words_and_to_the_event(page: Page) -> None:
    page.goto("/quotes")
    page.get_by_label("Who says it").fill("Zelenskiy")
    page.get_by_label("Who says it").press("Enter")
    page.wait_for_url("**speaker=Zelenskiy*")
    page.wait_for_function("() => document.querySelectorAll('.quotes > li').length === 1")
    assert "They hit an apartment building" in page.locator("blockquote").inner_text()
    page.locator(".quotes").get_by_role("link", name="Northern Wire").click()
    page.wait_for_url("**/report?id=odesa-1*")


def test_a_question_is_kept_as_a_watch_with_feeds_and_can_be_dropped(page: Page) -> None:
    page.goto("/?participant=TUR")
    page.get_by_role("button", name="Watch").click()
    page.get_by_label("Name", exact=True).fill("Turkey <b>")
    page.get_by_role("button", name="Keep the watch").click()
    page.get_by_role("link", name="Watched").click()
    page.wait_for_url("**/watches")
    watch = page.get_by_role("listitem").filter(has_text="Turkey <b>")
    watch.wait_for()
    feed = page.request.get(watch.get_by_role("link", name="Atom").get_attribute("href") or "")
    assert feed.ok
    assert "http://www.w3.org/2005/Atom" in feed.text()
    assert page.request.get(watch.get_by_role("link", name="JSON Feed").get_attribute("href") or "").json()["version"].endswith("1.1")
    watch.get_by_role("link", name="Turkey <b>").click()
    page.wait_for_url("**participant=TUR*")
    page.go_back()
    page.get_by_role("button", name="Delete the watch").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("You watch nothing yet").wait_for()


def test_a_pasted_text_is_coded_at_once_and_an_inner_address_is_refused(page: Page) -> None:
    page.goto("/code")
    page.get_by_label("Text of a report").fill("\U0001f525 Greek police arrested two men in Athens on Monday. It rained.")
    page.get_by_label("Published").fill("2024-06-19")
    page.get_by_role("button", name="Code it").click()
    page.locator(".text .trigger").wait_for(timeout=30000)
    assert page.locator(".text .trigger").inner_text() == "arrested"
    assert "Coerce" in page.get_by_role("region", name="What was read").inner_text()
    page.get_by_role("button", name="An address").click()
    page.get_by_label("Address of an article").fill("http://127.0.0.1:9/")
    page.get_by_role("button", name="Code it").click()
    page.get_by_role("alert").wait_for()


def test_search_theme_and_keyboard_work_on_every_page(page: Page) -> None:
    page.goto("/watches")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    page.keyboard.type("Pashinyan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Pashinyan")
    page.get_by_role("heading", name="Events").wait_for()
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    change = page.get_by_role("button", name=re.compile("colours.*change", re.IGNORECASE))
    change.click()
    change.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_an_unknown_address_leads_back(page: Page) -> None:
    page.goto("/nowhere")
    page.get_by_role("heading", name="There is no such page").wait_for()
    page.get_by_role("link", name="Go to the record").click()
    page.get_by_role("table", name="Events that meet the filters").wait_for()


def test_a_server_with_tokens_asks_for_one_and_keeps_it_in_this_tab(page: Page, guarded: str) -> None:
    page.goto(guarded)
    page.get_by_label("Token").fill("wrong-wrong-wrong-wrong")
    page.get_by_role("button", name="Use it").click()
    page.get_by_text("is not known").first.wait_for()
    page.get_by_label("Token").fill("reader-reader-reader")
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("table", name="Events that meet the filters").wait_for()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as told:
        page.get_by_role("link", name="CSV: a row an event").click()
    assert told.value.path().read_text("utf-8-sig").count("\n") > 10
    page.goto(f"{guarded}/review")
    assert page.get_by_role("button", name="Accept").is_disabled()
    page.get_by_label("Token").fill("reviewer-reviewer-reviewer")
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("button", name="Accept").and_(page.locator(":enabled")).wait_for()
