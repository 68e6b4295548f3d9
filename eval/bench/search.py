"""What vector search costs as corpora grow: Belägg's index against FAISS's flat one, numpy and what else was tried.

docs/adr/0011-search-speed.md rests on it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec
import numpy as np
from threadpoolctl import threadpool_limits

from eval.bench.results import Latency, Ratio
from eval.bench.search_engines import BELAGG, ENGINES, FLAT, NUMPY, Built, Search, exact
from eval.bench.setting import Report, Setting
from eval.bench.timing import interleaved, seconds, timed
from eval.collection import load_model
from eval.training.party_texts import cut
from indexing.encoder import FloatArray
from indexing.ranges import Rows

SIZES: Final = (2_000, 20_000, 200_000, 1_000_000)
FILTERS: Final = (None, 0.1, 0.01)
"""Shares of the passages that filters leave; None is no filter."""

_K: Final = 50
_SEED: Final = 20_240_229
_WARM_UP: Final = 3
# How far a made vector goes from a real one, in the direction from a second to a third: as far from its neighbours as
# real ones are from theirs.
_NEAREST: Final = 0.3
_FARTHEST: Final = 0.7
_BLOCK: Final = 50_000
# Filters leave documents, and those are passages that follow each other.
_DOCUMENT: Final = 100


class SearchCell(msgspec.Struct, frozen=True):
    """One engine over one number of passages.

    Attributes:
        engine: its name.
        passages: how many vectors it holds.
        filter_share: of the passages that a filter leaves; None without one.
        build_s: what building took.
        bytes_per_passage: of memory for the search; what is mapped from a file besides does not count.
        recall: share of the 50 exact best that are among the 50 found, mean over the questions.
        latency: of one question.
        flat: how many times as long FAISS's flat index takes, question by question.
        numpy: the same of one matrix product in numpy.
    """

    engine: str
    passages: int
    filter_share: float | None
    build_s: float
    bytes_per_passage: float
    recall: float
    latency: Latency
    flat: Ratio
    numpy: Ratio


class SearchResults(msgspec.Struct, frozen=True):
    """One run; of the vectors ``real`` are of passages, larger numbers are made of these; all on one thread."""

    real: int
    questions: int
    cells: tuple[SearchCell, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is searched, and what should be found.

    Attributes:
        questions: shape (questions, dimension).
        allowed: rows that pass the filter; None for all.
        expected: the exact best of each question.
    """

    questions: FloatArray
    allowed: Rows | None
    expected: Sequence[frozenset[int]]


def compare_search(setting: Setting, sizes: Sequence[int] = SIZES) -> SearchResults:
    """Embed plain texts, cut as indexing does, and search ever more of them.

    Args:
        setting: texts, models, questions.
        sizes: numbers of passages.

    Raises:
        DatasetError: there are no texts.
    """
    encoder = load_model(setting.locations.models)
    files = setting.text_files()
    texts = [p.text for file in files for p in cut(file.stem, file.read_bytes(), encoder.count_tokens)]
    setting.report(f"embedding {len(texts):,} passages")
    questions = encoder.encode_queries([question.question for question in setting.questions()])
    return compare_engines(encoder.encode_passages(texts), questions, sizes, setting.report)


def compare_engines(vectors: FloatArray, questions: FloatArray, sizes: Sequence[int], report: Report) -> SearchResults:
    """Compare all engines over ever more vectors.

    Args:
        vectors: of real passages, shape (passages, dimension), L2-normalised.
        questions: at least two, shape (questions, dimension), L2-normalised.
        sizes: numbers of passages.
        report: told of each step.
    """
    with threadpool_limits(limits=1):
        cells = tuple(cell for size in sizes for cell in _compare(grown(vectors, size), questions, report))
    return SearchResults(len(vectors), len(questions), cells)


def grown(vectors: FloatArray, size: int) -> FloatArray:
    """Return so many vectors.

    Args:
        vectors: real ones; when fewer are wanted, some of them at random.
        size: more are made: each is a real vector, moved along the difference of two others. So they fill the same
            directions of space as the real ones, in the same proportions, and no two are equal.
    """
    generator = np.random.default_rng(_SEED)
    if size <= len(vectors):
        return vectors[np.sort(generator.permutation(len(vectors))[:size])]
    made = np.empty((size, vectors.shape[1]), np.float32)
    made[: len(vectors)] = vectors
    for start in range(len(vectors), size, _BLOCK):
        number = min(_BLOCK, size - start)
        base, one, other = generator.integers(0, len(vectors), (3, number))
        step = generator.uniform(_NEAREST, _FARTHEST, (number, 1)).astype(np.float32)
        block = vectors[base] + step * (vectors[one] - vectors[other])
        made[start : start + number] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return made


def _compare(vectors: FloatArray, questions: FloatArray, report: Report) -> Iterator[SearchCell]:
    built: dict[str, Built] = {}
    taken: dict[str, float] = {}
    for name, engine in ENGINES.items():
        if len(vectors) <= engine.most_rows:
            report(f"{name}: building over {len(vectors):,} passages")
            taken[name] = seconds(partial(_build, built, name, engine.build, vectors))
    for share in FILTERS:
        allowed = None if share is None else _allowed(len(vectors), share)
        report(f"searching {len(vectors) if allowed is None else len(allowed):,} of {len(vectors):,} passages")
        task = _Task(questions, allowed, [frozenset(exact(vectors, one, _K, allowed).tolist()) for one in questions])
        searched = {name: one for name, one in built.items() if allowed is None or name in (BELAGG, FLAT, NUMPY)}
        yield from _measure(searched, taken, share, task)


def _build(built: dict[str, Built], name: str, build: Callable[[FloatArray], Built], vectors: FloatArray) -> None:
    built[name] = build(vectors)


def _allowed(number: int, share: float) -> Rows:
    """Return the rows of some documents, at random."""
    generator = np.random.default_rng(_SEED)
    firsts = np.arange(0, number, _DOCUMENT)
    chosen = np.sort(generator.permutation(firsts)[: max(1, round(share * len(firsts)))])
    rows: Rows = (chosen[:, np.newaxis] + np.arange(_DOCUMENT)).ravel()
    return rows[rows < number]


def _measure(
    built: Mapping[str, Built], taken: Mapping[str, float], share: float | None, task: _Task
) -> Iterator[SearchCell]:
    calls = {name: partial(_searched, one.search, task) for name, one in built.items()}
    for call in calls.values():
        for number in range(min(_WARM_UP, len(task.questions))):
            call(number)
    shuffler = random.Random(_SEED)  # noqa: S311 - draws orders, keeps no secrets
    times = interleaved({name: timed(call) for name, call in calls.items()}, range(len(task.questions)), shuffler)
    for name, one in built.items():
        yield SearchCell(
            engine=name,
            passages=one.passages,
            filter_share=share,
            build_s=round(taken[name], 2),
            bytes_per_passage=round(one.bytes_held / one.passages, 1),
            recall=round(_recall(calls[name], task.expected), 4),
            latency=Latency.of(times[name]),
            flat=Ratio.of(times[FLAT], times[name]),
            numpy=Ratio.of(times[NUMPY], times[name]),
        )


def _searched(search: Search, task: _Task, number: int) -> Rows:
    return search(task.questions[number], _K, task.allowed)


def _recall(call: Callable[[int], Rows], expected: Sequence[frozenset[int]]) -> float:
    shares = [len(found & set(call(number).tolist())) / len(found) for number, found in enumerate(expected) if found]
    return float(np.mean(shares))
