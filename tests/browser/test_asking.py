"""Asking in the browser: the answer in place, filters, what was understood, copying, recent questions, the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.conftest import PHONE, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "Vad säger V om privata sjukvårdsförsäkringar?"
UNKNOWN = "Vad säger V om månens gravitation?"


def ask(page: Page, question: str = QUESTION) -> None:
    page.goto("/")
    page.get_by_label("Din fråga").fill(question)
    page.get_by_role("button", name="Fråga", exact=True).click()
    expect(page.locator("#reply")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#svar")).to_be_visible()


def test_a_question_is_answered_in_place(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if is_complaint(message) else None)
    page.goto("/")
    page.evaluate("window.isTheSamePage = true")
    page.get_by_label("Din fråga").fill(QUESTION)
    page.get_by_label("Din fråga").press("Enter")
    expect(page.locator(".statement").first).to_contain_text("sjukvårdsförsäkringar")
    assert page.evaluate("window.isTheSamePage")
    expect(page).to_have_url(re.compile(r"/\?q=Vad\+s%C3%A4ger"))
    expect(page).to_have_title(f"{QUESTION} – Belägg")
    page.reload()
    expect(page.locator(".statement").first).to_contain_text("sjukvårdsförsäkringar")
    assert said == []


def is_complaint(message: ConsoleMessage) -> bool:
    return message.type in {"error", "warning"}


def test_the_page_made_in_place_is_the_page_that_is_loaded(page: Page) -> None:
    ask(page)
    in_place = page.locator("#reply").inner_text()
    page.reload()
    assert page.locator("#reply").inner_text() == in_place


def test_without_scripts_everything_is_there(new_page: NewPage) -> None:
    page = new_page(scripts=False)
    ask(page)
    expect(page.locator(".statement").first).to_contain_text("sjukvårdsförsäkringar")
    expect(page.locator("[data-copy]").first).to_be_hidden()
    page.locator(".citation .open").first.click()
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name="Nästa belägg").click()
    expect(page.locator(".hit-count")).to_contain_text("Belägg 2 av")


def test_the_documents_do_not_say(page: Page) -> None:
    ask(page, UNKNOWN)
    expect(page.locator(".nothing")).to_have_text("Dokumenten säger inget om det.")
    expect(page.get_by_role("heading", name="Närmaste ställen")).to_be_visible()
    expect(page.locator(".statement")).to_have_count(0)


def test_filters_are_in_the_address_and_can_be_taken_away(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Avgränsa", exact=True).click()
    page.get_by_label("motion", exact=True).check()
    page.get_by_label("Din fråga").fill("Hur ska fler vårdplatser bli till?")
    page.get_by_role("button", name="Fråga", exact=True).click()
    expect(page.locator("#svar")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[&]type=motion"))
    expect(page.locator(".filters .count")).to_have_text("1 vald")
    titles = page.locator(".citation .source").all_inner_texts()
    assert titles
    assert all("motion" in title.lower() for title in titles)
    page.locator(".chip.chosen a").click()
    expect(page).not_to_have_url(re.compile(r"type=motion"))
    expect(page.get_by_label("motion", exact=True)).not_to_be_checked()


def test_what_was_understood_can_be_taken_away_and_brought_back(page: Page) -> None:
    ask(page)
    chip = page.locator(".chip", has_text="Vänsterpartiet (V)")
    expect(chip).to_be_visible()
    chip.get_by_role("link").click()
    expect(chip).to_have_count(0)
    page.get_by_role("link", name="Tolka frågan på nytt").click()
    expect(chip).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("ignore=party%3AV"))
    expect(chip).to_have_count(0)


@pytest.mark.parametrize(("button", "shape"), [("Kopiera citatet", "text"), ("Kopiera som Markdown", "markdown")])
def test_a_quote_is_copied_with_its_reference(page: Page, button: str, shape: str) -> None:
    ask(page)
    citation = page.locator(".citation").first
    quote = citation.locator("blockquote").inner_text()
    reference = citation.get_attribute("data-reference") or ""
    address = page.evaluate("path => new URL(path, location).href", citation.get_attribute("data-permalink"))
    citation.get_by_role("button", name=button).click()
    expect(page.get_by_role("status")).to_have_text("Kopierat")
    copied = page.evaluate("navigator.clipboard.readText()")
    if shape == "text":
        assert copied == f"”{quote}”\n{reference}\n{address}"
    else:
        assert copied == f"> {quote}\n>\n> — [{reference}]({address})\n"


def test_the_copied_link_leads_to_the_quote(page: Page) -> None:
    ask(page)
    citation = page.locator(".citation").first
    quote = citation.locator("blockquote").inner_text()
    citation.get_by_role("button", name="Länk till stället").click()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    assert " ".join(page.locator("mark").all_inner_texts()) == quote
    expect(page.locator(".note")).to_have_count(0)


def test_recent_questions_stay_in_the_browser(page: Page) -> None:
    ask(page)
    ask(page, UNKNOWN)
    page.goto("/")
    page.get_by_text("Tidigare frågor", exact=True).click()
    expect(page.locator("#recent-list a")).to_have_text([UNKNOWN, QUESTION])
    page.get_by_role("button", name=f"Ta bort frågan: {QUESTION}").click()
    expect(page.locator("#recent-list a")).to_have_text([UNKNOWN])
    page.get_by_role("button", name="Ta bort alla").click()
    expect(page.get_by_text("Inga frågor än.")).to_be_visible()
    page.reload()
    expect(page.locator("#recent-list a")).to_have_count(0)


def test_a_browser_that_keeps_nothing_makes_no_errors(page: Page) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('private') } })")
    ask(page)
    page.goto("/")
    page.get_by_text("Tidigare frågor", exact=True).click()
    expect(page.get_by_text("Inga frågor än.")).to_be_visible()
    assert failures == []


def test_the_keyboard_is_enough(page: Page) -> None:
    ask(page)
    page.locator("body").click(position={"x": 2, "y": 500})
    page.keyboard.press("/")
    expect(page.get_by_label("Din fråga")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".mark").first).to_be_focused()
    expect(page.locator(".citation.lit")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".citation .open").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".mark").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hit-count")).to_contain_text("Belägg 2 av")
    page.keyboard.press("Escape")
    expect(page.locator("#svar")).to_be_visible()


def test_a_mark_under_the_pointer_shows_its_citation(page: Page) -> None:
    ask(page)
    page.locator(".mark").first.hover()
    expect(page.locator("#belagg-1")).to_have_class(re.compile("lit"))


def test_hostile_questions_are_text(page: Page) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    ask(page, "<img src=x onerror=alert(1)> \u202evårdplatser <script>alert(1)</script>")
    assert page.locator("#reply img, #reply script").count() == 0
    page.reload()
    assert page.locator("#reply img, #reply script").count() == 0


@pytest.mark.parametrize("path", ["/", "/?q=vårdplatser", "/documents", "/nowhere"])
def test_nothing_is_wider_than_a_small_phone(new_page: NewPage, path: str) -> None:
    page = new_page(viewport={**PHONE, "width": 360})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_what_is_touched_is_large_enough_on_a_phone(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    ask(page)
    page.get_by_text("Avgränsa", exact=True).click()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, nav a, .chip a, .open, .facets label")]
            .filter((element) => element.checkVisibility())
            .filter((element) => element.getBoundingClientRect().height < 44)
            .map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_language_and_appearance_are_switched_by_hand(page: Page) -> None:
    ask(page)
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", name="Citations")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?q="))
    page.get_by_role("link", name="Appearance: Dark").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 23, 20)"
    page.goto("/documents")
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()


def test_a_follow_up_question_is_read_in_the_light_of_the_one_before(page: Page) -> None:
    ask(page, "Vad säger programmet om privata sjukvårdsförsäkringar?")
    page.get_by_label("Din fråga").fill("och vad säger motionen?")
    page.get_by_label("Din fråga").press("Enter")
    chip = page.locator(".chip", has_text="Tolkat som")
    expect(chip).to_contain_text("Vad säger motionen om privata sjukvårdsförsäkringar?")
    expect(page).to_have_url(re.compile(r"after=Vad\+s%C3%A4ger\+programmet"))
    expect(page.locator("#conversation bdi")).to_have_text("och vad säger motionen?")
    assert page.locator("input[name=after]").evaluate_all("fields => fields.map(field => field.value)") == [
        "Vad säger programmet om privata sjukvårdsförsäkringar?",
        "och vad säger motionen?",
    ]
    page.reload()
    expect(chip).to_contain_text("Vad säger motionen om privata sjukvårdsförsäkringar?")
    chip.get_by_role("link").click()
    expect(chip).to_have_count(0)
