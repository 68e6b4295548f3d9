"""Saying in the browser whether an answer was of use: with and without scripts, by keyboard, and when it fails."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

ANSWER = "/?q=Vad säger V om privata sjukvårdsförsäkringar?"
THANKS = "Tack. Omdömet är sparat."


def test_a_verdict_by_keyboard_stays_on_the_page(page: Page) -> None:
    page.goto(ANSWER)
    page.get_by_label("Kommentar, om du vill").focus()
    page.keyboard.type("Rätt ställe / och rätt citat")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ja, till nytta")).to_be_focused()
    page.keyboard.press("Enter")
    thanks = page.locator(".feedback .note")
    expect(thanks).to_have_text(THANKS)
    expect(thanks).to_be_focused()
    expect(page.locator(".feedback form")).to_have_count(0)
    expect(page.locator(".statement").first).to_be_visible()


def test_a_verdict_after_a_question_asked_in_place(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Din fråga").fill("Hur ska fler vårdplatser bli till?")
    page.get_by_role("button", name="Fråga", exact=True).click()
    page.get_by_role("button", name="Nej, inte till nytta").click()
    expect(page.locator(".feedback .note")).to_have_text(THANKS)


def test_a_verdict_without_scripts(new_page: NewPage) -> None:
    page = new_page(scripts=False, language="en")
    page.goto(ANSWER)
    page.get_by_label("Comment, if you like").fill("Good")
    page.get_by_role("button", name="Yes, of use").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your verdict has been kept.")
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".statement").first).to_be_visible()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (409, "Svaret har ändrats sedan du läste det. Ställ frågan igen."),
        (401, "Du är inte längre inloggad. Logga in och försök igen."),
        (500, "Omdömet kom inte fram. Försök igen."),
        (0, "Omdömet kom inte fram. Försök igen."),
    ],
)
def test_a_comment_survives_a_failure(page: Page, status: int, said: str) -> None:
    def fail(route: Route) -> None:
        if status:
            route.fulfill(status=status, body="")
        else:
            route.abort()

    page.route("**/feedback?*", fail)
    page.goto(ANSWER)
    page.get_by_label("Kommentar, om du vill").fill("Viktigt")
    page.get_by_role("button", name="Nej, inte till nytta").click()
    expect(page.get_by_role("alert")).to_have_text(said)
    expect(page.get_by_label("Kommentar, om du vill")).to_have_value("Viktigt")
    page.unroute("**/feedback?*")
    page.get_by_role("button", name="Nej, inte till nytta").click()
    expect(page.locator(".feedback .note")).to_have_text(THANKS)
