"""The report: whole in one file, escaped, showing what went wrong."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from eval.ablation import STAGES, Workplace, ablate, read_ablation
from eval.comparison import compare
from eval.errors import ResultsError
from eval.local import LocalTarget
from eval.questions import Question
from eval.report import changes, outcome, overconfident, worst, write_report
from eval.results import Results, read_results, write_json
from eval.running import evaluate_questions
from tests.eval.conftest import Altered, as_set, make_questions
from tests.eval.test_answers import result
from tests.eval.test_beir import beir_folder
from tests.fake_encoder import FakeEncoder


@pytest.fixture(scope="module")
def good(small_target: LocalTarget) -> Results:
    return evaluate_questions(small_target, as_set(make_questions()), "small")[0]


@pytest.fixture(scope="module")
def bad(small_target: LocalTarget) -> Results:
    reversed_ranks = Altered(small_target, rank=lambda hits: hits[::-1])
    return evaluate_questions(reversed_ranks, as_set(make_questions()), "small")[0]


def test_a_page_needs_nothing_else(tmp_path: Path, good: Results, bad: Results) -> None:
    write_report(bad, tmp_path / "r.html", good)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<svg") == 3
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page.replace('xlink:href="#', 'xlink:href="#')) == []
    assert "@import" not in page
    assert "prefers-color-scheme: dark" in page
    assert "Against the baseline" in page
    assert f"{len(changes(compare(good, bad)))} of 6 questions fare differently" in page


def test_equal_results_give_equal_pages(tmp_path: Path, good: Results) -> None:
    for name in ("a.html", "b.html"):
        write_report(good, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_questions_are_escaped(tmp_path: Path, small_target: LocalTarget) -> None:
    hostile = Question(id="x", question="<script>alert(1)</script>", gold=("Gammal skog",), kind="<b>kind</b>")
    results, _ = evaluate_questions(small_target, as_set([hostile]), "<i>name</i>")
    write_report(results, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    for tag in ("<script>", "<b>kind", "<i>name"):
        assert tag not in page


def test_the_worst_come_first() -> None:
    fine = msgspec.structs.replace(result("fine", 0.9, gold=True, hits=(True,)), measures={"nDCG@10": 1.0})
    low = msgspec.structs.replace(result("low", 0.9, gold=True, hits=(True,)), measures={"nDCG@10": 0.5})
    missed = msgspec.structs.replace(result("missed", 0.9, gold=True, hits=(False,)), measures={"nDCG@10": 0.5})
    silent = msgspec.structs.replace(result("silent", 0.1, gold=True), measures={"nDCG@10": 0.2})
    assert [question.id for question in worst([fine, low, missed, silent])] == ["silent", "missed", "low"]
    assert [outcome(q) for q in (fine, missed, silent)] == ["gold cited", "other text cited", "not found"]


def test_overconfident_answers_are_listed() -> None:
    asked = [
        result("a", 0.6, gold=False, hits=(False,)),
        result("b", 0.9, gold=False, hits=(False,)),
        result("c", 0.3, gold=False),
        result("d", 0.9, gold=True, hits=(True,)),
    ]
    assert [question.id for question in overconfident(asked)] == ["b", "a"]


def test_an_ablation_runs_every_stage(tmp_path: Path, good: Results) -> None:
    encoder = FakeEncoder()
    (tmp_path / "set").mkdir()
    found = ablate([beir_folder(tmp_path / "set")], Workplace(tmp_path / "none", tmp_path / "cache", encoder))
    assert [(cell.set, cell.stage) for cell in found.cells] == [("set", stage) for stage in STAGES]
    assert found.cells[-1].p == 1.0
    write_json(found, tmp_path / "a.json")
    assert read_ablation(tmp_path / "a.json") == found
    write_report(good, tmp_path / "r.html", ablation=read_ablation(tmp_path / "a.json"), others=[good])
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Stages of retrieval" in page
    assert "Other sets" in page


def test_files_that_are_no_results(tmp_path: Path, good: Results) -> None:
    with pytest.raises(ResultsError, match=r"missing\.json: cannot be read"):
        read_results(tmp_path / "missing.json")
    with pytest.raises(ResultsError, match=r"missing\.json: cannot be read"):
        read_ablation(tmp_path / "missing.json")
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ResultsError, match="is not a results file"):
        read_results(tmp_path / "x.json")
    with pytest.raises(ResultsError, match="is not an ablation"):
        read_ablation(tmp_path / "x.json")
    with pytest.raises(ResultsError, match="cannot be written"):
        write_json(good, tmp_path / "x.json" / "y.json")
