"""What each stage of the pipeline is worth: alone, and together, over several sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from eval import provenance
from eval.beir import read_beir
from eval.beir_run import evaluate_beir
from eval.collection import index_collection
from eval.errors import ResultsError
from eval.local import LocalTarget
from eval.questions import read_questions
from eval.results import Hardware, Results
from eval.running import evaluate_questions
from eval.significance import compare_means
from eval.stage_costs import Stage
from eval.stages import FIXED_WEIGHTS, RANKING, StageWorth, stage_worths
from eval.summary import measure_values
from eval.target import Scalar
from indexing.config import RetrievalConfig, SignalWeights
from indexing.encoder import Encoder

WHOLE: Final = "all"
DENSE: Final = "dense"
LEXICAL: Final = "lexical"
INTERACTION: Final = "late + sentence interaction"
_DEFAULTS: Final = RetrievalConfig()
# Candidates without anything that ranks them: they come in order of their ids.
NOTHING: Final = replace(_DEFAULTS, weights=SignalWeights(), named_document_boost=0.0)
# The order in which reports show them.
STAGES: Final[Mapping[str, RetrievalConfig]] = {
    DENSE: replace(NOTHING, weights=SignalWeights(dense=1.0)),
    LEXICAL: replace(NOTHING, weights=SignalWeights(lexical=1.0)),
    "late interaction": replace(NOTHING, weights=SignalWeights(late=1.0)),
    "sentence interaction": replace(NOTHING, weights=SignalWeights(sentence=1.0)),
    INTERACTION: replace(NOTHING, weights=SignalWeights(late=0.5, sentence=1.0)),
    "dense + lexical": replace(NOTHING, weights=SignalWeights(dense=1.0, lexical=0.3)),
    "fixed weights": replace(_DEFAULTS, weights=FIXED_WEIGHTS),
    WHOLE: _DEFAULTS,
}
# What ranks passages by itself, among the stages of the pipeline.
_RANKING: Final = {Stage.DENSE: DENSE, Stage.LEXICAL: LEXICAL, Stage.INTERACTION: INTERACTION}


class Cell(msgspec.Struct, frozen=True):
    """One stage on one set; ``p`` (two-sided) is of its nDCG@10 against the whole pipeline's."""

    set: str
    stage: str
    questions: int
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    p: float


class Ablation(msgspec.Struct, frozen=True):
    """All stages on all sets, and what they were measured with.

    Attributes:
        format_version: of this file.
        cells: rankings by the stages alone and together.
        model: the embedding model.
        model_fingerprint: SHA-256 over its files.
        configuration: versions and settings.
        commit: of the sources, with "+" when they were changed since; None when unknown.
        belagg_version: of the package.
        hardware: the machine.
        created: ISO 8601.
        worths_of: the question file that the stages' worths were measured on; "" when there was none.
        worths: what each stage earns and costs.
    """

    format_version: int
    cells: tuple[Cell, ...]
    model: str | None
    model_fingerprint: str | None
    configuration: Mapping[str, Scalar]
    commit: str | None
    belagg_version: str
    hardware: Hardware
    created: str
    worths_of: str = ""
    worths: tuple[StageWorth, ...] = ()


@dataclass(frozen=True, slots=True)
class Workplace:
    """What an ablation works with.

    Attributes:
        index: searched for question files.
        cache: indexes of BEIR sets.
        encoder: the embedding model.
    """

    index: Path
    cache: Path
    encoder: Encoder


def ablate(sets: Sequence[Path], workplace: Workplace) -> Ablation:
    """Run every stage on every set, and weigh what each earns against what it costs on the first question file.

    Args:
        sets: question files and BEIR folders.
        workplace: what to work with.
    """
    cells: list[Cell] = []
    last = None
    for path in sets:
        runs = dict(_runs(path, workplace))
        last = runs[WHOLE]
        cells += [_cell(stage, run, runs[WHOLE]) for stage, run in runs.items()]
    if last is None:
        raise ResultsError("nothing to run: name question files or BEIR folders")
    files = [path for path in sets if not path.is_dir()][:1]
    return Ablation(
        format_version=1,
        cells=tuple(cells),
        worths_of="".join(path.stem for path in files),
        worths=tuple(worth for path in files for worth in _worths(path, workplace, cells)),
        model=last.model,
        model_fingerprint=last.model_fingerprint,
        configuration=last.configuration,
        commit=last.commit,
        belagg_version=last.belagg_version,
        hardware=provenance.hardware(),
        created=provenance.now(),
    )


def read_ablation(path: Path) -> Ablation:
    """Read what `belagg eval ablation --json` wrote.

    Args:
        path: the file.

    Raises:
        ResultsError: it is missing or malformed.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ablation)
    except OSError as error:
        reason = error.strerror
        raise ResultsError(f"{path}: cannot be read ({reason}); make one with `belagg eval ablation`") from error
    except msgspec.MsgspecError as error:
        raise ResultsError(f"{path}: is not an ablation of this version ({error}); measure again") from error


def _runs(path: Path, workplace: Workplace) -> Iterator[tuple[str, Results]]:
    if path.is_dir():
        queries = read_beir(path)
        index = index_collection(queries.collection, workplace.cache, workplace.encoder)
        for stage, config in STAGES.items():
            yield stage, evaluate_beir(LocalTarget.using(index, workplace.encoder, config), queries)[0]
        return
    asked = read_questions([path])
    for stage, config in STAGES.items():
        target = LocalTarget.using(workplace.index, workplace.encoder, config)
        yield stage, evaluate_questions(target, asked, path.stem, answers=False)[0]


def _worths(path: Path, workplace: Workplace, cells: Sequence[Cell]) -> tuple[StageWorth, ...]:
    alone = {cell.stage: cell.measures[RANKING] for cell in cells if cell.set == path.stem}
    ranking = {stage: alone[name] for stage, name in _RANKING.items()}
    return stage_worths(workplace.index, workplace.encoder, read_questions([path]), ranking)


def _cell(stage: str, run: Results, whole: Results) -> Cell:
    own, other = (measure_values(results.per_question, RANKING) for results in (run, whole))
    p = 1.0 if np.array_equal(own, other) else compare_means(other, own).p
    return Cell(run.name, stage, len(own), run.measures, run.intervals, p)
