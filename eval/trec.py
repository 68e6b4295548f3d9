"""TREC run and qrels files, in and out, for trec_eval and its kin."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.errors import DatasetError
from eval.measures import CUTOFFS, score_rankings
from eval.questions import SourceFile
from eval.relevance import Qrels
from eval.results import QuestionResult, Results, Returned, write_whole
from eval.summary import Measured, summarise
from eval.target import Description

RUN_FILE = "run.trec"
QRELS_FILE = "qrels.trec"
_TAG = "belagg"

Scored = Sequence[tuple[str, float]]


def write_trec(folder: Path, rankings: Mapping[str, Scored], qrels: Qrels) -> None:
    """Write ``run.trec`` and ``qrels.trec``.

    Args:
        folder: created when it is missing.
        rankings: item ids with scores, best first, by question id; only judged questions are written.
        qrels: grades by question and item id.

    Raises:
        DatasetError: an id has white space, which these files cannot hold.
        ResultsError: the disk refused.
    """
    judged = {question: rankings.get(question, ()) for question in qrels}
    _refuse_spaces([*qrels, *(item for scored in judged.values() for item, _ in scored)])
    _refuse_spaces(item for grades in qrels.values() for item in grades)
    run = [
        f"{question} Q0 {item} {rank} {score!r} {_TAG}\n"
        for question, scored in judged.items()
        for rank, (item, score) in enumerate(scored, start=1)
    ]
    grades = [f"{question} 0 {item} {grade}\n" for question, own in qrels.items() for item, grade in own.items()]
    write_whole("".join(run).encode(), folder / RUN_FILE)
    write_whole("".join(grades).encode(), folder / QRELS_FILE)


def evaluate_trec(run_file: Path, qrels_file: Path) -> Results:
    """Score a run that any system made.

    Args:
        run_file: in TREC form.
        qrels_file: in TREC form; its questions are the denominator.

    Raises:
        DatasetError: a file is missing, malformed or empty, or the run asks no question of the qrels.
    """
    qrels = read_trec_qrels(qrels_file)
    rankings = read_trec_run(run_file)
    if not set(rankings) & set(qrels):
        raise DatasetError(f"{run_file}: has no question of {qrels_file}; give the run and qrels of the same set")
    values = score_rankings(qrels, {question: [item for item, _ in own] for question, own in rankings.items()})
    questions = tuple(_result(q, rankings.get(q, ()), grades, values[q]) for q, grades in qrels.items())
    measured = Measured("trec", run_file.stem, questions, (_source(run_file, qrels), _source(qrels_file, qrels)), {})
    return summarise(measured, Description(index_version=""))


def read_trec_run(file: Path) -> dict[str, Scored]:
    """Read a run; items come by falling score, equal scores as they stand in the file.

    Args:
        file: the run.

    Raises:
        DatasetError: it is missing, malformed or empty, or names an item twice for a question.
    """
    rankings: dict[str, dict[str, float]] = {}
    for number, (question, _, item, _, score, *_) in _lines(file, 6):
        own = rankings.setdefault(question, {})
        if item in own:
            raise DatasetError(f"{file}, line {number}: {item!r} occurs twice for question {question!r}")
        own[item] = _number(file, number, score)
    return {question: sorted(own.items(), key=lambda pair: -pair[1]) for question, own in rankings.items()}


def read_trec_qrels(file: Path) -> dict[str, dict[str, int]]:
    """Read qrels.

    Args:
        file: the judgements.

    Raises:
        DatasetError: it is missing, malformed or empty.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, (question, _, item, grade) in _lines(file, 4):
        qrels.setdefault(question, {})[item] = int(_number(file, number, grade))
    return qrels


def _lines(file: Path, fields: int) -> list[tuple[int, list[str]]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file}: cannot be read ({error})") from error
    split = [(number, line.split()) for number, line in enumerate(lines, start=1) if line.strip()]
    if not split:
        raise DatasetError(f"{file}: is empty")
    for number, words in split:
        if len(words) != fields:
            raise DatasetError(f"{file}, line {number}: has {len(words)} fields instead of {fields}")
    return split


def _number(file: Path, number: int, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DatasetError(f"{file}, line {number}: {text!r} is not a number") from error


def _result(question: str, ranking: Scored, grades: Mapping[str, int], values: dict[str, float]) -> QuestionResult:
    return QuestionResult(
        id=question,
        question="",
        measures=values,
        relevant=sum(grade > 0 for grade in grades.values()),
        returned=tuple(Returned(item, score, grades.get(item, 0)) for item, score in ranking[: max(CUTOFFS)]),
        gold=tuple(item for item, grade in grades.items() if grade > 0),
    )


def _source(file: Path, qrels: Qrels) -> SourceFile:
    return SourceFile(file.name, hashlib.sha256(file.read_bytes()).hexdigest(), len(qrels))


def _refuse_spaces(ids: Iterable[str]) -> None:
    for name in ids:
        if len(name.split()) != 1:
            raise DatasetError(f"the id {name!r} has white space, which TREC files cannot hold; choose another id")
