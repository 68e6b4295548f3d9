"""Swedish unless a question reads as English."""

import pytest

from indexing.question_language import is_english


@pytest.mark.parametrize(
    "question",
    [
        "What does the Left Party say about private health insurance?",
        "Does having a regular doctor make people live longer?",
        "which authority should scrutinise cosmetic clinics",
    ],
)
def test_english(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "vad säger V om privata sjukvårdsförsäkringar?",
        "mobil röntgen upphandling",
        "second opinion",
        "Vad är traineeprogram for nurses?",
        "får man gå gratis till akuten med ungen?",
        "MRI",
    ],
)
def test_not_english(question: str) -> None:
    assert not is_english(question)
