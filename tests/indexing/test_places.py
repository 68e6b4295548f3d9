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
        ("Vad säger punkterna 3 och 4?", ["punkt 3", "punkt 4"]),
        ("yrkandena 1, 3 och 7", ["yrkande 1", "yrkande 3", "yrkande 7"]),
        ("punkt 3–5", ["punkt 3", "punkt 4", "punkt 5"]),
        ("punkt nr 20 och avsnitten 4.1 till 4.3", ["punkt 20", "avsnitt 4.1", "avsnitt 4.3"]),
        ("den 20:e punkten och det 3:e yrkandet", ["punkt 20", "yrkande 3"]),
        ("the 20th point, proposals 2 and 3", ["yrkande 2", "yrkande 3", "punkt 20"]),
        ("förslag 22", ["yrkande 22"]),
        ("kapitel 5 i hälso- och sjukvårdslagen", []),
        ("chapter 5 of the Patient Act", []),
        ("punkt 20 000", []),
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


def test_a_place_of_another_document_than_the_one_named(engine: Engine) -> None:
    labels = {engine.documents[d].meta.type: {p.label for p in engine.passages(d)} for d in engine.documents}
    assert "punkt 2" in labels["program"] - labels["motion"]
    assert engine.ask(make_query("Vad säger punkt 2 i programmet?")).status is AnswerStatus.ANSWERED
    in_motion = engine.ask(make_query("Vad säger punkt 2 i motionen?"))
    assert [citation.passage.label for citation in in_motion.citations] == ["yrkande 2"]
    assert engine.ask(make_query("Vad säger yrkande 2 i programmet?")).status is AnswerStatus.NOT_FOUND


def test_a_place_that_no_document_has(engine: Engine) -> None:
    answer = engine.ask(make_query("Vad säger punkt 999 om vården?"))
    assert (answer.status, answer.confidence) == (AnswerStatus.NOT_FOUND, 0.0)


@pytest.mark.parametrize("question", ["V", "Vad säger V?", "Motionen?"])
def test_a_question_without_a_topic_has_no_answer(engine: Engine, question: str) -> None:
    answer = engine.ask(make_query(question))
    assert (answer.status, answer.confidence) == (AnswerStatus.NOT_FOUND, 0.0)
    assert answer.nearest != ()
