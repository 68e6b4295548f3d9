"""The quick standard benchmark: model, index, start, memory, questions in process and over HTTP."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from eval.bench.memory import Memory
from eval.bench.results import Latency, Ratio
from eval.bench.service import RunningService, running_service
from eval.bench.setting import Setting
from eval.bench.starting import Start, measure_start
from eval.bench.timing import SEED, interleaved, seconds, timed
from eval.errors import EvaluationError
from indexing.config import DEFAULT_MODEL_NAME
from indexing.engine import Engine
from indexing.model import ensure_model, resolve_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.queries import make_query
from indexing.records import Query
from indexing.storage import open_generation

_WARM_UP: Final = 5
# That serve one index, to see what they share.
_PROCESSES: Final = (1, 2, 4)
_ASKED_OF_EACH: Final = 20


class Calls(msgspec.Struct, frozen=True):
    """Times of single calls, each with another question.

    Attributes:
        encode: encoding a question alone, in process.
        search: a search in process.
        ask: an answer in process.
        http_ask: an answer over HTTP, one client with a kept-alive connection, in turn with encoding the question.
        http_ratio: how many times as long as encoding it.
    """

    encode: Latency
    search: Latency
    ask: Latency
    http_ask: Latency
    http_ratio: Ratio


@dataclass(frozen=True, slots=True)
class _Asked:
    """Milliseconds that each question took: encoded in process, and answered over HTTP."""

    encode: list[float]
    http: list[float]


class Holding(msgspec.Struct, frozen=True):
    """Memory of a service with this index.

    Attributes:
        ready: when it is ready.
        after: after all questions.
        together: with several processes that answer, by their number, after some questions to each; the process that
            starts them is counted in.
    """

    ready: Memory
    after: Memory
    together: dict[int, Memory]


class Standard(msgspec.Struct, frozen=True):
    """What one run measured.

    Attributes:
        corpus_sha256: source checksums by document id.
        model: name and fingerprint of the embedding model.
        documents: how many were indexed.
        passages: how many they gave.
        model_build_s: building the embedding model from its package.
        index_scratch_s: building the index with the model built, process start included.
        index_unchanged_s: the same with nothing changed.
        index_bytes: size of a generation on disk by artifact.
        calls: times of questions.
        start: of the service.
        memory: of the service.
    """

    corpus_sha256: dict[str, str]
    model: dict[str, str]
    documents: int
    passages: int
    model_build_s: float
    index_scratch_s: float
    index_unchanged_s: float
    index_bytes: dict[str, int]
    calls: Calls
    start: Start
    memory: Holding


def run_standard(setting: Setting) -> Standard:
    """Measure everything once, in a folder of its own.

    Args:
        setting: corpus, models, and at least 100 questions for a p99 that means something.

    Raises:
        BelaggError: a step failed.
    """
    models = setting.locations.models
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as folder:
        index = Path(folder) / "index"
        setting.report("building the model")
        model_build_s = seconds(lambda: ensure_model(DEFAULT_MODEL_NAME, Path(folder) / "models"))
        ensure_model(DEFAULT_MODEL_NAME, models)
        setting.report("indexing from scratch")
        scratch_s = seconds(lambda: _index(setting, index))
        unchanged_s = seconds(lambda: _index(setting, index))
        setting.report("starting the service, again and again")
        start = measure_start(index, models)
        questions = [question.question for question in setting.questions()]
        memory, asked = _serve(setting, index, questions)
        setting.report("asking in process")
        engine = Engine.open(index, models)
        manifest = open_generation(index).manifest
        recipe = manifest.recipe
        return Standard(
            corpus_sha256={entry.document_id: entry.source_sha256 for entry in recipe.corpus},
            model={"name": recipe.encoder.name, "fingerprint": recipe.encoder.fingerprint},
            documents=len(engine.documents),
            passages=sum(len(engine.passages(document_id)) for document_id in engine.documents),
            model_build_s=round(model_build_s, 3),
            index_scratch_s=round(scratch_s, 3),
            index_unchanged_s=round(unchanged_s, 3),
            index_bytes={name: artifact.size for name, artifact in manifest.artifacts.items()},
            calls=_calls(index, models, questions, asked),
            start=start,
            memory=memory,
        )


def _index(setting: Setting, index: Path) -> None:
    command = [sys.executable, "-m", "service", "index", "--corpus", str(setting.locations.corpus)]
    done = subprocess.run([*command, "--index", str(index)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EvaluationError(f"`belagg index` failed: {done.stderr.strip()}")


def _serve(setting: Setting, index: Path, questions: Sequence[str]) -> tuple[Holding, _Asked]:
    setting.report("asking over HTTP")
    with running_service(index) as service:
        ready = service.memory()
        asked = _ask_in_turn(service, setting.locations.models, questions)
        after = service.memory()
    together = {}
    for number in _PROCESSES:
        setting.report(f"{number} processes side by side")
        with running_service(index, options=["--workers", str(number)]) as service:
            service.ask_anew(questions[: number * _ASKED_OF_EACH])
            together[number] = service.memory()
    return Holding(ready, after, together), asked


def _ask_in_turn(service: RunningService, models: Path, questions: Sequence[str]) -> _Asked:
    """Encode each question here and have it answered over HTTP, in an order drawn anew each time."""
    encoder = OnnxEncoder.load(resolve_model(DEFAULT_MODEL_NAME, models))
    shuffler = random.Random(SEED)  # noqa: S311 - an order, no secret
    with service.asking() as ask:
        calls: dict[str, Callable[[str], float]] = {
            "encode": timed(lambda question: encoder.encode_queries_with_tokens([question])),
            "http": ask,
        }
        # Not the questions that count: the service may have the answers to those ready.
        interleaved(calls, [f"Fråga: {question}" for question in questions[:_WARM_UP]], shuffler)
        return _Asked(**interleaved(calls, questions, shuffler))


def _calls(index: Path, models: Path, questions: Sequence[str], asked: _Asked) -> Calls:
    """Ask in process; each kind of call with an engine of its own, so that none finds another's work done."""
    queries = [make_query(question) for question in questions]
    return Calls(
        encode=Latency.of(asked.encode),
        search=_latency(Engine.open(index, models).search, queries),
        ask=_latency(Engine.open(index, models).ask, queries),
        http_ask=Latency.of(asked.http),
        http_ratio=Ratio.of(asked.http, asked.encode),
    )


def _latency(call: Callable[[Query], object], queries: Sequence[Query]) -> Latency:
    for query in queries[:_WARM_UP]:
        call(query)
    return Latency.of([timed(call)(query) for query in queries])
