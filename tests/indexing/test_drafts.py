"""Statements made of sentences: one a demand, neighbours joined, footnotes with their quotes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexing.answer_model import AnswerModel, JudgedSentence, LogisticModel, Margins
from indexing.answering import Answerer
from indexing.config import RetrievalConfig
from indexing.drafts import Drafter
from indexing.links import sentence_texts
from indexing.records import Footnote, Passage, SourceMap, Span
from indexing.retriever import Retriever
from indexing.sentences import SentenceEvidence
from indexing.snapshot import Snapshot, load_snapshot
from indexing.storage import open_generation
from tests.fake_encoder import FakeEncoder


@pytest.fixture
def snapshot(tiny_index: Path) -> Snapshot:
    return load_snapshot(open_generation(tiny_index))


def sentence(snapshot: Snapshot, label: str, number: int) -> SentenceEvidence:
    """The sentence of that number, from 0, in the passage with that label."""
    (row,) = snapshot.rows_by_label[label]
    passage = snapshot.passages[row]
    text = sentence_texts(passage)[number]
    return SentenceEvidence(
        row=row,
        number=int(snapshot.tokens.passage_offsets[row]) + number,
        span=passage.sentences[number],
        text=text,
        late=0.0,
        weakest=0.0,
        late_gap=0.0,
        late_rank=0.0,
        passage_gap=0.0,
        coverage=0.0,
        length=0.0,
        neighbours=0.0,
        is_demand=0,
        lacks_fact=0,
    )


def quotes(snapshot: Snapshot, *chosen: tuple[str, int], limit: int = 6) -> list[list[str]]:
    statements = Drafter(snapshot).statements([sentence(snapshot, *one) for one in chosen], limit)
    return [
        [snapshot.documents[place.passage.document_id].text[place.span.start : place.span.end] for place in places]
        for places in statements
    ]


def test_sentences_that_follow_each_other_are_one_statement(snapshot: Snapshot) -> None:
    first = "Sjukvården har varit pressad under en längre period."
    second = "Bristen på sjuksköterskor är akut i hela landet."
    third = "Personalen lämnar yrket."
    label = "avsnitt 2.1"
    assert quotes(snapshot, (label, 1), (label, 0)) == [[f"{first} {second}"]]
    assert quotes(snapshot, (label, 2), ("punkt 5", 0), (label, 0), (label, 1)) == [
        [f"{first} {second} {third}"],
        ["Nattbussarna ska gå varje timme i hela länet."],
    ]
    assert quotes(snapshot, (label, 0), (label, 2)) == [[first], [third]]


def test_a_leaning_sentence_is_one_statement_with_what_it_leans_on(snapshot: Snapshot) -> None:
    whole = "Biljetterna i kollektivtrafiken ska bli billigare för pensionärer. Det gäller bussar, tåg och spårvagnar."
    assert quotes(snapshot, ("punkt 4", 1)) == [[whole]]
    assert quotes(snapshot, ("punkt 4", 0), ("punkt 4", 1)) == [[whole]]


def test_a_demand_is_one_statement_with_all_its_places(snapshot: Snapshot) -> None:
    demand = "Privata sjukvårdsförsäkringar ska förbjudas i offentligt finansierad vård."
    found = quotes(snapshot, ("punkt 3", 0), ("avsnitt 2.2", 2))
    assert [texts[:2] for texts in found] == [[demand, demand]]
    assert found[0][2].startswith("Riksdagen ställer sig bakom")


def test_there_are_no_more_statements_than_the_limit(snapshot: Snapshot) -> None:
    assert quotes(snapshot, ("punkt 5", 0), ("punkt 2", 0), limit=1) == [
        ["Nattbussarna ska gå varje timme i hela länet."]
    ]


def test_a_citation_gives_the_footnotes_of_its_quote(snapshot: Snapshot) -> None:
    label = "avsnitt 2.1"
    (row,) = snapshot.rows_by_label[label]
    passage = snapshot.passages[row]
    first, second, *_ = passage.sentences
    notes = tuple(
        Footnote(number, text, anchor, SourceMap(()))
        for number, text, anchor in ((1, "SOU 2018:39", first.end), (2, "SCB", second.start + 7), (3, "?", None))
    )
    noted = with_passage(snapshot, row, replace(passage, footnotes=notes))
    answerer = Answerer(
        noted,
        Retriever(noted, FakeEncoder(), RetrievalConfig()),
        AnswerModel(LogisticModel(0.0, {}), Margins(0.0, 0.0), LogisticModel(0.0, {})),
    )
    for number, expected in ((0, notes[:1]), (1, notes[1:2]), (2, ())):
        _, (citation,) = answerer.cite([[JudgedSentence(sentence(noted, label, number), 0.0)]])
        assert (Span(citation.start, citation.end), citation.footnotes) == (passage.sentences[number], expected)


def with_passage(snapshot: Snapshot, row: int, passage: Passage) -> Snapshot:
    return replace(snapshot, passages=(*snapshot.passages[:row], passage, *snapshot.passages[row + 1 :]))
