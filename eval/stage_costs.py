"""What each stage of the pipeline costs: milliseconds of an answer, and bytes of an index generation."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from eval.stopwatch import Stopwatch
from indexing.engine import Engine
from indexing.queries import make_query
from indexing.recipes import Artifact

_WARM_UP: Final = 5


class Stage(StrEnum):
    """A stage of the pipeline, in the order in which a question passes them."""

    SPELLING = "spelling"
    UNDERSTANDING = "understanding"
    ENCODING = "encoding the question"
    DENSE = "dense"
    LEXICAL = "lexical"
    INTERACTION = "late and sentence interaction"
    FUSION = "learnt fusion"
    ANSWER = "choice of sentences"
    CONFIDENCE = "confidence"
    REST = "the rest: passages, documents"


# Functions that a stage consists of, where they are called.
FUNCTIONS: Final[Mapping[str, Stage]] = {
    "indexing.spelling:Speller.correct": Stage.SPELLING,
    "indexing.retriever:understand": Stage.UNDERSTANDING,
    "indexing.onnx_encoder:OnnxEncoder.encode_queries_with_tokens": Stage.ENCODING,
    "indexing.dense:DenseIndex.search": Stage.DENSE,
    "indexing.dense:DenseIndex.scores": Stage.DENSE,
    "indexing.retriever:terms": Stage.LEXICAL,
    "indexing.lexical:LexicalIndex.search": Stage.LEXICAL,
    "indexing.lexical:LexicalIndex.scores_of": Stage.LEXICAL,
    "indexing.tokens:TokenStore.sentence_similarities": Stage.INTERACTION,
    "indexing.retriever:Retriever._fuse": Stage.FUSION,
    "indexing.retriever:Retriever._best_first": Stage.FUSION,
    "indexing.answering:Answerer.judge": Stage.ANSWER,
    "indexing.answering:Answerer.choose": Stage.ANSWER,
    "indexing.answering:Answerer.cite": Stage.ANSWER,
    "indexing.answering:confidence_signals": Stage.CONFIDENCE,
}
# By the beginning of an artifact's name; what is not here belongs to the rest.
_ARTIFACTS: Final[Mapping[str, Stage]] = {
    "dense": Stage.DENSE,
    "lexical": Stage.LEXICAL,
    "sentences": Stage.ANSWER,
    "tokens": Stage.INTERACTION,
    "vocabulary": Stage.SPELLING,
}


class StageCost(msgspec.Struct, frozen=True):
    """A stage's costs.

    Attributes:
        stage: its name.
        p50_ms: median over the questions of what an answer spends on it alone.
        index_bytes: of a generation on disk.
    """

    stage: str
    p50_ms: float
    index_bytes: int


def stage_costs(engine: Engine, artifacts: Mapping[str, Artifact], questions: Sequence[str]) -> tuple[StageCost, ...]:
    """Answer questions and see what each stage takes.

    Args:
        engine: an opened index.
        artifacts: of its generation.
        questions: at least one.
    """
    sizes = dict.fromkeys(Stage, 0)
    for name, artifact in artifacts.items():
        sizes[stage_of(name)] += artifact.size
    times = _times(engine, questions)
    return tuple(StageCost(stage, round(statistics.median(times[stage]), 3), sizes[stage]) for stage in Stage)


def stage_of(artifact: str) -> Stage:
    """Return the stage that an artifact is for."""
    return next((stage for start, stage in _ARTIFACTS.items() if artifact.startswith(start)), Stage.REST)


def _times(engine: Engine, questions: Sequence[str]) -> dict[Stage, list[float]]:
    """Return what each stage of each answer took, in milliseconds."""
    times: dict[Stage, list[float]] = {stage: [] for stage in Stage}
    watch = Stopwatch()
    for question in questions[:_WARM_UP]:
        engine.ask(make_query(question))
    with watch.watching(FUNCTIONS):
        for question in questions:
            watch.reset()
            started = time.perf_counter()
            engine.ask(make_query(question))
            whole = time.perf_counter() - started
            spent = {**watch.spent_s, Stage.REST: whole - sum(watch.spent_s.values())}
            for stage in Stage:
                times[stage].append(1000 * spent.get(stage, 0.0))
    return times
