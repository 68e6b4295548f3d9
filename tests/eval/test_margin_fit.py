"""What the margins are fitted to, and that the fit finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.margin_fit import JudgedQuestion, fit_margins, quality_of_quotes
from eval.questions import Question
from indexing.answer_model import AnswerModel, JudgedSentence, LogisticModel, Margins
from indexing.answering import Answerer
from indexing.build import build_with
from indexing.config import RetrievalConfig
from indexing.queries import make_query
from indexing.retriever import Retriever
from indexing.snapshot import load_snapshot
from indexing.storage import open_generation
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import write_corpus

TWO_PARTS = Question("q", "Vad och hur?", ("a b", "c"), parts=(("a b",), ("c",)))
NO_MODEL = LogisticModel(0.0, {})


@pytest.mark.parametrize(
    ("quotes", "quality"),
    [
        (["x a  b y", "c"], (1.0, 1.0)),
        (["a b"], (1.0, 0.5)),
        (["a b", "x", "y", "z"], (0.25, 0.5)),
        (["x"], (0.0, 0.0)),
        ([], (0.0, 0.0)),
    ],
)
def test_quality_is_precision_and_parts_answered(quotes: list[str], quality: tuple[float, float]) -> None:
    assert quality_of_quotes(TWO_PARTS, quotes) == quality


def test_the_margins_let_gold_in_and_keep_others_out(tmp_path: Path) -> None:
    """Gold lies 0.6 below the best in its own document and 1.8 in the other; what else there is lies 3 below."""
    build_with(write_corpus(tmp_path / "corpus"), tmp_path / "index", FakeEncoder())
    snapshot = load_snapshot(open_generation(tmp_path / "index"))
    retriever = Retriever(snapshot, FakeEncoder(), RetrievalConfig())

    def answerer(margins: Margins) -> Answerer:
        return Answerer(snapshot, retriever, AnswerModel(NO_MODEL, margins, NO_MODEL))

    question = "Nattbussarna, avgiften för barn och tågen"
    gold = {"Nattbussarna ska gå": 3.0, "Regionen ska avskaffa avgiften": 2.4, "Tågen ska gå i tid": 1.2}
    evidence = retriever.gather(make_query(question))
    judged = [
        JudgedSentence(
            found.evidence, next((odds for start, odds in gold.items() if start in found.evidence.text), 0.0)
        )
        for found in answerer(Margins(0.0, 0.0)).judge(evidence)
    ]
    judged.sort(key=lambda found: -found.log_odds)
    asked = Question("q", question, tuple(gold), parts=tuple((start,) for start in gold))
    margins = fit_margins([JudgedQuestion(asked, ((evidence, judged),))], answerer)
    assert margins == Margins(sentence=1.0, document=1.5, probability=0.0)
