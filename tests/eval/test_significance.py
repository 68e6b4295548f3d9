"""Intervals and tests against exact values and known cases."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from eval.significance import auroc_interval, compare_aurocs, compare_means, mean_interval


def test_paired_test_against_all_permutations() -> None:
    a = np.array([0.1, 0.4, 0.2, 0.9, 0.5, 0.3, 0.8, 0.6])
    b = np.array([0.4, 0.7, 0.1, 1.0, 0.9, 0.4, 0.9, 0.9])
    signs = np.array(list(product((1, -1), repeat=8)))
    permuted = (signs * (b - a)).mean(axis=1)
    exact = float(np.mean(np.abs(permuted) >= abs((b - a).mean()) - 1e-12))
    found = compare_means(a, b)
    assert found.p == pytest.approx(exact)
    assert found.delta == pytest.approx((b - a).mean())
    assert found.interval[0] < found.delta < found.interval[1]


def test_one_sided_test_looks_for_losses_only() -> None:
    a = np.linspace(0.2, 0.9, 30)
    assert compare_means(a, a - 0.1, "less").p < 0.001
    assert compare_means(a, a + 0.1, "less").p > 0.999


def test_no_difference_is_no_evidence() -> None:
    a = np.linspace(0, 1, 40)
    found = compare_means(a, a)
    assert (found.delta, found.p, found.interval) == (0.0, 1.0, (0.0, 0.0))


def test_interval_of_a_mean_is_near_the_normal_one() -> None:
    values = np.random.default_rng(3).random(400)
    margin = 1.96 * values.std() / 20
    assert mean_interval(values) == pytest.approx((values.mean() - margin, values.mean() + margin), abs=0.004)


def test_degenerate_intervals() -> None:
    assert mean_interval(np.array([0.25])) == (0.25, 0.25)
    assert mean_interval(np.ones(20)) == (1.0, 1.0)


def test_results_are_the_same_twice() -> None:
    values = np.random.default_rng(4).random(50)
    assert mean_interval(values) == mean_interval(values)
    assert compare_means(values, values**2) == compare_means(values, values**2)


def test_aurocs_are_compared_by_rank() -> None:
    generator = np.random.default_rng(5)
    answerable = np.arange(120) < 80
    good = answerable + generator.normal(0, 0.4, 120)
    noise = generator.normal(0, 1, 120)
    worse = compare_aurocs(good, noise, answerable, "less")
    assert worse.p < 0.001
    assert worse.a > 0.9 > worse.b
    assert worse.interval[1] < 0
    assert compare_aurocs(good, np.exp(5 * good), answerable).p == 1.0, "another scale, the same order"


def test_auroc_interval_holds_the_value() -> None:
    answerable = np.arange(60) < 40
    confidence = answerable + np.random.default_rng(6).normal(0, 1, 60)
    low, high = auroc_interval(confidence, answerable)
    assert 0.5 < low < high < 1
