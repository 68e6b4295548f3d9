"""The comparison of lexical engines, as a part of the page."""

from __future__ import annotations

from eval.bench.lexical import Cell, LexicalResults
from eval.bench.page import table
from eval.bench.results import Latency


def lexical_lines(found: LexicalResults) -> list[str]:
    """Return the part's lines."""
    return [
        "## Lexical search",
        "",
        f"bm25s, which the index uses, and tantivy over the same terms, {found.questions} questions; processor time "
        "of the calling thread, p50 / p99. “Filtered” leaves a tenth of the documents. “Top and scores” is what the "
        f"fusion asks for. {found.real_passages:,} passages are real; larger corpora add copies whose terms are dealt "
        "anew over all passages. [Why it stays bm25s](adr/0006-lexical-retrieval.md).",
        "",
        *table(
            ("passages", "engine", "top", "filtered", "top and scores", "memory", "disk", "build"),
            (_row(cell) for cell in found.cells),
        ),
    ]


def _row(cell: Cell) -> tuple[str, ...]:
    return (
        f"{cell.passages:,}",
        cell.engine,
        *(_shown(times) for times in (cell.top, cell.filtered, cell.top_and_scores)),
        f"{cell.resident_mib:.0f} MiB",
        f"{cell.index_bytes / 2**20:.1f} MiB",
        f"{cell.build_s:.1f} s",
    )


def _shown(times: Latency) -> str:
    return f"{times.p50_ms:.2f} / {times.p99_ms:.2f} ms"
