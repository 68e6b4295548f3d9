"""Numbered places in questions, and answers that read them out."""

import pytest

from indexing.answers import AnswerStatus
from indexing.engine import Engine
from indexing.places import named_places
from indexing.queries import make_query


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Vad säger punkt 20?", ["punkt 20"]),
        ("punkten 3 och yrkande 22", ["punkt 3", "yrkande 22"]),
        ("Vad står i avsnitt 5.5?", ["avsnitt 5.5"]),
        ("Kapitel 4.3.2 om läkare", ["avsnitt 4.3.2"]),
        ("what does section 5.7 say", ["avsnitt 5.7"]),
        ("Vad innebär 4.3.4?", ["avsnitt 4.3.4"]),
        ("De 44 punkterna", []),
        ("Är 5.5 procent rimligt?", []),
        ("SOU 2018:39 och 1 100 patienter", []),
        ("ståndpunkt 3", []),
    ],
)
def test_named_places(question: str, labels: list[str]) -> None:
    assert [mention.value for mention in named_places(question)] == labels


@pytest.mark.parametrize("label", ["punkt 2", "yrkande 1"])
def test_a_place_is_read_out(engine: Engine, label: str) -> None:
    wanted = [p for document_id in engine.documents for p in engine.passages(document_id) if p.label == label]
    answer = engine.ask(make_query(f"Vad säger {label}?"))
    assert answer.status is AnswerStatus.ANSWERED
    assert [citation.passage for citation in answer.citations] == wanted != []
    assert [statement.text for statement in answer.statements] == [passage.text for passage in wanted]
    assert engine.search(make_query(label)).passages[0].passage in wanted


def test_a_place_that_no_document_has(engine: Engine) -> None:
    answer = engine.ask(make_query("Vad säger punkt 999 om vården?"))
    assert (answer.status, answer.confidence) == (AnswerStatus.NOT_FOUND, 0.0)


@pytest.mark.parametrize("question", ["V", "Vad säger V?", "Motionen?"])
def test_a_question_without_a_topic_has_no_answer(engine: Engine, question: str) -> None:
    answer = engine.ask(make_query(question))
    assert (answer.status, answer.confidence) == (AnswerStatus.NOT_FOUND, 0.0)
    assert answer.nearest != ()
