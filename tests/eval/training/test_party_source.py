"""The party texts as a source: which questions and which passages take part."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from eval.training import negatives, party_source
from eval.training.questions import Kind, Split
from eval.training.records import Asked
from eval.training.topics import topic
from tests.eval.training.conftest import count_words, make_question

V, M, MP = "partiprogram-v-2024", "valmanifest-2022-m", "valmanifest-2022-mp"


@pytest.fixture(autouse=True)
def small_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negatives, "_SKIPPED", 0)
    monkeypatch.setattr(negatives, "_MAX_SHARED", 0.5)


def test_near_misses_and_the_fit_split_are_left_out(data_folder: Path) -> None:
    english = msgspec.structs.replace(make_question(V, 3, Kind.ENGLISH), lang="en", question="What will V do?")
    asked = [make_question(V, 1), make_question(V, 2, Kind.NEAR_MISS), english, make_question(M, 1, split=Split.FIT)]
    told: list[tuple[str, int, int]] = []
    source = party_source.party_source(
        asked, data_folder / "party-texts", count_words, 1.0, lambda *one: told.append(one)
    )
    (group,) = source.groups
    assert group.passage.document_id == V
    assert group.asked == (Asked("Vad ska hända, fråga 1?", (0,)), Asked("What will do?", (0,), is_swedish=False))
    assert group.negatives == ()  # the other party's passage belongs to the split "fit"
    assert told == [("cutting party texts", 1, 2), ("cutting party texts", 2, 2)]


def test_other_parties_passages_are_negatives_when_they_are_long_enough(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [make_question(V, 1), make_question(M, 1), make_question(MP, 1)]

    def negatives_of_first() -> list[str]:
        source = party_source.party_source(asked, data_folder / "party-texts", count_words, 1.0, lambda *_: None)
        return [passage.document_id for passage in source.groups[0].negatives]

    assert negatives_of_first() == [M, MP]
    monkeypatch.setattr(party_source, "_MIN_TOKENS", 1000)
    assert negatives_of_first() == []


@pytest.mark.parametrize(
    ("question", "encoded"),
    [
        ("Vad vill V göra åt  tandvården?", "Vad vill göra åt tandvården?"),
        ("Vad säger partiprogrammet om tåg?", "Vad säger om tåg?"),
        ("V?", "V?"),
    ],
)
def test_what_is_encoded_is_the_topic(question: str, encoded: str) -> None:
    assert topic(question) == encoded
