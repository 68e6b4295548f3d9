"""Fitting the answer model: `belagg eval fit` writes indexing/answer_model.toml from a question set.

The regressions have a light L2 penalty on standardised signals, so that the figures can be read
side by side and a rerun gives the same file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from indexing.answer_model import AnswerModel, LogisticModel

Matrix = NDArray[np.float64]

_PENALTY = 1.0
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """Signals of one thing to be judged, and what is right."""

    signals: Mapping[str, float]
    is_positive: bool


def fit_logistic(examples: Sequence[Example], penalty: float = _PENALTY) -> LogisticModel:
    """Fit a logistic regression by maximum penalised likelihood.

    Args:
        examples: at least one of each class, all with the same signals.
        penalty: L2, on the weights of standardised signals; the intercept is free.

    Returns:
        The model in the signals' own units, rounded to ``_DIGITS``.
    """
    names = list(examples[0].signals)
    raw = np.array([[example.signals[name] for name in names] for example in examples], np.float64)
    labels = np.array([example.is_positive for example in examples], np.float64)
    mean, deviation = raw.mean(axis=0), raw.std(axis=0)
    deviation[deviation == 0] = 1.0
    weights = _solve((raw - mean) / deviation, labels, penalty)
    slopes = weights[1:] / deviation
    intercept = weights[0] - float(slopes @ mean)
    return LogisticModel(
        intercept=round(float(intercept), _DIGITS),
        weights={name: round(float(slope), _DIGITS) for name, slope in zip(names, slopes, strict=True)},
    )


def _solve(signals: Matrix, labels: Matrix, penalty: float) -> Matrix:
    design = np.column_stack([np.ones(len(signals)), signals])  # (examples, 1 + signals)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        log_odds = design @ weights
        free = np.concatenate([[0.0], weights[1:]])
        value = float((np.logaddexp(0, log_odds) - labels * log_odds).sum() + penalty * (free @ free) / 2)
        gradient = design.T @ (1 / (1 + np.exp(-log_odds)) - labels) + penalty * free
        return value, gradient

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 5000})
    return np.asarray(found.x, np.float64)


def write_answer_model(path: Path, model: AnswerModel, fitted_on: str) -> None:
    """Write the model file.

    Args:
        path: the file; replaced as a whole.
        model: what to write.
        fitted_on: the question sets, in words.
    """
    lines = [
        f"# Written by `belagg eval fit` from {fitted_on}. Logistic regressions: log-odds = intercept + sum of",
        "# weight times signal; margins are explained in indexing/answer_model.py. The signals are explained in",
        "# indexing/sentences.py and indexing/confidence.py.",
    ]
    for name, part in (("sentence", model.sentence), ("confidence", model.confidence)):
        lines += ["", f"[{name}]", f"intercept = {part.intercept}", f"[{name}.weights]"]
        lines += [f"{signal} = {weight}" for signal, weight in part.weights.items()]
    lines += ["", "[margins]"]
    lines += [f"{name} = {margin}" for name, margin in msgspec.structs.asdict(model.margins).items()]
    temporary = path.with_suffix(".tmp")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(path)
