"""BEIR folders: best passage, measures by hand, and every way in which a folder can be wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import datasets
import pytest

from eval.beir import read_beir
from eval.beir_run import evaluate_beir, rank_texts
from eval.collection import document_id, index_collection
from eval.errors import DatasetError
from eval.local import LocalTarget
from eval.records import Hit, IndexedPassage
from tests.eval.conftest import ROOT, TEXTS
from tests.fake_encoder import FakeEncoder

QUERIES = {"q1": "nattåg till kontinenten", "q2": "skydda gammal skog", "unjudged": "skolan"}
SHARED = ROOT.parent / "shared" / "data" / "beir"


def beir_folder(folder: Path, qrels: str = "q1\tJärnväg\t1\nq2\tskog\t1\n") -> Path:
    texts = {"Järnväg": TEXTS["jarnvag"], "skog": TEXTS["skog"], "leer": " "}
    corpus = [{"_id": name, "title": "", "text": text, "metadata": {}} for name, text in texts.items()]
    write_lines(folder / "corpus.jsonl", corpus)
    write_lines(folder / "queries.jsonl", [{"_id": name, "text": text} for name, text in QUERIES.items()])
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels, encoding="utf-8")
    return folder


def write_lines(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def test_judged_queries_are_the_denominator(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    asked = read_beir(beir_folder(tmp_path / "set"))
    assert asked.queries == {"q1": QUERIES["q1"], "q2": QUERIES["q2"]}
    encoder = FakeEncoder()
    target = LocalTarget.using(index_collection(asked.collection, tmp_path / "cache", encoder), encoder)
    results, rankings = evaluate_beir(target, asked)
    assert results.measures["Success@1"] == 1.0
    assert [found.item for found in rankings["q1"]] == ["Järnväg", "skog"]
    assert results.per_question[0].gold == ("Järnväg",)
    assert results.answers is None


def test_a_cached_index_is_used_again(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    collection = read_beir(beir_folder(tmp_path / "set")).collection
    encoder = FakeEncoder()
    folder = index_collection(collection, tmp_path / "cache", encoder)
    embedded = len(encoder.encoded)
    assert index_collection(collection, tmp_path / "cache", encoder) == folder
    assert len(encoder.encoded) == embedded > 0


def test_a_text_stands_where_its_best_passage_stands() -> None:
    hits = [
        Hit(IndexedPassage(name, text, "", f"text of {name}"), score)
        for name, text, score in (("p1", "a", 3.0), ("p2", "a", 2.0), ("p3", "b", 1.5), ("p4", "a", 1.0))
    ]
    found = rank_texts(hits, {"a": "A", "b": "B"}, {"B": 2})
    assert [(own.item, own.score, own.grade) for own in found] == [("A", 3.0, 0), ("B", 1.5, 2)]


def test_ids_that_are_no_slugs_get_one() -> None:
    assert document_id("a-1") == "a-1"
    assert document_id("Järnväg").startswith("t-")
    assert document_id("Järnväg") != document_id("järnväg")


def test_parquet_corpora_are_the_same(tmp_path: Path) -> None:
    before = read_beir(beir_folder(tmp_path))
    rows = [json.loads(line) for line in (tmp_path / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    datasets.Dataset.from_list([{k: row[k] for k in ("_id", "title", "text")} for row in rows]).to_parquet(
        str(tmp_path / "corpus.parquet")
    )
    (tmp_path / "corpus.jsonl").unlink()
    assert read_beir(tmp_path).collection.texts == before.collection.texts


@pytest.mark.parametrize(
    ("qrels", "complaint"),
    [
        ("q1\tnowhere\t1\n", "names the document 'nowhere', which corpus.jsonl does not have"),
        ("q9\tskog\t1\n", "names the query 'q9', which queries.jsonl does not have"),
        ("q1 skog 1\n", "line 2: write query, text and grade"),
        ("q1\tskog\tmuch\n", "line 2: write query, text and grade"),
        ("", "holds no judgement"),
    ],
)
def test_wrong_qrels(tmp_path: Path, qrels: str, complaint: str) -> None:
    with pytest.raises(DatasetError, match=complaint):
        read_beir(beir_folder(tmp_path, qrels))


def test_wrong_folders(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"corpus\.jsonl: no such file"):
        read_beir(tmp_path)
    beir_folder(tmp_path)
    with pytest.raises(DatasetError, match=r"dev\.tsv: no such file \(there: test\)"):
        read_beir(tmp_path, "dev")
    with (tmp_path / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "q3"\n')
    with pytest.raises(DatasetError, match=r"queries\.jsonl, line 4"):
        read_beir(tmp_path)
    write_lines(tmp_path / "queries.jsonl", [{"_id": "q1", "txt": "nattåg"}])
    with pytest.raises(DatasetError, match="a row has no 'text'"):
        read_beir(tmp_path)
    (tmp_path / "queries.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"queries\.jsonl: is empty"):
        read_beir(tmp_path)


def test_a_system_that_indexed_something_else(tmp_path: Path, small_target: LocalTarget) -> None:
    with pytest.raises(DatasetError, match="has not indexed"):
        evaluate_beir(small_target, read_beir(beir_folder(tmp_path)))


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_the_shared_sets_can_be_read() -> None:
    sizes = {}
    for name in ("swefaq-dev", "swequad-dev", "swequad-train"):
        found = read_beir(SHARED / name)
        sizes[name] = (len(found.collection.texts), len(found.queries))
    assert sizes == {"swefaq-dev": (110, 110), "swequad-dev": (64, 125), "swequad-train": (434, 951)}
