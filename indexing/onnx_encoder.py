"""The Encoder that runs a model folder's ONNX graph on the processor with ONNX Runtime."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoSuchFile,
    RuntimeException,
)
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented as NotImplemented_
from tokenizers import Encoding, Tokenizer

from indexing.cores import usable_cores
from indexing.encoder import FloatArray, Progress
from indexing.errors import ModelError, ModelIntegrityError
from indexing.model_config import EncoderConfig, Pooling, read_encoder_config
from indexing.model_folder import ModelManifest, check_model

GRAPH = "onnx/model.onnx"
BATCH_TOKENS = 512
"""Padded tokens in a batch. Bigger batches are not faster: 512 keep two cores busy and stay in the cache."""

_OPENING_ERRORS = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile, NotImplemented_, RuntimeException)
_TOKEN_OUTPUTS = ("last_hidden_state", "token_embeddings")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Prompt:
    """What goes before a text, and how many tokens it makes, opening special tokens included."""

    text: str
    tokens: int


class OnnxEncoder:
    """Encodes with a model folder; implements the `Encoder` protocol.

    Vectors are float32 and L2-normalised. Any text is accepted: what is too long is cut off before the closing special
    token, what no tokeniser can read (lone surrogates) counts as U+FFFD. One instance may be used by many threads.
    """

    def __init__(
        self,
        manifest: ModelManifest,
        config: EncoderConfig,
        tokenizer: Tokenizer,
        session: onnxruntime.InferenceSession,
    ) -> None:
        """Put the parts together; `load` reads them from a folder."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._manifest = manifest
        self._config = config
        self._tokenizer = tokenizer
        self._session = session
        self._input_names = [entry.name for entry in session.get_inputs()]
        self._output_name = _token_output(session)
        probe = tokenizer.encode("a")
        self._closing = _closing_specials(probe)
        self._dimension: int = self._run([probe.ids]).shape[2]  # exported graphs need not state it; warms up, too
        self._query = self._prompt(config.query_prompt)
        self._passage = self._prompt(config.passage_prompt)

    @classmethod
    def load(cls, folder: Path, threads: int | None = None) -> Self:
        """Open the model in ``folder``.

        Args:
            folder: a model as `indexing.model` lays it out.
            threads: how many threads one call uses; by default as many as there are usable cores.

        Raises:
            ModelIntegrityError: A file is missing or damaged.
            ModelError: The model does something that this encoder cannot reproduce.
        """
        manifest = check_model(folder)
        config = read_encoder_config(folder)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return cls(manifest, config, tokenizer, _open_session(folder / GRAPH, threads or usable_cores()))

    @property
    def name(self) -> str:
        """The model's name, for people."""
        return self._manifest.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) over the model's files: equal fingerprints give equal vectors."""
        return self._manifest.fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """Longest input that the model reads, prefix and special tokens included."""
        return self._config.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in the model's tokens, without special tokens or prefix, nothing cut off."""
        cleaned = [_readable(text) for text in texts]
        return [len(encoding) for encoding in self._tokenizer.encode_batch_fast(cleaned, add_special_tokens=False)]

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return one vector a question, shape (len(texts), dimension)."""
        return self._encode(texts, self._query)[0]

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Return one vector a passage, shape (len(texts), dimension)."""
        return self._encode(texts, self._passage, progress=progress)[0]

    def encode_query_tokens(self, texts: Sequence[str]) -> list[FloatArray]:
        """Return each question's token vectors, shape (tokens, dimension), without prefix and special tokens."""
        return self._encode(texts, self._query, with_tokens=True)[1]

    def encode_passage_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[FloatArray]:
        """Return each passage's token vectors, shape (tokens, dimension), without prefix and special tokens."""
        return self._encode(texts, self._passage, with_tokens=True, progress=progress)[1]

    def encode_queries_with_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        """Return what `encode_queries` and `encode_query_tokens` return, for the price of one."""
        return self._encode(texts, self._query, with_tokens=True)

    def encode_passages_with_tokens(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[FloatArray, list[FloatArray]]:
        """Return what `encode_passages` and `encode_passage_tokens` return, for the price of one."""
        return self._encode(texts, self._passage, with_tokens=True, progress=progress)

    def _encode(
        self, texts: Sequence[str], prompt: _Prompt, *, with_tokens: bool = False, progress: Progress | None = None
    ) -> tuple[FloatArray, list[FloatArray]]:
        """Return text vectors (len(texts), dimension) and, if asked for, token vectors of each text."""
        inputs = self._token_ids(texts, prompt)
        pooled = np.empty((len(inputs), self._dimension), dtype=np.float32)
        tokens = [np.empty((0, self._dimension), dtype=np.float32)] * len(inputs if with_tokens else [])
        for batch in batches_by_length([len(ids) for ids in inputs], BATCH_TOKENS):
            hidden = self._run([inputs[i] for i in batch])  # (texts, longest, dimension)
            for row, i in zip(hidden, batch, strict=True):
                states = row[: len(inputs[i])]  # (tokens, dimension), padding gone
                pooled[i] = _pool(states, self._config.pooling)
                if with_tokens:
                    tokens[i] = _normalized(states[prompt.tokens : len(states) - self._closing])
            if progress is not None:
                progress(len(batch))
        return _normalized(pooled), tokens

    def _token_ids(self, texts: Sequence[str], prompt: _Prompt) -> list[list[int]]:
        """Return each text's token ids with prompt and special tokens, at most ``max_tokens``."""
        prompted = [prompt.text + _readable(text) for text in texts]
        if len(prompted) == 1:
            encodings = [self._tokenizer.encode(prompted[0])]  # spares handing one text to a thread pool
        else:
            encodings = self._tokenizer.encode_batch_fast(prompted)
        return [self._truncated(encoding.ids) for encoding in encodings]

    def _truncated(self, ids: list[int]) -> list[int]:
        """Cut an over-long input, keeping the special tokens that close it."""
        if len(ids) <= self.max_tokens:
            return ids
        closing = ids[len(ids) - self._closing :]
        return ids[: self.max_tokens - self._closing] + closing

    def _run(self, inputs: Sequence[list[int]]) -> FloatArray:
        """Run the graph over one batch; returns the last layer, shape (len(inputs), longest, dimension)."""
        shape = (len(inputs), max(map(len, inputs)))
        ids = np.full(shape, self._config.pad_id, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, tokens in enumerate(inputs):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden: FloatArray = self._session.run([self._output_name], {name: feeds[name] for name in self._input_names})[
            0
        ]
        return hidden

    def _prompt(self, text: str) -> _Prompt:
        """Measure a prompt: no token spans its last letter and the text, but the space between belongs to the text."""
        return _Prompt(text, len(self._tokenizer.encode(text.rstrip()).ids) - self._closing)


def batches_by_length(lengths: Sequence[int], max_tokens: int) -> Iterator[list[int]]:
    """Group inputs of similar length, the longest first, so that little of a batch is padding.

    Args:
        lengths: each input's number of tokens.
        max_tokens: limit for a batch's inputs times its longest input; a longer input makes a batch of its own.

    Yields:
        Positions in ``lengths``.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    start = 0
    while start < len(order):
        size = max(1, max_tokens // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def _open_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    """Open the graph for ``threads`` threads that sleep between calls instead of spinning."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except _OPENING_ERRORS as error:
        raise ModelIntegrityError(f"{graph} cannot be opened ({error}); add the model again") from error


def _token_output(session: onnxruntime.InferenceSession) -> str:
    """Return the name of the graph's output with one vector a token.

    Raises:
        ModelError: There is none.
    """
    names = [entry.name for entry in session.get_outputs()]
    for name in _TOKEN_OUTPUTS:
        if name in names:
            return name
    raise ModelError(f"the graph gives {', '.join(names)}, none of {', '.join(_TOKEN_OUTPUTS)}: add another model")


def _closing_specials(encoding: Encoding) -> int:
    """Return how many special tokens close an input."""
    mask = encoding.special_tokens_mask
    return len(mask) - max(i for i, is_special in enumerate(mask) if not is_special) - 1


def _readable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 reader accepts."""
    return _LONE_SURROGATES.sub(_REPLACEMENT, text)


def _pool(states: FloatArray, pooling: Pooling) -> FloatArray:
    """Reduce token vectors, shape (tokens, dimension), to one vector, shape (dimension,)."""
    vector: FloatArray
    match pooling:
        case Pooling.CLS:
            vector = states[0]
        case Pooling.MAX:
            vector = states.max(axis=0)
        case Pooling.MEAN:
            vector = states.mean(axis=0)
    return vector


def _normalized(vectors: FloatArray) -> FloatArray:
    """Scale rows, shape (rows, dimension), to length 1; a zero row stays zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: FloatArray = vectors / np.maximum(norms, np.finfo(np.float32).tiny)
    return scaled
