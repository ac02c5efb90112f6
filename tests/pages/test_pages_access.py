"""axe-core finds nothing serious on any page, light or dark, wide or narrow; and no page is wider than a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_SETTLED = """() => !document.querySelector('[aria-busy=true]')
    && !/(Loading|Opening|Counting|Drawing|Searching).* …/.test(document.body.innerText)"""
_PAGES = (
    "/",
    "/event/EVENT",
    "/reports",
    "/report?id=odesa-1",
    "/actors",
    "/actor?id=ACTOR",
    "/network",
    "/quotes",
    "/review",
    "/watches",
    "/code",
    "/search?q=Russia",
)


def _findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [
        f"{v['impact']} {v['id']}: {n['target']} {n.get('failureSummary', '')[:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"][:3]
    ]


@pytest.mark.parametrize(("scheme", "width", "height"), [("light", 1440, 900), ("dark", 360, 740)])
def test_axe_finds_nothing_serious_and_nothing_overflows(browser: Browser, server: str, scheme: Any, width: int, height: int) -> None:
    if not AXE.is_file():
        pytest.skip("no axe-core: run `make pages`, which fetches it into web/node_modules")
    context = browser.new_context(base_url=server, viewport={"width": width, "height": height}, color_scheme=scheme)
    context.add_init_script("localStorage.setItem('dateline.reviewer', 'axe')")
    page = context.new_page()
    event = page.request.get(f"{server}/api/v1/events?sort=sources&limit=1").json()["items"][0]["id"]
    actor = page.request.get(f"{server}/api/v1/actors?limit=1").json()["items"][0]["id"]
    wrong: dict[str, Any] = {}
    for address in _PAGES:
        page.goto(address.replace("EVENT", event).replace("ACTOR", actor))
        page.locator("main h1").first.wait_for(state="attached")
        page.wait_for_function(_SETTLED)
        findings = _findings(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            findings.append("wider than the window")
        if findings:
            wrong[address] = findings
    context.close()
    assert not wrong
