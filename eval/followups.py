"""How well follow-up questions are read: as asked, as read in the light of the ones before, and written out in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec
import numpy as np

from eval import provenance
from eval.conversations import ConversationSet, FollowUp
from eval.local import LocalTarget
from eval.measures import DEPTH, means, score_rankings
from eval.progress import tracked
from eval.questions import Question, SourceFile
from eval.relevance import check_gold, relevant_passages
from eval.results import Hardware
from eval.significance import Difference, compare_means
from eval.target import Scalar
from indexing.queries import make_query

SHOWN: Final = ("Success@1", "Success@3", "nDCG@10")
STANDS_ALONE: Final = "stands_alone"
_FEWEST_COMPARED: Final = 2


class Way(StrEnum):
    """How a follow-up is put to the system."""

    ALONE = "alone"
    READ = "read"
    FULL = "full"


class FollowUpResult(msgspec.Struct, frozen=True):
    """One follow-up: what was asked, how it was read ("" when it was left as it was), and each way's measures."""

    id: str
    split: str
    kind: str
    question: str
    read_as: str
    full: str
    measures: dict[str, dict[str, float]]


class FollowUpGroup(msgspec.Struct, frozen=True):
    """Means over some follow-ups.

    Attributes:
        questions: how many.
        measures: by way, then by measure.
        lost: what reading loses against the question in full: ``b - a`` is read less full; p is two-sided.
        won: what reading wins against asking without context. Both are empty for a single follow-up.
    """

    questions: int
    measures: dict[str, dict[str, float]]
    lost: dict[str, Difference]
    won: dict[str, Difference]


class LeftAlone(msgspec.Struct, frozen=True):
    """Questions that stand on their own, each put after one that it has nothing to do with.

    Attributes:
        file: what they were read from.
        share: of them left as they were.
        changed: the others: the question, and how it was read.
    """

    file: SourceFile
    share: float
    changed: tuple[tuple[str, str], ...]


class FollowUpResults(msgspec.Struct, frozen=True):
    """A run over a conversation file.

    Attributes:
        format_version: of this file.
        measures: of the follow-ups as read, over all splits.
        by_split: means by split, and over all.
        by_kind: means by kind of follow-up, over all splits.
        per_question: every follow-up.
        left_alone: None when no question file was given.
        conversations: what was asked, with its checksum.
        index_version: the index generation.
        model: the embedding model.
        model_fingerprint: SHA-256 over its files.
        configuration: versions and settings.
        commit: of the sources, with "+" when they were changed since; None when unknown.
        belagg_version: of the package.
        hardware: the machine.
        created: ISO 8601.
    """

    format_version: int
    measures: dict[str, float]
    by_split: dict[str, FollowUpGroup]
    by_kind: dict[str, FollowUpGroup]
    per_question: tuple[FollowUpResult, ...]
    left_alone: LeftAlone | None
    conversations: SourceFile
    index_version: str
    model: str | None
    model_fingerprint: str | None
    configuration: Mapping[str, Scalar]
    commit: str | None
    belagg_version: str
    hardware: Hardware
    created: str


def evaluate_follow_ups(
    target: LocalTarget, asked: ConversationSet, left_alone: LeftAlone | None = None
) -> FollowUpResults:
    """Ask the follow-ups of a conversation file in each way, and judge the ranked passages by their gold quotes.

    Args:
        target: the engine.
        asked: the conversations; follow-ups without gold are not judged.
        left_alone: what `left_alone` found, to be kept in the same file.

    Raises:
        QuestionFileError: a gold quote stands nowhere.
    """
    follow_ups = [found for found in asked.follow_ups if found.turn.gold]
    questions = [found.in_full for found in follow_ups]
    check_gold(questions, target.documents())
    qrels = relevant_passages(questions, target.passages())
    read_as: dict[str, str] = {}
    rankings: dict[Way, dict[str, list[str]]] = {way: {} for way in Way}
    for found in tracked(follow_ups, "asking"):
        for way in Way:
            rankings[way][found.id], understood = _ranked(target, found, way)
            read_as[found.id] = understood if way is Way.READ else read_as.get(found.id, "")
    values = {way: score_rankings(qrels, rankings[way]) for way in Way}
    results = tuple(_result(found, read_as[found.id], values) for found in follow_ups)
    described = target.describe()
    return FollowUpResults(
        format_version=1,
        measures=means({result.id: result.measures[Way.READ] for result in results}),
        by_split={"all": _group(results)} | _grouped(results, lambda result: result.split),
        by_kind=_grouped(results, lambda result: result.kind),
        per_question=results,
        left_alone=left_alone,
        conversations=asked.file,
        index_version=described.index_version,
        model=described.model,
        model_fingerprint=described.model_fingerprint,
        configuration=described.configuration,
        **provenance.stamp(),
    )


def left_alone(target: LocalTarget, questions: Sequence[Question], file: SourceFile) -> LeftAlone:
    """Put each question after another one, and see whether it is left as it is.

    The other one stands half the file away: neighbours of a question file may be about the same.

    Args:
        target: the engine.
        questions: each stands on its own.
        file: what they were read from.
    """
    changed = []
    for place, question in enumerate(tracked(questions, "asking")):
        before = questions[(place + len(questions) // 2) % len(questions)]
        ranking = target.engine.search(make_query(question.question, earlier=[before.question]))
        if read_as := ranking.understanding.follow_up:
            changed.append((question.question, read_as))
    return LeftAlone(file, 1 - len(changed) / len(questions), tuple(changed))


def _ranked(target: LocalTarget, found: FollowUp, way: Way) -> tuple[list[str], str]:
    """Return a follow-up's passages, best first, and how it was read."""
    text = found.turn.full if way is Way.FULL else found.turn.question
    earlier = found.earlier if way is Way.READ else ()
    ranking = target.engine.search(make_query(text, k=DEPTH, earlier=earlier))
    return [hit.passage.passage_id for hit in ranking.passages], ranking.understanding.follow_up


def _result(found: FollowUp, read_as: str, values: Mapping[Way, Mapping[str, dict[str, float]]]) -> FollowUpResult:
    turn = found.turn
    measures = {way.value: values[way][found.id] for way in Way}
    return FollowUpResult(found.id, found.conversation.split, turn.kind, turn.question, read_as, turn.full, measures)


def _grouped(results: Sequence[FollowUpResult], key: Callable[[FollowUpResult], str]) -> dict[str, FollowUpGroup]:
    names = sorted({key(result) for result in results})
    return {name: _group([result for result in results if key(result) == name]) for name in names}


def _group(members: Sequence[FollowUpResult]) -> FollowUpGroup:
    def compared(way: Way) -> dict[str, Difference]:
        if len(members) < _FEWEST_COMPARED:
            return {}
        return {name: compare_means(_values(members, way, name), _values(members, Way.READ, name)) for name in SHOWN}

    measured = {way.value: means({member.id: member.measures[way] for member in members}) for way in Way}
    return FollowUpGroup(len(members), measured, lost=compared(Way.FULL), won=compared(Way.ALONE))


def _values(members: Sequence[FollowUpResult], way: Way, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([member.measures[way][name] for member in members], np.float64)
