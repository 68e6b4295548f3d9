"""Where an answer stops: the margins that serve precision and recall of its citations alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from eval.questions import Question
from eval.relevance import holds_any
from indexing.answer_model import JudgedSentence, Margins
from indexing.answering import Answerer
from indexing.retriever import Evidence

# In log-odds. A margin of 2.5 lets in sentences with a twelfth of the best one's odds.
_SENTENCE_MARGINS = tuple(float(margin) for margin in np.arange(0.25, 2.51, 0.25))
_DOCUMENT_MARGINS = tuple(float(margin) for margin in np.arange(0.5, 4.01, 0.5))


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """An answerable question and its candidate sentences, judged by a model that has not seen it.

    Attributes:
        question: the question.
        parts: evidence for each thing that it asks, and the sentences judged by it.
    """

    question: Question
    parts: tuple[tuple[Evidence, Sequence[JudgedSentence]], ...]


def fit_margins(judged: Sequence[JudgedQuestion], answerer_with: Callable[[Margins], Answerer]) -> Margins:
    """Return the margins with the greatest sum of citation precision and parts cited.

    The sum is that of answers to all questions, as if none was refused. First the margin of all sentences is chosen,
    then that of further documents; of equals the narrower one.

    Args:
        judged: at least one question.
        answerer_with: returns what answers with the given margins.
    """

    def merit(margins: Margins) -> float:
        answerer = answerer_with(margins)
        return fsum(_merit(answerer, one) for one in judged)

    sentence = max(_SENTENCE_MARGINS, key=lambda margin: merit(Margins(margin, margin)))
    wider = [margin for margin in _DOCUMENT_MARGINS if margin >= sentence]
    return Margins(sentence, max(wider, key=lambda margin: merit(Margins(sentence, margin))))


def _merit(answerer: Answerer, judged: JudgedQuestion) -> float:
    _, citations = answerer.cite([answerer.choose(evidence, sentences) for evidence, sentences in judged.parts])
    return merit_of_quotes(judged.question, [citation.quote for citation in citations])


def merit_of_quotes(question: Question, quotes: Sequence[str]) -> float:
    """Return the share of quotes that hold gold plus the share of the question's parts that they answer, in [0, 2].

    Args:
        question: an answerable one.
        quotes: perhaps none, which has no merit.
    """
    if not quotes:
        return 0.0
    precision = sum(holds_any(quote, question.gold) for quote in quotes) / len(quotes)
    answered = [any(holds_any(quote, group) for quote in quotes) for group in question.groups]
    return precision + sum(answered) / len(answered)
