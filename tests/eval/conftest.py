"""A small corpus about made-up policies, indexed with the fake encoder; and the two documents with the real model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from eval.collection import Collection, SourceText, index_collection
from eval.local import LocalTarget
from eval.questions import Question, QuestionSet, SourceFile
from eval.records import Hit, IndexedPassage, Reply
from eval.target import Description, Target
from indexing.build import build_with
from indexing.onnx_encoder import OnnxEncoder
from tests.fake_encoder import FakeEncoder

ROOT = Path(__file__).parents[2]

TEXTS = {
    "tandvard": "Tandvården ska bli avgiftsfri för alla upp till trettio år.\n\nTandläkare ska finnas i varje kommun.",
    "jarnvag": "Järnvägen mellan Umeå och Luleå ska byggas ut.\n\nNattåg till kontinenten ska upphandlas av staten.",
    "skog": "Gammal skog ska skyddas från avverkning.\n\nMarkägare ska få full ersättning för skyddad skog.",
    "skola": "Klasserna i skolan ska bli mindre.\n\nSkolbibliotek ska vara bemannade med utbildade bibliotekarier.",
}
GOLD = {
    "q-tand": ("Ska tandvården bli avgiftsfri?", "Tandvården ska bli avgiftsfri", "direct"),
    "q-tag": ("Vem ska upphandla nattåg till kontinenten?", "Nattåg till kontinenten ska upphandlas", "direct"),
    "q-skog": ("Ska gammal skog skyddas från avverkning?", "Gammal skog ska skyddas", "number"),
    "q-bok": ("Ska skolbibliotek vara bemannade?", "Skolbibliotek ska vara bemannade", "number"),
}


def make_questions() -> tuple[Question, ...]:
    answerable = [Question(id=i, question=q, gold=(gold,), kind=kind) for i, (q, gold, kind) in GOLD.items()]
    return (
        *answerable,
        Question(id="q-mane", question="Vad kostar en resa till månen?", gold=(), kind="unanswerable"),
        Question(id="q-tandtroll", question="Ska tandtroll få pension?", gold=(), kind="near_miss"),
    )


def as_set(questions: Sequence[Question]) -> QuestionSet:
    file = SourceFile("small.jsonl", "0" * 64, len(questions))
    return QuestionSet(tuple(questions), (file,), {question.id: "small.jsonl" for question in questions})


@pytest.fixture(scope="session")
def small_collection() -> Collection:
    return Collection("small", tuple(SourceText(name, "", text) for name, text in TEXTS.items()))


@pytest.fixture(scope="session")
def small_target(tmp_path_factory: pytest.TempPathFactory, small_collection: Collection) -> LocalTarget:
    encoder = FakeEncoder()
    index = index_collection(small_collection, tmp_path_factory.mktemp("cache"), encoder)
    return LocalTarget.using(index, encoder)


@pytest.fixture(scope="session")
def corpora_index(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Path:
    """The two documents, indexed with the real model."""
    index = tmp_path_factory.mktemp("corpora-index")
    build_with(ROOT / "corpora", index, encoder)
    return index


class Altered:
    """A target whose rankings or replies are tampered with."""

    def __init__(
        self,
        target: Target,
        *,
        rank: Callable[[Sequence[Hit]], Sequence[Hit]] | None = None,
        reply: Callable[[Reply], Reply] | None = None,
        versions: Sequence[str] = (),
    ) -> None:
        self._target = target
        self._rank = rank or (lambda hits: hits)
        self._reply = reply or (lambda found: found)
        self._versions = list(versions)

    def describe(self) -> Description:
        if self._versions:
            return Description(index_version=self._versions.pop(0))
        return self._target.describe()

    def documents(self) -> Mapping[str, str]:
        return self._target.documents()

    def passages(self) -> Sequence[IndexedPassage]:
        return self._target.passages()

    def search(self, question: str, k: int) -> Sequence[Hit]:
        return self._rank(self._target.search(question, k))

    def ask(self, question: str) -> Reply:
        return self._reply(self._target.ask(question))
