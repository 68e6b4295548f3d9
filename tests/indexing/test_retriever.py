"""Rankings: candidates, filters, order and ties. No scores of ours: they are tuned."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from indexing.build import build_with
from indexing.config import RetrievalConfig
from indexing.engine import Engine
from indexing.errors import FilterError
from indexing.queries import make_query
from indexing.retriever import Retriever
from indexing.snapshot import Snapshot, load_snapshot
from indexing.storage import open_generation
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import MANIFESTO_ID, MOTION_ID, PROGRAM_ID, TinyDocument, write_corpus

DEMAND = "Privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård."


@pytest.fixture
def snapshot(tiny_index: Path) -> Snapshot:
    return load_snapshot(open_generation(tiny_index))


def labels(engine: Engine, text: str, k: int = 3, **filters: list[str]) -> list[tuple[str, str]]:
    ranking = engine.search(make_query(text, k=k, **filters))  # type: ignore[arg-type]
    return [(found.passage.document_id, found.passage.label) for found in ranking.passages]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Ska nattbussarna gå varje timme?", (PROGRAM_ID, "punkt 5")),
        ("avgiften för akutbesök för barn", (PROGRAM_ID, "punkt 2")),
        ("Vad ska skolbibliotek ha?", (MANIFESTO_ID, "avsnittet SKOLA")),
        ("järnvägar mellan Stockholm och Malmö", (MANIFESTO_ID, "avsnittet KLIMAT")),
        ("brist på sjuksköterskor", (MOTION_ID, "avsnitt 2.1")),
    ],
)
def test_the_best_passage(engine: Engine, question: str, expected: tuple[str, str]) -> None:
    assert labels(engine, question)[0] == expected


def test_all_places_of_a_demand_come_first(engine: Engine) -> None:
    expected = {(PROGRAM_ID, "punkt 3"), (MOTION_ID, "yrkande 2"), (MOTION_ID, "avsnitt 2.2")}
    assert set(labels(engine, DEMAND)) == expected


def test_scores_fall_and_k_is_the_limit(engine: Engine) -> None:
    query = make_query(DEMAND, k=5)
    ranking = engine.search(query)
    assert ranking.query == query
    scores = [found.score for found in ranking.passages]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5


def test_a_large_k_returns_every_passage_once(engine: Engine) -> None:
    ids = [found.passage.passage_id for found in engine.search(make_query(DEMAND, k=1_000)).passages]
    assert sorted(ids) == sorted(p.passage_id for d in engine.documents for p in engine.passages(d))


def test_a_smaller_k_is_a_prefix(engine: Engine) -> None:
    whole = labels(engine, "vård", k=12)
    assert [labels(engine, "vård", k=k) for k in (1, 4, 11)] == [whole[:1], whole[:4], whole[:11]]


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"parties": ["MP"]}, {MANIFESTO_ID}),
        ({"parties": ["V"]}, {PROGRAM_ID, MOTION_ID}),
        ({"types": ["motion"]}, {MOTION_ID}),
        ({"document_ids": [PROGRAM_ID]}, {PROGRAM_ID}),
        ({"sessions": ["2023/24"]}, {MOTION_ID}),
        ({"parties": ["V"], "types": ["program", "manifesto"]}, {PROGRAM_ID}),
        ({"parties": ["KD"]}, set()),
    ],
    ids=str,
)
def test_filters_are_kept(engine: Engine, filters: dict[str, list[str]], documents: set[str]) -> None:
    for question in (DEMAND, "tåg", "xyzzy"):
        assert {document for document, _ in labels(engine, question, k=100, **filters)} == documents


def test_unknown_filters(engine: Engine) -> None:
    with pytest.raises(FilterError, match="unknown document 'x'"):
        engine.search(make_query("vård", document_ids=["x"]))


def test_a_named_kind_of_document_is_preferred(engine: Engine) -> None:
    assert labels(engine, f"Vad säger motionen? {DEMAND}")[0][0] == MOTION_ID
    assert labels(engine, f"Vad säger programmet? {DEMAND}")[0][0] == PROGRAM_ID


def test_a_question_without_known_words_is_ranked_all_the_same(engine: Engine) -> None:
    assert len(labels(engine, "xyzzy plugh", k=12)) == 12


def test_ties_are_broken_by_passage_id(tmp_path: Path) -> None:
    text = "".join(f"{number}. Samma text om tåg.\n\n" for number in range(1, 9))
    corpus = write_corpus(tmp_path / "corpus", (TinyDocument("lika", "Lika", "program", "V", text),))
    build_with(corpus, tmp_path / "index", FakeEncoder())
    ranking = Engine(tmp_path / "index", lambda _: FakeEncoder()).search(make_query("tåg", k=8)).passages
    assert {found.score for found in ranking} == {ranking[0].score}
    ids = [found.passage.passage_id for found in ranking]
    assert ids == sorted(ids)
    assert len(ids) == 8


def test_evidence_of_a_query(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot, FakeEncoder(), RetrievalConfig())
    evidence = retriever.gather(make_query("Vad säger V om nattbussar?"))
    assert evidence.question.understanding.parties == ("V",)
    assert "nattbuss" in evidence.terms
    assert "v" not in evidence.terms
    places = [(-found.score, snapshot.passages[found.row].passage_id) for found in evidence.candidates]
    assert all(one < other for one, other in pairwise(places))
    for found in evidence.candidates:
        assert len(found.sentence_scores) == len(snapshot.passages[found.row].sentences)


def test_no_candidates(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot, FakeEncoder(), RetrievalConfig())
    query = make_query(DEMAND, parties=["SD"])
    assert retriever.gather(query).candidates == ()
    assert retriever.rank(query).passages == ()


def test_few_candidates_from_each_source(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot, FakeEncoder(), RetrievalConfig(num_candidates=1))
    found = retriever.rank(make_query("Ska nattbussarna gå varje timme?", k=1)).passages
    assert [scored.passage.label for scored in found] == ["punkt 5"]
