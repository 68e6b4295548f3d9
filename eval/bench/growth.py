"""From 200 to a million passages: what indexing, an index, a search and the memory for it cost as corpora grow."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import msgspec

from eval.bench.memory import memory_of
from eval.bench.replicas import open_replica, replicate
from eval.bench.results import Latency
from eval.bench.setting import Setting
from eval.bench.timing import seconds, timed
from eval.collection import Collection, SourceText, index_collection, load_model
from eval.stage_costs import stage_of
from indexing.answer_model import load_answer_model
from indexing.answering import Answerer
from indexing.config import DEFAULT_MODEL_NAME, RetrievalConfig
from indexing.cores import keep_array_libraries_to_one_thread
from indexing.encoder import Encoder
from indexing.model import resolve_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.queries import make_query
from indexing.retriever import Retriever
from indexing.snapshot import load_snapshot
from indexing.storage import open_generation

# About so many real passages, as far as the texts go; and how many there are to be with copies.
_REAL: Final = (200, 2_000, 20_000)
_REPLICATED: Final = (200_000, 1_000_000)
# Questions put to copies: a million passages take their time.
_ASKED_OF_COPIES: Final = 100
_PASSAGES_A_CHARACTER: Final = 1 / 450


class Size(msgspec.Struct, frozen=True):
    """An index of one size.

    Attributes:
        passages: how many it holds.
        real: how many of them are no copies.
        documents: how many it holds.
        index_ms: milliseconds that indexing took for a passage, parsing to disk, the model loaded; None with copies.
        stage_bytes: of the index on disk for a passage, by stage of the pipeline.
        open_s: reading the index into memory.
        resident_mib: memory of the process after all questions.
        grown_mib: by which opening and asking raised it: the model and the libraries do not count.
        search: of the ten best passages.
        ask: of an answer.
    """

    passages: int
    real: int
    documents: int
    index_ms: float | None
    stage_bytes: dict[str, float]
    open_s: float
    resident_mib: float
    grown_mib: float
    search: Latency
    ask: Latency


class Growth(msgspec.Struct, frozen=True):
    """All sizes, the smallest first."""

    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the process that opened an index tells."""

    passages: int
    documents: int
    open_s: float
    resident_mib: float
    grown_mib: float
    search: Latency
    ask: Latency


def measure_growth(setting: Setting) -> Growth:
    """Index ever more of the texts, then copies of all of them.

    Args:
        setting: texts, models, questions.

    Raises:
        DatasetError: there are no texts.
        BelaggError: a step failed.
    """
    questions = [question.question for question in setting.questions()]
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as name:
        return Growth(tuple(_sizes(setting, Path(name), questions)))


def _sizes(setting: Setting, folder: Path, questions: Sequence[str]) -> Iterator[Size]:
    encoder, models = load_model(setting.locations.models), setting.locations.models
    texts = [SourceText(file.stem, "", file.read_text(encoding="utf-8")) for file in setting.text_files()]
    real, index = 0, folder
    for chosen in _prefixes(texts):
        setting.report(f"indexing {len(chosen)} of {len(texts)} documents")
        index, taken_s = _index(chosen, folder, encoder)
        asked = _in_a_process(index, None, models, questions)
        real = asked.passages
        yield _size(asked, real, 1000 * taken_s / real, _stage_bytes(_artifact_sizes(index), real))
    for wanted in _REPLICATED:
        times = round(wanted / real)
        if times > 1:
            setting.report(f"{times} copies of {real:,} passages")
            with tempfile.TemporaryDirectory(prefix="replica-", dir=folder) as name:
                replicate(index, Path(name), times)
                setting.report(f"asking {times * real:,} passages")
                asked = _in_a_process(index, Path(name), models, questions[:_ASKED_OF_COPIES])
                sizes = {file.relative_to(name).as_posix(): file.stat().st_size for file in Path(name).rglob("*.*")}
            yield _size(asked, real, None, _stage_bytes(sizes, asked.passages))


def _prefixes(texts: Sequence[SourceText]) -> Iterator[Sequence[SourceText]]:
    """Yield the first texts that make about so many passages, at last all of them; no set twice."""
    seen = set()
    for wanted in _REAL:
        characters, number = 0.0, 0
        while number < len(texts) and characters * _PASSAGES_A_CHARACTER < wanted:
            characters += len(texts[number].text)
            number += 1
        if number not in seen:
            seen.add(number)
            yield texts[:number]


def _index(texts: Sequence[SourceText], folder: Path, encoder: Encoder) -> tuple[Path, float]:
    found: list[Path] = []
    collection = Collection(f"texts-{len(texts)}", tuple(texts))
    taken_s = seconds(lambda: found.append(index_collection(collection, folder, encoder)))
    return found[0], taken_s


def _in_a_process(index: Path, replica: Path | None, models: Path, questions: Sequence[str]) -> _Asked:
    """Ask in a process of its own: only what the opened index needs counts as its memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_ask, index, replica, models, questions).result()


def _ask(index: Path, replica: Path | None, models: Path, questions: Sequence[str]) -> _Asked:
    keep_array_libraries_to_one_thread()
    encoder = OnnxEncoder.load(resolve_model(DEFAULT_MODEL_NAME, models))
    before = memory_of(os.getpid()).resident
    opened = []
    open_s = seconds(
        lambda: opened.append(open_replica(index, replica) if replica else load_snapshot(open_generation(index)))
    )
    snapshot = opened[0]
    retriever = Retriever(snapshot, encoder, RetrievalConfig())
    answerer = Answerer(snapshot, retriever, load_answer_model())
    queries = [make_query(question) for question in questions]
    for query in queries:  # reads from the disk what is not in memory yet
        answerer.answer(query)
    search = Latency.of([timed(retriever.rank)(query) for query in queries])
    ask = Latency.of([timed(answerer.answer)(query) for query in queries])
    resident = memory_of(os.getpid()).resident
    return _Asked(
        passages=len(snapshot.passages),
        documents=len(snapshot.documents),
        open_s=round(open_s, 3),
        resident_mib=resident,
        grown_mib=round(resident - before, 1),
        search=search,
        ask=ask,
    )


def _size(asked: _Asked, real: int, index_ms: float | None, stage_bytes: dict[str, float]) -> Size:
    return Size(
        passages=asked.passages,
        real=real,
        documents=asked.documents,
        index_ms=None if index_ms is None else round(index_ms, 2),
        stage_bytes=stage_bytes,
        open_s=asked.open_s,
        resident_mib=asked.resident_mib,
        grown_mib=asked.grown_mib,
        search=asked.search,
        ask=asked.ask,
    )


def _artifact_sizes(index: Path) -> dict[str, int]:
    return {name: artifact.size for name, artifact in open_generation(index).manifest.artifacts.items()}


def _stage_bytes(sizes: Mapping[str, int], passages: int) -> dict[str, float]:
    """Return the bytes for a passage by stage."""
    total: Counter[str] = Counter()
    for name, size in sizes.items():
        total[str(stage_of(name))] += size
    return {stage: round(size / passages, 1) for stage, size in total.items()}
