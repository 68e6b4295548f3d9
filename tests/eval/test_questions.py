"""The question sets: form, gold quotes, balance, and the counts that the documentation states."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec
import pytest

from indexing.corpus import load_document, read_manifest
from indexing.records import Document, SectionKind

_ROOT = Path(__file__).parents[2]
_CORPORA = _ROOT / "corpora"
_QUESTIONS = _ROOT / "eval" / "questions"
_EVALUATION_PAGE = _ROOT / "docs" / "evaluation.md"

_PROGRAMME = "v-44-punkter-region-stockholm"
_MOTION = "v-motion-halso-och-sjukvard"
_SPLITS = ("tune", "test")
_UNANSWERABLE = frozenset({"unanswerable", "near_miss"})
_IN_PARTS = frozenset({"two_part", "cross_document"})

# Words of five letters or more that carry no content.
_FUNCTION_WORDS = frozenset("denna detta efter eller genom mellan också skulle under vilka vilken vilket".split())
_STEM = 5

Kind = Literal[
    "direct",
    "paraphrase",
    "colloquial",
    "keyword",
    "typo",
    "english",
    "number",
    "name",
    "two_part",
    "cross_document",
    "unanswerable",
    "near_miss",
]
_KINDS: tuple[Kind, ...] = get_args(Kind)


class Question(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One line of a question file."""

    id: str
    question: str
    lang: Literal["sv", "en"]
    kind: Kind
    gold: list[str]
    document: list[Literal["v-44-punkter-region-stockholm", "v-motion-halso-och-sjukvard"]]
    audience: Literal["staff", "citizen", "harness"]
    parts: list[list[str]] | msgspec.UnsetType = msgspec.UNSET


@cache
def _split(name: str) -> tuple[Question, ...]:
    lines = (_QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(msgspec.json.decode(line, type=Question) for line in lines)


@cache
def _all() -> tuple[Question, ...]:
    return tuple(question for name in _SPLITS for question in _split(name))


@cache
def _documents() -> dict[str, Document]:
    return {meta.document_id: load_document(_CORPORA, meta) for meta in read_manifest(_CORPORA)}


def _collapsed(text: str) -> str:
    return " ".join(text.split())


@cache
def _blocks() -> tuple[tuple[str, str], ...]:
    """Return every paragraph with its document's id; what stands outside paragraphs comes as whole sections."""
    blocks = []
    for document_id, document in _documents().items():
        spans = [(span.start, span.end) for span in document.paragraphs]
        spans += [(s.start, s.end) for s in document.root.walk() if s.kind is SectionKind.SIGNATURE]
        blocks += [(document_id, _collapsed(document.text[start:end])) for start, end in spans]
    return tuple(blocks)


def _content_words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]{5,}", text.lower()) if word not in _FUNCTION_WORDS}


def _counted_as(question: Question) -> str:
    if len(question.document) == 2:
        return "both"
    return "programme" if question.document[0] == _PROGRAMME else "motion"


