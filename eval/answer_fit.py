"""From questions with gold quotes to the answer model: gathers evidence, labels it, fits both regressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from eval.fitting import Example, fit_logistic
from eval.questions import Question
from eval.relevance import collapse
from indexing.answer_model import AnswerModel, LogisticModel, confidence_signals, sentence_signals
from indexing.answering import Answerer
from indexing.queries import make_query
from indexing.retriever import Evidence, Retriever
from indexing.snapshot import Snapshot

# The confidence learns from the probability of the best sentence; that probability must come from a sentence model
# that has not seen the question, or it would look more certain than it will be on new questions.
_FOLDS = 5
_NO_MODEL = LogisticModel(0.0, {})


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    evidence: Evidence
    fold: int


class AnswerModelFitter:
    """Fits the answer model to one index and the questions about it."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever

    def fit(self, questions: Sequence[Question], progress: Callable[[], None]) -> AnswerModel:
        """Fit both models.

        Args:
            questions: answerable ones and others.
            progress: called after each question.

        Returns:
            The models, fitted on all questions.
        """
        asked = []
        for question in questions:
            evidence = self._retriever.gather(make_query(question.question))
            asked.append(_Asked(question, evidence, _fold(question.id)))
            progress()
        confidence: list[Example] = []
        for fold in range(_FOLDS):
            sentence = self._fit_sentence([one for one in asked if one.fold != fold])
            confidence += self._confidence_examples([one for one in asked if one.fold == fold], sentence)
        return AnswerModel(self._fit_sentence(asked), fit_logistic(confidence))

    def _fit_sentence(self, asked: Sequence[_Asked]) -> LogisticModel:
        answerer = self._answerer(_NO_MODEL)
        examples = [
            Example(sentence_signals(found.evidence), _is_gold(found.evidence.text, one.question.gold))
            for one in asked
            if one.question.is_answerable
            for found in answerer.judge(one.evidence)
        ]
        return fit_logistic(examples)

    def _confidence_examples(self, asked: Sequence[_Asked], sentence: LogisticModel) -> Iterator[Example]:
        """Yield an example a question; one that asks for a party without documents needs no model to be refused."""
        answerer = self._answerer(sentence)
        for one in asked:
            judged = answerer.judge(one.evidence)
            if judged:
                yield Example(confidence_signals(one.evidence, judged), one.question.is_answerable)

    def _answerer(self, sentence: LogisticModel) -> Answerer:
        return Answerer(self._snapshot, self._retriever, AnswerModel(sentence, _NO_MODEL))


def _fold(question_id: str) -> int:
    return sha256(question_id.encode()).digest()[0] % _FOLDS


def _is_gold(sentence: str, gold: Sequence[str]) -> bool:
    text = collapse(sentence)
    return any(collapse(quote) in text or text in collapse(quote) for quote in gold)
