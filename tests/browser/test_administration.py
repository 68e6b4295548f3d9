"""Documents are uploaded, reviewed, published under load, undone and refused, in a browser, as administrators do it.

The service has a corpus, an index and a state folder of its own: these tests change them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from service.keys import Scope
from service.keys_file import KeyFile
from tests.browser.conftest import DESKTOP, INDEX, PHONE, ROOT, SCREENSHOTS, free_port, wait_until_ready
from tests.browser.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.model]

JOB_MS = 240_000
NOTE = """# Kulturprogram för Region Stockholm

Vänsterpartiet vill att kulturen ska nå alla.

## Bibliotek

1. Regionen ska öppna flytande bibliotek i skärgården.
2. Biblioteken ska ha öppet på söndagar.

<script>document.title = "stulen"</script> [klicka](javascript:alert(1)) \u202ebaklänges
"""
QUESTION = "Var ska regionen öppna flytande bibliotek?"


@dataclass(frozen=True)
class Desk:
    """A service and the key of its administrator."""

    url: str
    key: str
    corpus: Path


@pytest.fixture(scope="module")
def desk(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    del chromium_path
    folder = tmp_path_factory.mktemp("administration")
    corpus, index, state = folder / "corpus", folder / "index", folder / "state"
    shutil.copytree(ROOT / "corpora", corpus)
    if INDEX.exists():
        shutil.copytree(INDEX, index)
    environment = os.environ | {
        "BELAGG_CORPUS": str(corpus),
        "BELAGG_INDEX": str(index),
        "BELAGG_STATE": str(state),
        "BELAGG_MAX_UPLOAD_BYTES": "100000",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([sys.executable, "-m", "service", "index"], cwd=ROOT, env=environment, check=True, **quiet)  # type: ignore[call-overload]
    _, key = KeyFile(state).create(Scope.ADMIN, "Åsa")
    port = free_port()
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, **quiet) as process:  # type: ignore[call-overload]  # noqa: S603
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield Desk(f"http://127.0.0.1:{port}", key, corpus)
        finally:
            process.terminate()
            process.wait(timeout=30)


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, desk: Desk) -> Iterator[OpenPage]:
    """Opens pages of somebody who has signed in: ``open_page(language="en", scripts=False)``."""
    contexts: list[BrowserContext] = []

    def open_one(*, language: str = "sv", scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=desk.url,
            locale="en-GB" if language == "en" else "sv-SE",
            viewport=DESKTOP,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/admin/documents")
        page.locator("#key").fill(desk.key)
        page.locator("form.ask button").click()
        page.wait_for_url("**/admin/documents")
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def send(page: Page, text: bytes = NOTE.encode(), name: str = "kultur.md") -> None:
    page.goto("/admin/documents")
    page.locator("#file").set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=text))
    page.locator("#file ~ button").click()
    page.wait_for_load_state()


def check_and_keep(page: Page, state: str) -> None:
    """Look at the page with axe-core, wide and narrow, light and dark, and keep a picture of each."""
    language = page.locator("html").get_attribute("lang")
    for width, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert findings(page) == [], (state, width, scheme)
            page.screenshot(path=SCREENSHOTS / f"admin-{state}-{language}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (state, width)
    page.set_viewport_size(DESKTOP)


def ask(url: str) -> tuple[int, str]:
    address = f"{url}/v1/ask?{urllib.parse.urlencode({'q': QUESTION})}"
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache"})  # noqa: S310 - our own service
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        return response.status, response.read().decode()


def test_from_upload_to_undo_while_questions_are_asked(page: Page, desk: Desk) -> None:
    stop, outcomes = threading.Event(), list[int | str]()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                outcomes.append(ask(desk.url)[0])
            except OSError as error:
                outcomes.append(str(error))
            stop.wait(0.2)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        send(page)
        expect(page).to_have_title(re.compile("^Granska: kultur.md"))
        expect(page.locator("#title")).to_have_value("Kulturprogram för Region Stockholm")
        expect(page.locator(".passage").last).to_contain_text("<script>document.title")
        page.locator("#licence").fill("CC0")
        page.get_by_role("button", name="Publicera").click()
        page.wait_for_url("**/admin/jobs/*")
        expect(page.locator("#job")).to_have_attribute("data-state", "done", timeout=JOB_MS)
        expect(page.locator(".job-state")).to_have_text("Klart")
        assert (desk.corpus / "v-kulturprogram-for-region-stockholm.md").read_text(encoding="utf-8") == NOTE
        page.wait_for_timeout(3_000)
        assert "flytande bibliotek i skärgården" in ask(desk.url)[1]
        page.goto("/admin/documents")
        page.get_by_role("button", name="Ångra").click()
        page.wait_for_url("**/admin/jobs/*")
        expect(page.locator("#job")).to_have_attribute("data-state", "done", timeout=JOB_MS)
        page.wait_for_timeout(3_000)
        assert "flytande bibliotek i skärgården" not in ask(desk.url)[1]
        assert not (desk.corpus / "v-kulturprogram-for-region-stockholm.md").exists()
    finally:
        stop.set()
        asking.join()
    assert set(outcomes) == {200}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_finds_nothing(open_page: OpenPage, language: str) -> None:
    page = open_page(language=language)
    check_and_keep(page, "documents")
    send(page, NOTE.replace("Kultur", "Natur").encode())
    check_and_keep(page, "review")
    page.goto("/admin/documents/v-motion-halso-och-sjukvard/removal")
    check_and_keep(page, "removal")
    page.goto("/admin/documents/v-motion-halso-och-sjukvard/replacement")
    check_and_keep(page, "replacement")
    send(page, b"%PDF-1.7", "motion.pdf")
    check_and_keep(page, "wrong-type")
    send(page, "Vård".encode() + b"\xff", "a.txt")
    check_and_keep(page, "wrong-encoding")
    send(page, (ROOT / "corpora" / "v-motion-halso-och-sjukvard.txt").read_bytes(), "igen.txt")
    check_and_keep(page, "duplicate")
    send(page, b"a " * 120_000, "a.txt")
    check_and_keep(page, "too-large")


def test_without_scripts(open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    page.get_by_role("button", name="Bygg om indexet").click()
    page.wait_for_url("**/admin/jobs/*")
    expect(page.locator(".job-state")).to_have_text("Klart", timeout=JOB_MS)


def test_progress_is_shown_as_it_comes(page: Page) -> None:
    page.get_by_role("button", name="Bygg om indexet").click()
    page.wait_for_url("**/admin/jobs/*")
    if page.locator("#job[data-running]").count():
        expect(page.locator("#job progress")).to_be_visible()
        check_and_keep(page, "job")
    expect(page.locator("#job")).to_have_attribute("data-state", "done", timeout=JOB_MS)
    check_and_keep(page, "job-done")


def test_a_session_that_is_over_loses_nothing(page: Page, desk: Desk) -> None:
    page.context.clear_cookies()
    page.goto("/admin/documents")
    expect(page.locator("#key")).to_be_visible()
    page.locator("#key").fill("belagg_wrong")
    page.locator("form.ask button").click()
    expect(page.locator("#key-fel")).to_be_visible()
    page.locator("#key").fill(desk.key)
    page.locator("form.ask button").click()
    expect(page.locator("h1")).to_have_text("Förvalta dokumenten")
