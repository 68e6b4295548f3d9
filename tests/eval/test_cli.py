"""``belagg eval`` as users call it: exit codes, files, and no half-written results."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from eval.results import read_results
from indexing.answer_model import AnswerModel
from service.cli import run
from tests.eval.conftest import ROOT
from tests.eval.test_beir import beir_folder
from tests.eval.test_squad import squad_file

pytestmark = pytest.mark.model
LINES = (ROOT / "eval" / "questions" / "tune.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, corpora_index: Path, model_folder: Path) -> None:
    monkeypatch.setenv("BELAGG_INDEX", str(corpora_index))
    monkeypatch.setenv("BELAGG_MODELS", str(model_folder.parent))


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(LINES[::16]) + "\n", encoding="utf-8")
    return path


def call(*arguments: str | Path) -> int:
    return run(["eval", *map(str, arguments)])


def test_measure_compare_report_and_pass_the_gate(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    extras: list[str | Path] = ["--report", out / "r.html", "--trec", out]
    assert call("questions", questions, "--json", out / "a.json", *extras) == 0
    assert "nDCG@10" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == ["a.json", "qrels.trec", "r.html", "run.trec"]
    written = json.loads((out / "a.json").read_text(encoding="utf-8"))
    assert {"measures", "answers", "abstention", "per_question", "commit", "corpus", "index_version"} <= set(written)

    assert call("gate", questions, "--baseline", out / "a.json", "--json", out / "b.json") == 0
    before, after = read_results(out / "a.json"), read_results(out / "b.json")
    assert (before.measures, before.per_question) == (after.measures, after.per_question)
    assert call("compare", out / "a.json", out / "b.json") == 0
    assert "abstention AUROC" in capsys.readouterr().out
    assert call("report", out / "b.json", out / "b.html", "--baseline", out / "a.json") == 0
    assert call("trec", out / "run.trec", out / "qrels.trec", "--json", out / "t.json") == 0
    retold = read_results(out / "t.json").measures
    assert retold == pytest.approx({name: before.measures[name] for name in retold})


def test_a_fallen_measure_fails_the_gate(tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("questions", questions, "--json", tmp_path / "a.json") == 0
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    record = json.loads(text)
    for question in record["per_question"]:
        question["measures"] = dict.fromkeys(question["measures"], 1.5)
    (tmp_path / "a.json").write_text(json.dumps(record), encoding="utf-8")
    assert call("gate", questions, "--baseline", tmp_path / "a.json") == 1
    assert "gate: nDCG@10 fell from 1.500 to" in capsys.readouterr().err


def test_sets_of_other_makes(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    beir_folder(tmp_path / "set")
    arguments: list[str | Path] = ["--cache", tmp_path / "cache", "--json"]
    assert call("beir", tmp_path / "set", *arguments, tmp_path / "b.json", "--trec", tmp_path / "trec") == 0
    assert read_results(tmp_path / "b.json").measures["Success@1"] == 1.0
    assert call("squad", squad_file(tmp_path), *arguments, tmp_path / "s.json") == 0
    assert read_results(tmp_path / "s.json").task == "squad"
    assert call("squad", squad_file(tmp_path), "--export", tmp_path / "export") == 0
    assert (tmp_path / "export" / "qrels" / "test.tsv").is_file()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "x"', "line 2"),
        (LINES[0], "occurs more than once"),
        ('{"id": "x", "question": "Vad?", "gold": ["står ingenstans"]}', "stands in none of the 2 indexed documents"),
    ],
)
def test_bad_questions_leave_no_results(
    tmp_path: Path, line: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{LINES[0]}\n{line}\n", encoding="utf-8")
    assert call("questions", path, "--json", tmp_path / "a.json") == 2
    error = capsys.readouterr().err
    assert complaint in error
    assert error.count("\n") == 1
    assert [found.name for found in tmp_path.iterdir()] == ["bad.jsonl"]


def test_other_bad_input(tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "set").mkdir()
    beir_folder(tmp_path / "set", "q1\tnowhere\t1\n")
    wrong: tuple[tuple[list[str | Path], str], ...] = (
        (["questions", questions, "--url", "http://127.0.0.1:9"], "nothing answers at"),
        (["questions", questions, "--baseline", tmp_path / "none.json"], "cannot be read"),
        (["questions", questions, "--index", tmp_path / "none"], "there is no index"),
        (["gate", questions, "--baseline", tmp_path / "none.json"], "cannot be read"),
        (["beir", tmp_path / "set"], "names the document 'nowhere'"),
        (["beir", tmp_path / "none"], "no such file"),
    )
    for arguments, complaint in wrong:
        assert call(*arguments) == 2
        assert complaint in capsys.readouterr().err


def test_fitting_writes_a_model_and_the_same_one_again(tmp_path: Path, questions: Path) -> None:
    assert call("fit", questions, "--out", tmp_path / "a.toml") == 0
    assert call("fit", questions, "--out", tmp_path / "b.toml") == 0
    assert (tmp_path / "a.toml").read_bytes() == (tmp_path / "b.toml").read_bytes()
    model = msgspec.toml.decode((tmp_path / "a.toml").read_bytes(), type=AnswerModel)
    assert model.sentence.weights
    assert model.confidence.weights
