"""``/v1/admin`` from beginning to end, and everything that it refuses."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from indexing.storage import current_version
from service.admin.workplace import Workplace
from service.keys import Scope
from service.keys_file import KeyFile
from service.settings import Settings
from tests.service.admin.conftest import NOTE, OwnProcess
from tests.service.conftest import Client
from tests.tiny_corpus import MOTION_ID, PROGRAM, PROGRAM_ID

UPLOADS = "/v1/admin/uploads"
NOTE_ID = "v-kulturprogram-for-region-norr"

Headers = dict[str, str]


def upload(client: Client, admin: Headers, data: bytes = NOTE.encode(), name: str = "kultur.txt") -> dict[str, object]:
    response = client.post(UPLOADS, files={"file": (name, data)}, headers=admin)
    assert response.status_code == 201, response.text
    reply: dict[str, object] = response.json()
    assert response.headers["Location"] == reply["url"]
    return reply


def problem(client: Client, admin: Headers, name: str, data: bytes, **fields: str) -> tuple[int, str]:
    response = client.post(UPLOADS, files={"file": (name, data)}, data=fields, headers=admin)
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["type"].removeprefix("urn:belagg:problem:")


def publish(client: Client, admin: Headers, data: bytes = NOTE.encode()) -> dict[str, str]:
    address = str(upload(client, admin, data)["url"])
    said = client.get(address, headers=admin).json()["metadata"] | {"licence": "MIT", "type": "program"}
    described = client.put(address, json=said, headers=admin).json()
    assert (described["flaws"], described["duplicate_of"], described["failure"]) == ({}, None, "")
    response = client.post(f"{address}/publication", headers=admin)
    assert response.status_code == 202, response.text
    job: dict[str, str] = client.get(response.headers["Location"], headers=admin).json()
    assert (job["state"], job["error"]) == ("done", "")
    return job


def wait_for(client: Client, version: str) -> None:
    until = time.monotonic() + 10
    while client.get("/health/ready").json().get("index_version") != version:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_from_upload_to_answer_and_back(client: Client, admin: Headers, place: Workplace) -> None:
    before = current_version(place.locations.index)
    reply = upload(client, admin, name="../../kultur.txt")
    assert (reply["name"], reply["by"], reply["read_as"], reply["replaces"]) == ("kultur.txt", "Åsa", "utf-8", None)
    assert set(reply["flaws"]) == {"licence"}  # type: ignore[call-overload]
    client.delete(str(reply["url"]), headers=admin)
    assert client.get(str(reply["url"]), headers=admin).status_code == 404
    job = publish(client, admin)
    wait_for(client, job["generation"])
    answer = client.get("/v1/ask?q=När ska biblioteken ha öppet?").json()
    assert NOTE_ID in {citation["document_id"] for citation in answer["citations"]}
    corpus = client.get("/v1/admin/corpus", headers=admin).json()
    assert (corpus["writable"], corpus["index_current"], corpus["undo"]) == (True, True, 1)
    assert corpus["documents"][-1]["document_id"] == NOTE_ID
    assert corpus["documents"][-1]["passage_count"] == 2
    assert [(change["kind"], change["status"], change["by"]) for change in corpus["changes"]] == [
        ("add", "applied", "Åsa")
    ]
    assert client.post("/v1/admin/undo", json={"change": 1}, headers=admin).status_code == 202
    wait_for(client, before)
    assert client.get(f"/v1/documents/{NOTE_ID}").status_code == 404
    assert len(client.get("/v1/admin/corpus", headers=admin).json()["uploads"]) == 1


def test_removing_and_building(client: Client, admin: Headers) -> None:
    assert client.delete(f"/v1/admin/documents/{MOTION_ID}", headers=admin).json()["kind"] == "remove"
    assert client.post("/v1/admin/index", headers=admin).json()["kind"] == "reindex"
    assert client.get("/v1/admin/corpus", headers=admin).json()["job"]["state"] == "done"
    assert client.delete(f"/v1/admin/documents/{MOTION_ID}", headers=admin).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", b"", (400, "upload-empty")),
        ("a.txt", b"\0\1", (400, "upload-encoding")),
        ("a.txt", b"\xd0\xcf\xe0\xff", (400, "upload-encoding")),
        ("a.pdf", b"%PDF-1.4", (415, "upload-type")),
        ("a.exe", b"text", (415, "upload-type")),
        ("a.txt", PROGRAM.encode(), (409, "duplicate")),
        ("a.txt", b"a" * 300_000, (413, "request-entity-too-large")),
    ],
)
def test_files_that_are_refused(
    client: Client, admin: Headers, name: str, data: bytes, expected: tuple[int, str]
) -> None:
    assert problem(client, admin, name, data) == expected


def test_other_mistakes(client: Client, admin: Headers, place: Workplace) -> None:
    assert problem(client, admin, "a.txt", b"text", replaces="none") == (404, "unknown-document")
    for response, status, slug in [
        (client.post(UPLOADS, headers=admin), 400, "bad-request"),
        (client.post(UPLOADS, files={"other": ("a.txt", b"a")}, headers=admin), 400, "bad-request"),
        (client.put(f"{UPLOADS}/x", json={}, headers=admin), 404, "unknown-upload"),
        (client.put(f"{UPLOADS}/x", json={"unknown": 1}, headers=admin), 400, "bad-request"),
        (client.get("/v1/admin/jobs/x", headers=admin), 404, "unknown-job"),
        (client.post("/v1/admin/undo", json={"change": 7}, headers=admin), 409, "stale"),
        (client.post(f"{upload(client, admin)['url']}/publication", headers=admin), 400, "metadata"),
    ]:
        assert (response.status_code, response.json()["type"]) == (status, f"urn:belagg:problem:{slug}"), response.text
    with place.lock().acquire(timeout=0):
        place.store.begin_job(place.store.jobs(1)[0], lambda _: False) if place.store.jobs(1) else None
    response = client.post("/v1/admin/index", headers=admin)
    assert response.status_code == 202


def test_two_administrators_at_once(client: Client, admin: Headers, processes: OwnProcess) -> None:
    processes.is_idle = True
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: client.post("/v1/admin/index", headers=admin).status_code, range(4)))
    assert sorted(statuses) == [202, 409, 409, 409]
    assert len(processes.started) == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.FEEDBACK, None])
def test_other_keys_reach_none_of_it(client: Client, settings: Settings, scope: Scope | None) -> None:
    headers = {"Authorization": f"Bearer {KeyFile(settings.state).create(scope)[1]}"} if scope else {}
    described = client.get("/schema/openapi.json").json()["paths"]
    addresses = [(path, method) for path, methods in described.items() for method in methods if "/admin/" in path]
    assert len(addresses) == 10
    for path, method in addresses:
        response = client.request(method.upper(), path.replace("{", "").replace("}", ""), headers=headers)
        assert response.status_code == (403 if scope else 401), path


def test_long_lines_and_hostile_text_are_text(client: Client, admin: Headers) -> None:
    hostile = "<script>alert(1)</script> [klicka](javascript:alert(1)) \u202eesrever " + "vård " * 20_000
    reply = upload(client, admin, ("# Rubrik <b>\u202e\n\n" + hostile).encode(), "a.md")
    preview = reply["preview"]
    assert isinstance(preview, dict)
    assert preview["passages"][0]["text"].startswith("<script>alert(1)</script> [klicka](javascript:alert(1))")
    assert preview["passages"][0]["is_cut"]
    job = publish(client, admin, b"Anteckning <i>\n\nEtt stycke <script>x</script> om parker.\n")
    wait_for(client, job["generation"])
    page = client.get("/documents", headers={"Accept": "text/html"}).text
    assert "Anteckning &lt;i&gt;" in page
    assert "<i>" not in page


def test_changes_under_load_fail_no_request(client: Client, admin: Headers) -> None:
    """Three times a document comes and goes, each time another index, while questions are asked without pause."""
    stop, outcomes, versions = threading.Event(), set[tuple[int, str]](), set[str]()

    def ask() -> None:
        while not stop.is_set():
            reply = client.get("/v1/ask?q=När går nattbussarna?")
            outcomes.add((reply.status_code, reply.json().get("detail", "")))
            versions.add(reply.json().get("index_version", ""))

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        try:
            for number in range(3):
                job = publish(client, admin, f"{NOTE}\nNummer {number}.\n".encode())
                wait_for(client, job["generation"])
                change = client.get("/v1/admin/corpus", headers=admin).json()["undo"]
                undone = client.post("/v1/admin/undo", json={"change": change}, headers=admin).json()
                wait_for(client, client.get(undone["url"], headers=admin).json()["generation"])
                for waiting in client.get("/v1/admin/corpus", headers=admin).json()["uploads"]:
                    client.delete(waiting["url"], headers=admin)
        finally:
            stop.set()
        for one in asking:
            one.result()
    assert outcomes == {(200, "")}
    assert len(versions) > 2


def test_the_document_keeps_its_address(client: Client, admin: Headers) -> None:
    response = client.post(
        UPLOADS,
        files={"file": ("ny.txt", b"Nytt program\n\nNattbussar varje halvtimme.\n")},
        data={"replaces": PROGRAM_ID},
        headers=admin,
    )
    reply = response.json()
    assert (reply["replaces"], reply["metadata"]["id"]) == (PROGRAM_ID, PROGRAM_ID)
    job = client.post(f"{reply['url']}/publication", headers=admin).json()
    wait_for(client, client.get(job["url"], headers=admin).json()["generation"])
    assert "halvtimme" in client.get(f"/v1/documents/{PROGRAM_ID}").json()["text"]