@pytest.mark.parametrize("name", _SPLITS)
def test_lines_are_json_without_blank_ones(name: str) -> None:
    text = (_QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    assert [line for line in text.splitlines() if "\\u" in line] == []


def test_there_are_enough_questions() -> None:
    assert len(_all()) >= 240
    kinds = Counter(question.kind for question in _all())
    assert kinds["near_miss"] >= 40
    assert kinds["unanswerable"] + kinds["near_miss"] >= 80


def test_ids_and_texts_are_unique() -> None:
    ids = Counter(question.id for question in _all())
    texts = Counter(question.question.casefold() for question in _all())
    assert [key for key, count in ids.items() if count > 1] == []
    assert [key for key, count in texts.items() if count > 1] == []
    assert [key for key in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


def test_every_gold_quote_stands_within_one_paragraph() -> None:
    missing = [
        (question.id, quote)
        for question in _all()
        for quote in question.gold
        if not any(quote in text for _, text in _blocks())
    ]
    assert missing == []


def test_gold_quotes_are_collapsed_unique_and_hold_no_list_number() -> None:
    for question in _all():
        assert len(question.gold) == len(set(question.gold)), question.id
        for quote in question.gold:
            assert quote == _collapsed(quote), question.id
            assert not re.match(r"\d+\. ", quote), question.id


def test_documents_are_those_that_the_gold_stands_in() -> None:
    for question in _all():
        assert question.document == sorted(set(question.document)), question.id
        if question.gold:
            found = {document_id for quote in question.gold for document_id, text in _blocks() if quote in text}
            assert set(question.document) == found, question.id


def test_gold_is_empty_exactly_when_the_documents_hold_no_answer() -> None:
    wrong = [question.id for question in _all() if (not question.gold) != (question.kind in _UNANSWERABLE)]
    assert wrong == []


def test_parts_group_the_gold_of_questions_that_ask_for_two_things() -> None:
    for question in _all():
        if question.parts is msgspec.UNSET:
            assert question.kind not in _IN_PARTS, question.id
            continue
        assert question.kind in _IN_PARTS, question.id
        assert len(question.parts) == 2, question.id
        assert all(question.parts), question.id
        assert {quote for part in question.parts for quote in part} == set(question.gold), question.id


def test_parts_of_cross_document_questions_stand_in_different_documents() -> None:
    for question in _all():
        if question.kind != "cross_document" or question.parts is msgspec.UNSET:
            continue
        homes = [{key for quote in part for key, text in _blocks() if quote in text} for part in question.parts]
        assert homes == [{_PROGRAMME}, {_MOTION}], question.id


def test_only_english_questions_are_in_english() -> None:
    for question in _all():
        if question.kind not in _IN_PARTS:
            assert (question.lang == "en") == (question.kind == "english"), question.id


def test_paraphrases_share_no_content_word_with_the_paragraphs_that_answer() -> None:
    shared = []
    for question in _all():
        if question.kind != "paraphrase":
            continue
        texts = {text for _, text in _blocks() for quote in question.gold if quote in text}
        stems = {word[:_STEM] for text in texts for word in _content_words(text)}
        asked = {word[:_STEM] for word in _content_words(question.question)}
        whole = {word for text in texts for word in _content_words(text)}
        shared += [(question.id, stem) for stem in asked if any(stem in word for word in whole)]
        shared += [(question.id, word) for word in _content_words(question.question) if any(s in word for s in stems)]
    assert shared == []


def test_at_most_three_questions_share_their_main_gold() -> None:
    main = Counter(question.gold[0] for question in _all() if question.gold)
    assert [quote for quote, count in main.items() if count > 3] == []


@pytest.mark.parametrize(("kind", "count"), [(SectionKind.POINT, 44), (SectionKind.PROPOSAL, 24)])
def test_every_point_and_proposal_answers_a_question(kind: SectionKind, count: int) -> None:
    quotes = {quote for question in _all() for quote in question.gold}
    sections = [(d, s) for d in _documents().values() for s in d.root.walk() if s.kind is kind]
    unasked = []
    for document, section in sections:
        text = _collapsed(document.text[section.body_start : section.end])
        if not any(quote in text for quote in quotes):
            unasked.append(section.number)
    assert len(sections) == count
    assert unasked == []


def test_the_split_is_sixty_to_forty() -> None:
    assert len(_split("tune")) / len(_all()) == pytest.approx(0.6, abs=0.02)


def test_no_main_gold_is_in_both_splits() -> None:
    tune, test = ({question.gold[0] for question in _split(name) if question.gold} for name in _SPLITS)
    assert tune & test == set()


def test_the_page_states_the_true_overlap() -> None:
    tune = {quote for question in _split("tune") for quote in question.gold}
    answerable = [question for question in _split("test") if question.gold]
    shared = sum(not tune.isdisjoint(question.gold) for question in answerable)
    page = _collapsed(_EVALUATION_PAGE.read_text(encoding="utf-8"))
    assert f"{shared} of the {len(answerable)} answerable questions of `test`" in page


@pytest.mark.parametrize("name", _SPLITS)
@pytest.mark.parametrize("kind", _KINDS)
def test_every_kind_is_in_both_splits_for_both_documents(name: str, kind: Kind) -> None:
    counts = Counter(_counted_as(question) for question in _split(name) if question.kind == kind)
    if kind == "cross_document":
        assert set(counts) == {"both"}
        assert counts["both"] >= 5
    else:
        assert counts["programme"] >= 4
        assert counts["motion"] >= 4


def test_the_page_states_the_true_counts() -> None:
    page = _EVALUATION_PAGE.read_text(encoding="utf-8")
    stated = {}
    for line in page.splitlines():
        row = re.fullmatch(r"\| `(\w+)` \|((?: \d+ \|){7})", line)
        if row:
            stated[row[1]] = [int(cell) for cell in row[2].split("|") if cell.strip()]
    true = {}
    for kind in _KINDS:
        cells = [
            sum(question.kind == kind and _counted_as(question) == home for question in _split(name))
            for name in _SPLITS
            for home in ("programme", "motion", "both")
        ]
        true[str(kind)] = [*cells, sum(cells)]
    assert stated == true
    assert f"hold {len(_all())} questions" in page
