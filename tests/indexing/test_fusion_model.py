"""The learnt fusion weights: their formula, and the file that comes with the package."""

from __future__ import annotations

import pytest

from indexing.fusion_model import FusionModel, SignalWeight, load_fusion_model

LEXICAL = SignalWeight(constant=0.4, english=-0.3, unknown=-0.5)
MODEL = FusionModel(
    dense=SignalWeight(0.1, 0.0, 0.2), lexical=LEXICAL, late=SignalWeight(0.5, 0.1, 0.0), sentence=SignalWeight(1, 0, 0)
)


@pytest.mark.parametrize(
    ("is_english", "unknown_mass", "weight"),
    [(False, 0.0, 0.4), (True, 0.0, 0.1), (False, 0.5, 0.15), (True, 0.5, 0.0)],
)
def test_a_weight_depends_on_the_question_and_is_never_negative(
    is_english: bool, unknown_mass: float, weight: float
) -> None:
    assert LEXICAL.of(is_english=is_english, unknown_mass=unknown_mass) == pytest.approx(weight)


def test_weights_of_all_signals() -> None:
    weights = MODEL.weights(is_english=False, unknown_mass=0.5)
    assert (weights.late, weights.sentence) == (0.5, 1.0)
    assert (weights.dense, weights.lexical) == pytest.approx((0.2, 0.15))


def test_the_model_of_the_package_ranks_by_late_interaction_first() -> None:
    weights = load_fusion_model().weights(is_english=False, unknown_mass=0.0)
    assert weights.late + weights.sentence > weights.dense + weights.lexical
    assert min(weights.dense, weights.lexical) >= 0
