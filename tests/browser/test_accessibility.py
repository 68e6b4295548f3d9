"""axe-core finds nothing, in any state, language, width and scheme; screenshots of each are kept for people."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, SCREENSHOTS, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

AXE = Axe()
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
ANSWER = "/?q=Vad säger V om privata sjukvårdsförsäkringar?"
MOTION = "/documents/v-motion-halso-och-sjukvard"
PROGRAMME = "/documents/v-44-punkter-region-stockholm"
STATES = {
    "start": "/",
    "answer": ANSWER,
    "filters": f"{ANSWER}&type=motion",
    "recent": ANSWER,
    "not-found": "/?q=Vad säger V om månens gravitation?",
    "flaw": "/?q=",
    "thanks": "/feedback?q=vårdplatser",
    "reader": f"{MOTION}?passage=x&quote=privata+sjukvårdsförsäkringar&q=privata+sjukvårdsförsäkringar&hit=1",
    "reader-lost": f"{PROGRAMME}?quote=det+som+aldrig+stod+här",
    "documents": "/documents",
    "problem": "/nowhere",
}


def findings(page: Page) -> list[tuple[str, str]]:
    violations = AXE.run(page, options=OPTIONS).response["violations"]
    return [(rule["id"], node["html"][:120]) for rule in violations for node in rule["nodes"]]


def settle(page: Page, state: str) -> None:
    """Bring the page into its state."""
    if state in {"filters", "recent"}:
        page.locator(f"#{state} > summary").click()
        page.mouse.move(0, 0)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(new_page: NewPage, state: str, language: str) -> None:
    page = new_page(language=language)
    page.emulate_media(reduced_motion="reduce")
    page.goto(STATES[state])
    settle(page, state)
    assert page.locator("html").get_attribute("lang") == language
    for width, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert findings(page) == [], (width, scheme)
            page.screenshot(path=SCREENSHOTS / f"{state}-{language}-{width}-{scheme}.png")


def test_print_is_kept_for_people(page: Page) -> None:
    page.goto(ANSWER)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    path = SCREENSHOTS / "answer-print.png"
    page.screenshot(path=path)
    assert path.stat().st_size > 0
