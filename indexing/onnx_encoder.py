"""The Encoder that runs a model folder's ONNX graph on the processor with ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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

from indexing.cores import usable_cores
from indexing.encoder import FloatArray, Progress
from indexing.errors import ModelError, ModelIntegrityError
from indexing.model_batches import batches_by_length, batches_of_one_length
from indexing.model_config import EncoderConfig, Pooling, read_encoder_config
from indexing.model_folder import ModelManifest, check_model
from indexing.model_tokens import Tokens, load_tokens

GRAPH = "onnx/model.onnx"
QUANTIZED_GRAPH = "onnx/model_int8.onnx"
"""Used instead of the float32 graph where there is one."""

BATCH_TOKENS = 512
"""Padded tokens in a batch on all cores. Bigger ones are not faster: 512 keep two cores busy and stay in the cache."""

CORE_BATCH_TOKENS = 128
"""Tokens in a batch on one core: what passes between two operators stays in the core's own cache."""

_OPENING_ERRORS = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile, NotImplemented_, RuntimeException)
_TOKEN_OUTPUTS = ("last_hidden_state", "token_embeddings")
_SLOW_FUSIONS = ["SkipLayerNormFusion"]  # in ONNX Runtime 1.31 the fused operator takes seven times as long
_MASK = "attention_mask"


@dataclass(frozen=True, slots=True)
class _Prompt:
    """What goes before a text, and how many tokens it makes, opening special tokens included."""

    text: str
    tokens: int


class OnnxEncoder:
    """Encodes with a model folder; implements the `Encoder` protocol.

    Vectors are float32 and L2-normalised. Any text is accepted: what is too long is cut off before the closing special
    token, what no tokeniser can read (lone surrogates) counts as U+FFFD. One instance may be used by many threads.

    A quantised graph runs on one core at a time: its products are too short to share. Many texts are dealt out to as
    many cores as the encoder may use; one text takes the caller's.
    """

    def __init__(
        self,
        manifest: ModelManifest,
        config: EncoderConfig,
        tokens: Tokens,
        session: onnxruntime.InferenceSession,
        workers: int = 1,
    ) -> None:
        """Put the parts together; `load` reads them from a folder.

        Args:
            manifest: the model's.
            config: how the graph is used.
            tokens: the model's tokeniser.
            session: the opened graph.
            workers: batches at the same time.
        """
        self._manifest = manifest
        self._config = config
        self._tokens = tokens
        self._session = session
        self._workers = workers
        self._input_names = [entry.name for entry in session.get_inputs()]
        self._output_name = _token_output(session)
        self._dimension: int = self._run([tokens.encode("a")]).shape[2]  # exported graphs need not state it; warms up
        self._query = self._prompt(config.query_prompt)
        self._passage = self._prompt(config.passage_prompt)

    @classmethod
    def load(cls, folder: Path, threads: int | None = None) -> Self:
        """Open the model in ``folder``.

        Args:
            folder: a model as `indexing.model` lays it out.
            threads: how many cores one call uses; by default as many as are usable.

        Raises:
            ModelIntegrityError: A file is missing or damaged.
            ModelError: The model does something that this encoder cannot reproduce.
        """
        manifest = check_model(folder)
        config = read_encoder_config(folder)
        cores = threads or usable_cores()
        quantized = (folder / QUANTIZED_GRAPH).exists()
        graph = folder / (QUANTIZED_GRAPH if quantized else GRAPH)
        session = _open_session(graph, 1 if quantized else cores)
        return cls(manifest, config, load_tokens(folder), session, workers=cores if quantized else 1)

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
        specials = self._tokens.opening + self._tokens.closing
        return [len(ids) - specials for ids in self._tokens.encode_all(texts)]

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

        def encode_batch(batch: Sequence[int]) -> int:
            hidden = self._run([inputs[i] for i in batch])  # (texts, longest, dimension)
            for row, i in zip(hidden, batch, strict=True):
                states = row[: len(inputs[i])]  # (tokens, dimension), padding gone
                pooled[i] = _pool(states, self._config.pooling)
                if with_tokens:
                    tokens[i] = _normalized(states[prompt.tokens : len(states) - self._tokens.closing])
            return len(batch)

        for done in self._map(encode_batch, self._batches([len(ids) for ids in inputs])):
            if progress is not None:
                progress(done)
        return _normalized(pooled), tokens

    def _batches(self, lengths: Sequence[int]) -> list[list[int]]:
        """Group inputs; a graph that takes no mask gets inputs of one length."""
        if _MASK in self._input_names:
            return list(batches_by_length(lengths, BATCH_TOKENS if self._workers == 1 else CORE_BATCH_TOKENS))
        return list(batches_of_one_length(lengths, CORE_BATCH_TOKENS))

    def _map(self, encode_batch: Callable[[Sequence[int]], int], batches: Sequence[Sequence[int]]) -> Iterator[int]:
        """Encode batches, as many at a time as there are workers."""
        workers = min(self._workers, len(batches))
        if workers <= 1:
            yield from map(encode_batch, batches)
            return
        with ThreadPoolExecutor(workers, thread_name_prefix="encoder") as pool:
            yield from pool.map(encode_batch, batches)

    def _token_ids(self, texts: Sequence[str], prompt: _Prompt) -> list[list[int]]:
        """Return each text's token ids with prompt and special tokens, at most ``max_tokens``."""
        return [self._truncated(ids) for ids in self._tokens.encode_all([prompt.text + text for text in texts])]

    def _truncated(self, ids: list[int]) -> list[int]:
        """Cut an over-long input, keeping the special tokens that close it."""
        if len(ids) <= self.max_tokens:
            return ids
        closing = ids[len(ids) - self._tokens.closing :]
        return ids[: self.max_tokens - len(closing)] + closing

    def _run(self, inputs: Sequence[list[int]]) -> FloatArray:
        """Run the graph over one batch; returns the last layer, shape (len(inputs), longest, dimension)."""
        shape = (len(inputs), max(map(len, inputs)))
        ids = np.full(shape, self._config.pad_id, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, tokens in enumerate(inputs):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        feeds = {"input_ids": ids, _MASK: mask, "token_type_ids": np.zeros_like(ids)}
        hidden: FloatArray = self._session.run([self._output_name], {name: feeds[name] for name in self._input_names})[
            0
        ]
        return hidden

    def _prompt(self, text: str) -> _Prompt:
        """Measure a prompt: no token spans its last letter and the text, but the space between belongs to the text."""
        return _Prompt(text, len(self._tokens.encode(text.rstrip())) - self._tokens.closing)


def _open_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    """Open the graph for ``threads`` threads that sleep between calls instead of spinning."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW_FUSIONS
        )
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
