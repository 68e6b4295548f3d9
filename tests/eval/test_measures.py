"""Retrieval measures against values worked out by hand."""

from __future__ import annotations

from math import log2

import ir_measures
import pytest

from eval.measures import MEASURES, NAMES, covered_parts, means, score_rankings

QRELS = {"a": {"x": 1, "y": 1}, "b": {"z": 1}, "c": {}, "d": {"w": 1}}
RANKINGS = {"a": ["n", "x", "m", "o", "y"], "b": ["z"], "c": ["x"], "e": ["x"]}


def test_values_of_a_question_with_two_relevant_items() -> None:
    values = score_rankings(QRELS, RANKINGS)["a"]
    gain = 1 / log2(3) + 1 / log2(6)
    assert values["nDCG@10"] == pytest.approx(gain / (1 + 1 / log2(3)))
    assert values["RR"] == 0.5
    assert [values[f"R@{k}"] for k in (1, 3, 5, 10)] == [0, 0.5, 1, 1]
    assert [values[f"Success@{k}"] for k in (1, 3, 5, 10)] == [0, 1, 1, 1]


def test_graded_judgements_count_in_ndcg() -> None:
    values = score_rankings({"q": {"x": 2, "y": 1}}, {"q": ["y", "x"]})["q"]
    assert values["nDCG@10"] == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))


def test_the_denominator_is_the_question_set() -> None:
    values = score_rankings(QRELS, RANKINGS)
    assert list(values) == ["a", "b", "c", "d"]
    assert set(values["b"].values()) == {1.0}
    assert set(values["c"].values()) == {0.0}, "no item is relevant"
    assert set(values["d"].values()) == {0.0}, "nothing was returned"
    assert means(values)["Success@1"] == 0.25
    assert means(values)["RR"] == (0.5 + 1) / 4


def test_means_are_those_of_ir_measures() -> None:
    qrels = {q: grades for q, grades in QRELS.items() if grades}
    judged = [ir_measures.Qrel(q, item, grade) for q, grades in qrels.items() for item, grade in grades.items()]
    run = [ir_measures.ScoredDoc(q, item, -rank) for q, own in RANKINGS.items() for rank, item in enumerate(own)]
    expected = ir_measures.calc_aggregate(list(MEASURES), judged, run)
    assert means(score_rankings(qrels, RANKINGS)) == pytest.approx({str(m): v for m, v in expected.items()})


def test_our_order_decides_not_the_ids() -> None:
    ids = [f"d{number}" for number in range(10)]
    assert score_rankings({"q": {"d0": 1}}, {"q": ids})["q"]["RR"] == 1
    assert score_rankings({"q": {"d0": 1}}, {"q": ids[::-1]})["q"]["RR"] == 0.1


def test_a_hit_below_rank_ten_counts_in_rr_only() -> None:
    values = score_rankings({"q": {"x": 1}}, {"q": [*(f"n{number}" for number in range(19)), "x"]})["q"]
    assert values["RR"] == 0.05
    assert {name: value for name, value in values.items() if value} == {"RR": 0.05}


def test_nothing_judged_and_nothing_found() -> None:
    assert score_rankings({}, {}) == {}
    assert means({}) == {}
    assert score_rankings({"q": {"x": 1}}, {}) == {"q": dict.fromkeys(NAMES, 0.0)}


def test_an_item_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'q' holds an item twice"):
        score_rankings({"q": {"x": 1}}, {"q": ["x", "x"]})


def test_parts_are_covered_when_each_has_a_hit() -> None:
    texts = ["intet", "det första  svaret", "intet", "det andra svaret", "intet"]
    assert covered_parts((("första svaret", "annat"), ("andra svaret",)), texts) == {
        "AllParts@1": 0,
        "AllParts@3": 0,
        "AllParts@5": 1,
        "AllParts@10": 1,
    }
    assert covered_parts((("saknas",),), texts)["AllParts@10"] == 0
