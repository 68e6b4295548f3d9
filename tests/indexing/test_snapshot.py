"""An opened generation: its records, and which rows pass which filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.analyzer import terms
from indexing.corpus import load_document, read_manifest
from indexing.errors import FilterError
from indexing.links import sentence_texts
from indexing.records import Filters
from indexing.sentence_store import Mark
from indexing.snapshot import Snapshot, load_snapshot
from indexing.storage import open_generation
from tests.tiny_corpus import MANIFESTO_ID, MOTION_ID, PROGRAM_ID


@pytest.fixture
def snapshot(tiny_index: Path) -> Snapshot:
    return load_snapshot(open_generation(tiny_index))


def test_documents_survive_the_disk(snapshot: Snapshot, tiny_corpus: Path) -> None:
    parsed = {meta.document_id: load_document(tiny_corpus, meta) for meta in read_manifest(tiny_corpus)}
    assert dict(snapshot.documents) == parsed
    assert list(snapshot.documents) == [PROGRAM_ID, MOTION_ID, MANIFESTO_ID]


def test_passages_fit_their_documents_and_every_array(snapshot: Snapshot) -> None:
    for passage in snapshot.passages:
        assert snapshot.documents[passage.document_id].text[passage.start : passage.end] == passage.text
    assert len(snapshot.dense) == len(snapshot.lexical) == len(snapshot.passages) == 12


def test_rows_and_documents_of_passages(snapshot: Snapshot) -> None:
    assert [snapshot.rows_by_id[passage.passage_id] for passage in snapshot.passages] == list(range(12))
    ids = list(snapshot.documents)
    assert [ids[number] for number in snapshot.document_numbers] == [p.document_id for p in snapshot.passages]


def test_sentences_are_read_when_they_are_indexed(snapshot: Snapshot) -> None:
    texts = [text for passage in snapshot.passages for text in sentence_texts(passage)]
    assert [snapshot.sentences.terms_of(number) for number in range(len(texts))] == [
        frozenset(terms(text)) for text in texts
    ]
    assert len(snapshot.sentences) == len(texts) == snapshot.tokens.passage_offsets[-1]
    demands = [text for text, mark in zip(texts, snapshot.sentences.marks, strict=True) if mark & Mark.DEMAND]
    assert "Nattbussarna ska gå varje timme i hela länet." in demands
    assert "Personalen lämnar yrket." not in demands


def rows(snapshot: Snapshot, filters: Filters) -> list[int] | None:
    found = snapshot.rows(filters)
    return None if found is None else found.tolist()


PROGRAM_ROWS, MOTION_ROWS, MANIFESTO_ROWS = list(range(6)), list(range(6, 10)), [10, 11]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), None),
        (Filters(parties=("V",)), PROGRAM_ROWS + MOTION_ROWS),
        (Filters(parties=("MP",)), MANIFESTO_ROWS),
        (Filters(parties=("MP", "V")), PROGRAM_ROWS + MOTION_ROWS + MANIFESTO_ROWS),
        (Filters(parties=("KD",)), []),
        (Filters(types=("motion",)), MOTION_ROWS),
        (Filters(types=("motion", "manifesto")), MOTION_ROWS + MANIFESTO_ROWS),
        (Filters(document_ids=(PROGRAM_ID,)), PROGRAM_ROWS),
        (Filters(sessions=("2023/24",)), MOTION_ROWS),
        (Filters(parties=("V",), types=("manifesto",)), []),
        (Filters(parties=("V",), types=("program",), document_ids=(PROGRAM_ID, MOTION_ID)), PROGRAM_ROWS),
    ],
    ids=str,
)
def test_filters(snapshot: Snapshot, filters: Filters, expected: list[int] | None) -> None:
    assert rows(snapshot, filters) == expected


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(document_ids=("x",)), "unknown document 'x'; the index has v-program, v-motion, mp-manifest"),
        (Filters(types=("bok",)), "unknown type 'bok'; the index has manifesto, motion, program"),
        (Filters(sessions=("1999/00",)), "unknown session '1999/00'; the index has 2023/24"),
        (Filters(types=("motion", "bok")), "unknown type 'bok'"),
        (Filters(document_ids=("a\nb",)), r"unknown document 'a\nb'"),
    ],
)
def test_unknown_filter_values(snapshot: Snapshot, filters: Filters, message: str) -> None:
    with pytest.raises(FilterError) as caught:
        snapshot.rows(filters)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
