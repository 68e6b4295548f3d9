"""From a corpus to a generation: what is done again, and what is not, when something changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexing import build
from indexing.build import build_with, indexed_terms
from indexing.chunking import chunk
from indexing.config import IndexConfig
from indexing.corpus import load_document, read_manifest
from indexing.engine import Engine
from indexing.errors import (
    ChecksumError,
    IndexCorruptError,
    IndexLockedError,
    IndexWriteError,
    ManifestError,
    ParsingError,
)
from indexing.queries import make_query
from indexing.snapshot import load_snapshot
from indexing.storage import current_version, open_generation, writing
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import MANIFESTO_ID, MOTION_ID, PROGRAM_ID, TINY_DOCUMENTS, write_corpus

DEMAND = "Privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård."


@pytest.fixture
def index(tmp_path: Path, tiny_corpus: Path) -> Path:
    build_with(tiny_corpus, tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name != "write.lock"
    }


def test_a_first_build(tmp_path: Path, tiny_corpus: Path) -> None:
    encoder, progress = FakeEncoder(), []
    report = build_with(tiny_corpus, tmp_path / "index", encoder, progress=lambda *step: progress.append(step))
    passages = load_snapshot(open_generation(tmp_path / "index")).passages
    assert (report.documents, report.passages, report.embedded, report.reused, report.changed) == (3, 12, 12, 0, True)
    assert report.version == current_version(tmp_path / "index")
    assert [(p.document_id, p.label) for p in passages] == [
        (PROGRAM_ID, "inledningen"),
        *((PROGRAM_ID, f"punkt {number}") for number in range(1, 6)),
        (MOTION_ID, "yrkande 1"),
        (MOTION_ID, "yrkande 2"),
        (MOTION_ID, "avsnitt 2.1"),
        (MOTION_ID, "avsnitt 2.2"),
        (MANIFESTO_ID, "avsnittet KLIMAT"),
        (MANIFESTO_ID, "avsnittet SKOLA"),
    ]
    assert ("cutting passages", 3, 3) in progress
    assert progress[-1][1] == progress[-1][2] == 12


def test_a_second_build_writes_and_embeds_nothing(index: Path, tiny_corpus: Path) -> None:
    before, encoder = tree(index), FakeEncoder()
    report = build_with(tiny_corpus, index, encoder)
    assert (report.changed, report.embedded, report.reused, report.passages) == (False, 0, 12, 12)
    assert report.version == current_version(index)
    assert tree(index) == before
    assert encoder.encoded == []


def test_only_what_changed_is_embedded_again(index: Path, tiny_corpus: Path) -> None:
    program = replace(TINY_DOCUMENTS[0], text=TINY_DOCUMENTS[0].text.replace("varje timme", "varje halvtimme"))
    write_corpus(tiny_corpus, (program, *TINY_DOCUMENTS[1:]))
    before, encoder = current_version(index), FakeEncoder()
    report = build_with(tiny_corpus, index, encoder)
    assert encoder.encoded == ["Nattbussarna ska gå varje halvtimme i hela länet."]
    assert (report.embedded, report.reused, report.changed) == (1, 11, True)
    assert report.version != before


def test_a_removed_document_leaves_and_nothing_is_embedded(index: Path, tiny_corpus: Path) -> None:
    (tiny_corpus / f"{MOTION_ID}.txt").unlink()
    write_corpus(tiny_corpus, (TINY_DOCUMENTS[0], TINY_DOCUMENTS[2]))
    encoder = FakeEncoder()
    assert build_with(tiny_corpus, index, encoder).documents == 2
    assert encoder.encoded == []
    assert list(load_snapshot(open_generation(index)).documents) == [PROGRAM_ID, MANIFESTO_ID]


def test_an_incremental_build_equals_a_fresh_one(tmp_path: Path, index: Path, tiny_corpus: Path) -> None:
    program = replace(TINY_DOCUMENTS[0], text=TINY_DOCUMENTS[0].text.replace("varje timme", "varje halvtimme"))
    write_corpus(tiny_corpus, (program, *TINY_DOCUMENTS[1:]))
    build_with(tiny_corpus, index, FakeEncoder())
    build_with(tiny_corpus, tmp_path / "fresh", FakeEncoder())
    one, other = open_generation(index).manifest, open_generation(tmp_path / "fresh").manifest
    assert one.recipe == other.recipe
    different = {name for name in one.artifacts if one.artifacts[name] != other.artifacts[name]}
    # Token vectors that were taken over are quantised twice: their scales may differ in the last bit.
    assert different <= {"tokens/scales.npy"}


@pytest.mark.parametrize("field", ["title", "type", "session"])
def test_other_words_in_the_manifest_give_a_new_generation(index: Path, tiny_corpus: Path, field: str) -> None:
    changed = replace(TINY_DOCUMENTS[0], **{field: {"title": "Nytt", "type": "plan", "session": "2024/25"}[field]})
    write_corpus(tiny_corpus, (changed, *TINY_DOCUMENTS[1:]))
    before, encoder = current_version(index), FakeEncoder()
    assert build_with(tiny_corpus, index, encoder).version == current_version(index) != before
    assert encoder.encoded == []
    meta = load_snapshot(open_generation(index)).documents[PROGRAM_ID].meta
    assert getattr(meta, field) == getattr(changed, field)


def test_another_order_of_documents_gives_a_new_generation(index: Path, tiny_corpus: Path) -> None:
    write_corpus(tiny_corpus, TINY_DOCUMENTS[::-1])
    assert build_with(tiny_corpus, index, FakeEncoder()).changed
    assert next(iter(load_snapshot(open_generation(index)).documents)) == MANIFESTO_ID


def test_other_lengths_give_a_new_generation(index: Path, tiny_corpus: Path) -> None:
    config = IndexConfig(target_tokens=10, soft_max_tokens=20, hard_max_tokens=30)
    report = build_with(tiny_corpus, index, FakeEncoder(), config=config)
    assert report.changed
    assert open_generation(index).manifest.recipe.config == config
    assert report.passages > 12


def test_another_model_embeds_everything_again(index: Path, tiny_corpus: Path) -> None:
    encoder = FakeEncoder(fingerprint="fake-2")
    report = build_with(tiny_corpus, index, encoder)
    assert (report.embedded, report.reused, report.changed) == (12, 0, True)
    assert open_generation(index).manifest.recipe.encoder.fingerprint == "fake-2"


@pytest.mark.parametrize("constant", ["ANALYZER_VERSION", "CHUNKER_VERSION", "PARSER_VERSION", "READING_VERSION"])
def test_another_version_of_a_step_gives_a_new_generation(
    index: Path, tiny_corpus: Path, monkeypatch: pytest.MonkeyPatch, constant: str
) -> None:
    monkeypatch.setattr(build, constant, "next")
    assert build_with(tiny_corpus, index, FakeEncoder()).changed


def test_documents_as_they_were_before_need_no_building(index: Path, tiny_corpus: Path) -> None:
    first = current_version(index)
    (tiny_corpus / f"{TINY_DOCUMENTS[0].document_id}.txt").unlink()
    write_corpus(tiny_corpus, TINY_DOCUMENTS[1:])
    second = build_with(tiny_corpus, index, FakeEncoder()).version
    encoder = FakeEncoder()
    write_corpus(tiny_corpus)
    report = build_with(tiny_corpus, index, encoder)
    assert (report.version, report.changed, encoder.encoded) == (first, True, [])
    assert (current_version(index), report.passages) == (first, 12)
    assert second != first


@pytest.mark.parametrize("name", ["passages.json", "dense/vectors.npy", "manifest.json"])
def test_a_damaged_index_is_built_anew(index: Path, tiny_corpus: Path, name: str) -> None:
    (index / "generations" / current_version(index) / name).write_bytes(b"damaged")
    encoder = FakeEncoder()
    report = build_with(tiny_corpus, index, encoder)
    assert (report.embedded, report.reused, report.changed) == (12, 0, True)
    assert len(load_snapshot(open_generation(index)).passages) == 12


def test_an_index_whose_records_cannot_be_read_is_built_anew(
    index: Path, tiny_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an update of Belägg that changed a record: the advice is `belagg index`, so that has to work."""

    def artifacts(*_: object) -> dict[str, bytes]:
        return {name: json.dumps([{"unknown": 1}]).encode() for name in ("documents.json", "passages.json")}

    with monkeypatch.context() as patch:
        patch.setattr(build, "_artifacts", artifacts)
        write_corpus(tiny_corpus, TINY_DOCUMENTS[::-1])
        build_with(tiny_corpus, index, FakeEncoder())
    assert build_with(tiny_corpus, index, FakeEncoder()).changed
    assert len(load_snapshot(open_generation(index)).passages) == 12


