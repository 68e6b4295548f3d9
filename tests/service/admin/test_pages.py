"""The pages of administration, without a browser: forms, redirects, what is refused, in both languages."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from indexing.storage import current_version
from service.admin.workplace import Workplace
from service.auth import scope_of
from service.keys import Scope
from service.keys_file import KeyFile
from service.settings import Settings
from tests.service.admin.conftest import NOTE, OwnProcess
from tests.service.conftest import Client
from tests.tiny_corpus import MOTION_ID, PROGRAM, PROGRAM_ID

HTML = {"Accept": "text/html"}
FROM_HERE = {**HTML, "Sec-Fetch-Site": "same-origin"}
NOTE_ID = "v-kulturprogram-for-region-norr"


@pytest.fixture
def browser(client: Client, settings: Settings) -> Client:
    """A client that has signed in."""
    _, token = KeyFile(settings.state).create(Scope.ADMIN, "Åsa")
    client.post("/sign-in", data={"key": token}, headers=FROM_HERE, follow_redirects=False)
    return client


def send(browser: Client, data: bytes = NOTE.encode(), name: str = "kultur.txt", **fields: str) -> str:
    response = browser.post(
        "/admin/uploads", files={"file": (name, data)}, data=fields, headers=FROM_HERE, follow_redirects=False
    )
    assert response.status_code == 303, response.text
    return str(response.headers["Location"])


def fields_of(page: str) -> dict[str, str | list[str]]:
    """What the form of an upload would send as it stands."""
    values: dict[str, str | list[str]] = dict(re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', page))
    values["parser"] = re.findall(r'<option value="([\w-]+)" selected', page)[0]
    values["party"] = re.findall(r'name="party" value="(\w+)" checked', page)
    return values


def post(browser: Client, path: str, data: dict[str, str | list[str]] | None = None) -> str:
    response = browser.post(path, data=data or {}, headers=FROM_HERE, follow_redirects=False)
    assert response.status_code == 303, response.text
    return str(response.headers["Location"])


def test_every_route_of_administration_needs_its_scope(app: Litestar) -> None:
    found = {
        f"{route.path} {sorted(handler.http_methods)[0]}": scope_of(handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler)
        if "admin" in route.path and handler.http_methods != {"OPTIONS"}
    }
    assert len(found) == 21
    assert set(found.values()) == {Scope.ADMIN}


def test_from_upload_to_undo(browser: Client, place: Workplace) -> None:
    before = current_version(place.locations.index)
    address = send(browser)
    page = browser.get(address, headers=HTML).text
    assert 'value="Kulturprogram för Region Norr"' in page
    assert 'name="source" value="Uppladdad som kultur.txt, ' in page
    assert "En uppgift återstår." in page
    assert re.findall(r"\d+ tecken, (\d+ [a-zå ]+), (\d+ [a-zä]+), (\d+ [a-zå]+)<", page) == [
        ("1 avsnitt eller punkt", "2 ställen", "0 fotnoter")
    ]
    assert "Biblioteken ska ha öppet på söndagar." in page
    fields = fields_of(page)
    assert fields["party"] == ["V"]
    assert post(browser, address, {**fields, "action": "publish"}) == address
    job = post(browser, address, {**fields, "licence": "MIT", "action": "publish"})
    done = browser.get(job, headers=HTML)
    assert ("Klart" in done.text, done.headers["Cache-Control"]) == (True, "no-store")
    listing = browser.get("/admin/documents", headers=HTML).text
    assert f"<code>{NOTE_ID}</code>" in listing
    assert "Tillagt:" in listing
    post(browser, "/admin/changes/1/undo")
    assert current_version(place.locations.index) == before
    assert "ångrat" in browser.get("/admin/documents", headers=HTML).text


def test_reading_again_with_other_details(browser: Client) -> None:
    address = send(browser)
    fields = fields_of(browser.get(address, headers=HTML).text)
    changed = {**fields, "title": "Ett annat namn", "parser": "pdf-text", "party": ["V", "MP"], "date": "2024-13-01"}
    assert post(browser, address, {**changed, "action": "preview"}) == address
    page = browser.get(address, headers={**HTML, "Accept-Language": "en"}).text
    assert fields_of(page)["party"] == ["V", "MP"]
    assert '<option value="pdf-text" selected' in page
    assert "Write it as 2023-10-04." in page
    assert 'id="date" name="date" value="2024-13-01" spellcheck="false" aria-invalid="true"' in page
    assert post(browser, address, {"action": "discard"}) == "/admin/documents"
    gone = browser.get(address, headers=HTML)
    assert (gone.status_code, "Uppladdningen finns inte kvar" in gone.text) == (404, True)


def test_replacing_removing_editing_and_building(browser: Client, place: Workplace) -> None:
    ask = browser.get(f"/admin/documents/{PROGRAM_ID}/replacement", headers=HTML).text
    assert f'name="replaces" value="{PROGRAM_ID}"' in ask
    address = send(browser, b"Nytt program\n\nNattbussar varje halvtimme.\n", replaces=PROGRAM_ID)
    page = browser.get(address, headers=HTML).text
    assert "Ersätter Vänsterpartiets punkter för Region Norr." in page
    post(browser, address, {**fields_of(page), "action": "publish"})
    assert (
        "Ta bort Motion om sjukvårdens personal?"
        in browser.get(f"/admin/documents/{MOTION_ID}/removal", headers=HTML).text
    )
    post(browser, f"/admin/documents/{MOTION_ID}/removal")
    edit = post(browser, f"/admin/documents/{PROGRAM_ID}/details")
    fields = fields_of(browser.get(edit, headers=HTML).text)
    post(browser, edit, {**fields, "date": "2022-10-20", "action": "publish"})
    post(browser, "/admin/index")
    kinds = [(change.kind.value, change.document_id) for change in place.store.changes()]
    assert kinds == [("replace", PROGRAM_ID), ("remove", MOTION_ID), ("replace", PROGRAM_ID)]
    assert browser.get(f"/admin/documents/{MOTION_ID}/removal", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "status", "headings"),
    [
        ("a.txt", b"", 400, ("Filen är tom", "The file is empty")),
        ("a.txt", b"\0", 400, ("Filens teckenkodning går inte att avgöra", "The file’s encoding cannot be told")),
        ("../a.pdf", b"%PDF-1", 415, ("Filer av det slaget läses inte", "Files of that kind are not read")),
        ("a.txt", PROGRAM.encode(), 409, ("Dokumentet finns redan", "The document is there already")),
        ("a.txt", b"a" * 300_000, 413, ("Det var för mycket på en gång", "That was too much at once")),
    ],
)
def test_files_that_are_refused(
    browser: Client, name: str, data: bytes, status: int, headings: tuple[str, str]
) -> None:
    for language, heading in zip(("sv", "en"), headings, strict=True):
        response = browser.post(
            "/admin/uploads", files={"file": (name, data)}, headers={**FROM_HERE, "Accept-Language": language}
        )
        assert (response.status_code, f">{heading}</h1>" in response.text) == (status, True), response.text
        assert ('href="/admin/documents"' in response.text) == (status != 413)


def test_without_a_file(browser: Client) -> None:
    response = browser.post("/admin/uploads", files={"file": ("", b"")}, headers=FROM_HERE)
    assert response.status_code in {400, 415}
    assert browser.post("/admin/uploads", headers=FROM_HERE).status_code == 400


def test_what_others_cannot_do(client: Client, settings: Settings) -> None:
    asked = client.get("/admin/documents", headers=HTML, follow_redirects=False)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in?next=%2Fadmin%2Fdocuments")
    assert client.post("/admin/index", headers=FROM_HERE).status_code == 401
    _, reader = KeyFile(settings.state).create(Scope.READ)
    client.post("/sign-in", data={"key": reader}, headers=FROM_HERE, follow_redirects=False)
    assert client.get("/admin/documents", headers=HTML).status_code == 403


def test_what_other_sites_send_is_refused(browser: Client, processes: OwnProcess) -> None:
    foreign = {**HTML, "Sec-Fetch-Site": "cross-site"}
    for path in (
        *("/admin/index", "/admin/changes/1/undo", f"/admin/documents/{MOTION_ID}/removal"),
        *(f"/admin/documents/{MOTION_ID}/details", "/admin/uploads/x"),
    ):
        assert browser.post(path, headers=foreign).status_code == 403, path
    assert browser.post("/admin/uploads", files={"file": ("a.txt", b"a")}, headers=foreign).status_code == 403
    assert processes.started == []


def test_a_job_under_way_and_one_that_was_cut_off(
    browser: Client, place: Workplace, processes: OwnProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes.is_idle = True
    job = post(browser, "/admin/index")
    page = browser.get(job, headers=HTML).text
    assert ("data-running" in page, '<meta http-equiv="refresh"' in page) == (True, True)
    busy = browser.post("/admin/index", headers=FROM_HERE)
    assert (busy.status_code, "En annan ändring pågår" in busy.text) == (409, True)
    monkeypatch.setattr("service.admin.administration._STARTING_SECONDS", 0)
    page = browser.get(job, headers=HTML).text
    assert ("data-running" in page, "Processen försvann mitt i." in page) == (False, True)
    processes.is_idle = False
    assert "Klart" in browser.get(post(browser, "/admin/index"), headers=HTML).text
    assert place.store.jobs(1)[0].state == "done"


def test_hostile_text_is_text(browser: Client) -> None:
    text = "# Rubrik <img src=x onerror=alert(1)> \u202eslut\n\n[a](javascript:alert(1)) <script>alert(1)</script>\n"
    page = browser.get(send(browser, text.encode(), "<b>\u202e.md"), headers=HTML).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript:' not in page
    assert "<bdi>" in page
    assert "<title>Granska: &lt;b&gt;.md – Belägg</title>" in page


def test_a_folder_that_may_not_be_written(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.admin.folder.os.access", lambda *_: False)
    page = browser.get("/admin/documents", headers=HTML).text
    assert "Tjänsten får inte skriva i dokumentens mapp." in page
    assert 'type="file"' not in page
    refused = browser.post("/admin/uploads", files={"file": ("a.txt", b"text")}, headers=FROM_HERE)
    assert (refused.status_code, "Dokumenten går inte att ändra härifrån" in refused.text) == (409, True)


def test_the_list_that_everybody_sees(client: Client, place: Workplace) -> None:
    page = client.get("/documents", headers=HTML).text
    assert f"Index {current_version(place.locations.index)}" in page
    assert 'href="/admin/documents"' in page
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\d">byggt', page)
