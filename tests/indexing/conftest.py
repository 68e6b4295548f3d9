"""Fixtures of the indexing tests: the tiny corpus, and an index of it made with the fake encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.build import build_with
from indexing.corpus import load_document, read_manifest
from indexing.engine import Engine
from indexing.records import Document
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import write_corpus

CORPORA = Path(__file__).parents[2] / "corpora"


@pytest.fixture
def tiny_corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture(scope="session")
def tiny_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the tiny corpus; tests that change it build their own."""
    folder = tmp_path_factory.mktemp("tiny")
    build_with(write_corpus(folder / "corpus"), folder / "index", FakeEncoder())
    return folder / "index"


@pytest.fixture(scope="session")
def engine(tiny_index: Path) -> Engine:
    return Engine(tiny_index, lambda _: FakeEncoder())


@pytest.fixture(scope="session")
def real_documents() -> dict[str, Document]:
    """The documents of ``corpora/``, by type."""
    return {meta.type: load_document(CORPORA, meta) for meta in read_manifest(CORPORA)}
