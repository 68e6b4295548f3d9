"""The benchmark's results file, and the page made of it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

import msgspec

from eval.results import Hardware


class Latency(msgspec.Struct, frozen=True):
    """Times of single calls in milliseconds: their number, median, 99th percentile, least and greatest."""

    calls: int
    p50_ms: float
    p99_ms: float
    min_ms: float
    max_ms: float

    @classmethod
    def of(cls, times_ms: Sequence[float]) -> Latency:
        """Summarise at least two times."""
        hundredths = statistics.quantiles(times_ms, n=100, method="inclusive")
        figures = (statistics.median(times_ms), hundredths[98], min(times_ms), max(times_ms))
        return cls(len(times_ms), *(round(figure, 2) for figure in figures))


class BenchResults(msgspec.Struct, frozen=True):
    """What one run measured.

    Attributes:
        command: how to repeat it.
        created: ISO 8601.
        commit: of the sources, "+" when changed since.
        version: of the package.
        hardware: the machine.
        corpus_sha256: source checksums by document id.
        model: name and fingerprint of the embedding model.
        documents: how many were indexed.
        passages: how many they gave.
        model_build_s: building the embedding model from its package.
        index_scratch_s: building the index with the model built, process start included.
        index_unchanged_s: the same with nothing changed.
        encode: encoding a question alone, in process.
        search: a search in process.
        ask: an answer in process.
        http_ask: an answer over HTTP, one client with a kept-alive connection.
        ready_s: from starting the service's process until it says that it is ready.
        resident_ready_mib: resident memory of the service when ready.
        resident_after_mib: the same after all questions.
        index_bytes: size of a generation on disk by artifact.
    """

    command: str
    created: str
    commit: str | None
    version: str
    hardware: Hardware
    corpus_sha256: dict[str, str]
    model: dict[str, str]
    documents: int
    passages: int
    model_build_s: float
    index_scratch_s: float
    index_unchanged_s: float
    encode: Latency
    search: Latency
    ask: Latency
    http_ask: Latency
    ready_s: float
    resident_ready_mib: float
    resident_after_mib: float
    index_bytes: dict[str, int]


def write_results(path: Path, results: BenchResults) -> None:
    """Write the results file, as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
    temporary.replace(path)


def to_markdown(results: BenchResults, source: str) -> str:
    """Return the page that shows the results.

    Args:
        results: what was measured.
        source: name of the results file.
    """
    rows = [
        ("build the embedding model, once", f"{results.model_build_s:.1f} s"),
        (
            f"index {results.documents} documents ({results.passages} passages) from scratch, the model built",
            f"{results.index_scratch_s:.1f} s",
        ),
        ("`belagg index` with nothing changed", f"{results.index_unchanged_s:.2f} s"),
        ("service: from start to ready", f"{results.ready_s:.2f} s"),
        ("service: resident memory when ready", f"{results.resident_ready_mib:.0f} MiB"),
        (f"service: resident memory after {results.http_ask.calls} questions", f"{results.resident_after_mib:.0f} MiB"),
        ("index on disk", f"{sum(results.index_bytes.values()) / 2**20:.1f} MiB"),
    ]
    calls = [
        ("encode a question", results.encode),
        ("search in process", results.search),
        ("answer in process", results.ask),
        ("answer over HTTP, one client", results.http_ask),
    ]
    machine = results.hardware
    return "\n".join(
        [
            "# Performance",
            "",
            f"Measured by `{results.command}` on {results.created[:10]} at commit `{results.commit}`: "
            f"{machine.processor}, {machine.cores} cores, {machine.memory_gb:.0f} GB, {machine.system}, "
            f"Python {machine.python}. All figures, with the corpus's and the model's checksums, stand in "
            f"[`{source}`](../{source}); this page is made of that file by the same command. "
            "The machine is shared: other work on it makes single figures worse, never better.",
            "",
            "| what | measured |",
            "|---|---|",
            *(f"| {what} | {figure} |" for what, figure in rows),
            "",
            "| one call | calls | p50 | p99 | least |",
            "|---|---|---|---|---|",
            *(
                f"| {what} | {found.calls} | {found.p50_ms:.1f} ms | {found.p99_ms:.1f} ms | {found.min_ms:.1f} ms |"
                for what, found in calls
            ),
            "",
            "Each call asks another question of the tune split, so nothing is cached between calls.",
            "",
        ]
    )
