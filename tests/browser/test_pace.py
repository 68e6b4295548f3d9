"""How soon an answer is seen, and that nothing jumps about meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, SCREENSHOTS, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

# What Google's measure calls good is 0.1; a page that keeps its shape has nearly none.
MOST_SHIFT = 0.01
QUESTIONS = ("vårdplatser", "barnmorskor", "väntetider", "kollektivtrafik", "etableringsfrihet")

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
TIME_ANSWER = """(question) => new Promise((resolve) => {
  const field = document.getElementById("q");
  const reply = document.getElementById("reply");
  field.value = question;
  const started = performance.now();
  const observer = new MutationObserver(() => {
    if (!reply.querySelector("#statements .statement, .nothing")) return;
    observer.disconnect();
    // The frame after the next is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - started)));
  });
  observer.observe(reply, { childList: true, subtree: true });
  field.form.requestSubmit();
})"""


def test_the_first_statement_appears_in_place(page: Page) -> None:
    """How long it takes is written beside the screenshots; a busy machine is no failure of the page."""
    taken = []
    for question in QUESTIONS:
        page.goto("/")
        taken.append(page.evaluate(TIME_ANSWER, f"Vad sägs om {question}?"))
        expect(page.locator("#statements .statement, .nothing").first).to_be_visible()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    figures = ", ".join(f"{ms:.0f}" for ms in sorted(taken))
    (SCREENSHOTS / "pace.txt").write_text(f"ms from asking to the first statement on the screen: {figures}\n")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/", "/?q=vårdplatser", "/documents", "/documents/v-motion-halso-och-sjukvard"])
def test_pages_do_not_jump_as_they_load(new_page: NewPage, viewport: ViewportSize, path: str) -> None:
    page = new_page(viewport=viewport)
    page.add_init_script(WATCH_SHIFTS)
    page.goto(path)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") <= MOST_SHIFT


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_jumps_as_a_second_answer_arrives(new_page: NewPage, viewport: ViewportSize) -> None:
    page = new_page(viewport=viewport)
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/?q=vårdplatser")
    before = page.locator(".ask").bounding_box()
    page.evaluate(TIME_ANSWER, "Vad sägs om barnmorskor?")
    expect(page.locator("#svar")).to_be_visible()
    assert page.locator(".ask").bounding_box() == before
