"""From questions with gold quotes to the answer model: gathers evidence, labels it, fits regressions and margins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from eval.fitting import Example, fit_logistic
from eval.margin_fit import JudgedQuestion, fit_margins
from eval.questions import Question
from eval.relevance import collapse
from indexing.answer_model import AnswerModel, LogisticModel, Margins, sentence_signals
from indexing.answering import Answerer
from indexing.confidence import confidence_signals
from indexing.queries import make_query
from indexing.retriever import Evidence, Retriever
from indexing.snapshot import Snapshot

# Margins and confidence learn from the probabilities of sentences; those must come from a sentence model that has not
# seen the question, or they would look more certain than they will be on new questions.
_FOLDS = 5
_NO_MODEL = LogisticModel(0.0, {})
_NO_MARGINS = Margins(0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)  # evidence holds arrays, which do not compare
class _Asked:
    """A question with what retrieval found for it, and for each thing that it asks."""

    question: Question
    evidence: Evidence
    parts: tuple[Evidence, ...]


class AnswerModelFitter:
    """Fits the answer model to one index and the questions about it."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever

    def fit(self, questions: Sequence[Question], progress: Callable[[], None]) -> AnswerModel:
        """Fit all of the model.

        Args:
            questions: answerable ones and others.
            progress: called after each question.

        Returns:
            The models, fitted on all questions.
        """
        asked = []
        for question in questions:
            asked.append(self._ask(question))
            progress()
        folds = [[one for one in asked if _fold(one.question.id) == fold] for fold in range(_FOLDS)]
        unseen = [
            (self._answerer(self._fit_sentence([one for one in asked if one not in fold])), fold) for fold in folds
        ]
        judged = [one for answerer, fold in unseen for one in _judged(answerer, fold)]
        margins = fit_margins(judged, lambda margins: self._answerer(_NO_MODEL, margins))
        chooser = self._answerer(_NO_MODEL, margins)
        confidence = [one for answerer, fold in unseen for one in _confidence_examples(answerer, chooser, fold)]
        return AnswerModel(self._fit_sentence(asked), margins, fit_logistic(confidence))

    def _ask(self, question: Question) -> _Asked:
        evidence = self._retriever.gather(make_query(question.question))
        return _Asked(question, evidence, tuple(self._answerer(_NO_MODEL).parts(evidence)))

    def _fit_sentence(self, asked: Sequence[_Asked]) -> LogisticModel:
        answerer = self._answerer(_NO_MODEL)
        examples = [
            Example(sentence_signals(found.evidence), _is_gold(found.evidence.text, one.question.gold))
            for one in asked
            if one.question.is_answerable
            for found in answerer.judge(one.evidence)
        ]
        return fit_logistic(examples)

    def _answerer(self, sentence: LogisticModel, margins: Margins = _NO_MARGINS) -> Answerer:
        return Answerer(self._snapshot, self._retriever, AnswerModel(sentence, margins, _NO_MODEL))


def _judged(answerer: Answerer, asked: Sequence[_Asked]) -> Iterator[JudgedQuestion]:
    for one in asked:
        if one.question.is_answerable:
            yield JudgedQuestion(one.question, tuple((part, answerer.judge(part)) for part in one.parts))


def _confidence_examples(answerer: Answerer, chooser: Answerer, asked: Sequence[_Asked]) -> Iterator[Example]:
    """Yield an example a question; one that asks for a party without documents needs no model to be refused."""
    for one in asked:
        judged = answerer.judge(one.evidence)
        if judged:
            signals = confidence_signals(one.evidence, judged, chooser.choose(one.evidence, judged))
            yield Example(signals, one.question.is_answerable)


def _fold(question_id: str) -> int:
    return sha256(question_id.encode()).digest()[0] % _FOLDS


def _is_gold(sentence: str, gold: Sequence[str]) -> bool:
    text = collapse(sentence)
    return any(collapse(quote) in text or text in collapse(quote) for quote in gold)
