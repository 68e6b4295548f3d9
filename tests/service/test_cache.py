"""What is kept of what was answered, and what callers say about it."""

from __future__ import annotations

import pytest

from indexing.records import Query
from service.cache import LONGEST_KEPT_RANKING, ReadingCache
from service.freshness import CacheUse, Freshness, cache_status
from service.reading import Reading


def reading(value: str, version: str = "g-1") -> Reading[str]:
    return Reading(value, {}, version, 1.0)


def test_equal_questions_of_one_generation() -> None:
    cache = ReadingCache[str](2)
    assert cache.find(Query("a", 10), "g-1") is None
    assert cache.keep(Query("a", 10), reading("A"), "g-1") is True
    assert cache.find(Query("a", 10), "g-1") == reading("A")
    assert cache.find(Query("a", 9), "g-1") is None
    assert cache.find(Query("a", 10, language="en"), "g-1") is None


def test_the_least_recently_used_goes_first() -> None:
    cache = ReadingCache[str](2)
    for name in "ab":
        cache.keep(Query(name, 10), reading(name), "g-1")
    cache.find(Query("a", 10), "g-1")
    cache.keep(Query("c", 10), reading("c"), "g-1")
    assert [cache.find(Query(name, 10), "g-1") is not None for name in "abc"] == [True, False, True]


def test_a_newer_generation_empties_it() -> None:
    cache = ReadingCache[str](2)
    cache.keep(Query("a", 10), reading("A"), "g-1")
    assert cache.find(Query("a", 10), "g-2") is None
    assert cache.find(Query("a", 10), "g-1") is None


def test_what_a_former_generation_said_is_not_kept() -> None:
    cache = ReadingCache[str](2)
    assert cache.keep(Query("a", 10), reading("A", "g-1"), "g-2") is False
    assert cache.find(Query("a", 10), "g-2") is None


def test_what_is_too_large_is_not_kept() -> None:
    assert ReadingCache[str](0).keep(Query("a", 10), reading("A"), "g-1") is False
    cache = ReadingCache[str](2)
    assert cache.keep(Query("a", LONGEST_KEPT_RANKING), reading("A"), "g-1") is True
    assert cache.keep(Query("a", LONGEST_KEPT_RANKING + 1), reading("A"), "g-1") is False


@pytest.mark.parametrize(
    ("header", "may_reuse", "may_keep"),
    [
        (None, True, True),
        ("", True, True),
        ("max-age=60", True, True),
        ("no-transform, No-Cache", False, True),
        ("max-age=0", False, True),
        ("no-store", False, False),
    ],
)
def test_what_callers_accept(header: str | None, may_reuse: bool, may_keep: bool) -> None:
    assert Freshness.of(header) == Freshness(may_reuse, may_keep)


@pytest.mark.parametrize(
    ("use", "is_kept", "value"),
    [
        (CacheUse.HIT, False, "Belagg; hit"),
        (CacheUse.MISS, True, "Belagg; fwd=miss; stored"),
        (CacheUse.MISS, False, "Belagg; fwd=miss"),
        (CacheUse.BYPASS, True, "Belagg; fwd=request; stored"),
        (CacheUse.BYPASS, False, "Belagg; fwd=request"),
    ],
)
def test_cache_status(use: CacheUse, is_kept: bool, value: str) -> None:
    assert cache_status(use, is_kept=is_kept) == value
