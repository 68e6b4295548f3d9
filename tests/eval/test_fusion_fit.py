"""Fitting the fusion model, on questions made so that the right weights are known."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from eval.fusion_examples import Example
from eval.fusion_fit import (
    FIXED,
    _listwise,
    cross_validate,
    fit_fusion,
    reciprocal_rank,
    to_model,
    write_fusion_model,
)
from indexing.fusion_model import FusionModel


def examples(number: int, seed: int, *, telling: int, english: float = 0.0) -> list[Example]:
    """Return questions with six candidates, of which the signal ``telling`` alone marks the right one."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(number):
        signals = random.standard_normal((6, 4))
        is_right = np.arange(6) == random.integers(6)
        signals[is_right, telling] += 3.0
        made.append(Example(signals, np.zeros(6), np.array([1.0, english, 0.0]), is_right))
    return made


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    example = examples(1, 5, telling=2)[0]
    weights = FIXED + 0.1
    _, gradient = _listwise(weights, example)
    for place in np.ndindex(2, 1):
        step = np.zeros_like(weights)
        step[place] = 1e-6
        slope = (_listwise(weights + step, example)[0] - _listwise(weights - step, example)[0]) / 2e-6
        assert gradient[place] == pytest.approx(slope, abs=1e-5)


def test_the_telling_signal_gets_the_weight() -> None:
    weights = fit_fusion([examples(60, 1, telling=0)], is_adaptive=False)
    assert weights[0, 0] > 2 * weights[1:, 0].max()
    assert not weights[:, 1:].any()
    assert reciprocal_rank(weights, examples(60, 2, telling=0)) > reciprocal_rank(FIXED, examples(60, 2, telling=0))


def test_english_questions_get_their_own_weights() -> None:
    sets = [examples(60, 1, telling=1), examples(60, 2, telling=2, english=1.0)]
    model = to_model(fit_fusion(sets))
    swedish = model.weights(is_english=False, unknown_mass=0.0)
    english = model.weights(is_english=True, unknown_mass=0.0)
    assert swedish.lexical > swedish.late
    assert english.late > english.lexical


def test_a_set_counts_the_same_whatever_its_size() -> None:
    small, other = examples(10, 1, telling=1), examples(10, 2, telling=3)
    np.testing.assert_allclose(fit_fusion([small, other]), fit_fusion([small * 5, other]), atol=1e-3)


def test_cross_validation_fits_to_the_other_sets() -> None:
    sets = {"a": examples(40, 1, telling=1), "b": examples(40, 2, telling=3)}
    by_name = {found.name: found for found in cross_validate(sets)}
    assert by_name["a"].fitted == pytest.approx(reciprocal_rank(fit_fusion([sets["b"]], is_adaptive=False), sets["a"]))
    assert by_name["b"].fixed == reciprocal_rank(FIXED, sets["b"])


def test_the_file_holds_the_model(tmp_path: Path) -> None:
    model = to_model(FIXED)
    write_fusion_model(tmp_path / "model.toml", model, "a.jsonl")
    content = (tmp_path / "model.toml").read_bytes()
    assert msgspec.toml.decode(content, type=FusionModel) == model
    assert b"from a.jsonl" in content
