"""From judged questions to a results record: totals, groups, intervals, provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval import provenance
from eval.abstention import Flags, Floats, abstention_totals
from eval.answers import answer_totals, is_supported, mean
from eval.measures import means
from eval.questions import SourceFile
from eval.results import FORMAT_VERSION, CorpusDocument, Group, QuestionResult, Results, Task
from eval.significance import Interval, auroc_interval, mean_interval
from eval.target import Description


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a run measured, before it is summed up.

    Attributes:
        task: what kind of run it was.
        name: of the question set.
        questions: judged.
        files: what the questions were read from.
        documents: what was searched: texts by id.
    """

    task: Task
    name: str
    questions: tuple[QuestionResult, ...]
    files: tuple[SourceFile, ...]
    documents: Mapping[str, str]


def summarise(measured: Measured, described: Description) -> Results:
    """Sum up a run.

    Args:
        measured: what was measured.
        described: of which system.
    """
    questions = measured.questions
    return Results(
        format_version=FORMAT_VERSION,
        task=measured.task,
        name=measured.name,
        measures=total_measures(questions),
        intervals=dict(_intervals(questions)),
        unreachable=tuple(q.id for q in questions if q.is_answerable and not q.relevant),
        answers=answer_totals(questions),
        abstention=abstention_totals(questions),
        by_kind=_grouped(questions, [q.kind for q in questions]),
        by_lang=_grouped(questions, [q.lang for q in questions]),
        per_question=questions,
        question_sets=measured.files,
        corpus=_corpus(measured.documents, described.source_sha256),
        index_version=described.index_version,
        address=described.address,
        model=described.model,
        model_fingerprint=described.model_fingerprint,
        configuration=described.configuration,
        **provenance.stamp(),
    )


def total_measures(questions: Sequence[QuestionResult]) -> dict[str, float]:
    """Return the means over the questions that have an answer; ``AllParts`` over those that ask for several things."""
    return means({q.id: q.measures for q in questions if q.measures}) | means(
        {q.id: q.parts for q in questions if q.parts}
    )


def measure_values(questions: Sequence[QuestionResult], name: str) -> Floats:
    """Return a measure's value for each question that has it, shape (n,)."""
    found = ((q.measures | q.parts).get(name) for q in questions)
    return np.array([value for value in found if value is not None], np.float64)


def confidences(questions: Sequence[QuestionResult]) -> tuple[Floats, Flags]:
    """Return the confidence of each reply, and whether its question has an answer; both of shape (n,)."""
    asked = [(q.answer.confidence, q.is_answerable) for q in questions if q.answer is not None]
    return np.array([pair[0] for pair in asked], np.float64), np.array([pair[1] for pair in asked], np.bool_)


def _intervals(questions: Sequence[QuestionResult]) -> Iterator[tuple[str, Interval]]:
    for name in total_measures(questions):
        yield name, mean_interval(measure_values(questions, name))
    answered = [q.answer for q in questions if q.answer and q.answer.is_answered and q.is_answerable]
    if answered:
        precision = np.array([answer.precision or 0.0 for answer in answered], np.float64)
        yield "answers.citation_precision", mean_interval(precision)
    supported = [float(is_supported(q)) for q in questions if q.answer and q.is_answerable]
    if supported:
        yield "answers.supported", mean_interval(np.array(supported, np.float64))
    confidence, answerable = confidences(questions)
    if 0 < answerable.sum() < len(answerable):
        yield "abstention.auroc", auroc_interval(confidence, answerable)


def _grouped(questions: Sequence[QuestionResult], keys: Sequence[str]) -> dict[str, Group]:
    groups: dict[str, list[QuestionResult]] = {}
    for key, question in zip(keys, questions, strict=True):
        groups.setdefault(key, []).append(question)
    return {key: _group(members) for key, members in sorted(groups.items()) if key}


def _group(members: Sequence[QuestionResult]) -> Group:
    asked = [member for member in members if member.answer is not None]
    silent = [float(not member.answer.is_answered) for member in asked if member.answer is not None]
    return Group(
        questions=len(members),
        measures=total_measures(members),
        supported=mean([float(is_supported(member)) for member in asked if member.is_answerable]),
        not_found=mean(silent),
    )


def _corpus(documents: Mapping[str, str], sources: Mapping[str, str]) -> tuple[CorpusDocument, ...]:
    return tuple(
        CorpusDocument(document_id, hashlib.sha256(text.encode()).hexdigest(), sources.get(document_id))
        for document_id, text in documents.items()
    )
