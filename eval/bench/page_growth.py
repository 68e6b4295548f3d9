"""Growing corpora, as a part of the page."""

from __future__ import annotations

from eval.bench.growth import Growth, Size
from eval.bench.page import table


def growth_lines(found: Growth) -> list[str]:
    """Return the part's lines."""
    largest = max(size.real for size in found.sizes)
    stages = list(found.sizes[0].stage_bytes)
    return [
        "## As corpora grow",
        "",
        f"{largest:,} passages are real and were indexed as ever; larger indexes hold them over and over, with noise "
        "in their vectors and their terms dealt anew, since encoding a million passages takes hours here. What copies "
        "cannot show: new words, clusters of meaning, and waiting for the disk (their token vectors are a hole in the "
        "file). Each question was asked once before, so the files are in memory. One process; “grown” is memory beyond "
        "the libraries' and the model's.",
        "",
        *table(
            (
                "passages",
                "documents",
                "questions",
                "index, a passage",
                "open",
                "search p50 / p99",
                "answer p50 / p99",
                "grown",
                "resident",
            ),
            (_row(size) for size in found.sizes),
        ),
        "Bytes of the index for a passage, by what they are for:",
        "",
        *table(
            ("passages", *stages, "all"),
            (
                (
                    f"{size.passages:,}",
                    *(f"{size.stage_bytes.get(stage, 0.0):,.0f}" for stage in stages),
                    f"{sum(size.stage_bytes.values()):,.0f}",
                )
                for size in found.sizes
            ),
        ),
    ]


def _row(size: Size) -> tuple[str, ...]:
    return (
        f"{size.passages:,}",
        f"{size.documents:,}",
        str(size.search.calls),
        "" if size.index_ms is None else f"{size.index_ms:.1f} ms",
        f"{size.open_s:.2f} s",
        *(f"{times.p50_ms:.1f} / {times.p99_ms:.1f} ms" for times in (size.search, size.ask)),
        f"{size.grown_mib:,.0f} MiB",
        f"{size.resident_mib:,.0f} MiB",
    )
