"""``belagg eval train-encoder`` from data to adapter, with a tiny model in the place of the base model."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from eval.training.extra import require_models_extra
from eval.training.inputs import InputReader
from eval.training.questions import Kind, Split
from indexing.adapter import Adapter
from indexing.errors import MissingExtraError
from service.cli import run
from tests.eval.training.conftest import make_question, write_questions
from tests.eval.training.tiny_model import write_model

V, M, MP = "partiprogram-v-2024", "valmanifest-2022-m", "valmanifest-2022-mp"


@pytest.fixture
def questions(tmp_path: Path, reader: InputReader) -> Path:
    asked = [(V, Kind.DIRECT), (V, Kind.PARAPHRASE), (M, Kind.DIRECT), (M, Kind.NEAR_MISS)]
    train = [make_question(name, i, kind, count_tokens=reader.count_tokens) for i, (name, kind) in enumerate(asked)]
    fit = make_question(MP, 0, split=Split.FIT, count_tokens=reader.count_tokens)
    return write_questions(tmp_path / "questions.jsonl", [*train, fit])


@pytest.fixture(autouse=True)
def tiny_base_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexing.model.ensure_model", lambda *_: write_model(tmp_path / "model"))


def call(*arguments: str | Path) -> int:
    return run(["eval", "train-encoder", *map(str, arguments)])


def test_two_steps_write_an_adapter_that_indexing_reads(
    tmp_path: Path, data_folder: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="extra 'models' is not installed")
    out = tmp_path / "adapter.safetensors"
    assert call(data_folder, "--questions", questions, "--out", out, "--steps", "2", "--seed", "4") == 0
    printed = capsys.readouterr()
    assert printed.out == f"Trained for 2 steps: {out}\n"
    assert printed.err.startswith("step 2: dense ")
    adapter = Adapter.load(out)
    assert (len(adapter.up), adapter.up["l1.fo"].shape, adapter.down["l1.fo"].shape) == (12, (32, 16), (16, 64))


def test_missing_data_is_one_clear_error_and_writes_nothing(
    tmp_path: Path, data_folder: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="extra 'models' is not installed")
    (data_folder / "party-texts" / f"{V}.txt").unlink()
    assert call(data_folder, "--questions", questions, "--out", tmp_path / "a", "--steps", "1") == 2
    assert f"{V}.txt: cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


def test_a_source_without_questions_is_refused(
    tmp_path: Path, data_folder: Path, reader: InputReader, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="extra 'models' is not installed")
    asked = make_question(MP, 0, split=Split.FIT, count_tokens=reader.count_tokens)
    held_out = write_questions(tmp_path / "fit.jsonl", [asked])
    assert call(data_folder, "--questions", held_out, "--out", tmp_path / "a", "--steps", "1") == 2
    assert "party texts: no question to train on" in capsys.readouterr().err


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"\(torch\); install them: pip install 'belagg\[models\]'"):
        require_models_extra()


def test_the_command_itself_needs_no_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert call("nowhere") == 2
    assert "training needs packages that are missing" in capsys.readouterr().err
