"""What each stage of the pipeline is worth: alone, and together, over several sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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
from eval.summary import measure_values
from eval.target import Scalar
from indexing.config import RetrievalConfig, SignalWeights
from indexing.encoder import Encoder

WHOLE: Final = "all"
_DEFAULTS: Final = RetrievalConfig()
# Candidates without anything that ranks them: they come in order of their ids.
NOTHING: Final = replace(_DEFAULTS, weights=SignalWeights(), named_document_boost=0.0)
# The order in which reports show them.
STAGES: Final[Mapping[str, RetrievalConfig]] = {
    "dense": replace(NOTHING, weights=SignalWeights(dense=1.0)),
    "lexical": replace(NOTHING, weights=SignalWeights(lexical=1.0)),
    "late interaction": replace(NOTHING, weights=SignalWeights(late=1.0)),
    "sentence interaction": replace(NOTHING, weights=SignalWeights(sentence=1.0)),
    "dense + lexical": replace(NOTHING, weights=SignalWeights(dense=1.0, lexical=0.3)),
    "fixed weights": replace(_DEFAULTS, weights=SignalWeights(dense=0.25, lexical=0.2, late=0.5, sentence=1.0)),
    WHOLE: _DEFAULTS,
}
COMPARED: Final = "nDCG@10"


class Cell(msgspec.Struct, frozen=True):
    """One stage on one set; ``p`` (two-sided) is of its nDCG@10 against the whole pipeline's."""

    set: str
    stage: str
    questions: int
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    p: float


class Ablation(msgspec.Struct, frozen=True):
    """All stages on all sets, and what they were measured with."""

    format_version: int
    cells: tuple[Cell, ...]
    model: str | None
    model_fingerprint: str | None
    configuration: Mapping[str, Scalar]
    commit: str | None
    belagg_version: str
    hardware: Hardware
    created: str


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
    """Run every stage on every set.

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
    return Ablation(
        format_version=1,
        cells=tuple(cells),
        model=last.model,
        model_fingerprint=last.model_fingerprint,
        configuration=last.configuration,
        commit=last.commit,
        belagg_version=last.belagg_version,
        hardware=provenance.hardware(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
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


def _cell(stage: str, run: Results, whole: Results) -> Cell:
    own, other = (measure_values(results.per_question, COMPARED) for results in (run, whole))
    p = 1.0 if np.array_equal(own, other) else compare_means(other, own).p
    return Cell(run.name, stage, len(own), run.measures, run.intervals, p)
