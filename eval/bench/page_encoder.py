"""The comparison of encoders, as a part of the page."""

from __future__ import annotations

import statistics

from eval.bench.encoder import EncoderComparison
from eval.bench.peak import PeakShare


def encoder_part(found: EncoderComparison) -> list[str]:
    """Return the part's lines."""
    return ["## Encoding", "", *encoder_lines(found), ""]


def encoder_lines(found: EncoderComparison) -> list[str]:
    """Return the run as lines of Markdown."""
    title = f"Encoding on {found.threads} threads: {found.questions} questions one by one; {found.batch_texts} passages"
    lines = [
        f"{title} a call, {found.batch_tokens} tokens on average. Ratios: how many times as long as with Belägg.",
        "",
        "| engine | a question, p50 | ratio | passages, tokens/s | ratio |",
        "|---|---|---|---|---|",
    ]
    for engine in found.engines:
        bulk = f"{statistics.median(engine.tokens_per_s):,.0f}"
        cells = (f"{engine.question.p50_ms} ms", engine.question_ratio, bulk, engine.passages_ratio)
        lines.append(f"| {engine.engine} ({engine.library}) | {' | '.join(map(str, cells))} |")
    skipped = ["", f"Not installed: {', '.join(found.skipped)}."] if found.skipped else []
    return [*lines, *skipped, *_peak_lines(found.peak)]


def _peak_lines(found: PeakShare | None) -> list[str]:
    if found is None:
        return []
    encoding, product = statistics.median(found.encoding_gops), statistics.median(found.product_gops)
    return [
        "",
        f"In bulk the matrices do {encoding:,.0f} billion operations a second, {found.share:.0%} of what a product of "
        f"bytes alone does ({product:,.0f}), in turn with it.",
    ]
