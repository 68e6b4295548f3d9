"""The document reader in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

ANSWER = "/?q=Vad säger V om privata sjukvårdsförsäkringar?"


def open_first(page: Page) -> None:
    page.goto(ANSWER)
    page.locator(".citation .open").first.click()


def test_a_citation_opens_at_the_quote(page: Page) -> None:
    page.goto(ANSWER)
    quote = page.locator(".citation blockquote").first.inner_text()
    page.locator(".citation .open").first.click()
    assert " ".join(page.locator("mark").all_inner_texts()) == quote
    expect(page.locator("#hit")).to_be_in_viewport()
    expect(page.locator('.outline [aria-current="location"]').first).to_be_visible()
    on_top = "({ x, y, height }) => document.elementFromPoint(x + 5, y + height / 2).closest('.hits')"
    assert page.evaluate(f"({on_top})(hit.getBoundingClientRect())") is None


def test_hits_lead_through_the_answer_and_back(page: Page) -> None:
    open_first(page)
    count = int(page.locator(".hit-count").inner_text().rsplit(maxsplit=1)[-1])
    assert count > 1
    for number in range(2, count + 1):
        page.get_by_role("link", name="Nästa belägg").click()
        expect(page.locator(".hit-count")).to_have_text(f"Belägg {number} av {count}")
        expect(page.locator("#hit")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Nästa belägg")).to_have_count(0)
    page.get_by_role("link", name="Till svaret").click()
    expect(page.locator("#svar")).to_be_visible()


def test_a_link_to_changed_words_says_so(page: Page) -> None:
    page.goto("/documents/v-motion-halso-och-sjukvard?start=10&end=40&passage=old&quote=Detta+stod+aldrig+här")
    expect(page.get_by_role("note")).to_contain_text("Det citerade står inte längre i det: ”Detta stod aldrig här”")


def test_a_link_to_moved_words_finds_them(page: Page) -> None:
    page.goto("/documents/v-motion-halso-och-sjukvard?start=10&end=40&passage=old&quote=En+nationell+kriskommission")
    expect(page.get_by_role("note")).to_contain_text("Citatet står kvar")
    expect(page.locator("#hit")).to_have_text("En nationell kriskommission", ignore_case=True)


def test_a_document_that_is_gone_says_what_was_quoted(page: Page) -> None:
    page.goto("/documents/borta?quote=Fler+vårdplatser")
    expect(page.get_by_role("heading", name="Dokumentet finns inte")).to_be_visible()
    expect(page.get_by_text("Det citerade var: ”Fler vårdplatser”")).to_be_visible()


def test_the_reader_fits_a_small_phone(new_page: NewPage) -> None:
    page = new_page(viewport={**PHONE, "width": 360})
    open_first(page)
    expect(page.locator("#hit")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_in_print_references_stand_and_controls_do_not(page: Page) -> None:
    page.goto(ANSWER)
    page.emulate_media(media="print")
    expect(page.locator(".citation .printed").first).to_contain_text("http://127.0.0.1")
    expect(page.locator(".citation .printed").first).to_be_visible()
    for control in ("[data-copy]", ".open", ".masthead nav", ".ask button", ".options"):
        expect(page.locator(control).first).to_be_hidden()