def test_an_index_of_another_layout_is_built_anew(
    index: Path, tiny_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = build._artifacts

    def without_tokens(*args: Any) -> dict[str, bytes]:
        return {name: data for name, data in original(*args).items() if not name.startswith("tokens/")}

    with monkeypatch.context() as patch:
        patch.setattr(build, "_artifacts", without_tokens)
        write_corpus(tiny_corpus, TINY_DOCUMENTS[::-1])
        build_with(tiny_corpus, index, FakeEncoder())
    with pytest.raises(IndexCorruptError):
        load_snapshot(open_generation(index))
    assert build_with(tiny_corpus, index, FakeEncoder()).changed
    assert len(load_snapshot(open_generation(index)).passages) == 12


def change_source(corpus: Path) -> None:
    (corpus / f"{PROGRAM_ID}.txt").write_text("1. Något helt annat.")


def remove_source(corpus: Path) -> None:
    (corpus / f"{PROGRAM_ID}.txt").unlink()


def remove_manifest(corpus: Path) -> None:
    (corpus / "manifest.toml").unlink()


def add_unnamed(corpus: Path) -> None:
    (corpus / "extra.txt").write_text("Inte i förteckningen.")


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (change_source, ChecksumError),
        (remove_source, ParsingError),
        (remove_manifest, ManifestError),
        (add_unnamed, ManifestError),
    ],
    ids=lambda value: value.__name__,
)
def test_a_bad_corpus_leaves_the_old_generation_answering(
    index: Path, tiny_corpus: Path, damage: Callable[[Path], None], error: type[Exception]
) -> None:
    damage(tiny_corpus)
    before = tree(index)
    with pytest.raises(error) as caught:
        build_with(tiny_corpus, index, FakeEncoder())
    assert "\n" not in str(caught.value)
    assert tree(index) == before
    ranking = Engine(index, lambda _: FakeEncoder()).search(make_query(DEMAND))
    assert {p.passage.label for p in ranking.passages[:3]} == {"punkt 3", "yrkande 2", "avsnitt 2.2"}


