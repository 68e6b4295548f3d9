"""Answers: verbatim, cited, without repetition, or an honest nothing. No thresholds of ours: they are tuned."""

from __future__ import annotations

import pytest

from indexing.answers import Answer, AnswerStatus
from indexing.engine import Engine
from indexing.queries import make_query
from tests.tiny_corpus import MANIFESTO_ID, MOTION_ID, PROGRAM_ID

DEMAND = "Privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård."
ANSWERABLE = [
    DEMAND,
    f"Vad säger V? {DEMAND}",
    "Regeringen bör tillsätta en nationell kriskommission för personalens arbetsmiljö.",
    "Nattbussarna ska gå varje timme i hela länet.",
    "Tågen ska gå i tid och kosta mindre än flyget.",
    "Biljetterna i kollektivtrafiken ska bli billigare för pensionärer.",
]
UNANSWERABLE = ["xyzzy plugh", "Vad kostar surdegsbröd på Mallorca?"]


def check(engine: Engine, answer: Answer) -> None:
    """What holds for every answer."""
    assert 0 <= answer.confidence <= 1
    used = [number for statement in answer.statements for number in statement.citations]
    assert used == sorted(used)
    assert list(dict.fromkeys(used)) == [citation.number for citation in answer.citations]
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = engine.documents[citation.passage.document_id]
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        assert citation.document == document.meta
        assert citation.passage == engine.passage(citation.passage.passage_id)
    for statement in answer.statements:
        assert statement.text == answer.citations[statement.citations[0] - 1].quote
    assert len({statement.text for statement in answer.statements}) == len(answer.statements)


@pytest.mark.parametrize("question", ANSWERABLE)
def test_an_answer_is_verbatim_and_cited(engine: Engine, question: str) -> None:
    answer = engine.ask(make_query(question))
    check(engine, answer)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.confidence >= 0.5
    assert answer.nearest == ()
    assert answer.statements != ()


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_nothing_is_found(engine: Engine, question: str) -> None:
    query = make_query(question)
    answer = engine.ask(query)
    check(engine, answer)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.confidence < 0.5
    assert (answer.statements, answer.citations, answer.text) == ((), (), "")
    assert answer.nearest == engine.search(query).passages[: len(answer.nearest)] != ()


def test_one_demand_is_stated_once_with_all_its_places(engine: Engine) -> None:
    answer = engine.ask(make_query(DEMAND))
    assert [statement.text for statement in answer.statements] == [DEMAND]
    places = {(citation.passage.document_id, citation.passage.label) for citation in answer.citations}
    assert places == {(PROGRAM_ID, "punkt 3"), (MOTION_ID, "yrkande 2"), (MOTION_ID, "avsnitt 2.2")}
    assert answer.statements[0].citations == (1, 2, 3)
    assert answer.text == f"{DEMAND} [1][2][3]"


def test_a_section_speaks_and_its_proposal_is_cited_too(engine: Engine) -> None:
    sentence = "Regeringen bör tillsätta en nationell kriskommission för personalens arbetsmiljö."
    answer = engine.ask(make_query(sentence))
    assert answer.statements[0].text == sentence
    first = [answer.citations[number - 1].passage.label for number in answer.statements[0].citations]
    assert first == ["avsnitt 2.1", "yrkande 1"]


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"document_ids": [PROGRAM_ID]}, {PROGRAM_ID}),
        ({"types": ["motion"]}, {MOTION_ID}),
        ({"parties": ["V"]}, {PROGRAM_ID, MOTION_ID}),
    ],
    ids=str,
)
def test_filters_restrict_the_citations(engine: Engine, filters: dict[str, list[str]], documents: set[str]) -> None:
    answer = engine.ask(make_query(DEMAND, **filters))  # type: ignore[arg-type]
    check(engine, answer)
    assert {citation.passage.document_id for citation in answer.citations} == documents


def test_filters_restrict_what_is_nearest(engine: Engine) -> None:
    answer = engine.ask(make_query("xyzzy plugh", document_ids=[MANIFESTO_ID]))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert {scored.passage.document_id for scored in answer.nearest} == {MANIFESTO_ID}


def test_no_passage_passes_the_filters(engine: Engine) -> None:
    answer = engine.ask(make_query(DEMAND, parties=["KD"]))
    assert (answer.status, answer.confidence, answer.nearest) == (AnswerStatus.NOT_FOUND, 0.0, ())


def test_another_partys_words_are_no_answer(engine: Engine) -> None:
    answer = engine.ask(make_query(f"Vad säger Miljöpartiet? {DEMAND}"))
    assert answer.understanding.parties == ("MP",)
    assert {citation.passage.document_id for citation in answer.citations} <= {MANIFESTO_ID}
    assert engine.ask(make_query(f"Vad säger Moderaterna? {DEMAND}")).status is AnswerStatus.NOT_FOUND


def test_the_named_kind_of_document_answers(engine: Engine) -> None:
    answer = engine.ask(make_query(f"Vad säger motionen? {DEMAND}"))
    assert answer.understanding.types == ("motion",)
    assert {citation.passage.document_id for citation in answer.citations} == {MOTION_ID}


def test_the_query_travels_with_the_answer(engine: Engine) -> None:
    query = make_query(DEMAND, k=2, parties=["V"])
    assert engine.ask(query).query == query


def test_both_things_that_are_asked_are_answered(engine: Engine) -> None:
    answer = engine.ask(make_query(f"Vad säger V? {ANSWERABLE[3]}"))
    assert answer.unanswered == ()
    question = "Ska nattbussarna gå varje timme i hela länet, och ska skolbibliotek ha utbildade bibliotekarier?"
    answer = engine.ask(make_query(question))
    check(engine, answer)
    assert {citation.passage.label for citation in answer.citations} >= {"punkt 5", "avsnittet SKOLA"}
    assert answer.unanswered == ()


def test_the_half_without_an_answer_is_named(engine: Engine) -> None:
    answer = engine.ask(make_query("Ska nattbussarna gå varje timme i hela länet, och vad kostar xyzzy på Mallorca?"))
    check(engine, answer)
    assert answer.status is AnswerStatus.ANSWERED
    assert [statement.text for statement in answer.statements] == ["Nattbussarna ska gå varje timme i hela länet."]
    assert answer.unanswered == ("vad kostar xyzzy på Mallorca?",)


def test_two_things_of_which_neither_is_found(engine: Engine) -> None:
    answer = engine.ask(make_query("Vad kostar xyzzy på Mallorca, och vad kostar plugh i Paris?"))
    assert (answer.status, answer.unanswered) == (AnswerStatus.NOT_FOUND, ())
