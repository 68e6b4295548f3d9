"""One benchmark run: model, index, questions in process and over HTTP."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from eval.bench.results import BenchResults, Latency
from eval.bench.service import running_service
from eval.errors import EvaluationError
from eval.provenance import belagg_version, commit, hardware
from indexing.config import DEFAULT_MODEL_NAME, Locations
from indexing.engine import Engine
from indexing.model import ensure_model, resolve_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.queries import make_query
from indexing.records import Query
from indexing.storage import open_generation

Report = Callable[[str], None]


def run_benchmarks(locations: Locations, questions: Sequence[str], command: str, report: Report) -> BenchResults:
    """Measure everything once, in a folder of its own.

    Args:
        locations: corpus and models; the index is built in a temporary folder.
        questions: asked in turn; at least 100 give a p99 that means something.
        command: how to repeat the run.
        report: told of each step.

    Raises:
        BelaggError: a step failed.
    """
    with tempfile.TemporaryDirectory(prefix="belagg-bench-") as folder:
        report("building the model")
        model_build_s = _seconds(lambda: ensure_model(DEFAULT_MODEL_NAME, Path(folder) / "models"))
        index = Path(folder) / "index"
        ensure_model(DEFAULT_MODEL_NAME, locations.models)
        report("indexing from scratch")
        scratch_s = _seconds(lambda: _index(locations, index))
        unchanged_s = _seconds(lambda: _index(locations, index))
        report("asking in process")
        encoder = OnnxEncoder.load(resolve_model(DEFAULT_MODEL_NAME, locations.models))
        engine = Engine(index, lambda _: encoder)
        queries = [make_query(question) for question in questions]
        report("asking over HTTP")
        with running_service(index) as service:
            resident_ready = service.resident_mib()
            service.ask_ms(questions[:5])
            http_ask = Latency.of(service.ask_ms(questions))
            resident_after, ready_s = service.resident_mib(), service.ready_s
        generation = open_generation(index)
        recipe = generation.manifest.recipe
        return BenchResults(
            command=command,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            commit=commit(),
            version=belagg_version(),
            hardware=hardware(),
            corpus_sha256={entry.document_id: entry.source_sha256 for entry in recipe.corpus},
            model={"name": recipe.encoder.name, "fingerprint": recipe.encoder.fingerprint},
            documents=len(engine.documents),
            passages=sum(len(engine.passages(document_id)) for document_id in engine.documents),
            model_build_s=model_build_s,
            index_scratch_s=scratch_s,
            index_unchanged_s=unchanged_s,
            encode=_latency(lambda query: encoder.encode_queries_with_tokens([query.text]), queries),
            search=_latency(engine.search, queries),
            ask=_latency(engine.ask, queries),
            http_ask=http_ask,
            ready_s=round(ready_s, 3),
            resident_ready_mib=round(resident_ready, 1),
            resident_after_mib=round(resident_after, 1),
            index_bytes={name: artifact.size for name, artifact in generation.manifest.artifacts.items()},
        )


def _index(locations: Locations, index: Path) -> None:
    command = [str(Path(sys.executable).with_name("belagg")), "index", "--corpus", str(locations.corpus)]
    done = subprocess.run([*command, "--index", str(index)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EvaluationError(f"`belagg index` failed: {done.stderr.strip()}")


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return round(time.perf_counter() - started, 3)


def _latency(call: Callable[[Query], object], arguments: Sequence[Query]) -> Latency:
    for argument in arguments[:5]:
        call(argument)
    times = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        times.append((time.perf_counter() - started) * 1000)
    return Latency.of(times)
