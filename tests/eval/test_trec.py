"""TREC files out and in."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.errors import DatasetError
from eval.trec import evaluate_trec, read_trec_qrels, read_trec_run, write_trec

RANKINGS = {"q1": [("a", 2.5), ("b", 0.1)], "q2": [("c", -1.0)], "unjudged": [("a", 1.0)]}
QRELS = {"q1": {"b": 1}, "q2": {"c": 2, "a": 0}, "q3": {"a": 1}}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_trec(tmp_path, RANKINGS, QRELS)
    assert (tmp_path / "run.trec").read_text(encoding="utf-8") == (
        "q1 Q0 a 1 2.5 belagg\nq1 Q0 b 2 0.1 belagg\nq2 Q0 c 1 -1.0 belagg\n"
    )
    assert read_trec_run(tmp_path / "run.trec") == {name: RANKINGS[name] for name in ("q1", "q2")}
    assert read_trec_qrels(tmp_path / "qrels.trec") == QRELS


def test_the_denominator_is_the_qrels(tmp_path: Path) -> None:
    write_trec(tmp_path, RANKINGS, QRELS)
    results = evaluate_trec(tmp_path / "run.trec", tmp_path / "qrels.trec")
    assert results.measures["RR"] == pytest.approx((0.5 + 1 + 0) / 3)
    assert [question.id for question in results.per_question] == ["q1", "q2", "q3"]


def test_white_space_in_ids_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="'a b' has white space"):
        write_trec(tmp_path, {}, {"q": {"a b": 1}})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("run", "complaint"),
    [
        ("", "is empty"),
        ("q1 Q0 a 1 2.5\n", "line 1: has 5 fields instead of 6"),
        ("q1 Q0 a 1 high x\n", "line 1: 'high' is not a number"),
        ("q1 Q0 a 1 2 x\nq1 Q0 a 2 1 x\n", "line 2: 'a' occurs twice"),
        ("q9 Q0 a 1 2 x\n", "has no question of"),
    ],
)
def test_wrong_runs(tmp_path: Path, run: str, complaint: str) -> None:
    write_trec(tmp_path, RANKINGS, QRELS)
    (tmp_path / "run.trec").write_text(run, encoding="utf-8")
    with pytest.raises(DatasetError, match=complaint):
        evaluate_trec(tmp_path / "run.trec", tmp_path / "qrels.trec")
