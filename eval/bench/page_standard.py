"""The standard benchmark's part of the page."""

from __future__ import annotations

from eval.bench.measuring import Standard
from eval.bench.page import table
from eval.bench.starting import Start


def standard_lines(found: Standard) -> list[str]:
    """Return the part's lines."""
    calls, memory, asked = found.calls, found.memory, found.calls.http_ask.calls
    rows = [
        ("build the embedding model, once", f"{found.model_build_s:.1f} s"),
        (
            f"index {found.documents} documents ({found.passages} passages) from scratch, the model built",
            f"{found.index_scratch_s:.1f} s",
        ),
        ("`belagg index` with nothing changed", f"{found.index_unchanged_s:.2f} s"),
        ("index on disk", f"{sum(found.index_bytes.values()) / 2**20:.1f} MiB"),
        ("service: from start to ready", f"{found.start.ready_s:.2f} s"),
        ("service: resident memory when ready", f"{memory.ready.resident:.0f} MiB"),
        (f"service: resident memory after {asked} questions", f"{memory.after.resident:.0f} MiB"),
        *(
            (f"`belagg serve --workers {number}`: PSS of all processes", f"{held.proportional:.0f} MiB")
            for number, held in memory.together.items()
        ),
    ]
    latencies = [
        ("encode a question", calls.encode),
        ("search in process", calls.search),
        ("answer in process", calls.ask),
        ("answer over HTTP, one client", calls.http_ask),
    ]
    return [
        "## The two documents",
        "",
        *table(("what", "measured"), rows),
        *table(
            ("one call", "calls", "p50", "p99", "least"),
            (
                (what, str(one.calls), f"{one.p50_ms:.1f} ms", f"{one.p99_ms:.1f} ms", f"{one.min_ms:.1f} ms")
                for what, one in latencies
            ),
        ),
        "Each call asks another question of the tune split, so nothing is cached between calls. An answer over HTTP "
        f"takes {calls.http_ratio} as long as encoding its question in another process, in turn with it.",
        "",
        *_start(found.start),
    ]


def _start(start: Start) -> list[str]:
    opening = start.opening
    packages = ", ".join(f"{name} {spent:.0f} ms" for name, spent in start.packages_ms.items())
    return [
        f"A fresh process with the core alone, median of {start.rounds}: imports {opening.imports_s:.2f} s, opening "
        f"the model {opening.model_s:.2f} s, opening the index {opening.index_s:.2f} s, the first answer "
        f"{opening.first_answer_s * 1000:.0f} ms. The costliest imports of the service: {packages}.",
        "",
    ]
