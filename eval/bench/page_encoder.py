"""The comparison of encoders, as a part of the page."""

from __future__ import annotations

from eval.bench.encoder import EncoderComparison, encoder_lines


def encoder_part(found: EncoderComparison) -> list[str]:
    """Return the part's lines."""
    return ["## Encoding", "", *encoder_lines(found), ""]
