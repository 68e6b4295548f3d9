"""Pairs of sentences and quotes: the file that ships, and how judgements are counted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.errors import QuestionFileError
from eval.support import PARAPHRASE, SupportGroup, evaluate_support, read_support
from indexing.corpus import load_document, read_manifest
from tests.fake_encoder import FakeEncoder
from tests.service.conftest import MOTION_ID, MOTION_META

ROOT = Path(__file__).parents[2]
PAIRS = ROOT / "eval" / "questions" / "support.jsonl"
CORPORA = ROOT / "corpora"

GOOD = {
    "id": "a",
    "split": "check",
    "lang": "sv",
    "kind": "paraphrase",
    "supported": True,
    "sentence": "Köerna är långa.",
    "document": MOTION_ID,
    "quotes": ["Köerna är långa i vården."],
}


def written(folder: Path, *pairs: dict[str, object]) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(json.dumps({**GOOD, **pair}) for pair in pairs), encoding="utf-8")
    return path


def test_the_pairs_that_ship_quote_the_documents_that_ship() -> None:
    texts = {meta.document_id: load_document(CORPORA, meta).text for meta in read_manifest(CORPORA)}
    collapsed = {name: " ".join(text.split()) for name, text in texts.items()}
    pairs = read_support(PAIRS)
    assert [pair.id for pair in pairs for quote in pair.quotes if quote not in collapsed[pair.document]] == []
    assert [pair.id for pair in pairs if pair.supported is not (pair.kind == PARAPHRASE)] == []
    assert Counter((pair.lang, pair.split) for pair in pairs) == {
        ("sv", "fit"): 453,
        ("sv", "check"): 61,
        ("en", "fit"): 66,
    }
    assert len({pair.sentence for pair in pairs}) == len(pairs)


def test_pairs_rest_on_nothing_that_is_gold_of_the_test_questions_alone() -> None:
    """Rules are made on these pairs: each quote holds gold of the tune split, and none of the test split."""

    def gold(split: str) -> list[str]:
        lines = (ROOT / "eval" / "questions" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        return [" ".join(quote.split()) for line in lines for quote in json.loads(line)["gold"]]

    tune, test = gold("tune"), gold("test")
    quotes = {quote for pair in read_support(PAIRS) for quote in pair.quotes}
    assert [quote for quote in quotes if not any(held in quote for held in tune)] == []
    assert [quote for quote in quotes if any(held in quote for held in test)] == []


def test_what_is_accepted_is_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {},
        {"id": "b", "sentence": "Köerna är långa och dyra i vården."},
        {"id": "c", "kind": "negation", "supported": False, "sentence": "Köerna är inte långa i vården."},
        {"id": "d", "kind": "omission", "supported": False, "sentence": "Köerna är långa i vården."},
    )
    results = evaluate_support(path, read_support(path), {MOTION_ID: MOTION_META}, FakeEncoder())
    assert [(pair.id, pair.accepted, pair.flaw) for pair in results.pairs] == [
        ("a", True, None),
        ("b", False, "words"),
        ("c", False, "negation"),
        ("d", True, None),
    ]
    assert results.by_split == {
        "sv check": SupportGroup(
            supported=2,
            unsupported=2,
            accepted=1,
            let_through=1,
            precision=0.5,
            recall=0.5,
            let_through_share=0.5,
        )
    }
    assert results.by_kind["negation"].recall is None
    assert results.by_kind["negation"].let_through_share == 0.0
    assert results.encoder == "fake-1"


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="line 2"):
        read_support(written(tmp_path, {}, {"quotes": []}))
    with pytest.raises(QuestionFileError, match="an id stands twice"):
        read_support(written(tmp_path, {}, {}))
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_support(tmp_path / "missing.jsonl")
    path = written(tmp_path, {})
    with pytest.raises(QuestionFileError, match=f"unknown document '{MOTION_ID}'; the index has x"):
        evaluate_support(path, read_support(path), {"x": MOTION_META}, FakeEncoder())
