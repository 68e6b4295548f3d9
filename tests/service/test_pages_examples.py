"""Examples come from the documents, and only those that are answered are shown."""

from __future__ import annotations

from dataclasses import replace

from indexing.answers import Answer, AnswerStatus
from indexing.records import Query, Section, SectionKind
from service.pages.examples import Example, answered_examples, candidates
from tests.service.conftest import BROKEN_INDEX, DOCUMENTS, MOTION_ID, Client, FakeEngine, as_engine


class Unsure(FakeEngine):
    """Finds no answer to whatever is asked about the staff."""

    def ask(self, query: Query) -> Answer:
        answer = super().ask(query)
        return replace(answer, status=AnswerStatus.NOT_FOUND) if "personal" in query.text else answer


def test_headings_become_questions_by_turns() -> None:
    assert candidates(DOCUMENTS) == (
        Example("Vad säger Vänsterpartiet om sjukhus?", "sv"),
        Example("Vad sägs om personal?", "sv"),
        Example("Vad sägs om vårdens villkor?", "sv"),
    )


def test_formal_and_long_headings_and_numbers_become_none() -> None:
    motion = DOCUMENTS[MOTION_ID]
    headings = ("Inledning", "Förslag till riksdagsbeslut", "x" * 61, "2024", "EU och vi", "Personal")
    sections = tuple(Section(SectionKind.SECTION, None, heading, 0, 1, 2) for heading in headings)
    document = replace(motion, root=replace(motion.root, children=sections))
    found = [example.question for example in candidates({MOTION_ID: document})]
    assert found == ["Vad sägs om personal?", "Vad sägs om EU och vi?"]


def test_english_documents_are_asked_in_english() -> None:
    motion = DOCUMENTS[MOTION_ID]
    document = replace(motion, meta=replace(motion.meta, language="en"))
    assert candidates({MOTION_ID: document})[0] == Example("What is said about personal?", "en")


def test_what_is_not_answered_is_not_shown() -> None:
    shown = answered_examples(as_engine(Unsure()))
    assert [example.question for example in shown] == [
        "Vad säger Vänsterpartiet om sjukhus?",
        "Vad sägs om vårdens villkor?",
    ]


def test_examples_are_tried_once_a_generation(client: Client, fake_engine: FakeEngine) -> None:
    client.get("/")
    client.get("/")
    assert len(fake_engine.asked) == 3
    fake_engine.index_version = "g-2"
    client.get("/")
    assert len(fake_engine.asked) == 6


def test_without_an_index_there_are_no_examples(client: Client, fake_engine: FakeEngine) -> None:
    fake_engine.failure = BROKEN_INDEX
    reply = client.get("/")
    assert (reply.status_code, "Prova att fråga" in reply.text) == (200, False)