def test_a_bad_corpus_makes_no_index(tmp_path: Path, tiny_corpus: Path) -> None:
    change_source(tiny_corpus)
    with pytest.raises(ChecksumError):
        build_with(tiny_corpus, tmp_path / "new", FakeEncoder())
    assert not (tmp_path / "new").exists()


def test_another_writer_is_at_work(index: Path, tiny_corpus: Path) -> None:
    with writing(index), pytest.raises(IndexLockedError):
        build_with(tiny_corpus, index, FakeEncoder())


def test_a_full_temporary_folder(tmp_path: Path, tiny_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    with pytest.raises(IndexWriteError, match="No space left on device"):
        build_with(tiny_corpus, tmp_path / "index", FakeEncoder())


def test_a_document_without_text_is_refused_and_one_without_passages_is_not(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", (replace(TINY_DOCUMENTS[0], text=" \n"),))
    with pytest.raises(ParsingError):
        build_with(corpus, tmp_path / "index", FakeEncoder())


def test_headings_are_found_but_not_quoted(tiny_corpus: Path) -> None:
    meta = read_manifest(tiny_corpus)[0]
    passage = chunk(load_document(tiny_corpus, meta), FakeEncoder().count_tokens, IndexConfig())[2]
    assert passage.label == "punkt 2"
    assert {"sjukhus", "akutbesök"} <= set(indexed_terms(passage))
    assert "SJUKHUS" not in passage.text
