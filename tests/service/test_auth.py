"""Who may do what over HTTP: keys, sessions, what other sites send; and that no writing route lacks its scope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from litestar import Litestar, Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from service.app import create_app
from service.auth import COOKIE, requires, scope_of
from service.keys import Scope, new_token
from service.keys_file import KeyFile
from service.links import local_path
from service.settings import Settings
from tests.service.conftest import Client, FakeEngine, as_engine

# State-changing methods without a scope: a session begins with a key in the form, and ends without one.
NEED_NO_SCOPE = {"signIn", "signOut"}
# GET routes that anybody may read even where reading needs a key.
OPEN = {
    "/health/live",
    "/health/ready",
    "/static/{name:str}",
    "/static/{version:str}/{name:str}",
    "/sign-in",
    "/display",
    "/widget.js",
}


@get("/admin", guards=[requires(Scope.ADMIN)], opt={"drops_unknown_parameters": True})
async def look() -> str:
    return "seen"


@post("/admin", guards=[requires(Scope.ADMIN)], status_code=200)
async def change() -> str:
    return "changed"


@pytest.fixture
def keys(settings: Settings) -> KeyFile:
    return KeyFile(settings.state)


def make_app(settings: Settings, engine: FakeEngine) -> Litestar:
    app = create_app(settings, as_engine(engine))
    app.register(Router("/v1", route_handlers=[look, change]))
    app.register(Router("/pages", route_handlers=[look]))
    return app


@pytest.fixture
def guarded(settings: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    with TestClient(make_app(settings, fake_engine), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def closed(settings: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    closed = msgspec.structs.replace(settings, require_key_for_reading=True)
    with TestClient(make_app(closed, fake_engine), raise_server_exceptions=False) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def handlers(app: Litestar) -> list[HTTPRouteHandler]:
    found = {handler.operation_id or handler.handler_name: handler for handler in _http_handlers(app)}
    return list(found.values())


def _http_handlers(app: Litestar) -> Iterator[HTTPRouteHandler]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"OPTIONS"}:
                yield handler


def test_every_writing_route_needs_its_scope(settings: Settings) -> None:
    app = create_app(settings)
    writing = [handler for handler in handlers(app) if handler.http_methods - {"GET", "HEAD", "OPTIONS"}]
    reading = {"searchByBody", "askByBody"}
    scopes = {str(handler.operation_id): scope_of(handler) for handler in writing}
    assert {name: scopes[name] for name in reading} == dict.fromkeys(reading, Scope.READ)
    assert {name for name, scope in scopes.items() if scope is None} == NEED_NO_SCOPE


def test_every_other_route_needs_the_scope_to_read(settings: Settings) -> None:
    app = create_app(settings)
    unguarded = {
        path
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if "GET" in handler.http_methods and scope_of(handler) is None
        for path in [route.path]
    }
    assert {path for path in unguarded if not path.startswith("/schema")} == OPEN


def test_reading_is_open(guarded: Client) -> None:
    assert guarded.get("/v1/ask?q=a").status_code == 200
    assert guarded.post("/v1/search", json={"query": "a"}).status_code == 200
    assert guarded.get("/").status_code == 200


def test_all_else_needs_a_key_of_its_scope(guarded: Client, keys: KeyFile) -> None:
    missing = guarded.post("/v1/admin")
    assert (missing.status_code, missing.headers["WWW-Authenticate"]) == (401, 'Bearer realm="belagg"')
    assert missing.headers["Content-Type"] == "application/problem+json"
    assert missing.json()["type"] == "urn:belagg:problem:unauthorized"
    _, feedback = keys.create(Scope.FEEDBACK)
    refused = guarded.post("/v1/admin", headers=bearer(feedback))
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:belagg:problem:forbidden")
    assert refused.json()["detail"] == "this needs a key of scope 'admin'; yours has 'feedback'"
    _, admin = keys.create(Scope.ADMIN)
    assert guarded.post("/v1/admin", headers=bearer(admin)).text == "changed"
    assert guarded.post("/v1/admin", headers={"Authorization": f"bearer {admin}"}).text == "changed"


def test_a_key_that_does_not_work_is_refused_even_where_none_is_needed(guarded: Client, keys: KeyFile) -> None:
    revoked, token = keys.create(Scope.ADMIN)
    assert guarded.get("/v1/ask?q=a", headers=bearer(token)).status_code == 200
    keys.revoke(revoked.key_id)
    response = guarded.get("/v1/ask?q=a", headers=bearer(token))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="belagg", error="invalid_token"'
    assert response.json()["detail"].startswith(f"the key {revoked.key_id} is revoked; ")


def test_expired_unknown_and_mistyped_keys(guarded: Client, keys: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    made, token = keys.create(Scope.ADMIN, expires=datetime.now(UTC) + timedelta(minutes=1))

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            del tz
            return datetime.now(UTC) + timedelta(hours=1)

    monkeypatch.setattr("service.auth.datetime", Later)
    details = {
        guarded.get("/v1/ask?q=a", headers=headers).json()["detail"].split(";")[0]
        for headers in (bearer(token), bearer(new_token()), bearer("x"), {"Authorization": "Basic eDp5"})
    }
    assert details == {
        f"the key {made.key_id} is expired",
        "no such key",
        "the Authorization header is not of scheme Bearer",
    }


def test_reading_with_a_key_only(closed: Client, keys: KeyFile) -> None:
    _, token = keys.create(Scope.READ)
    for path in ("/v1/ask?q=a", "/v1/documents", "/metrics", "/v1/passages/p-1"):
        assert closed.get(path).status_code == 401, path
        assert closed.get(path, headers=bearer(token)).status_code == 200, path
    assert closed.get("/health/live").status_code == 200
    assert closed.get("/static/belagg.css").status_code == 200


def test_pages_send_whoever_has_not_signed_in_to_do_so(closed: Client) -> None:
    response = closed.get("/?q=v%C3%A5rd", headers={"Accept": "text/html"}, follow_redirects=False)
    target = urlsplit(response.headers["Location"])
    assert (response.status_code, target.path) == (303, "/sign-in")
    assert parse_qs(target.query) == {"next": ["/?q=v%C3%A5rd"]}
    assert 'value="/?q=v%C3%A5rd"' in closed.get(response.headers["Location"]).text


SAME = {"Sec-Fetch-Site": "same-origin"}


def sign_in(client: Client, token: str, target: str = "/documents") -> str:
    response = client.post("/sign-in", data={"key": token, "next": target}, headers=SAME, follow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (303, target)
    return response.headers["Set-Cookie"]


def test_a_session(closed: Client, keys: KeyFile) -> None:
    made, token = keys.create(Scope.ADMIN, "Åsa")
    cookie = sign_in(closed, f" {token} ")
    flags = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    assert flags == {"httponly", "samesite", "path", "max-age"}
    assert "SameSite=strict" in cookie
    assert token not in cookie
    assert closed.get("/documents").status_code == 200
    assert "Åsa (admin)" in closed.get("/sign-in").text
    assert closed.post("/v1/admin", headers=SAME).text == "changed"
    assert closed.post("/sign-out", headers=SAME, follow_redirects=False).headers["Location"] == "/"
    assert closed.get("/v1/documents").status_code == 401
    sign_in(closed, token)
    keys.revoke(made.key_id)
    assert closed.get("/v1/documents").status_code == 401


def test_the_cookie_is_for_https_where_the_service_is(settings: Settings, fake_engine: FakeEngine) -> None:
    _, token = KeyFile(settings.state).create(Scope.READ)
    public = msgspec.structs.replace(settings, public_url="https://example.se/belagg")
    with TestClient(create_app(public, as_engine(fake_engine))) as client:
        response = client.post("/sign-in", data={"key": token}, headers=SAME, follow_redirects=False)
    assert response.headers["Location"] == "/belagg/"
    assert "; Secure" in response.headers["Set-Cookie"]
    assert "Path=/belagg" in response.headers["Set-Cookie"]


def test_a_wrong_key_on_the_page(guarded: Client) -> None:
    response = guarded.post("/sign-in", data={"key": "<b>wrong"}, headers=SAME, follow_redirects=False)
    assert (response.status_code, "Set-Cookie" in response.headers) == (401, False)
    assert "Nyckeln fungerar inte" in response.text
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver.local"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver.local"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://[evil"}, 403),
        ({}, 403),
    ],
)
def test_what_other_sites_send(guarded: Client, keys: KeyFile, headers: dict[str, str], status: int) -> None:
    _, token = keys.create(Scope.ADMIN)
    sign_in(guarded, token)
    assert guarded.post("/v1/admin", headers=headers).status_code == status
    assert guarded.get("/v1/admin", headers=headers).status_code == 200
    guarded.cookies.delete(COOKIE)
    assert guarded.post("/v1/admin", headers=headers | bearer(token)).status_code == 200
    signed_in = guarded.post("/sign-in", data={"key": token}, headers=headers, follow_redirects=False)
    assert signed_in.status_code == (303 if status == 200 else 403)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/documents?a=b", "/documents?a=b"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_this_service_only(target: str, path: str) -> None:
    assert local_path(target) == path
