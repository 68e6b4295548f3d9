"""Which questions ask for no more than what is said about a topic."""

from __future__ import annotations

import pytest

from indexing.open_questions import asks_what_is_said


@pytest.mark.parametrize(
    "question",
    [
        "Vad säger V om taxehöjningar?",
        "vad sägs om tågvärdarna",
        "Vad står det i motionen om it-plattform?",
        "Vad tycker Vänsterpartiet om konkurrensutsättning?",
        "Vad skrivs kring vårdval?",
        "Nämns färdtjänsten?",
        "Säger programmet något om färdtjänst?",
    ],
)
def test_open(question: str) -> None:
    assert asks_what_is_said(question)


@pytest.mark.parametrize(
    "question",
    [
        "Hur många vårdplatser behövs?",
        "Vad kostar ett akutbesök för barn?",
        "Vad vill V göra åt nätläkare?",
        "Varför är läkare stressade?",
        "taxehöjningar",
        "Vad säger V om löner, och hur mycket ska de höjas?",
        "",
    ],
)
def test_not_open(question: str) -> None:
    assert not asks_what_is_said(question)
