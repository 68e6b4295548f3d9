"""Fitting the fusion model: listwise softmax over each question's candidates, a light penalty towards fixed weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import minimize

from eval.fusion_examples import FEATURES, SIGNALS, Example, Matrix, interleaved
from indexing.config import RetrievalConfig
from indexing.fusion_model import FusionModel, SignalWeight

# The first release's fixed weights: what the model stays near to where the questions say nothing else.
FIXED: Final = np.array([[0.25, 0.0, 0.0], [0.2, 0.0, 0.0], [0.5, 0.0, 0.0], [1.0, 0.0, 0.0]])
_PENALTY: Final = 0.01
# Scores times this are the softmax's log-odds; near the slope at which fixed weights fit best.
_SLOPE: Final = 1.5
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Validation:
    """What questions of a set lose or gain when the model is fitted to the other sets.

    Attributes:
        name: the set.
        fixed: mean reciprocal rank of the first right candidate with fixed weights.
        fitted: with weights fitted to the other sets.
        adaptive: with weights that depend on the question, fitted to the other sets.
    """

    name: str
    fixed: float
    fitted: float
    adaptive: float


def fit_fusion(sets: Sequence[Sequence[Example]], *, is_adaptive: bool = True) -> Matrix:
    """Fit weights to examples; each set counts the same.

    Args:
        sets: examples, set by set.
        is_adaptive: whether weights depend on the question.

    Returns:
        Shape (signals, features).
    """
    examples = list(interleaved(sets))
    free = np.ones(FIXED.shape, bool)
    free[:, 1:] = is_adaptive

    def loss(values: Matrix) -> tuple[float, Matrix]:
        weights = _filled(values, free)
        total, gradient = float(_PENALTY * ((weights - FIXED) ** 2).sum()), 2 * _PENALTY * (weights - FIXED)
        for example, share in examples:
            value, slope = _listwise(weights, example)
            total += share * value
            gradient += share * slope
        return total, gradient[free]

    bounds = [(0.0, None) if column == 0 else (None, None) for _, column in np.argwhere(free)]
    found = minimize(loss, FIXED[free], jac=True, method="L-BFGS-B", bounds=bounds)
    return _filled(found.x, free)


def cross_validate(sets: Mapping[str, Sequence[Example]]) -> list[Validation]:
    """Fit to all sets but one and score that one, for each set.

    Args:
        sets: at least two, by name.
    """
    return [
        Validation(
            name=name,
            fixed=reciprocal_rank(FIXED, examples),
            fitted=reciprocal_rank(fit_fusion(_others(sets, name), is_adaptive=False), examples),
            adaptive=reciprocal_rank(fit_fusion(_others(sets, name)), examples),
        )
        for name, examples in sets.items()
    ]


def reciprocal_rank(weights: Matrix, examples: Sequence[Example]) -> float:
    """Return the mean reciprocal rank of the first right candidate.

    Args:
        weights: shape (signals, features).
        examples: at least one.
    """
    return float(np.mean([1 / _first_rank(_scores(weights, one), one.is_right) for one in examples]))


def to_model(weights: Matrix) -> FusionModel:
    """Return the weights, shape (signals, features), as a model, rounded."""
    rounded = weights.round(_DIGITS).tolist()
    signals = {
        name: SignalWeight(**dict(zip(FEATURES, row, strict=True))) for name, row in zip(SIGNALS, rounded, strict=True)
    }
    return FusionModel(**signals)


def write_fusion_model(path: Path, model: FusionModel, fitted_on: str) -> None:
    """Write the model file.

    Args:
        path: the file; replaced as a whole.
        model: what to write.
        fitted_on: the question sets, in words.
    """
    lines = [
        f"# Written by `belagg eval fit-fusion` from {fitted_on}. A signal's weight for a question is constant",
        "# + english (if the question is in English) + unknown * share of its terms' idf mass that no passage holds.",
    ]
    for name in SIGNALS:
        weight: SignalWeight = getattr(model, name)
        lines += ["", f"[{name}]", *(f"{feature} = {getattr(weight, feature)}" for feature in FEATURES)]
    temporary = path.with_suffix(".tmp")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(path)


def _others(sets: Mapping[str, Sequence[Example]], name: str) -> list[Sequence[Example]]:
    return [examples for other, examples in sets.items() if other != name]


def _filled(values: Matrix, free: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Matrix:
    weights = np.zeros(FIXED.shape)
    weights[free] = values
    return weights


def _scores(weights: Matrix, example: Example) -> Matrix:
    """Return the candidates' scores, shape (candidates,)."""
    of_question = np.maximum(weights @ example.features, 0.0)  # (signals,)
    boost = RetrievalConfig().named_document_boost * example.boost
    return np.asarray(example.signals @ of_question + boost)


def _listwise(weights: Matrix, example: Example) -> tuple[float, Matrix]:
    """Return minus the log-probability of the right candidates, and its gradient, shape (signals, features)."""
    scores = _SLOPE * _scores(weights, example)
    odds = np.exp(scores - scores.max())
    right = np.where(example.is_right, odds, 0.0)
    pull = odds / odds.sum() - right / right.sum()  # (candidates,)
    active = weights @ example.features > 0
    gradient = _SLOPE * np.outer(active * (pull @ example.signals), example.features)
    return float(np.log(odds.sum()) - np.log(right.sum())), gradient


def _first_rank(scores: Matrix, is_right: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int:
    return int((scores > scores[is_right].max()).sum()) + 1
