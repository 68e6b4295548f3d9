"""The question box on a page of another origin, under a strict policy of that page's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, SCREENSHOTS, NewPage
from tests.browser.host_site import HostSite
from tests.browser.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "Vad säger V om privata sjukvårdsförsäkringar?"
UNKNOWN = "Vad säger V om månens gravitation?"
MOTION = "v-motion-halso-och-sjukvard"


@pytest.fixture
def put(host_site: HostSite, service_url: str) -> str:
    """Write host pages: the address of one whose script has no attributes, as the documentation says it."""
    write(host_site, service_url, "/plain")
    return f"{host_site.origin}/plain"


def write(
    site: HostSite, service: str, path: str, attributes: str = "", *, in_head: bool = False, language: str = "sv"
) -> str:
    script = f'<script src="{service}/widget.js" {attributes}></script>'
    head, body = (script, "") if in_head else ("", script)
    page = (
        f'<!doctype html><html lang="{language}"><head><title>Intranät</title>{head}</head>'
        f'<body><main><h1>Intranät</h1><div id="here"></div>{body}</main></body></html>'
    )
    policy = f"default-src 'none'; script-src {service}; connect-src {service}; require-trusted-types-for 'script'"
    site.pages[path] = (page, {"Content-Security-Policy": policy})
    return site.origin + path


def ask(page: Page, question: str = QUESTION) -> None:
    page.get_by_label("Din fråga").fill(question)
    page.get_by_role("button", name="Fråga").click()


def test_an_answer_with_marks_and_sources(page: Page, put: str, service_url: str) -> None:
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "favicon" not in message.location["url"]:
            complaints.append(message.text)

    page.on("console", listen)
    page.goto(put)
    ask(page)
    expect(page.locator(".statement").first).to_contain_text("sjukvårdsförsäkringar")
    expect(page.locator(".statement span").first).to_have_attribute("lang", "sv")
    expect(page.get_by_role("status")).to_contain_text("sjukvårdsförsäkringar")
    mark = page.locator(".mark a").first
    expect(mark).to_have_accessible_name(re.compile(r"^Belägg 1: .*\(öppnas i ny flik\)$"))
    assert page.locator(".statement > span").first.inner_text() in page.locator("blockquote").first.inner_text()
    expect(page.locator(".source", has_text="44 punkter")).to_contain_text("(V) punkt 20")
    with page.expect_popup() as opened:
        mark.click()
    reader = opened.value
    expect(reader.locator("mark").first).to_be_visible()
    assert reader.url.startswith(f"{service_url}/documents/")
    assert "quote=" in reader.url
    assert reader.evaluate("window.opener") is None
    assert complaints == []


def test_the_documents_do_not_say(page: Page, put: str) -> None:
    page.goto(put)
    ask(page, UNKNOWN)
    expect(page.locator(".nothing")).to_have_text("Dokumenten säger inget om det.")
    expect(page.get_by_role("heading", name="Närmaste ställen")).to_be_visible()
    expect(page.locator(".statement")).to_have_count(0)


def test_by_keyboard_alone(page: Page, put: str) -> None:
    page.goto(put)
    page.keyboard.press("Tab")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".statement").first).to_be_visible()
    expect(page.get_by_label("Din fråga")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".mark a").first).to_be_focused()


def test_attributes_limit_and_name_things(page: Page, host_site: HostSite, service_url: str) -> None:
    attributes = (
        f'data-language="en" data-party="V, MP" data-document="{MOTION}" data-placeholder="A question" '
        'data-target="#here" data-scheme="dark"'
    )
    sent: list[object] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if "/v1/ask" in request.url else None)
    page.goto(write(host_site, service_url, "/limited", attributes, in_head=True))
    box = page.locator("#here").get_by_label("Your question")
    expect(box).to_have_attribute("placeholder", "A question")
    box.fill("What about hospital beds?")
    box.press("Enter")
    expect(page.locator(".statement, .nothing").first).to_be_visible()
    wanted = {"party": ["V", "MP"], "document": [MOTION], "type": [], "session": []}
    assert sent == [{"question": "What about hospital beds?", "filters": wanted}]
    assert page.locator("#here > div").evaluate("box => getComputedStyle(box).colorScheme") == "dark"


def test_a_script_in_the_head_puts_the_box_last(page: Page, host_site: HostSite, service_url: str) -> None:
    page.goto(write(host_site, service_url, "/head", "async", in_head=True, language="en-GB"))
    expect(page.locator("body > div.belagg").get_by_role("button", name="Ask")).to_be_visible()


@dataclass(frozen=True)
class Failure:
    """A reply of the service, status 0 being none, and what the box says of it."""

    said: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = "{}"


OVERLOAD = '{"type": "urn:belagg:problem:overload"}'
FAILURES = (
    Failure("Det gick för fort. Försök igen om 7 s.", 429, {"Retry-After": "7"}),
    Failure("Många frågar just nu. Försök igen om 3 s.", 503, {"Retry-After": "3"}, OVERLOAD),
    Failure("Tjänsten är inte redo än. Försök igen om en liten stund.", 503, {}, "<html>"),
    Failure("Tjänsten svarar bara den som är inloggad där.", 401),
    Failure("Något gick fel. Försök igen om en stund. (Nummer: r-1)", 500, {}, '{"request_id": "r-1"}'),
    Failure("Tjänsten gick inte att nå. Försök igen om en stund."),
)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: str(failure.status))
def test_what_goes_wrong_is_said_plainly(page: Page, put: str, host_site: HostSite, failure: Failure) -> None:
    allowed = {"Access-Control-Allow-Origin": host_site.origin, "Access-Control-Allow-Headers": "content-type"}
    exposed = {"Access-Control-Expose-Headers": "Retry-After"}

    def fail(route: Route) -> None:
        if failure.status:
            route.fulfill(status=failure.status, headers={**allowed, **exposed, **failure.headers}, body=failure.body)
        else:
            route.abort()

    page.goto(put)
    page.route("**/v1/ask", fail)
    ask(page)
    expect(page.get_by_role("alert")).to_have_text(failure.said)
    page.unroute("**/v1/ask")
    ask(page)
    expect(page.locator(".statement").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_the_real_service_refuses(page: Page, host_site: HostSite, service_url: str) -> None:
    page.goto(write(host_site, service_url, "/strange", 'data-document="nowhere"'))
    ask(page)
    expect(page.get_by_role("alert")).to_contain_text("begränsad till dokument som inte finns")


def test_a_site_that_may_not_ask(page: Page, host_site: HostSite, service_url: str) -> None:
    address = write(host_site, service_url, "/stranger").replace("127.0.0.1", "localhost")
    page.goto(address)
    ask(page)
    expect(page.get_by_role("alert")).to_have_text("Tjänsten gick inte att nå. Försök igen om en stund.")


@pytest.mark.parametrize("question", ["", QUESTION, UNKNOWN], ids=["empty", "answered", "not-found"])
def test_axe_finds_nothing_on_the_host_page(new_page: NewPage, put: str, question: str) -> None:
    page = new_page()
    page.goto(put)
    if question:
        ask(page, question)
        expect(page.locator(".statement, .nothing").first).to_be_visible()
    for width, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert findings(page) == [], (width, scheme)
            name = {"": "empty", QUESTION: "answered"}.get(question, "not-found")
            page.screenshot(path=SCREENSHOTS / f"widget-{name}-{width}-{scheme}.png", full_page=True)
