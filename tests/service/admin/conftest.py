"""A corpus, its index and an administration whose work is done in this process, with an encoder that needs no model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from indexing.build import BuildReport, build_with
from indexing.config import IndexConfig, Locations
from indexing.engine import Engine
from indexing.errors import ParsingError
from indexing.records import Document, DocumentMeta
from indexing.snapshot import load_snapshot
from indexing.storage import open_generation
from indexing.vectors import BuildProgress
from service.admin.administration import Administration
from service.admin.errors import UnreadableUploadError
from service.admin.metadata import Metadata
from service.admin.preview import make_preview
from service.admin.records import Preview
from service.admin.work import run_job
from service.admin.workplace import Workplace
from service.api.administration import STATE_KEY
from service.app import create_app
from service.keys import Scope
from service.keys_file import KeyFile
from service.settings import Settings
from tests.fake_encoder import FakeEncoder
from tests.service.conftest import Client
from tests.tiny_corpus import write_corpus

NOTE = """Kulturprogram för Region Norr

Vänsterpartiet vill ha fler bibliotek.

1. Biblioteken ska ha öppet på söndagar.
"""


def build(locations: Locations, progress: BuildProgress) -> BuildReport:
    return build_with(locations.corpus, locations.index, FakeEncoder(), progress=progress)


class OwnProcess:
    """Does at once, here, what the service gives to other processes."""

    def __init__(self, *, is_idle: bool = False) -> None:
        self.build: Callable[[Locations, BuildProgress], BuildReport] = build
        self.started: list[str] = []
        self.is_idle = is_idle

    def start_job(self, place: Workplace, job_id: str) -> None:
        self.started.append(job_id)
        if not self.is_idle:
            run_job(place, job_id, self.build)

    def preview(self, place: Workplace, data: bytes, meta: DocumentMeta) -> Preview:
        del place
        try:
            return make_preview(data, meta, FakeEncoder().count_tokens, IndexConfig())
        except ParsingError as error:
            raise UnreadableUploadError(str(error)) from error


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    locations = Locations(write_corpus(tmp_path / "corpus"), tmp_path / "index", tmp_path / "models")
    build(locations, lambda *_: None)
    return Workplace(locations, tmp_path / "state")


@pytest.fixture
def processes() -> OwnProcess:
    return OwnProcess()


@pytest.fixture
def administration(place: Workplace, processes: OwnProcess) -> Administration:
    return Administration(place, processes)


def indexed(place: Workplace) -> dict[str, Document]:
    """What the index has."""
    return dict(load_snapshot(open_generation(place.locations.index)).documents)


def complete(metadata: Metadata) -> Metadata:
    """Fill in what cannot be guessed."""
    values = {"type": metadata.type or "program", "licence": metadata.licence or "MIT"}
    return Metadata(**{name: values.get(name, getattr(metadata, name)) for name in Metadata.__struct_fields__})


@pytest.fixture
def settings(place: Workplace) -> Settings:
    locations = place.locations
    return Settings(
        corpus=locations.corpus,
        index=locations.index,
        models=locations.models,
        state=place.state,
        refresh_seconds=0.01,
        requests_per_minute=0,
        max_upload_bytes=200_000,
    )


@pytest.fixture
def app(settings: Settings, administration: Administration) -> Litestar:
    application = create_app(settings, Engine(settings.index, lambda _: FakeEncoder()))
    application.state[STATE_KEY] = administration
    return application


@pytest.fixture
def client(app: Litestar) -> Iterator[Client]:
    with TestClient(app, raise_server_exceptions=False) as client:
        until = time.monotonic() + 10
        while client.get("/health/ready").status_code != 200:
            assert time.monotonic() < until
        yield client


@pytest.fixture
def admin(settings: Settings) -> dict[str, str]:
    """The header of an administrator."""
    return {"Authorization": f"Bearer {KeyFile(settings.state).create(Scope.ADMIN, 'Åsa')[1]}"}
