"""The question box for other sites' pages: how its script is served, and who may ask with it."""

from __future__ import annotations

import json
import re

import msgspec
from litestar.testing import TestClient

from indexing.errors import StorageError
from service.app import create_app
from service.pages.catalogue import PageLanguage, Words
from service.settings import Settings
from service.widget import widget_script
from tests.service.conftest import Client, FakeEngine, as_engine

SITE = "https://intranet.example"


def test_any_site_may_load_the_script(client: Client) -> None:
    response = client.get("/widget.js?v=2")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert response.headers.get_list("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get("/v1/ask?q=a").headers.get_list("Cross-Origin-Resource-Policy") == ["same-origin"]


def test_who_has_the_script_is_not_sent_it_again(client: Client) -> None:
    tag = client.get("/widget.js").headers["ETag"]
    again = client.get("/widget.js", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/widget.js", headers={"If-None-Match": '"x"'}).status_code == 200


def test_the_script_has_all_its_words_in_both_languages() -> None:
    script = widget_script(700).decode()
    found = re.search(r"start\(document\.currentScript, (\{.*\})\);\n\}\)\(\);\n$", script)
    assert found is not None
    texts = json.loads(found[1])
    assert set(texts) == {"sv", "en"}
    assert texts["sv"]["nothing"] == Words(PageLanguage.SV).nothing
    assert texts["en"]["unread"] == Words(PageLanguage.EN).flaw.format(limit=700)
    used = set(re.findall(r"\bwords\.([a-z_]+)", script)) | set(re.findall(r"#words\.([a-z_]+)", script))
    assert used == set(texts["sv"]) == set(texts["en"])


def test_the_script_makes_no_markup_of_texts() -> None:
    script = widget_script(1000).decode()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "setAttribute"):
        assert way not in script


def test_sites_that_may_ask_can_read_what_went_wrong(settings: Settings, fake_engine: FakeEngine) -> None:
    open_to = msgspec.structs.replace(settings, cors_origins=(SITE,), requests_per_minute=2)
    headers = {"Origin": SITE}
    with TestClient(create_app(open_to, as_engine(fake_engine))) as client:
        preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        allowed = client.options("/v1/ask", headers=headers | preflight).headers
        assert allowed["Access-Control-Allow-Origin"] == SITE
        assert "content-type" in allowed["Access-Control-Allow-Headers"].lower()
        fake_engine.failure = StorageError("gone")
        bodies = ({"question": "a"}, {"question": " "}, {"question": "a"})
        responses = [client.post("/v1/ask", json=body, headers=headers) for body in bodies]
    assert [response.status_code for response in responses] == [503, 400, 429]
    for response in responses:
        assert response.headers["Access-Control-Allow-Origin"] == SITE
        assert "retry-after" in response.headers["Access-Control-Expose-Headers"].lower()
