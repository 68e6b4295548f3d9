"""Links between proposals and the sections that argue for them."""

from __future__ import annotations

from math import log

import pytest

from indexing.chunking import chunk
from indexing.config import IndexConfig
from indexing.links import idf, link_proposals, sentence_texts, shared_mass
from indexing.records import Document, Passage, SectionKind, Span
from tests.fake_encoder import FakeEncoder

# Read out of the motion: the section that ends with the proposal's words.
SECTION_OF_PROPOSAL = {
    1: "4.1", 2: "4.2", 3: "4.2", 4: "4.3.1", 5: "4.3.1", 6: "4.3.2", 7: "4.3.3", 8: "4.3.4", 9: "4.4", 10: "4.4",
    11: "4.5.1", 12: "4.5.2", 13: "4.5.2", 14: "4.6", 15: "5.1", 16: "5.2", 17: "5.2", 18: "5.2", 19: "5.3",
    20: "5.4", 21: "5.4", 22: "5.5", 23: "5.6", 24: "5.7",
}  # fmt: skip


def passage(kind: SectionKind, passage_id: str, *sentences: str) -> Passage:
    text = " ".join(sentences)
    starts = [sum(len(sentence) + 1 for sentence in sentences[:i]) for i in range(len(sentences))]
    spans = tuple(Span(start, start + len(s)) for start, s in zip(starts, sentences, strict=True))
    return Passage(passage_id, "d", kind, passage_id, (), 0, len(text), text, spans)


PROPOSALS = (
    passage(
        SectionKind.PROPOSAL,
        "p1",
        "Riksdagen ställer sig bakom det som anförs i motionen om att regeringen bör tillsätta en kriskommission för "
        "personalens arbetsmiljö och tillkännager detta för regeringen.",
    ),
    passage(
        SectionKind.PROPOSAL,
        "p2",
        "Riksdagen ställer sig bakom det som anförs i motionen om att järnvägar bör byggas till Norge, och detta "
        "tillkännager riksdagen för regeringen.",
    ),
)
SECTIONS = (
    passage(SectionKind.SECTION, "s1", "Sjukvården är pressad.", "Personalen lämnar yrket."),
    passage(
        SectionKind.SECTION,
        "s2",
        "Läget är allvarligt.",
        "Regeringen bör tillsätta en kriskommission för personalens arbetsmiljö.",
        "Detta bör riksdagen ställa sig bakom och ge regeringen till känna.",
    ),
)


def links(*passages: Passage) -> dict[str, tuple[str, ...]]:
    return {p.passage_id: p.links for p in link_proposals(passages)}


def test_a_proposal_is_linked_to_its_argument_and_back_and_one_without_argument_is_not() -> None:
    assert links(*PROPOSALS, *SECTIONS) == {"p1": ("s2",), "p2": (), "s1": (), "s2": ("p1",)}


def test_a_motion_of_one_proposal() -> None:
    assert links(PROPOSALS[0], *SECTIONS) == {"p1": ("s2",), "s1": (), "s2": ("p1",)}


def test_a_document_without_proposals_has_no_links() -> None:
    assert links(*SECTIONS) == {"s1": (), "s2": ()}
    assert links() == {}


def test_proposals_without_sections_have_no_links() -> None:
    assert links(*PROPOSALS) == {"p1": (), "p2": ()}


def test_everything_else_stays() -> None:
    linked = link_proposals((*PROPOSALS, *SECTIONS))
    assert [(p.text, p.sentences, p.label) for p in linked] == [
        (p.text, p.sentences, p.label) for p in (*PROPOSALS, *SECTIONS)
    ]


def test_every_proposal_of_the_real_motion_is_linked_to_its_section_and_back(
    real_documents: dict[str, Document],
) -> None:
    passages = chunk(real_documents["motion"], FakeEncoder().count_tokens, IndexConfig())
    by_id = {p.passage_id: p for p in passages}
    found = {p.label: [by_id[link].label for link in p.links] for p in passages if p.kind is SectionKind.PROPOSAL}
    assert found == {f"yrkande {number}": [f"avsnitt {section}"] for number, section in SECTION_OF_PROPOSAL.items()}
    back = {(p.passage_id, link) for p in passages for link in p.links}
    assert back == {(link, passage_id) for passage_id, link in back}


def test_the_linked_passage_holds_the_demand(real_documents: dict[str, Document]) -> None:
    passages = chunk(real_documents["motion"], FakeEncoder().count_tokens, IndexConfig())
    proposal = next(p for p in passages if p.label == "yrkande 22")
    section = next(p for p in passages if p.passage_id == proposal.links[0])
    assert (
        "Regeringen bör möjliggöra för regionerna att själva avgöra om privata sjukvårdsförsäkringar ska få "
        "förekomma i offentligt finansierad vård eller inte." in sentence_texts(section)
    )


def test_idf_and_shared_mass() -> None:
    weights = idf([frozenset("ab"), frozenset("ac"), frozenset("a"), frozenset("bd")])
    assert weights == pytest.approx({"a": log(4 / 3), "b": log(2), "c": log(4), "d": log(4)})
    assert shared_mass(frozenset("bc"), frozenset("b"), weights) == pytest.approx(1 / 3)
    assert shared_mass(frozenset("bc"), frozenset("abc"), weights) == pytest.approx(1)
    assert shared_mass(frozenset("x"), frozenset("x"), weights) == 0
    assert shared_mass(frozenset(), frozenset("a"), weights) == 0
