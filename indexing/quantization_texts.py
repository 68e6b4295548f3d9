"""The texts that a quantised model is calibrated on: ordinary questions and passages, Swedish for the most part.

``calibration.txt`` has one text a line: questions of the training set, and paragraphs of a motion (Källa: Sveriges
riksdag).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from indexing.model_config import EncoderConfig
from indexing.model_tokens import Tokens

CALIBRATION_FILE: Final = "calibration.txt"
_LONG_TEXTS: Final = 3
_LONG_TEXT_LINES: Final = 16


def calibration_inputs(tokens: Tokens, config: EncoderConfig) -> list[list[int]]:
    """Return token ids of texts of all lengths up to the longest that the model reads.

    Args:
        tokens: the model's tokeniser.
        config: gives prompts and limit.
    """
    lines = files("indexing").joinpath(CALIBRATION_FILE).read_text(encoding="utf-8").splitlines()
    questions = [line for line in lines if line.endswith("?")]
    passages = [line for line in lines if not line.endswith("?")]
    texts = [config.query_prompt + text for text in questions]
    texts += [config.passage_prompt + text for text in [*passages, *_long(passages)]]
    return [_truncated(ids, tokens.closing, config.max_tokens) for ids in tokens.encode_all(texts)]


def _long(passages: Sequence[str]) -> list[str]:
    starts = range(0, _LONG_TEXTS * _LONG_TEXT_LINES, _LONG_TEXT_LINES)
    return [" ".join(passages[start : start + _LONG_TEXT_LINES]) for start in starts]


def _truncated(ids: list[int], closing: int, max_tokens: int) -> list[int]:
    return ids if len(ids) <= max_tokens else ids[: max_tokens - closing] + ids[len(ids) - closing :]
