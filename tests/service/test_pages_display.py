"""The pages' language and scheme: chosen by the browser, or by hand, and what the headers say of it."""

from __future__ import annotations

import pytest

from service.pages.catalogue import PageLanguage
from service.pages.display import preferred_language
from tests.service.conftest import MOTION_ID, Client

BROWSER = {"Accept": "text/html"}
ENGLISH = {**BROWSER, "Accept-Language": "en-GB,en;q=0.9,sv;q=0.5"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "sv"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en", "en"),
        ("en-US;q=0.4, sv;q=0.3", "en"),
        ("en;q=0.3, sv;q=0.4", "sv"),
        ("en;q=0, fi", "sv"),
        ("fi, EN", "en"),
        ("en, sv", "en"),
        ("*", "sv"),
        ("en;q=x", "sv"),
        (";;;,,,", "sv"),
        ("en;q=nan", "sv"),
        ("\u202e" * 9, "sv"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert preferred_language(header) is PageLanguage(language)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "What does it actually say?"),
        ("/?q=v%C3%A5rd", "2 passages in 2 documents"),
        ("/?q=m%C3%A5nen", "The documents don’t say."),
        ("/?q=", "The question could not be read."),
        ("/documents", "The answers rest on these 2 documents"),
        (f"/documents/{MOTION_ID}", "Footnotes"),
        ("/documents/x", "There is no such document"),
        ("/nowhere", "There is no such page"),
    ],
)
def test_pages_in_english(client: Client, path: str, words: str) -> None:
    reply = client.get(path, headers=ENGLISH)
    assert words in reply.text
    assert '<html lang="en" ' in reply.text
    assert reply.headers["Content-Language"] == "en"
    assert reply.headers["Vary"] == "Accept-Language, Cookie"


def test_pieces_are_in_the_page_s_language(client: Client) -> None:
    assert "Read in the document" in client.get("/answer?q=a", headers=ENGLISH).text


def test_the_hand_wins_over_the_browser(client: Client) -> None:
    reply = client.get("/display?language=sv&next=/documents%3Fa%3Db", headers=ENGLISH, follow_redirects=False)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/documents?a=b")
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("belagg_language=sv;")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Dokument – Belägg" in client.get("/documents", headers=ENGLISH).text


def test_the_scheme_is_chosen_by_hand(client: Client) -> None:
    assert 'data-scheme="system"' in client.get("/").text
    client.get("/display?scheme=dark", follow_redirects=False)
    page = client.get("/").text
    assert 'data-scheme="dark"' in page
    assert '<meta name="color-scheme" content="dark">' in page


@pytest.mark.parametrize("query", ["language=fi", "scheme=pink", "", "language=%0d%0aX:y"])
def test_what_is_unknown_changes_nothing(client: Client, query: str) -> None:
    reply = client.get(f"/display?{query}", follow_redirects=False)
    assert (reply.status_code, reply.headers.get("Set-Cookie")) == (303, None)


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/%0d%0aX"]
)
def test_the_switch_leads_to_no_other_host(client: Client, target: str) -> None:
    reply = client.get("/display", params={"next": target}, follow_redirects=False)
    assert reply.headers["Location"] in {"/", "/%0d%0aX"}


def test_the_switch_leads_back_to_the_question(client: Client) -> None:
    page = client.get("/?q=v%C3%A5rd&party=V", headers=BROWSER).text
    assert 'href="/display?language=en&amp;next=/%3Fq%3Dv%25C3%25A5rd%26party%3DV"' in page


def test_strangers_in_cookies_are_ignored(client: Client) -> None:
    client.cookies.set("belagg_language", "xx")
    client.cookies.set("belagg_scheme", "pink")
    page = client.get("/").text
    assert '<html lang="sv" data-scheme="system"' in page


@pytest.mark.parametrize("path", ["/", "/?q=a", "/documents", "/nowhere", "/answer?q=a"])
def test_the_security_headers_are_strict(client: Client, path: str) -> None:
    headers = client.get(path, headers=BROWSER).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
