"""Sentences of passages: formulas left out, leaning sentences extended."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.build import build_with
from indexing.engine import Engine
from indexing.language import sentence_spans
from indexing.queries import make_query
from indexing.records import Passage, SectionKind, Span
from indexing.sentences import with_antecedent
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import TinyDocument, write_corpus


def passage(text: str, offset: int = 100) -> Passage:
    spans = sentence_spans(text, offset)
    return Passage("p", "d", SectionKind.SECTION, "avsnitt 1", (), offset, offset + len(text), text, spans)


def extended(text: str, index: int) -> str:
    found = passage(text)
    span = with_antecedent(found, found.sentences[index])
    return text[span.start - 100 : span.end - 100]


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("Vården är dyr. Staten ska betala.", 1, "Staten ska betala."),
        ("Vården är dyr. Därför ska staten betala.", 1, "Vården är dyr. Därför ska staten betala."),
        ("Vården är dyr. Det ska ändras.", 1, "Vården är dyr. Det ska ändras."),
        (
            "Vården är dyr. Detta ska ändras. Även skolan är dyr.",
            2,
            "Vården är dyr. Detta ska ändras. Även skolan är dyr.",
        ),
        ("Ett. Det är två. Det är tre. Det är fyra.", 3, "Det är två. Det är tre. Det är fyra."),
        ("Det är först.", 0, "Det är först."),
        ("Vården är dyr. Detaljer saknas.", 1, "Detaljer saknas."),
        ("Vården är dyr. Hans Andersson betalar. Sågverken stängs.", 2, "Sågverken stängs."),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_extended(text: str, index: int, expected: str) -> None:
    assert extended(text, index) == expected


def test_an_extension_stays_within_the_passage() -> None:
    found = passage("Det är först. Sedan kom nästa.")
    assert with_antecedent(found, found.sentences[0]) == Span(100, 113)


def test_a_formula_is_never_an_answer(tmp_path: Path) -> None:
    formula = "Detta bör riksdagen ställa sig bakom och ge regeringen till känna."
    demands = ("Sverige ska bygga järnvägar.", "Skolan ska ha böcker.", "Vården ska få pengar.")
    text = "".join(f"{number}. {demand} {formula}\n\n" for number, demand in enumerate(demands, 1))
    corpus = write_corpus(tmp_path / "corpus", (TinyDocument("d", "Dokumentet", "program", "V", text),))
    build_with(corpus, tmp_path / "index", FakeEncoder())
    engine = Engine(tmp_path / "index", lambda _: FakeEncoder())
    for question in (formula, f"Sverige ska bygga järnvägar. {formula}", *demands):
        assert all(formula not in statement.text for statement in engine.ask(make_query(question)).statements)
