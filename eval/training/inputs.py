"""Texts as the model reads them: token ids, and which tokens belong to which sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from tokenizers import Encoding, Tokenizer

from indexing.model_config import EncoderConfig
from indexing.records import Passage

# The longest inputs trained on; shorter than what the model reads, for time grows with them.
MAX_QUERY_TOKENS: Final = 64
MAX_PASSAGE_TOKENS: Final = 256


@dataclass(frozen=True, slots=True)
class Input:
    """A text as the model reads it.

    Attributes:
        ids: token ids, with prompt and special tokens.
        prompt_tokens: tokens before the text's own, the opening special token included; one special token closes it.
        sentences: numbers of the sentences that have tokens, ascending.
        sentence_tokens: how many tokens each of them has; together all of the text's own.
    """

    ids: tuple[int, ...]
    prompt_tokens: int
    sentences: tuple[int, ...]
    sentence_tokens: tuple[int, ...]


class InputReader:
    """Makes inputs with a model's tokeniser and prompts. The tokeniser closes an input with one special token."""

    def __init__(self, tokenizer: Tokenizer, config: EncoderConfig) -> None:
        """Take over the tokeniser: padding and truncation are switched off.

        Args:
            tokenizer: the model's.
            config: the model's prompts.
        """
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._query_prompt = config.query_prompt
        self._passage_prompt = config.passage_prompt
        self._passages: dict[str, Input] = {}

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in tokens, without special tokens or prompt."""
        return [len(encoding) for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def query(self, text: str) -> Input:
        """Return a question as one sentence; what is too long is cut off."""
        return self._input(text, [0], self._query_prompt, MAX_QUERY_TOKENS)

    def passage(self, passage: Passage) -> Input:
        """Return a passage, made once; the sentences that are cut off have no tokens."""
        if passage.passage_id not in self._passages:
            starts = [sentence.start - passage.start for sentence in passage.sentences]
            made = self._input(passage.text, starts, self._passage_prompt, MAX_PASSAGE_TOKENS)
            self._passages[passage.passage_id] = made
        return self._passages[passage.passage_id]

    def _input(self, text: str, sentence_starts: Sequence[int], prompt: str, max_tokens: int) -> Input:
        encoding = self._tokenizer.encode(prompt + text)
        kept = min(len(encoding), max_tokens) - 1
        before = len(self._tokenizer.encode(prompt.rstrip())) - 1
        own = _sentence_numbers(encoding, slice(before, kept), [start + len(prompt) for start in sentence_starts])
        numbers, counts = np.unique(own, return_counts=True)
        return Input(
            ids=(*encoding.ids[:kept], encoding.ids[-1]),
            prompt_tokens=before,
            sentences=tuple(numbers.tolist()),
            sentence_tokens=tuple(counts.tolist()),
        )


def _sentence_numbers(encoding: Encoding, tokens: slice, starts: Sequence[int]) -> list[int]:
    """Return the number of each token's sentence: the last one that begins before the token's middle.

    A token may begin with the space before its word, or be that space, and then belongs to the word's sentence.
    """
    middles = [(start + end + 1) / 2 for start, end in encoding.offsets[tokens]]
    return [max(0, int(number) - 1) for number in np.searchsorted(starts, middles, side="right")]
