"""What lexical search costs as corpora grow: bm25s, which the index uses, against tantivy, with the same terms.

docs/adr/0006-lexical-retrieval.md rests on it.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from eval.bench.lexical_engines import LexicalEngine, TermCorpus
from eval.bench.results import Latency
from eval.bench.setting import Setting
from eval.collection import load_model
from eval.training.party_texts import cut
from indexing.analyzer import terms
from indexing.build import indexed_terms
from indexing.config import RetrievalConfig
from indexing.encoder import Encoder

SIZES: Final = (130, 1_000, 10_000, 100_000)
_K: Final = RetrievalConfig().num_candidates
_SEED: Final = 20_240_229
_WARM_UP: Final = 5
# A filter that leaves a tenth of the documents.
_FILTERED: Final = 10
_ENGINES: Final = {
    "bm25s": ("eval.bench.lexical_engines", "Bm25sEngine"),
    "tantivy": ("eval.bench.tantivy_engine", "TantivyEngine"),
}


class Cell(msgspec.Struct, frozen=True):
    """One engine over one corpus.

    Attributes:
        engine: name and version.
        passages: how many were indexed.
        build_s: processor time of building and writing.
        index_bytes: on disk.
        resident_mib: by which opening and all calls raised the process's resident memory; mapped files count.
        top: the best passages; processor time of the calling thread, as in the other two.
        filtered: the best passages of a tenth of the documents.
        top_and_scores: the best passages, and the scores of as many others: what the fusion asks for.
    """

    engine: str
    passages: int
    build_s: float
    index_bytes: int
    resident_mib: float
    top: Latency
    filtered: Latency
    top_and_scores: Latency


class LexicalResults(msgspec.Struct, frozen=True):
    """One run; ``texts_sha256`` is over all texts, ``real_passages`` are cut from them, the rest is made of these."""

    texts_sha256: str
    real_passages: int
    questions: int
    cells: tuple[Cell, ...]


def cut_texts(files: Sequence[Path], encoder: Encoder) -> TermCorpus:
    """Parse, cut and analyse plain texts as indexing does.

    Args:
        files: UTF-8, a document each.
        encoder: counts tokens.
    """
    passages = [(n, p) for n, file in enumerate(files) for p in cut(file.stem, file.read_bytes(), encoder.count_tokens)]
    return TermCorpus([indexed_terms(passage) for _, passage in passages], [number for number, _ in passages])


def resized(corpus: TermCorpus, size: int) -> TermCorpus:
    """Return a corpus of a given size.

    Args:
        corpus: real passages.
        size: fewer of them are taken evenly. More are made: each copy of the corpus has its passages' lengths and its
            terms, dealt anew over all passages. So terms keep their frequency; no new ones come, and none cluster.
    """
    if size <= len(corpus):
        rows = np.linspace(0, len(corpus) - 1, size).astype(int)
        return TermCorpus([corpus.terms[row] for row in rows], [corpus.documents[row] for row in rows])
    pool = np.array([term for passage in corpus.terms for term in passage], dtype=object)
    borders = np.cumsum([len(passage) for passage in corpus.terms])[:-1]
    shuffler = np.random.default_rng(_SEED)
    grown, documents = list(corpus.terms), list(corpus.documents)
    while len(grown) < size:
        grown += [part.tolist() for part in np.split(shuffler.permutation(pool), borders)]
        first = max(documents) + 1
        documents += [first + document for document in corpus.documents]
    return TermCorpus(grown[:size], documents[:size])


def measure(engine: str, corpus: TermCorpus, questions: Sequence[Sequence[str]]) -> Cell:
    """Measure an engine over a corpus.

    Args:
        engine: "bm25s" or "tantivy".
        corpus: what it indexes.
        questions: terms of each, at least two.
    """
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as name:
        folder = Path(name)
        started = time.process_time()
        engine_class(engine).build(corpus, folder)
        build_s = time.process_time() - started
        documents = sorted(set(corpus.documents))[::_FILTERED]
        # A process of its own: only what the opened index needs counts as its memory.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            asked = process.submit(_ask, engine, folder, len(corpus), documents, questions).result()
        index_bytes = sum(path.stat().st_size for path in folder.iterdir())
    return Cell(f"{engine} {version(engine)}", len(corpus), round(build_s, 2), index_bytes, *asked)


def engine_class(engine: str) -> type[LexicalEngine]:
    """Return the class of an engine by its name, imported now: tantivy may not be installed."""
    module, name = _ENGINES[engine]
    found: type[LexicalEngine] = getattr(import_module(module), name)
    return found


def _ask(
    engine: str, folder: Path, size: int, documents: Sequence[int], questions: Sequence[Sequence[str]]
) -> tuple[float, Latency, Latency, Latency]:
    """Open an index and ask it everything; returns the growth of memory in MiB and the times."""
    found_class = engine_class(engine)
    before = _resident_mib()
    index = found_class.open(folder)
    others = np.random.default_rng(_SEED).choice(size, min(_K, size), replace=False).tolist()
    top = _latency(lambda asked: index.top(asked, _K), questions)
    filtered = _latency(lambda asked: index.top(asked, _K, documents), questions)
    both = _latency(lambda asked: index.top_and_scores(asked, _K, others), questions)
    return round(_resident_mib() - before, 1), top, filtered, both


def _latency(call: Callable[[Sequence[str]], object], questions: Sequence[Sequence[str]]) -> Latency:
    for question in questions[:_WARM_UP]:
        call(question)
    times = []
    for question in questions:
        started = time.thread_time_ns()
        call(question)
        times.append((time.thread_time_ns() - started) / 1e6)
    return Latency.of(times)


def _resident_mib() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def compare_lexical(setting: Setting) -> LexicalResults:
    """Measure both engines over plain texts, cut as indexing does.

    Args:
        setting: texts, models, questions.

    Raises:
        DatasetError: there are no texts.
    """
    files = setting.text_files()
    engines = [name for name in _ENGINES if find_spec(name)]
    if "tantivy" not in engines:
        setting.report("tantivy is not installed, so bm25s is measured alone; `pip install tantivy` to compare")
    asked = [found for question in setting.questions() if (found := terms(question.question))]
    setting.report("cutting the texts")
    real = cut_texts(files, load_model(setting.locations.models))
    return LexicalResults(
        texts_sha256=hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest(),
        real_passages=len(real),
        questions=len(asked),
        cells=tuple(_cells(setting, engines, real, asked)),
    )


def _cells(
    setting: Setting, engines: Sequence[str], real: TermCorpus, asked: Sequence[Sequence[str]]
) -> Iterator[Cell]:
    for size in SIZES:
        corpus = resized(real, size)
        for engine in engines:
            setting.report(f"{engine} over {size:,} passages")
            yield measure(engine, corpus, asked)
