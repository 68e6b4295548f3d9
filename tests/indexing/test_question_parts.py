"""Questions taken apart into the things that they ask."""

from __future__ import annotations

import pytest

from indexing.question_parts import asks_both_levels, question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Vad vill V göra åt köerna, och hur ska personalen behållas?",
            ("Vad vill V göra åt köerna", "hur ska personalen behållas?"),
        ),
        (
            "Vad beror vårdkrisen på och vad ska kommissionen göra?",
            ("Vad beror vårdkrisen på", "vad ska kommissionen göra?"),
        ),
        ("Får barn åka gratis, och är lönerna kvar?", ("Får barn åka gratis", "är lönerna kvar?")),
        ("Vilka bor kortast, och bland vilka ökar köerna?", ("Vilka bor kortast", "bland vilka ökar köerna?")),
        ("Vad kostar resan? Vem betalar notan?", ("Vad kostar resan", "Vem betalar notan?")),
        (
            "What do they want for trains, and how will buses change?",
            ("What do they want for trains", "how will buses change?"),
        ),
    ],
)
def test_a_question_about_two_things_is_split(question: str, parts: tuple[str, ...]) -> None:
    assert question_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Vad vill V göra åt köerna?",
        "Vad säger V om vård och omsorg?",
        "Vilka exempel ges på pappersarbete, och vad vill V göra åt det?",
        "Ska pengarna följa behoven eller hur många besök någon gör?",
        "köer och hur länge",
        "Hälso- och sjukvården, och vad den kostar?",
        "",
    ],
)
def test_other_questions_stay_whole(question: str) -> None:
    assert question_parts(question) == (question,)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Vad ska göras i Stockholm och nationellt?", True),
        ("Vad ska göras genom avtal i regionen och genom beslut i riksdagen?", True),
        ("Vad ska regeringen och regionerna göra?", False),
        ("Vad ska göras nationellt?", False),
    ],
)
def test_questions_about_both_levels(question: str, expected: bool) -> None:
    assert asks_both_levels(question) is expected
