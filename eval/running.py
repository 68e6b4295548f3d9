"""Asking a system every question of a set, and judging what it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from eval.answers import judge_reply
from eval.errors import EvaluationError, QuestionFileError
from eval.measures import CUTOFFS, DEPTH, covered_parts, score_rankings
from eval.progress import tracked
from eval.questions import Question, QuestionSet
from eval.records import Hit, Reply
from eval.relevance import Qrels, check_gold, relevant_passages
from eval.results import QuestionResult, Results, Returned, Task
from eval.summary import Measured, summarise
from eval.target import Target
from indexing.errors import QueryError

# Enough of a passage to recognise it by in a report, for the first few.
SHOWN_PASSAGES = 3
_SHOWN_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class Responses:
    """What a system returned, by question id.

    Attributes:
        qrels: grades of the passages that hold gold.
        hits: ranked passages.
        replies: answers; none when only retrieval was measured.
    """

    qrels: Qrels
    hits: Mapping[str, Sequence[Hit]]
    replies: Mapping[str, Reply]

    @property
    def rankings(self) -> dict[str, list[str]]:
        """Passage ids, best first, by question id."""
        return {question: [hit.passage.passage_id for hit in hits] for question, hits in self.hits.items()}


def evaluate_questions(
    target: Target, asked: QuestionSet, name: str, *, task: Task = "questions", answers: bool = True
) -> tuple[Results, Responses]:
    """Run a question set against a system.

    Args:
        target: the system.
        asked: the questions.
        name: what to call the run.
        task: what kind of run it is.
        answers: whether to ask as well as search.

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
    responses = _ask_all(target, asked.questions, qrels, answers=answers)
    if target.describe().index_version != before.index_version:
        raise EvaluationError("the index changed during the run; run it again when `belagg index` is done")
    values = score_rankings(qrels, responses.rankings)
    judged = [_judge(question, asked, responses, values, documents) for question in asked.questions]
    measured = Measured(task, name, tuple(judged), asked.files, documents)
    return summarise(measured, before), responses


def _ask_all(target: Target, questions: Sequence[Question], qrels: Qrels, *, answers: bool) -> Responses:
    hits: dict[str, Sequence[Hit]] = {}
    replies: dict[str, Reply] = {}
    for question in tracked(questions, "asking"):
        try:
            hits[question.id] = target.search(question.question, DEPTH)
            if answers:
                replies[question.id] = target.ask(question.question)
        except QueryError as error:
            raise QuestionFileError(f"question {question.id!r} cannot be asked: {error}") from error
    return Responses(qrels, hits, replies)


def _judge(
    question: Question,
    asked: QuestionSet,
    responses: Responses,
    values: Mapping[str, dict[str, float]],
    documents: Mapping[str, str],
) -> QuestionResult:
    hits, reply = responses.hits[question.id], responses.replies.get(question.id)
    relevant = responses.qrels.get(question.id, {})
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
        answer=judge_reply(question, reply, relevant, documents) if reply else None,
    )


def _returned(hits: Sequence[Hit], relevant: Mapping[str, int]) -> Iterator[Returned]:
    for rank, hit in enumerate(hits[: max(CUTOFFS)], start=1):
        passage = hit.passage
        bare = Returned(passage.passage_id, hit.score, relevant.get(passage.passage_id, 0))
        yield (
            bare
            if rank > SHOWN_PASSAGES
            else msgspec.structs.replace(
                bare, document_id=passage.document_id, label=passage.label, text=shortened(passage.text)
            )
        )


def shortened(text: str) -> str:
    """Return as much of a passage as one needs to recognise it in a report."""
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
