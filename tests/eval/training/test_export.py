"""Training questions as a BEIR folder."""

from __future__ import annotations

from pathlib import Path

from eval.beir import read_beir
from eval.training.export import export_beir
from eval.training.party_texts import passages_of
from eval.training.questions import Kind
from tests.eval.training.conftest import PARTY_TEXTS, count_words, make_question

V, M = "partiprogram-v-2024", "valmanifest-2022-m"


def test_near_misses_add_their_passage_but_no_question(data_folder: Path, tmp_path: Path) -> None:
    asked = [make_question(V, 1), make_question(V, 2), make_question(M, 1, Kind.NEAR_MISS)]
    export_beir(asked, passages_of(asked, data_folder / "party-texts", count_words), tmp_path / "beir")
    written = read_beir(tmp_path / "beir")
    texts = {text.text_id: text.text for text in written.collection.texts}
    of_v, of_m = texts
    assert texts == {of_v: PARTY_TEXTS[V].strip(), of_m: PARTY_TEXTS[M].strip()}
    assert of_v == f"{V}-{asked[0].passage_digest}"
    assert written.queries == {f"{V}-1": "Vad ska hända, fråga 1?", f"{V}-2": "Vad ska hända, fråga 2?"}
    assert written.qrels == {f"{V}-1": {of_v: 1}, f"{V}-2": {of_v: 1}}
