"""The comparison of whole systems, as a part of the page."""

from __future__ import annotations

import statistics

from eval.bench.page import table
from eval.bench.system import OURS, Contestant, SystemComparison


def system_lines(found: SystemComparison) -> list[str]:
    """Return the part's lines."""
    ours, *rivals = found.contestants
    measures = tuple(ours.measures)
    versions = ", ".join(f"{name} {version}" for name, version in found.rival.items())
    best = max(rivals, key=lambda rival: rival.measures[measures[0]])
    return [
        "## Whole systems",
        "",
        f"Belägg and {versions}: the same {found.documents} documents, {found.questions} questions "
        f"(`{found.question_file}`), {found.threads} threads and weights ({found.model}). Our indexing is all of it, "
        "from source file to generation on disk; txtai's is its `index` and `save` over texts cut beforehand, "
        "without a text store. Our search mends, understands, ranks by four signals and fuses; txtai's compares "
        "vectors, or joins them with BM25 (hybrid). The models are loaded before. A passage is right when it holds a "
        "gold quote.",
        "",
        *table(
            ("system", "passages", "index", "times ours", "search p50", "times ours", *measures),
            (_row(contestant) for contestant in found.contestants),
        ),
        f"The best of txtai's settings here is {best.name.removeprefix('txtai ')}. Our fusion was fitted to the tune "
        "questions; [evaluation](evaluation.md#results) says what holds on others.",
        "",
    ]


def _row(one: Contestant) -> tuple[str, ...]:
    ratios = ("", "") if one.name == OURS else (str(one.index_ratio), str(one.search_ratio))
    return (
        "Belägg" if one.name == OURS else one.name,
        str(one.passages),
        f"{statistics.median(one.index_s):.2f} s",
        ratios[0],
        f"{one.search.p50_ms:.1f} ms",
        ratios[1],
        *(f"{value:.3f}" for value in one.measures.values()),
    )
