"""SQuAD-style files: versions 1 and 2, SweQUAD-MC's variant, sentences as gold."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.beir import read_beir
from eval.collection import index_collection
from eval.errors import DatasetError
from eval.local import LocalTarget
from eval.questions import read_questions
from eval.running import evaluate_questions
from eval.squad import export, placeable, read_squad
from tests.eval.conftest import ROOT
from tests.fake_encoder import FakeEncoder

CONTEXT = "Lagen\r\nLagen gäller sedan 1974. Den ändrades 1999 och 2003.\r\nDomstolar dömer."
OTHER = "Myndigheten ligger i Umeå. Den har nio anställda."
SHARED = ROOT.parent / "shared" / "data"


def squad_file(folder: Path) -> Path:
    asked = [
        {"id": "a", "question": "När ändrades lagen?", "answers": [answer("1999"), answer("2003"), answer("1974")]},
        {"id": "b", "question": "Vem dömer?", "is_impossible": False, "answers": [answer("Domstolar")]},
        {"id": "c", "question": "Vad kostar lagen?", "is_impossible": True, "answers": []},
    ]
    data = {"version": "v2", "data": [{"title": "Lag", "paragraphs": [{"context": CONTEXT, "qas": asked}]}]}
    path = folder / "laws.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def answer(text: str) -> dict[str, object]:
    return {"text": text, "answer_start": CONTEXT.index(text)}


def test_gold_is_the_sentence_around_the_answer(tmp_path: Path) -> None:
    questions = read_squad(squad_file(tmp_path)).asked.questions
    assert [(q.id, q.gold, q.kind) for q in questions] == [
        ("a", ("Den ändrades 1999 och 2003.", "Lagen gäller sedan 1974."), "answerable"),
        ("b", ("Domstolar dömer.",), "answerable"),
        ("c", (), "unanswerable"),
    ]


def test_the_multiple_choice_variant(tmp_path: Path) -> None:
    choices = [
        {"start": OTHER.index("nio"), "end": OTHER.index("nio") + 3, "text": "nio", "type": "Correct answer"},
        {"start": 0, "end": 11, "text": "Myndigheten", "type": "Distractor", "extra": None},
    ]
    entries = [{"context": OTHER, "question": "Hur många?", "choices": choices} for _ in range(2)]
    path = tmp_path / "mc.json"
    path.write_text(json.dumps({"data": entries}), encoding="utf-8")
    found = read_squad(path)
    assert [(q.id, q.gold) for q in found.asked.questions] == [
        ("q0", ("Den har nio anställda.",)),
        ("q1", ("Den har nio anställda.",)),
    ]
    assert [text.text for text in found.collection.texts] == [OTHER], "equal contexts are one text"


def test_a_run_measures_answers_and_abstention(tmp_path: Path) -> None:
    squad, encoder = read_squad(squad_file(tmp_path)), FakeEncoder()
    target = LocalTarget.using(index_collection(squad.collection, tmp_path, encoder), encoder)
    asked, lost = placeable(squad, target.documents())
    results, _ = evaluate_questions(target, asked, "laws", task="squad")
    assert lost == ()
    assert results.task == "squad"
    assert results.measures["Success@10"] == 1.0
    assert results.abstention is not None
    assert results.abstention.auroc is not None


def test_gold_that_the_parser_took_apart_is_left_out(tmp_path: Path) -> None:
    squad = read_squad(squad_file(tmp_path))
    asked, lost = placeable(squad, {"c0": "Lagen gäller sedan 1974. Den ändrades 1999 och 2003."})
    assert (lost, [q.id for q in asked.questions]) == (("b",), ["a", "c"])


def test_an_export_can_be_read_again(tmp_path: Path) -> None:
    squad = read_squad(squad_file(tmp_path))
    export(squad, tmp_path / "out")
    assert read_questions([tmp_path / "out" / "questions.jsonl"]).questions == squad.asked.questions
    beir = read_beir(tmp_path / "out")
    assert beir.qrels == {"a": {"c0": 1}, "b": {"c0": 1}}
    assert beir.collection.texts == squad.collection.texts


def test_a_sample_is_always_the_same(tmp_path: Path) -> None:
    path = squad_file(tmp_path)
    assert read_squad(path, 2).asked.questions == read_squad(path, 2).asked.questions
    assert len(read_squad(path, 2).asked.questions) == 2
    assert len(read_squad(path, 2).collection.texts) == 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "is not in SQuAD's format"),
        (b'{"rows": []}', "missing required field `data`"),
        (b'{"data": []}', "holds no question"),
        (b"\x1f\x8b\x00", "cannot be read"),
    ],
)
def test_wrong_files(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=complaint):
        read_squad(path)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_squad(tmp_path / "missing.json")


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_the_shared_files_can_be_read() -> None:
    mc = read_squad(SHARED / "swequad-mc" / "dev.json")
    assert (len(mc.collection.texts), len(mc.asked.questions)) == (64, 126)
    v2 = read_squad(SHARED / "squad-v2-sv" / "squad_dev_v2_sv.json.gz", sample=500)
    assert sum(not question.is_answerable for question in v2.asked.questions) > 200
