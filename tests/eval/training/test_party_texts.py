"""Passages of the party texts, cut anew, and what happens when they are not what they were."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from eval.errors import DatasetError
from eval.training.cli import QUESTIONS
from eval.training.party_texts import cut, cut_party_texts, passage_digest, passages_of
from eval.training.questions import read_training_questions
from indexing.onnx_encoder import OnnxEncoder
from tests.eval.conftest import ROOT
from tests.eval.training.conftest import PARTY_TEXTS, count_words, make_passage, make_question

PARTY_TEXTS_DIR = Path(__file__).parents[4] / "shared/data/party-texts"
ASKED = make_question("partiprogram-v-2024", 1)


def test_each_question_gets_its_passage(data_folder: Path) -> None:
    asked = [ASKED, make_question("valmanifest-2022-mp", 2)]
    found = passages_of(asked, data_folder / "party-texts", count_words)
    assert {name: passage.text[:16] for name, passage in found.items()} == {
        "partiprogram-v-2024-1": "Tandvården ska b",
        "valmanifest-2022-mp-2": "Tågen ska gå i t",
    }


def test_documents_are_cut_by_name_and_reported(data_folder: Path) -> None:
    told: list[tuple[int, int]] = []
    asked = [make_question(name, 1) for name in ("valmanifest-2022-mp", "partiprogram-v-2024")]
    passages = cut_party_texts(asked, data_folder / "party-texts", count_words, lambda *done: told.append(done))
    assert [passage.document_id for passage in passages] == ["partiprogram-v-2024", "valmanifest-2022-mp"]
    assert told == [(1, 2), (2, 2)]


def test_the_digest_sees_text_and_sentence_borders() -> None:
    digests = {
        passage_digest(make_passage("x", sentences))
        for sentences in (["Ett tal.", "Två tal."], ["Ett tal. Två tal."], ["Ett tal.", "Tre tal."])
    }
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"start": 1}, r"has no passage 1:\d+ with digest [0-9a-f]{12} any more, so the parser or the chunker"),
        ({"passage_digest": "0" * 12}, r"with digest 000000000000 any more"),
        ({"sentences": (0, 4)}, r"names sentence 4, its passage has 4, counted from 0"),
        ({"document_sha256": "0" * 64}, r"the questions were written about 0{64}; get the version"),
        ({"document": "valmanifest-2022-x"}, r"valmanifest-2022-x\.txt: cannot be read"),
    ],
)
def test_what_does_not_fit_is_an_error_that_says_what_to_do(
    data_folder: Path, changed: dict[str, object], message: str
) -> None:
    with pytest.raises(DatasetError, match=message):
        passages_of([msgspec.structs.replace(ASKED, **changed)], data_folder / "party-texts", count_words)


def test_two_versions_of_a_document_cannot_both_be_meant(data_folder: Path) -> None:
    with pytest.raises(DatasetError, match="SHA-256 is"):
        passages_of(
            [ASKED, msgspec.structs.replace(ASKED, id="other", document_sha256="f" * 64)],
            data_folder / "party-texts",
            count_words,
        )


def test_a_cut_passage_is_the_text_itself() -> None:
    (passage,) = cut("x", PARTY_TEXTS["partiprogram-v-2024"].encode(), count_words)
    assert passage.text == PARTY_TEXTS["partiprogram-v-2024"].strip()


@pytest.mark.model
@pytest.mark.skipif(not PARTY_TEXTS_DIR.exists(), reason="the party texts are not at ../shared/data/party-texts")
def test_our_questions_passages_are_still_cut_as_they_were(encoder: OnnxEncoder) -> None:
    """One short document of forty: the parser and the chunker treat them all alike."""
    asked = [q for q in read_training_questions(ROOT / QUESTIONS) if q.document == "valmanifest-2022-kd"]
    found = passages_of(asked, PARTY_TEXTS_DIR, encoder.count_tokens)
    assert len(found) == len(asked) > 0
