"""What a model wrote, in sentences with the citations that they claim."""

from __future__ import annotations

import time

import pytest

from service.writing.sentences import MAX_SENTENCES, Written, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Köerna är långa [1]. Det är bråttom. [2]", [("Köerna är långa.", (1,)), ("Det är bråttom.", (2,))]),
        ("Köerna är långa [1][2].", [("Köerna är långa.", (1, 2))]),
        ("Köerna är långa [2, 1; 2]!", [("Köerna är långa!", (2, 1))]),
        (
            "Han sade ”det är bråttom.” [3] Köerna är långa.",
            [("Han sade ”det är bråttom.”", (3,)), ("Köerna är långa.", ())],
        ),
        ("1. Köerna är långa. [1]\n2. Det är bråttom. [2]", [("Köerna är långa.", (1,)), ("Det är bråttom.", (2,))]),
        ("Bl.a. barn och unga får stöd, t.ex. av Ivo. [1]", [("Bl.a. barn och unga får stöd, t.ex. av Ivo.", (1,))]),
        ("Vård\u00adköerna är långa. [1]", [("Vårdköerna är långa.", (1,))]),
        ("", []),
    ],
)
def test_sentences_and_their_marks(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert sentences(text) == [Written(said, citations, is_plain=True) for said, citations in expected]


@pytest.mark.parametrize(
    "text",
    [
        "Köerna är långa",
        "Svar: [källa] köerna är långa.",
        "Köerna <b>är</b> långa.",
        "Köerna är långa, se https://x.example/y.",
        "Köerna är långa, se belagg.se.",
        "Skriv till a@b.example om köerna.",
        "Köerna `rm -rf` är långa.",
        "Köerna är \u202egnål.",
        "Köerna är\u2066 långa.",
        "Köerna är \x07långa.",
        "Köerna är \ue000långa.",
        f"{'Köerna är ' * 70}långa.",
    ],
)
def test_what_is_no_plain_sentence(text: str) -> None:
    assert [written.is_plain for written in sentences(text)] == [False]


def test_what_a_model_adds_is_not_read_for_ever() -> None:
    assert len(sentences("Köerna är långa. " * 1000)) == MAX_SENTENCES


@pytest.mark.parametrize("filler", ["\n", "**a ", "[1] ", "ord "])
def test_what_an_endpoint_writes_without_end_is_read_in_a_moment(filler: str) -> None:
    before = time.process_time()
    sentences("Vården byggs ut. [1] " + filler * 60_000)
    assert time.process_time() - before < 3
