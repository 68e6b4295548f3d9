"""Misspellings: what each kind of slip does, and how often questions are changed."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from eval.training.augmentation import LOWERED_SHARE, MISSPELT_SHARE, augmented, misspelt

QUESTION = "Får äldre Åka gratis?"


class Scripted(np.random.Generator):
    """A generator that gives the numbers it was told to."""

    def __init__(self, *numbers: float, at: int = 0, letter: str = "", slips: int = 1) -> None:
        super().__init__(np.random.PCG64(0))
        self._numbers = list(numbers)
        self._at = at
        self._choices: list[int | str] = [slips, letter]

    def random(self, *_: object, **__: object) -> float:  # type: ignore[override]
        return self._numbers.pop(0)

    def integers(self, *_: object, **__: object) -> int:  # type: ignore[override]
        return self._at

    def choice(self, *_: object, **__: object) -> int | str:  # type: ignore[override]
        return self._choices.pop(0)


@pytest.mark.parametrize(
    ("rng", "result"),
    [
        (Scripted(0.1), "Far aldre Aka gratis?"),
        (Scripted(0.9, 0.1, at=2), "Få äldre Åka gratis?"),
        (Scripted(0.9, 0.5, at=2), "Frå äldre Åka gratis?"),
        (Scripted(0.9, 0.1, at=3), "Få räldre Åka gratis?"),  # a space is not left out, but swapped
        (Scripted(0.9, 0.8, at=2), "Fårr äldre Åka gratis?"),
        (Scripted(0.9, 0.9, at=2, letter="t"), "Fåt äldre Åka gratis?"),
        (Scripted(0.9, 0.8, 0.1, at=2, slips=2), "Får äldre Åka gratis?"),
    ],
)
def test_slips(rng: Scripted, result: str) -> None:
    assert misspelt(QUESTION, rng) == result


def test_a_very_short_question_stays() -> None:
    assert misspelt("Hur?", Scripted(0.9)) == "Hur?"


def test_english_questions_only_lose_their_capitals() -> None:
    rng = np.random.default_rng(0)
    found = {augmented("Who Pays for trains?", rng, is_swedish=False) for _ in range(200)}
    assert found == {"Who Pays for trains?", "who pays for trains"}


def test_shares() -> None:
    rng = np.random.default_rng(0)
    made = Counter(augmented("Vem betalar tåget Mora?", rng, is_swedish=True) for _ in range(20_000))
    unchanged = made["Vem betalar tåget Mora?"] / 20_000
    assert unchanged == pytest.approx((1 - MISSPELT_SHARE) * (1 - LOWERED_SHARE), abs=0.01)
    lowered = sum(count for question, count in made.items() if question == question.lower())
    assert lowered / 20_000 == pytest.approx(LOWERED_SHARE, abs=0.01)
