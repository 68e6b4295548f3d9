"""Vector search, as a part of the page."""

from __future__ import annotations

from eval.bench.page import table
from eval.bench.search import SearchCell, SearchResults


def search_lines(found: SearchResults) -> list[str]:
    """Return the part's lines."""
    return [
        "## Vector search",
        "",
        "Belägg's index, FAISS's flat one, one matrix product in numpy, and what else was tried; the 50 best of "
        f"{found.questions} questions, on one thread. {found.real:,} vectors are of real passages, more are made of "
        "these. “Recall” is the share of the exact best that is found; “flat” and “numpy” say how many times as long "
        "those take. [Why it is as it is](adr/0011-search-speed.md).",
        "",
        *table(
            ("passages", "searched", "engine", "p50 / p99", "flat", "numpy", "recall", "bytes a passage", "build"),
            (_row(cell) for cell in found.cells),
        ),
    ]


def _row(cell: SearchCell) -> tuple[str, ...]:
    return (
        f"{cell.passages:,}",
        "all" if cell.filter_share is None else f"{cell.filter_share:.0%}",
        cell.engine,
        f"{cell.latency.p50_ms:.2f} / {cell.latency.p99_ms:.2f} ms",
        str(cell.flat),
        str(cell.numpy),
        f"{cell.recall:.3f}",
        f"{cell.bytes_per_passage:,.0f}",
        f"{cell.build_s:.1f} s",
    )
