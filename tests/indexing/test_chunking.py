"""Passages: borders, coverage, limits, ids, footnotes; on made-up documents and on the real ones."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.chunking import chunk
from indexing.config import IndexConfig
from indexing.labels import label
from indexing.onnx_encoder import OnnxEncoder
from indexing.parsing import parse
from indexing.records import Document, DocumentMeta, Footnote, Passage, Section, SectionKind, SourceMap, Span
from tests.fake_encoder import FakeEncoder
from tests.indexing.parsing.samples import make_meta

CONFIG = IndexConfig(target_tokens=13, soft_max_tokens=22, hard_max_tokens=40)
META = DocumentMeta(
    document_id="doc",
    title="Ett dokument",
    title_is_descriptive=False,
    type="program",
    parties=("V",),
    organ=None,
    session=None,
    date=None,
    language="sv",
    source="Skrivet för prov.",
    licence="MIT",
    file="doc.txt",
    sha256="0" * 64,
    parsed_as="plain-text",
)


def count(texts: object) -> list[int]:
    return FakeEncoder().count_tokens(list(texts))  # type: ignore[call-overload]


class Writer:
    """Builds a document paragraph by paragraph, so that a test knows every offset."""

    def __init__(self) -> None:
        self.text = ""
        self.paragraphs: list[Span] = []

    def add(self, text: str) -> Span:
        self.text += "\n\n" if self.text else ""
        start = len(self.text)
        self.text += text
        return Span(start, len(self.text))

    def paragraph(self, text: str) -> Span:
        span = self.add(text)
        self.paragraphs.append(span)
        return span

    def document(self, *children: Section, notes: tuple[Footnote, ...] = ()) -> Document:
        root = Section(SectionKind.DOCUMENT, None, None, 0, 0, len(self.text), children)
        return Document(META, self.text, root, tuple(self.paragraphs), notes, SourceMap(()), ())


def one_section(*paragraphs: str, kind: SectionKind = SectionKind.SECTION, number: str | None = "1") -> Document:
    writer = Writer()
    for paragraph in paragraphs:
        writer.paragraph(paragraph)
    return writer.document(Section(kind, number, None, 0, 0, len(writer.text)))


def texts(document: Document, config: IndexConfig = CONFIG) -> list[str]:
    return [passage.text for passage in chunk(document, count, config)]


def check_invariants(document: Document, passages: tuple[Passage, ...]) -> None:
    """Every body character is in exactly one passage, in reading order, and every offset fits the text."""
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (passage.start, passage.end)
        assert all(one.end <= other.start for one, other in pairwise(passage.sentences))
    assert all(one.end <= other.start for one, other in pairwise(passages))
    body = {i for p in document.paragraphs for i in range(p.start, p.end) if not document.text[i].isspace()}
    headings = {i for s in document.root.walk() for i in range(s.start, s.body_start)}
    covered = {i for p in passages for s in p.sentences for i in range(s.start, s.end)}
    assert {i for i in covered if not document.text[i].isspace()} == body - headings
    assert max(Counter(passage.passage_id for passage in passages).values(), default=1) == 1


def test_points_and_proposals_are_passages_of_their_own() -> None:
    writer = Writer()
    heading = writer.add("SJUKHUS")
    sections = []
    for kind, number, body in [
        (SectionKind.POINT, "1", "Kort."),
        (SectionKind.POINT, "2", "Också kort."),
        (SectionKind.PROPOSAL, "3", "Riksdagen ställer sig bakom."),
    ]:
        span = writer.paragraph(f"{number}. {body}")
        sections.append(Section(kind, number, None, span.start, span.start + 3, span.end))
    parent = Section(SectionKind.SECTION, None, "SJUKHUS", 0, heading.end, len(writer.text), tuple(sections))
    passages = chunk(writer.document(parent), count, CONFIG)
    assert [(p.label, p.text, p.section_path) for p in passages] == [
        ("punkt 1", "Kort.", ("SJUKHUS", "punkt 1")),
        ("punkt 2", "Också kort.", ("SJUKHUS", "punkt 2")),
        ("yrkande 3", "Riksdagen ställer sig bakom.", ("SJUKHUS", "yrkande 3")),
    ]


def test_nothing_crosses_a_structural_border() -> None:
    writer = Writer()
    spans = [writer.paragraph(text) for text in ("Före.", "Inne.", "Efter.", "Sist.")]
    inner = Section(SectionKind.SECTION, "1.1", None, spans[1].start, spans[1].start, spans[1].end)
    outer = Section(SectionKind.SECTION, "1", None, spans[0].start, spans[0].start, spans[2].end, (inner,))
    last = Section(SectionKind.SIGNATURE, None, None, spans[3].start, spans[3].start, spans[3].end)
    passages = chunk(writer.document(outer, last), count, CONFIG)
    assert [(p.label, p.text) for p in passages] == [
        ("avsnitt 1", "Före."),
        ("avsnitt 1.1", "Inne."),
        ("avsnitt 1", "Efter."),
        ("underskriften", "Sist."),
    ]


@pytest.mark.parametrize(
    ("kind", "number", "heading", "expected"),
    [
        (SectionKind.POINT, "20", None, "punkt 20"),
        (SectionKind.PROPOSAL, "22", None, "yrkande 22"),
        (SectionKind.SECTION, "5.5", "Försäkringar", "avsnitt 5.5"),
        (SectionKind.SECTION, None, "SJUKHUS", "avsnittet SJUKHUS"),
        (SectionKind.INTRODUCTION, None, None, "inledningen"),
        (SectionKind.SIGNATURE, None, None, "underskriften"),
        (SectionKind.DOCUMENT, None, None, "ingress"),
    ],
)
def test_labels(kind: SectionKind, number: str | None, heading: str | None, expected: str) -> None:
    assert label(Section(kind, number, heading, 0, 0, 0)) == expected


def test_long_sections_are_cut_between_paragraphs() -> None:
    paragraph = "Ett två tre fyra fem sex. Sju åtta nio tio elva tolv."
    assert texts(one_section(paragraph, paragraph, paragraph)) == [paragraph] * 3


def test_a_long_point_keeps_its_number() -> None:
    document = one_section(*["Ett två tre fyra fem sex. Sju åtta nio tio elva tolv."] * 3, kind=SectionKind.POINT)
    assert [p.label for p in chunk(document, count, CONFIG)] == ["punkt 1"] * 3


def test_an_overlong_sentence_is_cut_at_white_space_and_nothing_is_lost() -> None:
    words = [f"ord{i}" for i in range(500)]
    document = one_section(" ".join(words))
    passages = chunk(document, count, CONFIG)
    check_invariants(document, passages)
    assert [word for p in passages for word in p.text.split()] == words
    assert max(len(p.text.split()) for p in passages) <= 40


def test_a_sentence_of_100_000_characters_without_spaces() -> None:
    document = one_section("x" * 100_000)
    passages = chunk(document, lambda found: [len(text) // 4 + 1 for text in found], IndexConfig())
    assert "".join(p.text for p in passages) == document.text
    assert max(len(p.text) // 4 + 1 for p in passages) <= 480


_WORDS = st.sampled_from(["Vården.", "vård", "Ja!", "1.", "m.m.", "S", "MP.", "”Nej.”", "2 300", "\u00a0x", "(ja)"])
_PARAGRAPHS = st.lists(st.lists(_WORDS, min_size=1, max_size=40).map(" ".join), max_size=5)


@given(_PARAGRAPHS)
@settings(max_examples=60, deadline=None)
def test_every_body_character_is_in_one_passage_and_the_hard_limit_holds(paragraphs: list[str]) -> None:
    document = one_section(*paragraphs)
    passages = chunk(document, count, CONFIG)
    check_invariants(document, passages)
    assert all(count([p.text])[0] <= CONFIG.hard_max_tokens for p in passages)


def test_ids_stay_when_other_text_changes() -> None:
    before = chunk(one_section("Först.", kind=SectionKind.POINT), count, CONFIG)[0]
    writer = Writer()
    spans = [writer.paragraph("Något helt nytt."), writer.paragraph("Först.")]
    sections = [Section(SectionKind.POINT, str(i), None, s.start, s.start, s.end) for i, s in enumerate(spans, 1)]
    after = chunk(writer.document(*sections), count, CONFIG)[1]
    assert after.passage_id == before.passage_id
    assert (after.start, before.start) == (18, 0)


def test_ids_differ_with_the_text_and_the_document() -> None:
    document = one_section("Först.")
    other = replace(document, meta=replace(META, document_id="annat"))
    ids = {
        chunk(document, count, CONFIG)[0].passage_id,
        chunk(one_section("Först!"), count, CONFIG)[0].passage_id,
        chunk(other, count, CONFIG)[0].passage_id,
    }
    assert len(ids) == 3
    assert all(passage_id.split(":")[0] in {"doc", "annat"} for passage_id in ids)


def test_equal_texts_get_distinct_ids() -> None:
    writer = Writer()
    spans = [writer.paragraph("Samma.") for _ in range(3)]
    sections = [Section(SectionKind.POINT, str(i), None, s.start, s.start, s.end) for i, s in enumerate(spans, 1)]
    first, second, third = (p.passage_id for p in chunk(writer.document(*sections), count, CONFIG))
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_footnotes_belong_to_the_passage_that_their_marker_stood_in() -> None:
    writer = Writer()
    spans = [writer.paragraph("Ett påstående."), writer.paragraph("Ett annat.")]
    sections = [Section(SectionKind.POINT, str(i), None, s.start, s.start, s.end) for i, s in enumerate(spans, 1)]
    anchors = {1: spans[0].end, 2: spans[1].start + 3, 3: spans[1].end, 4: None}
    notes = tuple(Footnote(number, "Källa.", anchor, SourceMap(())) for number, anchor in anchors.items())
    passages = chunk(writer.document(*sections, notes=notes), count, CONFIG)
    assert [[note.number for note in p.footnotes] for p in passages] == [[1], [2, 3]]


def test_an_empty_section_gives_no_passage() -> None:
    writer = Writer()
    heading = writer.add("4 En tillgänglig vård")
    assert (
        chunk(writer.document(Section(SectionKind.SECTION, "4", "x", 0, heading.end, heading.end)), count, CONFIG) == ()
    )


@pytest.mark.parametrize("kind", ["program", "motion"])
def test_invariants_on_the_real_documents(real_documents: dict[str, Document], kind: str) -> None:
    passages = chunk(real_documents[kind], count, IndexConfig())
    check_invariants(real_documents[kind], passages)


def test_points_of_the_real_programme(real_documents: dict[str, Document]) -> None:
    points = [p for p in chunk(real_documents["program"], count, IndexConfig()) if p.kind is SectionKind.POINT]
    assert [p.label for p in points] == [f"punkt {number}" for number in range(1, 45)]


def test_proposals_and_footnotes_of_the_real_motion(real_documents: dict[str, Document]) -> None:
    passages = chunk(real_documents["motion"], count, IndexConfig())
    proposals = [p.label for p in passages if p.kind is SectionKind.PROPOSAL]
    assert proposals == [f"yrkande {number}" for number in range(1, 25)]
    assert [note.number for p in passages for note in p.footnotes] == list(range(1, 17))
    noted = next(p for p in passages if p.footnotes and p.footnotes[0].number == 15)
    assert (noted.label, noted.footnotes[0].text) == ("avsnitt 5.5", "SOU 2016:78 Ordning och reda i välfärden.")


@pytest.mark.model
def test_lengths_of_real_passages(
    encoder: OnnxEncoder, real_documents: dict[str, Document], record_property: Callable[[str, object], None]
) -> None:
    sections = []
    for document in real_documents.values():
        passages = chunk(document, encoder.count_tokens, IndexConfig())
        lengths = encoder.count_tokens([p.text for p in passages])
        assert max(lengths) <= 480
        sections += [n for n, p in zip(lengths, passages, strict=True) if p.kind is SectionKind.SECTION]
    share = sum(60 <= length <= 220 for length in sections) / len(sections)
    record_property("section_passages_of_60_to_220_tokens", f"{share:.3f}")
    assert share >= 0.95
    assert 100 <= median(sections) <= 160


def test_many_sections_take_time_in_proportion_to_their_number() -> None:
    """With 3,000 points, looking through all paragraphs for each of them took five seconds."""
    source = "\n".join(f"{number}. Mer vård." for number in range(1, 3_001))
    document = parse(source.encode(), make_meta(parser="markdown"))
    before = time.process_time()
    passages = chunk(document, FakeEncoder().count_tokens, IndexConfig())
    assert time.process_time() - before < 4
    assert [(passage.label, passage.text) for passage in passages[-2:]] == [
        ("punkt 2999", "Mer vård."),
        ("punkt 3000", "Mer vård."),
    ]
    assert len(passages) == 3_000
