"""What each stage of the pipeline earns: the whole pipeline against one that has to do without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final
from unittest.mock import patch

import msgspec
import numpy as np

from eval.abstention import Floats
from eval.answers import is_supported
from eval.comparison import AUROC, SUPPORTED, paired
from eval.local import LocalTarget
from eval.questions import QuestionSet
from eval.results import QuestionResult, Results
from eval.running import evaluate_questions
from eval.significance import compare_aurocs, compare_means
from eval.stage_costs import Stage, StageCost, stage_costs
from eval.stopwatch import owner_of
from eval.summary import confidences, measure_values
from indexing.answer_model import AnswerModel, LogisticModel, Margins, load_answer_model
from indexing.config import SignalWeights
from indexing.dense import Candidates
from indexing.encoder import Encoder
from indexing.fusion_model import FusionModel, SignalWeight, load_fusion_model
from indexing.mentions import Part
from indexing.records import Query
from indexing.spelling import CorrectedQuery, Speller
from indexing.storage import open_generation
from indexing.understanding import UnderstoodQuestion, understand

RANKING: Final = "nDCG@10"
COMPARED: Final = (RANKING, SUPPORTED, AUROC)
# The first release's, the same for every question.
FIXED_WEIGHTS: Final = SignalWeights(dense=0.25, lexical=0.2, late=0.5, sentence=1.0)
# The nearest sentence alone, as a system without an answer model would choose it.
_NEAREST: Final = LogisticModel(0.0, {"late_gap": 1.0})
_ONE: Final = Margins(sentence=0.0, document=0.0, probability=1.0)
# The cosine of the best passage, as a system without a confidence model would judge by it.
_COSINE: Final = LogisticModel(0.0, {"dense": 1.0})
# Every question is answered, so that only the choice of sentences differs.
_CERTAIN: Final = LogisticModel(500.0, {})

Replacements = Mapping[str, object]
"""What stands in for functions, by their paths as `eval.stopwatch` writes them."""


class Gain(msgspec.Struct, frozen=True):
    """What a measure is with all stages above what it is without one: mean, 95 % interval, p (two-sided)."""

    delta: float
    low: float
    high: float
    p: float


class StageWorth(msgspec.Struct, frozen=True):
    """What a stage earns and what it costs.

    Attributes:
        stage: its name.
        gains: by measure; empty for what no answer can do without.
        alone: nDCG@10 of a ranking by this stage alone; None for stages that rank nothing by themselves.
        cost: milliseconds and bytes.
    """

    stage: str
    gains: dict[str, Gain]
    alone: float | None
    cost: StageCost


def stage_worths(
    index: Path, encoder: Encoder, asked: QuestionSet, alone: Mapping[Stage, float]
) -> tuple[StageWorth, ...]:
    """Run the questions with all stages and without each of them.

    Args:
        index: the index folder.
        encoder: the model that it was built with.
        asked: questions with gold.
        alone: nDCG@10 of the stages that can rank by themselves.
    """
    runs = {name: _run(index, encoder, asked, changed) for name, changed in (("whole", {}), ("answering all", _ALL))}
    engine = LocalTarget.using(index, encoder).engine
    artifacts = open_generation(index).manifest.artifacts
    costs = stage_costs(engine, artifacts, [question.question for question in asked.questions])
    gains: dict[str, dict[str, Gain]] = {}
    for stage, changed in WITHOUT.items():
        whole = runs["answering all" if stage is Stage.ANSWER else "whole"]
        gains[stage] = _gains(_run(index, encoder, asked, changed), whole)
    stages = {str(stage): stage for stage in Stage}
    return tuple(
        StageWorth(cost.stage, gains.get(cost.stage, {}), alone.get(stages[cost.stage]), cost) for cost in costs
    )


@contextmanager
def replaced(functions: Replacements) -> Iterator[None]:
    """Let other functions stand in for some of the pipeline's while the block runs."""
    with ExitStack() as stack:
        for path, replacement in functions.items():
            stack.enter_context(patch.object(*owner_of(path), replacement))
        yield


