"""Rounding a matrix product to bytes so that its results change as little as possible.

Pure array functions; what they need to know of the inputs comes from `indexing.quantization_calibration`.
docs/adr/0010-encoder-speed.md has the measurements behind the constants.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

LEVELS = 255
"""Steps between the least and the greatest byte."""

_WEIGHT_LIMIT = 127
_BLOCK_ROWS = 64
_DAMPING = 0.01
_EXPONENTS = (0.5, 0.65, 0.8, 1.0)
_FEEDBACK_GAIN = 0.4  # what error feedback leaves of the rounding error of weights, about, over the model's products
_LEAST_MAXIMUM = 1e-4


@dataclass(frozen=True, slots=True)
class ByteWeights:
    """A matrix in bytes: weight = code * scale of its column.

    Attributes:
        codes: shape (inputs, outputs), -127 to 127.
        scales: shape (outputs,).
    """

    codes: NDArray[np.int8]
    scales: FloatArray


@dataclass(frozen=True, slots=True)
class ByteRange:
    """How inputs become bytes: byte = round(input / scale) + zero, cut off at 0 and 255."""

    scale: float
    zero: int

    @classmethod
    def of(cls, low: FloatArray, high: FloatArray) -> ByteRange:
        """Return the range that holds all inputs.

        Args:
            low: least input of each channel.
            high: greatest input of each channel.
        """
        least, greatest = min(float(low.min()), 0.0), max(float(high.max()), 0.0)
        scale = max(greatest - least, _LEAST_MAXIMUM) / LEVELS
        return cls(scale, round(-least / scale))

    def rounded(self, inputs: FloatArray) -> FloatArray:
        """Return the inputs as the bytes represent them."""
        bytes_ = np.clip(np.round(inputs / self.scale) + self.zero, 0, LEVELS)
        values: FloatArray = ((bytes_ - self.zero) * self.scale).astype(np.float32)
        return values


def balance(low: FloatArray, high: FloatArray, sample: FloatArray, weights: FloatArray) -> FloatArray:
    """Choose by what to divide each input channel, and to multiply its weights, before both are rounded.

    A few channels reach twenty times as far as the others and would take all the levels; divided, they leave them to
    the others, at the price of larger weights (SmoothQuant, Xiao et al. 2022, arXiv:2211.10438). The exponent that
    shares the trouble between inputs and weights is the one with the least error on the sample.

    Args:
        low: least input of each channel, shape (inputs,).
        high: greatest input of each channel, shape (inputs,).
        sample: inputs, shape (rows, inputs).
        weights: shape (inputs, outputs).

    Returns:
        Factors, shape (inputs,), about 1.
    """
    exact = sample @ weights
    candidates = [_factors(low, high, weights, exponent) for exponent in _EXPONENTS]
    errors = [_error(exact, low / f, high / f, sample / f, weights * f[:, None]) for f in candidates]
    return candidates[int(np.argmin(errors))]


def column_scales(weights: FloatArray) -> FloatArray:
    """Return the scale of each column, shape (outputs,), by which its weights fit into bytes."""
    scales: FloatArray = np.maximum(np.abs(weights).max(axis=0), np.finfo(np.float32).tiny * LEVELS) / _WEIGHT_LIMIT
    return scales


def round_weights(weights: FloatArray, moments: FloatArray) -> ByteWeights:
    """Round a matrix so that its products change least, each row making up for the errors of those before it.

    The method is GPTQ (Frantar et al. 2022, arXiv:2210.17323), rows with the strongest inputs first.

    Args:
        weights: shape (inputs, outputs).
        moments: mean product of each pair of inputs, shape (inputs, inputs).
    """
    scales = column_scales(weights)
    order = np.argsort(-np.diag(moments), kind="stable")
    left = weights[order].astype(np.float64)
    feedback = _feedback(moments[np.ix_(order, order)].astype(np.float64))
    codes = np.empty(weights.shape, np.int8)
    for start in range(0, len(left), _BLOCK_ROWS):
        rows = slice(start, min(start + _BLOCK_ROWS, len(left)))
        codes[order[rows]], errors = _round_block(left[rows], feedback[rows, rows], scales)
        left[rows.stop :] -= feedback[rows, rows.stop :].T @ errors
    return ByteWeights(codes, scales)


def _factors(low: FloatArray, high: FloatArray, weights: FloatArray, exponent: float) -> FloatArray:
    inputs = np.maximum(np.maximum(-low, high), _LEAST_MAXIMUM)
    outputs = np.maximum(np.abs(weights).max(axis=1), _LEAST_MAXIMUM)
    factors: FloatArray = inputs**exponent / outputs ** (1 - exponent)
    return (factors / np.median(factors)).astype(np.float32)


def _error(exact: FloatArray, low: FloatArray, high: FloatArray, sample: FloatArray, weights: FloatArray) -> float:
    """Estimate the squared error of the rounded product, error feedback on the weights included."""
    scales = column_scales(weights)
    of_weights = sample @ (np.round(weights / scales) * scales) - exact
    of_inputs = ByteRange.of(low, high).rounded(sample) @ weights - exact
    return float(np.square(of_inputs).sum() + _FEEDBACK_GAIN * np.square(of_weights).sum())


def _feedback(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how the error of one row is made up for by those after it: an upper triangle, shape (inputs, inputs)."""
    damping = max(_DAMPING * float(np.diag(moments).mean()), np.finfo(np.float64).tiny)
    inverse = np.linalg.inv(moments + damping * np.eye(len(moments)))
    return np.linalg.cholesky((inverse + inverse.T) / 2).T.astype(np.float64)


def _round_block(
    weights: NDArray[np.float64], feedback: NDArray[np.float64], scales: FloatArray
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Round some rows, shape (rows, outputs); returns the codes and what is left to make up for, in that shape."""
    codes = np.empty(weights.shape, np.int8)
    errors = np.empty(weights.shape)
    left = weights.copy()
    for row in range(len(left)):
        codes[row] = np.clip(np.round(left[row] / scales), -_WEIGHT_LIMIT, _WEIGHT_LIMIT)
        errors[row] = (left[row] - codes[row] * scales) / feedback[row, row]
        left[row + 1 :] -= np.outer(feedback[row, row + 1 :], errors[row])
    return codes, errors
