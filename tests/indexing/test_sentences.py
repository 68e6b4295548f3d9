"""Sentences of passages: what speaks for each, formulas left out."""

from __future__ import annotations

from pathlib import Path

from indexing.build import build_with
from indexing.engine import Engine
from indexing.queries import make_query
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import TinyDocument, write_corpus


def test_a_formula_is_never_an_answer(tmp_path: Path) -> None:
    formula = "Detta bör riksdagen ställa sig bakom och ge regeringen till känna."
    demands = ("Sverige ska bygga järnvägar.", "Skolan ska ha böcker.", "Vården ska få pengar.")
    text = "".join(f"{number}. {demand} {formula}\n\n" for number, demand in enumerate(demands, 1))
    corpus = write_corpus(tmp_path / "corpus", (TinyDocument("d", "Dokumentet", "program", "V", text),))
    build_with(corpus, tmp_path / "index", FakeEncoder())
    engine = Engine(tmp_path / "index", lambda _: FakeEncoder())
    for question in (formula, f"Sverige ska bygga järnvägar. {formula}", *demands):
        assert all(formula not in statement.text for statement in engine.ask(make_query(question)).statements)
