"""The front door: open, look up, refresh; equal questions give equal answers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.build import build_with
from indexing.engine import Engine
from indexing.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexNotFoundError,
    ModelNotFoundError,
    UnknownDocumentError,
    UnknownPassageError,
)
from indexing.queries import make_query
from indexing.recipes import EncoderIdentity
from indexing.storage import current_version
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import MANIFESTO_ID, MOTION_ID, PROGRAM_ID, TINY_DOCUMENTS, write_corpus

QUESTIONS = [
    "Ska privata sjukvårdsförsäkringar förbjudas?",
    "När går nattbussarna?",
    "Vad säger MP om tåg?",
    "xyzzy",
    "Vad står i motionen om personalens arbetsmiljö?",
    "vård",
]


class Loader:
    """Loads fake encoders and counts how often."""

    def __init__(self, fingerprint: str | None = None) -> None:
        self.fingerprint = fingerprint
        self.identities: list[EncoderIdentity] = []

    def __call__(self, identity: EncoderIdentity) -> FakeEncoder:
        self.identities.append(identity)
        return FakeEncoder(fingerprint=self.fingerprint or identity.fingerprint)


@pytest.fixture
def index(tmp_path: Path, tiny_corpus: Path) -> Path:
    build_with(tiny_corpus, tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


def rebuild(index: Path, corpus: Path, fingerprint: str = "fake-1") -> None:
    changed = replace(TINY_DOCUMENTS[0], text=TINY_DOCUMENTS[0].text.replace("varje timme", "varje halvtimme"))
    write_corpus(corpus, (changed, *TINY_DOCUMENTS[1:]))
    build_with(corpus, index, FakeEncoder(fingerprint=fingerprint))


def best(engine: Engine) -> str:
    return engine.search(make_query("nattbussarna ska gå i hela länet")).passages[0].passage.text


def test_open(index: Path) -> None:
    loader = Loader()
    engine = Engine(index, loader)
    assert engine.index_version == current_version(index)
    assert list(engine.documents) == [PROGRAM_ID, MOTION_ID, MANIFESTO_ID]
    assert loader.identities == [EncoderIdentity("fake", "fake-1", 64)]


def test_passages_of_a_document(engine: Engine) -> None:
    assert [p.label for p in engine.passages(MOTION_ID)] == ["yrkande 1", "yrkande 2", "avsnitt 2.1", "avsnitt 2.2"]


def test_a_passage_by_its_id(engine: Engine) -> None:
    passage = engine.passages(PROGRAM_ID)[2]
    assert engine.passage(passage.passage_id) == passage


@pytest.mark.parametrize("unknown", ["", "x", "v-program:000000000000", "\n", "\ud800"])
def test_unknown_ids(engine: Engine, unknown: str) -> None:
    with pytest.raises(UnknownDocumentError) as document:
        engine.passages(unknown)
    assert str(document.value) == f"unknown document {unknown!r}; the index has v-program, v-motion, mp-manifest"
    with pytest.raises(UnknownPassageError) as passage:
        engine.passage(unknown)
    assert str(passage.value).startswith(f"unknown passage {unknown!r}; ")
    assert "\n" not in f"{document.value}{passage.value}"


def test_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError):
        Engine(tmp_path, Loader())


def test_the_model_is_another_one(index: Path) -> None:
    with pytest.raises(IndexMismatchError, match="another version of the model fake; build it anew"):
        Engine(index, Loader(fingerprint="other"))


def test_the_model_is_missing(index: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError):
        Engine.open(index, tmp_path / "models")


def test_nothing_new(index: Path) -> None:
    engine = Engine(index, Loader())
    assert engine.refresh() is False


def test_refresh_follows_the_pointer(index: Path, tiny_corpus: Path) -> None:
    loader = Loader()
    engine = Engine(index, loader)
    rebuild(index, tiny_corpus)
    assert best(engine) == "Nattbussarna ska gå varje timme i hela länet."
    assert engine.refresh() is True
    assert engine.index_version == current_version(index)
    assert best(engine) == "Nattbussarna ska gå varje halvtimme i hela länet."
    assert len(loader.identities) == 1
    assert engine.refresh() is False


def test_refresh_loads_the_model_that_the_new_index_names(index: Path, tiny_corpus: Path) -> None:
    loader = Loader()
    engine = Engine(index, loader)
    rebuild(index, tiny_corpus, fingerprint="fake-2")
    assert engine.refresh() is True
    assert [identity.fingerprint for identity in loader.identities] == ["fake-1", "fake-2"]


def test_a_corrupt_new_generation_leaves_the_old_one_answering(index: Path, tiny_corpus: Path) -> None:
    engine = Engine(index, Loader())
    version = engine.index_version
    rebuild(index, tiny_corpus)
    artifact = index / "generations" / current_version(index) / "passages.json"
    whole = artifact.read_bytes()
    artifact.write_bytes(b"[]")
    with pytest.raises(IndexCorruptError):
        engine.refresh()
    assert engine.index_version == version
    assert best(engine) == "Nattbussarna ska gå varje timme i hela länet."
    artifact.write_bytes(whole)
    assert engine.refresh() is True
    assert best(engine) == "Nattbussarna ska gå varje halvtimme i hela länet."


def test_a_removed_index_leaves_the_open_one_answering(index: Path) -> None:
    engine = Engine(index, Loader())
    (index / "CURRENT").unlink()
    with pytest.raises(IndexNotFoundError):
        engine.refresh()
    assert best(engine) == "Nattbussarna ska gå varje timme i hela länet."


def test_pruned_generations_still_answer(index: Path, tiny_corpus: Path) -> None:
    """Token vectors are mapped from files that later builds remove."""
    engine = Engine(index, Loader())
    before = [engine.search(make_query(question)) for question in QUESTIONS]
    for fingerprint in ("fake-2", "fake-3", "fake-4"):
        rebuild(index, tiny_corpus, fingerprint)
    assert [engine.search(make_query(question)) for question in QUESTIONS] == before


def test_equal_questions_give_equal_answers_in_any_order(engine: Engine) -> None:
    forward = {q: (engine.search(make_query(q)), engine.ask(make_query(q))) for q in QUESTIONS}
    backward = {q: (engine.search(make_query(q)), engine.ask(make_query(q))) for q in reversed(QUESTIONS)}
    assert forward == backward


def test_a_second_engine_gives_the_same(engine: Engine, tiny_index: Path) -> None:
    other = Engine(tiny_index, Loader())
    for question in QUESTIONS:
        assert other.ask(make_query(question)) == engine.ask(make_query(question))
        assert other.search(make_query(question)) == engine.search(make_query(question))


def test_threads_share_an_engine_while_it_is_refreshed(index: Path, tiny_corpus: Path) -> None:
    engine = Engine(index, Loader())
    old = {q: engine.search(make_query(q)) for q in QUESTIONS}
    rebuild(index, tiny_corpus)
    new_engine = Engine(index, Loader())
    new = {q: new_engine.search(make_query(q)) for q in QUESTIONS}
    barrier = threading.Barrier(4)

    def work() -> bool:
        barrier.wait()
        return all(engine.search(make_query(q)) in (old[q], new[q]) for q in QUESTIONS * 5)

    with ThreadPoolExecutor(4) as pool:
        results = [pool.submit(work) for _ in range(3)]
        barrier.wait()
        assert engine.refresh() is True
        assert [result.result() for result in results] == [True] * 3
    assert {q: engine.search(make_query(q)) for q in QUESTIONS} == new
