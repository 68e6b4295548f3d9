"""Asking a system every question of a set, and judging what it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.answers import judge_reply
from eval.errors import EvaluationError, QuestionFileError
from eval.measures import CUTOFFS, DEPTH, covered_parts, score_rankings
from eval.progress import tracked
from eval.questions import Question, QuestionSet
from eval.records import Hit, Reply
from eval.relevance import Qrels, check_gold, relevant_passages
from eval.results import QuestionResult, Results, Returned
from eval.summary import Measured, summarise
from eval.target import Target
from indexing.errors import QueryError

# Enough of a passage to recognise it by in a report, for the first few.
SHOWN_PASSAGES = 3
_SHOWN_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class Responses:
    """What a system returned, by question id."""

    hits: Mapping[str, Sequence[Hit]]
    replies: Mapping[str, Reply]

    @property
    def rankings(self) -> dict[str, list[str]]:
        """Passage ids, best first, by question id."""
        return {question: [hit.passage.passage_id for hit in hits] for question, hits in self.hits.items()}


def evaluate_questions(target: Target, asked: QuestionSet, name: str) -> tuple[Results, Responses]:
    """Run a question set against a system.

    Args:
        target: the system.
        asked: the questions.
        name: what to call the run.

    Returns:
        What was measured, and what it was measured from.

    Raises:
        QuestionFileError: a gold quote stands nowhere, or a question cannot be asked.
        EvaluationError: the system changed during the run.
    """
    before = target.describe()
    documents = target.documents()
    check_gold(asked.questions, documents)
    qrels = relevant_passages(asked.questions, target.passages())
    responses = _ask_all(target, asked.questions)
    if target.describe().index_version != before.index_version:
        raise EvaluationError("the index changed during the run; run it again when `belagg index` is done")
    values = score_rankings(qrels, responses.rankings)
    judged = [_judge(question, asked, responses, qrels, values, documents) for question in asked.questions]
    measured = Measured("questions", name, tuple(judged), asked.files, documents)
    return summarise(measured, before), responses


def _ask_all(target: Target, questions: Sequence[Question]) -> Responses:
    hits, replies = {}, {}
    for question in tracked(questions, "asking"):
        try:
            hits[question.id] = target.search(question.question, DEPTH)
            replies[question.id] = target.ask(question.question)
        except QueryError as error:
            raise QuestionFileError(f"question {question.id!r} cannot be asked: {error}") from error
    return Responses(hits, replies)


def _judge(
    question: Question,
    asked: QuestionSet,
    responses: Responses,
    qrels: Qrels,
    values: Mapping[str, dict[str, float]],
    documents: Mapping[str, str],
) -> QuestionResult:
    hits = responses.hits[question.id]
    relevant = qrels.get(question.id, {})
    texts = [hit.passage.text for hit in hits[: max(CUTOFFS)]]
    return QuestionResult(
        id=question.id,
        question=question.question,
        measures=values.get(question.id, {}),
        relevant=len(relevant),
        returned=tuple(_returned(hits, relevant)),
        lang=question.lang,
        kind=question.kind,
        source=asked.file_of[question.id],
        gold=question.gold,
        parts=covered_parts(question.parts, texts) if question.parts else {},
        answer=judge_reply(question, responses.replies[question.id], relevant, documents),
    )


def _returned(hits: Sequence[Hit], relevant: Mapping[str, int]) -> Iterator[Returned]:
    for rank, hit in enumerate(hits[: max(CUTOFFS)], start=1):
        passage = hit.passage
        yield Returned(
            item=passage.passage_id,
            score=hit.score,
            grade=relevant.get(passage.passage_id, 0),
            document_id=passage.document_id,
            label=passage.label,
            text=shortened(passage.text) if rank <= SHOWN_PASSAGES else "",
        )


def shortened(text: str) -> str:
    """Return as much of a passage as one needs to recognise it in a report."""
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
