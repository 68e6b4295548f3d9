"""Where an answer stops: the margins that serve precision and recall of its citations alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import fsum

from eval.questions import Question
from eval.relevance import holds_any
from indexing.answer_model import JudgedSentence, Margins
from indexing.answering import Answerer
from indexing.retriever import Evidence

# The first two in log-odds: a margin of 2 lets in sentences with a seventh of the best one's odds. Finer steps would
# fit the questions' accidents.
_SENTENCE_MARGINS = (0.5, 1.0, 1.5, 2.0, 2.5)
_DOCUMENT_MARGINS = (1.5, 2.0, 2.5, 3.0)
_PROBABILITIES = (0.0, 0.1, 0.2, 0.3)


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
    """Return the margins with the greatest harmonic mean of citation precision and parts cited.

    Both are means over the answers to all questions, as if none was refused; of equals the narrower margins are taken.

    Args:
        judged: at least one question.
        answerer_with: returns what answers with the given margins.
    """

    def merit(margins: Margins) -> float:
        answerer = answerer_with(margins)
        precision, parts = zip(*(_quality(answerer, one) for one in judged), strict=True)
        total = fsum(precision) + fsum(parts)
        return 2 * fsum(precision) * fsum(parts) / total if total else 0.0

    choices = product(_SENTENCE_MARGINS, _DOCUMENT_MARGINS, _PROBABILITIES)
    return max((Margins(*choice) for choice in choices if choice[0] <= choice[1]), key=merit)


def _quality(answerer: Answerer, judged: JudgedQuestion) -> tuple[float, float]:
    _, citations = answerer.cite([answerer.choose(evidence, sentences) for evidence, sentences in judged.parts])
    return quality_of_quotes(judged.question, [citation.quote for citation in citations])


def quality_of_quotes(question: Question, quotes: Sequence[str]) -> tuple[float, float]:
    """Return the share of quotes that hold gold, and the share of the question's parts that they answer.

    Args:
        question: an answerable one.
        quotes: perhaps none, which answer nothing.
    """
    if not quotes:
        return 0.0, 0.0
    precision = sum(holds_any(quote, question.gold) for quote in quotes) / len(quotes)
    answered = [any(holds_any(quote, group) for quote in quotes) for group in question.groups]
    return precision, sum(answered) / len(answered)
