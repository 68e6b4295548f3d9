"""A service and a Chromium to look at it with.

Without Chromium these tests are skipped by name; where ``REQUIRE_BROWSER`` is set, as in ``.ci/run``, they fail.
Screenshots go to ``build/screenshots``; they are for people, and never compared.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.host_site import HostSite

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "build" / "browser-index"
SCREENSHOTS = ROOT / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome")
READY_SECONDS = 120
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # A container's root may run no sandbox, and has little shared memory.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def host_site() -> Iterator[HostSite]:
    """A site of another origin, whose pages may ask the service."""
    site = HostSite()
    yield site
    site.close()


@pytest.fixture(scope="session")
def service_url(chromium_path: str, host_site: HostSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that answers from the repository's own documents, and takes everyone's feedback."""
    del chromium_path
    environment = os.environ | {
        "BELAGG_STATE": str(tmp_path_factory.mktemp("state")),
        "BELAGG_CORS_ORIGINS": host_site.origin,
        "BELAGG_FEEDBACK": "everyone",
    }
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "service", "index", "--corpus", "corpora", "--index", str(INDEX)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    port = free_port()
    command = [sys.executable, "-m", "service", "serve", "--index", str(INDEX), "--port", str(port)]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture
def new_page(browser: Browser, service_url: str) -> Iterator[NewPage]:
    """Opens pages, each in a browser of its own: ``new_page(language="en", width=PHONE)``."""
    contexts: list[BrowserContext] = []

    def open_page(
        *, language: str = "sv", viewport: ViewportSize = DESKTOP, scheme: str = "light", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=service_url,
            locale="en-GB" if language == "en" else "sv-SE",
            viewport=viewport,
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=5):  # noqa: S310 - our own service
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the service at {url} was not ready within {READY_SECONDS} s")