def _run(index: Path, encoder: Encoder, asked: QuestionSet, changed: Replacements) -> Results:
    with replaced(changed):
        return evaluate_questions(LocalTarget.using(index, encoder), asked, "stages")[0]


def _gains(without: Results, whole: Results) -> dict[str, Gain]:
    """Compare what the table shows, and nothing else: each comparison takes thousands of resamples."""
    poorer, richer = zip(*paired(without, whole), strict=True)
    differences = {
        RANKING: compare_means(measure_values(poorer, RANKING), measure_values(richer, RANKING)),
        SUPPORTED: compare_means(_supported(poorer), _supported(richer)),
    }
    (before, answerable), (after, _) = confidences(poorer), confidences(richer)
    if 0 < answerable.sum() < len(answerable):
        differences[AUROC] = compare_aurocs(before, after, answerable)
    return {name: Gain(found.delta, *found.interval, found.p) for name, found in differences.items()}


def _supported(questions: Sequence[QuestionResult]) -> Floats:
    return np.array([is_supported(question) for question in questions if question.is_answerable], np.float64)


def _find_nothing(index: object, wanted: object, k: int, allowed: object = None) -> Candidates:
    """Stand in for the search of either source of candidates."""
    del index, wanted, k, allowed
    return Candidates(np.empty(0, np.int64), np.empty(0, np.float32))


def _mend_nothing(speller: Speller, query: Query) -> CorrectedQuery:
    del speller
    return CorrectedQuery(query, ())


def _understand_nothing(query: Query, documents: object) -> UnderstoodQuestion:
    del documents
    ignored = tuple(part for part in Part if part is not Part.CORRECTION)
    return understand(replace(query, ignore=(*query.ignore, *ignored)), ())


def _without_signals(*names: str) -> Callable[[], FusionModel]:
    nothing = SignalWeight(constant=0.0, english=0.0, unknown=0.0)
    return lambda: msgspec.structs.replace(load_fusion_model(), **dict.fromkeys(names, nothing))


def _fixed_weights() -> FusionModel:
    weights = (FIXED_WEIGHTS.dense, FIXED_WEIGHTS.lexical, FIXED_WEIGHTS.late, FIXED_WEIGHTS.sentence)
    return FusionModel(*(SignalWeight(weight, 0.0, 0.0) for weight in weights))


def _answering(
    *, sentence: LogisticModel | None = None, margins: Margins | None = None, confidence: LogisticModel | None = None
) -> Replacements:
    def model() -> AnswerModel:
        whole = load_answer_model()
        return AnswerModel(sentence or whole.sentence, margins or whole.margins, confidence or whole.confidence)

    return {"indexing.engine:load_answer_model": model}


_FUSION: Final = "indexing.retriever:load_fusion_model"
_ALL: Final = _answering(confidence=_CERTAIN)
WITHOUT: Final[Mapping[Stage, Replacements]] = {
    Stage.SPELLING: {"indexing.spelling:Speller.correct": _mend_nothing},
    Stage.UNDERSTANDING: {"indexing.retriever:understand": _understand_nothing},
    Stage.DENSE: {_FUSION: _without_signals("dense"), "indexing.dense:DenseIndex.search": _find_nothing},
    Stage.LEXICAL: {_FUSION: _without_signals("lexical"), "indexing.lexical:LexicalIndex.search": _find_nothing},
    Stage.INTERACTION: {_FUSION: _without_signals("late", "sentence")},
    Stage.FUSION: {_FUSION: _fixed_weights},
    Stage.ANSWER: _answering(sentence=_NEAREST, margins=_ONE, confidence=_CERTAIN),
    Stage.CONFIDENCE: _answering(confidence=_COSINE),
}
