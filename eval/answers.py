"""Judging answers: do the citations hold gold, do the quotes stand where they are said to stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from eval.questions import Question
from eval.records import CitedQuote, Reply
from eval.relevance import holds_any
from eval.results import AnswerResult, AnswerTotals, Cited, QuestionResult


def judge_reply(
    question: Question, reply: Reply, relevant: Iterable[str], documents: Mapping[str, str]
) -> AnswerResult:
    """Judge one reply.

    Args:
        question: what was asked.
        reply: what was said.
        relevant: ids of the passages that hold gold.
        documents: canonical texts, to check quotes against.
    """
    citations = tuple(_judged(question, quote, documents) for quote in reply.quotes)
    return AnswerResult(
        is_answered=reply.is_answered,
        confidence=reply.confidence,
        statements=len(reply.statements),
        characters=len(" ".join(reply.statements)),
        citations=citations,
        precision=mean([float(cited.holds_gold) for cited in citations]),
        recall=_recall(citations, set(relevant)),
        parts_cited=_parts_cited(question, citations) if question.is_answerable else None,
    )


def _judged(question: Question, quote: CitedQuote, documents: Mapping[str, str]) -> Cited:
    text = documents.get(quote.document_id, "")
    return Cited(
        passage_id=quote.passage_id,
        document_id=quote.document_id,
        label=quote.label,
        quote=quote.quote,
        holds_gold=holds_any(quote.quote, question.gold),
        is_verbatim=bool(quote.quote) and text[quote.start : quote.end] == quote.quote,
    )


def _recall(citations: Sequence[Cited], relevant: set[str]) -> float | None:
    cited = {citation.passage_id for citation in citations if citation.holds_gold}
    return len(cited & relevant) / len(relevant) if relevant else None


def _parts_cited(question: Question, citations: Sequence[Cited]) -> float:
    covered = [any(holds_any(cited.quote, group) for cited in citations) for group in question.groups]
    return sum(covered) / len(covered)


def is_supported(result: QuestionResult) -> bool:
    """Tell whether the reply to a question cites gold at least once."""
    return result.answer is not None and any(cited.holds_gold for cited in result.answer.citations)


def answer_totals(results: Sequence[QuestionResult]) -> AnswerTotals | None:
    """Return the measures of all answers, or None when nothing was asked.

    Args:
        results: all questions of a run.
    """
    asked = [(result, result.answer) for result in results if result.answer is not None]
    if not asked:
        return None
    answered = [(result, answer) for result, answer in asked if answer.is_answered]
    answerable = [(result, answer) for result, answer in asked if result.is_answerable]
    quotes = [cited for _, answer in answered for cited in answer.citations]
    return AnswerTotals(
        answered=len(answered),
        citations=len(quotes),
        citation_precision=mean([a.precision or 0.0 for r, a in answered if r.is_answerable]),
        citation_precision_all=mean([a.precision or 0.0 for _, a in answered]),
        citation_recall=mean([a.recall or 0.0 for _, a in answerable]),
        parts_cited=mean([a.parts_cited or 0.0 for _, a in answerable]),
        supported=mean([float(is_supported(r)) for r, _ in answerable]),
        verbatim=mean([float(cited.is_verbatim) for cited in quotes]),
        statements_per_answer=mean([float(a.statements) for _, a in answered]),
        characters_per_answer=mean([float(a.characters) for _, a in answered]),
    )


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, or None of nothing."""
    return fsum(values) / len(values) if values else None
