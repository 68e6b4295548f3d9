"""What lexical search costs as corpora grow: bm25s, which the index uses, against tantivy, with the same terms.

``python -m eval.bench.lexical TEXTS MODELS --json eval/results/lexical.json`` is what
docs/adr/0006-lexical-retrieval.md rests on.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import click
import msgspec
import numpy as np

from eval import provenance
from eval.bench.lexical_engines import LexicalEngine, TermCorpus
from eval.bench.results import Latency
from eval.collection import load_model
from eval.errors import DatasetError
from eval.questions import read_questions
from eval.results import Hardware, write_json
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
_PATH: Final = click.Path(path_type=Path)
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

    format_version: int
    command: str
    created: str
    commit: str | None
    hardware: Hardware
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


def to_markdown(cells: Sequence[Cell]) -> str:
    """Return the table of a run; times are median and 99th percentile."""
    head = "| passages | engine | top | filtered | top and scores | memory | disk | build |"
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *map(_row, cells)])


def _row(cell: Cell) -> str:
    times = " | ".join(f"{t.p50_ms:.2f} / {t.p99_ms:.2f} ms" for t in (cell.top, cell.filtered, cell.top_and_scores))
    sizes = f"{cell.resident_mib:.0f} MiB | {cell.index_bytes / 2**20:.1f} MiB | {cell.build_s:.1f} s"
    return f"| {cell.passages:,} | {cell.engine} | {times} | {sizes} |"


@click.command()
@click.argument("texts", type=_PATH)
@click.argument("models", type=_PATH)
@click.option("--questions", type=_PATH, default=Path("eval/questions/tune.jsonl"), show_default=True)
@click.option("--sizes", type=int, multiple=True, default=SIZES, show_default=True, help="Passages.")
@click.option("--json", "json_file", type=_PATH, help="Write the results to this file.")
def main(texts: Path, models: Path, questions: Path, sizes: Sequence[int], json_file: Path | None) -> None:
    """Measure both engines over the plain texts in the folder TEXTS, cut by a model in the folder MODELS."""
    files = sorted(texts.glob("*.txt"))
    if not files:
        raise DatasetError(f"{texts}: holds no *.txt file; name a folder of plain texts")
    engines = [name for name in _ENGINES if find_spec(name)]
    if "tantivy" not in engines:
        click.echo("tantivy is not installed, so bm25s is measured alone; `pip install tantivy` to compare", err=True)
    asked = [found for question in read_questions([questions]).questions if (found := terms(question.question))]
    real = cut_texts(files, load_model(models))
    cells = [measure(engine, resized(real, size), asked) for size in sizes for engine in engines]
    results = LexicalResults(
        format_version=1,
        command="python -m eval.bench.lexical TEXTS MODELS" + (f" --json {json_file}" if json_file else ""),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=provenance.commit(),
        hardware=provenance.hardware(),
        texts_sha256=hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest(),
        real_passages=len(real),
        questions=len(asked),
        cells=tuple(cells),
    )
    click.echo(to_markdown(cells))
    if json_file is not None:
        write_json(results, json_file)


if __name__ == "__main__":
    main()
