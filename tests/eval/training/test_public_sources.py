"""Public sets as sources: whose sentence answers, what is left out, what becomes a negative."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.errors import DatasetError
from eval.questions import Question
from eval.training import public_sources
from eval.training.public_sources import (
    SQUAD_FILE,
    SWEQUAD_FILE,
    gold_sentences,
    groups_of_context,
    squad_source,
    swequad_source,
)
from eval.training.records import Asked
from tests.eval.training.conftest import SWEQUAD_CONTEXT, count_words, make_passage

Told = list[tuple[str, int, int]]

PASSAGE = make_passage("x", ["Ett är ett tal.", "Ja.", "Två är dubbelt så mycket. Det stämmer."])
NEXT = make_passage("y", ["Tre är ett tal."])


def test_swequad_s_question_is_about_the_sentence_around_its_answer(data_folder: Path) -> None:
    told: Told = []
    source = swequad_source(data_folder / SWEQUAD_FILE, count_words, 0.25, lambda *one: told.append(one))
    (group,) = source.groups
    assert (source.name, source.weight, told) == ("SweQUAD-MC", 0.25, [("cutting swequad", 1, 1)])
    assert group.asked == (Asked("När öppnar biblioteket?", (0,)),)
    assert (group.passage.text, group.negatives) == (SWEQUAD_CONTEXT, ())


def test_squad_s_every_fifth_article_is_held_out_from_the_first_on(data_folder: Path) -> None:
    told: Told = []
    source = squad_source(data_folder / SQUAD_FILE, count_words, 0.15, lambda *one: told.append(one))
    assert [(group.passage.text[:3], group.asked) for group in source.groups] == [
        ("Två", (Asked("Hur skrivs Två?", (2,)),))
    ]
    assert told == [("cutting squad", 1, 1)]


def test_an_empty_context_has_no_passages(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_sources, "_readable", lambda _text: pytest.fail("cut"))
    file = data_folder / SWEQUAD_FILE
    file.write_text('{"data": [{"context": " ", "question": "Varför?", "choices": []}]}', encoding="utf-8")
    assert swequad_source(file, count_words, 1.0, lambda *_: None).groups == ()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"training\.json: cannot be read"):
        swequad_source(tmp_path / SWEQUAD_FILE, count_words, 1.0, lambda *_: None)


@pytest.mark.parametrize(
    ("gold", "sentences"),
    [
        (["Ett är ett tal."], (0,)),
        (["Två är dubbelt så mycket."], (2,)),  # our sentence is the longer one
        (["Ett är ett tal. Ja."], (0, 1)),  # ours are the shorter ones
        (["Ja."], (1,)),
        (["Ett är ett tal. Nej."], ()),
        (["Ett är ett tal. Nej.", "Ja."], (1,)),
    ],
)
def test_gold_sentences(gold: list[str], sentences: tuple[int, ...]) -> None:
    assert gold_sentences(PASSAGE, gold) == sentences


def test_passages_without_a_question_are_the_negatives() -> None:
    questions = [
        Question("a", "Vad är  ett?", ("Ett är ett tal.",)),
        Question("b", "Stämmer det?", ("Ja.",)),
        Question("c", "Vad är fyra?", ("Fyra är ett tal.",)),
    ]
    (group,) = groups_of_context([PASSAGE, NEXT], questions)
    assert group.asked == (Asked("Vad är ett?", (0,)), Asked("Stämmer det?", (1,)))
    assert (group.passage, group.negatives) == (PASSAGE, (NEXT,))
